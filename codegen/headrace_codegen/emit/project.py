"""What stands around the package: ``pyproject.toml`` and ``api.md``, made from the facts of the API."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from headrace_codegen import ir
from headrace_codegen.emit.annotations import walk
from headrace_codegen.emit.resources import every_resource
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import printable

__all__ = ["api_reference", "license_file", "pyproject", "with_file_header"]


_RUNTIME = ">=0.1.0,<1"


@dataclass(frozen=True, slots=True)
class ProjectView:
    """``pyproject.toml``. Strings are TOML literals."""

    name: str
    version: str
    description: str
    license: str
    package: str
    runtime: str
    urls: tuple[tuple[str, str], ...]
    extras: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MethodLine:
    """One method in ``api.md``."""

    verb: str
    path: str
    call: str
    link: str
    returns: str


@dataclass(frozen=True, slots=True)
class ResourceSection:
    """One resource in ``api.md``. ``marks`` are the ``#`` of its heading."""

    marks: str
    title: str
    types_from: str
    types: tuple[tuple[str, str], ...]
    methods: tuple[MethodLine, ...]


def pyproject(client: ir.Client) -> str:
    """The text of ``pyproject.toml``."""
    around = client.distribution
    extras = {"aiohttp": f"headrace[aiohttp]{_RUNTIME}", **dict(around.extras)}
    if client.websockets_extra is not None:
        extras[client.websockets_extra] = f"headrace[websockets]{_RUNTIME}"
    return render(
        "pyproject.toml",
        ProjectView(
            name=_toml(client.project),
            version=_toml(client.version),
            description=_toml(f"Typed, streaming-first Python client of the {client.title or client.name}"),
            license=_toml(around.license),
            package=_toml(client.package),
            runtime=_toml(f"headrace{_RUNTIME}"),
            urls=tuple((_toml(label), _toml(url)) for label, url in around.urls),
            extras=tuple((_toml(name), _toml(needed)) for name, needed in extras.items()),
        ),
    )


def license_file(around: ir.Distribution) -> dict[str, str]:
    """The text of the licence, where the config has it, under its file's name."""
    if around.license_text is None:
        return {}
    return {around.license_file or "LICENSE": around.license_text.rstrip("\n") + "\n"}


def with_file_header(files: dict[str, str], header: str | None) -> dict[str, str]:
    """Python ``files`` with ``header`` as a comment. It stands below the third line, where it can't be taken for a
    declaration of an encoding (PEP 263).
    """
    lines = [printable(line).rstrip() for line in (header or "").strip().splitlines()]
    if not lines:
        return files
    comment = "".join(f"# {line}".rstrip() + "\n" for line in ("", *lines))
    placed: dict[str, str] = {}
    for path, text in files.items():
        first, _, rest = text.partition("\n")
        placed[path] = f"{first}\n{comment}{rest}"
    return placed


def _toml(text: str) -> str:
    """A basic string. JSON's escapes are a subset of TOML's, but for the surrogate pairs of ``ensure_ascii``."""
    return json.dumps(printable(text), ensure_ascii=False)


def api_reference(api: ir.Api) -> str:
    """The text of ``api.md``: every resource with its types and methods, with links to the code."""
    sections = tuple(_section(api, resource) for resource in every_resource(api.resources))
    on_client = tuple(_line(api, "", "_client", method) for method in api.methods)
    return render("api.md", {"package": api.client.package, "methods": on_client, "sections": sections})


def _section(api: ir.Api, resource: ir.Resource) -> ResourceSection:
    depth = resource.path.count(".")
    title = " ".join(word.capitalize() for word in resource.name.split("_"))
    exports = {
        name: module for package in api.packages for name, module in package.exports if package.module == resource.types
    }
    used = dict.fromkeys(
        name.name
        for method in resource.methods
        for name in (*walk(method.result.type), *(walk(method.stream.event) if method.stream is not None else ()))
        if exports.get(name.name) == name.module
    )
    package = api.client.package
    return ResourceSection(
        marks="#" * min(depth + 1, 6),
        title=title,
        types_from=f"{package}.{resource.types}",
        types=tuple((name, _file(package, exports[name])) for name in used),
        methods=(
            *(_line(api, f"{resource.path}.", resource.module, method) for method in resource.methods),
            *(_connection_line(api, resource, connection) for connection in resource.connections),
        ),
    )


def _connection_line(api: ir.Api, resource: ir.Resource, connection: ir.Connection) -> MethodLine:
    line = _line(api, f"{resource.path}.", resource.module, connection.handshake)
    return replace(line, verb="websocket", returns=f"{connection.name}ConnectionManager")


def _line(api: ir.Api, prefix: str, module: str, method: ir.Method) -> MethodLine:
    path = [param.name for param in method.params if param.positional]
    others = any(not param.positional and param.const is None for param in method.params)
    arguments = ", ".join([*path, *(["..."] if others else [])])
    return MethodLine(
        verb=method.http.lower(),
        path=printable(method.path.partition("?")[0]).replace("`", "'"),
        call=f"client.{prefix}{method.name}({arguments})",
        link=_file(api.client.package, module),
        returns=_returns(method),
    )


def _returns(method: ir.Method) -> str:
    result = method.result
    if result.kind == "page":
        text = f"Sync{result.page}[{_short(result.type)}]"
    elif result.kind == "binary":
        text = "HttpxBinaryResponseContent"
    elif result.kind in ("none", "text"):
        text = {"none": "None", "text": "str"}[result.kind]
    else:
        text = _short(result.type)
    if method.stream is not None:
        stream = f"Stream[{_short(method.stream.event)}]"
        return stream if method.stream.param is None else f"{text} | {stream}"
    return text


def _short(expr: ir.TypeExpr) -> str:
    if isinstance(expr, ir.Named):
        return expr.name
    if isinstance(expr, ir.ListOf):
        return f"List[{_short(expr.item)}]"
    if isinstance(expr, ir.DictOf):
        return f"Dict[str, {_short(expr.value)}]"
    if isinstance(expr, ir.UnionOf):
        return " | ".join(dict.fromkeys(_short(member) for member in expr.members))
    if isinstance(expr, ir.Lit):
        return "str"
    return {"any": "object", "none": "None", "file": "FileTypes", "binary": "bytes"}.get(expr.name, expr.name)


def _file(package: str, module: str) -> str:
    return f"{package}/{module.replace('.', '/')}.py"
