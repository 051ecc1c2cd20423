"""Every kind of change that a document can have, with its classification in requests, responses and streams.

The rows are written by hand from the rule that a change breaks when a caller that was right before is wrong after; the
well-known checkers of breaking changes were a guide. They repeat nothing of the table in the code: a letter for each
direction, B breaking, A addition, P patch.
"""

from __future__ import annotations

from typing import Any

import pytest

from harness.documents import document_of, load, with_schema
from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.document import diff_documents
from headrace_codegen.diff.kinds import KINDS

LETTERS = {"PATCH": "P", "ADDITION": "A", "BREAKING": "B"}
S, N, I = {"type": "string"}, {"type": "number"}, {"type": "integer"}  # noqa: E741


def obj(properties: dict[str, Any], *required: str, **rest: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), **rest}


CAT = obj({"kind": {"const": "cat"}, "lives": I}, "kind")
DOG = obj({"kind": {"const": "dog"}, "tail": N}, "kind")
COW = obj({"kind": {"const": "cow"}, "milk": N}, "kind")
A, AB = obj({"a": S}), obj({"a": S, "b": I})

# kind, schema before, schema after, letters for request, response, stream
SCHEMAS: list[tuple[str, Any, Any, str]] = [
    ("type-changed", S, I, "BBB"),
    ("type-changed", {"type": "array", "items": S}, A, "BBB"),
    ("type-widened", I, N, "ABB"),
    ("type-widened", S, {"type": ["string", "integer"]}, "ABB"),
    ("type-widened", S, {}, "ABB"),
    ("type-narrowed", N, I, "BPP"),
    ("type-narrowed", {"type": ["string", "integer"]}, S, "BPP"),
    ("type-narrowed", {}, S, "BPP"),
    ("became-nullable", S, {"type": ["string", "null"]}, "ABB"),
    ("became-nullable", S, {"type": "string", "nullable": True}, "ABB"),
    ("became-nullable", S, {"anyOf": [S, {"type": "null"}]}, "ABB"),
    ("became-not-nullable", {"oneOf": [{"type": "null"}, S]}, S, "BPP"),
    ("format-added", S, {**S, "format": "date-time"}, "BBB"),
    ("format-removed", {**S, "format": "date-time"}, S, "ABB"),
    ("format-changed", {**S, "format": "date"}, {**S, "format": "date-time"}, "BBB"),
    ("encoding-of-content-changed", S, {**S, "contentEncoding": "base64"}, "BBB"),
    ("enum-added", S, {**S, "enum": ["a", "b"]}, "BPP"),
    ("enum-removed", {**S, "enum": ["a", "b"]}, S, "AAA"),
    ("enum-value-added", {**S, "enum": ["a", "b"]}, {**S, "enum": ["a", "c", "b"]}, "AAA"),
    ("enum-value-removed", {**S, "enum": ["a", "b"]}, {**S, "enum": ["b"]}, "BPP"),
    ("enum-value-added", {"const": "a"}, {"enum": ["a", "b"]}, "AAA"),
    ("enum-reordered", {**S, "enum": ["a", "b"]}, {**S, "enum": ["b", "a"]}, "PPP"),
    ("const-changed", {"const": "a"}, {"const": "b"}, "BBB"),
    ("default-added", S, {**S, "default": "x"}, "PPP"),
    ("default-removed", {**S, "default": "x"}, S, "BPP"),
    ("default-changed", {**S, "default": "x"}, {**S, "default": "y"}, "BPP"),
    ("pattern-added", S, {**S, "pattern": "a+"}, "BPP"),
    ("pattern-removed", {**S, "pattern": "a+"}, S, "APP"),
    ("pattern-changed", {**S, "pattern": "a+"}, {**S, "pattern": "b+"}, "BPP"),
    ("multiple-of-added", N, {**N, "multipleOf": 2}, "BPP"),
    ("multiple-of-removed", {**N, "multipleOf": 2}, N, "APP"),
    ("multiple-of-changed", {**N, "multipleOf": 2}, {**N, "multipleOf": 3}, "BPP"),
    ("unique-items-added", {"type": "array"}, {"type": "array", "uniqueItems": True}, "BPP"),
    ("unique-items-removed", {"type": "array", "uniqueItems": True}, {"type": "array"}, "APP"),
    ("property-added", A, AB, "AAA"),
    ("property-required-added", A, obj({"a": S, "b": I}, "b"), "BAA"),
    ("property-removed", AB, A, "BBB"),
    ("property-renamed", obj({"user_name": S, "x": I}), obj({"username": S, "x": I}), "BBB"),
    ("property-became-required", A, obj({"a": S}, "a"), "BAA"),
    ("property-became-optional", obj({"a": S}, "a"), A, "ABB"),
    ("deprecated", S, {**S, "deprecated": True}, "AAA"),
    ("undeprecated", {**S, "deprecated": True}, S, "PPP"),
    ("became-read-only", S, {**S, "readOnly": True}, "BPP"),
    ("no-longer-read-only", {**S, "readOnly": True}, S, "APP"),
    ("became-write-only", S, {**S, "writeOnly": True}, "PBB"),
    ("no-longer-write-only", {**S, "writeOnly": True}, S, "PAA"),
    ("additional-properties-closed", A, {**A, "additionalProperties": False}, "BPP"),
    ("additional-properties-opened", {**A, "additionalProperties": False}, A, "AAA"),
    ("additional-properties-typed", A, {**A, "additionalProperties": S}, "BPP"),
    ("additional-properties-untyped", {**A, "additionalProperties": S}, A, "ABB"),
    ("additional-properties-opened", {**A, "additionalProperties": False}, {**A, "additionalProperties": S}, "AAA"),
    ("items-added", {"type": "array"}, {"type": "array", "items": S}, "BPP"),
    ("items-removed", {"type": "array", "items": S}, {"type": "array"}, "ABB"),
    ("tuple-item-added", {"type": "array", "prefixItems": [S]}, {"type": "array", "prefixItems": [S, I]}, "BAA"),
    ("tuple-item-removed", {"type": "array", "prefixItems": [S, I]}, {"type": "array", "prefixItems": [S]}, "BBB"),
    ("union-introduced", S, {"anyOf": [S, I]}, "ABB"),
    ("union-collapsed", {"anyOf": [S, I]}, S, "BPB"),
    ("variant-added", {"oneOf": [CAT, DOG]}, {"oneOf": [COW, CAT, DOG]}, "AAA"),
    ("variant-removed", {"oneOf": [COW, CAT, DOG]}, {"oneOf": [DOG, CAT]}, "BPB"),
    ("union-kind-changed", {"oneOf": [CAT, DOG]}, {"anyOf": [CAT, DOG]}, "PPP"),
    (
        "discriminator-added",
        {"oneOf": [CAT, DOG]},
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}},
        "PPA",
    ),
    (
        "discriminator-removed",
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [CAT, DOG]},
        "PPB",
    ),
    (
        "discriminator-changed",
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "sort"}},
        "BBB",
    ),
    (
        "discriminator-mapping-added",
        {"oneOf": [CAT], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [CAT], "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Other"}}},
        "AAA",
    ),
    (
        "discriminator-mapping-removed",
        {"oneOf": [CAT], "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Other"}}},
        {"oneOf": [CAT], "discriminator": {"propertyName": "kind"}},
        "BPB",
    ),
    (
        "discriminator-mapping-changed",
        {"oneOf": [CAT], "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Other"}}},
        {"oneOf": [CAT], "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Twin"}}},
        "BBB",
    ),
    ("pattern-properties-added", A, {**A, "patternProperties": {"^x": S}}, "BAA"),
    ("pattern-properties-removed", {**A, "patternProperties": {"^x": S}}, A, "BBB"),
    ("property-names-changed", A, {**A, "propertyNames": {"pattern": "a"}}, "BPP"),
    ("dependencies-changed", AB, {**AB, "dependentRequired": {"a": ["b"]}}, "BPP"),
    ("condition-changed", AB, {**AB, "if": {"required": ["a"]}, "then": {"required": ["b"]}}, "BPP"),
    ("not-changed", S, {**S, "not": {"const": "x"}}, "BPP"),
    ("contains-changed", {"type": "array"}, {"type": "array", "contains": S}, "BPP"),
    ("unevaluated-changed", A, {**A, "unevaluatedProperties": False}, "BPP"),
    ("xml-changed", S, {**S, "xml": {"name": "s"}}, "BBB"),
    ("extension-changed", S, {**S, "x-order": 1}, "PPP"),
    ("prose-changed", S, {**S, "description": "words"}, "PPP"),
    ("other-changed", S, {**S, "unheardOf": 1}, "PPP"),
    (
        "reference-changed",
        obj({"a": {"$ref": "#/components/schemas/Other"}}),
        obj({"a": {"$ref": "#/components/schemas/Twin"}}),
        "PPP",
    ),
    ("restructured", obj({"a": S}), {"allOf": [obj({"a": S})], "type": "object", "required": []}, "PPP"),
    *(
        (f"{name}-{change}", *pair, letters)
        for name, key, base in (
            ("minimum", "minimum", N),
            ("exclusive-minimum", "exclusiveMinimum", N),
            ("min-length", "minLength", S),
            ("min-items", "minItems", {"type": "array"}),
            ("min-properties", "minProperties", {"type": "object"}),
            ("min-contains", "minContains", {"type": "array"}),
        )
        for change, pair, letters in (
            ("added", (base, {**base, key: 1}), "BPP"),
            ("removed", ({**base, key: 1}, base), "APP"),
            ("raised", ({**base, key: 1}, {**base, key: 2}), "BPP"),
            ("lowered", ({**base, key: 2}, {**base, key: 1}), "APP"),
        )
    ),
    *(
        (f"{name}-{change}", *pair, letters)
        for name, key, base in (
            ("maximum", "maximum", N),
            ("exclusive-maximum", "exclusiveMaximum", N),
            ("max-length", "maxLength", S),
            ("max-items", "maxItems", {"type": "array"}),
            ("max-properties", "maxProperties", {"type": "object"}),
            ("max-contains", "maxContains", {"type": "array"}),
        )
        for change, pair, letters in (
            ("added", (base, {**base, key: 9}), "BPP"),
            ("removed", ({**base, key: 9}, base), "APP"),
            ("lowered", ({**base, key: 9}, {**base, key: 8}), "BPP"),
            ("raised", ({**base, key: 8}, {**base, key: 9}), "APP"),
        )
    ),
]


