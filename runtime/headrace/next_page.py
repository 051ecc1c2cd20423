"""Which request gives the next page: the rules of each paging scheme. Pure."""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

import pydantic

from .descriptor import PageSpec
from .record import replace

if TYPE_CHECKING:
    from .request import Call

__all__ = ["PageInfo", "next_call", "next_page_info", "page_items"]


class PageInfo:
    """What changes in the request for another page: query ``params``, a ``json`` body's properties, or the whole
    ``url``."""

    __slots__ = ("json", "params", "url")

    def __init__(
        self, *, url: str | None = None, params: Mapping[str, Any] | None = None, json: Mapping[str, Any] | None = None
    ) -> None:
        self.url = url
        self.params = params
        self.json = json

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PageInfo) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        if self.url is not None:
            return f"PageInfo(url={self.url!r})"
        return f"PageInfo(json={self.json!r})" if self.json is not None else f"PageInfo(params={self.params!r})"


def lookup(value: Any, path: str | None) -> Any:
    """The value at a dotted path of wire names, in models and plain objects; None if there is none."""
    for key in (path or "").split("."):
        if isinstance(value, pydantic.BaseModel):
            value = _attribute(value, key)
        elif isinstance(value, Mapping):
            value = cast("Mapping[str, Any]", value).get(key)
        else:
            return None
    return value


def _attribute(model: pydantic.BaseModel, wire: str) -> Any:
    fields = type(model).model_fields
    if wire in fields and fields[wire].alias in (None, wire):
        return model.__dict__.get(wire)
    for name, field in fields.items():
        if field.alias == wire:
            return model.__dict__.get(name)
    return (model.__pydantic_extra__ or {}).get(wire)


def page_items(page: pydantic.BaseModel, spec: PageSpec) -> list[Any]:
    """The items of a page; none if the server sent something else than an array."""
    items = lookup(page, spec.items)
    return cast("list[Any]", items) if isinstance(items, list) else []


def next_page_info(
    page: pydantic.BaseModel, spec: PageSpec, call: Call | None, headers: Mapping[str, str]
) -> PageInfo | None:
    """What the next page is asked for with; None if this page is the last."""
    if spec.has_more is not None and lookup(page, spec.has_more) is False:
        return None
    if spec.type == "fake_page":
        return None
    if spec.type == "cursor_url":
        url = _cursor(page, spec, headers)
        return PageInfo(url=url) if isinstance(url, str) else None
    if spec.type == "cursor":
        value = _cursor(page, spec, headers)
    elif spec.type == "cursor_id":
        items = page_items(page, spec)
        value = lookup(items[-1], spec.item_id or "id") if items else None
    else:
        value = _counted(page, spec, call)
    if value is None or value == "" or spec.param is None:
        return None
    change = {spec.param: value}
    return PageInfo(json=change) if spec.location == "body" else PageInfo(params=change)


def _cursor(page: pydantic.BaseModel, spec: PageSpec, headers: Mapping[str, str]) -> Any:
    value = headers.get(spec.cursor_header) if spec.cursor_header else lookup(page, spec.cursor)
    return value or None


def _counted(page: pydantic.BaseModel, spec: PageSpec, call: Call | None) -> int | None:
    """The next offset or page number."""
    total = _integer(lookup(page, spec.total)) if spec.total else None
    if spec.type == "offset":
        start = _integer(lookup(page, spec.start)) if spec.start else None
        following = (start if start is not None else _asked(spec, call, 0)) + len(page_items(page, spec))
        return None if total is not None and following >= total else following
    current = _integer(lookup(page, spec.current)) if spec.current else None
    number = current if current is not None else _asked(spec, call, 1)
    return None if total is not None and number >= total else number + 1


def _asked(spec: PageSpec, call: Call | None, default: int) -> int:
    source: Any = {}
    if call is not None:
        source = call.payload.value if spec.location == "body" else call.query
    value = _integer(source.get(spec.param)) if isinstance(source, Mapping) else None
    return default if value is None else value


def _integer(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def next_call(call: Call, info: PageInfo, base_url: str) -> Call:
    """The call for another page: the same headers, timeout and type.

    Raises ``ValueError`` for a next URL on another server: the credentials must not go there.
    """
    if info.url is not None:
        current = call.path if "://" in call.path else base_url
        url = urljoin(current, info.url)
        if urlsplit(url)[:2] != urlsplit(current)[:2]:
            raise ValueError(f"the next page is on another server: {url!r}")
        return call.changed(path=url, query={})
    if info.json is not None:
        value = call.payload.value if isinstance(call.payload.value, Mapping) else {}
        merged = {**cast("Mapping[str, Any]", value), **info.json}
        return call.changed(payload=replace(call.payload, kind="json", value=merged, media_type="application/json"))
    return call.changed(query={**call.query, **(info.params or {})})
