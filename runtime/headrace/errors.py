"""The exceptions of the runtime: everything that a call or a stream raises on purpose.

    HeadraceError
    ├── APIError                            something went wrong with one request
    │   ├── APIConnectionError              no whole answer arrived
    │   │   ├── APITimeoutError             a time limit ran out
    │   │   ├── StreamTruncatedError        a stream's body ended before its end was signalled
    │   │   └── WebSocketConnectionClosedError  a websocket was closed, and not as it should be
    │   ├── APIResponseValidationError      the answer doesn't have the shape that was asked for
    │   ├── APIStatusError                  the server said no, by HTTP status or in mid-stream
    │   │   ├── BadRequestError             400
    │   │   ├── AuthenticationError         401
    │   │   ├── PermissionDeniedError       403
    │   │   ├── NotFoundError               404
    │   │   ├── ConflictError               409
    │   │   ├── UnprocessableEntityError    422
    │   │   ├── RateLimitError              429
    │   │   └── InternalServerError         500 and above
    │   ├── WebSocketQueueFullError         too much waits for a websocket to be opened
    │   └── StreamError                     what arrived can't be read as the stream that was asked for
    │       ├── EventTooLargeError          one event is larger than ``max_event_bytes``
    │       ├── StreamContentTypeError      a successful response that is not an event stream
    │       └── StreamDecodeError           the data of one event is not JSON
    └── InvalidWebhookSignatureError    a webhook that didn't come from the API, or long ago

An SDK has a tree of its own with the same names, each class also a subclass of the class here. The runtime raises
through an `ErrorNamespace`, so that a user of the SDK catches the SDK's names.

Every exception can be copied and pickled. Nothing here imports httpx.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import httpx

    from .descriptor import Ref

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "ErrorNamespace",
    "EventTooLargeError",
    "HeadraceError",
    "InternalServerError",
    "InvalidWebhookSignatureError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "StreamContentTypeError",
    "StreamDecodeError",
    "StreamError",
    "StreamTruncatedError",
    "UnprocessableEntityError",
    "WebSocketConnectionClosedError",
    "WebSocketQueueFullError",
]

# A server decides how long its message is; a log line or a traceback should not be a megabyte because of that.
_SHOWN_CHARACTERS = 1_000


class HeadraceError(Exception):
    """The root of all that the runtime raises on purpose, wrong arguments (`TypeError`, `ValueError`) excepted."""

    def __reduce__(self) -> tuple[Any, ...]:
        # The constructors take keywords only, so the default (call the class with ``args``) can't bring them back.
        return _restore, (type(self), self.args), self.__dict__.copy()


def _restore(cls: type[HeadraceError], args: tuple[Any, ...]) -> HeadraceError:
    error = cls.__new__(cls, *args)
    error.args = args
    return error


class APIError(HeadraceError):
    """Something went wrong with one request; the subclasses tell what.

    A plain `APIError` comes from a stream whose error event carries no status. ``str()`` gives the message, shortened
    when it is very long; ``message`` is whole.
    """

    message: str
    """What happened, in the server's words where there are any."""
    request: httpx.Request
    """The request, as it was sent. None only where an error was made outside a call."""
    body: object | None
    """The error as the server sent it: parsed JSON, or the raw text where it was not JSON; None without a body."""
    code: str | None = None
    """The body's ``code``; numbers are given as text."""
    param: str | None = None
    """The body's ``param``: the argument that was at fault."""
    type: str | None = None
    """The body's ``type``."""
    request_id: str | None = None
    """The id that the server gave the request (header ``x-request-id``)."""
    last_event_id: str | None = None
    """The id of the stream's last event that had one."""
    events_seen: int = 0
    """How many events the stream had yielded before."""

    if not TYPE_CHECKING:
        # Known where there is a response. Not declared for type checkers: subclasses narrow it to int, and narrowing a
        # mutable attribute in a tree that SDKs inherit from twice is an error to them.
        status_code = None

    def __init__(self, message: str, request: httpx.Request, *, body: object | None) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body
        if isinstance(body, Mapping):
            facts = cast("Mapping[str, object]", body)
            self.code = _text(facts.get("code"))
            self.param = _text(facts.get("param"))
            self.type = _text(facts.get("type"))

    def __str__(self) -> str:
        text = str(self.message)
        if len(text) <= _SHOWN_CHARACTERS:
            return text
        return f"{text[:_SHOWN_CHARACTERS]}... ({len(text) - _SHOWN_CHARACTERS} more characters)"


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value)


class APIResponseValidationError(APIError):
    """The answer arrived, but it doesn't have the shape that was asked for. Raised in strict mode, and by parsers."""

    response: httpx.Response
    status_code: int

    def __init__(self, response: httpx.Response, body: object | None, *, message: str | None = None) -> None:
        super().__init__(message or "Data returned by API invalid for expected schema.", response.request, body=body)
        self.response = response
        self.status_code = response.status_code
        self.request_id = response.headers.get("x-request-id")


