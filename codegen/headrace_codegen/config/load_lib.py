"""Reading ``headrace.lib``: what is written by hand for one SDK, and where it goes."""

from __future__ import annotations

import ast
import keyword

from headrace_codegen.config.extras import (
    AddedArgument,
    DerivedConfig,
    DerivedOverloadConfig,
    HandWrittenTypes,
    LibConfig,
)
from headrace_codegen.config.table import Table, reject
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.source import Node

__all__ = ["load_lib"]

_IN_ANNOTATIONS = (
    ast.Attribute,
    ast.BinOp,
    ast.BitOr,
    ast.Constant,
    ast.Expression,
    ast.List,
    ast.Load,
    ast.Name,
    ast.Subscript,
    ast.Tuple,
)


def load_lib(table: Table) -> LibConfig:
    """The hand-written parts, empty where the config names none."""
    inner = table.table("lib")
    if inner is None:
        return LibConfig()
    found = LibConfig(
        mixins=_targets(inner, "mixins"),
        names=_names(inner),
        exports=_targets(inner, "exports"),
        models=_targets(inner, "models"),
        methods=tuple(
            method for _, node in inner.members("methods") if (method := _derived(node, table.diagnostics)) is not None
        ),
        types=tuple(
            types for _, node in inner.members("types") if (types := _hand_written(node, table.diagnostics)) is not None
        ),
        pointer=inner.pointer,
    )
    inner.close()
    return found


def _derived(node: Node, diagnostics: Diagnostics) -> DerivedConfig | None:
    table = Table(node, diagnostics)
    like, call = table.text("like"), _target(table, "call")
    returns = _annotation(table, "returns")
    async_call, async_returns = table.plain("async_call"), _annotation(table, "async_returns")
    coroutine = table.flag("coroutine", True)
    without, optional, imports = table.texts("without"), table.texts("optional"), table.texts("imports")
    added = _added(table)
    overloads = tuple(_overload(each, table.diagnostics, (returns, async_returns)) for each in table.rows("overloads"))
    doc = table.plain("doc")
    table.close()
    if like is None or call is None or returns is None:
        for key, value in (("like", like), ("call", call), ("returns", returns)):
            if value is None and key not in table:
                table.missing(key)
        return None
    module, _, name = call.partition(":")
    return DerivedConfig(
        method=Located(node.key, node.pointer),
        like=like,
        call=call,
        async_call=async_call or f"{module}:async_{name}",
        returns=returns,
        async_returns=async_returns or returns,
        coroutine=coroutine,
        without=without or (),
        optional=optional or (),
        added=added,
        overloads=overloads,
        imports=tuple(text for text in imports or () if _is_target(table, text)),
        doc=doc,
        pointer=node.pointer,
    )


def _overload(node: Node, diagnostics: Diagnostics, results: tuple[str | None, str | None]) -> DerivedOverloadConfig:
    table = Table(node, diagnostics)
    returns, async_returns = _annotation(table, "returns"), _annotation(table, "async_returns")
    found = DerivedOverloadConfig(
        only=table.texts("only"),
        without=table.texts("without") or (),
        require=table.texts("require") or (),
        added=_added(table),
        returns=returns or results[0] or "",
        async_returns=async_returns or returns or results[1] or results[0] or "",
    )
    table.close()
    return found


def _added(table: Table) -> tuple[AddedArgument, ...]:
    """``name: annotation``, or an object with ``type``, ``async_type``, ``default`` and ``required``.

    An argument without a default is omitted by default.
    """
    found: list[AddedArgument] = []
    holder = table.table("with")
    for name, node in table.members("with"):
        if not name.isidentifier():
            reject(table.diagnostics, node, "under a name that an argument can have")
        elif isinstance(node.value, str) and holder is not None:
            annotation = _annotation(holder, name)
            if annotation is not None:
                found.append((name, annotation, None, "omit"))
        else:
            inner = Table(node, table.diagnostics)
            annotation, required = _annotation(inner, "type"), inner.flag("required")
            default = _annotation(inner, "default") or "omit"
            in_async = _annotation(inner, "async_type")
            inner.close()
            if annotation is not None:
                found.append((name, annotation, in_async, None if required else default))
    return tuple(found)


def _hand_written(node: Node, diagnostics: Diagnostics) -> HandWrittenTypes | None:
    table = Table(node, diagnostics)
    source, names = table.text("from"), table.texts("names")
    table.close()
    if source is None or not names:
        table.missing("from" if source is None else "names")
        return None
    return HandWrittenTypes(module=node.key, source=source, names=names, pointer=node.pointer)


def _annotation(table: Table, key: str) -> str | None:
    """Text that becomes an annotation. Names, subscripts and ``|`` alone: a config puts no code into an SDK."""
    text = table.text(key)
    if text is None:
        return None
    try:
        allowed = all(isinstance(part, _IN_ANNOTATIONS) for part in ast.walk(ast.parse(str(text), mode="eval")))
    except SyntaxError:
        allowed = False
    if allowed:
        return str(text)
    place = Node(None, text.pointer, table.node.document)
    table.diagnostics.error("config/bad-value", f"{str(text)!r} is no annotation", place)
    return None


def _names(table: Table) -> dict[str, dict[str, Located]]:
    """Names by resource path. A name that can't be one is a located error."""
    found: dict[str, dict[str, Located]] = {}
    for path, node in table.members("names"):
        inner = Table(node, table.diagnostics)
        names = {name: _target(inner, name) for name, _ in node.items() if _is_name(inner, name)}
        found[path] = {name: target for name, target in names.items() if target is not None}
    return found


def _is_name(table: Table, name: str) -> bool:
    if name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__"):
        return True
    table.diagnostics.error("config/bad-name", f"{name!r} can't be a name in a module", table.child(name) or table.node)
    return False


def _targets(table: Table, key: str) -> dict[str, Located]:
    """Names to ``module:Name``."""
    inner = table.table(key)
    if inner is None:
        return {}
    return {name: target for name, _ in inner.node.items() if (target := _target(inner, name)) is not None}


def _target(table: Table, key: str) -> Located | None:
    text = table.text(key)
    return text if text is not None and _is_target(table, text) else None


def _is_target(table: Table, text: Located) -> bool:
    module, colon, symbol = text.partition(":")
    if colon and symbol.isidentifier() and all(part.isidentifier() for part in module.split(".")):
        return True
    place = Node(None, text.pointer, table.node.document)
    table.diagnostics.error(
        "config/bad-value", f"{str(text)!r} is no place in the package", place, hint="write `module:Name`"
    )
    return False