@pytest.mark.parametrize("direction", ["request", "response", "stream"])
@pytest.mark.parametrize(
    ("kind", "before", "after", "letters"), SCHEMAS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_change_in_a_schema_in_each_direction(
    kind: str, before: Any, after: Any, letters: str, direction: str
) -> None:
    """One edit is one change (or several of its kind), with the level that the table says."""
    found = diff(with_schema(before, direction), with_schema(after, direction))
    assert {change.kind for change in found} == {kind}
    assert {change.directions for change in found} == {(direction,)}
    wanted = letters[("request", "response", "stream").index(direction)]
    assert {LETTERS[change.level.name] for change in found} == {wanted}
    assert all(change.operations == ("post /things",) for change in found)


@pytest.mark.parametrize(
    ("kind", "before", "after", "letters"), SCHEMAS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_change_that_reaches_all_directions_is_one_change_with_its_worst_level(
    kind: str, before: Any, after: Any, letters: str
) -> None:
    found = diff(with_schema(before, "everywhere"), with_schema(after, "everywhere"))
    assert {change.kind for change in found} == {kind}
    assert len(found) == len({(change.old, change.new) for change in found})
    worst = max(letters, key="PAB".index)
    for change in found:
        assert "".join(LETTERS[level.name] for level in change.levels.values()) == letters
        assert LETTERS[change.level.name] == worst


# kind, what the document has before and after (merged into a base), letter, direction
DOCUMENTS: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = []


def row(kind: str, before: dict[str, Any], after: dict[str, Any], letter: str, direction: str = "request") -> None:
    DOCUMENTS.append((kind, before, after, letter, direction))


def operation(**members: Any) -> dict[str, Any]:
    return {"paths": {"/things": {"post": members}}}


def query(name: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}, **members}


def params(*found: dict[str, Any]) -> dict[str, Any]:
    return operation(parameters=list(found))


def body(media: str = "application/json", **members: Any) -> dict[str, Any]:
    return operation(requestBody={"content": {media: {"schema": S}}, **members})


def answer(status: str = "200", **members: Any) -> dict[str, Any]:
    return operation(responses={"200": {"description": ""}, status: {"description": "", **members}})


def media(*names: str) -> dict[str, Any]:
    return answer(content={name: {"schema": S} for name in names})


EMPTY: dict[str, Any] = {}
GET = {"operationId": "get", "responses": {"200": {"description": ""}}}


def by(name: str) -> dict[str, Any]:
    return {**GET, "parameters": [{"name": name, "in": "path", "required": True, "schema": S}]}


KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
OAUTH = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.test/t", "scopes": {"read": ""}}}}
MORE = {
    "type": "oauth2",
    "flows": {"clientCredentials": {"tokenUrl": "https://a.test/t", "scopes": {"read": "", "all": ""}}},
}
HOOK = {"post": {"requestBody": {"content": {"application/json": {"schema": S}}}, "responses": {}}}
PING = {"{$request.body#/url}": {"post": {"responses": {}}}}


def scheme(value: dict[str, Any]) -> dict[str, Any]:
    return {"components": {"securitySchemes": {"Key": value}}}


row("openapi-changed", EMPTY, {"openapi": "3.1.1"}, "P")
row("info-changed", EMPTY, {"info": {"version": "2"}}, "P")
row("server-added", EMPTY, {"servers": [{"url": "https://a.test"}, {"url": "https://b.test"}]}, "A")
row("server-removed", {"servers": [{"url": "https://a.test"}, {"url": "https://b.test"}]}, EMPTY, "B")
row(
    "server-variable-changed",
    {"servers": [{"url": "https://{r}.test", "variables": {"r": {"default": "a"}}}]},
    {"servers": [{"url": "https://{r}.test", "variables": {"r": {"default": "b"}}}]},
    "B",
)
row(
    "server-default-changed",
    {"servers": [{"url": "https://a.test"}, {"url": "https://b.test"}]},
    {"servers": [{"url": "https://b.test"}, {"url": "https://a.test"}]},
    "B",
)
row("tag-added", EMPTY, {"tags": [{"name": "a"}]}, "P")
row("tag-removed", {"tags": [{"name": "a"}]}, EMPTY, "P")
row("operation-added", EMPTY, {"paths": {"/new": {"get": GET}}}, "A")
row("operation-removed", {"paths": {"/old": {"get": GET}}}, EMPTY, "B")
row("operation-path-changed", {"paths": {"/old": {"get": GET}}}, {"paths": {"/new": {"get": GET}}}, "B")
row(
    "operation-path-parameter-renamed",
    {"paths": {"/a/{id}": {"get": by("id")}}},
    {"paths": {"/a/{a_id}": {"get": by("a_id")}}},
    "B",
)
row("operation-id-changed", EMPTY, operation(operationId="other"), "P")
row("operation-tags-changed", EMPTY, operation(tags=["a"]), "P")
row("operation-deprecated", EMPTY, operation(deprecated=True), "A")
row("operation-undeprecated", operation(deprecated=True), EMPTY, "P")
row("operation-servers-changed", EMPTY, operation(servers=[{"url": "https://other.test"}]), "B")
row("callback-added", EMPTY, operation(callbacks={"done": PING}), "A", "response")
row("callback-removed", operation(callbacks={"done": PING}), EMPTY, "B", "response")
row("callback-changed", operation(callbacks={"done": PING}), operation(callbacks={"done": {}}), "B", "response")
row("security-required", EMPTY, operation(security=[{"Key": []}]), "B")
row("security-lifted", operation(security=[{"Key": []}]), EMPTY, "A")
row(
    "security-alternative-added", operation(security=[{"Key": []}]), operation(security=[{"Key": []}, {"Two": []}]), "A"
)
row(
    "security-alternative-removed",
    operation(security=[{"Key": []}, {"Two": []}]),
    operation(security=[{"Key": []}]),
    "B",
)
row("security-scope-added", operation(security=[{"Key": []}]), operation(security=[{"Key": ["read"]}]), "B")
row("security-scope-removed", operation(security=[{"Key": ["read"]}]), operation(security=[{"Key": []}]), "A")
row("security-scheme-added", EMPTY, scheme(KEY), "A")
row("security-scheme-removed", scheme(KEY), EMPTY, "B")
row("security-scheme-type-changed", scheme(KEY), scheme({"type": "http", "scheme": "bearer"}), "B")
row("security-scheme-changed", scheme(KEY), scheme({**KEY, "name": "X-Other"}), "B")
row("security-scheme-scope-added", scheme(OAUTH), scheme(MORE), "A")
row("security-scheme-scope-removed", scheme(MORE), scheme(OAUTH), "B")
row("parameter-added", EMPTY, params(query("q")), "A")
row("parameter-required-added", EMPTY, params(query("q", required=True)), "B")
row("parameter-removed", params(query("q")), EMPTY, "B")
row("parameter-renamed", params(query("page_size")), params(query("pagesize")), "B")
row("parameter-became-required", params(query("q")), params(query("q", required=True)), "B")
row("parameter-became-optional", params(query("q", required=True)), params(query("q")), "A")
row("parameter-moved", params(query("q")), params({**query("q"), "in": "header"}), "B")
row("parameter-style-changed", params(query("q")), params(query("q", style="deepObject")), "B")
row(
    "parameter-content-changed",
    params(query("q")),
    params({"name": "q", "in": "query", "content": {"application/json": {"schema": S}}}),
    "B",
)
row("parameter-deprecated", params(query("q")), params(query("q", deprecated=True)), "A")
row("parameter-undeprecated", params(query("q", deprecated=True)), params(query("q")), "P")
row("body-added", EMPTY, body(), "A")
row("body-required-added", EMPTY, body(required=True), "B")
row("body-removed", body(), EMPTY, "B")
row("body-became-required", body(), body(required=True), "B")
row("body-became-optional", body(required=True), body(), "A")
row(
    "body-media-added",
    body(),
    operation(requestBody={"content": {"application/json": {"schema": S}, "text/plain": {"schema": S}}}),
    "A",
)
row(
    "body-media-removed",
    operation(requestBody={"content": {"application/json": {"schema": S}, "text/plain": {"schema": S}}}),
    body(),
    "B",
)
row(
    "encoding-changed",
    operation(requestBody={"content": {"multipart/form-data": {"schema": A}}}),
    operation(
        requestBody={"content": {"multipart/form-data": {"schema": A, "encoding": {"a": {"contentType": "text/csv"}}}}}
    ),
    "B",
)
row("response-success-added", EMPTY, answer("202"), "A", "response")
row("response-success-removed", answer("202"), EMPTY, "B", "response")
row("response-error-added", EMPTY, answer("429"), "P", "response")
row("response-error-removed", answer("429"), EMPTY, "P", "response")
row("response-media-added", media("application/json"), media("application/json", "text/csv"), "A", "response")
row("response-media-removed", media("application/json", "text/csv"), media("application/json"), "B", "response")
row("response-header-added", EMPTY, answer(headers={"X-A": {"schema": S}}), "A", "response")
row("response-header-removed", answer(headers={"X-A": {"schema": S}}), EMPTY, "B", "response")
row(
    "response-header-became-optional",
    answer(headers={"X-A": {"required": True, "schema": S}}),
    answer(headers={"X-A": {"schema": S}}),
    "B",
    "response",
)
row(
    "response-header-became-required",
    answer(headers={"X-A": {"schema": S}}),
    answer(headers={"X-A": {"required": True, "schema": S}}),
    "A",
    "response",
)
row("response-link-changed", EMPTY, answer(links={"next": {"operationId": "create"}}), "P", "response")
row("stream-added", media("application/json"), media("application/json", "text/event-stream"), "A", "stream")
row("stream-removed", media("application/json", "text/event-stream"), media("application/json"), "B", "stream")
row("stream-format-changed", media("text/event-stream"), media("application/jsonl"), "B", "stream")
row("webhook-added", EMPTY, {"webhooks": {"done": HOOK}}, "A", "response")
row("webhook-removed", {"webhooks": {"done": HOOK}}, EMPTY, "B", "response")
row("component-added", EMPTY, {"components": {"headers": {"X-A": {"schema": S}}}}, "P")
row("component-removed", {"components": {"headers": {"X-A": {"schema": S}}}}, EMPTY, "P")
row(
    "component-changed",
    {"components": {"headers": {"X-A": {"schema": S}}}},
    {"components": {"headers": {"X-A": {"schema": I}}}},
    "P",
)


@pytest.mark.parametrize(
    ("kind", "before", "after", "letter", "direction"),
    DOCUMENTS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_change_around_schemas(
    kind: str, before: dict[str, Any], after: dict[str, Any], letter: str, direction: str
) -> None:
    found = [change for change in diff(document_of(before), document_of(after)) if not _follows(change, kind)]
    assert [change.kind for change in found] == [kind]
    assert LETTERS[found[0].level.name] == letter
    assert found[0].directions == (direction,)


def test_a_body_that_a_response_gains_or_loses() -> None:
    """The media type is said with it, because the body may have several."""
    gained = {change.kind: change.level.name for change in diff(document_of({}), document_of(media("text/csv")))}
    assert gained == {"response-body-added": "ADDITION", "response-media-added": "ADDITION"}
    lost = {change.kind: change.level.name for change in diff(document_of(media("text/csv")), document_of({}))}
    assert lost == {"response-body-removed": "BREAKING", "response-media-removed": "BREAKING"}


def test_schemas_that_come_and_go_and_change_their_names() -> None:
    old = with_schema(obj({"a": {"$ref": "#/components/schemas/Other"}}), "response")
    new = with_schema(obj({"a": {"$ref": "#/components/schemas/Another"}}), "response")
    schemas = new["components"]["schemas"]
    schemas["Another"] = schemas.pop("Other")
    del schemas["Twin"]
    schemas["Fresh"] = {"type": "boolean"}
    found = {change.kind: (change.before, change.after, change.level.name) for change in diff(old, new)}
    assert found["schema-renamed"] == ("Other", "Another", "PATCH")
    assert found["schema-removed"] == ("Twin", None, "PATCH")
    assert found["schema-added"] == (None, "Fresh", "PATCH")
    assert "reference-changed" not in found


def test_a_property_that_moves_into_a_base_is_not_gone() -> None:
    both = obj({"id": I, "name": S})
    old = with_schema({"allOf": [{"$ref": "#/components/schemas/Other"}, both]}, "response")
    new = with_schema({"allOf": [{"$ref": "#/components/schemas/Other"}, obj({"id": I})]}, "response")
    new["components"]["schemas"]["Other"] = obj({**new["components"]["schemas"]["Other"]["properties"], "name": S})
    used = [change for change in diff(old, new) if change.operations]
    assert [(change.kind, change.level.name) for change in used] == [("property-moved", "PATCH")]


def test_read_only_properties_are_in_no_request() -> None:
    old = with_schema(obj({"id": {**S, "readOnly": True}}), "everywhere")
    new = with_schema(obj({"id": {**I, "readOnly": True}}), "everywhere")
    assert [change.directions for change in diff(old, new)] == [("response", "stream")]


def test_true_is_not_one() -> None:
    """Python calls them equal, JSON doesn't."""
    assert [
        c.kind for c in diff(with_schema({"default": 1}, "request"), with_schema({"default": True}, "request"))
    ] == ["default-changed"]
    found = diff(with_schema({"enum": [0, 2]}, "request"), with_schema({"enum": [False, 2]}, "request"))
    assert {"enum-value-added", "enum-value-removed"} <= {change.kind for change in found}


def test_every_kind_is_in_the_tables() -> None:
    """At least 80 kinds, and none in the code that no test classifies."""
    tested = {kind for kind, *_ in SCHEMAS} | {kind for kind, *_ in DOCUMENTS}
    tested |= {
        "response-body-added",
        "response-body-removed",
        "schema-added",
        "schema-removed",
        "schema-renamed",
        "property-moved",
    }
    assert len(tested) >= 80
    assert set(KINDS) == tested


def diff(old: dict[str, Any], new: dict[str, Any]) -> tuple[Change, ...]:
    return diff_documents(load(old), load(new))


def _follows(change: Change, kind: str) -> bool:
    """What necessarily comes with a change of another kind."""
    return kind == "operation-path-parameter-renamed" and change.kind == "parameter-renamed"
