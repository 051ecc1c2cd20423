"""What an update means to the users of an SDK, in their words: names that come, go, and change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from headrace_codegen.diff.levels import Direction, Level
from headrace_codegen.diff.surface import Item, Surface, reach

__all__ = ["SdkChange", "diff_surfaces"]

_SENT: frozenset[Direction] = frozenset({"request"})
_Fields = Mapping[str, frozenset[tuple[str, frozenset[str], bool]]]


@dataclass(frozen=True, slots=True)
class SdkChange:
    """One change of the surface. ``name`` is the thing, ``text`` a sentence in which it stands in backquotes.

    ``kind`` is made for machines: ``"argument-added"``, ``"field-gained"``, ``"class-renamed"``.
    """

    kind: str
    name: str
    text: str
    level: Level


def diff_surfaces(old: Surface, new: Surface) -> tuple[SdkChange, ...]:
    """All changes, those of the client first. A thing that is gone or new is named once, without what belongs to it."""
    return tuple(_Comparison(old, new).changes())


class _Comparison:
    def __init__(self, old: Surface, new: Surface) -> None:
        self.old = old
        self.new = new
        self.reach = (reach(old), reach(new))
        self.gone = [item for name, item in old.items() if name not in new and not self._covered(item, new)]
        self.come = [item for name, item in new.items() if name not in old and not self._covered(item, old)]
        self.aliases = self._lone_aliases()
        self.renamed = {before.name: after for before, after in self._renames()}

    def changes(self) -> Iterator[SdkChange]:
        for item in self.gone:
            if item.name in self.renamed:
                after = self.renamed[item.name]
                text = f"`{item.name}` is called `{after.name}` now"
                yield SdkChange(f"{item.kind}-renamed", item.name, text, Level.BREAKING)
            elif not item.hidden:
                yield SdkChange(f"{item.kind}-removed", item.name, _gone(item), Level.BREAKING)
        renamed = {after.name for after in self.renamed.values()}
        for item in self.come:
            if item.name not in renamed and not item.hidden:
                yield self._added(item)
        for name, before in self.old.items():
            after = self.new.get(name)
            if after is not None and not before.hidden and before != after:
                yield from self._changed(before, after)

    def _covered(self, item: Item, others: Surface) -> bool:
        """Whether the thing that ``item`` belongs to isn't in the other surface either."""
        return item.owner is not None and item.owner != "client" and item.owner not in others

    def _renames(self) -> Iterator[tuple[Item, Item]]:
        """A method that calls the same endpoint; a class that has the same fields."""
        left = list(self.come)
        ones, others = _fields(self.old), _fields(self.new)
        for before in self.gone:
            mark = _mark(before, ones)
            found = [after for after in left if after.kind == before.kind and mark and _mark(after, others) == mark]
            if len(found) == 1 and not before.hidden:
                left.remove(found[0])
                yield before, found[0]

    def _added(self, item: Item) -> SdkChange:
        breaks = item.required and item.owner is not None and self._is_sent(item)
        level = Level.BREAKING if breaks else Level.ADDITION
        if item.kind == "argument":
            what = "the required argument" if item.required else "the argument"
            text = f"`{item.owner}` gained {what} `{item.short}`"
        elif item.kind == "field":
            what = "the required field" if breaks else "the field"
            text = f"`{item.owner}` gained {what} `{item.short}`"
        else:
            text = f"`{item.name}` is new"
        return SdkChange(f"{item.kind}-added", item.name, text, level)

    def _is_sent(self, item: Item) -> bool:
        return item.kind in ("argument", "option") or (item.kind == "field" and item.side == "request")

    def _changed(self, before: Item, after: Item) -> Iterator[SdkChange]:
        directions = self._directions(before, after)
        if before.required != after.required and before.kind in ("argument", "field", "option"):
            yield _presence(before, after, directions)
        if before.positional != after.positional:
            text = f"`{after.owner}` takes `{after.short}` {'by position' if after.positional else 'by name only'} now"
            yield SdkChange("argument-position-changed", after.name, text, Level.BREAKING)
        if after.deprecated and not before.deprecated:
            yield SdkChange(f"{after.kind}-deprecated", after.name, f"`{after.name}` is deprecated", Level.ADDITION)
        elif before.deprecated and not after.deprecated:
            text = f"`{after.name}` is no longer deprecated"
            yield SdkChange(f"{after.kind}-undeprecated", after.name, text, Level.PATCH)
        if before.endpoint != after.endpoint:
            text = f"`{after.name}` calls `{after.endpoint}` instead of `{before.endpoint}`"
            yield SdkChange("method-endpoint-changed", after.name, text, Level.PATCH)
        yield from self._types(before, after, directions)

    def _expanded(self, before: frozenset[str], after: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Both types, with aliases that only one side has replaced by what they stand for: a name is no change."""
        return _expand(before, self.aliases[0]), _expand(after, self.aliases[1])

    def _lone_aliases(self) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
        """The aliases of each side that the other one doesn't have."""
        one, other = (
            {item.ref: item.type for item in side.values() if item.kind == "alias"} for side in (self.old, self.new)
        )
        return (
            {ref: type for ref, type in one.items() if ref not in other},
            {ref: type for ref, type in other.items() if ref not in one},
        )

    def _sides(self, item: Item) -> frozenset[Direction]:
        """Whether the classes in an alias are sent or received."""
        sides = {item.ref: item.side for item in (*self.old.values(), *self.new.values()) if item.kind == "class"}
        found = {sides.get(atom.rpartition("]")[2], "") for atom in item.type} - {""}
        return frozenset(direction for direction in ("request", "response") if direction in found)

    def _directions(self, before: Item, after: Item) -> frozenset[Direction]:
        """In which directions the type counts. A class that no method uses still tells by its base which it is."""
        if before.kind in ("argument", "option"):
            return frozenset({"request"})
        if before.kind == "result":
            return frozenset({"response"})
        name = before.owner if before.kind == "field" else before.name
        found = self.reach[0].get(name or "", frozenset()) & self.reach[1].get(name or "", frozenset())
        if before.side == "request":
            return frozenset({"request"})
        if before.side == "response":
            return (found - {"request"}) or frozenset({"response"})
        return found or self._sides(after) or frozenset({"request", "response"})

    def _types(self, before: Item, after: Item, directions: frozenset[Direction]) -> Iterator[SdkChange]:
        types = self._expanded(before.type, after.type)
        gained, lost = types[1] - types[0], types[0] - types[1]
        if before.required != after.required and before.kind == "field":
            # That it may be absent is said already, and is what None in its type says.
            gained, lost = gained - {"None"}, lost - {"None"}
        if not gained and not lost:
            return
        level = max(_type_level(gained, lost, types[0] & types[1], direction) for direction in directions)
        if before.kind == "result":
            level = Level.BREAKING if gained else Level.PATCH
        words = [f"gained {_list(gained, after)}"] if gained else []
        words += [f"lost {_list(lost, before)}"] if lost else []
        subject = f"`{after.owner if after.kind in ('argument', 'field') else after.name}`"
        kind = "gained" if not lost else "lost" if not gained else "changed"
        yield SdkChange(f"{after.kind}-{kind}", after.name, f"{subject} {' and '.join(words)}", level)


def _type_level(gained: frozenset[str], lost: frozenset[str], kept: frozenset[str], direction: Direction) -> Level:
    """Arguments may take more; results may be less, and more literals and variants, which the runtime reads anyway."""
    if direction == "request":
        return Level.BREAKING if lost else Level.ADDITION
    if not gained:
        # A stream that no longer sends a kind of event leaves those who wait for it waiting.
        return Level.BREAKING if direction == "stream" and any(":" in atom for atom in lost) else Level.PATCH
    near = all(_is_literal(atom) or ":" in atom for atom in gained)
    return Level.ADDITION if near and kept - {"None"} else Level.BREAKING


def _expand(type: frozenset[str], aliases: Mapping[str, frozenset[str]], depth: int = 8) -> frozenset[str]:
    """``depth`` ends the expansion of an alias that is made of itself."""
    if not aliases or not depth:
        return type
    found: set[str] = set()
    for atom in type:
        containers, _, ref = atom.rpartition("[]")
        if ref in aliases:
            inner = _expand(aliases[ref], aliases, depth - 1)
            found |= {f"{containers}[]{item}" if containers else item for item in inner}
        else:
            found.add(atom)
    return frozenset(found)


def _presence(before: Item, after: Item, directions: frozenset[Direction]) -> SdkChange:
    where = f"`{after.owner}`: `{after.short}`"
    if after.required:
        level = Level.BREAKING if "request" in directions else Level.ADDITION
        return SdkChange(f"{after.kind}-became-required", after.name, f"{where} became required", level)
    level = Level.ADDITION if directions == _SENT else Level.BREAKING
    word = "became optional" if directions == _SENT else "may be absent"
    return SdkChange(f"{before.kind}-became-optional", after.name, f"{where} {word}", level)


def _gone(item: Item) -> str:
    if item.kind == "argument":
        return f"`{item.owner}` lost the argument `{item.short}`"
    return f"`{item.name}` is gone"


def _mark(item: Item, fields: _Fields) -> object:
    """What a thing can be recognized by under another name; None where that is too little."""
    if item.kind == "method":
        return item.endpoint or None
    if item.kind != "class":
        return None
    own = fields.get(item.name, frozenset())
    return (item.side, own) if len(own) > 1 else None


def _fields(surface: Surface) -> _Fields:
    found: dict[str, set[tuple[str, frozenset[str], bool]]] = {}
    for item in surface.values():
        if item.kind == "field" and item.owner is not None:
            found.setdefault(item.owner, set()).add((item.short, item.type, item.required))
    return {name: frozenset(members) for name, members in found.items()}


def _list(atoms: frozenset[str], item: Item) -> str:
    """Alternatives as users write them: ``service_tier='fast'``, or the type itself."""
    shown = sorted(map(_shown, atoms))
    texts = [f"{item.short}={text}" if item.kind in ("argument", "field") else text for text in shown]
    more = f" and {len(texts) - 6} more" if len(texts) > 6 else ""
    return ", ".join(f"`{text}`" for text in texts[:6]) + more


def _shown(atom: str) -> str:
    *containers, inner = atom.split("[]")
    name = inner if _is_literal(inner) else inner.rpartition(":")[2]
    return "".join(f"{container}[" for container in containers) + name + "]" * len(containers)


def _is_literal(atom: str) -> bool:
    inner = atom.rpartition("[]")[2]
    return inner[:1] in "'\"-0123456789" or inner in ("True", "False")
