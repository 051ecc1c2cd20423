"""The intermediate representation: an API with every name final.

``lower`` makes it, ``emit`` prints it, ``diff`` compares two of it. Values are frozen and plain, so that the whole tree
dumps to JSON (``to_json``). Modules are named relative to the SDK's package (``"types.responses.response"``); nothing
here knows where files go on disk, nor what the templates look like.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

# --- where a thing came from ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Why a name is what it is: the JSON pointer of its node in the document, and the rule or config key that chose the
    name.
    """

    pointer: str
    rule: str = ""


# --- type expressions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prim:
    """A type that is not declared by the SDK.

    ``any`` is a value of unknown shape (``object`` in Python), ``file`` a binary input (``FileTypes``), ``none`` is
    null.
    """

    name: Literal["str", "int", "float", "bool", "any", "bytes", "datetime", "date", "none", "file", "binary"]


@dataclass(frozen=True, slots=True)
class Lit:
    """One of some constant values; order is the document's."""

    values: tuple[str | int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A type that the SDK declares, by module and name. ``forward`` marks a reference that closes an import cycle."""

    module: str
    name: str
    forward: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array. ``style`` is ``list`` in responses; in requests ``iterable`` (objects), ``sequence`` (strings) or
    ``list`` (enums).
    """

    item: TypeExpr
    style: Literal["list", "iterable", "sequence"] = "list"


@dataclass(frozen=True, slots=True)
class DictOf:
    """A JSON object with free keys."""

    value: TypeExpr


@dataclass(frozen=True, slots=True)
class UnionOf:
    """One of several types. A null member makes it optional. ``discriminator`` is the *wire* name of the tag.

    ``tags`` gives, for a discriminated union, the tag values of each member that has any: ``(("message", 0), ("call",
    1))``.
    """

    members: tuple[TypeExpr, ...]
    discriminator: str | None = None
    tags: tuple[tuple[str, int], ...] = ()


TypeExpr: TypeAlias = "Prim | Lit | Named | ListOf | DictOf | UnionOf"


def optional(expr: TypeExpr) -> TypeExpr:
    """``expr`` or null; flat and without repeats."""
    none = Prim("none")
    if expr == none or expr == Prim("any"):
        return expr
    if isinstance(expr, UnionOf) and expr.discriminator is None:
        return expr if none in expr.members else UnionOf((*expr.members, none))
    return UnionOf((expr, none))


# --- declarations -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One property of a model or typed dict.

    ``name`` is the Python name, ``wire`` the name in JSON. ``required`` is about presence, null is part of ``type``.
    ``format`` is the PropertyInfo format of a request field (``"iso8601"``, ``"base64"``) or None.
    """

    name: str
    wire: str
    type: TypeExpr
    required: bool
    doc: str | None = None
    deprecated: bool = False
    format: Literal["iso8601", "base64"] | None = None
    default: Any = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A class with fields: a response model (pydantic) or a request type (TypedDict).

    ``bases`` are SDK models it extends; empty means the runtime's base. ``extra`` is the type of additional properties
    when the document gives one. ``total`` concerns typed dicts: whether fields are required unless marked otherwise.
    ``mixin`` is a hand-written class that the class inherits first, ``"lib.models:ResponseExtras"``.
    """

    name: str
    kind: Literal["model", "typeddict"]
    fields: tuple[Field, ...]
    bases: tuple[Named, ...] = ()
    extra: TypeExpr | None = None
    total: bool = True
    mixin: str | None = None
    doc: str | None = None
    deprecated: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name for a type expression: unions, literals, arrays, mappings, other declarations."""

    name: str
    type: TypeExpr
    doc: str | None = None
    origin: Origin


Declaration: TypeAlias = "Model | Alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeModule:
    """One module below ``types``: its declarations in dependency order, and ``__all__`` in its own order."""

    module: str
    declarations: tuple[Declaration, ...]
    exports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePackage:
    """One package of type modules and the names that it re-exports: ``(public name, module)``, sorted by module then
    name.
    """

    module: str
    exports: tuple[tuple[str, str], ...]


# --- operations -------------------------------------------------------------------------------------------------------

Location: TypeAlias = Literal["path", "query", "header", "body", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One argument of a method. ``positional`` arguments come first; the others are keyword-only.

    ``location`` ``body`` is a property of an object body, or the whole body when the method's ``Body.whole`` names it.
    ``const`` is a value that is sent without being an argument (then it is not in the signature).
    ``query_format`` overrides the client's array format for this one (from ``style``/``explode``). ``option`` is the
    client's option that stands in for an argument that is left out.
    """

    name: str
    wire: str
    location: Location
    type: TypeExpr
    required: bool
    positional: bool = False
    const: str | int | float | bool | None = None
    query_format: Literal["brackets", "comma", "repeat", "indices"] | None = None
    format: Literal["iso8601", "base64"] | None = None
    default: Any = None
    option: str | None = None
    doc: str | None = None
    deprecated: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """As ``headrace.descriptor.Transform``."""

    path: tuple[str, ...]
    op: Literal["alias", "iso8601", "date", "base64"]
    arg: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """How the body is encoded: see ``headrace.descriptor.Body``."""

    media_type: str
    whole: str | None = None
    files: tuple[tuple[str, ...], ...] = ()
    part_types: tuple[tuple[str, str], ...] = ()
    transforms: tuple[Transform, ...] = ()
    required: bool = False
    without_files: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a call returns: see ``headrace.descriptor.Result``. ``type`` is the declared Python type (the item for a
    page).
    """

    kind: Literal["model", "page", "none", "text", "binary", "json"]
    type: TypeExpr = Prim("none")
    page: str | None = None
    unwrap: str | None = None
    by: str | None = None
    cases: tuple[tuple[str, TypeExpr], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRule:
    """As ``headrace.descriptor.ErrorRule``."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The event stream of an operation: see ``headrace.descriptor.StreamSpec``.

    ``evidence`` are sentences for ``headrace explain``: what was inferred and from what, or which config line said so.
    """

    event: TypeExpr
    param: str | None
    media_type: str = "text/event-stream"
    format: Literal["sse", "jsonl"] = "sse"
    tag: str | None = None
    variants: tuple[tuple[str, Named], ...] = ()
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
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overload:
    """One static signature of a method, as differences to the method: fixed or narrowed arguments, and the return type.

    ``narrowed`` replaces an argument's type and whether it is required; arguments in ``dropped`` are not in this
    signature. ``returns`` is ``"result"``, ``"stream"`` or ``"both"``, or a type for a case of the result.
    """

    narrowed: tuple[tuple[str, TypeExpr, bool], ...] = ()
    dropped: tuple[str, ...] = ()
    returns: Literal["result", "stream", "both"] | TypeExpr = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of a resource: an operation of the document under its final name."""

    name: str
    id: str
    http: str
    path: str
    params: tuple[Param, ...]
    body: Body | None
    result: Result
    stream: Stream | None = None
    page: str | None = None
    overloads: tuple[Overload, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    params_type: Named | None = None
    constant_headers: tuple[tuple[str, str], ...] = ()
    accept: str | None = "application/json"
    security: tuple[tuple[str, ...], ...] = ()
    timeout: float | None = None
    max_retries: int | None = None
    summary: str | None = None
    doc: str | None = None
    deprecated: str | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodAlias:
    """A second name of a method on the same resource."""

    name: str
    to: str
    deprecated: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraParam:
    """An argument that a derived method has and its operation has not: final text of annotation and default (None:
    required).

    ``async_annotation`` is the annotation in the async class, None where it is the same.
    """

    name: str
    annotation: str
    default: str | None = "omit"
    async_annotation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedOverload:
    """One static signature of a derived method, as differences to it: arguments that it lacks (``drop``), or that
    it requires (``require``); ``add`` are the derived method's own as they are in this signature.
    """

    drop: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    add: tuple[ExtraParam, ...] = ()
    returns: str
    async_returns: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A method with the signature of an operation's method and a hand-written body.

    The signature follows the document: that of ``base`` (a method of the same resource) without the arguments in
    ``drop``, with those in ``add`` first. ``optional`` are arguments that it doesn't require although ``base`` does.
    The body calls ``call`` (``"lib.chat:parse"``; the async class calls ``async_call``) as ``call(self, OPERATION,
    {argument: value}, **added arguments, extra_headers=..., extra_query=..., extra_body=..., timeout=...)`` and returns
    what it gives; ``awaited`` makes the async method a coroutine. ``returns`` and ``async_returns`` are annotations;
    ``imports`` are ``"lib.module:Name"`` or ``"types.module:Name"`` that annotations need, for type checkers only.
    It is deprecated if ``base`` is.
    """

    name: str
    base: str
    call: str
    async_call: str
    returns: str
    async_returns: str
    awaited: bool = True
    drop: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    add: tuple[ExtraParam, ...] = ()
    imports: tuple[str, ...] = ()
    overloads: tuple[DerivedOverload, ...] = ()
    doc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrap:
    """A method that verifies and reads a webhook: no request is made. ``type`` is the union of its events, told apart
    by ``discriminator``.

    ``key_option`` is the client option with the secret that signs webhooks, ``argument`` the name of the argument that
    replaces it; without an option the signature isn't checked. ``verify`` names a method that only checks it.
    """

    name: str
    type: TypeExpr
    discriminator: str | None = None
    key_option: str | None = None
    argument: str = "key"
    verify: str | None = None
    doc: str | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A method that sends one event over a connection: the event's properties are its arguments, its tag is fixed."""

    name: str
    tag: str
    params: tuple[Param, ...]
    doc: str | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderGroup:
    """Events whose tags begin alike, as an attribute of the connection: ``conversation.item`` has ``create``."""

    name: str
    class_name: str
    senders: tuple[Sender, ...] = ()
    groups: tuple[SenderGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A websocket connection. ``handshake`` is the request that opens it; its name is the method's.

    ``name`` begins the names of its classes. ``sent`` are the types of an event to send (the classes and the typed
    dicts), ``events`` says how those of the server are read, ``tag`` is the property that tells apart what is sent.
    """

    name: str
    handshake: Method
    sent: tuple[TypeExpr, ...]
    events: Stream
    tag: str
    transforms: tuple[Transform, ...] = ()
    senders: tuple[Sender, ...] = ()
    groups: tuple[SenderGroup, ...] = ()
    doc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reexport:
    """A hand-written module that stands among the types: ``module`` re-exports ``names`` of ``target`` and its package
    does too.
    """

    module: str
    target: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A node of the resource tree.

    ``path`` is the attribute path from the client (``"chat.completions"``), ``module`` the module of the class
    (``"resources.chat.completions.completions"``), ``types`` the package of its types (``"types.chat"``). ``mixin``
    names a hand-written class below ``lib`` that the sync (and, with prefix ``Async``, the async) class inherits:
    ``"lib.responses:ResponsesExtras"``. ``names`` are hand-written names that the module has too, each with its place
    (``"lib.guards:validate"``). ``alias_of`` is the path of another resource that stands here a second time:
    class and module are that one's, and nothing else is said.
    """

    name: str
    path: str
    class_name: str
    module: str
    types: str
    methods: tuple[Method, ...] = ()
    aliases: tuple[MethodAlias, ...] = ()
    derived: tuple[Derived, ...] = ()
    unwraps: tuple[Unwrap, ...] = ()
    connections: tuple[Connection, ...] = ()
    resources: tuple[Resource, ...] = ()
    mixin: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    alias_of: str | None = None
    doc: str | None = None
    deprecated: str | None = None
    origin: Origin


# --- pages, client, the whole
# ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PageField:
    """A property of a page object. ``type`` None is the item list ``List[T]``; ``part`` names the class of an object
    among the page's ``parts``.
    """

    name: str
    wire: str
    type: TypeExpr | None
    required: bool = False
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """The class of an object inside a page. It is generic where the items are in it."""

    name: str
    fields: tuple[PageField, ...]
    generic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page class: ``name`` without ``Sync``/``Async`` (``"CursorPage"``); rules as in
    ``headrace.descriptor.PageSpec``. ``parts`` stand in the order in which they need each other.
    """

    name: str
    scheme: str
    type: Literal["cursor", "cursor_id", "cursor_url", "offset", "page_number", "fake_page"]
    fields: tuple[PageField, ...]
    parts: tuple[PagePart, ...] = ()
    rules: tuple[tuple[str, str | bool], ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One constructor option: see ``headrace.descriptor.Option``."""

    name: str
    type: TypeExpr
    env: str | None = None
    required: bool = False
    default: Any = None
    header: str | None = None
    query: str | None = None
    server_variable: str | None = None
    secret: bool = False
    callable: bool = False
    doc: str | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthScheme:
    """As ``headrace.descriptor.AuthScheme``."""

    id: str
    kind: Literal["bearer", "basic", "api_key_header", "api_key_query", "api_key_cookie"]
    option: str
    password_option: str | None = None
    name: str = "Authorization"
    prefix: str = ""
    raw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The client class and everything that its ``ClientSpec`` needs.

    ``environment_type`` is the name under which the type of ``environment_option`` is exported, if it is.
    ``websockets_extra`` is the extra of the distribution that websocket connections need; None where there are none.
    """

    name: str
    package: str
    project: str
    version: str
    title: str
    base_url: str
    environments: tuple[tuple[str, str], ...] = ()
    environment_option: str | None = None
    environment_type: str | None = None
    env_prefix: str = ""
    options: tuple[Option, ...] = ()
    auth: tuple[AuthScheme, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    default_headers: tuple[tuple[str, str], ...] = ()
    query_array: Literal["brackets", "comma", "repeat", "indices"] = "comma"
    query_nested: Literal["brackets", "dots"] = "brackets"
    timeout: float = 60.0
    connect_timeout: float = 5.0
    max_retries: int = 2
    initial_retry_delay: float = 0.5
    max_retry_delay: float = 8.0
    idempotency_header: str | None = None
    platform_headers: bool = False
    error_message: str = "message"
    compat: bool = False
    stream: Stream | None = None
    exports: tuple[tuple[str, str], ...] = ()
    websockets_extra: str | None = None
    distribution: Distribution = field(default_factory=lambda: Distribution())


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """What stands around the package: its licence (SPDX, and the text with the name of its file), and addresses.

    ``file_header`` stands in every Python file, ``readme_title`` above the README. ``extras`` are optional
    dependencies: ``(("realtime", "websockets>=13"),)``.
    """

    license: str = "Apache-2.0"
    license_file: str | None = None
    license_text: str | None = None
    file_header: str | None = None
    readme_title: str | None = None
    urls: tuple[tuple[str, str], ...] = ()
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One webhook of the document: the event type it delivers."""

    name: str
    type: TypeExpr
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call for the README. ``use`` is what it shows (``"default"``, ``"streaming"``, ``"pagination"``,
    ``"file_uploads"``).

    ``http`` and ``path`` name the operation, ``arguments`` are values by wire name.
    """

    use: str
    http: str
    path: str
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """What could not be expressed, at the smallest node: what it became instead, and where."""

    code: str
    pointer: str
    message: str
    became: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The whole SDK before it is text."""

    client: Client
    resources: tuple[Resource, ...]
    methods: tuple[Method, ...] = ()
    aliases: tuple[MethodAlias, ...] = ()
    modules: tuple[TypeModule, ...] = ()
    packages: tuple[TypePackage, ...] = ()
    pages: tuple[Page, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    reexports: tuple[Reexport, ...] = ()
    examples: tuple[Example, ...] = ()
    ledger: tuple[LedgerLine, ...] = field(default=())
