"""``headrace explain``: from a name in the SDK, an operation or a pointer to where it comes from and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from headrace_codegen.cli.terminal import Terminal, guarded
from headrace_codegen.document import Document
from headrace_codegen.inputs import read_inputs
from headrace_codegen.ir import (
    Api,
    Connection,
    Method,
    MethodAlias,
    Model,
    Origin,
    Param,
    Resource,
    Sender,
    SenderGroup,
)
from headrace_codegen.pipeline import Lowered, lower_sdk

__all__ = ["Entry", "entries", "run_explain"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the SDK that has a name: what it is, the names that find it, and where it is from."""

    title: str
    names: tuple[str, ...]
    origin: Origin
    details: tuple[str, ...] = ()


def run_explain(name: str, spec: Path) -> int:
    """Prints every entry of that name; returns 1 when there is none."""
    terminal = Terminal()

    def command() -> int:
        lowered = lower_sdk(read_inputs(spec))
        everything = list(entries(lowered.api))
        wanted = _as_we_say(name, lowered.api.client.package)
        found = [entry for entry in everything if wanted in entry.names or wanted == entry.origin.pointer]
        if not found:
            names = sorted({other for entry in everything for other in entry.names})
            near = get_close_matches(wanted, names, n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            terminal.err.print(f"error: nothing in the SDK is called {name!r}{hint}", markup=False)
            return 1
        for line in _describe(found, lowered):
            terminal.say(line)
        return 0

    return guarded(terminal, command)


def _as_we_say(name: str, package: str) -> str:
    """``name`` as entries have it: users also write ``client.files.list``, ``acme.types.File`` and ``#/components``."""
    if name.startswith("#/"):
        return name.removeprefix("#")
    return name.removeprefix("client.").removeprefix(f"{package}.")


def entries(api: Api) -> Iterator[Entry]:
    """Everything of ``api`` that can be explained."""
    client = api.client
    names = (client.name, f"Async{client.name}", f"{client.name}Error")
    yield Entry(f"client class {client.name}", names, Origin("", "the config's organization, or a name for the client"))
    yield from _methods(api.methods, api.aliases, "")
    for resource in api.resources:
        yield from _resource(resource)
    for module in api.modules:
        for declaration in module.declarations:
            kind = (
                {"model": "response model", "typeddict": "request type"}[declaration.kind]
                if isinstance(declaration, Model)
                else "type alias"
            )
            names = (declaration.name, f"{module.module}.{declaration.name}")
            yield Entry(f"{kind} {names[1]}", names, declaration.origin)
            if isinstance(declaration, Model):
                for field in declaration.fields:
                    inner = tuple(f"{owner}.{field.name}" for owner in names)
                    wire = (f"in JSON: {field.wire}",) if field.wire != field.name else ()
                    yield Entry(f"field {inner[1]}", inner, field.origin, wire)
    for page in api.pages:
        yield Entry(f"page class Sync{page.name}", (page.name, f"Sync{page.name}", f"Async{page.name}"), page.origin)
        for part in page.parts:
            owner = f"an object inside the pages of {page.scheme!r}"
            yield Entry(f"class pagination.{part.name}", (part.name, f"pagination.{part.name}"), page.origin, (owner,))
    for option in api.client.options:
        env = (f"from the environment: {option.env}",) if option.env else ()
        yield Entry(f"client option {option.name}", (option.name,), option.origin, env)


def _resource(resource: Resource) -> Iterator[Entry]:
    yield Entry(f"resource {resource.path}", (resource.path, resource.class_name), resource.origin)
    yield from _methods(resource.methods, resource.aliases, resource.path + ".")
    for unwrap in resource.unwraps:
        yield Entry(f"webhook reader {resource.path}.{unwrap.name}", (f"{resource.path}.{unwrap.name}",), unwrap.origin)
    for connection in resource.connections:
        yield from _connection(connection, resource.path)
    for inner in resource.resources:
        yield from _resource(inner)


def _connection(connection: Connection, path: str) -> Iterator[Entry]:
    handshake = connection.handshake
    opens = f"{path}.{handshake.name}"
    names = (opens, f"{connection.name}Connection", f"{connection.name}ConnectionManager")
    yield Entry(f"connection {opens}", names, handshake.origin, (f"opens a websocket at {handshake.path}",))
    yield from _senders(opens, connection.senders, connection.groups)


def _senders(path: str, senders: Iterable[Sender], groups: Iterable[SenderGroup]) -> Iterator[Entry]:
    for sender in senders:
        name = f"{path}.{sender.name}"
        yield Entry(f"event to send {name}", (name,), sender.origin, (f"sends {sender.tag!r}",))
    for group in groups:
        yield from _senders(f"{path}.{group.name}", group.senders, group.groups)


def _methods(methods: Iterable[Method], aliases: Iterable[MethodAlias], prefix: str) -> Iterator[Entry]:
    by_name = {method.name: method for method in methods}
    for method in by_name.values():
        yield _method(method, prefix)
        yield from (_argument(param, prefix + method.name) for param in method.params if param.const is None)
    for alias in aliases:
        details = (f"a second name of {prefix}{alias.to}",)
        yield Entry(f"method {prefix}{alias.name}", (prefix + alias.name,), by_name[alias.to].origin, details)


def _argument(param: Param, method: str) -> Entry:
    name = f"{method}.{param.name}"
    details = [f"sent in the {param.location} as {param.wire!r}"]
    if param.option is not None:
        details.append(f"the client's option {param.option!r} stands in for it")
    return Entry(f"argument {name}", (name,), param.origin, tuple(details))


def _method(method: Method, prefix: str) -> Entry:
    name = prefix + method.name
    details = [f"sends {method.http.upper()} {method.path}"]
    if method.stream is not None:
        details.append("streams:" if method.stream.evidence else "streams")
        details += [f"  {sentence}" for sentence in method.stream.evidence]
    return Entry(f"method {name}", (name, f"{method.http.lower()} {method.path}"), method.origin, tuple(details))


def _describe(found: list[Entry], lowered: Lowered) -> Iterator[str]:
    document: Document = lowered.document
    for entry in found:
        yield entry.title
        if entry.origin.pointer:
            yield f"  from {document.tree.place(entry.origin.pointer)} #{entry.origin.pointer}"
        if entry.origin.rule:
            yield f"  named by {entry.origin.rule}"
        for line in entry.details:
            yield f"  {line}"
