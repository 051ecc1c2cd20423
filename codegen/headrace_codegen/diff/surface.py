"""The public surface of an SDK as plain values: every name that a user can write, with what it takes or gives.

Types are sets of alternatives, so that ``Optional[Literal["a", "b"]]`` and one with ``"c"`` in it differ in one
alternative. An alternative is a literal (``'fast'``), a builtin (``str``), a declared type by module
(``types.model:Model``), or one of those inside of a container (``List[]'a'``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from headrace_codegen.diff.levels import Direction

__all__ = ["Item", "ItemKind", "Surface", "make_surface", "reach"]

ItemKind: TypeAlias = Literal[
    "resource", "method", "argument", "result", "class", "field", "alias", "page", "option", "module"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of the surface.

    ``name`` is as users say it: ``client.responses.create``, ``types.responses.Response.id``. ``owner`` is the item
    that it belongs to. ``side`` tells of a class whether it is sent (``request``) or received. ``ref`` is the name by
    which types refer to a class or alias. ``endpoint`` is the verb and path of a method. ``hidden`` items are kept for
    comparison, but not reported: the fields of a params class are the arguments of its method. So are modules,
    which own the classes that no package exports.
    """

    name: str
    kind: ItemKind
    owner: str | None = None
    type: frozenset[str] = field(default_factory=frozenset[str])
    required: bool = False
    positional: bool = False
    side: Literal["request", "response", ""] = ""
    ref: str = ""
    endpoint: str = ""
    deprecated: bool = False
    hidden: bool = False

    @property
    def short(self) -> str:
        """The name within its owner."""
        return self.name[len(self.owner) + 1 :].rstrip(")") if self.owner else self.name


Surface = Mapping[str, Item]


def make_surface(items: Iterable[Item]) -> Surface:
    """The items by name, in their order. The first of two with one name counts."""
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.name, item)
    return found


def reach(surface: Surface) -> Mapping[str, frozenset[Direction]]:
    """For each class and alias, by name, the directions in which methods use it. One that none uses isn't in it."""
    refs = {item.ref: name for name, item in surface.items() if item.ref}
    below: dict[str, list[str]] = {}
    for item in surface.values():
        holder = item.owner if item.kind == "field" else item.name
        if holder is not None:
            below.setdefault(holder, []).extend(
                refs[ref] for atom in item.type if (ref := atom.rpartition("]")[2]) in refs
            )
    found: dict[str, set[Direction]] = {}
    for item in surface.values():
        roots: list[tuple[str, Direction]] = []
        for atom in item.type if item.kind in ("argument", "result") else ():
            ref = atom.rpartition("]")[2]
            if ref in refs:
                stream = atom.startswith("Stream[")
                roots.append((refs[ref], "request" if item.kind == "argument" else "stream" if stream else "response"))
        for name, direction in roots:
            queue = [name]
            while queue:
                here = queue.pop()
                if direction not in found.setdefault(here, set()):
                    found[here].add(direction)
                    queue.extend(below.get(here, ()))
    return {name: frozenset(directions) for name, directions in found.items()}
