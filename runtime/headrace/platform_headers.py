"""The headers by which SDKs of this family tell servers about their platform. Only sent where the SDK's config says
so."""

from __future__ import annotations

import os
import sys
from functools import cache

__all__ = ["READ_TIMEOUT_HEADER", "RETRY_COUNT_HEADER", "async_header", "platform_headers", "running_library"]

# Names and values are those of Stainless SDKs; servers and proxies know them.
_PREFIX = "X-Stainless-"
RETRY_COUNT_HEADER = "x-stainless-retry-count"
READ_TIMEOUT_HEADER = "x-stainless-read-timeout"

_SYSTEMS = {"darwin": "MacOS", "windows": "Windows", "linux": "Linux", "freebsd": "FreeBSD", "openbsd": "OpenBSD"}
_MACHINES = {
    "x86_64": "x64",
    "amd64": "x64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "arm": "arm",
    "i386": "x32",
    "i686": "x32",
}


_IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalVM"}


def _system_and_machine() -> tuple[str, str]:
    if hasattr(os, "uname") and sys.platform not in ("ios", "android"):
        found = os.uname()  # all that `platform` does there, without importing it, which takes a while
        return found.sysname, found.machine
    import platform

    return platform.system(), platform.machine()


@cache
def platform_headers(package_version: str) -> dict[str, str]:
    """Language, versions, operating system and architecture; looked up once per process."""
    system, machine = (text.lower() for text in _system_and_machine())
    values = {
        "Lang": "python",
        "Package-Version": package_version,
        "OS": _SYSTEMS.get(system, f"Other:{system}" if system else "Unknown"),
        "Arch": _MACHINES.get(machine, f"other:{machine}" if machine else "unknown"),
        "Runtime": _IMPLEMENTATIONS.get(sys.implementation.name, sys.implementation.name),
        "Runtime-Version": ".".join(str(part) for part in sys.version_info[:3]),
    }
    return {f"{_PREFIX}{name}": value for name, value in values.items()}


def async_header(library: str | None) -> dict[str, str]:
    """Which kind of client sends: ``false`` for a sync one, else the async library's name."""
    return {f"{_PREFIX}Async": f"async:{library}" if library else "false"}


def running_library() -> str:
    """``trio`` inside of trio, else ``asyncio``: what isn't loaded can't be running."""
    trio = sys.modules.get("trio")
    if trio is not None:
        try:
            trio.lowlevel.current_task()
            return "trio"
        except RuntimeError:
            pass
    return "asyncio"
