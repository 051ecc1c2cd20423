"""Pagination: schemes to page classes, and which methods page.

A scheme names properties of the request and of the response, and what each is for (its *purpose*). A purpose may be
left out where the name tells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace_codegen import ir
from headrace_codegen.lower import shapes
from headrace_codegen.plain import is_array, is_object

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig, PaginationProperty, PaginationScheme
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = ["PagePlan", "Pages", "plan_pages"]

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
_SCALARS = {
    "string": ir.Prim("str"),
    "integer": ir.Prim("int"),
    "number": ir.Prim("float"),
    "boolean": ir.Prim("bool"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlan:
    """A method's paging: the page class, and the schema of one item."""

    page: str
    item: Node


class Pages:
    """The page classes of an SDK, and the matching of methods to them."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._schemes = {str(scheme.name): scheme for scheme in ctx.config.pagination}
        self._pages = {name: page for name, scheme in self._schemes.items() if (page := _page(ctx, scheme)) is not None}

    @property
    def pages(self) -> tuple[ir.Page, ...]:
        """All page classes, in the order of the config; a class is there even if no method uses it."""
        return tuple(self._pages.values())

    def match(
        self, method: MethodConfig, params: frozenset[str], response: Node | None, *, unwrapped: bool
    ) -> PagePlan | None:
        """The page that ``method`` returns, if it does.

        A ``list*`` method pages with the first scheme of which all request properties are among ``params`` (wire names)
        and all response properties in ``response``; ``paginated`` in the config forbids it, demands it, or names the
        scheme.
        """
        chosen = method.paginated
        if chosen is False or unwrapped:
            return None
        if isinstance(chosen, str):
            return self._named(chosen, response)
        if chosen is None and not self._ctx.snake(method.name).startswith("list"):
            return None
        for name, scheme in self._schemes.items():
            plan = self._try(name, scheme, params, response)
            if plan is not None:
                return plan
        if chosen is True:
            self._ctx.config_error(
                "config/no-page-scheme",
                f"the method {method.name!r} is said to be paginated, but no scheme fits its parameters and response",
                method.pointer,
                hint=self._known(),
            )
        return None

    def _named(self, name: Any, response: Node | None) -> PagePlan | None:
        scheme = self._schemes.get(str(name))
        if scheme is None:
            self._ctx.config_error(
                "config/unknown-page-scheme",
                f"there is no pagination scheme {str(name)!r}",
                name.pointer,
                hint=self._known(),
            )
            return None
        item = _items(self._ctx, scheme, response)
        if item is None or str(name) not in self._pages:
            self._ctx.config_error(
                "config/no-page-items",
                f"the response has no array where the scheme {str(name)!r} has its items",
                name.pointer,
            )
            return None
        return PagePlan(page=self._pages[str(name)].name, item=item)

    def _try(
        self, name: str, scheme: PaginationScheme, params: frozenset[str], response: Node | None
    ) -> PagePlan | None:
        if name not in self._pages or not params.issuperset(prop.name for prop in scheme.request):
            return None
        held = shapes.properties(self._ctx, response)
        wanted = [prop for prop in scheme.response if not prop.top_level_array and prop.header is None]
        if any(prop.name not in held for prop in wanted):
            return None
        item = _items(self._ctx, scheme, response)
        return None if item is None else PagePlan(page=self._pages[name].name, item=item)

    def _known(self) -> str:
        if not self._schemes:
            return "the config declares no pagination schemes"
        return f"known schemes: {', '.join(self._schemes)}"


def plan_pages(ctx: Context) -> Pages:
    """The page classes of the config's schemes. A scheme that lacks what its type needs is an error at its place."""
    return Pages(ctx)


def _items_property(scheme: PaginationScheme) -> PaginationProperty | None:
    """The response property that holds the items: the one with that purpose, else the first array."""
    for prop in scheme.response:
        if prop.purpose == "items" or prop.top_level_array:
            return prop
    return next((prop for prop in scheme.response if prop.schema.get("type") == "array" and prop.purpose is None), None)


