"""Two documents compared as wholes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from headrace_codegen.diff.changes import Change, Finding
from headrace_codegen.diff.graph import Graph
from headrace_codegen.diff.keywords import differ
from headrace_codegen.diff.levels import Direction
from headrace_codegen.diff.operations import Context, compare_operations
from headrace_codegen.diff.schemas import Schemas
from headrace_codegen.diff.security import schemes
from headrace_codegen.diff.shape import alike, shape
from headrace_codegen.diff.uses import Uses
from headrace_codegen.document import VERBS, Document
from headrace_codegen.plain import is_object

__all__ = ["diff_documents"]

_KNOWN = frozenset(("openapi", "info", "servers", "security", "tags", "paths", "webhooks", "x-webhooks", "components"))
_COMPONENTS = (
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
    "examples",
)
_SCHEMAS = "/components/schemas/"


def diff_documents(
    old: Document, new: Document, messages: Mapping[str, Direction] = MappingProxyType({})
) -> tuple[Change, ...]:
    """Everything that differs, in the order of the new document's operations, then components.

    ``messages`` names component schemas that travel outside of operations (over a websocket), with their direction.
    A pure function; equal documents have no changes. Both must have passed ``check_document``.
    """
    if not differ(old.root.value, new.root.value):
        return ()
    graph = Graph()
    schemas = Schemas(old, new, graph, _renamed_schemas(old, new))
    context = Context(old, new, graph, schemas)
    _heads(context)
    compare_operations(context)
    schemes(context)
    for name, node in old.schemas.items():
        other = new.schemas.get(schemas.renamed.get(name, name))
        if other is not None:
            pair = schemas.compare(node, other)
            if name in messages:
                graph.uses(pair, messages[name], f"messages {name}")
    _components(context)
    return (*graph.changes(), *_whole_schemas(context, messages))


def _heads(context: Context) -> None:
    """What stands at the top of a document, and beside the operations of a path."""
    old, new = context.old.root, context.new.root
    if context.old.version != context.new.version:
        context.report(
            "openapi-changed", old.get("openapi"), new.get("openapi"), None, context.old.version, context.new.version
        )
    one, other = (dict(node.items()) if (node := root.get("info")) else {} for root in (old, new))
    for key in sorted({*one, *other}):
        before, after = one.get(key), other.get(key)
        if (before.value if before else None) != (after.value if after else None):
            texts = [node.value if node and isinstance(node.value, str) else None for node in (before, after)]
            kind = "info-changed" if key in ("title", "version") else "prose-changed"
            context.report(kind, before or old, after or new, None, *texts)
    _servers(context)
    _tags(context)
    for key in sorted({*old.keys(), *new.keys()} - _KNOWN):
        if old.value.get(key) != new.value.get(key):
            kind = "extension-changed" if key.startswith("x-") else "other-changed"
            context.report(kind, old.get(key) or old, new.get(key) or new)
    items = [dict(node.items()) if (node := root.get("paths")) else {} for root in (old, new)]
    for path in items[0].keys() & items[1].keys():
        before, after = items[0][path], items[1][path]
        for key in sorted({*before.keys(), *after.keys()} - {*VERBS, "parameters"}):
            if before.value.get(key) != after.value.get(key):
                kind = {"servers": "operation-servers-changed", "$ref": "restructured"}.get(key, "prose-changed")
                context.report(kind, before.get(key) or before, after.get(key) or after)


def _servers(context: Context) -> None:
    ones, others = ({node.str("url", ""): node for node in document.servers} for document in (context.old, context.new))
    for url, node in ones.items():
        if url not in others:
            context.report("server-removed", node, None, None, url)
        elif node.value.get("variables") != others[url].value.get("variables"):
            context.report("server-variable-changed", node, others[url], None, url, url)
        elif node.value != others[url].value:
            context.report("prose-changed", node, others[url])
    for url, node in others.items():
        if url not in ones:
            context.report("server-added", None, node, None, None, url)
    first, second = next(iter(ones), None), next(iter(others), None)
    if first != second and first is not None and second is not None:
        context.report("server-default-changed", ones[first], others[second], None, first, second)
    elif [*ones] != [*others] and set(ones) == set(others):
        context.report("other-changed", context.old.root["servers"], context.new.root["servers"])


def _tags(context: Context) -> None:
    ones, others = (
        {node.str("name", ""): node for node in document.root.get("tags") or ()}
        for document in (context.old, context.new)
    )
    for name, node in ones.items():
        if name not in others:
            context.report("tag-removed", node, None, None, name)
        elif node.value != others[name].value:
            context.report("prose-changed", node, others[name])
    for name, node in others.items():
        if name not in ones:
            context.report("tag-added", None, node, None, None, name)


def _components(context: Context) -> None:
    """Components that aren't schemas: what they mean is said where they are used."""
    for kind in _COMPONENTS:
        ones, others = context.old.components(kind), context.new.components(kind)
        for name in (*ones, *(name for name in others if name not in ones)):
            before, after = ones.get(name), others.get(name)
            if before is None or after is None:
                context.report(
                    "component-removed" if after is None else "component-added", before, after, None, name, name
                )
            elif before.value != after.value:
                context.report("component-changed", before, after)


