"""Every type of ``pagination`` and every key of a scheme: a generated client walks through pages of a server."""

from __future__ import annotations

import inspect
from pathlib import Path
from textwrap import dedent
from typing import Any

import anyio
import pytest

from harness.made import Made, made
from harness.scripted_server import Reply, ScriptedServer, scripted_server

DOCUMENT = """
servers: [{url: "https://mill.example"}]
paths:
  /wheels:
    get:
      parameters: [QUERY]
      responses:
        "200": {description: "", content: {application/json: {schema: ANSWER}}}
  /wheels/find:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {BODY}}}}}
      responses:
        "200": {description: "", content: {application/json: {schema: ANSWER}}}
components:
  schemas:
    Wheel: {type: object, required: [id], properties: {id: {type: string}, key: {type: string}}}
"""
WHEELS = '{type: array, items: {$ref: "#/components/schemas/Wheel"}}'
MARK = "x-stainless-pagination-property"


def walk(
    folder: Path, scheme: str, request: str, response: str, replies: list[Reply], **arguments: Any
) -> tuple[list[str], ScriptedServer, Made]:
    """The ids of all wheels in ``replies``, the server with what it was asked, and the SDK."""
    names = [name.strip() for name in request.split(",") if name.strip()]
    query = ", ".join(f"{{name: {name}, in: query, schema: {{type: string}}}}" for name in names)
    body = ", ".join(f"{name}: {{type: string}}" for name in names)
    document = DOCUMENT.replace("QUERY", query).replace("BODY", body).replace("ANSWER", response)
    config = (
        "resources: {wheels: {models: {wheel: Wheel}, methods: {list: get /wheels, list_found: post /wheels/find}}}\n"
    )
    with made(folder, document, config + dedent(scheme)) as sdk, scripted_server(replies) as server:
        wheels = sdk.client(server.url).wheels
        method = wheels.list_found if "body" in scheme.partition("param_location")[2][:8] else wheels.list
        ids = [wheel.id for wheel in method(**arguments)]
        assert {type(wheel).__name__ for wheel in method(**arguments)._get_page_items()} <= {"Wheel"}
        return ids, server, sdk


def pages(*bodies: Any) -> list[Reply]:
    return [Reply(body=body) for body in bodies]


def ids(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "key": f"k{name}"} for name in names]


