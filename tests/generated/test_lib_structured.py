"""Structured outputs: schemas in strict form, function tools, ``parse`` of both APIs, and its errors."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pydantic
import pytest
from pydantic import Field
from pydantic.dataclasses import dataclass as pydantic_dataclass

import headrace_openai as openai
from harness.helper_streams import answer, call, every_kind, function_call, message, response
from headrace.testing import RecordedRequest, ReplayServer
from headrace_openai.lib.schema import to_strict_json_schema
from headrace_openai.types.chat import ParsedChatCompletion
from headrace_openai.types.responses import ParsedResponse


class Wheel(pydantic.BaseModel):
    """A wheel."""

    metres: float


class Mill(pydantic.BaseModel):
    name: str
    wheel: Wheel = Field(description="The main one.")
    other: Wheel | None = None
    kind: Literal["water", "wind"] = "water"


class Sluice(pydantic.BaseModel):
    """Open or close the sluice."""

    open: bool


@pydantic_dataclass
class Sack:
    grain: str


class Node(pydantic.BaseModel):
    value: int
    child: Annotated[Node, Field(description="What hangs below.")] | None = None


def objects(schema: Any) -> list[dict[str, Any]]:
    """All object schemas in a schema."""
    if isinstance(schema, list):
        return [found for each in schema for found in objects(each)]
    if not isinstance(schema, dict):
        return []
    below = [found for each in schema.values() for found in objects(each)]
    return [schema, *below] if schema.get("type") == "object" else below


def references(schema: Any) -> list[dict[str, Any]]:
    """All schemas that are references."""
    if isinstance(schema, list):
        return [found for each in schema for found in references(each)]
    if not isinstance(schema, dict):
        return []
    below = [found for each in schema.values() for found in references(each)]
    return [schema, *below] if "$ref" in schema else below


class TestSchema:
    @pytest.mark.parametrize("kind", [Mill, Sluice, Sack, Node, Mill | Sack, list[Mill]])
    def test_strict(self, kind: Any) -> None:
        """Every object is closed and needs all of its properties; a reference stands alone."""
        schema = to_strict_json_schema(kind)

        for each in objects(schema):
            assert each["additionalProperties"] is False
            assert list(each["properties"]) == each["required"]
        for each in references(schema):
            assert ["$ref"] == list(each)

    def test_siblings_of_a_reference(self) -> None:
        """What a property says beside its type's reference is kept: the type is written out there."""
        wheel = to_strict_json_schema(Mill)["properties"]["wheel"]

        assert ("The main one.", ["metres"]) == (wheel["description"], wheel["required"])

    def test_defaults(self) -> None:
        """A default of null is no news, others are kept."""
        properties = to_strict_json_schema(Mill)["properties"]

        assert "default" not in properties["other"]
        assert "water" == properties["kind"]["default"]

    def test_recursion(self) -> None:
        """A type that holds itself refers to itself; the description of that place can't be kept."""
        schema = to_strict_json_schema(Node)

        assert {"$ref": "#/$defs/Node"} in references(schema)
        json.dumps(schema)

    def test_single_all_of(self) -> None:
        """``allOf`` of one says what the one says, also where that is a reference with siblings."""
        adapter = pydantic.TypeAdapter(dict)
        given = {
            "$defs": {"A": {"type": "object", "properties": {"b": {"type": "string"}}}},
            "type": "object",
            "properties": {"a": {"allOf": [{"$ref": "#/$defs/A"}], "description": "An A."}},
        }
        adapter.json_schema = lambda: given  # type: ignore[method-assign, assignment]
        made = to_strict_json_schema(adapter)["properties"]["a"]

        assert {
            "type": "object",
            "properties": {"b": {"type": "string"}},
            "additionalProperties": False,
            "required": ["b"],
            "description": "An A.",
        } == made

    @pytest.mark.parametrize("reference", ["other.json#/A", "#/$defs/B"])
    def test_references_to_nowhere(self, reference: str) -> None:
        """They are errors, as they can't be written out."""
        adapter = pydantic.TypeAdapter(dict)
        adapter.json_schema = lambda: {  # type: ignore[method-assign, assignment]
            "$defs": {},
            "$ref": reference,
        }

        with pytest.raises(TypeError, match="points"):
            to_strict_json_schema(adapter)


