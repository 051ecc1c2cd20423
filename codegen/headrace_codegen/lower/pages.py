"""Which methods page, and with which page class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headrace_codegen import ir
from headrace_codegen.lower import shapes
from headrace_codegen.lower.page_schemes import items_slot, page_of, slots

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig, PaginationScheme
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = ["PagePlan", "Pages", "plan_pages"]


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
        self._pages = {
            name: page for name, scheme in self._schemes.items() if (page := page_of(ctx, scheme)) is not None
        }

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
            # The document may have lost what the scheme needs; the method still works, page by page.
            self._ctx.config_warning(
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
        wanted = [slot for slot in slots(scheme.response) if not slot.top_level_array and slot.header is None]
        if any(_at(self._ctx, response, slot.path) is None for slot in wanted):
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


def _items(ctx: Context, scheme: PaginationScheme, response: Node | None) -> Node | None:
    """The schema of one item in the response, or None where the scheme's items are no array there."""
    slot = items_slot(scheme)
    if slot is None:
        return None
    return shapes.item_of(ctx, response if slot.top_level_array else _at(ctx, response, slot.path))


def _at(ctx: Context, node: Node | None, path: str) -> Node | None:
    """The property at a dotted path."""
    for name in path.split("."):
        node = shapes.properties(ctx, node).get(name)
    return node
