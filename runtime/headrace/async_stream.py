"""`AsyncStream`, the shell around `StreamCore` for asyncio and trio."""

from __future__ import annotations

import contextlib
import math
import sys
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .errors import APIError
from .stream_base import StreamBase

if TYPE_CHECKING:
    from types import TracebackType

    import anyio
    import httpx
    from typing_extensions import Self

    from .sse import ServerSentEvent

__all__ = ["AsyncStream"]

T = TypeVar("T")

# Closing a connection must not be what hangs.
_CLOSING_SECONDS = 1.0


class AsyncStream(StreamBase[T]):
    """A response body as typed events, as they arrive. It is its own iterator, so it is iterated once.

        async with await client.things.create(..., stream=True) as stream:
            async for event in stream: ...

    The connection is given back at the end of the stream, and closed on an error, at the end of an ``async with`` and
    by `aclose`; after that, iteration just ends. Every exception is an `APIError`. One task iterates; any other task
    may `aclose`, and any thread may `cancel`.
    """

    _left: anyio.Event | None

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        event = self._core.step()
        if event is None:
            event = await self._wait(self._core.step)
            if event is None:
                raise StopAsyncIteration
        return cast(T, event)

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """The events as they came, before any class is made of them: noise and end marks too.

        It takes from the same body as iteration does. Failures raise as ever; an error event is given out first.
        """
        step = self._core.step_raw
        while (sse := step() or await self._wait(step)) is not None:
            yield sse

    async def aclose(self) -> None:
        """Stop, and close the connection. Any task of the same event loop may call it, any number of times.

        A task that is waiting for the next event sees the stream end, without an exception.
        """
        self.cancel()
        if self._scope is not None:
            import anyio

            self._left = self._left or anyio.Event()
            await self._left.wait()
        await self._release()

    async def close(self) -> None:
        """The same as `aclose`; the name that it has in common with `Stream`."""
        await self.aclose()

    def cancel(self) -> None:
        """Stop, from any task or thread. A task that is waiting for the next event sees the stream end.

        That task closes the connection; where none is waiting, the next step, `aclose` or the end of the ``with`` does.
        """
        self._cancelled = True
        self._core.halt()
        scope = self._scope
        if scope is None:
            return
        if self._thread == threading.get_ident():
            scope.cancel()
        elif self._call_soon is not None:
            with contextlib.suppress(RuntimeError):  # the loop is gone, and the task with it
                self._call_soon(scope.cancel)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    # Reading

    def _attach(self, response: httpx.Response) -> None:
        super()._attach(response)
        pieces = response.aiter_raw() if self._is_plain(response) else response.aiter_bytes()
        self._body = cast("AsyncGenerator[bytes, None]", pieces)
        self._scope: anyio.CancelScope | None = None
        self._left = None  # set by the reading task for one that closes
        self._started = False
        self._thread = 0
        self._call_soon: Callable[[Callable[[], None]], object] | None = None

    async def _wait(self, step: Callable[[], Any]) -> Any:
        """Read on until ``step`` gives an event; None at the end of the stream."""
        core = self._core
        while True:
            idle_deadline = self._begin_wait()
            while not core.halted:
                await self._pull(idle_deadline)
                event = step()
                if event is not None:
                    self._end_wait(idle_deadline)
                    return event
            error = await self._finish()
            if error is not None and self._may_reconnect(error) and await self._goes_on(error):
                continue
            if error is None or self._cancelled:
                return None
            raise error

    async def _goes_on(self, error: APIError) -> bool:
        """Take up the stream with another response, if there is one."""
        import anyio

        response: httpx.Response | None = None
        self._note_task()
        self._scope = scope = anyio.CancelScope()
        try:
            with scope:
                if not self._cancelled:
                    response = await self._reconnect(self, error)
        except APIError as again:
            raise self._with_position(again) from error
        finally:
            self._scope = None
            if self._left is not None:
                self._left.set()
        if response is None:
            return False
        if self._cancelled:
            with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
                await response.aclose()
            return False
        self._resume(response)
        return True

    async def _pull(self, idle_deadline: float) -> None:
        """Take the next bytes from the network, waiting no longer than the limits allow."""
        import anyio

        core = self._core
        left = self._read_deadline(idle_deadline) - time.monotonic()
        self._note_task()
        self._scope = scope = anyio.CancelScope(deadline=math.inf if left == math.inf else anyio.current_time() + left)
        chunk: bytes | None = None
        try:
            with scope:
                # Asked after the scope is in its place: a cancel() from now on finds it.
                if not core.halted:
                    chunk = await self._next()
        except Exception as error:  # whatever a transport raises, the caller gets the tree's exceptions
            if not core.halted:
                core.fail(self._transport_failure(error))
            return
        except BaseException:
            await self._release()
            raise
        finally:
            self._scope = None
            if self._left is not None:
                self._left.set()
        if scope.cancelled_caught:
            failure = self._timeout_failure(idle_deadline, time.monotonic())
            if failure is not None and not core.halted:
                core.fail(failure)
        elif chunk is None:
            core.end()
        else:
            self._took(chunk)

    def _note_task(self) -> None:
        """Remember how to reach the reading task from other threads."""
        if self._thread != threading.get_ident():
            self._thread, self._call_soon = threading.get_ident(), _threadsafe_caller()

    async def _next(self) -> bytes | None:
        self._started = True
        try:
            return await self._body.__anext__()
        except StopAsyncIteration:
            return None

    async def _finish(self) -> APIError | None:
        """Give back or close the connection; the exception to raise, if the stream failed."""
        if self._closed:
            return None
        failure = None if self._cancelled else self._core.failure
        if self._core.complete and not self._cancelled:
            await self._drain()
        await self._release()
        return None if failure is None else self._exception(failure)

    async def _drain(self) -> None:
        """Read what follows the end mark, so that the connection can serve the next request."""
        import anyio

        left = self._drain_bytes
        with anyio.move_on_after(self._drain_seconds), contextlib.suppress(Exception):
            async for chunk in self._body:
                left -= len(chunk)
                if left < 0:
                    break

    async def _release(self) -> None:
        if self._closed:
            return
        self._closed = True
        import anyio

        await self._unwind()
        with anyio.move_on_after(_CLOSING_SECONDS, shield=True), contextlib.suppress(Exception):
            await self.response.aclose()
        self._close_record()

    async def _unwind(self) -> None:
        """End the body's generator, and those inside it.

        ``aclose`` would end the outermost one only and leave the HTTP client's own to the garbage collector, which trio
        warns of and which asyncio does in tasks that may outlive the loop. A cancellation goes through all of them.
        """
        import anyio

        if not self._started:
            await self._body.aclose()
            return
        with anyio.CancelScope(shield=True) as scope, contextlib.suppress(Exception, StopAsyncIteration):
            scope.cancel()
            while True:  # over what was received already, to the first read that would have to wait
                await self._body.__anext__()


def _threadsafe_caller() -> Callable[[Callable[[], None]], object]:
    """A function that has another one called in the running event loop, and may itself be called from any thread."""
    trio = sys.modules.get("trio")
    if trio is not None:
        with contextlib.suppress(RuntimeError):  # not running under trio
            return cast("Callable[[Callable[[], None]], object]", trio.lowlevel.current_trio_token().run_sync_soon)
    import asyncio

    return asyncio.get_running_loop().call_soon_threadsafe
