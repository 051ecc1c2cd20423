"""``_client.py``: the client classes, with typed constructors and lazily imported resources."""

from __future__ import annotations

from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.annotations import Annotator
from headrace_codegen.emit.descriptors import DescriptorPrinter
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.resources import VIEWS, ChildView, ConstantView, ViewClassView, alias_views, constant_name
from headrace_codegen.emit.signatures import MethodView, SignaturePrinter
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import call, docstring, identifier, literal, sequence

__all__ = ["ENVIRONMENTS", "client_module"]

ENVIRONMENTS = "ENVIRONMENTS"
"""The addresses by environment, which users also read and extend."""

_COMMON = (
    "base_url",
    "timeout",
    "max_retries",
    "default_headers",
    "default_query",
    "http_client",
    "total_timeout",
    "idle_timeout",
    "max_event_bytes",
)


_SECOND_NAMES = {"Client": "", "AsyncClient": "Async"}
"""By these names every SDK of the family exports its clients."""


@dataclass(frozen=True, slots=True)
class ClientClassView:
    """The sync or the async client. ``options`` and ``copy_options`` are mapping expressions."""

    name: str
    base: str
    doc: str | None
    attributes: tuple[str, ...]
    parameters: tuple[str, ...]
    options: str
    copy_parameters: tuple[str, ...]
    common: tuple[str, ...]
    children: tuple[ChildView, ...]
    methods: tuple[MethodView, ...]
    aliases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClientModuleView:
    """``_client.py``."""

    imports: tuple[str, ...]
    typing_imports: tuple[str, ...]
    exports: str
    spec: str
    constants: tuple[ConstantView, ...]
    environments: str | None
    classes: tuple[ClientClassView, ...]
    views: tuple[ViewClassView, ...]
    aliases: tuple[tuple[str, str], ...]


def client_module(api: ir.Api) -> str:
    """The text of ``_client.py``."""
    name = identifier(api.client.name)
    names = {
        name,
        ENVIRONMENTS,
        f"Async{name}",
        *(_client_view_name(name, suffix, flag) for suffix, _, _, flag in VIEWS),
        *_SECOND_NAMES,
    }
    if api.client.environment_type is not None:
        names.add(identifier(api.client.environment_type))
    imports = Imports("_client", taken={*names, "_SPEC", *(constant_name(method) for method in api.methods)})
    imports.outside("__future__", "annotations")
    imports.outside("typing_extensions", "Self", "typing")
    for used in ("TYPE_CHECKING", "ClassVar"):
        imports.outside("typing", used)
    printer = DescriptorPrinter(api.client.package, imports, api.pages)
    environments = api.client.environments
    exported = {name, f"Async{name}", *_SECOND_NAMES, *filter(None, [api.client.environment_type])}
    exported |= {ENVIRONMENTS} if environments else set[str]()
    view = ClientModuleView(
        environments=literal(dict(environments)) if environments else None,
        spec=_spec(api.client, imports, printer),
        constants=(
            *_environment_type(api.client, imports),
            *(ConstantView(constant_name(method), printer.operation(method)) for method in api.methods),
        ),
        classes=tuple(_class(api, imports, asynchronous=flag) for flag in (False, True)),
        views=tuple(_view(api, imports, *view) for view in VIEWS),
        exports=literal(sorted(exported)),
        aliases=tuple((second, f"{prefix}{name}") for second, prefix in _SECOND_NAMES.items() if name != "Client"),
        imports=tuple(imports.lines("top")),
        typing_imports=tuple(imports.lines("typing")),
    )
    return render("client.py", view)


def _environment_type(client: ir.Client, imports: Imports) -> tuple[ConstantView, ...]:
    if client.environment_type is None:
        return ()
    names = ", ".join(literal(name) for name, _ in client.environments)
    return (ConstantView(identifier(client.environment_type), f"{imports.outside('typing', 'Literal')}[{names}]"),)


def _spec(client: ir.Client, imports: Imports, printer: DescriptorPrinter) -> str:
    version = imports.inside("_version", "__version__")
    prefix = client.env_prefix
    headers = dict(client.default_headers)
    default = ir.Client(name="", package="", project="", version="", title="", base_url="")
    numbers = ("timeout", "connect_timeout", "max_retries", "initial_retry_delay", "max_retry_delay")
    plain = ("environment_option", "query_array", "query_nested", *numbers, "idempotency_header", "platform_headers")
    plain += ("error_message",)
    ref = imports.spi("Ref")
    options = [_option(option, imports) for option in client.options]
    return call(
        imports.spi("ClientSpec"),
        [
            ("name", literal(client.name)),
            ("package", literal(client.package)),
            ("version", version),
            ("base_url", literal(client.base_url)),
            ("errors", f"{ref}({literal(f'{client.package}._exceptions:')})"),
            ("environments", ENVIRONMENTS if client.environments else None),
            ("base_url_env", literal(f"{prefix}_BASE_URL") if prefix else None),
            ("custom_headers_env", literal(f"{prefix}_CUSTOM_HEADERS") if prefix else None),
            ("log_env", literal(f"{prefix}_LOG") if prefix else None),
            ("logger", literal(client.package)),
            ("options", sequence(options) if options else None),
            ("auth", sequence([_auth(scheme, imports) for scheme in client.auth]) if client.auth else None),
            ("security", literal(client.security) if client.security else None),
            ("default_headers", literal(headers) if headers else None),
            *((name, _changed(client, default, name)) for name in plain),
            ("stream", printer.stream(client.stream) if client.stream is not None else None),
        ],
    )


