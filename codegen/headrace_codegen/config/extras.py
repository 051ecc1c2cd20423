"""What stands under the config's own top-level key ``headrace``: decisions that the Stainless format has no words for.

Methods are named by path, ``"chat.completions.create"``; types by model path, ``"responses.response_stream_event"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from headrace_codegen.config.values import Located

__all__ = [
    "AddedArgument",
    "ConnectionConfig",
    "ConnectionQuery",
    "DerivedConfig",
    "DerivedOverloadConfig",
    "ErrorRuleConfig",
    "HandWrittenTypes",
    "HeadraceConfig",
    "LibConfig",
    "MethodExtras",
    "ResponsesBy",
    "StreamConfig",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRuleConfig:
    """Which events are errors: see ``headrace_codegen.ir.ErrorRule``, whose fields these are."""

    event: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    property: str | None = None
    yielded: bool = False
    body: str | None = None
    message: str = "message"
    code: str = "code"
    type: str = "type"
    param: str = "param"
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamConfig:
    """The event stream of one method. None means: infer it. A value replaces what would be inferred.

    ``event`` is a model path; ``param`` the *wire* name of the switch, ``always`` says that there is none. Paths
    inside an event are tuples of wire names, ``"[]"`` for every item of an array. The other fields are those of
    ``headrace_codegen.ir.Stream``. ``enabled`` False: the method doesn't stream, whatever the document says.
    """

    method: Located
    enabled: bool = True
    event: Located | None = None
    param: Located | None = None
    always: bool = False
    format: Literal["sse", "jsonl"] | None = None
    tag: Located | None = None
    envelope: bool | None = None
    sentinel: tuple[str, ...] | None = None
    terminal: tuple[Located, ...] | None = None
    finish: tuple[str, ...] | None = None
    usage: tuple[tuple[str, ...], ...] | None = None
    errors: tuple[ErrorRuleConfig, ...] | None = None
    only: tuple[str, ...] | None = None
    noise: tuple[str, ...] | None = None
    keepalive: tuple[str, ...] | None = None
    truncation: Literal["error", "flag"] | None = None
    sequence: Located | None = None
    resume_param: Located | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsesBy:
    """Another result type by the value of an argument. A case is a model path, or None for the body as text."""

    param: Located
    cases: Mapping[str, Located | None]
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodExtras:
    """What one method needs beyond its config.

    ``required`` lists alternative sets of arguments of which one must be given whole. ``params`` is the order of the
    arguments, by Python name; those not listed follow in their usual order. ``result`` overrules what the document
    says of the response: its bytes, its text, untyped JSON, or nothing.
    """

    method: Located
    result: Literal["binary", "text", "json", "none"] | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    responses_by: ResponsesBy | None = None
    params: tuple[Located, ...] | None = None
    required: tuple[tuple[Located, ...], ...] | None = None
    pointer: str


AddedArgument = tuple[str, str, str | None, str | None]
"""Name, annotation, annotation in the async class (None: the same) and default (None: required)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedOverloadConfig:
    """One static signature of a derived method: the arguments that it has alone (``only``; None: all) or not
    (``without``), those that it requires, those of the method's own that are otherwise, and its results.
    """

    only: tuple[Located, ...] | None = None
    without: tuple[Located, ...] = ()
    require: tuple[Located, ...] = ()
    added: tuple[AddedArgument, ...] = ()
    returns: str
    async_returns: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionQuery:
    """A query parameter of the request that opens a connection. ``type`` is that of a JSON schema."""

    wire: str
    type: str
    required: bool = False
    description: str | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionConfig:
    """A websocket connection.

    ``method`` is the path of the method that opens it, ``path`` where the server has it, ``sent`` and ``received`` the
    models of what goes either way: unions whose members are told apart by a tag. ``name`` begins the names of its
    classes, None for that of the resource.
    """

    method: Located
    path: Located
    sent: Located
    received: Located
    name: Located | None = None
    query: tuple[ConnectionQuery, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    description: str | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedConfig:
    """A method with an operation's arguments and a hand-written body: see ``headrace_codegen.ir.Derived``.

    ``method`` is its path, ``like`` the method of the same resource whose arguments it takes, ``without`` those it
    doesn't, ``optional`` those it doesn't require, and ``added`` its own.
    """

    method: Located
    like: Located
    call: Located
    async_call: str
    returns: str
    async_returns: str
    coroutine: bool = True
    without: tuple[Located, ...] = ()
    optional: tuple[Located, ...] = ()
    added: tuple[AddedArgument, ...] = ()
    overloads: tuple[DerivedOverloadConfig, ...] = ()
    imports: tuple[Located, ...] = ()
    doc: str | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandWrittenTypes:
    """A module among the types that re-exports hand-written ones: ``source`` is the module that defines ``names``."""

    module: str
    source: Located
    names: tuple[Located, ...]
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibConfig:
    """Hand-written code of this SDK. Targets are ``"lib.module:Name"``, relative to the package.

    ``mixins`` maps resource paths to the class that the resource's class extends (``Async`` + its name for the async
    one); ``names`` maps them to names that can also be imported from their module; ``exports`` maps names that the
    package exports to where they are defined; ``models`` maps model paths to
    the class that the model extends.
    """

    mixins: Mapping[str, Located] = field(default_factory=dict[str, Located])
    names: Mapping[str, dict[str, Located]] = field(default_factory=dict[str, dict[str, Located]])
    exports: Mapping[str, Located] = field(default_factory=dict[str, Located])
    models: Mapping[str, Located] = field(default_factory=dict[str, Located])
    methods: tuple[DerivedConfig, ...] = ()
    types: tuple[HandWrittenTypes, ...] = ()
    pointer: str = "/headrace/lib"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadraceConfig:
    """Everything under ``headrace``. An empty one changes nothing.

    ``aliases`` maps a resource path to the resource that stands there a second time. ``sent`` and ``received`` are
    models that travel outside of operations, those of ``connections`` among them: they count as reached by a request,
    or by a response.
    ``emit_unreachable`` also emits models that nothing leads to. ``second_names`` maps a
    module of types to further names in it, each with the type that it stands for (``"Name"`` in the same module, or
    ``"types.module:Name"``). ``resource_suffix`` is appended to the names of
    resource classes. ``package_name``, ``project_name`` and ``version`` are those of the distribution that we write,
    where they differ from ``targets.python``. ``environment_option`` names the constructor argument that picks an
    environment. ``webhook_argument`` is the argument of ``webhook_unwrap`` methods that replaces the client's secret,
    ``webhook_verify`` the name of a method beside them that only checks a signature. ``callable_options`` may be
    given as a function. ``headers`` maps a resource path to headers that all its methods send, below it too.
    ``connect_timeout`` is in seconds. ``docs`` is the path of the descriptions, relative to the config, ``upstream``
    the address of the document.
    """

    resource_suffix: str = "Resource"
    client_name: Located | None = None
    package_name: Located | None = None
    project_name: Located | None = None
    version: str | None = None
    environment_option: Located | None = None
    webhook_argument: str = "key"
    webhook_verify: str | None = None
    callable_options: tuple[Located, ...] = ()
    secret_options: tuple[Located, ...] = ()
    connect_timeout: float | None = None
    platform_headers: bool = False
    compat: bool = False
    aliases: Mapping[str, Located] = field(default_factory=dict[str, Located])
    sent: tuple[Located, ...] = ()
    received: tuple[Located, ...] = ()
    emit_unreachable: bool = False
    second_names: Mapping[str, dict[str, Located]] = field(default_factory=dict[str, dict[str, Located]])
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    methods: Mapping[str, MethodExtras] = field(default_factory=dict[str, MethodExtras])
    streams: Mapping[str, StreamConfig] = field(default_factory=dict[str, StreamConfig])
    connections: tuple[ConnectionConfig, ...] = ()
    lib: LibConfig = field(default_factory=LibConfig)
    docs: Located | None = None
    upstream: Located | None = None
    upstream_facts: bool = False
    pointer: str = "/headrace"
