"""Views of schemas: one shape for each meaning, whatever keywords a document wrote it with.

A ``View`` answers what a value of the schema is: any, null, a constant, a string, a number, an array, an object, or a
union. Versions 3.0, 3.1 and 3.2 are read alike: ``nullable`` counts in 3.1 too, since documents use it there; ``type``
may be a list or missing; a boolean schema is a schema. Constraints (lengths, patterns, ranges) say nothing about a type
and are not looked at.

A view looks one level deep. It doesn't name anything, and what it can't express it reports as ``lost``, never as an
error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote

from headrace_codegen.document import Document
from headrace_codegen.lower import schema_read as read
from headrace_codegen.source import Node

__all__ = ["Discriminator", "Kind", "Peeled", "Property", "Variant", "View", "Views"]

Kind: TypeAlias = Literal["any", "null", "const", "string", "integer", "number", "boolean", "array", "object", "union"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an object: its schema and whether it must be there."""

    node: Node
    required: bool


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The tag of a union: its property, and the declared mapping from tag to pointer (empty: none declared)."""

    property: str
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Peeled:
    """A schema without its wrappings (references, single-member compositions), and what they said.

    ``via`` are the nodes that were passed, outermost first, ``node`` itself last. ``ref`` is the name of the last
    component that a ``$ref`` led to, ``title`` the outermost title.
    """

    node: Node
    nullable: bool
    via: tuple[Node, ...]
    ref: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of a flattened union: its schema, the discriminator that it stands under, and whether null came in on
    the way to it.
    """

    node: Node
    discriminator: Discriminator | None
    nullable: bool


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """What a schema means, one level deep.

    ``values`` are the constants of kind ``const``. ``properties`` and ``additional`` (a schema, True, False, None where
    silent) concern
    objects, ``items`` arrays, ``variants`` unions (without null). ``parents`` are the ``allOf`` members that are
    references, ``own`` the
    properties that come from the other members. ``lost`` says in words what the view doesn't express.
    """

    node: Node
    kind: Kind
    nullable: bool = False
    values: tuple[Any, ...] = ()
    format: str | None = None
    items: Node | None = None
    properties: dict[str, Property] = field(default_factory=dict)
    additional: Node | bool | None = None
    parents: tuple[Node, ...] = ()
    own: frozenset[str] = frozenset()
    variants: tuple[Node, ...] = ()
    discriminator: Discriminator | None = None
    empty_object: bool = False
    lost: str | None = None

    @property
    def is_class(self) -> bool:
        """Whether this is an object with fields, or one that the document wants as a class of its own."""
        return self.kind == "object" and (bool(self.properties) or self.empty_object)


