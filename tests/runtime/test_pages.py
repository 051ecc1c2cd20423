"""Paging: every scheme's next page, iteration, and servers that lead in a circle."""

from __future__ import annotations

import copy
import pickle
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from harness.acme import exceptions
from harness.acme.types import AsyncCursorPage, SyncCursorPage, Widget
from harness.kinds import every_kind, run
from harness.scripted_server import Asked, Reply, scripted_server
from headrace.descriptor import PageSpec
from headrace.page import AsyncPaginator, PageInfo, SyncPage, page_from_json

T = TypeVar("T")


def widget(name: str) -> dict[str, Any]:
    return {"id": name, "size": 1, "parts": []}


def pages(asked: Asked) -> Reply:
    """Three pages of two items, the last of one."""
    after = dict(asked.query).get("after")
    return Reply(
        body={
            None: {"data": [widget("a"), widget("b")], "has_more": True, "first_id": "a"},
            "b": {"data": [widget("c"), widget("d")], "has_more": True},
            "d": {"data": [widget("e")], "has_more": False},
        }[after]
    )


@every_kind
def test_all_items_of_all_pages(kind: str) -> None:
    def use(client: Any) -> Any:
        if kind.startswith("sync"):
            page = client.widgets.list(limit=2, extra_headers={"X": "1"})
            assert isinstance(page, SyncCursorPage) and page.first_id == "a"
            assert len(list(page.iter_pages())) == 3
            assert [item.id for item in page.iter_items(limit=3)] == ["a", "b", "c"]
            assert list(page.iter_items(limit=0)) == []
            return [item.id for item in client.widgets.list(limit=2, extra_headers={"X": "1"})]

        async def main() -> Any:
            paginator = client.widgets.list(limit=2, extra_headers={"X": "1"})
            assert isinstance(paginator, AsyncPaginator)
            page = await paginator
            assert isinstance(page, AsyncCursorPage) and page.first_id == "a"
            assert len([each async for each in page.iter_pages()]) == 3
            assert len([each async for each in paginator.iter_pages()]) == 3
            assert [item.id async for item in paginator.iter_items(limit=3)] == ["a", "b", "c"]
            assert [item.id async for item in page] == ["a", "b", "c", "d", "e"]
            return [item.id async for item in client.widgets.list(limit=2, extra_headers={"X": "1"})]

        return main()

    with scripted_server(pages) as server:
        assert run(kind, server.url, use) == ["a", "b", "c", "d", "e"]
    assert {asked.headers["x"] for asked in server.requests} == {"1"}
    assert dict(server.last.query) == {"limit": "2", "after": "d"}


@every_kind
def test_a_limit_fetches_no_page_in_vain(kind: str) -> None:
    def use(client: Any) -> Any:
        if kind.startswith("sync"):
            return [item.id for item in client.widgets.list().iter_items(limit=2)]

        async def main() -> Any:
            return [item.id async for item in client.widgets.list().iter_items(limit=2)]

        return main()

    with scripted_server(pages) as server:
        assert run(kind, server.url, use) == ["a", "b"]
    assert len(server.requests) == 1


@every_kind
@pytest.mark.parametrize("cursors", [["a"], ["a", "b", "c"]])
def test_a_circle_is_an_error(kind: str, cursors: list[str]) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(body={"data": [widget(cursors[(len(server.requests) - 1) % len(cursors)])], "has_more": True})

    def use(client: Any) -> Any:
        if kind.startswith("sync"):
            return list(client.widgets.list())

        async def main() -> Any:
            return [item async for item in client.widgets.list()]

        return main()

    with scripted_server(answer) as server, pytest.raises(exceptions.APIError, match="in a circle") as caught:
        run(kind, server.url, use)
    assert len(cursors) < len(server.requests) <= 3 * len(cursors)
    assert "authorization" not in caught.value.request.headers


@every_kind
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": None},
        {"data": "x", "has_more": True},
        {"data": []},
        [],
        None,
        5,
        {"data": [None], "has_more": True},
    ],
)
def test_odd_pages_end_the_iteration(kind: str, body: Any) -> None:
    def use(client: Any) -> Any:
        if kind.startswith("sync"):
            return len(list(client.widgets.list()))

        async def main() -> Any:
            return len([item async for item in client.widgets.list()])

        return main()

    with scripted_server(Reply(body=body)) as server:
        run(kind, server.url, use)
    assert len(server.requests) == 1


@every_kind
def test_raw_pages(kind: str) -> None:
    with scripted_server(pages) as server:
        raw = run(kind, server.url, lambda c: c.widgets.with_raw_response.list())
    page = raw.parse()
    assert page.has_next_page() and page.next_page_info() == PageInfo(params={"after": "b"})
    assert page._request_id is None and len(page.data) == 2


def test_the_last_page_has_no_next() -> None:
    with scripted_server(Reply(body={"data": [widget("a")], "has_more": False})) as server:

        def use(client: Any) -> None:
            page = client.widgets.list()
            assert not page.has_next_page() and page.next_page_info() is None
            with pytest.raises(RuntimeError, match="no next page"):
                page.get_next_page()
            back = pickle.loads(pickle.dumps(page))
            assert back == page == copy.deepcopy(page)
            with pytest.raises(RuntimeError, match="not made by a request"):
                back.get_next_page()

        run("sync", server.url, use)


