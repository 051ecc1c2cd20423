"""The runtime of generated SDKs: transport, server-sent events, streams, models, errors, retries and paging.

Applications use it through an SDK; what they need by themselves (the exception tree, ``omit``) is exported here and
loaded when first used. Generated code imports ``headrace.spi`` instead.
"""

from __future__ import annotations

from .lazy import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .arguments import TimeLimits
    from .errors import (
        APIConnectionError,
        APIError,
        APIResponseValidationError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConflictError,
        EventTooLargeError,
        HeadraceError,
        InternalServerError,
        NotFoundError,
        PermissionDeniedError,
        RateLimitError,
        StreamContentTypeError,
        StreamDecodeError,
        StreamError,
        StreamTruncatedError,
        UnprocessableEntityError,
        WebSocketConnectionClosedError,
        WebSocketQueueFullError,
    )
    from .models import BaseModel
    from .sentinels import NOT_GIVEN, NotGiven, Omit, not_given, omit
    from .stream import AsyncStream, Stream
    from .unknown import UnknownEvent
    from .variants import UnknownVariant

__version__ = "0.1.0"

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncStream",
    "AuthenticationError",
    "BadRequestError",
    "BaseModel",
    "ConflictError",
    "EventTooLargeError",
    "HeadraceError",
    "InternalServerError",
    "NOT_GIVEN",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "PermissionDeniedError",
    "RateLimitError",
    "Stream",
    "StreamContentTypeError",
    "StreamDecodeError",
    "StreamError",
    "StreamTruncatedError",
    "TimeLimits",
    "UnknownEvent",
    "UnknownVariant",
    "UnprocessableEntityError",
    "WebSocketConnectionClosedError",
    "WebSocketQueueFullError",
    "__version__",
    "not_given",
    "omit",
]

_SENTINELS = dict.fromkeys(("NOT_GIVEN", "NotGiven", "Omit", "not_given", "omit"), ".sentinels")
_PLACES = {
    "AsyncStream": ".stream",
    "BaseModel": ".models",
    "Stream": ".stream",
    "TimeLimits": ".arguments",
    "UnknownEvent": ".unknown",
    "UnknownVariant": ".variants",
    **_SENTINELS,
}
__getattr__, __dir__ = lazy_exports(
    __name__, {name: _PLACES.get(name, ".errors") for name in __all__ if name != "__version__"}
)