class APIStatusError(APIError):
    """The server said no: a response with a status of 4xx or 5xx, or a stream's error event that names such a status.

    In the second case ``status_code`` is the event's status, while ``response`` is the stream's (mostly a 200).
    """

    response: httpx.Response
    status_code: int
    """The response's HTTP status, or the status that an error event names."""

    def __init__(self, message: str, *, response: httpx.Response, body: object | None) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code
        self.request_id = response.headers.get("x-request-id")


class BadRequestError(APIStatusError):
    """Status 400."""


class AuthenticationError(APIStatusError):
    """Status 401."""


class PermissionDeniedError(APIStatusError):
    """Status 403."""


class NotFoundError(APIStatusError):
    """Status 404."""


class ConflictError(APIStatusError):
    """Status 409."""


class UnprocessableEntityError(APIStatusError):
    """Status 422."""


class RateLimitError(APIStatusError):
    """Status 429."""


class InternalServerError(APIStatusError):
    """Status 500 or above."""


class APIConnectionError(APIError):
    """No whole answer arrived: connecting, sending or receiving failed. ``__cause__`` is the transport's exception."""

    def __init__(self, *, message: str = "Connection error.", request: httpx.Request) -> None:
        super().__init__(message, request, body=None)


class APITimeoutError(APIConnectionError):
    """A time limit ran out; the message says which."""

    def __init__(self, request: httpx.Request, *, message: str = "Request timed out.") -> None:
        super().__init__(message=message, request=request)


class StreamTruncatedError(APIConnectionError):
    """The body ended before the stream's end was signalled. What was yielded before is right, but not all.

    It is an `APIConnectionError` because the remedy is the same: ask again, or resume after ``last_event_id``.
    """


class WebSocketConnectionClosedError(APIConnectionError):
    """A websocket connection is closed: it broke, the server ended it for a reason, or it had ended before.

    ``__cause__`` is the transport's exception, or that of the last attempt to open the connection again.
    """

    close_code: int | None
    """The code that the connection was closed with, as RFC 6455 has them; 1006 where it ended without one."""
    close_reason: str
    """The reason that was given with it."""
    unsent_messages: list[str | bytes]
    """What was to be sent, and wasn't, in order."""

    def __init__(
        self,
        message: str,
        *,
        unsent_messages: Iterable[str | bytes],
        request: httpx.Request | None = None,
        close_code: int | None = None,
        close_reason: str = "",
    ) -> None:
        super().__init__(message=message, request=cast("httpx.Request", request))
        self.unsent_messages = list(unsent_messages)
        self.close_code = close_code
        self.close_reason = close_reason


class WebSocketQueueFullError(APIError):
    """A message was not kept for a websocket that is to be opened: those that wait have ``max_queue_size`` bytes."""

    def __init__(self, message: str, request: httpx.Request | None = None, *, body: object | None = None) -> None:
        super().__init__(message, cast("httpx.Request", request), body=body)


class StreamError(APIError):
    """What arrived can't be read as the stream that was asked for. ``response`` is the stream's response."""

    response: httpx.Response | None

    def __init__(
        self,
        message: str,
        request: httpx.Request | None = None,
        *,
        body: object | None = None,
        response: httpx.Response | None = None,
    ) -> None:
        super().__init__(message, cast("httpx.Request", request), body=body)
        self.response = response


class EventTooLargeError(StreamError):
    """One event is larger than ``max_event_bytes``. The rest of the stream is given up."""


class StreamContentTypeError(StreamError):
    """A successful response that is not an event stream. ``body`` is its beginning: parsed JSON or text."""


class StreamDecodeError(StreamError):
    """The data of one event is not JSON. ``body`` is the raw text."""


_BY_STATUS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


class InvalidWebhookSignatureError(HeadraceError, ValueError):
    """A webhook's signature doesn't fit, or it is too old: it may come from anybody."""


class ErrorNamespace:
    """The exception classes of one SDK by name: ``errors.APITimeoutError`` is the SDK's own class of that name.

    ``source`` refers to the SDK's exception module, or to any class in it. A name that the SDK lacks, or that is no
    subclass of the class here, falls back to this module's. The SDK's module is imported when first needed.
    """

    def __init__(self, source: Ref | None = None) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        own = globals().get(name)
        if name.startswith("_") or not (isinstance(own, type) and issubclass(own, HeadraceError)):
            raise AttributeError(f"there is no exception {name!r}")
        found = own
        if self._source is not None:
            theirs = getattr(import_module(self._source.target.partition(":")[0]), name, None)
            if isinstance(theirs, type) and issubclass(theirs, own):
                found = theirs
        self.__dict__[name] = found
        return found

    def for_status(self, status: int) -> type[APIStatusError]:
        """The class for an HTTP status of 4xx or 5xx; `APIStatusError` itself where none is more exact."""
        name = "InternalServerError" if status >= 500 else _BY_STATUS.get(status, "APIStatusError")
        found: type[APIStatusError] = getattr(self, name)
        return found