# --- the schemes ------------------------------------------------------------------------------------------------------


class AnyPage(SyncPage[T], Generic[T]):
    data: list[T]
    next: str | None = None
    total: int | None = None
    start: int | None = None
    page: int | None = None


def page_class(spec: PageSpec) -> Any:
    class Page(AnyPage[T], Generic[T]):
        _page_spec: ClassVar[PageSpec] = spec

    return Page


def walk(spec: PageSpec, replies: list[Reply], path: str = "/list") -> tuple[list[Any], list[Asked]]:
    """All items, and the requests that were made for them."""
    with scripted_server(replies) as server:

        def use(client: Any) -> Any:
            make = page_class(spec)
            body = {"size": 2} if spec.location == "body" else None
            method = "post" if spec.location == "body" else "get"
            return [item.id for item in client.get_api_list(path, model=Widget, page=make, body=body, method=method)]

        return run("sync", server.url, use), server.requests


def body(*names: str, **more: Any) -> Reply:
    return Reply(body={"data": [widget(name) for name in names], **more})


def test_cursor() -> None:
    ids, asked = walk(
        PageSpec(type="cursor", param="cursor", cursor="next"), [body("a", next="n1"), body("b", next=""), body("z")]
    )
    assert ids == ["a", "b"] and asked[1].query == [("cursor", "n1")]


def test_cursor_in_a_header_and_nested() -> None:
    first = body("a")
    first.headers = {"x-next": "n1"}
    assert walk(PageSpec(type="cursor", param="c", cursor_header="x-next"), [first, body("b")])[0] == ["a", "b"]
    spec = PageSpec(type="cursor", param="c", cursor="paging.next")
    assert walk(spec, [body("a", paging={"next": "n"}), body("b", paging=None)])[0] == ["a", "b"]


def test_cursor_in_the_body() -> None:
    spec = PageSpec(type="cursor", param="cursor", cursor="next", location="body")
    ids, asked = walk(spec, [body("a", next="n1"), body("b")])
    assert ids == ["a", "b"] and asked[1].json == {"size": 2, "cursor": "n1"}


def test_cursor_url() -> None:
    spec = PageSpec(type="cursor_url", cursor="next")
    ids, asked = walk(spec, [body("a", next="/v1/other?p=2"), body("b", next="?p=3"), body("c")])
    assert ids == ["a", "b", "c"]
    assert [each.target for each in asked] == ["/v1/list", "/v1/other?p=2", "/v1/other?p=3"]


def test_cursor_url_on_another_server_is_refused() -> None:
    """The credentials must not follow it."""
    with pytest.raises(ValueError, match="another server"):
        walk(PageSpec(type="cursor_url", cursor="next"), [body("a", next="http://evil.invalid/v1/list")])


def test_offset() -> None:
    spec = PageSpec(type="offset", param="offset", total="total")
    ids, asked = walk(spec, [body("a", "b", total=3), body("c", total=3)])
    assert ids == ["a", "b", "c"] and asked[1].query == [("offset", "2")]
    ids, asked = walk(PageSpec(type="offset", param="offset"), [body("a", "b"), body("c"), body()], "/list?offset=10")
    assert [dict(each.query)["offset"] for each in asked] == ["10", "12", "13"]
    ids, asked = walk(PageSpec(type="offset", param="o", start="start"), [body("a", start=5), body()])
    assert asked[1].query == [("o", "6")]


def test_page_number() -> None:
    spec = PageSpec(type="page_number", param="page", total="total", current="page")
    ids, asked = walk(spec, [body("a", page=1, total=2), body("b", page=2, total=2)])
    assert ids == ["a", "b"] and asked[1].query == [("page", "2")]
    ids, asked = walk(PageSpec(type="page_number", param="page"), [body("a"), body("b"), body()])
    assert [dict(each.query).get("page") for each in asked] == [None, "2", "3"]


def test_continue_on_empty() -> None:
    spec = PageSpec(type="cursor", param="c", cursor="next", continue_on_empty=True)
    assert walk(spec, [body("a", next="1"), body(next="2"), body("b")])[0] == ["a", "b"]
    spec = PageSpec(type="cursor", param="c", cursor="next")
    assert walk(spec, [body("a", next="1"), body(next="2"), body("b")])[0] == ["a"]


def test_fake_page_and_body_that_is_the_items() -> None:
    assert walk(PageSpec(type="fake_page"), [body("a"), body("b")])[0] == ["a"]
    assert walk(PageSpec(type="fake_page", items_is_body=True), [Reply(body=[widget("a")])])[0] == ["a"]


def test_a_specialised_page_class_is_made_once() -> None:
    one = page_from_json(SyncCursorPage, Widget, b'{"data":[]}', strict=True)
    two = page_from_json(SyncCursorPage, Widget, b'{"data":[]}', strict=True)
    assert type(one) is type(two) and isinstance(one, SyncCursorPage)
