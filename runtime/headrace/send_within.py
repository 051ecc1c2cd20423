"""A time limit on a blocking request as a whole: from the look-up of the host's name to the last of the headers.

The phases that the HTTP library knows (connect, write, read) each have a limit of their own, which a server that sends
its headers one by one never reaches, nor a name server that doesn't answer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Lock, Thread
from typing import Any

__all__ = ["send_within"]


def send_within(send: Callable[[], Any], seconds: float) -> Any:
    """What ``send`` returns or raises, if it does within ``seconds``; else None, and what it still returns is closed.

    ``send`` runs in a thread of its own, with the caller's context variables: a blocking read can't be ended otherwise.
    The thread goes on until the library's own timeouts end it; it doesn't keep the process from ending.
    """
    attempt = _Attempt(send)
    Thread(target=copy_context().run, args=(attempt.run,), name="headrace-send", daemon=True).start()
    try:
        finished = attempt.done.wait(seconds)
    except BaseException:  # the caller was interrupted: what comes now is for nobody
        attempt.give_up()
        raise
    if not finished and attempt.give_up():
        return None
    if attempt.error is not None:
        raise attempt.error
    return attempt.response


class _Attempt:
    def __init__(self, send: Callable[[], Any]) -> None:
        self._send = send
        self._lock = Lock()
        self._given_up = False
        self.done = Event()
        self.response: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.response = self._send()
        except BaseException as error:
            self.error = error
        with self._lock:
            self.done.set()
            unwanted = self.response if self._given_up else None
        if unwanted is not None:
            unwanted.close()

    def give_up(self) -> bool:
        """Nobody waits any more. False if the answer has come in the same moment."""
        with self._lock:
            self._given_up = not self.done.is_set()
            return self._given_up