CASES = {
    "cursor": (
        "{name: p, type: cursor, request: {cursor: {type: string}}, "
        "response: {data: {type: array, items: {}}, next_cursor: {type: string}}}",
        "cursor",
        f"{{type: object, properties: {{data: {WHEELS}, next_cursor: {{type: string}}}}}}",
        pages({"data": ids("a"), "next_cursor": "x"}, {"data": ids("b"), "next_cursor": None}),
        [[], [("cursor", "x")]],
    ),
    "cursor, in the body": (
        "{name: p, type: cursor, param_location: body, request: {cursor: {type: string}}, "
        "response: {data: {type: array, items: {}}, next_cursor: {type: string}}}",
        "cursor",
        f"{{type: object, properties: {{data: {WHEELS}, next_cursor: {{type: string}}}}}}",
        pages({"data": ids("a"), "next_cursor": "x"}, {"data": ids("b")}),
        [{}, {"cursor": "x"}],
    ),
    "cursor_id, with a property of the items": (
        f"{{name: p, type: cursor_id, request: {{after: {{type: string}}}}, response: {{data: {{type: array, "
        f"items: {{properties: {{key: {{{MARK}: {{purpose: cursor_item_id}}}}}}}}}}, has_more: {{type: boolean}}}}}}",
        "after",
        f"{{type: object, properties: {{data: {WHEELS}, has_more: {{type: boolean}}}}}}",
        pages({"data": ids("a", "b"), "has_more": True}, {"data": ids("c"), "has_more": False}),
        [[], [("after", "kb")]],
    ),
    "cursor_url": (
        "{name: p, type: cursor_url, request: {}, response: {data: {type: array, items: {}}, next: {type: string}}}",
        "",
        f"{{type: object, properties: {{data: {WHEELS}, next: {{type: string}}}}}}",
        pages({"data": ids("a"), "next": "/v1/wheels?page=2"}, {"data": ids("b")}),
        [[], [("page", "2")]],
    ),
    "offset": (
        "{name: p, type: offset, request: {offset: {type: integer}}, "
        "response: {data: {type: array, items: {}}, total: {type: integer}}}",
        "offset",
        f"{{type: object, properties: {{data: {WHEELS}, total: {{type: integer}}}}}}",
        pages({"data": ids("a", "b"), "total": 3}, {"data": ids("c"), "total": 3}),
        [[], [("offset", "2")]],
    ),
    "page_number": (
        "{name: p, type: page_number, request: {page: {type: integer}}, "
        "response: {data: {type: array, items: {}}, page: {type: integer}, total_pages: {type: integer}}}",
        "page",
        f"{{type: object, properties: {{data: {WHEELS}, page: {{type: integer}}, total_pages: {{type: integer}}}}}}",
        pages({"data": ids("a"), "page": 1, "total_pages": 2}, {"data": ids("b"), "page": 2, "total_pages": 2}),
        [[], [("page", "2")]],
    ),
    "fake_page": (
        "{name: p, type: fake_page, request: {}, response: {data: {type: array, items: {}}}}",
        "",
        f"{{type: object, properties: {{data: {WHEELS}}}}}",
        pages({"data": ids("a")}),
        [[]],
    ),
    "the body is the array, the cursor a header": (
        f"{{name: p, type: cursor, request: {{cursor: {{type: string, {MARK}: {{purpose: next_cursor_param}}}}}}, "
        f"response: {{data: {{type: array, items: {{}}, {MARK}: {{purpose: items, is_top_level_array: true}}}}, "
        f"next: {{type: string, {MARK}: {{purpose: next_cursor_field, from_header: X-Next}}}}}}}}",
        "cursor",
        WHEELS,
        [Reply(body=ids("a"), headers={"X-Next": "n"}), Reply(body=ids("b"))],
        [[], [("cursor", "n")]],
    ),
    "empty pages on the way": (
        "{name: p, type: cursor, continue_on_empty_items: true, request: {cursor: {type: string}}, "
        "response: {data: {type: array, items: {}}, next_cursor: {type: string}}}",
        "cursor",
        f"{{type: object, properties: {{data: {WHEELS}, next_cursor: {{type: string}}}}}}",
        pages({"data": ids("a"), "next_cursor": "x"}, {"data": [], "next_cursor": "y"}, {"data": ids("b")}),
        [[], [("cursor", "x")], [("cursor", "y")]],
    ),
    "items and cursor inside objects": (
        "{name: p, type: cursor, request: {cursor: {type: string}}, response: {data: {type: object, properties: "
        "{rows: {type: array, items: {}}, nextPage: {type: object, properties: {next_cursor: {type: string}}}}}}}",
        "cursor",
        f"{{type: object, properties: {{data: {{type: object, properties: {{rows: {WHEELS}, nextPage: {{type: object, "
        "properties: {next_cursor: {type: string}}}}}}}",
        pages(
            {"data": {"rows": ids("a"), "nextPage": {"next_cursor": "x"}}},
            {"data": {"rows": ids("b"), "nextPage": None}},
        ),
        [[], [("cursor", "x")]],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_scheme_leads_through_all_pages(tmp_path: Path, case: str) -> None:
    scheme, request, response, replies, wanted = CASES[case]
    found, server, _ = walk(tmp_path, f"pagination: [{scheme}]", request, response, replies)

    assert found == [item["id"] for reply in replies for item in _items(reply.body)]
    sent = server.requests[: len(wanted)]
    assert wanted == [asked.json if asked.method == "POST" else asked.query for asked in sent]


def _items(body: Any) -> list[dict[str, str]]:
    if isinstance(body, list):
        return body
    return body["data"] if isinstance(body["data"], list) else body["data"]["rows"]


def test_objects_in_a_page_are_classes(tmp_path: Path) -> None:
    """Named after the page and the property, generic where the items are inside; their fields have Python's names."""
    scheme, request, response, replies, _ = CASES["items and cursor inside objects"]
    *_, sdk = walk(tmp_path, f"pagination: [{scheme}]", request, response, replies)
    assert (
        sdk.files["pagination.py"].partition("class AsyncP(")[0].partition('T = TypeVar("T")\n')[2].strip()
        == dedent(
            '''
        class PNextPage(BaseModel):
            next_cursor: Optional[str] = None


        class PData(BaseModel, Generic[T]):
            rows: Optional[List[T]] = None
            next_page: Optional[PNextPage] = Field(default=None, alias="nextPage")


        class SyncP(SyncPage[T], Generic[T]):
            """The response names the cursor of the next page."""

            _page_spec: ClassVar[PageSpec] = PageSpec(
                type="cursor", items="data.rows", param="cursor", cursor="data.nextPage.next_cursor"
            )

            data: Optional[PData[T]] = None
        '''
        ).strip()
    )
    assert '__all__ = ["AsyncP", "PData", "PNextPage", "SyncP"]' in sdk.files["pagination.py"]


def test_paginated_chooses_and_forbids(tmp_path: Path) -> None:
    """One that isn't called list pages when it is told to; ``false`` stops one that is; a name picks the scheme."""
    document = (
        DOCUMENT.replace("QUERY", "{name: cursor, in: query, schema: {type: string}}")
        .replace("BODY", "cursor: {type: string}")
        .replace("ANSWER", f"{{type: object, properties: {{data: {WHEELS}, next_cursor: {{type: string}}}}}}")
    )
    config = """
        pagination:
          - {name: first, type: fake_page, request: {}, response: {data: {type: array, items: {}}}}
          - name: second
            type: cursor
            request: {cursor: {type: string}}
            response: {data: {type: array, items: {}}, next_cursor: {type: string}}
        resources:
          wheels:
            models: {wheel: Wheel}
            methods:
              list: get /wheels
              list_plain: {endpoint: get /wheels, paginated: false}
              walk: {endpoint: get /wheels, paginated: true}
              step: {endpoint: get /wheels, paginated: second}
              see: get /wheels
    """
    with made(tmp_path, document, dedent(config)) as sdk:
        wheels = sdk.package.Mill().wheels
        returned = {
            name: inspect.signature(getattr(wheels, name)).return_annotation
            for name in ("list", "list_plain", "walk", "step", "see")
        }
    assert returned == {
        "list": "SyncFirst[Wheel]",
        "list_plain": "WheelListPlainResponse",
        "walk": "SyncFirst[Wheel]",
        "step": "SyncSecond[Wheel]",
        "see": "WheelSeeResponse",
    }


def test_the_async_client_walks_too(tmp_path: Path) -> None:
    scheme, request, response, replies, _ = CASES["items and cursor inside objects"]
    query = f"{{name: {request}, in: query, schema: {{type: string}}}}"
    document = DOCUMENT.replace("QUERY", query).replace("BODY", "").replace("ANSWER", response)
    config = (
        f"resources: {{wheels: {{models: {{wheel: Wheel}}, methods: {{list: get /wheels}}}}}}\npagination: [{scheme}]"
    )

    async def collect(sdk: Made, url: str) -> list[str]:
        async with sdk.package.AsyncMill(base_url=url) as client:
            return [wheel.id async for wheel in client.wheels.list()]

    with made(tmp_path, document, config) as sdk, scripted_server(replies) as server:
        assert anyio.run(collect, sdk, server.url) == ["a", "b"]