def _renamed_schemas(old: Document, new: Document) -> dict[str, str]:
    """Components under a new name: equal in shape, or much alike where one took the other's place in a union or
    property.
    """
    gone = {name: node for name, node in old.schemas.items() if name not in new.schemas}
    come = {name: node for name, node in new.schemas.items() if name not in old.schemas}
    if not gone or not come:
        return {}
    shapes: dict[str, list[str]] = {}
    for name, node in come.items():
        shapes.setdefault(shape(node.value, name), []).append(name)
    found: dict[str, str] = {}
    for name, node in gone.items():
        same = [other for other in shapes.get(shape(node.value, name), ()) if other not in found.values()]
        if len(same) == 1:
            found[name] = same[0]
    for name, other in _switched(old.root.value, new.root.value):
        free = name in gone and other in come and name not in found and other not in found.values()
        if free and alike(gone[name].value, come[other].value):
            found[name] = other
    return found


def _switched(old: object, new: object) -> list[tuple[str, str]]:
    """References that lead elsewhere at the same place: names before and now."""
    found: dict[tuple[str, str], None] = {}
    queue: list[tuple[object, object]] = [(old, new)]
    while queue:
        one, other = queue.pop()
        if is_object(one) and is_object(other):
            refs = one.get("$ref"), other.get("$ref")
            if refs[0] != refs[1] and all(isinstance(ref, str) and _SCHEMAS in ref for ref in refs):
                found[str(refs[0]).rpartition("/")[2], str(refs[1]).rpartition("/")[2]] = None
            queue += [(one[key], other[key]) for key in one if key in other and one[key] is not other[key]]
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):  # pyright: ignore[reportUnknownArgumentType]
            queue += list(zip(one, other, strict=True))  # pyright: ignore[reportUnknownArgumentType]
    return list(found)


def _whole_schemas(context: Context, messages: Mapping[str, Direction]) -> list[Change]:
    """Components that are new, gone, or called something else, with the operations that use them."""
    old, new, renamed = context.old, context.new, context.schemas.renamed
    graph = Graph()
    uses = [Uses(document, messages) for document in (old, new)]
    for name, node in old.schemas.items():
        if name in renamed:
            other = new.schemas[renamed[name]]
            _put(graph, Finding("schema-renamed", node.pointer, other.pointer, name, renamed[name]), uses[1].of(other))
        elif name not in new.schemas:
            _put(graph, Finding("schema-removed", node.pointer, None, name), uses[0].of(node))
    for name, node in new.schemas.items():
        if name not in old.schemas and name not in renamed.values():
            _put(graph, Finding("schema-added", None, node.pointer, None, name), uses[1].of(node))
    return graph.changes()


def _put(graph: Graph, finding: Finding, uses: Iterable[tuple[Direction, str]]) -> None:
    """Records a finding with its uses; one that nothing uses has no direction."""
    graph.known(finding)
    for direction, operation in uses:
        graph.found_at(finding, direction, operation)
