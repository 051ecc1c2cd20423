"""The surface of an SDK from its intermediate representation: what the generator is going to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headrace_codegen import ir
from headrace_codegen.diff.surface import Item, Surface, make_surface

__all__ = ["surface_of"]

_PRIMS = {
    "any": "object",
    "none": "None",
    "file": "FileTypes",
    "binary": "HttpxBinaryResponseContent",
}
_CONTAINERS = {"list": "List", "iterable": "Iterable", "sequence": "SequenceNotStr"}


def surface_of(api: ir.Api) -> Surface:
    """Every public name of ``api``. Sync and async classes have the same names, so they are there once."""
    params = {method.params_type.module: method for method in _methods(api) if method.params_type is not None}
    return make_surface(
        [
            *(item for method in api.methods for item in _method("client", method)),
            *(item for resource in api.resources for item in _resource("client", resource, api)),
            *_types(api, params),
            *_pages(api),
            *_options(api.client),
        ]
    )


def _options(client: ir.Client) -> Iterator[Item]:
    for option in client.options:
        yield Item(name=f"client({option.name})", kind="option", owner="client", required=option.required)
    if client.environment_option is not None:
        yield Item(name=f"client({client.environment_option})", kind="option", owner="client")


def alternatives(expr: ir.TypeExpr) -> frozenset[str]:
    """The alternatives of a type expression."""
    if isinstance(expr, ir.Prim):
        return frozenset({_PRIMS.get(expr.name, expr.name)})
    if isinstance(expr, ir.Lit):
        return frozenset(repr(value) for value in expr.values)
    if isinstance(expr, ir.Named):
        return frozenset({f"{expr.module}:{expr.name}"})
    if isinstance(expr, ir.ListOf):
        return frozenset(f"{_CONTAINERS[expr.style]}[]{inner}" for inner in alternatives(expr.item))
    if isinstance(expr, ir.DictOf):
        return frozenset(f"Dict[]{inner}" for inner in alternatives(expr.value))
    return frozenset(inner for member in expr.members for inner in alternatives(member))


def _methods(api: ir.Api) -> Iterator[ir.Method]:
    yield from api.methods
    queue = list(api.resources)
    while queue:
        resource = queue.pop()
        yield from resource.methods
        queue += resource.resources


def _resource(owner: str, resource: ir.Resource, api: ir.Api) -> Iterator[Item]:
    name = f"{owner}.{resource.name}"
    yield Item(name=name, kind="resource", owner=owner, deprecated=resource.deprecated is not None)
    if resource.alias_of is not None:
        return
    for method in resource.methods:
        yield from _method(name, method)
    by_name = {method.name: method for method in resource.methods}
    for alias in resource.aliases:
        yield Item(name=f"{name}.{alias.name}", kind="method", owner=name)
    for derived in resource.derived:
        yield from _derived(name, derived, by_name[derived.base])
    for hook in resource.unwraps:
        unwrap = f"{name}.{hook.name}"
        yield Item(name=unwrap, kind="method", owner=name)
        yield Item(name=f"{unwrap}()", kind="result", owner=unwrap, type=alternatives(hook.type))
        yield Item(name=f"{name}.verify_signature", kind="method", owner=name)
    for connection in resource.connections:
        yield from _connection(name, connection)
    for child in resource.resources:
        yield from _resource(name, child, api)


def _method(owner: str, method: ir.Method) -> Iterator[Item]:
    name = f"{owner}.{method.name}"
    endpoint = f"{method.http.upper()} {method.path}"
    yield Item(name=name, kind="method", owner=owner, endpoint=endpoint, deprecated=method.deprecated is not None)
    for param in method.params:
        if param.const is None:
            yield _argument(name, param, *_widened(method, param))
    yield Item(name=f"{name}()", kind="result", owner=name, type=_result(method))


def _connection(owner: str, connection: ir.Connection) -> Iterator[Item]:
    """The method that opens a connection, and below it those that send."""
    handshake = connection.handshake
    opens = f"{owner}.{handshake.name}"
    yield Item(name=opens, kind="method", owner=owner, endpoint=f"GET {handshake.path}")
    yield from (_argument(opens, param, alternatives(param.type), param.required) for param in handshake.params)
    yield from _senders(opens, connection.senders, connection.groups)


def _senders(owner: str, senders: Iterable[ir.Sender], groups: Iterable[ir.SenderGroup]) -> Iterator[Item]:
    for sender in senders:
        name = f"{owner}.{sender.name}"
        yield Item(name=name, kind="method", owner=owner)
        yield from (_argument(name, param, alternatives(param.type), param.required) for param in sender.params)
    for group in groups:
        yield from _senders(f"{owner}.{group.name}", group.senders, group.groups)


def _derived(owner: str, derived: ir.Derived, base: ir.Method) -> Iterator[Item]:
    """A hand-written method on top of another: its arguments come and go with those of its base, where their types are
    told.
    """
    name = f"{owner}.{derived.name}"
    yield Item(name=name, kind="method", owner=owner)
    for param in base.params:
        if param.const is None and param.name not in derived.drop:
            required = param.required and param.name not in derived.optional
            yield _argument(name, param, frozenset(), required)
    for extra in derived.add:
        yield Item(name=f"{name}({extra.name})", kind="argument", owner=name, required=extra.default is None)


def _argument(owner: str, param: ir.Param, type: frozenset[str], required: bool) -> Item:
    return Item(
        name=f"{owner}({param.name})",
        kind="argument",
        owner=owner,
        type=type,
        required=required,
        positional=param.positional,
    )


def _widened(method: ir.Method, param: ir.Param) -> tuple[frozenset[str], bool]:
    """What the real signature takes: whatever any overload takes."""
    found, required = set(alternatives(param.type)), param.required
    for overload in method.overloads:
        for name, expr, needed in overload.narrowed:
            if name == param.name:
                found |= alternatives(expr)
                required = required and needed
        required = required and param.name not in overload.dropped
    return frozenset(found - {"True", "False"} if "bool" in found else found), required


def _result(method: ir.Method) -> frozenset[str]:
    kinds: list[object] = [overload.returns for overload in method.overloads]
    if not kinds:
        kinds = ["stream" if method.stream is not None and method.stream.param is None else "result"]
    found: set[str] = set()
    for kind in kinds:
        if kind in ("result", "both"):
            found |= _plain_result(method.result)
        if kind in ("stream", "both") and method.stream is not None:
            found |= {f"Stream[]{inner}" for inner in alternatives(method.stream.event)}
        if not isinstance(kind, str):
            found |= alternatives(kind)  # pyright: ignore[reportArgumentType]
    return frozenset(found)


def _plain_result(result: ir.Result) -> frozenset[str]:
    if result.kind in ("none", "text", "binary"):
        return frozenset({{"none": "None", "text": "str", "binary": "HttpxBinaryResponseContent"}[result.kind]})
    found = alternatives(result.type)
    if result.kind == "page":
        return frozenset(f"Sync{result.page}[]{inner}" for inner in found)
    for _, expr in result.cases:
        found |= frozenset({"str"}) if expr == ir.Prim("none") else alternatives(expr)
    return found


def _types(api: ir.Api, params: dict[str, ir.Method]) -> Iterator[Item]:
    public = {(module, name): package.module for package in api.packages for name, module in package.exports}
    for module in api.modules:
        yield Item(name=module.module, kind="module", hidden=True)
        for declaration in module.declarations:
            package = public.get((module.module, declaration.name))
            name = f"{package or module.module}.{declaration.name}"
            ref = f"{module.module}:{declaration.name}"
            owner = None if package else module.module
            method = params.get(module.module)
            hidden = method is not None and _is_params(method, declaration.name)
            if isinstance(declaration, ir.Alias):
                found = alternatives(declaration.type)
                yield Item(name=name, kind="alias", owner=owner, ref=ref, type=found, hidden=hidden)
                continue
            yield from _model(name, owner, ref, declaration, hidden)
    for reexport in api.reexports:
        for name in reexport.names:
            yield Item(
                name=f"{reexport.module.rpartition('.')[0]}.{name}", kind="class", ref=f"{reexport.module}:{name}"
            )


def _model(name: str, owner: str | None, ref: str, model: ir.Model, hidden: bool) -> Iterator[Item]:
    side = "response" if model.kind == "model" else "request"
    bases = frozenset(f"{base.module}:{base.name}" for base in model.bases)
    yield Item(
        name=name,
        kind="class",
        owner=owner,
        ref=ref,
        side=side,
        type=bases,
        hidden=hidden,
        deprecated=model.deprecated,
    )
    for field in model.fields:
        expr = field.type if field.required or model.kind == "typeddict" else ir.optional(field.type)
        found = alternatives(expr)
        if expr == ir.Prim("any") and not field.required and model.kind == "model":
            found |= {"None"}
        yield Item(
            name=f"{name}.{field.name}",
            kind="field",
            owner=name,
            side=side,
            type=found,
            required=field.required,
            hidden=hidden,
            deprecated=field.deprecated,
        )


def _is_params(method: ir.Method, name: str) -> bool:
    stem = method.params_type.name if method.params_type is not None else ""
    return name == stem or (name.startswith(stem) and name[len(stem) :] in ("Base", "NonStreaming", "Streaming"))


def _pages(api: ir.Api) -> Iterator[Item]:
    for page in api.pages:
        name = f"pagination.Sync{page.name}"
        yield Item(name=name, kind="page")
        for field in page.fields:
            yield Item(name=f"{name}.{field.name}", kind="field", owner=name, side="response")
        for part in page.parts:
            inner = f"pagination.{part.name}"
            yield Item(name=inner, kind="page")
            for field in part.fields:
                yield Item(name=f"{inner}.{field.name}", kind="field", owner=inner, side="response")
