"""The ``openapi.transforms`` of a Stainless config: changes to the document before it is read.

Commands: ``update``, ``append``, ``merge``, ``remove``, ``copy``, ``move``, ``extractToRefs``, and of the older list
``mergeObject``, ``replaceProperties`` and ``oneOfToAnyOf``. Targets are JSONPath Plus. As in the original, a command
that finds nothing fails. What a transform inserts is located in the config.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, Protocol

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.edits import PathError, deepest_first, from_jsonpath_plus, merge, select
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import join, parent, split
from headrace_codegen.source import Node, Source
from headrace_codegen.tree import Tree

__all__ = ["COMMANDS", "TransformLike", "apply_transforms"]


class TransformLike(Protocol):
    """One transform of the config: see ``config.model.TransformConfig``."""

    @property
    def command(self) -> str: ...
    @property
    def pointer(self) -> str: ...


def apply_transforms(tree: Tree, config: Source, transforms: Iterable[TransformLike], diagnostics: Diagnostics) -> int:
    """Runs ``transforms`` in order on ``tree``; returns how many nodes they changed. What a transform can't
    do is an error in ``diagnostics``; one that finds nothing to do is a warning.
    """
    changed = 0
    for transform in transforms:
        node = _node(config, transform.pointer)
        command = COMMANDS.get(transform.command)
        if command is None:
            known = ", ".join(sorted(COMMANDS))
            message = f"the transform {transform.command!r} is not supported"
            hint = f"known are {known}; an overlay can say the same"
            diagnostics.error("transforms/unknown-command", message, node.get("command") or node, hint=hint)
            continue
        call = _Call(tree, config, node)
        try:
            changed += command(call)
        except _Unmatched as unmatched:
            call.unmatched.append(unmatched)
        except _Refused as refused:
            diagnostics.error(refused.code, refused.message, refused.node)
        for unmatched in call.unmatched:
            diagnostics.warning(unmatched.code, unmatched.message, unmatched.node)
    return changed


def _node(config: Source, pointer: str) -> Node:
    node = config.root
    for token in split(pointer):
        node = node[int(token)] if is_array(node.value) else node[token]
    return node


class _Refused(Exception):
    def __init__(self, code: str, message: str, node: Node) -> None:
        self.code, self.message, self.node = code, message, node


class _Unmatched(_Refused):
    """A target that finds nothing: the document has changed since, and nothing is left to do."""

    def __init__(self, message: str, node: Node) -> None:
        super().__init__("transforms/no-match", message, node)


class _Call:
    """One transform at work: its arguments, and the tree to change."""

    def __init__(self, tree: Tree, config: Source, node: Node) -> None:
        self.tree = tree
        self.config = config
        self.node = node
        self.unmatched: list[_Unmatched] = []
        self.args = node.get("args") or node

    def refuse(self, message: str, node: Node | None = None, code: str = "transforms/arguments") -> NoReturn:
        raise _Refused(code, message, node or self.args)

    def arg(self, *names: str) -> Node:
        """The first argument of these names."""
        found = next((self.args[name] for name in names if name in self.args), None)
        return found or self.refuse(f"the argument {names[0]!r} is missing")

    def select(self, paths: Node) -> tuple[str, ...]:
        """Every node that a path, or one of a list of paths, finds; at least one."""
        nodes = list(paths) if is_array(paths.value) else [paths]
        found: list[str] = []
        unmatched: list[_Unmatched] = []
        for node in nodes:
            try:
                found += self._select_one(node)
            except _Unmatched as exc:
                unmatched.append(exc)
        if unmatched and not found:
            raise unmatched[0]
        self.unmatched += unmatched
        return tuple(dict.fromkeys(found))

    def _select_one(self, node: Node) -> tuple[str, ...]:
        if is_object(node.value) and "matches_schema" in node.value:
            return self._equal_to(node)
        if not isinstance(node.value, str):
            self.refuse("a target must be a JSONPath expression", node)
        try:
            found = select(self.tree, node.value, from_jsonpath_plus)
        except PathError as exc:
            self.refuse(f"the target is no JSONPath that is supported: {exc}", node)
        if not found:
            raise _Unmatched(f"the target {node.value} matches nothing", node)
        return found

    def _equal_to(self, node: Node) -> tuple[str, ...]:
        """Every node that is equal to the one at ``matches_schema``, but for those that ``ignore`` finds."""
        patterns = self._select_one(node["matches_schema"])
        if len(patterns) != 1:
            self.refuse(f"'matches_schema' must find one schema, not {len(patterns)}", node)
        ignored = set(self.select(node["ignore"])) if "ignore" in node.value else set[str]()
        wanted = self.tree.at(patterns[0])
        found = tuple(p for p, value in _nodes(self.tree.value, "") if value == wanted and p not in ignored)
        if not found:
            raise _Unmatched(f"nothing else is equal to #{patterns[0]}", node)
        return found

    def put(self, pointer: str, value: Node) -> None:
        self.tree.put(pointer, value.value, self.config, value.pointer)


def _update(call: _Call) -> int:
    value, targets = call.arg("value"), call.select(call.arg("target"))
    template = call.args.bool("template", False)
    if template and not (isinstance(value.value, str) and "{{value}}" in value.value):
        call.refuse("with 'template' the value must be text that contains {{value}}", value)
    for pointer in targets:
        if not template:
            call.put(pointer, value)
        elif isinstance(present := call.tree.at(pointer), str):
            call.tree.put(pointer, value.value.replace("{{value}}", present), call.config, value.pointer)
        else:
            call.refuse(f"with 'template' the target #{pointer} must be text", value)
    return len(targets)


def _append(call: _Call) -> int:
    value, targets = call.arg("value"), call.select(call.arg("target"))
    for pointer in targets:
        present = call.tree.at(pointer)
        if is_array(present):
            for item in list(value) if is_array(value.value) else [value]:
                call.put(join(pointer, len(call.tree.at(pointer))), item)
        elif is_object(present) and is_object(value.value):
            for key, item in value.items():
                if key in present:
                    call.refuse(f"#{join(pointer, key)} is already there", item, "transforms/conflict")
                call.put(join(pointer, key), item)
        else:
            call.refuse(f"#{pointer} can't be appended to with this value", value)
    return len(targets)


def _merge(call: _Call) -> int:
    value, targets = call.arg("value", "object"), call.select(call.arg("target"))
    if not is_object(value.value):
        call.refuse("only an object can be merged", value)
    for pointer in targets:
        if not is_object(call.tree.at(pointer)):
            call.refuse(f"#{pointer} is no object to merge into", value)
        merge(call.tree, pointer, value.value, call.config, value.pointer, "replace")
    return len(targets)


def _remove(call: _Call) -> int:
    targets = call.select(call.arg("target"))
    keys = call.args.strings("keys")
    if keys:
        targets = tuple(join(base, key) for base in targets for key in keys if _has(call.tree.at(base), key))
    if "" in targets:
        call.refuse("the root of the document can't be removed")
    for pointer in deepest_first(targets):
        call.tree.remove(pointer)
    return len(targets)


def _copy(call: _Call) -> int:
    return _place(call, "copy")


def _move(call: _Call) -> int:
    count = _place(call, "move")
    for pointer in deepest_first(call.select(call.arg("from"))):
        call.tree.remove(pointer)
    return count


def _place(call: _Call, command: str) -> int:
    sources = call.select(call.arg("from"))
    if len(sources) != 1:
        call.refuse(f"{command!r} needs exactly one node, 'from' matches {len(sources)}", call.arg("from"))
    source, origin = call.tree.origin(sources[0])
    value = call.tree.at(sources[0])
    to = call.arg("to")
    for target in list(to) if is_array(to.value) else [to]:
        pointer = _new_pointer(call, target)
        call.tree.put(pointer, value, source, origin)
    return 1


def _new_pointer(call: _Call, target: Node) -> str:
    """The pointer of a path that may not exist yet, but whose container does."""
    if not isinstance(target.value, str):
        call.refuse("'to' must be a JSONPath expression", target)
    container, _, name = target.value.rpartition(".")
    try:
        found = select(call.tree, container, from_jsonpath_plus)
    except PathError as exc:
        call.refuse(f"'to' is no path that is supported: {exc}", target)
    if len(found) != 1 or not is_object(call.tree.at(found[0])) or not name:
        call.refuse(f"'to' must be a member of one object: {target.value}", target)
    return join(found[0], name)


def _extract_to_refs(call: _Call) -> int:
    ref = call.arg("ref")
    name = ref.str("name")
    target = ref.get("target")
    if name is None or target is None:
        call.refuse("'ref' needs 'target' and 'name'", ref)
    component = join("", "components", "schemas", name)
    targets = [pointer for pointer in call.select(target) if pointer != component]
    tree = call.tree
    for pointer in targets:
        value = tree.at(pointer)
        source, origin = tree.origin(pointer)
        _ensure_object(call, "/components")
        _ensure_object(call, "/components/schemas")
        if name not in tree.at("/components/schemas"):
            tree.put(component, value, source, origin)
        elif tree.at(component) != value:
            call.refuse(f"#{pointer} differs from the schema {name} that is there", ref, "transforms/conflict")
        tree.put(pointer, {"$ref": "#" + component}, call.config, ref.pointer)
    return len(targets)


def _ensure_object(call: _Call, pointer: str) -> None:
    if not _has(call.tree.at(parent(pointer)), split(pointer)[-1]):
        call.tree.put(pointer, {}, call.config, call.node.pointer)


def _replace_properties(call: _Call) -> int:
    value, targets = call.arg("value"), call.select(_only(call) or call.arg("target"))
    for pointer in targets:
        if not (is_object(value.value) and is_object(call.tree.at(pointer))):
            call.refuse(f"#{pointer} and the value must be objects", value)
        for key, item in value.items():
            call.put(join(pointer, key), item)
    return len(targets)


def _one_of_to_any_of(call: _Call) -> int:
    only = _only(call)
    roots = call.select(only) if only else ("",)
    found = [pointer for root in roots for pointer in _one_ofs(call.tree.at(root), root)]
    for pointer in deepest_first(tuple(found)):
        if "anyOf" in call.tree.at(pointer):
            call.refuse(f"#{pointer} has both oneOf and anyOf", code="transforms/conflict")
        call.tree.rename_child(pointer, "oneOf", "anyOf")
    return len(found)


def _one_ofs(value: Any, pointer: str) -> Iterable[str]:
    """The pointers of the schemas with ``oneOf``; a property that is called so has no array for a schema."""
    if is_object(value):
        if is_array(value.get("oneOf")):
            yield pointer
        for key, item in value.items():
            yield from _one_ofs(item, join(pointer, key))
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _one_ofs(item, join(pointer, index))


def _nodes(value: Any, pointer: str) -> Iterable[tuple[str, Any]]:
    """All objects and arrays with their pointers."""
    if is_object(value):
        yield pointer, value
        for key, item in value.items():
            yield from _nodes(item, join(pointer, key))
    elif is_array(value):
        yield pointer, value
        for index, item in enumerate(value):
            yield from _nodes(item, join(pointer, index))


def _only(call: _Call) -> Node | None:
    filter_ = call.args.get("filter")
    return filter_.get("only") if filter_ else None


def _has(value: Any, key: str) -> bool:
    return is_object(value) and key in value


COMMANDS: dict[str, Callable[[_Call], int]] = {
    "append": _append,
    "copy": _copy,
    "extractToRefs": _extract_to_refs,
    "merge": _merge,
    "mergeObject": _merge,
    "move": _move,
    "oneOfToAnyOf": _one_of_to_any_of,
    "remove": _remove,
    "replaceProperties": _replace_properties,
    "update": _update,
}
"""What each command does; they return the number of nodes they changed."""
