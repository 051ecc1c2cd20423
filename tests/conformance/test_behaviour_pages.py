"""What users of the official client know of its pages: one test per row of the fourth table of facts, and its text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import headrace_openai
from conformance.clients import both, each, use
from harness.scripted_server import Asked, Reply, ScriptedServer, scripted_server
from headrace_openai import AsyncOpenAI, OpenAI
from headrace_openai.pagination import SyncConversationCursorPage, SyncCursorPage, SyncNextCursorPage, SyncPage


def pages(*bodies: dict[str, Any]) -> Callable[[Asked], Reply]:
    """A server that gives one body after another."""
    left = list(bodies)
    return lambda request: Reply(body=left.pop(0) if len(left) > 1 else left[0])


def everything(kind: str, list_: Any, *bodies: dict[str, Any]) -> tuple[list[Any], ScriptedServer]:
    """All items of all pages, and what was asked for them."""
    with scripted_server(pages(*bodies)) as server:
        action = (lambda c: list(list_(c))) if kind == "sync" else (lambda c: each(list_(c)))
        return use(kind, server.url, action, admin_api_key="sk-admin"), server


def queries(server: ScriptedServer) -> list[dict[str, str]]:
    return [dict(request.query) for request in server.requests]


@both
def test_syncpage_asyncpage(kind: str) -> None:
    found, server = everything(kind, lambda c: c.models.list(), {"object": "list", "data": [{"id": "a"}, {"id": "b"}]})
    assert [model.id for model in found] == ["a", "b"]
    assert len(server.requests) == 1


@both
def test_synccursorpage(kind: str) -> None:
    first = {"data": [{"id": "a"}, {"id": "b"}], "has_more": True}
    last = {"data": [{"id": "c"}], "has_more": False}
    found, server = everything(kind, lambda c: c.files.list(limit=2, purpose="x"), first, last)
    assert [file.id for file in found] == ["a", "b", "c"]
    assert queries(server) == [{"limit": "2", "purpose": "x"}, {"limit": "2", "purpose": "x", "after": "b"}]
    unknown = {"data": [{"id": "a"}]}
    _, server = everything(kind, lambda c: c.files.list(), unknown, {"data": []})
    assert queries(server) == [{}, {"after": "a"}]
    _, server = everything(kind, lambda c: c.files.list(), {"data": [{"no": "id"}], "has_more": True})
    assert len(server.requests) == 1


@both
def test_syncconversationcursorpage(kind: str) -> None:
    item = {"id": "not the cursor", "type": "message"}
    bodies = [{"data": [item], "has_more": True, "last_id": "cursor"}, {"data": [item], "has_more": False}]
    _, server = everything(kind, lambda c: c.conversations.items.list("conv"), *bodies)
    assert queries(server) == [{}, {"after": "cursor"}]


@both
def test_syncnextcursorpage(kind: str) -> None:
    bodies = [{"data": [{"id": "g"}], "has_more": True, "next": "cursor"}, {"data": [{"id": "h"}], "has_more": False}]
    found, server = everything(kind, lambda c: c.admin.organization.groups.list(), *bodies)
    assert [group.id for group in found] == ["g", "h"]
    assert queries(server) == [{}, {"after": "cursor"}]


def test_the_classes_of_pages() -> None:
    """``SyncTokenPage`` came with operations that the document of this client doesn't have yet."""
    assert not hasattr(headrace_openai.pagination, "SyncTokenPage")
    with scripted_server(Reply(body={"data": []})) as server:
        client = OpenAI(api_key="sk", admin_api_key="sk", base_url=server.url)
        assert isinstance(client.models.list(), SyncPage)
        assert isinstance(client.files.list(), SyncCursorPage)
        assert isinstance(client.conversations.items.list("c"), SyncConversationCursorPage)
        assert isinstance(client.admin.organization.groups.list(), SyncNextCursorPage)
        client.close()


def test_the_methods_of_a_page() -> None:
    body = {"data": [{"id": "a"}], "has_more": True, "first_id": "a"}
    with scripted_server([Reply(body=body), Reply(body={"data": [], "has_more": False})]) as server:
        with OpenAI(api_key="sk", base_url=server.url) as client:
            page = client.files.list(extra_headers={"X-A": "1"}, extra_query={"q": "1"})
            assert page.has_next_page() and page.model_extra == {"first_id": "a"}
            info = page.next_page_info()
            assert info is not None and info.params == {"after": "a"}
            empty = page.get_next_page()
            assert empty.data == [] and not empty.has_next_page() and empty.next_page_info() is None
            with pytest.raises(RuntimeError, match="next page"):
                empty.get_next_page()
        assert [r.headers["x-a"] for r in server.requests] == ["1", "1"]
        assert queries(server) == [{"q": "1"}, {"q": "1", "after": "a"}]


def test_iter_pages_and_a_bound() -> None:
    body = {"data": [{"id": "a"}, {"id": "b"}], "has_more": True}
    other = {"data": [{"id": "c"}, {"id": "d"}], "has_more": True}
    end = {"data": [{"id": "e"}], "has_more": False}
    with scripted_server(pages(body, other, end)) as server, OpenAI(api_key="sk", base_url=server.url) as client:
        assert [len(page.data) for page in client.files.list().iter_pages()] == [2, 2, 1]
    with scripted_server(pages(body, other, end)) as server, OpenAI(api_key="sk", base_url=server.url) as client:
        assert [file.id for file in client.files.list().iter_items(limit=3)] == ["a", "b", "c"]
        assert len(server.requests) == 2


def test_async_pages_are_awaited_or_iterated() -> None:
    """Nothing is asked before that."""
    body = {"data": [{"id": "a"}], "has_more": True}

    async def main() -> None:
        async with AsyncOpenAI(api_key="sk", base_url=server.url) as client:
            client.files.list()
            assert server.requests == []
            page = await client.files.list()
            assert [file.id for file in page.data] == ["a"]
            following = await page.get_next_page()
            assert [len(p.data) async for p in page.iter_pages()] == [1, 0]
            assert following.data == []

    with scripted_server([Reply(body=body), Reply(body={"data": [], "has_more": False})]) as server:
        asyncio.run(main())


@both
def test_a_cursor_that_repeats_is_an_error(kind: str) -> None:
    """On purpose: it would be an endless loop officially."""
    body = {"data": [{"id": "same"}], "has_more": True}
    with pytest.raises(headrace_openai.OpenAIError, match="same"):
        everything(kind, lambda c: c.files.list(), body)


@both
def test_get_api_list(kind: str) -> None:
    page = SyncCursorPage if kind == "sync" else headrace_openai.pagination.AsyncCursorPage
    bodies = [{"data": [{"id": "a"}], "has_more": True}, {"data": [{"id": "b"}], "has_more": False}]
    model = headrace_openai.types.Model

    def list_(client: Any) -> Any:
        return client.get_api_list("/mill", model=model, page=page[model], options={"params": {"q": "1"}})

    found, server = everything(kind, list_, *bodies)
    assert [(type(item), item.id) for item in found] == [(model, "a"), (model, "b")]
    assert queries(server) == [{"q": "1"}, {"q": "1", "after": "a"}]
