"""Fixtures for tests of the generated client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from harness.openai_client import async_client, client, options, portal, server
from harness.replay import SeedServer, seed_server

__all__ = ["async_client", "client", "options", "portal", "replay", "server"]


@pytest.fixture
def replay() -> Iterator[Callable[..., SeedServer]]:
    """Start servers with ``harness.replay.seed_server``'s arguments; they stop when the test ends."""
    with ExitStack() as stack:

        def start(*args: Any, **kwargs: Any) -> SeedServer:
            return stack.enter_context(seed_server(*args, **kwargs))

        yield start
