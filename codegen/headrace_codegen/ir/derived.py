"""Methods with the arguments of an operation and a hand-written body."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Derived", "DerivedOverload", "ExtraParam"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraParam:
    """An argument that a derived method has and its operation has not: final text of annotation and default (None:
    required).

    ``async_annotation`` is the annotation in the async class, None where it is the same.
    """

    name: str
    annotation: str
    default: str | None = "omit"
    async_annotation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedOverload:
    """One static signature of a derived method, as differences to it: arguments that it lacks (``drop``), or that
    it requires (``require``); ``add`` are the derived method's own as they are in this signature.
    """

    drop: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    add: tuple[ExtraParam, ...] = ()
    returns: str
    async_returns: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A method with the signature of an operation's method and a hand-written body.

    The signature follows the document: that of ``base`` (a method of the same resource) without the arguments in
    ``drop``, with those in ``add`` first. ``optional`` are arguments that it doesn't require although ``base`` does.
    The body calls ``call`` (``"lib.chat:parse"``; the async class calls ``async_call``) as ``call(self, OPERATION,
    {argument: value}, **added arguments, extra_headers=..., extra_query=..., extra_body=..., timeout=...)`` and returns
    what it gives; ``awaited`` makes the async method a coroutine. ``returns`` and ``async_returns`` are annotations;
    ``imports`` are ``"lib.module:Name"`` or ``"types.module:Name"`` that annotations need, for type checkers only.
    It is deprecated if ``base`` is.
    """

    name: str
    base: str
    call: str
    async_call: str
    returns: str
    async_returns: str
    awaited: bool = True
    drop: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    add: tuple[ExtraParam, ...] = ()
    imports: tuple[str, ...] = ()
    overloads: tuple[DerivedOverload, ...] = ()
    doc: str | None = None