class TestTool:
    def test_from_a_model(self) -> None:
        """Name and description are the class's own unless given."""
        tool: Any = openai.pydantic_function_tool(Sluice)

        assert {
            "type": "function",
            "function": {
                "name": "Sluice",
                "strict": True,
                "description": "Open or close the sluice.",
                "parameters": to_strict_json_schema(Sluice),
            },
        } == tool
        named: Any = openai.pydantic_function_tool(Sluice, name="gate", description="Move it.")
        assert ("gate", "Move it.") == (named["function"]["name"], named["function"]["description"])

    def test_without_a_docstring(self) -> None:
        """A class without a docstring gives no description, rather than that of its base."""
        tool: Any = openai.pydantic_function_tool(Mill)

        assert "description" not in tool["function"]


def completion(*texts: str, finish: str = "stop", **more: Any) -> dict[str, Any]:
    choices = [
        {
            "index": at,
            "finish_reason": finish,
            "logprobs": None,
            "message": {"role": "assistant", "content": text, "refusal": None, **more},
        }
        for at, text in enumerate(texts)
    ]
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}


def parse_chat(kind: str, body: Any, sent: list[RecordedRequest] | None = None, **arguments: Any) -> Any:
    with ReplayServer(answer(body, headers={"x-request-id": "req_9"})) as server:
        try:
            return call(kind, server.url, lambda c: c.chat.completions.parse(model="m", messages=[], **arguments))
        finally:
            if sent is not None:
                sent.extend(server.requests)


def parse_response(kind: str, body: Any, sent: list[RecordedRequest] | None = None, **arguments: Any) -> Any:
    with ReplayServer(answer(body, headers={"x-request-id": "req_9"})) as server:
        try:
            return call(kind, server.url, lambda c: c.responses.parse(model="m", input="x", **arguments))
        finally:
            if sent is not None:
                sent.extend(server.requests)


MILL = '{"name":"Old","wheel":{"metres":3.5},"other":null,"kind":"wind"}'


