"""Walking over pages in async code.

These are iterators, not generators: a loop that is left early leaves nothing behind that some event loop would have
to finalise.
"""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .page import AsyncPage

__all__ = ["AsyncItems", "AsyncPages"]

T = TypeVar("T")
PageT = TypeVar("PageT", bound="AsyncPage[Any]")


class AsyncPages(AsyncIterator[PageT]):
    """Pages, beginning with the one that ``first`` gives."""

    def __init__(self, first: Callable[[], Awaitable[PageT]]) -> None:
        self._first = first
        self._page: PageT | None = None

    async def __anext__(self) -> PageT:
        if self._page is None:
            self._page = await self._first()
        elif self._page.has_next_page():
            self._page = await self._page.get_next_page()
        else:
            raise StopAsyncIteration
        return self._page


class AsyncItems(AsyncIterator[T]):
    """The items of pages, at most ``limit`` of them."""

    def __init__(self, pages: AsyncPages[Any], limit: int | None) -> None:
        self._pages = pages
        self._left = limit
        self._items: list[T] = []
        self._next = 0

    async def __anext__(self) -> T:
        if self._left is not None:
            if self._left <= 0:
                raise StopAsyncIteration
            self._left -= 1
        while self._next >= len(self._items):
            page = await self._pages.__anext__()
            self._items, self._next = page._get_page_items(), 0
        self._next += 1
        return self._items[self._next - 1]
