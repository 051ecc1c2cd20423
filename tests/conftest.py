"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Where a failure stops a release, the same examples are tried every time; everywhere else, new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material that is kept outside the repository: the folder ``shared`` beside it, or ``HEADRACE_SHARED``."""
    path = Path(os.environ.get("HEADRACE_SHARED") or ROOT.parent / "shared")
    if not path.is_dir():
        pytest.skip("needs the shared material: a folder `shared` beside the repository, or HEADRACE_SHARED")
    return path


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that stands in for the user's cache."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    """Keys, addresses, proxies and caches of the machine must not leak into tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_folder))
    for name in list(os.environ):
        if name.startswith("OPENAI_") or name.lower() in (
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "ws_proxy",
            "wss_proxy",
        ):
            monkeypatch.delenv(name)
