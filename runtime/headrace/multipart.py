"""Multipart form bodies (RFC 7578) from nested values.

Binary parts are found by the paths of the descriptor; the other values are written as form fields with bracketed
names (``a[b]``, ``a[]``). Files are opened for each attempt and streamed by the HTTP library, not read whole.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any, cast

from .files import is_file, open_part, replayable
from .json_body import encode_json
from .query import flatten
from .sentinels import is_given

__all__ = ["Form", "Part"]

Part = tuple[str, tuple[Any, ...]]
"""A part as the HTTP library takes it: field name, and (filename, content, content type, headers)."""


class Form:
    """The parts of a form before anything is opened: fields as text, parts of a declared type, and file inputs by
    field name."""

    __slots__ = ("fields", "files", "typed_parts")

    def __init__(
        self,
        values: Mapping[str, Any],
        paths: Iterable[tuple[str, ...]] = (),
        part_types: Mapping[str, str] | None = None,
    ) -> None:
        self.files: list[tuple[str, Any]] = []
        self.typed_parts: list[tuple[str, str, bytes]] = []
        self.fields: list[tuple[str, str]] = []
        rest: Any = {key: value for key, value in values.items() if is_given(value)}
        for path in sorted(paths, key=len, reverse=True):  # ("image", "[]") before ("image",): a list is not one file
            rest = _take_files(rest, path, "", self.files)
        for name, value in rest.items():
            media_type = part_types.get(name) if part_types else None
            if media_type and value is not None and _is_json(media_type):
                self.typed_parts.append((name, media_type, encode_json(value)))
            elif media_type and isinstance(value, str):
                self.typed_parts.append((name, media_type, value.encode()))
            else:
                flatten(name, value, "brackets", "brackets", self.fields)

    @property
    def replayable(self) -> bool:
        """Whether the form can be sent again: no file in it is a one-shot stream."""
        return all(replayable(value) for _, value in self.files)

    def open(self, stack: ExitStack) -> list[Part]:
        """All parts for one attempt, fields before files; what is opened is closed by ``stack``."""
        parts: list[Part] = [(name, (None, value.encode())) for name, value in self.fields]
        parts += [(name, (None, content, media_type)) for name, media_type, content in self.typed_parts]
        for name, value in self.files:
            filename, content, media_type, headers = open_part(name, value, stack)
            parts.append((name, (filename, content, media_type, dict(headers))))
        return parts


def _is_json(media_type: str | None) -> bool:
    plain = (media_type or "").partition(";")[0].strip().lower()
    return plain == "application/json" or plain.endswith("+json")


def _take_files(value: Any, path: tuple[str, ...], name: str, into: list[tuple[str, Any]]) -> Any:
    """``value`` without what stands at ``path``, which goes ``into`` under its field name. Values that are no files
    stay."""
    key, rest = path[0], path[1:]
    if key == "[]":
        if isinstance(value, (list, tuple)) and not (isinstance(value, tuple) and is_file(cast("Any", value))):
            items = cast("Iterable[Any]", value)
            if rest:
                return [_take_files(item, rest, f"{name}[]", into) for item in items]
            into.extend((f"{name}[]", item) for item in items)
            return None
        return value
    if not isinstance(value, Mapping) or key not in value:
        return cast("Any", value)
    inner = cast("Mapping[str, Any]", value)
    field = f"{name}[{key}]" if name else key
    if rest:
        taken = _take_files(inner[key], rest, field, into)
        return {k: taken if k == key else v for k, v in inner.items() if k != key or taken is not None}
    if inner[key] is None or isinstance(inner[key], (list, Mapping)):
        return cast("Any", value)
    into.append((field, inner[key]))
    return {k: v for k, v in inner.items() if k != key}
