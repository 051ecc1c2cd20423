"""Pagination schemes as the config writes them, made into page classes: which property is for what.

A property's purpose is said by the config, or told from its name. Properties of nested objects count too; a rule then
names them by a dotted path (``"meta.next_cursor"``), as ``headrace.descriptor.PageSpec`` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace_codegen import ir
from headrace_codegen.lower.page_fields import PageFields
from headrace_codegen.plain import is_object

if TYPE_CHECKING:
    from headrace_codegen.config.model import PaginationProperty, PaginationScheme
    from headrace_codegen.lower.context import Context

__all__ = ["Slot", "items_slot", "page_of", "slots"]

_MARK = "x-stainless-pagination-property"
_BY_NAME = {
    "has_next_page": ("has_more", "has_next", "has_next_page", "hasMore", "hasNext", "hasNextPage"),
    "next_cursor_field": ("next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next", "cursor", "last_id"),
    "cursor_url_field": ("next_url", "nextUrl", "next_page_url", "next"),
    "current_page_number_field": ("page", "current_page", "currentPage", "page_number"),
    "total_page_count_field": ("total_pages", "totalPages", "page_count", "pages"),
    "offset_total_count_field": ("total", "total_count", "totalCount", "count"),
    "offset_count_start_field": ("offset", "start", "skip"),
    "next_cursor_param": ("cursor", "after", "page_token", "pageToken", "next_cursor", "starting_after", "page"),
    "previous_cursor_param": ("before", "ending_before"),
    "next_cursor_id_param": ("after", "after_id", "starting_after"),
    "previous_cursor_id_param": ("before", "before_id", "ending_before"),
    "page_number_param": ("page", "page_number", "pageNumber"),
    "offset_count_param": ("offset", "skip", "start"),
}
_RULES = {
    "cursor": {"param": "next_cursor_param", "cursor": "next_cursor_field"},
    "cursor_id": {"param": "next_cursor_id_param"},
    "cursor_url": {"cursor": "cursor_url_field"},
    "offset": {"param": "offset_count_param"},
    "page_number": {"param": "page_number_param"},
    "fake_page": {},
}
_EXTRA_RULES = {
    "cursor": {
        "has_more": "has_next_page",
        "previous_param": "previous_cursor_param",
        "previous_cursor": "previous_cursor_field",
    },
    "cursor_id": {"has_more": "has_next_page", "previous_param": "previous_cursor_id_param"},
    "cursor_url": {"has_more": "has_next_page"},
    "offset": {"has_more": "has_next_page", "total": "offset_total_count_field", "start": "offset_count_start_field"},
    "page_number": {
        "has_more": "has_next_page",
        "current": "current_page_number_field",
        "total": "total_page_count_field",
    },
    "fake_page": {},
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One property of a scheme, at a dotted path."""

    path: str
    schema: Mapping[str, Any]
    purpose: str | None = None
    top_level_array: bool = False
    header: str | None = None

    @property
    def name(self) -> str:
        """The property's own name, without the objects that it stands in."""
        return self.path.rpartition(".")[2]


def slots(properties: tuple[PaginationProperty, ...]) -> tuple[Slot, ...]:
    """The properties of one side of a scheme, each followed by those inside it."""
    found: list[Slot] = []
    for prop in properties:
        purpose = str(prop.purpose) if prop.purpose is not None else None
        header = str(prop.header) if prop.header is not None else None
        found.append(Slot(prop.name, prop.schema, purpose, prop.top_level_array, header))
        found.extend(_inside(prop.name, prop.schema))
    return tuple(found)


def _inside(path: str, schema: Mapping[str, Any]) -> Iterator[Slot]:
    held = schema.get("properties")
    for name, inner in held.items() if is_object(held) else ():
        if is_object(inner):
            mark = inner.get(_MARK)
            purpose = mark.get("purpose") if is_object(mark) else None
            yield Slot(f"{path}.{name}", inner, purpose if isinstance(purpose, str) else None)
            yield from _inside(f"{path}.{name}", inner)


