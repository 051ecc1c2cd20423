"""``anyOf`` and ``oneOf``: which member is which, whatever their order, and how they are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from headrace_codegen.diff.shape import shape
from headrace_codegen.diff.view import View, members_of, peel, ref_name, target, types_of, values_of, view
from headrace_codegen.document import Document
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.diff.schemas import Schemas, Site

__all__ = ["compare"]

_Match = list[tuple[Node, Node]]


def compare(schemas: Schemas, one: View, other: View, old: Node, new: Node, site: Site) -> bool:
    """Compares two unions; True when one side is a union and the other isn't, so that there is no more to say."""
    _discriminator(schemas, one, other, old, new, site)
    before, after = members_of(one), members_of(other)
    if before is None and after is None:
        return False
    if before is None or after is None:
        return _one_and_many(schemas, one, other, before, after, old, new, site)
    if before[0] != after[0]:
        schemas.report("union-kind-changed", old, new, site, before[0], after[0])
    matched, gone, come = _match(schemas, before[1], after[1])
    for first, second in matched:
        schemas.schema(first, second, site)
    for node in gone:
        schemas.report("variant-removed", node, None, site, name_of(schemas.old, node))
    for node in come:
        schemas.report("variant-added", None, node, site, None, name_of(schemas.new, node))
    return False


def name_of(document: Document, node: Node) -> str:
    """What a member is called: its component, its title, its tag, or its type."""
    if (ref := ref_name(node)) is not None:
        return ref
    if title := node.str("title"):
        return title
    if tag := next(_tags(document, node), None):
        return f"{tag[0]}={tag[1]!r}"
    found = view(document, peel(node).core)
    if values := values_of(found):
        return ", ".join(str(value.value) for value in values[:5])
    return " or ".join(sorted(types_of(found) or ())) or "any"


def _one_and_many(
    schemas: Schemas,
    one: View,
    other: View,
    before: tuple[str, list[Node]] | None,
    after: tuple[str, list[Node]] | None,
    old: Node,
    new: Node,
    site: Site,
) -> bool:
    """A schema became one member of a union, or the other way round; what was there all along is compared.

    A schema without a type of its own that gets a union beside its properties is restricted, and no union before.
    """
    if after is not None:
        if types_of(one) is None:
            schemas.report(
                "type-narrowed", old, new, site, "any", " or ".join(name_of(schemas.new, m) for m in after[1])
            )
            return True
        matched, _, come = _match(schemas, [old], after[1])
        if not matched:
            schemas.report("type-changed", old, new, site, name_of(schemas.old, old), _names(schemas.new, come))
            return True
        schemas.report("union-introduced", old, new, site)
        schemas.schema(*matched[0], site)
        return True
    assert before is not None
    if types_of(other) is None:
        schemas.report("type-widened", old, new, site, _names(schemas.old, before[1]), "any")
        return True
    matched, gone, _ = _match(schemas, before[1], [new])
    if not matched:
        schemas.report("type-changed", old, new, site, _names(schemas.old, gone), name_of(schemas.new, new))
        return True
    schemas.report("union-collapsed", old, new, site)
    schemas.schema(*matched[0], site)
    return True


def _names(document: Document, nodes: list[Node]) -> str:
    return " or ".join(name_of(document, node) for node in nodes)


def _match(schemas: Schemas, before: list[Node], after: list[Node]) -> tuple[_Match, list[Node], list[Node]]:
    """Pairs of members, the surest signs first, and what is left on both sides in its order."""
    gone, come = list(before), list(after)
    matched: _Match = []
    for sign in _signs(schemas):
        keys = [(sign(schemas.old, node), node) for node in gone], [(sign(schemas.new, node), node) for node in come]
        for key, node in keys[0]:
            rivals = [other for other, _ in keys[0] if other == key]
            found = [other for mark, other in keys[1] if key is not None and mark == key and other in come]
            if len(found) == 1 or (found and len(rivals) == len(found)):
                matched.append((node, found[0]))
                gone.remove(node)
                come.remove(found[0])
    return matched, gone, come


def _signs(schemas: Schemas) -> tuple[Callable[[Document, Node], object], ...]:
    def by_ref(document: Document, node: Node) -> object:
        name = ref_name(node)
        return schemas.renamed.get(name, name) if document is schemas.old and name is not None else name

    def by_value(document: Document, node: Node) -> object:
        return shape(node.value)

    def by_tags(document: Document, node: Node) -> object:
        return frozenset(_tags(document, node)) or None

    def by_title(document: Document, node: Node) -> object:
        return node.str("title")

    def by_kind(document: Document, node: Node) -> object:
        found = view(document, peel(node).core)
        types = types_of(found)
        if types is None or (types & {"object", "array"} and ref_name(node) is not None):
            return None
        if types == frozenset({"object"}):
            return frozenset(found.properties) or types
        return (types, values_of(found) is not None)

    def by_type(document: Document, node: Node) -> object:
        types = types_of(view(document, peel(node).core)) if ref_name(node) is None else None
        return None if types == frozenset({"object"}) else types

    return (by_ref, by_value, by_tags, by_title, by_kind, by_type)


def _tags(document: Document, node: Node) -> Iterator[tuple[str, str]]:
    """Properties of an object that have one constant value."""
    behind = target(document, node)
    if behind is None or not is_object(behind.value):
        return
    for name, schema in view(document, peel(behind).core).properties.items():
        value = schema.value
        if not is_object(value):
            continue
        enum = value.get("enum")
        constant = value.get("const", enum[0] if is_array(enum) and len(enum) == 1 else None)
        if isinstance(constant, str):
            yield name, constant


def _discriminator(schemas: Schemas, one: View, other: View, old: Node, new: Node, site: Site) -> None:
    before, after = one.keywords.get("discriminator"), other.keywords.get("discriminator")
    if before is None and after is None:
        return
    first, second = (node.str("propertyName") if node else None for node in (before, after))
    if before is None or after is None:
        kind = "discriminator-removed" if after is None else "discriminator-added"
        schemas.report(kind, before or old, after or new, site, first, second)
        return
    if first != second:
        schemas.report("discriminator-changed", before, after, site, first, second)
    maps = [dict(node.items()) if (node := holder.get("mapping")) else {} for holder in (before, after)]
    for tag in (*maps[0], *(tag for tag in maps[1] if tag not in maps[0])):
        start, end = maps[0].get(tag), maps[1].get(tag)
        if start is None or end is None:
            kind = "discriminator-mapping-removed" if end is None else "discriminator-mapping-added"
            schemas.report(kind, start, end, site, tag, tag)
        elif start.value != end.value and schemas.renamed.get(_last(start.value)) != _last(end.value):
            schemas.report("discriminator-mapping-changed", start, end, site, tag, tag)


def _last(ref: object) -> str:
    return str(ref).rpartition("/")[2]
