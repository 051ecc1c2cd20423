"""Pages of a list, and iterating over all of them.

A generated page class adds its fields and a ``PageSpec``; how the next page is asked for is decided here, by the spec
alone. A page is also an iterable of all items from it on: the pages after it are fetched as the iteration reaches
them.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from typing_extensions import Self, override

from .async_pages import AsyncItems, AsyncPages
from .descriptor import PageSpec
from .models import BaseModel
from .next_page import PageInfo, next_call, next_page_info, page_items
from .reading import load_json, read_json, read_value

if TYPE_CHECKING:
    from .async_client import AsyncClient
    from .client import SyncClient
    from .engine import EngineCore
    from .request import Call

__all__ = ["AsyncPage", "AsyncPaginator", "BasePage", "PageInfo", "SyncPage", "page_from_json"]

T = TypeVar("T")
AsyncPageT = TypeVar("AsyncPageT", bound="AsyncPage[Any]")


class _Bound:
    """Where a page came from. It doesn't go into copies by value or pickles: a page from a pickle has no next page to
    fetch.

    ``mark`` is an earlier page's `PageInfo`, set anew at each power of two of ``steps``: a walk that leads in a
    circle comes back to it (Brent's algorithm), so that circles are found whatever their length, without remembering
    every page.
    """

    __slots__ = ("call", "client", "headers", "mark", "steps")

    def __init__(self, client: EngineCore, call: Call, headers: Mapping[str, str]) -> None:
        self.client = client
        self.call = call
        self.headers = headers
        self.mark: PageInfo | None = None
        self.steps = 0

    def follow(self, before: _Bound, info: PageInfo) -> None:
        """This page is the one after ``before``, asked for with ``info``."""
        self.steps = before.steps + 1
        self.mark = info if self.steps & (self.steps - 1) == 0 else before.mark

    def __deepcopy__(self, memo: Any) -> _Bound:
        return self

    def __reduce__(self) -> tuple[Callable[..., None], tuple[()]]:
        return _nothing, ()


def _given(page: Any) -> Callable[[], Any]:
    async def give() -> Any:
        return page

    return give


def _nothing() -> None:
    return None


def _restore(page: Any, args: tuple[Any, ...]) -> Any:
    cls = _specialised(page, args[0]) if args else page
    return cls.__new__(cls)


class BasePage(BaseModel, Generic[T]):
    """One page. ``has_next_page`` and ``next_page_info`` look only at what is here; they make no request."""

    _page_spec: ClassVar[PageSpec] = PageSpec(type="fake_page")

    def _bind(self, client: EngineCore, call: Call, headers: Mapping[str, str]) -> None:
        vars(self)["_bound"] = _Bound(client, call, headers)

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        # The class of a page of widgets is made at run time, so a pickle can't name it.
        facts = type(self).__pydantic_generic_metadata__
        return _restore, (facts["origin"] or type(self), facts["args"]), self.__getstate__()

    @property
    def _origin(self) -> _Bound:
        bound = self.__dict__.get("_bound")
        if not isinstance(bound, _Bound):
            raise RuntimeError("This page was not made by a request, so there is nothing to ask for the next one.")
        return bound

    def _get_page_items(self) -> list[T]:
        return cast("list[T]", page_items(self, self._page_spec))

    def has_next_page(self) -> bool:
        """Whether there is a page after this one, as far as this page tells."""
        if not self._get_page_items() and not self._page_spec.continue_on_empty:
            return False
        return self.next_page_info() is not None

    def next_page_info(self) -> PageInfo | None:
        """What changes in the request for the next page; None on the last page."""
        bound = self.__dict__.get("_bound")
        call = bound.call if isinstance(bound, _Bound) else None
        return next_page_info(self, self._page_spec, call, bound.headers if isinstance(bound, _Bound) else {})

    def _next_call(self) -> tuple[Call, PageInfo]:
        """The next page's call. Raises ``RuntimeError`` on the last page, ``APIError`` where the server leads in a
        circle."""
        origin = self._origin
        info = self.next_page_info()
        if info is None:
            raise RuntimeError("There is no next page. Ask `has_next_page()` before `get_next_page()`.")
        if info == origin.mark:
            request = origin.client._request_for_error(origin.call)
            message = f"The server leads in a circle: it gives {info!r} for the next page a second time."
            raise origin.client._errors.APIError(message, request, body=None)
        return next_call(origin.call, info, str(origin.client.base_url)), info


class SyncPage(BasePage[T], Generic[T]):
    """A page in blocking code. Iterating gives the items of this page and of all pages after it."""

    def get_next_page(self) -> Self:
        """Fetch the next page. ``RuntimeError`` if there is none; ``APIError`` if the server leads in a circle."""
        call, info = self._next_call()
        page: Self = cast("SyncClient", self._origin.client)._run(call)
        page._origin.follow(self._origin, info)
        return page

    def iter_pages(self) -> Iterator[Self]:
        """This page and all pages after it."""
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            yield page

    def iter_items(self, *, limit: int | None = None) -> Iterator[T]:
        """The items of this page and of those after it, at most ``limit`` of them. No page is fetched that isn't
        needed."""
        left = limit
        if left is not None and left <= 0:
            return
        for page in self.iter_pages():
            for item in page._get_page_items():
                yield item
                if left is not None:
                    left -= 1
                    if left <= 0:
                        return

    @override
    def __iter__(self) -> Iterator[T]:  # type: ignore[override]  # pydantic's iterates over fields
        return self.iter_items()


class AsyncPage(BasePage[T], Generic[T]):
    """A page in async code. ``async for`` gives the items of this page and of all pages after it."""

    async def get_next_page(self) -> Self:
        """Fetch the next page. ``RuntimeError`` if there is none; ``APIError`` if the server leads in a circle."""
        call, info = self._next_call()
        page: Self = await cast("AsyncClient", self._origin.client)._run(call)
        page._origin.follow(self._origin, info)
        return page

    def iter_pages(self) -> AsyncIterator[Self]:
        """This page and all pages after it."""
        return AsyncPages(_given(self))

    def iter_items(self, *, limit: int | None = None) -> AsyncIterator[T]:
        """The items of this page and of those after it, at most ``limit`` of them. No page is fetched that isn't
        needed."""
        return AsyncItems(AsyncPages(_given(self)), limit)

    def __aiter__(self) -> AsyncIterator[T]:
        return self.iter_items()


class AsyncPaginator(Generic[T, AsyncPageT]):
    """A list call that has not been made yet: ``await`` gives the first page, ``async for`` all items."""

    def __init__(self, client: AsyncClient, call: Call) -> None:
        self._client = client
        self._call = call

    def __await__(self) -> Generator[Any, None, AsyncPageT]:
        return self._first().__await__()

    async def _first(self) -> AsyncPageT:
        page: AsyncPageT = await self._client._run(self._call)
        return page

    def iter_pages(self) -> AsyncIterator[AsyncPageT]:
        """All pages."""
        return AsyncPages(self._first)

    def iter_items(self, *, limit: int | None = None) -> AsyncIterator[T]:
        """All items, at most ``limit`` of them. No page is fetched that isn't needed."""
        return AsyncItems(AsyncPages(self._first), limit)

    def __aiter__(self) -> AsyncIterator[T]:
        return self.iter_items()


@cache
def _specialised(page: Any, item: Any) -> Any:
    return (
        page[item]
        if getattr(page, "__parameters__", None) or page.__pydantic_generic_metadata__["parameters"]
        else page
    )


def page_from_json(page: Any, item: Any, body: bytes, *, strict: bool) -> Any:
    """A page of ``item`` from a response body. A body that is an array becomes the page's items."""
    cls = _specialised(page, item)
    spec: PageSpec = page._page_spec
    if not spec.items_is_body:
        made = read_json(cls, body, strict=strict)
    else:
        data = load_json(body)
        made = read_value(cls, {spec.items: data} if isinstance(data, list) else data, strict=strict)
    # A body that is no object at all (null, a number) still gives a page: one without items.
    return made if isinstance(made, BasePage) else cls.model_construct()