def _items(ctx: Context, scheme: PaginationScheme, response: Node | None) -> Node | None:
    prop = _items_property(scheme)
    if prop is None:
        return None
    if prop.top_level_array:
        return shapes.item_of(ctx, response)
    return shapes.item_of(ctx, shapes.properties(ctx, response).get(prop.name))


def _page(ctx: Context, scheme: PaginationScheme) -> ir.Page | None:
    items = _items_property(scheme)
    if items is None:
        ctx.config_error(
            "config/page-items",
            f"the pagination scheme {str(scheme.name)!r} has no response property that holds the items",
            scheme.pointer,
        )
        return None
    roles = _roles(scheme)
    rules: dict[str, str | bool] = {"items": items.name}
    if items.top_level_array:
        rules["items_is_body"] = True
    for rule, purpose in (_RULES[scheme.type] | _EXTRA_RULES[scheme.type]).items():
        if (prop := roles.get(purpose)) is not None:
            rules[rule] = prop.name
            if prop.header is not None and rule == "cursor":
                rules["cursor_header"] = str(prop.header)
    missing = [purpose for rule, purpose in _RULES[scheme.type].items() if rule not in rules]
    if missing:
        ctx.config_error(
            "config/page-purpose",
            f"the {scheme.type} scheme {str(scheme.name)!r} has no property for {' and '.join(missing)}",
            scheme.pointer,
            hint="give a property `x-stainless-pagination-property: {purpose: " + missing[0] + "}`",
        )
        return None
    if scheme.type == "cursor_id":
        rules["item_id"] = _item_id(items)
    if scheme.location == "body":
        rules["location"] = "body"
    if scheme.continue_on_empty_items:
        rules["continue_on_empty"] = True
    return ir.Page(
        name=ctx.pascal(str(scheme.name)),
        scheme=str(scheme.name),
        type=scheme.type,
        fields=tuple(_field(ctx, prop, prop is items) for prop in scheme.response if prop.header is None),
        rules=tuple(rules.items()),
        origin=ctx.config_origin(scheme.pointer),
    )


def _roles(scheme: PaginationScheme) -> dict[str, PaginationProperty]:
    """Purpose to property: what the config says, then what the names tell about the rest."""
    props = (*scheme.request, *scheme.response)
    roles = {str(prop.purpose): prop for prop in props if prop.purpose is not None}
    taken = set(map(id, roles.values()))
    wanted = {*_RULES[scheme.type].values(), *_EXTRA_RULES[scheme.type].values()}
    for purpose, names in _BY_NAME.items():
        if purpose in roles or purpose not in wanted:
            continue
        side = scheme.request if purpose.endswith("_param") else scheme.response
        free = {prop.name: prop for prop in side if id(prop) not in taken}
        name = next((name for name in names if name in free), None)
        if name is not None:
            roles[purpose] = free[name]
            taken.add(id(free[name]))
    return roles


def _item_id(items: PaginationProperty) -> str:
    """The property of an item that is the cursor: marked so in the items' schema, else ``id``."""
    schema: Any = items.schema.get("items")
    held: Any = schema.get("properties") if is_object(schema) else None
    for name, prop in held.items() if is_object(held) else ():
        mark: Any = prop.get("x-stainless-pagination-property") if is_object(prop) else None
        if is_object(mark) and mark.get("purpose") == "cursor_item_id":
            return name
    return "id"


def _field(ctx: Context, prop: PaginationProperty, is_items: bool) -> ir.PageField:
    name = ctx.names.field(prop.name, "model")
    if is_items:
        return ir.PageField(name=name, wire=prop.name, type=None)
    declared = prop.schema.get("type")
    names: list[Any] = declared if is_array(declared) else [declared]
    scalar = next((_SCALARS[item] for item in names if item in _SCALARS), ir.Prim("any"))
    return ir.PageField(name=name, wire=prop.name, type=scalar, required=prop.required)
