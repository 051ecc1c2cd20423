"""What `Stream` and `AsyncStream` share: options, facts about the stream, limits, and the way to exceptions."""

from __future__ import annotations

import contextlib
import math
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar

from .errors import APIConnectionError, ErrorNamespace
from .sse import DEFAULT_MAX_EVENT_BYTES
from .stream_core import StreamCore
from .stream_errors import Failure, make_exception

if TYPE_CHECKING:
    import os

    import httpx
    from typing_extensions import Self

    from .descriptor import StreamSpec
    from .errors import APIError
    from .timeouts import Deadline

__all__ = ["StreamBase"]

T = TypeVar("T")

# How long (seconds) to wait for the rest of an answer that has shown to be no stream.
_FOREIGN_SECONDS = 1.0
# Clocks and sockets round differently: a read may end this much (seconds) before the deadline it was given.
_EARLY = 0.02


class StreamBase(Generic[T]):
    """One open event stream. The subclasses add what reads and waits.

    Args:
        response: an open response with a status of 2xx, made with ``send(..., stream=True)``. The stream owns it now.
        spec: the rules of the stream. A stream that is made by hand may name ``cast_to``, the type of its events, and
            the ``client`` whose rules hold, in its place; ``options`` are those of the request, or None.
        errors: the SDK's exceptions; the runtime's own if left out.
        idle_timeout: seconds that the next event may take, counted while someone waits for it. What isn't an event
            (comments, keep-alives, noise) doesn't reset it. None: no limit of this kind.
        total_timeout: seconds from now to the end of the stream. None: no limit.
        max_event_bytes: the size of one event beyond which `EventTooLargeError` is raised; None: no limit.
        drain_bytes, drain_seconds: how much of the body, and for how long, is read on after the end was signalled, so
            that the connection can be used again.
        strict: raise `APIResponseValidationError` for an event that doesn't fit its class.
        reconnect: called with the stream and the exception when the connection fails or the body ends early; gives
            another response to go on with, or None to have the exception raised. Which event comes next is between it
            and the server: ``stream.sequence`` and ``stream.last_event_id`` say where to take up; an event with a
            number that was seen already is left out.
    """

    response: httpx.Response
    """The HTTP response: status, headers, request."""

    def __init__(
        self,
        *,
        response: httpx.Response,
        spec: StreamSpec | None = None,
        cast_to: Any = None,
        client: Any = None,
        options: Any = None,
        errors: ErrorNamespace | None = None,
        idle_timeout: float | None = None,
        total_timeout: float | None = None,
        max_event_bytes: int | None = DEFAULT_MAX_EVENT_BYTES,
        drain_bytes: int = 64 * 1024,
        drain_seconds: float = 0.1,
        strict: bool = False,
        reconnect: Any = None,
    ) -> None:
        if spec is None:
            from .raw_call import stream_rules_of

            spec = stream_rules_of(cast_to, client, options)
            errors = errors or client._errors
        self._errors = errors or ErrorNamespace()
        self._idle_timeout = math.inf if idle_timeout is None else idle_timeout
        self._total_timeout = math.inf if total_timeout is None else total_timeout
        self._total_deadline = time.monotonic() + self._total_timeout
        self._idle_left = self._idle_timeout
        self._limited = min(self._idle_timeout, self._total_timeout) < math.inf
        self._idle_after = -1
        self._drain_bytes = drain_bytes
        self._drain_seconds = drain_seconds
        self._reconnect = reconnect
        self._record: IO[bytes] | None = None
        self._cancelled = False
        self._prepare()
        self._attach(response)
        self._core = StreamCore(
            spec,
            content_type=response.headers.get("content-type"),
            max_event_bytes=max_event_bytes,
            strict=strict,
        )

    # What is known

    @property
    def complete(self) -> bool:
        """Whether the end was signalled: by an end mark, a terminal event or a finish reason, as the API has it."""
        return self._core.complete

    @property
    def events_seen(self) -> int:
        """How many events were given out."""
        return self._core.events_seen

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event that had one; it persists from event to event."""
        return self._core.decoder.last_event_id or None

    @property
    def request_id(self) -> str | None:
        """The id that the server gave the request (header ``x-request-id``)."""
        found: str | None = self.response.headers.get("x-request-id")
        return found

    @property
    def retry(self) -> int | None:
        """The reconnection time in milliseconds that the server asked for, None if it didn't."""
        return self._core.decoder.retry

    @property
    def sequence(self) -> int | None:
        """The number of the last event, in APIs that number events; else None."""
        return self._core.sequence

    @property
    def usage(self) -> Any:
        """The last usage object that came along, as its class; None until then."""
        return self._core.usage

    def record(self, path: str | os.PathLike[str]) -> Self:
        """Also write the body's bytes to a file, after content decoding. Call it before iterating; gives the stream.

        The file is what `headrace.testing.ReplayServer` serves. It is written as data arrives and closed with the
        response: of a stream that goes on with another response it has the first one.
        """
        self._record = Path(path).open("wb")  # noqa: SIM115 - closed with the stream
        return self

    def _deadline(self) -> Deadline:
        """The end of the stream's total time, as far as there is one."""
        from .timeouts import Deadline

        left = self._total_deadline - time.monotonic()
        return Deadline(None if left == math.inf else max(0.0, left))

    # For the shells

    def _begin_wait(self) -> float:
        """The deadline for the next event. A keep-alive is none: after it goes on what was left before it."""
        if self._idle_timeout == math.inf:
            return math.inf
        events = self._core.events_seen - self._core.keepalives
        if events != self._idle_after:
            self._idle_after = events
            self._idle_left = self._idle_timeout
        return time.monotonic() + self._idle_left

    def _end_wait(self, idle_deadline: float) -> None:
        """An event is given out; how long the caller takes with it doesn't count."""
        if idle_deadline != math.inf:
            self._idle_left = idle_deadline - time.monotonic()

    def _took(self, chunk: bytes) -> None:
        if self._record is not None:
            self._record.write(chunk)
        self._core.feed(chunk)

    def _close_record(self) -> None:
        if self._record is not None:
            with contextlib.suppress(OSError):
                self._record.close()
            self._record = None

    def _exception(self, failure: Failure) -> APIError:
        """The exception for a failure, with all that is known of the stream."""
        error = make_exception(failure, self._errors, self.response)
        error.request_id = self.request_id
        error.last_event_id = self.last_event_id
        error.events_seen = self.events_seen
        return error

    def _may_reconnect(self, error: APIError) -> bool:
        if self._reconnect is None or self._cancelled or not isinstance(error, APIConnectionError):
            return False
        failure = self._core.failure
        limit = None if failure is None else failure.limit
        # The caller's own limits hold: on the whole always, and on the wait for the first event, where nothing shows
        # yet that the server answers at all.
        return limit is None or (limit == "idle" and self.events_seen > 0)

    def _with_position(self, error: APIError) -> APIError:
        """The error of a reconnection, with what is known of the stream."""
        error.last_event_id = self.last_event_id
        error.events_seen = self.events_seen
        return error

    def _prepare(self) -> None:
        """What is needed once, whatever number of responses follow one another."""

    def _attach(self, response: httpx.Response) -> None:
        self.response = response
        self._foreign_deadline = math.inf
        self._closed = False

    @staticmethod
    def _is_plain(response: httpx.Response) -> bool:
        """Whether a body's bytes can be taken as they come: they aren't encoded, and nobody has read them yet."""
        return not response.is_stream_consumed and "content-encoding" not in response.headers

    def _resume(self, response: httpx.Response) -> None:
        self._attach(response)
        self._core.restart(response.headers.get("content-type"))

    def _read_deadline(self, idle_deadline: float) -> float:
        """When the next read has to end."""
        if not self._limited and not self._core.foreign:
            return math.inf
        if self._core.foreign and self._foreign_deadline == math.inf:
            self._foreign_deadline = time.monotonic() + _FOREIGN_SECONDS
        return min(idle_deadline, self._total_deadline, self._foreign_deadline)

    def _timeout_failure(self, idle_deadline: float, now: float) -> Failure | None:
        """The failure of a time limit that has run out, if one has."""
        now += _EARLY
        if now >= self._foreign_deadline:
            return self._core.foreign_failure()
        if now >= self._total_deadline:
            message = f"The stream took longer than total_timeout, {self._total_timeout:g} s."
            return Failure("APITimeoutError", message, limit="total")
        if now >= idle_deadline:
            message = f"The stream gave no event for {self._idle_timeout:g} s (idle_timeout)."
            return Failure("APITimeoutError", message, limit="idle")
        return None

    def _transport_failure(self, error: Exception) -> Failure:
        """The failure for an exception of the HTTP client while the body is read.

        The exceptions of httpx and httpx2 are told by name, so that neither needs to be imported for it.
        """
        names = {cls.__name__ for cls in type(error).__mro__}
        if "TimeoutException" in names:
            return Failure(
                "APITimeoutError", "The stream's connection was silent beyond its read timeout.", cause=error
            )
        reason = str(error) or type(error).__name__
        if "DecodingError" in names:
            return Failure("StreamError", f"The stream's content coding is broken: {reason}", cause=error)
        return Failure("APIConnectionError", f"The connection broke in mid-stream: {reason}", cause=error)

    def __repr__(self) -> str:
        state = "closed" if self._closed else "open"
        return f"<{type(self).__name__} {state}, {self.events_seen} events, complete={self.complete}>"
