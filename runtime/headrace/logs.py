"""What the runtime logs: one line when a request is sent, one for its answer, one for a retry.

Never logged: headers, bodies, query strings, and so no credentials. An SDK's lines go to its own logger
(``ClientSpec.logger``), or to ``headrace`` when only that one is enabled. The SDK's variable and ``HEADRACE_LOG``
(``debug``, ``info``, ``warning``, ``error`` or ``critical``) switch them on for programs that don't configure logging
themselves.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .descriptor import ClientSpec

__all__ = ["Log", "set_up_logging"]

ENV = "HEADRACE_LOG"
_LEVELS = {"debug", "info", "warning", "error", "critical"}
_configured: set[str] = set()


def set_up_logging(spec: ClientSpec) -> None:
    """Obey the variables, once per logger. An unknown level is ignored: a typing error must not stop a program."""
    for logger, variable in ((spec.logger, spec.log_env), (spec.logger, ENV), ("headrace", ENV)):
        level = os.environ.get(variable, "").strip().lower() if variable else ""
        if level in _LEVELS and logger not in _configured:
            _configured.add(logger)
            _switch_on(logger, level)


def _switch_on(name: str, level: str) -> None:
    import logging

    logger = logging.getLogger(name)
    logger.setLevel(level.upper())
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("[%(asctime)s - %(name)s - %(levelname)s] %(message)s"))
        logger.addHandler(handler)


class Log:
    """The lines of one SDK's requests."""

    __slots__ = ("_fallback", "_own")

    def __init__(self, name: str) -> None:
        import logging

        self._own = logging.getLogger(name)
        self._fallback = logging.getLogger("headrace")

    def _write(self, level: int, message: str, *values: Any) -> None:
        if self._own.isEnabledFor(level):
            self._own.log(level, message, *values)
        elif self._fallback.isEnabledFor(level):
            self._fallback.log(level, message, *values)

    def sent(self, method: str, url: Any, retries: int) -> None:
        """An attempt begins."""
        self._write(10, "%s %s://%s%s (retries: %d)", method, url.scheme, url.host, url.path, retries)

    def answered(self, method: str, url: Any, status: int, request_id: str | None, seconds: float) -> None:
        """The head of an answer arrived."""
        self._write(10, "%s %s -> %d in %.3f s, request id %s", method, url.path, status, seconds, request_id)

    def failed(self, method: str, url: Any, error: BaseException, seconds: float) -> None:
        """An attempt ended without an answer. Only the kind of the error is told: its text may quote a URL."""
        self._write(10, "%s %s failed after %.3f s: %s", method, url.path, seconds, type(error).__name__)

    def retrying(self, method: str, path: str, delay: float, retries_left: int) -> None:
        """Another attempt follows after ``delay`` seconds."""
        self._write(20, "Retrying request in %f seconds: %s %s (%d left)", delay, method, path, retries_left)
