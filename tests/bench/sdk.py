"""What the pieces of work need to know of an SDK: its HTTP library, and how to give it prepared answers."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["SDK", "clock", "resident", "seconds"]

clock = time.process_time
"""CPU seconds of this process: on a shared machine the only clock that says something about the program."""


def seconds(work: Callable[[], object], units: int = 1) -> float:
    """CPU seconds that ``work`` takes for one of its ``units``."""
    started = clock()
    work()
    return (clock() - started) / units


def resident(field: str = "VmRSS") -> float:
    """Resident memory of this process in MB: now, or at its peak with ``VmHWM``. Linux only, nan elsewhere."""
    try:
        with open("/proc/self/status") as status:
            return next(float(line.split()[1]) / 1024 for line in status if line.startswith(field))
    except OSError:
        return float("nan")


class SDK:
    """One of the two packages."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.module: Any = importlib.import_module(package)

    @property
    def http(self) -> Any:
        """The HTTP library behind the package, httpx or httpx2."""
        origin = next(cls for cls in self.module.DefaultHttpxClient.__mro__ if cls.__module__.startswith("httpx"))
        return importlib.import_module(origin.__module__.partition(".")[0])

    def client(self, answer: Callable[[Any], tuple[str, bytes | Iterable[bytes]]]) -> Any:
        """A client whose requests go to ``answer``, which gives a content type and a body. No sockets."""
        http = self.http

        class Transport(http.BaseTransport):  # type: ignore[misc]
            def handle_request(self, request: Any) -> Any:
                kind, body = answer(request)
                return http.Response(200, headers={"content-type": kind}, content=body)

        return self.module.OpenAI(
            api_key="k", base_url="http://test/v1", http_client=http.Client(transport=Transport())
        )
