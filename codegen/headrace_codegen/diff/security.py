"""Who may call: the security requirements of operations, and the schemes behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace_codegen.document import Document, Operation
from headrace_codegen.plain import is_object
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.diff.operations import Context

__all__ = ["requirements", "schemes"]

_Alternative = dict[str, list[str]]


def requirements(context: Context, old: Operation, new: Operation) -> None:
    """Compares the alternatives of an operation, those of the document where it has none of its own."""
    one, other = _alternatives(context.old, old), _alternatives(context.new, new)
    at = _place(context.old, old), _place(context.new, new)
    if _open(one) != _open(other):
        context.report("security-lifted" if _open(other) else "security-required", *at, new.name)
        return
    ones, others = ({frozenset(found): found for found in side} for side in (one, other))
    for names, found in ones.items():
        if names not in others:
            context.report("security-alternative-removed", *at, new.name, _text(found), None)
            continue
        for name in sorted(names):
            before, after = set(found[name] or ()), set(others[names][name] or ())
            for scope in sorted(before - after):
                context.report("security-scope-removed", *at, new.name, scope, None)
            for scope in sorted(after - before):
                context.report("security-scope-added", *at, new.name, None, scope)
    for names, found in others.items():
        if names not in ones:
            context.report("security-alternative-added", *at, new.name, None, _text(found))


def schemes(context: Context) -> None:
    """Compares the security schemes by name."""
    ones, others = context.old.security_schemes, context.new.security_schemes
    for name, node in ones.items():
        if name not in others:
            context.report("security-scheme-removed", node, None, None, name)
        elif node.value != others[name].value:
            _scheme(context, node, others[name])
    for name, node in others.items():
        if name not in ones:
            context.report("security-scheme-added", None, node, None, None, name)


def _scheme(context: Context, old: Node, new: Node) -> None:
    if old.str("type") != new.str("type"):
        context.report("security-scheme-type-changed", old, new, None, old.str("type"), new.str("type"))
        return
    before, after = _scopes(old), _scopes(new)
    for scope in sorted(before - after):
        context.report("security-scheme-scope-removed", old, new, None, scope, None)
    for scope in sorted(after - before):
        context.report("security-scheme-scope-added", old, new, None, None, scope)
    for key in sorted({*old.keys(), *new.keys()}):
        if key in ("flows", "description") or key.startswith("x-"):
            one, other = _without_scopes(old.value.get(key)), _without_scopes(new.value.get(key))
        else:
            one, other = old.value.get(key), new.value.get(key)
        if one != other:
            kind = (
                "prose-changed"
                if key == "description"
                else "extension-changed"
                if key.startswith("x-")
                else "security-scheme-changed"
            )
            texts = [f"{key} {value if isinstance(value, str) else ''}".strip() for value in (one, other)]
            context.report(kind, old.get(key) or old, new.get(key) or new, None, *texts)


def _alternatives(document: Document, operation: Operation) -> list[_Alternative]:
    found: list[Any] = operation.security if operation.security is not None else document.security
    return [alternative for alternative in found if is_object(alternative)]


def _open(alternatives: list[_Alternative]) -> bool:
    return not alternatives or {} in alternatives


def _place(document: Document, operation: Operation) -> Node:
    return operation.node.get("security") or document.root.get("security") or operation.node


def _text(alternative: _Alternative) -> str:
    return " and ".join(alternative) or "nothing"


def _scopes(scheme: Node) -> set[str]:
    flows = scheme.get("flows")
    scopes = [flow.get("scopes") for _, flow in (flows.items() if flows else ())]
    return {scope for found in scopes if found is not None for scope, _ in found.items()}


def _without_scopes(value: Any) -> Any:
    if not is_object(value):
        return value
    return {
        name: {key: item for key, item in flow.items() if key != "scopes"} if is_object(flow) else flow
        for name, flow in value.items()
    }
