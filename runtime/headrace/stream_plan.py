"""A `StreamSpec` made ready for use: names as bytes, rules as sets, a validator for each event class. Pure.

A plan is made once for a spec and shared by all its streams. Event classes are imported, and their validators built,
when the first event of their kind arrives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .descriptor import Ref, StreamSpec

__all__ = ["Plan", "Reader", "plan_of"]

_CACHED_PLANS = 1_024
_REMEMBERED_NAMES = 256


class Reader:
    """How one event class is read: its validator, where the tag is on an instance, and which of its properties mean
    something for the stream as a whole.

    An event of a ``plain`` reader means nothing else than itself if the attributes in ``watched`` are empty, the items
    of ``parts`` have not finished, and no property in ``heads`` is among its extras.
    """

    __slots__ = (
        "_constants",
        "attribute",
        "defaulted",
        "fields",
        "heads",
        "number",
        "parts",
        "plain",
        "tag",
        "type",
        "validate",
        "watched",
    )

    def __init__(self, type_: Any, plan: Plan, tag: str | None) -> None:
        from .reading import json_validator

        self.type = type_
        self.tag = tag
        self.validate: Callable[[bytes], Any] = json_validator(type_)
        # Wire names of the class, where it is one; a union or a plain type has none.
        fields = getattr(type_, "model_fields", {})
        names = {field.alias or name: name for name, field in fields.items()}
        self.fields = frozenset(names)
        self.attribute = None if tag is None else names.get(plan.tag or "")
        # A tag with a default may be on an instance without having been on the wire.
        self.defaulted = self.attribute is not None and not fields[self.attribute].is_required()
        self._constants: dict[str, tuple[Any, ...]] | None = None
        finish = plan.spec.finish
        self.heads = plan.heads
        self.watched = tuple(names[head] for head in plan.heads - {finish[0] if finish else ""} if head in names)
        self.parts = names.get(finish[0]) if finish else None
        self.number = names.get(plan.spec.sequence or "")
        marked = tag in plan.terminal or tag in plan.keepalive
        counted = plan.spec.sequence is None or self.number is not None
        self.plain = bool(fields) and not marked and counted and (not finish or finish[1:-1] == ("[]",))

    def knows(self, data: Mapping[str, Any]) -> bool:
        """Whether an object has a property of this class, one of another value than the class's constant aside.

        Always true for what isn't a class.
        """
        if self._constants is None:
            from .unions import tag_values

            self._constants = {name: tag_values(self.type, name)[0] for name in self.fields}
        mine = self.fields.intersection(data)
        return not self.fields or any(data[name] in (self._constants[name] or (data[name],)) for name in mine)


class Plan:
    """The rules of one kind of stream, in the form that is fastest to ask."""

    def __init__(self, spec: StreamSpec) -> None:
        self.spec = spec
        self.sentinels = tuple(text.encode() for text in spec.sentinel)
        self.ends = frozenset(spec.ends)
        self.terminal = frozenset(spec.terminal)
        self.noise = frozenset(spec.noise)
        self.noise_data = tuple(text.encode() for text in spec.noise_data)
        self.keepalive = frozenset(spec.keepalive)
        self.only = frozenset(spec.only)
        self.tag = "event" if spec.envelope and spec.variants else spec.tag
        self.error_names = frozenset(name for rule in spec.errors for name in rule.event)
        self.error_data = tuple(text.encode() for rule in spec.errors for text in rule.data)
        self.marks = (*self.sentinels, *self.noise_data, *self.error_data)
        self.error_tags = frozenset(tag for rule in spec.errors for tag in rule.tag)
        properties = [rule.property.partition(".")[0] for rule in spec.errors if rule.property]
        # Most events hold no error, usage object or finish reason; a search in the bytes tells that faster than a look
        # inside. Nulls don't count.
        self.error_hints = tuple((_quoted(name), name) for name in properties)
        self.usage = tuple((_not_null(path[-1]), path) for path in spec.usage if path)
        # A number other than 0 may be that of another part, which has to finish too.
        self.finish = _not_null(spec.finish[-1], rb'|"index"\s*:\s*[1-9]') if spec.finish else None
        # Only a guess at the tag: what it finds may stand in a nested object, so the validated event must confirm it.
        inline = self.tag is not None and not spec.envelope
        self.peek = re.compile(re.escape(_quoted(self.tag or "")) + rb'\s*:\s*"([^"\\]*)"').search if inline else None
        self.heads = frozenset([*properties, *(path[0] for path in spec.usage if path), *spec.finish[:1]])
        self.routes = _Routes(self)
        self._readers: dict[str, Reader] = {}
        self._whole: Reader | None = None

    def reader(self, tag: str) -> Reader | None:
        """The reader of a tag's class, None for a tag that the stream's union doesn't have."""
        found = self._readers.get(tag)
        if found is None:
            ref: Ref | None = self.spec.variants.get(tag)
            if ref is None:
                return None
            found = self._readers[tag] = Reader(ref.resolve(), self, tag)
        return found

    @property
    def whole(self) -> Reader:
        """The reader of the stream's type as a whole, for streams without a tag."""
        if self._whole is None:
            self._whole = Reader(self.spec.type.resolve(), self, None)
        return self._whole


class _Routes(dict[str, "Reader | None"]):
    """The reader for each SSE event name, None where the name alone doesn't say it, or nothing is to be read."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan

    def __missing__(self, name: str) -> Reader | None:
        plan = self._plan
        found: Reader | None = None
        unread = name in plan.noise or name in plan.ends or name in plan.error_names
        unread = unread or (bool(plan.only) and name not in plan.only)
        if not unread and not plan.spec.envelope:
            found = plan.whole if plan.tag is None else plan.reader(name)
            if found is not None and (not found.plain or (plan.tag and not found.attribute) or name in plan.error_tags):
                found = None
        if len(self) < _REMEMBERED_NAMES:  # a server chooses its event names
            self[name] = found
        return found


def _not_null(name: str, alternative: bytes = b"") -> Callable[[bytes], object]:
    return re.compile(re.escape(_quoted(name)) + rb"\s*:\s*[^\sn]" + alternative).search


def _quoted(name: str) -> bytes:
    return b'"' + name.encode() + b'"'


_plans: dict[int, Plan] = {}


def plan_of(spec: StreamSpec) -> Plan:
    """The plan of a spec, made at its first stream."""
    # Specs hold mappings, so they can't be hashed; a plan keeps its spec alive, so the id stays true.
    plan = _plans.get(id(spec))
    if plan is None:
        if len(_plans) >= _CACHED_PLANS:
            _plans.clear()
        plan = _plans[id(spec)] = Plan(spec)
    return plan
