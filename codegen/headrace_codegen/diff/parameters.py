"""The parameters of one operation, by name and location."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headrace_codegen.diff.shape import renames
from headrace_codegen.diff.view import PROSE
from headrace_codegen.document import Operation
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.diff.operations import Context

__all__ = ["parameters"]

_STYLE = ("style", "explode", "allowReserved", "allowEmptyValue")
_KNOWN = frozenset(("name", "in", "required", "deprecated", "schema", "content", *_STYLE))

_Key = tuple[str, str]


def parameters(context: Context, old: Operation, new: Operation) -> None:
    """Compares them; one that changed its place or its name is the same one."""
    ones, others = ({(p.str("in", ""), p.str("name", "")): p for p in op.parameters} for op in (old, new))
    pairs = _pairs(old, new, ones, others)
    for before, after in pairs:
        if before[1] != after[1]:
            context.report("parameter-renamed", ones[before], others[after], new.name, before[1], after[1])
        if before[0] != after[0]:
            context.report("parameter-moved", ones[before], others[after], new.name, before[0], after[0])
        _compare(context, ones[before], others[after], new.name)
    for key, node in ones.items():
        if all(key != before for before, _ in pairs):
            context.report("parameter-removed", node, None, new.name, key[1])
    for key, node in others.items():
        if all(key != after for _, after in pairs):
            kind = "parameter-required-added" if node.bool("required") else "parameter-added"
            context.report(kind, None, node, new.name, None, key[1])


def _pairs(old: Operation, new: Operation, ones: dict[_Key, Node], others: dict[_Key, Node]) -> list[tuple[_Key, _Key]]:
    pairs = [(key, key) for key in ones if key in others]
    gone = [key for key in ones if key not in others]
    come = [key for key in others if key not in ones]
    # Placeholders that stand at the same position of a path are the same parameter.
    names = [re.findall(r"\{([^}]*)\}", operation.path) for operation in (old, new)]
    spots = zip(*names, strict=False) if len(names[0]) == len(names[1]) else ()
    moved = [(("path", one), ("path", other)) for one, other in spots if one != other]
    pairs += [pair for pair in moved if pair[0] in gone and pair[1] in come]
    taken = {key for pair in pairs for key in pair}
    pairs += [(one, other) for one in gone for other in come if one[1] == other[1] and one not in taken]
    taken = {key for pair in pairs for key in pair}
    for location in ("query", "header", "cookie"):
        left, right = (
            {key[1]: _schema(nodes[key]) or nodes[key] for key in keys if key not in taken and key[0] == location}
            for keys, nodes in ((gone, ones), (come, others))
        )
        order = [[name for place, name in nodes if place == location] for nodes in (ones, others)]
        pairs += [((location, a), (location, b)) for a, b in renames(left, right, *order).items()]
    return pairs


def _compare(context: Context, old: Node, new: Node, operation: str) -> None:
    before, after = bool(old.bool("required")), bool(new.bool("required"))
    if before != after:
        context.report(f"parameter-became-{'required' if after else 'optional'}", old, new, operation)
    before, after = bool(old.bool("deprecated")), bool(new.bool("deprecated"))
    if before != after:
        context.report(f"parameter-{'deprecated' if after else 'undeprecated'}", old, new, operation)
    one, other = (tuple(node.value.get(key) for key in _STYLE) for node in (old, new))
    if one != other:
        texts = [" ".join(str(value) for value in style if value is not None) or "plain" for style in (one, other)]
        context.report("parameter-style-changed", old, new, operation, *texts)
    for key in sorted({*old.keys(), *new.keys()} - _KNOWN):
        if old.value.get(key) != new.value.get(key):
            kind = "prose-changed" if key in PROSE else "extension-changed" if key.startswith("x-") else "other-changed"
            context.report(kind, old.get(key) or old, new.get(key) or new, operation)
    _schemas(context, old, new, operation)


def _schemas(context: Context, old: Node, new: Node, operation: str) -> None:
    """The schema stands in ``schema``, or in the one media type of ``content``."""
    media = [next(iter(content.keys()), None) if (content := node.get("content")) else None for node in (old, new)]
    if media[0] != media[1]:
        context.report("parameter-content-changed", old, new, operation, *(name or "plain" for name in media))
    schemas = [_schema(node) for node in (old, new)]
    if schemas[0] is not None and schemas[1] is not None:
        context.schemas.use(schemas[0], schemas[1], "request", operation)
    elif schemas[0] is not None or schemas[1] is not None:
        context.report("other-changed", old, new, operation)


def _schema(parameter: Node) -> Node | None:
    if (schema := parameter.get("schema")) is not None:
        return schema
    content = parameter.get("content")
    media = next((node for _, node in content.items()), None) if content else None
    return media.get("schema") if media else None
