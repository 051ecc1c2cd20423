"""Folding deltas into a whole, for chunks of the API and of the many providers that speak nearly the same.

The rules: strings are put together, numbers add up, objects are merged key by key, and lists are merged by their
entries' ``index``. Names and identifiers are taken as they come, since many providers repeat them in every chunk. All
is linear: what one chunk costs depends on the chunk, not on what came before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pydantic import BaseModel

from .text import Text

__all__ = ["entry_for", "fold", "given", "plain"]

_REPLACED = frozenset({"id", "index", "object", "role", "type"})


def given(model: BaseModel) -> Iterator[tuple[str, Any]]:
    """The properties that the server sent for this object, unknown ones too, with nulls left out."""
    sent = model.model_fields_set
    for name, value in model.__dict__.items():
        if value is not None and name in sent:
            yield name, value
    for name, value in (model.__pydantic_extra__ or {}).items():
        if value is not None:
            yield name, value


def fold(whole: dict[str, Any], delta: BaseModel | dict[str, Any]) -> None:
    """Merge ``delta`` into ``whole``, in place. Strings in it become ``Text``; ``plain`` turns it back to JSON."""
    pairs = given(delta) if isinstance(delta, BaseModel) else ((k, v) for k, v in delta.items() if v is not None)
    for key, value in pairs:
        present = whole.get(key)
        if isinstance(value, str):
            _fold_text(whole, key, present, value)
        elif isinstance(value, (BaseModel, dict)):
            if not isinstance(present, dict):
                present = whole[key] = {}
            fold(present, value)
        elif isinstance(value, list):
            if not isinstance(present, list):
                present = whole[key] = []
            _fold_list(present, value)
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and key not in _REPLACED:
            whole[key] = value + present if isinstance(present, (int, float)) else value
        else:
            whole[key] = value


def _fold_text(whole: dict[str, Any], key: str, present: Any, value: str) -> None:
    if key in _REPLACED:
        if value:
            whole[key] = value
    elif isinstance(present, Text):
        if key != "name" or str(present) != value:
            present.append(value)
    else:
        whole[key] = Text(value)


def _fold_list(whole: list[Any], delta: list[Any]) -> None:
    for item in delta:
        if not isinstance(item, (BaseModel, dict)):
            whole.append(item)
            continue
        properties = dict(given(item)) if isinstance(item, BaseModel) else item
        if "index" not in properties:
            whole.append(_started(properties))
        else:
            fold(entry_for(whole, properties), properties)


def _started(properties: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    fold(entry, properties)
    return entry


def entry_for(entries: list[Any], delta: dict[str, Any]) -> dict[str, Any]:
    """The entry of a list that ``delta`` continues; a new one is added where it begins something new.

    It is the newest entry with the delta's ``index``. A delta without an index goes on with the newest entry. A delta
    whose ``id`` differs from that entry's begins a new one: some providers give every tool call the index 0.
    """
    index, identity = delta.get("index"), delta.get("id")
    for entry in reversed(entries):
        if index is None or entry.get("index") == index:
            if identity and entry.get("id") and entry["id"] != identity:
                break
            return cast("dict[str, Any]", entry)
    # Two entries may then bear the same index; their position in the list is what counts.
    entry = {"index": len(entries) if index is None else index}
    entries.append(entry)
    return entry


def plain(value: Any) -> Any:
    """``value`` as plain JSON, with every ``Text`` read."""
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True, by_alias=True)
    return value
