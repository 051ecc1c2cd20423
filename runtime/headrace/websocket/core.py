"""What both kinds of connection have in common: all but opening, sending and waiting."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..retry import Outcome, RetryPolicy
from ..stream_errors import Failure, make_exception
from .handlers import EventHandlers, HandlerRegistry
from .messages import Unreadable, encode_event, error_in, read_event, type_of
from .options import ReconnectingEvent, ReconnectingOverrides, WebSocketConnectionOptions, is_recoverable_close
from .send_queue import SendQueue

if TYPE_CHECKING:
    import httpx

    from ..descriptor import ConnectionSpec
    from ..errors import APIError
    from ..request import Call

__all__ = ["ConnectionCore", "Plan", "Reconnection", "close_code_of"]

OnReconnecting = Callable[[ReconnectingEvent], "ReconnectingOverrides | None"]

# RFC 6455, section 7.4.1.
_NO_CLOSE_FRAME = 1006
_TOO_BIG = 1009


@dataclass(slots=True, kw_only=True)
class Plan:
    """What the caller of ``connect`` asked for. The extras may be replaced when a connection is opened again."""

    client: Any
    spec: ConnectionSpec
    args: Mapping[str, Any]
    extra_query: Mapping[str, Any]
    extra_headers: Mapping[str, Any]
    options: WebSocketConnectionOptions
    on_reconnecting: OnReconnecting | None
    policy: RetryPolicy
    queue: SendQueue
    handlers: EventHandlers

    def call(self) -> Call:
        """The request that the handshake is."""
        from ..call import bound_call, with_client_options

        operation = self.spec.operation
        extras = {"extra_query": self.extra_query or None, "extra_headers": self.extra_headers or None}
        return bound_call(operation, with_client_options(self.client, operation, self.args), extras)

    def put(self, message: str | bytes) -> None:
        """Keep a message for later. Raises ``WebSocketQueueFullError`` where there is no room for it."""
        if not self.queue.put(message):
            raise self.client._errors.WebSocketQueueFullError(
                f"The message was not kept: those that wait may have {self.queue.max_bytes} bytes together.",
                self.request_for_error(),
            )

    def request_for_error(self) -> httpx.Request:
        """A request that stands for the handshake, without credentials."""
        request: httpx.Request = self.client._request_for_error(self.call())
        return request


class ConnectionCore(HandlerRegistry):
    """The state of one connection, and what it means. ``Any`` stands for the library's objects."""

    _connection: Any
    """The library's connection; another one after a reconnection."""

    def __init__(self, plan: Plan, opened: Any) -> None:
        self._plan = plan
        self._handlers = plan.handlers
        self._connection, self._request = opened
        self._attempts = 0  # to reconnect, since the last message
        self._close_asked = False

    @property
    def close_code(self) -> int | None:
        """The code that the connection was closed with, None while it is open."""
        code: int | None = self._connection.protocol.close_code
        return code

    def parse_event(self, data: str | bytes) -> Any:
        """The event in a message that `recv_bytes` gave. One of an unknown kind is an `UnknownEvent`.

        Raises ``StreamDecodeError`` for what is no JSON object.
        """
        plan = self._plan
        try:
            return read_event(plan.spec, data, strict=plan.client._strict_response_validation)
        except Unreadable as problem:
            raise self._exception(problem.failure) from problem.failure.cause

    def _encoded(self, event: Any) -> str:
        return encode_event(self._plan.spec, event)

    def _message(self, tag: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The event with a tag. What is omitted of its values is left out when it is encoded."""
        return {self._plan.spec.tag: tag, **values}

    # Errors

    @cached_property
    def _response(self) -> httpx.Response:
        """The answer to the first handshake."""
        from ..http_request import response_to

        answer = self._connection.response
        return response_to(self._request, answer.status_code, list(answer.headers.raw_items()))

    def _exception(self, failure: Failure) -> APIError:
        error: Any = make_exception(failure, self._plan.client._errors, self._response)
        error.request_id = self._response.headers.get(self._plan.client._spec.request_id_header)
        return error  # type: ignore[no-any-return]

    def _closed_error(self, closed: Any, unsent: Iterable[str | bytes]) -> APIError:
        """The exception for a connection that the library says is closed."""
        if closed.sent is not None and closed.sent.code == _TOO_BIG and not closed.rcvd_then_sent:
            message = "A message is larger than `max_size`; the websocket was closed."
            return self._exception(Failure("EventTooLargeError", message))
        code, reason = close_code_of(closed), closed.rcvd.reason if closed.rcvd is not None else ""
        what = "without a close frame" if closed.rcvd is None else f"with code {code}{f' ({reason})' if reason else ''}"
        error: Any = self._plan.client._errors.WebSocketConnectionClosedError(
            f"The websocket was closed {what}.",
            request=self._request,
            unsent_messages=unsent,
            close_code=code,
            close_reason=reason,
        )
        error.request_id = self._response.headers.get(self._plan.client._spec.request_id_header)
        return error  # type: ignore[no-any-return]

    def _recv_timeout(self, seconds: float | None) -> Exception:
        made: Exception = self._plan.client._errors.APITimeoutError(
            self._request, message=f"No message arrived within {seconds:g} s."
        )
        return made

    def _ended_well(self, closed: Any, reconnection: Reconnection, unsent: list[str | bytes]) -> bool:
        """Whether iteration just ends here: the connection was closed by this side, or by the other with nothing to
        complain about."""
        from websockets.exceptions import ConnectionClosedOK

        whole = isinstance(closed, ConnectionClosedOK) and not unsent and reconnection.failure is None
        return self._close_asked or whole

    # Handlers

    def _due(self, event: Any) -> list[Callable[..., Any]]:
        """The handlers of an event. Raises the error that it tells of, if nobody handles it."""
        spec = self._plan.spec
        due = self._handlers.take(type_of(spec, event))
        failure = None if due else error_in(spec, event)
        if failure is not None:
            raise self._exception(failure)
        return due

    # Reconnecting

    def _heals(self, closed: Any) -> bool:
        """Whether the connection is to be opened again."""
        return (
            self._plan.on_reconnecting is not None
            and not self._close_asked
            and is_recoverable_close(close_code_of(closed))
        )


class Reconnection:
    """The attempts to open a connection again. ``failure`` is what the last one ended with."""

    def __init__(self, core: ConnectionCore, closed: Any) -> None:
        self._core = core
        self._code = close_code_of(closed)
        self._outcome = Outcome()
        self.failure: Exception | None = None

    def next_delay(self) -> float | None:
        """Seconds until the next attempt; None when there is none. Asks the caller, who may change the request."""
        core, plan = self._core, self._core._plan
        delay = plan.policy.decide(core._attempts, self._outcome)
        if delay is None or plan.on_reconnecting is None:
            return None
        core._attempts += 1
        answer = plan.on_reconnecting(
            ReconnectingEvent(
                attempt=core._attempts,
                max_attempts=plan.policy.max_retries,
                delay=delay,
                close_code=self._code,
                extra_query=plan.extra_query,
                extra_headers=plan.extra_headers,
            )
        )
        if answer is not None:
            if answer.get("abort"):
                return None
            plan.extra_query = answer.get("extra_query", plan.extra_query)
            plan.extra_headers = answer.get("extra_headers", plan.extra_headers)
        left = plan.policy.max_retries - core._attempts
        plan.client._log.retrying("GET", plan.spec.operation.path, delay, left)
        return delay

    def failed(self, error: Exception) -> None:
        """An attempt failed: whether there is another depends on how."""
        self.failure = error
        response: Any = getattr(error, "response", None)
        status = getattr(error, "status_code", None)
        if status is None or response is None:
            self._outcome = Outcome()
        else:
            self._outcome = Outcome(status=status, headers=response.headers)


def close_code_of(closed: Any) -> int:
    """The code of the library's exception for a closed connection."""
    code: int = closed.rcvd.code if closed.rcvd is not None else _NO_CLOSE_FRAME
    return code
