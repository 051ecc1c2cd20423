"""The contract server refuses what the document forbids: otherwise a test that passes it shows nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from harness.contract import Contract
from harness.contract_server import TICKET, ContractServer, Reply
from harness.forms import BadKey, nest

DOCUMENT: dict[str, Any] = {
    "security": [{"User": []}],
    "paths": {
        "/things": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 10}},
                    {"name": "kinds[]", "in": "query", "schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
                    {
                        "name": "at",
                        "in": "query",
                        "schema": {"type": "object", "properties": {"gt": {"type": "integer"}}},
                    },
                    {"name": "x-mode", "in": "header", "schema": {"type": "array", "items": {"enum": ["on"]}}},
                ],
                "responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}},
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                        "multipart/form-data": {
                            "schema": {"$ref": "#/components/schemas/Thing"},
                            "encoding": {"sdp": {"contentType": "application/sdp"}},
                        },
                    },
                },
                "responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}},
            },
        },
        "/things/{id}": {"get": {"responses": {"204": {}}, "security": [{"Admin": []}]}},
        "/things/{id}?beta=true": {"get": {"responses": {"200": {}}}},
        "/things/special": {"get": {"responses": {"200": {}}}},
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "size": {"type": "integer"},
                    "ratio": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                    "on": {"type": "boolean"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "file": {"type": "string", "format": "binary"},
                    "sdp": {"type": "string"},
                    "inner": {"type": "object", "properties": {"n": {"type": "integer"}}},
                },
            }
        }
    },
}
KEYS = {"User": "key", "Admin": "admin-key"}


@pytest.fixture(scope="module")
def server() -> Iterator[ContractServer]:
    with ContractServer(Contract(DOCUMENT), KEYS) as running:
        yield running


def send(server: ContractServer, method: str, target: str, key: str = "key", **options: Any) -> tuple[Any, list[str]]:
    """Status and problems of one request, over a socket."""
    ticket = server.expect(Reply(200, "application/json", b'{"ok": true}'))
    headers = {TICKET: ticket, "authorization": f"Bearer {key}", **options.pop("headers", {})}
    response = httpx.request(method, server.url + target, headers=headers, trust_env=False, **options)
    received = server.received(ticket)

    assert (response.status_code == 200) == (not received.problems), response.text
    return received, received.problems


@pytest.mark.parametrize(
    ("target", "query"),
    [
        ("/things", {}),
        ("/things?limit=3", {"limit": 3}),
        ("/things?kinds[]=a&kinds[]=b", {"kinds": ["a", "b"]}),
        ("/things?kinds=a", {"kinds": ["a"]}),
        ("/things?at[gt]=5", {"at": {"gt": 5}}),
    ],
)
def test_reads_queries(server: ContractServer, target: str, query: Any) -> None:
    received, problems = send(server, "GET", target)

    assert problems == []
    assert query == received.query


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("/thing", "no operation GET /thing"),
        ("/things?limit=11", "query parameter limit: /: 11 is greater than the maximum of 10"),
        ("/things?limit=x", 'query parameter limit: /: "x" is not of type "integer"'),
        ("/things?kinds=a,b", 'query parameter kinds: /0: "a,b" is not one of "a" or "b"'),
        ("/things?other=1", "query: other is not declared"),
        ("/things?at[gt=1", "query: brackets don't match in at[gt"),
    ],
)
def test_refuses_queries(server: ContractServer, target: str, problem: str) -> None:
    assert [problem] == send(server, "GET", target)[1]


def test_headers_are_judged(server: ContractServer) -> None:
    assert send(server, "GET", "/things", headers={"x-mode": "on,on"})[1] == []
    assert send(server, "GET", "/things", headers={"x-mode": "off"})[1] != []


def test_the_most_particular_path_wins(server: ContractServer) -> None:
    """A fixed query or a fixed path goes before a path parameter; escaped characters belong to the parameter."""
    keys = [
        send(server, "GET", target, "admin-key" if target == "/things/a%2Fb" else "key")[0].endpoint.key
        for target in ("/things/a%2Fb", "/things/1?beta=true", "/things/special")
    ]

    assert keys == ["/things/{id}", "/things/{id}?beta=true", "/things/special"]
    assert send(server, "GET", "/things/a%2Fb", "admin-key")[0].path == {"id": "a/b"}


def test_the_key_must_be_of_the_scheme(server: ContractServer) -> None:
    assert send(server, "GET", "/things/1", "admin-key")[1] == []
    assert send(server, "GET", "/things/1", "key")[1] == ["the key is not that of the operation's security scheme"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"json": {"name": "n", "ratio": None}}, None),
        ({"json": {"size": 1}}, 'body: /: "name" is a required property'),
        ({"json": {"name": "n", "size": "1"}}, 'body: /size: "1" is not of type "integer"'),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, "body: not JSON"),
        ({"content": b"name=n", "headers": {"content-type": "text/plain"}}, "body: content type 'text/plain' is not"),
        ({}, "a body is required"),
    ],
)
def test_json_bodies(server: ContractServer, body: dict[str, Any], problem: str | None) -> None:
    received, problems = send(server, "POST", "/things", **body)

    if problem is None:
        assert problems == []
        assert body["json"] == received.body
    else:
        assert len(problems) == 1
        assert problems[0].startswith(problem)


def test_forms_are_typed_by_the_schema(server: ContractServer) -> None:
    """Text becomes numbers, booleans, arrays and objects where the schema says so; a file is its content."""
    received, problems = send(
        server,
        "POST",
        "/things",
        data={"name": "1", "size": "2", "ratio": "0.5", "on": "true", "tags[]": ["a", "b"], "inner[n]": "3"},
        files={"file": ("f.bin", b"\r\n\x00--x")},
    )

    assert problems == []
    assert received.body == {
        "name": "1",
        "size": 2,
        "ratio": 0.5,
        "on": True,
        "tags": ["a", "b"],
        "inner": {"n": 3},
        "file": "\r\n\x00--x",
    }


def test_forms_are_judged(server: ContractServer) -> None:
    def problems(**data: Any) -> list[str]:
        return send(server, "POST", "/things", files={"name": (None, "n"), **data})[1]

    assert problems(other=(None, "x")) == ["body: part other is not declared"]
    assert problems(sdp=(None, "v=0", "text/plain")) == [
        "body: part sdp has content type 'text/plain', not 'application/sdp'"
    ]
    assert problems(sdp=(None, "v=0", "application/sdp")) == []
    assert problems(size=(None, "x")) == ['body: /size: "x" is not of type "integer"']


def test_a_request_without_a_ticket_gets_no_answer(server: ContractServer) -> None:
    response = httpx.get(server.url + "/things", headers={"authorization": "Bearer key"}, trust_env=False)

    assert response.status_code == 400
    assert "no answer is planned" in json.loads(response.content)["error"]["message"]


def test_nest() -> None:
    assert nest([("a[][b]", "1"), ("a[][c]", "2"), ("a[][b]", "3")]) == {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}
    with pytest.raises(BadKey):
        nest([("a]", "1")])