@every_kind
class TestChat:
    @pytest.mark.parametrize(
        ("format", "text", "wanted"),
        [
            (Mill, MILL, Mill(name="Old", wheel=Wheel(metres=3.5), kind="wind")),
            (Sack, '{"grain":"rye"}', Sack(grain="rye")),
        ],
    )
    def test_parsed(self, kind: str, format: Any, text: str, wanted: Any) -> None:
        """The content of every choice is an instance of the format, which was sent as a strict schema."""
        sent: list[RecordedRequest] = []
        found = parse_chat(kind, completion(text, text), sent, response_format=format)

        assert isinstance(found, ParsedChatCompletion)
        assert [wanted, wanted] == [each.message.parsed for each in found.choices]
        assert (text, "req_9") == (found.choices[0].message.content, found._request_id)
        body = sent[0].json()
        assert {
            "type": "json_schema",
            "json_schema": {"name": format.__name__, "strict": True, "schema": to_strict_json_schema(format)},
        } == body["response_format"]
        assert body["stream"] is False

    def test_tools(self, kind: str) -> None:
        """Arguments are read with their tool: a model's instance, or JSON for a strict dict."""
        strict: Any = {"type": "function", "function": {"name": "f", "strict": True, "parameters": {}}}
        calls = [
            {"id": "a", "type": "function", "function": {"name": "Sluice", "arguments": '{"open":true}'}},
            {"id": "b", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}},
            {"id": "c", "type": "function", "function": {"name": "stranger", "arguments": "{}"}},
        ]
        found = parse_chat(
            kind,
            completion("", finish="tool_calls", tool_calls=calls),
            tools=[openai.pydantic_function_tool(Sluice), strict],
        )

        parsed = [each.function.parsed_arguments for each in found.choices[0].message.tool_calls]
        assert [Sluice(open=True), {"x": 1}, None] == parsed

    def test_refusal(self, kind: str) -> None:
        """A refusal has nothing parsed."""
        found = parse_chat(kind, completion("", refusal="No."), response_format=Mill)

        assert (None, "No.") == (found.choices[0].message.parsed, found.choices[0].message.refusal)

    def test_dict_formats(self, kind: str) -> None:
        """A format as it goes on the wire is sent as it is, and nothing is parsed."""
        sent: list[RecordedRequest] = []
        found = parse_chat(kind, completion("{}"), sent, response_format={"type": "json_object"})

        assert found.choices[0].message.parsed is None
        assert {"type": "json_object"} == sent[0].json()["response_format"]

    @pytest.mark.parametrize(
        ("finish", "error"),
        [("length", openai.LengthFinishReasonError), ("content_filter", openai.ContentFilterFinishReasonError)],
    )
    def test_cut(self, kind: str, finish: str, error: Any) -> None:
        """Output that isn't whole is an error that keeps the completion."""
        with pytest.raises(error) as caught:
            parse_chat(kind, completion('{"na', finish=finish), response_format=Mill)

        assert isinstance(caught.value, openai.OpenAIError)
        assert '{"na' == caught.value.completion.choices[0].message.content

    def test_does_not_fit(self, kind: str) -> None:
        """Text of another shape is an error that keeps the completion and the reason."""
        with pytest.raises(openai.StructuredOutputError, match="wheel") as caught:
            parse_chat(kind, completion('{"name":"Old"}'), response_format=Mill)

        assert '{"name":"Old"}' == caught.value.response.choices[0].message.content
        assert isinstance(caught.value.__cause__, pydantic.ValidationError)

    @pytest.mark.parametrize(
        ("tools", "reason"),
        [
            ([{"type": "custom", "custom": {"name": "x"}}], "custom"),
            ([{"type": "function", "function": {"name": "loose"}}], "loose"),
        ],
    )
    def test_tools_that_cannot_be_parsed(self, kind: str, tools: Any, reason: str) -> None:
        """They are refused before anything is sent."""
        sent: list[RecordedRequest] = []
        with pytest.raises(ValueError, match=reason):
            parse_chat(kind, completion("{}"), sent, tools=tools)

        assert [] == sent

    @pytest.mark.parametrize("format", [dict, int, list[Mill], "text"])
    def test_types_that_are_no_format(self, kind: str, format: Any) -> None:
        """Only models, pydantic dataclasses and dicts are formats."""
        with pytest.raises(TypeError, match="format"):
            parse_chat(kind, completion("{}"), response_format=format)

    @pytest.mark.parametrize("format", [Mill, Sack])
    def test_create_takes_no_class(self, kind: str, format: Any) -> None:
        """``create`` names the method that does, and sends nothing."""
        with ReplayServer(answer(completion("{}"))) as server:
            with pytest.raises(TypeError, match=r"chat\.completions\.parse"):
                call(
                    kind,
                    server.url,
                    lambda c: c.chat.completions.create(model="m", messages=[], response_format=format),
                )

            assert [] == server.requests

    def test_raw_response(self, kind: str) -> None:
        """``with_raw_response.parse`` gives the headers, and the same parsed completion."""
        with ReplayServer(answer(completion(MILL), headers={"x-mill": "yes"})) as server:
            raw = call(
                kind,
                server.url,
                lambda c: c.chat.completions.with_raw_response.parse(model="m", messages=[], response_format=Mill),
            )

        assert "yes" == raw.headers["x-mill"]
        assert "Old" == raw.parse().choices[0].message.parsed.name


