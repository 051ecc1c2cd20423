"""``x-stainless-*`` keys of a document: a word on those that change other SDKs of the vendor and not this one."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from headrace_codegen.lower.words import read_table
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import join

if TYPE_CHECKING:
    from headrace_codegen.lower.context import Context

__all__ = ["check_extensions"]

_PREFIX = "x-stainless-"
_LANGUAGES = (
    "cli-", "csharp-", "go-", "java-", "kotlin-", "mcp-", "node-", "php-", "ruby-", "sql-", "terraform-", "typescript-"
)  # fmt: skip


def check_extensions(ctx: Context) -> None:
    """A warning for each key that would put code into the SDK, which no document may, and for each that nobody knows.

    One warning for each kind of key, at its first place.
    """
    known = read_table("extensions.txt")
    seen: set[str] = set()
    todo: list[tuple[str, Any]] = [("", ctx.document.root.value)]
    while todo:
        pointer, value = todo.pop()
        if is_array(value):
            todo.extend((join(pointer, index), item) for index, item in reversed(tuple(enumerate(value))))
        elif is_object(value):
            todo.extend((join(pointer, key), item) for key, item in reversed(value.items()) if key not in _DATA)
            for key in value:
                name = key.removeprefix(_PREFIX)
                if name != key and name not in seen and not name.startswith(_LANGUAGES):
                    seen.add(name)
                    _judge(ctx, join(pointer, key), key, known.get(name, "unknown"), known)


_DATA = frozenset({"example", "examples", "default", "const", "enum"})
"""Keys below which there are values, not parts of the document."""


def _judge(ctx: Context, pointer: str, key: str, fate: str, known: Mapping[str, str]) -> None:
    node = ctx.document.node(pointer)
    if fate == "refused":
        ctx.diagnostics.warning(
            "document/unsupported-extension",
            f"{key!r} has no effect: a document can't put code into the SDK",
            node,
            hint="put it into `lib/`, and name it under `headrace.lib` in the config",
        )
    elif fate == "unknown":
        close = get_close_matches(key.removeprefix(_PREFIX), known, n=1)
        ctx.diagnostics.warning(
            "document/unknown-extension",
            f"{key!r} is unknown and has no effect",
            node,
            hint=f"did you mean '{_PREFIX}{close[0]}'?" if close else None,
        )
