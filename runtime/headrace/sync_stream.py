"""`Stream`, the blocking shell around `StreamCore`."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .errors import APIError
from .read_limit import ReadLimit
from .stream_base import StreamBase

if TYPE_CHECKING:
    from types import TracebackType

    import httpx
    from typing_extensions import Self

    from .sse import ServerSentEvent

__all__ = ["Stream"]

T = TypeVar("T")


class Stream(StreamBase[T]):
    """A response body as typed events, as they arrive. It is its own iterator, so it is iterated once.

        with client.things.create(..., stream=True) as stream:
            for event in stream: ...

    The connection is given back at the end of the stream, and closed on an error, at the end of a ``with`` and by
    `close`; after that, iteration just ends. Every exception is an `APIError`. One thread iterates; any thread may
    `close`.
    """

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        event = self._core.step()
        if event is None:
            event = self._wait(self._core.step)
            if event is None:
                raise StopIteration
        return cast(T, event)

    def events(self) -> Iterator[ServerSentEvent]:
        """The events as they came, before any class is made of them: noise and end marks too.

        It takes from the same body as iteration does. Failures raise as ever; an error event is given out first.
        """
        step = self._core.step_raw
        while (sse := step() or self._wait(step)) is not None:
            yield sse

    def close(self) -> None:
        """Stop, and close the connection. Any thread may call it, any number of times.

        A thread that is waiting for the next event sees the stream end, without an exception.
        """
        self._cancelled = True
        self._closing.set()
        self._core.halt()
        if self._lock.acquire(blocking=False):
            try:
                self._release()
            finally:
                self._lock.release()
        else:
            # Someone is reading. They release the connection once their read has ended.
            self._limit.interrupt()

    def cancel(self) -> None:
        """The same as `close`; the name that it has in common with `AsyncStream`."""
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # Left in the middle of a plain ``for``. One that was never iterated is not touched: its response may be in use.
        if self.__dict__.get("_started") and not self._closed:
            with contextlib.suppress(Exception):
                self.close()

    # Reading

    def _prepare(self) -> None:
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def _attach(self, response: httpx.Response) -> None:
        super()._attach(response)
        pieces = response.iter_raw() if self._is_plain(response) else response.iter_bytes()
        self._body = cast("Generator[bytes, None, None]", pieces)
        self._limit = ReadLimit(response)
        self._started = False

    def _wait(self, step: Callable[[], Any]) -> Any:
        """Read on until ``step`` gives an event; None at the end of the stream."""
        core = self._core
        while True:
            idle_deadline = self._begin_wait()
            while not core.halted:
                self._pull(idle_deadline)
                event = step()
                if event is not None:
                    self._end_wait(idle_deadline)
                    return event
            error = self._finish()
            if error is not None and self._may_reconnect(error) and self._goes_on(error):
                continue
            if error is None or self._cancelled:
                return None
            raise error

    def _goes_on(self, error: APIError) -> bool:
        """Take up the stream with another response, if there is one."""
        try:
            response = self._reconnect(self, error)
        except APIError as again:
            raise self._with_position(again) from error
        if response is None:
            return False
        with self._lock:
            if self._cancelled:
                response.close()
                return False
            self._resume(response)
        return True

    def _pause(self, seconds: float) -> bool:
        """Wait, unless the stream is closed meanwhile; gives whether it was."""
        return self._closing.wait(seconds)

    def _pull(self, idle_deadline: float) -> None:
        """Take the next bytes from the network, waiting no longer than the limits allow."""
        core = self._core
        with self._lock:
            if core.halted:
                return
            self._started = True
            deadline = self._read_deadline(idle_deadline)
            if deadline != math.inf and (failure := self._timeout_failure(idle_deadline, time.monotonic())):
                core.fail(failure)
                return
            self._limit.set(deadline)
            try:
                chunk = next(self._body, None)
            except Exception as error:  # whatever a transport raises, the caller gets the tree's exceptions
                self._broken(error, idle_deadline)
                return
            if chunk is None:
                core.end()
            else:
                self._took(chunk)

    def _broken(self, error: Exception, idle_deadline: float) -> None:
        if self._core.halted:
            return  # by close(), which breaks a read on purpose
        failure = self._transport_failure(error)
        if failure.kind == "APITimeoutError":
            failure = self._timeout_failure(idle_deadline, time.monotonic()) or failure
            failure.cause = error
        self._core.fail(failure)

    def _finish(self) -> APIError | None:
        """Give back or close the connection; the exception to raise, if the stream failed."""
        with self._lock:
            if self._closed:
                return None
            failure = None if self._cancelled else self._core.failure
            if self._core.complete and not self._cancelled:
                self._drain()
            self._release()
            return None if failure is None else self._exception(failure)

    def _drain(self) -> None:
        """Read what follows the end mark, so that the connection can serve the next request."""
        if not self._limit.bounded:
            return  # a transport that we can't keep from waiting for ever
        deadline = time.monotonic() + self._drain_seconds
        self._limit.set(deadline)
        left = self._drain_bytes
        with contextlib.suppress(Exception):
            for chunk in self._body:
                left -= len(chunk)
                if left < 0 or time.monotonic() >= deadline:
                    break

    def _release(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._limit.remove()
        with contextlib.suppress(Exception):
            self._body.close()
        with contextlib.suppress(Exception):
            self.response.close()
        self._close_record()
