"""The runtime of generated SDKs: transport, server-sent events, streams, models, errors, retries and paging.

Applications use it through an SDK; what they need by themselves (the exception tree, ``omit``) is exported here and loaded when first
used. Generated code imports ``headrace.spi`` instead.
"""

from __future__ import annotations

from .lazy import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .errors import (
        APIConnectionError as APIConnectionError,
        APIError as APIError,
        APIResponseValidationError as APIResponseValidationError,
        APIStatusError as APIStatusError,
        APITimeoutError as APITimeoutError,
        AuthenticationError as AuthenticationError,
        BadRequestError as BadRequestError,
        ConflictError as ConflictError,
        EventTooLargeError as EventTooLargeError,
        HeadraceError as HeadraceError,
        InternalServerError as InternalServerError,
        NotFoundError as NotFoundError,
        PermissionDeniedError as PermissionDeniedError,
        RateLimitError as RateLimitError,
        StreamContentTypeError as StreamContentTypeError,
        StreamDecodeError as StreamDecodeError,
        StreamError as StreamError,
        StreamTruncatedError as StreamTruncatedError,
        UnprocessableEntityError as UnprocessableEntityError,
    )
    from .models import BaseModel as BaseModel
    from .sentinels import (
        NOT_GIVEN as NOT_GIVEN,
        NotGiven as NotGiven,
        Omit as Omit,
        not_given as not_given,
        omit as omit,
    )
    from .stream import AsyncStream as AsyncStream, Stream as Stream
    from .unknown import UnknownEvent as UnknownEvent
    from .variants import UnknownVariant as UnknownVariant

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
    "UnknownEvent",
    "UnknownVariant",
    "UnprocessableEntityError",
    "__version__",
    "not_given",
    "omit",
]

_SENTINELS = {name: ".sentinels" for name in ("NOT_GIVEN", "NotGiven", "Omit", "not_given", "omit")}
_PLACES = {
    "AsyncStream": ".stream",
    "BaseModel": ".models",
    "Stream": ".stream",
    "UnknownEvent": ".unknown",
    "UnknownVariant": ".variants",
    **_SENTINELS,
}
__getattr__, __dir__ = lazy_exports(
    __name__, {name: _PLACES.get(name, ".errors") for name in __all__ if name != "__version__"}
)
