"""Descriptors: what generated code tells the runtime about one operation, stream, page or client.

A descriptor is frozen data. It holds names, rules and references, never behaviour: the runtime knows HTTP and
server-sent events, and everything that is particular to one API (paths, tags, sentinels, header names) stands here.

Nothing in this module imports httpx or pydantic, so that importing a generated resource costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, Literal

from .record import EMPTY, Record

__all__ = [
    "AuthScheme",
    "Body",
    "ClientSpec",
    "ConnectionSpec",
    "ErrorRule",
    "Operation",
    "Option",
    "PageSpec",
    "Param",
    "Ref",
    "Result",
    "StreamSpec",
    "Transform",
]


class Ref(Record):
    """A type of the SDK by its place, ``"package.module:Name"``. It is imported when first resolved, not before."""

    target: str

    def resolve(self) -> Any:
        """Import the module and return the type."""
        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)


class Param(Record):
    """One path, query or header parameter: its argument name, its wire name, and how it is written.

    ``format`` is None (the SDK's query format), or one of ``"brackets" "comma" "repeat" "indices"``;
    ``date`` is ``"iso8601"``, ``"unix"`` or None.
    """

    name: str
    wire: str
    format: Literal["brackets", "comma", "repeat", "indices"] | None = None
    date: Literal["iso8601", "unix"] | None = None


class Transform(Record):
    """One change that a JSON body needs before it is sent, planned at generation time.

    ``path`` leads to the value from the body's root by *argument-side* keys; ``"[]"`` stands for every item of an array
    and ``"{}"`` for every value of a mapping. ``op`` is ``"alias"`` (rename the last key to ``arg``), ``"iso8601"``,
    ``"date"`` or ``"base64"``. A path that a value doesn't have is passed over: that is how members of a union are told
    apart.
    """

    path: tuple[str, ...]
    op: Literal["alias", "iso8601", "date", "base64"]
    arg: str = ""


class Body(Record, kw_only=True):
    """How arguments become a request body.

    Either ``fields`` maps argument names to wire names of an object body, or ``whole`` names the one argument that is
    the body. ``files`` are the paths (wire names, ``"[]"`` for array items) of binary parts of a multipart body;
    ``part_types`` gives content types that the document declares for single parts. ``without_files`` is the media type
    of a multipart body in which no file was given, where that is another one.
    """

    media_type: str = "application/json"
    fields: Mapping[str, str] = EMPTY
    whole: str | None = None
    files: tuple[tuple[str, ...], ...] = ()
    part_types: Mapping[str, str] = EMPTY
    constants: Mapping[str, Any] = EMPTY
    transforms: tuple[Transform, ...] = ()
    required: bool = False
    without_files: str | None = None


class Result(Record, kw_only=True):
    """What a successful call gives.

    ``kind``: ``"model"`` (``type`` is a model, alias or union, read from JSON), ``"page"`` (``page`` is the page class,
    ``type`` its item; async clients use ``async_page`` where there is one), ``"none"``, ``"text"`` (str), ``"binary"``
    (an open response), ``"json"`` (untyped JSON). ``unwrap`` names the property of a JSON object that holds the value.
    ``cases`` picks another type by the value of the argument ``by``: ``{"verbose_json": Ref(...), "text": None}``, None
    meaning the body as str.
    """

    kind: Literal["model", "page", "none", "text", "binary", "json"] = "json"
    type: Ref | None = None
    page: Ref | None = None
    async_page: Ref | None = None
    unwrap: str | None = None
    by: str | None = None
    cases: Mapping[str, Ref | None] = EMPTY


class ErrorRule(Record, kw_only=True):
    """Which events are errors and where they keep their facts.

    Matches by SSE event name (``event``), or by value of the tag (``tag``), or by the start of the data (``data``), or
    by presence of a truthy property (``property``). ``yielded`` means: the document declares the event as a member
    of the union, so it is yielded as its class and the next step raises. ``message``, ``code``, ``type`` and
    ``param`` are property paths inside the error body, and ``body`` the property that holds that body (None: the
    whole event). ``status`` are the properties of the error body that may hold an HTTP status; the first that does
    picks the exception's class.
    """

    event: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    property: str | None = None
    yielded: bool = False
    body: str | None = None
    message: str = "message"
    code: str = "code"
    type: str = "type"
    param: str = "param"
    status: tuple[str, ...] = ("status_code", "status", "code")


class StreamSpec(Record, kw_only=True):
    """The rules of one event stream.

    ``param`` is the boolean argument that switches the stream on (None: always a stream) and ``type`` the union of
    events. ``tag`` is the property that tells events apart; ``variants`` maps its values to classes. Where there is no
    tag, every event is a ``type``. With ``envelope``, the SSE event name and its data are put together as ``{event:
    ..., data: ...}`` and ``tag`` is ``"event"``, if there are ``variants``.

    The stream ends well at a ``sentinel`` (the data starts with it), at an SSE event named in ``ends`` (which isn't
    given out), after an event whose tag is in ``terminal``, or, at the end of the body, when a value at ``finish``
    (``("choices", "[]", "finish_reason")``) was seen: in each of the array's items that there were, told apart by
    their ``index``. ``truncation`` tells what the end of the body means otherwise: ``"error"`` raises
    ``StreamTruncatedError``, ``"flag"`` only leaves ``complete`` False. ``only`` restricts yielded SSE event names,
    ``noise`` lists SSE event names and tag values that are skipped, ``noise_data`` how skipped data starts.
    ``keepalive`` lists those that only keep the connection open: given out like any other (skipped where they
    aren't JSON), but no event to ``idle_timeout``. ``usage`` is the path of the usage object in an event,
    ``sequence`` the property that numbers events (for resuming), and ``resume_param`` the query argument that asks
    for what comes after a number.
    """

    type: Ref
    param: str | None = "stream"
    media_type: str = "text/event-stream"
    format: Literal["sse", "jsonl"] = "sse"
    tag: str | None = None
    variants: Mapping[str, Ref] = EMPTY
    envelope: bool = False
    sentinel: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    terminal: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()
    truncation: Literal["error", "flag"] = "flag"
    errors: tuple[ErrorRule, ...] = ()
    only: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    noise_data: tuple[str, ...] = ()
    keepalive: tuple[str, ...] = ()
    usage: tuple[tuple[str, ...], ...] = ()
    sequence: str | None = None
    resume_param: str | None = None


class PageSpec(Record, kw_only=True):
    """How the next page is asked for. Property names are wire names.

    ``cursor_id``: the next request's ``param`` is the last item's ``item_id``. ``cursor``: it is the response's
    ``cursor`` property. ``cursor_url``: the response's ``cursor`` is the next URL. ``offset`` and ``page_number`` count
    with ``param``. ``fake_page``: there is never a next page.
    """

    type: Literal["cursor", "cursor_id", "cursor_url", "offset", "page_number", "fake_page"]
    items: str = "data"
    items_is_body: bool = False
    param: str | None = None
    location: Literal["query", "body"] = "query"
    cursor: str | None = None
    cursor_header: str | None = None
    item_id: str | None = None
    previous_param: str | None = None
    previous_cursor: str | None = None
    has_more: str | None = None
    total: str | None = None
    start: str | None = None
    current: str | None = None
    continue_on_empty: bool = False


class Operation(Record, kw_only=True):
    """One operation of the API as the runtime needs it.

    ``security`` lists alternatives, each a tuple of scheme names that apply together; ``()`` means the client's
    default. ``required`` lists alternative sets of arguments of which one must be given whole. ``options`` maps
    arguments to the options of the client that stand in for them where they are left out. ``timeout`` (seconds) and
    ``max_retries`` override the client's defaults for this operation.
    """

    id: str
    method: str
    path: str
    path_params: tuple[Param, ...] = ()
    query: tuple[Param, ...] = ()
    headers: tuple[Param, ...] = ()
    constant_headers: Mapping[str, str] = EMPTY
    accept: str | None = "application/json"
    body: Body | None = None
    result: Result = Result()
    stream: StreamSpec | None = None
    page: PageSpec | None = None
    security: tuple[tuple[str, ...], ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    options: Mapping[str, str] = EMPTY
    timeout: float | None = None
    max_retries: int | None = None
    plan: ClassVar[Any] = None
    """What the runtime works out from this descriptor when the operation is first called. Never given."""


class ConnectionSpec(Record, kw_only=True):
    """A websocket connection of the API.

    ``operation`` is the request that opens it: path, query arguments, constant headers, security. ``events`` says how
    the server's messages are read: of a stream's rules, its type, tag, variants and errors hold. ``tag`` is the
    property that tells apart what is sent, and ``transforms`` what such a message needs before it is sent. ``extra`` is
    what has to be installed.
    """

    operation: Operation
    events: StreamSpec
    tag: str = "type"
    transforms: tuple[Transform, ...] = ()
    extra: str = "headrace[websockets]"


class Option(Record, kw_only=True):
    """One option of the client's constructor that this API adds to the runtime's own. What stands in the environment
    is read as ``type``.
    """

    name: str
    type: Literal["str", "int", "float", "bool"] = "str"
    env: str | None = None
    required: bool = False
    default: Any = None
    header: str | None = None
    query: str | None = None
    server_variable: str | None = None
    secret: bool = False


class AuthScheme(Record, kw_only=True):
    """One security scheme, bound to options: ``bearer`` and ``api_key`` use ``option``, ``basic`` also
    ``password_option``.

    ``name`` is the header or query parameter of an ``api_key``; ``prefix`` is put before the value (``"Bearer "``). A
    ``raw`` basic scheme sends user and password as they are, not in base64.
    """

    id: str
    kind: Literal["bearer", "basic", "api_key_header", "api_key_query", "api_key_cookie"]
    option: str
    password_option: str | None = None
    name: str = "Authorization"
    prefix: str = ""
    raw: bool = False


class ClientSpec(Record, kw_only=True):
    """What the generated client class tells its base: options, servers, auth, error classes and defaults."""

    name: str
    package: str
    version: str
    base_url: str
    errors: Ref
    environments: Mapping[str, str] = EMPTY
    environment_option: str | None = None
    base_url_env: str | None = None
    custom_headers_env: str | None = None
    log_env: str | None = None
    logger: str = "headrace"
    options: tuple[Option, ...] = ()
    auth: tuple[AuthScheme, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    default_headers: Mapping[str, str] = EMPTY
    query_array: Literal["brackets", "comma", "repeat", "indices"] = "comma"
    query_nested: Literal["brackets", "dots"] = "brackets"
    timeout: float = 60.0
    connect_timeout: float = 5.0
    max_retries: int = 2
    initial_retry_delay: float = 0.5
    max_retry_delay: float = 8.0
    idempotency_header: str | None = None
    platform_headers: bool = False
    error_property: str | None = "error"
    """The property of an error body that holds the error itself."""
    error_message: str = "message"
    """The property, as a dotted path, of an error or of the body around it that says what is wrong."""
    request_id_header: str = "x-request-id"
    stream: StreamSpec | None = None
    """The stream rules of ``client.post(..., stream=True, stream_cls=...)``, where no operation gives any."""