def _option(option: ir.Option, imports: Imports) -> str:
    plain = ("env", "required", "default", "header", "query", "server_variable", "secret")
    default = ir.Option(name="", type=option.type, origin=option.origin)
    values = [(name, _changed(option, default, name)) for name in plain]
    kind = option.type.name if isinstance(option.type, ir.Prim) and option.type.name != "str" else None
    facts = [("name", literal(option.name)), ("type", literal(kind) if kind is not None else None)]
    return call(imports.spi("Option"), [*facts, *values])


def _auth(scheme: ir.AuthScheme, imports: Imports) -> str:
    plain = ("password_option", "name", "prefix", "raw")
    default = ir.AuthScheme(id="", kind="bearer", option="")
    values = [(name, _changed(scheme, default, name)) for name in plain]
    facts = [(name, literal(getattr(scheme, name))) for name in ("id", "kind", "option")]
    return call(imports.spi("AuthScheme"), [*facts, *values])


def _changed(value: object, default: object, name: str) -> str | None:
    found = getattr(value, name)
    return None if found == getattr(default, name) else literal(found)


def _class(api: ir.Api, imports: Imports, *, asynchronous: bool) -> ClientClassView:
    client, prefix = api.client, "Async" if asynchronous else ""
    annotator = Annotator(
        imports, lambda name: imports.inside(name.module, name.name, "typing"), bar=True, place="typing"
    )
    imports.spi("cached_property")
    shadowed = frozenset(item.name for item in (*api.methods, *api.aliases))
    printer = SignaturePrinter(
        imports, asynchronous=asynchronous, idempotency=client.idempotency_header is not None, shadowed=shadowed
    )
    names = [identifier(option.name) for option in client.options]
    if client.environment_option is not None:
        names.append(identifier(client.environment_option))
    mapping = "{" + ", ".join(f"{literal(name)}: {name}" for name in names) + "}"
    return ClientClassView(
        name=f"{prefix}{client.name}",
        base=imports.spi("AsyncClient" if asynchronous else "SyncClient"),
        doc=docstring(_prose(client, asynchronous=asynchronous), indent=4),
        attributes=_attributes(client, imports, annotator),
        parameters=_parameters(client, imports, annotator, asynchronous=asynchronous, copied=False),
        options=mapping,
        copy_parameters=_parameters(client, imports, annotator, asynchronous=asynchronous, copied=True),
        common=(*_COMMON, "websocket_base_url") if client.websockets_extra is not None else _COMMON,
        children=tuple(_child(child, imports, prefix) for child in api.resources),
        methods=tuple(printer.method(method, constant_name(method)) for method in api.methods),
        aliases=alias_views(api.aliases, imports),
    )


def _attributes(client: ir.Client, imports: Imports, annotator: Annotator) -> tuple[str, ...]:
    found = [f"{option.name}: {_attribute(option, annotator)}" for option in client.options]
    if client.websockets_extra is not None:
        found.append(f"websocket_base_url: {imports.spi('URLTypes', 'typing')} | None")
    return tuple(found)


def _attribute(option: ir.Option, annotator: Annotator) -> str:
    return (
        annotator.text(option.type)
        if option.required or option.default is not None
        else annotator.optional(option.type)
    )


