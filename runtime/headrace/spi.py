"""The seam: everything that a generated SDK uses of this runtime, and nothing else may be imported by one.

Importing this module costs next to nothing: each name is loaded when it is first used, so descriptors and client
classes load neither httpx nor pydantic. Names outside ``__all__`` are not part of the seam. ``SEAM_VERSION`` grows
when a name or a behaviour that generated code relies on is added; ``require_seam`` is called by a generated package
when it is imported.

What generated code writes:

- Resources: ``class Widgets(SyncResource)`` / ``class AsyncWidgets(AsyncResource)``; a method returns
  ``self._call(OPERATION, {argument: value, ...}, extra_headers=, extra_query=, extra_body=, timeout=,
  idempotency_key=)``. The last four are optional. The async ``_call`` returns an awaitable, and for pages an
  ``AsyncPaginator``, so an async ``list`` is a plain ``def``. Sub-resources are ``@cached_property`` that import
  inside and return ``Parts(self._client)``.
- Views: ``with_raw_response`` is ``@cached_property`` returning ``WidgetsWithRawResponse(self)``, a subclass of
  ``RawView`` with an empty body at
  run time; ``AsyncRawView``, ``StreamingView``, ``AsyncStreamingView`` likewise, for resources and for clients. Under
  ``TYPE_CHECKING`` they declare ``self.create = to_raw_response_wrapper(widgets.create)`` and so on.
- Clients: ``class Acme(SyncClient)`` with ``_spec: ClassVar[ClientSpec]`` whose constructor calls
  ``super().__init__(options={name: value, ...}, base_url=,
  timeout=, max_retries=, default_headers=, default_query=, http_client=, total_timeout=, idle_timeout=,
  max_event_bytes=, _strict_response_validation=)``; all but ``options`` are optional. Options become attributes.
  ``copy`` calls
  ``self._copy(options={...}, base_url=, timeout=, max_retries=, http_client=, default_headers=, set_default_headers=,
  default_query=, set_default_query=, total_timeout=, idle_timeout=, max_event_bytes=)`` where ``not_given`` keeps and
  ``None`` unsets.
- Models: ``class Widget(BaseModel)``; aliases ``Annotated[Union[A, B], PropertyInfo(discriminator="type")]``; fields
  whose wire name differs
  ``Field(alias=...)`` as pydantic has it, re-exported here as ``Field``.
- Pages: ``class SyncCursorPage(SyncPage[T], Generic[T])`` with ``_page_spec: ClassVar[PageSpec] = PageSpec(...)`` and
  its fields.
- Connections: ``class WidgetsConnectionManager(WebSocketConnectionManager)`` with ``_spec: ClassVar[ConnectionSpec]``
  and ``_connection_class``, made as ``WidgetsConnectionManager(self._client, {argument: value, ...}, **options)``;
  ``class WidgetsConnection(WebSocketConnection)`` with groups of events to send, ``class WidgetsPartResource(
  WebSocketResource)``, whose methods call ``self._send(tag, {wire name: value, ...})``. Types are written out for type
  checkers.
- Exceptions: ``class RateLimitError(APIStatusError, spi.RateLimitError)``; ``ClientSpec.errors`` is a
  ``Ref("package._exceptions:")`` to the module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lazy import lazy_exports

if TYPE_CHECKING:
    from functools import cached_property

    from pydantic import Field

    from .arguments import (
        AsyncHttpClient,
        Base64FileInput,
        ExtraBody,
        FileTypes,
        Headers,
        Query,
        RequestOptions,
        SequenceNotStr,
        SyncHttpClient,
        TimeoutTypes,
        URLTypes,
    )
    from .async_client import AsyncClient
    from .binary import HttpxBinaryResponseContent
    from .call import bound_call
    from .client import SyncClient
    from .descriptor import (
        AuthScheme,
        Body,
        ClientSpec,
        ConnectionSpec,
        ErrorRule,
        Operation,
        Option,
        PageSpec,
        Param,
        Ref,
        Result,
        StreamSpec,
        Transform,
    )
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
        InvalidWebhookSignatureError,
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
    from .files import file_from_path
    from .late import late
    from .models import BaseModel
    from .page import AsyncPage, AsyncPaginator, PageInfo, SyncPage
    from .property_info import PropertyInfo
    from .resource import AsyncResource, SyncResource
    from .response import APIResponse, AsyncAPIResponse, LegacyAPIResponse
    from .sentinels import NOT_GIVEN, NotGiven, Omit, is_given, not_given, omit
    from .stream import AsyncStream, Stream
    from .transport import (
        DEFAULT_CONNECTION_LIMITS,
        DEFAULT_MAX_RETRIES,
        DefaultAioHttpClient,
        DefaultAsyncHttpx2Client,
        DefaultAsyncHttpxClient,
        DefaultHttpx2Client,
        DefaultHttpxClient,
        Timeout,
    )
    from .unknown import UnknownEvent
    from .variants import UnknownVariant
    from .views import (
        AsyncRawView,
        AsyncStreamingView,
        RawView,
        StreamingView,
        async_to_raw_response_wrapper,
        async_to_streamed_response_wrapper,
        to_raw_response_wrapper,
        to_streamed_response_wrapper,
    )
    from .webhooks import Webhook
    from .websocket.async_connection import (
        AsyncWebSocketConnection,
        AsyncWebSocketConnectionManager,
        AsyncWebSocketResource,
    )
    from .websocket.options import (
        ReconnectingEvent,
        ReconnectingOverrides,
        WebSocketConnectionOptions,
        is_recoverable_close,
    )
    from .websocket.sync_connection import WebSocketConnection, WebSocketConnectionManager, WebSocketResource

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncClient",
    "AsyncHttpClient",
    "AsyncPage",
    "AsyncPaginator",
    "AsyncRawView",
    "AsyncResource",
    "AsyncStream",
    "AsyncStreamingView",
    "AsyncWebSocketConnection",
    "AsyncWebSocketConnectionManager",
    "AsyncWebSocketResource",
    "AuthScheme",
    "AuthenticationError",
    "BadRequestError",
    "Base64FileInput",
    "BaseModel",
    "Body",
    "ClientSpec",
    "ConflictError",
    "ConnectionSpec",
    "DEFAULT_CONNECTION_LIMITS",
    "DEFAULT_MAX_RETRIES",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpx2Client",
    "DefaultAsyncHttpxClient",
    "DefaultHttpx2Client",
    "DefaultHttpxClient",
    "ErrorRule",
    "EventTooLargeError",
    "ExtraBody",
    "Field",
    "FileTypes",
    "Headers",
    "HeadraceError",
    "HttpxBinaryResponseContent",
    "InternalServerError",
    "InvalidWebhookSignatureError",
    "LegacyAPIResponse",
    "NOT_GIVEN",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "Operation",
    "Option",
    "PageInfo",
    "PageSpec",
    "Param",
    "PermissionDeniedError",
    "PropertyInfo",
    "Query",
    "RateLimitError",
    "RawView",
    "ReconnectingEvent",
    "ReconnectingOverrides",
    "Ref",
    "RequestOptions",
    "Result",
    "SEAM_VERSION",
    "SequenceNotStr",
    "Stream",
    "StreamContentTypeError",
    "StreamDecodeError",
    "StreamError",
    "StreamSpec",
    "StreamTruncatedError",
    "StreamingView",
    "SyncClient",
    "SyncHttpClient",
    "SyncPage",
    "SyncResource",
    "Timeout",
    "TimeoutTypes",
    "Transform",
    "URLTypes",
    "UnknownEvent",
    "UnknownVariant",
    "UnprocessableEntityError",
    "WebSocketConnection",
    "WebSocketConnectionClosedError",
    "WebSocketConnectionManager",
    "WebSocketConnectionOptions",
    "WebSocketQueueFullError",
    "WebSocketResource",
    "Webhook",
    "async_to_raw_response_wrapper",
    "async_to_streamed_response_wrapper",
    "bound_call",
    "cached_property",
    "file_from_path",
    "is_given",
    "is_recoverable_close",
    "late",
    "lazy_exports",
    "not_given",
    "omit",
    "require_seam",
    "to_raw_response_wrapper",
    "to_streamed_response_wrapper",
]

SEAM_VERSION = 1

_MODULES = {
    "headrace.async_client": "AsyncClient",
    "headrace.binary": "HttpxBinaryResponseContent",
    "headrace.call": "bound_call",
    "headrace.client": "SyncClient",
    "headrace.descriptor": (
        "AuthScheme Body ClientSpec ConnectionSpec ErrorRule Operation Option PageSpec Param Ref Result StreamSpec "
        "Transform"
    ),
    "headrace.errors": (
        "APIConnectionError APIError APIResponseValidationError APIStatusError APITimeoutError AuthenticationError "
        "BadRequestError ConflictError EventTooLargeError HeadraceError InternalServerError "
        "InvalidWebhookSignatureError NotFoundError PermissionDeniedError RateLimitError StreamContentTypeError "
        "StreamDecodeError StreamError StreamTruncatedError UnprocessableEntityError WebSocketConnectionClosedError "
        "WebSocketQueueFullError"
    ),
    "headrace.files": "file_from_path",
    "headrace.late": "late",
    "headrace.models": "BaseModel",
    "headrace.page": "AsyncPage AsyncPaginator PageInfo SyncPage",
    "headrace.property_info": "PropertyInfo",
    "headrace.resource": "AsyncResource SyncResource",
    "headrace.response": "APIResponse AsyncAPIResponse LegacyAPIResponse",
    "headrace.sentinels": "NOT_GIVEN NotGiven Omit is_given not_given omit",
    "headrace.stream": "AsyncStream Stream",
    "headrace.transport": (
        "DEFAULT_CONNECTION_LIMITS DEFAULT_MAX_RETRIES DefaultAioHttpClient DefaultAsyncHttpx2Client "
        "DefaultAsyncHttpxClient DefaultHttpx2Client DefaultHttpxClient Timeout"
    ),
    "headrace.arguments": (
        "AsyncHttpClient Base64FileInput ExtraBody FileTypes Headers Query RequestOptions SequenceNotStr "
        "SyncHttpClient TimeoutTypes URLTypes"
    ),
    "headrace.unknown": "UnknownEvent",
    "headrace.variants": "UnknownVariant",
    "headrace.views": (
        "AsyncRawView AsyncStreamingView RawView StreamingView async_to_raw_response_wrapper "
        "async_to_streamed_response_wrapper to_raw_response_wrapper to_streamed_response_wrapper"
    ),
    "headrace.webhooks": "Webhook",
    "headrace.websocket.async_connection": (
        "AsyncWebSocketConnection AsyncWebSocketConnectionManager AsyncWebSocketResource"
    ),
    "headrace.websocket.options": (
        "ReconnectingEvent ReconnectingOverrides WebSocketConnectionOptions is_recoverable_close"
    ),
    "headrace.websocket.sync_connection": "WebSocketConnection WebSocketConnectionManager WebSocketResource",
    "functools": "cached_property",
    "pydantic": "Field",
}

__getattr__, _defined = lazy_exports(
    __name__, {name: module for module, names in _MODULES.items() for name in names.split()}
)


def __dir__() -> list[str]:
    return list(__all__)


def require_seam(version: int, package: str) -> None:
    """Check that this runtime is new enough for ``package``, which was generated for seam ``version``.

    Raises ``ImportError`` with the remedy when it is not.
    """
    if version > SEAM_VERSION:
        from . import __version__

        raise ImportError(
            f"{package} was generated for seam {version} of the headrace runtime, but headrace {__version__} has seam "
            f"{SEAM_VERSION}. Upgrade it: python -m pip install --upgrade headrace",
            name="headrace",
        )