class Views:
    """Makes views of one document's schemas and keeps them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._views: dict[
            tuple[str, int], tuple[Node, View]
        ] = {}  # a node is kept with its view, or its id could be another's
        self._making: set[tuple[str, int]] = set()

    # --- wrappings ---------------------------------------------------------------------------------------------------

    def peel(self, node: Node, stop: Callable[[Node], bool] = lambda _: False) -> Peeled:
        """``node`` without references and compositions of a single member, up to the first node at which ``stop`` says
        so.

        Raises ``DocumentError`` for a reference that leads nowhere or back to itself.
        """
        nullable, via, ref, title = False, [node], None, None
        while not stop(node):
            value = node.value
            if not isinstance(value, dict):
                break
            step = self._step(node)
            if step is None:
                break
            nullable = nullable or read.says_nullable(value) or step[1]
            if title is None and isinstance(value.get("title"), str):
                title = value["title"]
            if "$ref" in value and step[0].pointer.startswith("/components/"):
                ref = step[0].key
            node = step[0]
            if node.pointer in {seen.pointer for seen in via if seen.value is node.value}:
                self.document.resolve(via[-1])  # raises: a reference in a circle
                return Peeled(Node(True, node.pointer, node.document), nullable, (*via,), ref, title)
            via.append(node)
        if title is None and isinstance(node.value, dict) and isinstance(node.value.get("title"), str):
            title = node.value["title"]
        return Peeled(node, nullable, tuple(via), ref, title)

    def _step(self, node: Node) -> tuple[Node, bool] | None:
        """What a wrapping holds, and whether it adds null; None for a schema that is no wrapping."""
        value: dict[str, Any] = node.value
        if value.get("x-stainless-any") or value.get("x-stainless-empty-object"):
            return None
        if isinstance(value.get("x-stainless-override-schema"), dict):
            return node["x-stainless-override-schema"], False
        if "$ref" in value:
            return None if read.has_structure(value, "$ref") else (self._target(node), False)
        if value.get("$recursiveRef") == "#" or value.get("$dynamicRef") == "#":
            return self._enclosing(node), False
        for key in ("allOf", "anyOf", "oneOf"):
            if isinstance(value.get(key), list) and not read.has_structure(value, key):
                members = [member for member in node[key] if read.matters(member.value)]
                rest = [member for member in members if not read.is_null(member.value)]
                if len(rest) == 1:
                    return rest[0], len(rest) < len(members) or any(
                        read.says_nullable(m.value) for m in node[key] if not read.matters(m.value)
                    )
                return None
        return None

    def _target(self, node: Node) -> Node:
        ref = node.value["$ref"]
        if isinstance(ref, str) and ref.startswith("#/"):
            return self.document.node(unquote(ref[1:])) if _exists(self.document, ref) else self.document.resolve(node)
        return self.document.root if ref == "#" else self.document.resolve(node)

    def _enclosing(self, node: Node) -> Node:
        """Where ``$recursiveRef: "#"`` leads: the nearest schema around it with an anchor, else the component it stands
        in.
        """
        pointer = node.pointer
        while pointer:
            pointer = pointer.rpartition("/")[0]
            around = self.document.node(pointer)
            anchored = isinstance(around.value, dict) and (
                around.value.get("$recursiveAnchor") or "$dynamicAnchor" in around.value
            )
            if anchored or (pointer.startswith("/components/schemas/") and pointer.count("/") == 3):
                return around
        return node

    # --- views -------------------------------------------------------------------------------------------------------

    def view(self, node: Node) -> View:
        """The view of a schema that needs no peeling any more (one that does is peeled first; its own null is kept)."""
        key = (node.pointer, id(node.value))
        if (known := self._views.get(key)) is not None:
            return known[1]
        if key in self._making:
            return View(node=node, kind="any", lost="a schema that is composed of itself")
        self._making.add(key)
        try:
            view = self._make(node)
        finally:
            self._making.discard(key)
        self._views[key] = (node, view)
        return view

    def _make(self, node: Node) -> View:
        peeled = self.peel(node)
        if peeled.node is not node and peeled.node.value is not node.value:
            inner = self.view(peeled.node)
            return _replace(inner, nullable=inner.nullable or peeled.nullable)
        value = peeled.node.value
        if not isinstance(value, dict):
            lost = None if value is True else "a schema that nothing matches"
            return View(node=node, kind="any", lost=lost if isinstance(value, bool) else "not a schema")
        nullable = peeled.nullable or read.says_nullable(value)
        if value.get("x-stainless-any"):
            return View(node=node, kind="any", nullable=nullable)
        if "allOf" in value or ("$ref" in value and read.has_structure(value, "$ref")):
            from headrace_codegen.lower.schema_merge import merge

            return merge(self, node, nullable)
        for key in ("oneOf", "anyOf"):
            if isinstance(value.get(key), list) and value[key] and not read.only_constrains(value, key):
                return self._union(node, key, nullable)
        return self._plain(node, nullable)

    def _union(self, node: Node, key: str, nullable: bool) -> View:
        members = [member for member in node[key] if read.matters(member.value)]
        rest = [member for member in members if not read.is_null(member.value)]
        base = {
            name: node.value[name]
            for name in ("properties", "required", "additionalProperties", "items")
            if name in node.value
        }
        if "properties" in base or "items" in base:
            own = Node({"type": node.value.get("type", "object"), **base}, node.pointer, node.document)
            rest = [Node({"allOf": [own.value, member.value]}, member.pointer, node.document) for member in rest]
        nullable = nullable or len(rest) < len(members)
        if not rest:
            return View(node=node, kind="null" if nullable else "any", nullable=nullable)
        return View(
            node=node, kind="union", nullable=nullable, variants=tuple(rest), discriminator=_discriminator(node)
        )

    def _plain(self, node: Node, nullable: bool) -> View:
        value: dict[str, Any] = node.value
        constants = read.constants(value)
        if constants is not None:
            return _constant(node, constants, nullable)
        types = read.types(value)
        if len(types) > 1:
            variants = tuple(Node({**value, "type": name}, node.pointer, node.document) for name in types)
            return View(node=node, kind="union", nullable=nullable, variants=variants)
        return self._typed(node, types[0] if types else "any", nullable)

    def _typed(self, node: Node, name: str, nullable: bool) -> View:
        value: dict[str, Any] = node.value
        view = View(node=node, kind="any", nullable=nullable)
        if name in ("string", "integer", "number", "boolean", "null", "any"):
            view.kind = name  # type: ignore[assignment]
            view.format = read.string_format(value) if name == "string" else value.get("format")
        elif name == "array":
            view.kind, view.items = "array", node.get("items")
            if isinstance(value.get("items"), list) or "prefixItems" in value:
                view.items, view.lost = _tuple_items(node), "an array with a type for each position"
        elif name == "object":
            view.kind = "object"
            required = read.required(value)
            properties = node.get("properties")
            for key, child in properties.items() if properties else ():
                view.properties[key] = Property(child, key in required)
            view.own = frozenset(view.properties)
            view.additional = _additional(node)
            view.empty_object = bool(value.get("x-stainless-empty-object"))
        else:
            view.lost = f"the type {name!r}"
        return view

    # --- questions ---------------------------------------------------------------------------------------------------

    def flatten(self, view: View, named: Callable[[Node], bool], around: tuple[View, ...] = ()) -> list[Variant]:
        """The variants of a union, with unions inside it that have no name put in their place."""
        found: list[Variant] = []
        for variant in view.variants:
            peeled = self.peel(variant, named)
            inner = None if named(peeled.node) else self.view(peeled.node)
            if inner is not None and inner.kind == "union" and inner is not view and inner not in around:
                for leaf in self.flatten(inner, named, (*around, view)):
                    nullable = leaf.nullable or peeled.nullable or inner.nullable
                    found.append(Variant(leaf.node, leaf.discriminator or view.discriminator, nullable))
            else:
                found.append(Variant(variant, view.discriminator, False))
        return found

    def tags(self, node: Node, name: str) -> tuple[Any, ...]:
        """The constant values of the property ``name`` in an object, or in all variants of a union."""
        view = self.view(node)
        if view.kind == "union":
            return tuple(
                tag for variant in self.flatten(view, lambda _: False) for tag in self.tags(variant.node, name)
            )
        found = view.properties.get(name)
        inner = self.view(found.node) if found else None
        return inner.values if inner and inner.kind == "const" else ()


def _constant(node: Node, constants: Iterable[Any], nullable: bool) -> View:
    values: list[Any] = []
    for value in constants:
        if value is None:
            nullable = True
        elif not any(value == seen and type(value) is type(seen) for seen in values):
            values.append(value)
    if not values:
        return View(node=node, kind="null", nullable=True)
    if any(isinstance(value, (dict, list)) for value in values):
        return View(node=node, kind="any", nullable=nullable, lost="a constant that is an object or array")
    if any(isinstance(value, float) for value in values):
        return View(node=node, kind="number", nullable=nullable, lost="constants that are fractions")
    return View(node=node, kind="const", nullable=nullable, values=tuple(values), format=node.value.get("format"))


def _discriminator(node: Node) -> Discriminator | None:
    declared = node.get("discriminator")
    name = declared.str("propertyName") if declared else None
    if declared is None or name is None:
        return None
    mapping = declared.get("mapping")
    targets = {tag: target.value for tag, target in mapping.items()} if mapping else {}
    return Discriminator(
        name, {tag: read.mapping_target(target) for tag, target in targets.items() if isinstance(target, str)}
    )


def _additional(node: Node) -> Node | bool | None:
    free = node.get("additionalProperties")
    if free is None:
        free = node.get("unevaluatedProperties")
    if free is not None and isinstance(free.value, bool):
        return free.value
    if free is not None and isinstance(free.value, dict):
        return free if free.value else True
    patterns = node.get("patternProperties")
    schemas = [schema for _, schema in patterns.items()] if patterns else []
    if not schemas:
        return None
    return (
        schemas[0]
        if len(schemas) == 1
        else Node({"anyOf": [schema.value for schema in schemas]}, patterns.pointer, node.document)
    )  # type: ignore[union-attr]


def _tuple_items(node: Node) -> Node | None:
    key = "prefixItems" if "prefixItems" in node else "items"
    members = [member.value for member in node[key]]
    if key == "prefixItems" and isinstance(node.value.get("items"), dict):
        members.append(node.value["items"])
    distinct = [member for index, member in enumerate(members) if member not in members[:index]]
    return (
        Node({"anyOf": distinct} if len(distinct) > 1 else distinct[0], f"{node.pointer}/{key}", node.document)
        if distinct
        else None
    )


def _exists(document: Document, ref: str) -> bool:
    from headrace_codegen.diagnostics import DocumentError

    try:
        document.node(unquote(ref[1:]))
    except DocumentError:
        return False
    return True


def _replace(view: View, **changes: Any) -> View:
    from dataclasses import replace

    return replace(view, **changes)
