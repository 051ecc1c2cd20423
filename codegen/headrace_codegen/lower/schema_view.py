"""What a schema means, as plain values: the vocabulary between reading schemas and naming types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from headrace_codegen.source import Node

__all__ = ["Discriminator", "Kind", "Peeled", "Property", "Variant", "View"]

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
    properties: dict[str, Property] = field(default_factory=dict[str, Property])
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
