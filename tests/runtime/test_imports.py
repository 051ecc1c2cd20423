"""What importing costs: neither httpx nor pydantic until something is called."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def loaded_by(code: str) -> set[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env=env,
    )
    return set(done.stdout.split())


HEAVY = {
    "httpx",
    "httpx2",
    "pydantic",
    "pydantic_core",
    "anyio",
    "asyncio",
    "ssl",
    "email",
    "logging",
    "typing_extensions",
}


@pytest.mark.parametrize(
    "code",
    [
        "import headrace",
        "import headrace.spi",
        "from headrace.spi import Operation, Ref, omit, SyncClient, AsyncClient, SyncResource, RawView, RateLimitError",
        "from harness.acme import Acme, AsyncAcme",
        "from harness.acme import Acme; Acme(api_key='k').with_options(timeout=3).widgets.with_raw_response",
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert not HEAVY & loaded_by(code)


def test_a_descriptor_loads_no_client() -> None:
    loaded = loaded_by("from headrace.spi import Operation, Ref, Result, Param")
    assert not {"headrace.client", "headrace.core", "headrace.request", "headrace.models"} & loaded


def test_public_names_of_the_package() -> None:
    import headrace

    assert headrace.__all__ == sorted(headrace.__all__)
    assert dir(headrace) == sorted(dir(headrace))
    for name in headrace.__all__:
        getattr(headrace, name)
    with pytest.raises(AttributeError):
        _ = headrace.nothing  # type: ignore[attr-defined]