@every_kind
class TestResponses:
    def test_parsed(self, kind: str) -> None:
        """The text is an instance of the format, which was sent as a strict schema beside what else ``text`` says."""
        sent: list[RecordedRequest] = []
        found = parse_response(
            kind, response("completed", message(MILL)), sent, text_format=Mill, text={"verbosity": "low"}
        )

        assert isinstance(found, ParsedResponse)
        assert "Old" == found.output_parsed.name == found.output[0].content[0].parsed.name
        assert (MILL, "req_9") == (found.output_text, found._request_id)
        assert {
            "verbosity": "low",
            "format": {"type": "json_schema", "name": "Mill", "strict": True, "schema": to_strict_json_schema(Mill)},
        } == sent[0].json()["text"]

    def test_verbosity(self, kind: str) -> None:
        """``verbosity`` is put where the API has it."""
        sent: list[RecordedRequest] = []
        parse_response(kind, response("completed", message("a")), sent, verbosity="high")

        assert {"verbosity": "high"} == sent[0].json()["text"]
        assert "verbosity" not in sent[0].json()

    def test_tools(self, kind: str) -> None:
        """A tool made of a model is sent flat, and its arguments are read with it."""
        sent: list[RecordedRequest] = []
        found = parse_response(
            kind,
            response("completed", function_call("Sluice", '{"open":false}')),
            sent,
            tools=[openai.pydantic_function_tool(Sluice), {"type": "web_search"}],
        )

        assert Sluice(open=False) == found.output[0].parsed_arguments
        flat, other = sent[0].json()["tools"]
        assert ("function", "Sluice", True) == (flat["type"], flat["name"], flat["strict"])
        assert {"type": "web_search"} == other

    def test_no_format(self, kind: str) -> None:
        """Without a format nothing is parsed, and the response is there."""
        found = parse_response(kind, response("completed", message("Water.")))

        assert (None, "Water.") == (found.output_parsed, found.output_text)

    def test_other_items_stay(self, kind: str) -> None:
        """Items that aren't parsed are their own classes."""
        reasoning = {"id": "rs", "type": "reasoning", "summary": []}
        found = parse_response(kind, response("completed", reasoning, message(MILL)), text_format=Mill)

        assert "ResponseReasoningItem" == type(found.output[0]).__name__
        assert "Old" == found.output_parsed.name

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (
                response("incomplete", message('{"na'), incomplete_details={"reason": "max_output_tokens"}),
                "max_output_tokens",
            ),
            (response("completed", message('{"name":"Old"}')), "wheel"),
            (response("completed", message("Sorry")), "JSON"),
        ],
        ids=["truncated", "misfit", "prose"],
    )
    def test_does_not_fit(self, kind: str, body: Any, reason: str) -> None:
        """Text that was cut, or is of another shape, is an error that keeps the response."""
        with pytest.raises(openai.StructuredOutputError, match=reason) as caught:
            parse_response(kind, body, text_format=Mill)

        text = body["output"][0]["content"][0]["text"]
        assert text == caught.value.text == caught.value.response.output_text
        assert body["status"] == caught.value.response.status
        assert isinstance(caught.value, openai.OpenAIError)
        assert isinstance(caught.value.__cause__, pydantic.ValidationError)

    def test_said_twice(self, kind: str) -> None:
        """A format in both places is refused."""
        with pytest.raises(TypeError, match="text_format"):
            parse_response(kind, response("completed"), text_format=Mill, text={"format": {"type": "json_object"}})

    def test_refusal(self, kind: str) -> None:
        """A refusal has nothing parsed."""
        item = {**message(), "content": [{"type": "refusal", "refusal": "No."}]}
        found = parse_response(kind, response("completed", item), text_format=Mill)

        assert (None, "No.") == (found.output_parsed, found.output[0].content[0].refusal)
