"""Fixtures that connect the generated client, sync and async, with a contract server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from harness.contract_server import ContractServer
from harness.openai_document import openai_contract
from headrace_openai import AsyncOpenAI, OpenAI

KEYS = {"ApiKeyAuth": "sk-user", "AdminApiKeyAuth": "sk-admin"}


@pytest.fixture(scope="module")
def server() -> Iterator[ContractServer]:
    """A server that holds requests to the OpenAI document."""
    with ContractServer(openai_contract(), KEYS) as running:
        yield running


@pytest.fixture(scope="module")
def options(server: ContractServer) -> dict[str, Any]:
    """Strict: an answer that isn't what the document says raises. No retries: a refused request is a failure."""
    return {
        "api_key": KEYS["ApiKeyAuth"],
        "admin_api_key": KEYS["AdminApiKeyAuth"],
        "base_url": server.url,
        "max_retries": 0,
        "_strict_response_validation": True,
    }


@pytest.fixture(scope="module")
def client(options: dict[str, Any]) -> Iterator[OpenAI]:
    """The sync client."""
    with OpenAI(**options) as made:
        yield made


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    """An event loop in a thread, so that one async client serves all tests of a module."""
    with start_blocking_portal() as running:
        yield running


@pytest.fixture(scope="module")
def async_client(options: dict[str, Any], portal: BlockingPortal) -> Iterator[AsyncOpenAI]:
    """The async client; calls go through ``portal``."""
    made = AsyncOpenAI(**options)
    yield made
    portal.call(made.close)
