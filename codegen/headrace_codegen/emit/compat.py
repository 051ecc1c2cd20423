"""The compatibility layer: modules under which code downstream of a Stainless SDK imports its runtime.

They only re-export, and load what they re-export when it is first used. The names are in ``data/compat.txt``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from headrace_codegen import ir
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import identifier, literal

__all__ = ["ROOT_EXPORTS", "compat_modules"]

ROOT_EXPORTS = (
    ("DEFAULT_TIMEOUT", "_constants", "DEFAULT_TIMEOUT"),
    ("NoneType", "headrace.compat.types", "NoneType"),
    ("ProxiesTypes", "headrace.compat.types", "ProxiesTypes"),
    ("Transport", "headrace.compat.types", "Transport"),
    ("__title__", "_version", "__title__"),
)
"""What every package exports beside its own names: name, module, name there."""


@dataclass(frozen=True, slots=True)
class CompatView:
    """One module. ``seam`` is what it imports of the runtime, ``constants`` are whole statements at its end."""

    doc: str
    seam: str
    typing_imports: tuple[str, ...]
    lazy: tuple[tuple[str, str], ...]
    constants: tuple[str, ...]
    exports: str


@dataclass(frozen=True, slots=True)
class _Row:
    module: str
    source: str
    names: tuple[tuple[str, str], ...]


def compat_modules(client: ir.Client) -> dict[str, str]:
    """The text of every module of the layer by module name; a package's is that of its ``__init__``.

    Without the setting it is ``_constants`` alone, which holds the client's own defaults.
    """
    rows = [row for row in _table() if client.compat or row.module == "_constants"]
    modules = dict.fromkeys(row.module for row in rows)
    texts: dict[str, str] = {}
    for module in modules:
        is_package = any(other.startswith(f"{module}.") for other in modules)
        own = [row for row in rows if row.module == module]
        texts[f"{module}.__init__" if is_package else module] = _module(client, module, own)
    return texts


def _module(client: ir.Client, module: str, rows: list[_Row]) -> str:
    lazy: dict[str, str] = {}
    typing_imports: list[str] = []
    for row in rows:
        place = f"{client.package}{row.source}" if row.source.startswith(".") else row.source
        lazy.update({name: f"{place}:{source}" for name, source in row.names})
        # Relative imports count from the module; those that are below a package count one step more.
        written = f"{'.' * module.count('.')}{row.source}" if row.source.startswith(".") else row.source
        imported = ", ".join(f"{identifier(source)} as {identifier(name)}" for name, source in sorted(row.names))
        typing_imports.append(f"from {written} import {imported}")
    constants = _constants(client) if module == "_constants" else ()
    names = [*lazy, *(statement.partition(" ")[0] for statement in constants)]
    view = CompatView(
        doc=f'"""Names that other code imports from ``{client.package}.{module}``; they are loaded when first used."""',
        seam="Timeout, lazy_exports" if constants else "lazy_exports",
        typing_imports=tuple(sorted(typing_imports)),
        lazy=tuple(sorted((literal(name), literal(place)) for name, place in lazy.items())),
        constants=constants,
        exports=literal(sorted(names)),
    )
    return render("compat.py", view)


def _constants(client: ir.Client) -> tuple[str, ...]:
    """The client's own defaults."""
    return (
        f"DEFAULT_MAX_RETRIES = {client.max_retries!r}",
        f"DEFAULT_TIMEOUT = Timeout({client.timeout!r}, connect={client.connect_timeout!r})",
        f"INITIAL_RETRY_DELAY = {client.initial_retry_delay!r}",
        f"MAX_RETRY_DELAY = {client.max_retry_delay!r}",
    )


@cache
def _table() -> tuple[_Row, ...]:
    text = files("headrace_codegen.emit").joinpath("data").joinpath("compat.txt").read_text("utf-8")
    found: list[_Row] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            module, source, *names = line.split()
            pairs = tuple((name.partition("=")[0], name.rpartition("=")[2]) for name in names)
            found.append(_Row(module, source, pairs))
    return tuple(found)
