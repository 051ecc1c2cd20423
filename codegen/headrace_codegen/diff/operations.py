"""Operations and webhooks: which is which, and what changed around their schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headrace_codegen.diff import bodies
from headrace_codegen.diff.changes import Finding
from headrace_codegen.diff.graph import Graph
from headrace_codegen.diff.levels import Direction
from headrace_codegen.diff.parameters import parameters
from headrace_codegen.diff.schemas import Schemas
from headrace_codegen.diff.security import requirements
from headrace_codegen.diff.shape import shape
from headrace_codegen.document import VERBS, Document, Operation
from headrace_codegen.plain import is_object
from headrace_codegen.source import Node

__all__ = ["Context", "compare_operations", "pair_operations"]

_KNOWN = frozenset(
    ("operationId", "tags", "deprecated", "security", "servers", "parameters", "requestBody", "responses", "callbacks")
)
_PROSE = frozenset(("summary", "description", "externalDocs"))
_Sign = Callable[[Operation], "str | None"]
_OWN: tuple[Direction, ...] = ("request",)


@dataclass(frozen=True, slots=True)
class Context:
    """One comparison of two documents."""

    old: Document
    new: Document
    graph: Graph
    schemas: Schemas

    def report(
        self,
        kind: str,
        old: Node | None,
        new: Node | None,
        operation: str | None = None,
        before: Any = None,
        after: Any = None,
        *,
        directions: Iterable[Direction] = _OWN,
    ) -> None:
        """Records a finding outside of schemas."""
        finding = Finding(kind, old.pointer if old else None, new.pointer if new else None, before, after)
        for direction in directions:
            self.graph.found_at(finding, direction, operation)


def compare_operations(context: Context) -> None:
    """Compares all operations, and all webhooks, of the two documents."""
    pairs, gone, come = pair_operations(context.old, context.new)
    for operation in gone:
        context.report("operation-removed", operation.node, None, operation.name, operation.name)
    for operation in come:
        context.report("operation-added", None, operation.node, operation.name, None, operation.name)
    for old, new in pairs:
        if old.name != new.name:
            same = _template(old.path) == _template(new.path) and old.verb == new.verb
            kind = "operation-path-parameter-renamed" if same else "operation-path-changed"
            context.report(kind, old.node, new.node, new.name, old.name, new.name)
        _compare(context, old, new)
    _webhooks(context)


def pair_operations(
    old: Document, new: Document
) -> tuple[list[tuple[Operation, Operation]], list[Operation], list[Operation]]:
    """Operations that are the same one, and those that are gone and new.

    By verb and path; then by path with other names of its parameters; then by ``operationId``; then by shape, where
    that is unique.
    """
    gone, come = list(old.operations), list(new.operations)
    pairs: list[tuple[Operation, Operation]] = []
    signs: tuple[_Sign, ...] = (
        lambda operation: operation.name,
        lambda operation: f"{operation.verb} {_template(operation.path)}",
        lambda operation: operation.id,
        _shape,
    )
    for sign in signs:
        ones, others = _by_sign(sign, gone), _by_sign(sign, come)
        for key, found in ones.items():
            if len(found) == 1 and len(others.get(key, ())) == 1:
                pairs.append((found[0], others[key][0]))
                gone.remove(found[0])
                come.remove(others[key][0])
    order = {operation.name: index for index, operation in enumerate(new.operations)}
    return sorted(pairs, key=lambda pair: order[pair[1].name]), gone, come


def _by_sign(sign: _Sign, operations: list[Operation]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        key = sign(operation)
        if key is not None:
            found.setdefault(key, []).append(operation)
    return found


def _template(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _shape(operation: Operation) -> str | None:
    """What is left of an operation without its path; too little of it is no sign of anything."""
    value = {
        key: item for key, item in operation.node.value.items() if key in ("parameters", "requestBody", "responses")
    }
    text = shape(value)
    return text if "$ref" in text and ("requestBody" in value or "parameters" in value) else None


def _compare(context: Context, old: Operation, new: Operation) -> None:
    name = new.name
    parameters(context, old, new)
    bodies.request(context, old.request_body, new.request_body, old.node, new.node, name)
    bodies.responses(context, old, new)
    requirements(context, old, new)
    _facts(context, old.node, new.node, name)
    _callbacks(context, old.node.get("callbacks"), new.node.get("callbacks"), name)


def _facts(context: Context, old: Node, new: Node, name: str) -> None:
    """What an operation says of itself."""
    for key, kind in (("operationId", "operation-id-changed"), ("servers", "operation-servers-changed")):
        before, after = old.get(key), new.get(key)
        if _value(before) != _value(after):
            texts = [value if isinstance(value := _value(node), str) else None for node in (before, after)]
            context.report(kind, before or old, after or new, name, *texts)
    if set(old.strings("tags")) != set(new.strings("tags")):
        tags = (list(old.strings("tags")), list(new.strings("tags")))
        context.report("operation-tags-changed", old.get("tags") or old, new.get("tags") or new, name, *tags)
    before, after = (node.value.get("deprecated") is True for node in (old, new))
    if before != after:
        kind = "operation-deprecated" if after else "operation-undeprecated"
        context.report(kind, old.get("deprecated") or old, new.get("deprecated") or new, name)
    for key in sorted({*old.keys(), *new.keys()} - _KNOWN):
        if _value(old.get(key)) != _value(new.get(key)):
            kind = (
                "prose-changed" if key in _PROSE else "extension-changed" if key.startswith("x-") else "other-changed"
            )
            context.report(kind, old.get(key) or old, new.get(key) or new, name)


def _callbacks(context: Context, old: Node | None, new: Node | None, name: str) -> None:
    ones, others = (dict(node.items()) if node else {} for node in (old, new))
    for key, kind, before, after in _members(ones, others):
        if kind != "changed" or ones[key].value != others[key].value:
            context.report(f"callback-{kind}", before, after, name, directions=("response",))


def _webhooks(context: Context) -> None:
    """A webhook's request body is what the client receives."""
    for name, kind, before, after in _members(context.old.webhooks, context.new.webhooks):
        if before is None or after is None:
            context.report(f"webhook-{kind}", before, after, f"webhook {name}", name, name, directions=("response",))
            continue
        for verb in VERBS:
            old, new = before.get(verb), after.get(verb)
            if old is None or new is None:
                if (there := old or new) is not None:
                    kind = "webhook-removed" if new is None else "webhook-added"
                    context.report(kind, old, new, f"webhook {name}", there.key, there.key, directions=("response",))
                continue
            ones = [
                context_.resolve(body) if (body := node.get("requestBody")) else None
                for context_, node in ((context.old, old), (context.new, new))
            ]
            bodies.received(context, ones[0], ones[1], f"webhook {name}")
            _facts(context, old, new, f"webhook {name}")


def _members(old: Mapping[str, Node], new: Mapping[str, Node]) -> Iterable[tuple[str, str, Node | None, Node | None]]:
    for name in (*old, *(name for name in new if name not in old)):
        before, after = old.get(name), new.get(name)
        kind = "removed" if after is None else "added" if before is None else "changed"
        yield name, kind, before, after


def _value(node: Node | None) -> Any:
    return None if node is None else node.value if not is_object(node.value) else dict(node.value)
