"""Comparing two signatures from a caller's side."""

from __future__ import annotations

from collections.abc import Iterator

from headrace_codegen.parity.differences import Difference, Kind
from headrace_codegen.parity.facts import FunctionFacts, ParamFacts

__all__ = ["compare_functions"]


def compare_functions(path: str, old: FunctionFacts, new: FunctionFacts) -> Iterator[Difference]:
    """What a call of ``old`` can do that one of ``new`` can't; parameters that only ``new`` has are ``added``, unless
    they are required.
    """
    found = {_key(param): param for param in new.params}
    open_keywords = any(param.kind == "**kwargs" for param in new.params)
    open_positions = any(param.kind == "*args" for param in new.params)
    for param in old.params:
        other = found.get(_key(param))
        where = f"{path}({param.name})"
        if other is None and not (
            (open_keywords and param.kind == "keyword") or (open_positions and param.kind == "positional-only")
        ):
            yield Difference("parameters", "missing", where, describe(param), "", old.place, new.place)
        elif other is not None and not _fits(param, other):
            yield Difference("parameters", "changed", where, describe(param), describe(other), old.place, new.place)
    yield from _positions(path, old, new)
    known = {param.name for param in old.params}
    for param in new.params:
        if param.name not in known and not param.kind.startswith("*"):
            kind: Kind = "changed" if param.required else "added"
            yield Difference("parameters", kind, f"{path}({param.name})", "", describe(param), old.place, new.place)
    # Behind overloads the result of the implementation is not seen.
    seen = not (old.overloads and new.overloads)
    if seen and old.returns and old.returns != new.returns:
        yield Difference("returns", "changed", path, old.returns, new.returns or "no annotation", old.place, new.place)
    if old.overloads:
        yield from _overloads(path, old, new)


def _key(param: ParamFacts) -> str:
    """What callers know a parameter by. Those that take all that is left over are not known by name."""
    return param.kind if param.kind.startswith("*") else param.name


def describe(param: ParamFacts) -> str:
    """``keyword, required`` or ``positional = None``."""
    if param.kind.startswith("*"):
        return param.kind
    return f"{param.kind}, required" if param.default is None else f"{param.kind} = {param.default}"


def _fits(old: ParamFacts, new: ParamFacts) -> bool:
    """Kind and default are the same. A keyword parameter that may now be given by position too is no difference."""
    kinds = old.kind == new.kind or (old.kind, new.kind) == ("keyword", "positional")
    return kinds and old.default == new.default


def _positions(path: str, old: FunctionFacts, new: FunctionFacts) -> Iterator[Difference]:
    wanted = [param.name for param in old.params if param.kind.startswith("positional")]
    order = [param.name for param in new.params if param.kind.startswith("positional") and param.name in wanted]
    if order != [name for name in wanted if name in order]:
        yield Difference("parameters", "changed", path, ", ".join(wanted), ", ".join(order), old.place, new.place)


def _overloads(path: str, old: FunctionFacts, new: FunctionFacts) -> Iterator[Difference]:
    """Each static signature has a twin: the same arguments required, and the same result."""
    twins = {_shape(item) for item in new.overloads or (new,)}
    for item in old.overloads:
        if _shape(item) not in twins:
            required, returns = _shape(item)
            text = f"({', '.join(sorted(required))}) -> {returns}"
            yield Difference("overloads", "missing", path, text, "", item.place, new.place)


def _shape(item: FunctionFacts) -> tuple[frozenset[str], str]:
    return frozenset(param.name for param in item.params if param.required), item.returns
