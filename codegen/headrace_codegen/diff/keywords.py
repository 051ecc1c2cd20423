"""The keywords of one schema that hold values: types, constants, bounds, annotations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from typing_extensions import TypeIs

from headrace_codegen.diff.levels import Direction
from headrace_codegen.diff.view import PROSE, Peeled, View, values_of
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.diff.schemas import Schemas, Site

__all__ = ["beside", "bounds", "differ", "narrowed", "nullability", "others", "type_change", "type_text", "values"]

_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
_PLAIN = {"format": "format", "pattern": "pattern", "multipleOf": "multiple-of"}
_WHOLE = {
    "patternProperties": "",
    "propertyNames": "property-names-changed",
    "dependentRequired": "dependencies-changed",
    "dependentSchemas": "dependencies-changed",
    "dependencies": "dependencies-changed",
    "if": "condition-changed",
    "then": "condition-changed",
    "else": "condition-changed",
    "not": "not-changed",
    "contains": "contains-changed",
    "unevaluatedItems": "unevaluated-changed",
    "unevaluatedProperties": "unevaluated-changed",
    "contentEncoding": "encoding-of-content-changed",
    "contentMediaType": "encoding-of-content-changed",
    "contentSchema": "encoding-of-content-changed",
    "xml": "xml-changed",
}
_SENT: frozenset[Direction] = frozenset({"request"})
_RECEIVED: frozenset[Direction] = frozenset({"response", "stream"})
_KEYS = (
    "type enum const anyOf oneOf items prefixItems additionalProperties discriminator nullable default deprecated "
    "readOnly writeOnly uniqueItems patternProperties required"
)
_ELSEWHERE = frozenset((*_KEYS.split(), *PROSE))


def narrowed(site: Site, value: dict[str, Any]) -> Site:
    """The site inside of a schema that is only read or only written."""
    if value.get("readOnly") is True:
        site = replace(site, only=site.only & _RECEIVED)
    if value.get("writeOnly") is True:
        site = replace(site, only=site.only & _SENT)
    return site


def beside(schemas: Schemas, old: Peeled, new: Peeled, site: Site) -> Site:
    """Compares what is said beside the type; returns the site for what is inside."""
    one, other = _said(old), _said(new)
    start, end = old.around[0] if old.around else old.core, new.around[0] if new.around else new.core
    for key, on, off in (
        ("deprecated", "deprecated", "undeprecated"),
        ("readOnly", "became-read-only", "no-longer-read-only"),
        ("writeOnly", "became-write-only", "no-longer-write-only"),
    ):
        before, after = (key in said and said[key].value is True for said in (one, other))
        if before != after:
            schemas.report(on if after else off, one.get(key, start), other.get(key, end), site)
    before, after = one.get("default"), other.get("default")
    if before is None or after is None:
        if (found := before or after) is not None:
            kind = "default-removed" if after is None else "default-added"
            schemas.report(kind, before or start, after or end, site, found.value, found.value)
    elif differ(before.value, after.value):
        schemas.report("default-changed", before, after, site, before.value, after.value)
    for key in sorted(set(one) | set(other)):
        kind = "prose-changed" if key in PROSE else "extension-changed" if key.startswith("x-") else None
        before, after = one.get(key), other.get(key)
        if kind and (before is None or after is None or differ(before.value, after.value)):
            schemas.report(kind, before or start, after or end, site)
    both = {key: True for key in ("readOnly", "writeOnly") if all(_true(said.get(key)) for said in (one, other))}
    return narrowed(site, both)


def nullability(schemas: Schemas, before: bool, after: bool, old: Node, new: Node, site: Site) -> None:
    if before != after:
        schemas.report("became-nullable" if after else "became-not-nullable", old, new, site)


def type_change(before: frozenset[str] | None, after: frozenset[str] | None) -> tuple[str, bool]:
    """The kind of a change of types, and whether the rest of the two schemas is comparable."""
    if before is None or (after is not None and _wide(after) < _wide(before)):
        return "type-narrowed", True
    if after is None or _wide(before) < _wide(after):
        return "type-widened", True
    return "type-changed", bool(before & after)


def type_text(types: frozenset[str] | None) -> str:
    return "any" if types is None else " or ".join(sorted(types))


def values(schemas: Schemas, one: View, other: View, old: Node, new: Node, site: Site) -> None:
    """``enum`` and ``const``."""
    before, after = values_of(one), values_of(other)
    at = [found.keywords.get("enum") or found.keywords.get("const") for found in (one, other)]
    if before is None or after is None:
        if before is not None:
            schemas.report("enum-removed", at[0], new, site, [node.value for node in before])
        elif after is not None:
            schemas.report("enum-added", old, at[1], site, None, [node.value for node in after])
        return
    gone, come = _without(before, after), _without(after, before)
    if "const" in one.keywords and "const" in other.keywords and gone:
        schemas.report("const-changed", before[0], after[0], site, before[0].value, after[0].value)
        return
    for node in gone:
        schemas.report("enum-value-removed", node, None, site, node.value)
    for node in come:
        schemas.report("enum-value-added", None, node, site, None, node.value)
    if not gone and not come and [node.value for node in before] != [node.value for node in after]:
        schemas.report("enum-reordered", at[0], at[1], site)


def bounds(schemas: Schemas, one: View, other: View, old: Node, new: Node, site: Site) -> None:
    """Numbers that limit a value."""
    for key in (*_LOWER, *_UPPER):
        before, after = one.keywords.get(key), other.keywords.get(key)
        if _both_equal(before, after):
            continue
        low, high = (node.value if node else None for node in (before, after))
        if before is None or after is None:
            change = "removed" if after is None else "added"
        elif _is_number(low) and _is_number(high):
            change = "raised" if high > low else "lowered"
        else:
            # OpenAPI 3.0 writes the exclusive bounds as flags of the inclusive ones.
            change = "added" if high is True else "removed"
        schemas.report(f"{_dashed(key)}-{change}", before or old, after or new, site, low, high)
    before, after = (_true(found.keywords.get("uniqueItems")) for found in (one, other))
    if before != after:
        at = (one.keywords.get("uniqueItems", old), other.keywords.get("uniqueItems", new))
        schemas.report(f"unique-items-{'added' if after else 'removed'}", *at, site)


def others(schemas: Schemas, one: View, other: View, old: Node, new: Node, site: Site) -> None:
    """Everything that is neither an object's nor an array's business; a keyword that nobody knows counts, too."""
    for key in sorted(set(one.keywords) | set(other.keywords)):
        before, after = one.keywords.get(key), other.keywords.get(key)
        if key in _ELSEWHERE or key in _LOWER or key in _UPPER or key.startswith("x-") or _both_equal(before, after):
            continue
        low, high = (node.value if node else None for node in (before, after))
        if key in _PLAIN:
            change = "added" if before is None else "removed" if after is None else "changed"
            schemas.report(f"{_PLAIN[key]}-{change}", before or old, after or new, site, low, high)
        else:
            plain = [value if isinstance(value, (str, int, float)) else None for value in (low, high)]
            schemas.report(_WHOLE.get(key, "other-changed"), before or old, after or new, site, *plain)


def _said(peeled: Peeled) -> dict[str, Node]:
    """The annotations of a schema and of what it wraps; the outermost counts."""
    said: dict[str, Node] = {}
    for node in peeled.around:
        for key, child in node.items():
            said.setdefault(key, child)
    return said


def _wide(types: frozenset[str]) -> frozenset[str]:
    return types | {"integer"} if "number" in types else types


def _without(nodes: list[Node], others: list[Node]) -> list[Node]:
    return [node for node in nodes if not any(not differ(node.value, other.value) for other in others)]


def _both_equal(before: Node | None, after: Node | None) -> bool:
    if before is None or after is None:
        return before is after
    return not differ(before.value, after.value)


def differ(one: Any, other: Any) -> bool:
    """Unequal as JSON: true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is not other
    if is_object(one) and is_object(other):
        return one.keys() != other.keys() or any(differ(one[key], other[key]) for key in one)
    if is_array(one) and is_array(other):
        return len(one) != len(other) or any(map(differ, one, other))
    return one != other


def _true(node: Node | None) -> bool:
    return node is not None and node.value is True


def _is_number(value: Any) -> TypeIs[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _dashed(key: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)