def _parameters(
    client: ir.Client, imports: Imports, annotator: Annotator, *, asynchronous: bool, copied: bool
) -> tuple[str, ...]:
    """Keyword arguments of the constructor, or of ``copy``, where everything may be left as it is."""
    not_given = imports.spi("not_given")
    unset = f"{imports.spi('NotGiven', 'typing')} = {not_given}"
    mapping = imports.outside("collections.abc", "Mapping", "typing")
    parameters: list[str] = []
    for option in client.options:
        text = annotator.text(option.type)
        if option.callable:
            function = imports.outside("collections.abc", "Callable", "typing")
            result = f"{imports.outside('collections.abc', 'Awaitable', 'typing')}[{text}]" if asynchronous else text
            text = f"{text} | {function}[[], {result}]"
        parameters.append(f"{option.name}: {text} | None" + (f" | {unset}" if copied else " = None"))
    if client.environment_option is not None:
        names = client.environment_type or annotator.text(ir.Lit(tuple(name for name, _ in client.environments)))
        default = "None = None" if copied or client.environment_type else unset
        parameters.append(f"{client.environment_option}: {names} | {default}")
    url, timeout = imports.spi("URLTypes", "typing"), imports.spi("TimeoutTypes", "typing")
    http = imports.spi("AsyncHttpClient" if asynchronous else "SyncHttpClient", "typing")
    keep = f" | {unset}" if copied else " = None"
    keep_url = f" | {unset}" if client.environment_option is not None else keep
    parameters += [f"base_url: {url} | None{keep_url}", f"timeout: {timeout} | {unset}"]
    parameters += [f"max_retries: int | {unset}" if copied else f"max_retries: int = {client.max_retries}"]
    parameters += [f"default_headers: {mapping}[str, str] | None = None"]
    parameters += [f"set_default_headers: {mapping}[str, str] | None = None"] if copied else []
    parameters += [f"default_query: {mapping}[str, object] | None = None"]
    parameters += [f"set_default_query: {mapping}[str, object] | None = None"] if copied else []
    parameters += [f"http_client: {http} | None = None"]
    parameters += [f"total_timeout: float | None{keep}", f"idle_timeout: float | None{keep}"]
    parameters += [f"max_event_bytes: int | None | {unset}"]
    if client.websockets_extra is not None:
        parameters += [f"websocket_base_url: {url} | None{keep}"]
    own = ("_strict_response_validation: bool = False", "_enforce_credentials: bool = True")
    if copied:
        own = ("_enforce_credentials: bool | None = None", f"_extra_kwargs: {mapping}[str, Any] = {{}}")
        imports.outside("typing", "Any", "typing")
    return (*parameters, *own)


def _child(child: ir.Resource, imports: Imports, prefix: str) -> ChildView:
    name = f"{prefix}{child.class_name}"
    return ChildView(
        attribute=identifier(child.name),
        type=imports.inside(child.module, name, "typing"),
        source=imports.written(f".{child.module}"),
        name=name,
        doc=docstring(child.doc, indent=8),
    )


def _view_name(class_name: str, suffix: str, asynchronous: bool) -> str:
    return f"{'Async' if asynchronous else ''}{class_name}{suffix}"


def _client_view_name(client: str, suffix: str, asynchronous: bool) -> str:
    """The streaming views of clients end otherwise than those of resources, which users' annotations know."""
    return _view_name(client, suffix.replace("WithStreaming", "WithStreamed"), asynchronous)


def _view(api: ir.Api, imports: Imports, suffix: str, base: str, wrapper: str, asynchronous: bool) -> ViewClassView:
    subject = f"{'Async' if asynchronous else ''}{api.client.name}"
    what = "the raw response" if suffix == "WithRawResponse" else "the response before its body is read"
    children = tuple(
        (child.name, imports.inside(child.module, _view_name(child.class_name, suffix, asynchronous), "typing"))
        for child in api.resources
    )
    return ViewClassView(
        name=_client_view_name(api.client.name, suffix, asynchronous),
        base=imports.spi(base),
        subject=subject,
        doc=f"``{subject}`` with {what} as the result of each method.",
        wrapper=imports.spi(wrapper, "typing") if api.methods else wrapper,
        methods=tuple(identifier(item.name) for item in (*api.methods, *api.aliases)),
        children=children,
    )


def _prose(client: ir.Client, *, asynchronous: bool) -> str:
    kind = "Asynchronous client" if asynchronous else "Client"
    lines = [
        f"{kind} of the {client.title or client.name}." if client.title else f"{kind} of the {client.name} API.",
        "",
        "Args:",
    ]
    for option in client.options:
        doc = " ".join((option.doc or "").split()).rstrip(".")
        facts = [f"{doc}." if doc else ""]
        facts += ["A function that returns it is called before each attempt."] if option.callable else []
        facts += [f"Default: the environment variable ``{option.env}``."] if option.env else []
        facts += [f"Sent as the header ``{option.header}``."] if option.header else []
        lines.append(f"    {option.name}: {' '.join(fact for fact in facts if fact) or 'An option of the API.'}")
    if client.environment_option is not None:
        names = ", ".join(f"``{name}``" for name, _ in client.environments)
        lines.append(f"    {client.environment_option}: Which server to use: {names}.")
    env = f"the environment variable ``{client.env_prefix}_BASE_URL``, or " if client.env_prefix else ""
    lines += [
        f"    base_url: The address of the API. Default: {env}``{client.base_url}``.",
        f"    timeout: Seconds for each phase of a request, or an httpx timeout. Default: {client.timeout:g}.",
        "    max_retries: How often a failed attempt is repeated.",
        "    default_headers: Headers that go with every request.",
        "    default_query: Query parameters that go with every request.",
        "    http_client: The httpx client to use, for proxies, transports and certificates. ``close`` closes it too.",
        "    total_timeout: Seconds for a whole call with all its attempts. Default: no limit.",
        "    idle_timeout: Seconds that the next event of a stream may take. Default: no limit of this kind.",
        "    max_event_bytes: The size of one event of a stream beyond which it is given up, None for no limit. "
        "Default: 256 MiB.",
    ]
    if client.websockets_extra is not None:
        lines.append("    websocket_base_url: The address of websocket connections. Default: that of the API.")
    return "\n".join(lines)