def items_slot(scheme: PaginationScheme) -> Slot | None:
    """Where the items are: the response property with that purpose, else the first array."""
    found = slots(scheme.response)
    marked = next((slot for slot in found if slot.purpose == "items" or slot.top_level_array), None)
    return marked or next((slot for slot in found if slot.purpose is None and slot.schema.get("type") == "array"), None)


def page_of(ctx: Context, scheme: PaginationScheme) -> ir.Page | None:
    """The page class of a scheme. None, with an error at its place, where it lacks what its type needs."""
    items = items_slot(scheme)
    if items is None:
        ctx.config_error(
            "config/page-items",
            f"the pagination scheme {str(scheme.name)!r} has no response property that holds the items",
            scheme.pointer,
        )
        return None
    rules = _rules(scheme, items)
    missing = [purpose for rule, purpose in _RULES[scheme.type].items() if rule not in rules]
    if missing:
        ctx.config_error(
            "config/page-purpose",
            f"the {scheme.type} scheme {str(scheme.name)!r} has no property for {' and '.join(missing)}",
            scheme.pointer,
            hint="give a property `x-stainless-pagination-property: {purpose: " + missing[0] + "}`",
        )
        return None
    name = ctx.pascal(str(scheme.name))
    fields = PageFields(ctx, name, items.path)
    return ir.Page(
        name=name,
        scheme=str(scheme.name),
        type=scheme.type,
        fields=tuple(
            fields.lower((prop.name,), prop.schema, prop.required) for prop in scheme.response if prop.header is None
        ),
        parts=tuple(fields.parts),
        rules=tuple(rules.items()),
        origin=ctx.config_origin(scheme.pointer),
    )


def _rules(scheme: PaginationScheme, items: Slot) -> dict[str, str | bool]:
    roles = _roles(scheme)
    rules: dict[str, str | bool] = {"items": items.path}
    if items.top_level_array:
        rules["items_is_body"] = True
    for rule, purpose in (_RULES[scheme.type] | _EXTRA_RULES[scheme.type]).items():
        if (slot := roles.get(purpose)) is not None:
            rules[rule] = slot.path
            if slot.header is not None and rule == "cursor":
                rules["cursor_header"] = slot.header
    if scheme.type == "cursor_id":
        rules["item_id"] = _item_id(items)
    if scheme.location == "body":
        rules["location"] = "body"
    if scheme.continue_on_empty_items:
        rules["continue_on_empty"] = True
    return rules


def _roles(scheme: PaginationScheme) -> dict[str, Slot]:
    """Purpose to property: what the config says, then what the names tell about the rest."""
    request, response = slots(scheme.request), slots(scheme.response)
    roles = {slot.purpose: slot for slot in (*request, *response) if slot.purpose is not None}
    taken = [*roles.values()]
    wanted = {*_RULES[scheme.type].values(), *_EXTRA_RULES[scheme.type].values()}
    for purpose, names in _BY_NAME.items():
        if purpose in roles or purpose not in wanted:
            continue
        side = request if purpose.endswith("_param") else response
        free = {slot.name: slot for slot in reversed(side) if not any(slot is other for other in taken)}
        name = next((name for name in names if name in free), None)
        if name is not None:
            roles[purpose] = free[name]
            taken.append(free[name])
    return roles


def _item_id(items: Slot) -> str:
    """The property of an item that is the cursor: marked so in the items' schema, else ``id``."""
    schema: Any = items.schema.get("items")
    held: Any = schema.get("properties") if is_object(schema) else None
    for name, prop in held.items() if is_object(held) else ():
        mark: Any = prop.get(_MARK) if is_object(prop) else None
        if is_object(mark) and mark.get("purpose") == "cursor_item_id":
            return name
    return "id"
