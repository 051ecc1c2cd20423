"""OpenAPI Overlay 1.0: corrections of a document that live beside it, each with its reason.

https://spec.openapis.org/overlay/v1.0.0.html. Actions run in order, each on the result of those before it. What an
overlay inserts is located in the overlay. An action that finds nothing is a warning: the standard allows it, but it
usually means that the document has changed and the correction isn't needed any more, or doesn't work any more.
"""

from __future__ import annotations

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.edits import PathError, deepest_first, merge, select
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node, Source
from headrace_codegen.tree import Tree

__all__ = ["apply_overlay"]

_ACTION_KEYS = frozenset({"target", "description", "update", "remove"})


def apply_overlay(tree: Tree, overlay: Source, diagnostics: Diagnostics) -> int:
    """Applies every action of ``overlay`` to ``tree``; returns how many nodes changed. Errors go to ``diagnostics``."""
    root = overlay.root
    version = root.str("overlay")
    if version is None:
        diagnostics.error("overlay/version", "this is no OpenAPI overlay: the key 'overlay' is missing", root)
        return 0
    if not version.startswith("1."):
        diagnostics.error("overlay/version", f"overlays of version {version} are not supported", root["overlay"])
        return 0
    actions = root.get("actions")
    if actions is None or not is_array(actions.value):
        diagnostics.error("overlay/actions", "an overlay needs a list 'actions'", actions or root)
        return 0
    return sum(_apply(tree, overlay, action, diagnostics) for action in actions)


def _apply(tree: Tree, overlay: Source, action: Node, diagnostics: Diagnostics) -> int:
    target = action.str("target")
    if target is None:
        diagnostics.error("overlay/target", "an action needs a 'target', a JSONPath expression as text", action)
        return 0
    for key, node in action.items():
        if key not in _ACTION_KEYS and not key.startswith("x-"):
            diagnostics.warning("overlay/unknown-key", f"{key!r} is no key of an action, ignored", node)
    try:
        pointers = select(tree, target)
    except PathError as exc:
        diagnostics.error("overlay/target", f"the target is no JSONPath: {exc}", action["target"])
        return 0
    if not pointers:
        diagnostics.warning("overlay/no-match", f"the target {target} matches nothing", action["target"])
        return 0
    if action.bool("remove"):
        return _remove(tree, pointers, action, diagnostics)
    update = action.get("update")
    if update is None:
        diagnostics.error("overlay/action", "an action needs 'update' or 'remove: true'", action)
        return 0
    for pointer in pointers:
        _update(tree, overlay, pointer, update, diagnostics)
    return len(pointers)


def _remove(tree: Tree, pointers: tuple[str, ...], action: Node, diagnostics: Diagnostics) -> int:
    if "" in pointers:
        diagnostics.error("overlay/target", "the root of the document can't be removed", action["target"])
        return 0
    for pointer in deepest_first(pointers):
        tree.remove(pointer)
    return len(pointers)


def _update(tree: Tree, overlay: Source, pointer: str, update: Node, diagnostics: Diagnostics) -> None:
    present = tree.at(pointer)
    if is_array(present):
        # Section 4.4.3.1: a value for an array is one new entry, never a list of entries.
        tree.put(f"{pointer}/{len(present)}", update.value, overlay, update.pointer)
    elif is_object(present) and is_object(update.value):
        merge(tree, pointer, update.value, overlay, update.pointer, "append")
    else:
        message = f"the target #{pointer} can't take this: objects take objects, arrays take entries"
        diagnostics.error("overlay/action", message, update, hint="target the object that holds the value")
