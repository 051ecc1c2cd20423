"""Documents that attack the printer: texts in every position, names that Python or the SDK needs itself, odd shapes."""

from __future__ import annotations

from typing import Any

__all__ = ["HOSTILE", "ODD", "hostile_document", "small_document"]

HOSTILE = (
    "a\"b'c\\d\ne\"\"\"f'''{{ g }}{% h %}{# i #}{j}%s${k}`__import__('sys').exit(3)`"
    '\u0000\u202e\u2028\u0085\x1b[31m\\N{BULLET}\\x\t\r\n\f"""\nimport sys; sys.exit(3)\n\\'
)
"""Ends strings, docstrings, comments and templates, and leaves the process where any of it is evaluated."""


def _words(text: str) -> list[str]:
    return text.split(" ")


_PROPERTIES = _words(
    "class self model_config model_fields model_ copy json dict schema construct validate __init__ __class__ __slots__ "
    "_request_id to_dict id type list List str date datetime Optional Any Union Literal Field BaseModel from import "
    "None True print é 日本語 1a - a-b a_b a\x20b aB a.b @type # * **kwargs \uff41 \ufb01 µ"
)
_SCHEMAS = _words(
    "List Optional Any Literal Union BaseModel Field Dict TypeAlias Annotated Omit omit Stream AsyncStream Body Query "
    "Headers NotGiven Timeout Operation Required TypedDict Iterable Exception Client None True type APIError Ref "
    "TYPE_CHECKING SyncResource overload property super print FileTypes 日本 object str int date"
)
_ARGUMENTS = _words(
    "timeout extra_headers extra_query extra_body self stream class args kwargs a[b] a.b idle_timeout id ID cls 日本 "
    "List str options"
)
_RESOURCES = _words(
    "client types resources copy close with_options get post base_url api_key timeout self class async T t Client lib "
    "with_raw_response version stream con aux nul pagination __init__"
)


def _json(schema: object) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answer(schema: object) -> dict[str, Any]:
    return {"200": {"description": HOSTILE, **_json(schema)}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _text(name: str, where: str = "query", **members: object) -> dict[str, Any]:
    found = {"name": name, "in": where, "required": where == "path", "schema": {"type": "string"}}
    return {**found, "description": HOSTILE, **members}


def small_document(paths: object, schemas: object = None, **members: object) -> dict[str, Any]:
    """A document with ``paths``, the component ``schemas`` if any, and ``members`` at its root."""
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://a.test"}]}
    components = {} if schemas is None else {"components": {"schemas": schemas}}
    return {**head, "paths": paths, **components, **members}


def hostile_document() -> dict[str, Any]:
    """Everything at once, in one document that has to compile."""
    named = {
        "a": {"type": "string"},
        "b": _ref("List"),
        "c": {"type": ["string", "null"]},
        "d": {"enum": ["x", HOSTILE]},
        "f": {"type": "array", "items": {"type": "string"}},
        "h": {"type": "string", "format": "date-time"},
    }
    schemas: dict[str, Any] = {name: {"type": "object", "properties": named} for name in _SCHEMAS}
    schemas |= _odd_schemas()
    texts = {name: {"type": "string", "description": HOSTILE} for name in (*_PROPERTIES, "", "  ", HOSTILE, "x" * 300)}
    thing = {"type": "object", "description": HOSTILE, "title": HOSTILE, "properties": texts, "required": ["self", ""]}
    schemas |= {"Thing": thing, "a/b~c": named["c"]}
    places = {f"p{number}": _ref(name.replace("~", "~0").replace("/", "~1")) for number, name in enumerate(schemas)}
    schemas["Everything"] = {"type": "object", "properties": places}
    info = {"title": "Hostile " + HOSTILE, "description": HOSTILE}
    webhook = {"post": {"requestBody": _json(_ref("Thing")), "responses": {}}}
    tags = [{"name": HOSTILE, "description": HOSTILE}]
    return small_document(_paths(), schemas, info=info, webhooks={HOSTILE: webhook}, tags=tags)


def _odd_schemas() -> dict[str, Any]:
    tagged = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["dog", "hound"]}}}
    untagged = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    mapping = {"cat": "Cat", "dog": "#/components/schemas/Dog", "hound": "./Dog.yaml", HOSTILE: "nowhere"}
    pets = [_ref("Cat"), _ref("Dog")]
    return {
        "Cat": untagged,
        "Dog": tagged,
        "ByName": {"oneOf": pets, "discriminator": {"propertyName": "kind", "mapping": mapping}},
        "ByNothing": {"oneOf": pets, "discriminator": {"propertyName": "kind"}},
        "ByOddName": {"anyOf": [*pets, {"type": "string"}, _ref("ByName")], "discriminator": {"propertyName": HOSTILE}},
        "Enum": {"type": "string", "enum": ["1.0", "2", "", "é", "a b", "-", HOSTILE]},
        "EnumWithNull": {"type": "string", "nullable": True, "enum": ["a", None]},
        "NoEnum": {"enum": []},
        "Null": {"const": None},
        "Mixed": {"enum": ["a", 1, 1.5, True, None, {"a": 1}, [1]]},
        "Types": {"type": ["string", "integer", "null", "array", "object"], "items": {"type": "string"}},
        "Booleans": {"type": "object", "properties": {"t": True, "f": False, "e": {}}, "additionalProperties": False},
        "Defaults": {
            "type": "object",
            "properties": {
                "a": {"type": "string", "default": HOSTILE},
                "b": {"type": "integer", "default": "x"},
                "c": {"type": "array", "items": {}, "default": []},
                "d": {"enum": ["a"], "default": "b"},
            },
        },
        "Text": {"type": "string", "pattern": HOSTILE, "format": HOSTILE, "minLength": -1},
        "Number": {"type": "integer", "minimum": -9223372036854776000, "maximum": 1e30, "multipleOf": 0},
        "Tuple": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
        "Arrays": {"type": "array", "items": _ref("Arrays")},
        "Maps": {"type": "object", "additionalProperties": _ref("Maps")},
        "Contradiction": {"allOf": [{"type": "string"}, {"type": "integer"}]},
        "Ring": {"allOf": [_ref("Link")]},
        "Link": {"allOf": [_ref("Ring"), {"type": "object", "properties": {"ring": _ref("Ring")}}]},
        "Loop": {"anyOf": [_ref("Knot"), {"type": "null"}]},
        "Knot": {"oneOf": [_ref("Loop"), {"type": "string"}]},
    }


def _paths() -> dict[str, Any]:
    thing = _answer(_ref("Thing"))
    odd_place = [
        _text("X-H", "header"),
        _text("ck", "cookie"),
        _text("deep", style="deepObject", schema={"type": "object", "properties": {"a": {"type": "string"}}}),
        {"name": "ct", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
    ]
    in_path = ["timeout", "self", "stream", "extra_headers", "class"]
    body = {name: {"type": "string"} for name in ("timeout", "self", "class")} | {"stream": {"type": "boolean"}}
    weird = ["a.b", "c-d", "é", "y", "list"]
    resources = {f"/names/{name}": {"get": {"operationId": "same", "responses": thing}} for name in _RESOURCES}
    return resources | {
        "/things": {
            "get": {
                "summary": HOSTILE,
                "description": HOSTILE,
                "parameters": [*map(_text, (*_ARGUMENTS, HOSTILE)), *odd_place],
                "responses": thing,
            },
            "post": {"requestBody": {"required": True, **_json(_ref("Everything"))}, "responses": thing},
        },
        "/" + "/".join(f"{{{name}}}" for name in in_path): {
            "post": {
                "parameters": [_text(name, "path") for name in in_path],
                "requestBody": _json({"type": "object", "properties": body}),
                "responses": thing,
            }
        },
        "/weird/{a.b}/{c-d}/{é}:action/x{y}z/{list}(all)": {
            "get": {"parameters": [_text(name, "path") for name in weird], "responses": thing}
        },
        "/": {verb: {"responses": {}} for verb in ("get", "head", "options", "trace")},
    }


_PLAIN = {"/a": {"get": {"responses": _answer({"type": "object", "properties": {"a": {"type": "string"}}})}}}
_LONG = "very_long_name_" * 20
_EVENT = {
    "oneOf": [
        {"type": "object", "required": ["type"], "properties": {"type": {"const": tag}}} for tag in ("start", "end")
    ]
}
_TITLES = ("API", "Stream", "Timeout", "class", "headrace", "json", "日本 API", "!!!", "", "3D", "x" * 300)


def _streams(media: str, key: str, schema: object) -> dict[str, Any]:
    return {"post": {"responses": {"200": {"description": "", "content": {media: {key: schema}}}}}}


def _of(name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    return small_document(
        {"/a": {"post": {"requestBody": _json(_ref(name)), "responses": _answer(_ref(name))}}}, schemas
    )


def _object(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


ODD: dict[str, dict[str, Any]] = {
    **{f"title {title[:9]!r}": small_document(_PLAIN, info={"title": title, "version": "1"}) for title in _TITLES},
    "no info": {"openapi": "3.1.0", "paths": _PLAIN},
    "no operations": small_document({}),
    "only components": {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {}},
    "only webhooks": {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "webhooks": {"a.b": {"post": {"requestBody": _json(_EVENT["oneOf"][0]), "responses": {}}}},
    },
    "long names": small_document(
        {
            f"/{_LONG}/{_LONG[:90]}/{{{_LONG}}}": {
                "post": {
                    "operationId": _LONG,
                    "parameters": [_text(_LONG, "path")],
                    "requestBody": _json(_object(**{_LONG: _object(a={})})),
                    "responses": _answer(_ref(_LONG)),
                }
            }
        },
        {_LONG: _object(**{_LONG: _object(**{_LONG: {"enum": ["a"]}})})},
    ),
    "names in other scripts": small_document(
        {"/größe/{日本}": {"get": {"parameters": [_text("日本", "path")], "responses": _answer(_ref("日本語"))}}},
        {"日本語": _object(名前={"type": "string"})},
    ),
    "a base in a circle": _of(
        "A",
        {
            "A": _object(b=_ref("B"), kids={"type": "array", "items": _ref("A")}),
            "B": {"allOf": [_ref("A"), _object(z=_ref("B"))]},
        },
    ),
    "bases that extend each other": _of(
        "C",
        {
            "A": _object(id={"type": "string"}),
            "B": {"allOf": [_ref("A"), _object(y={"type": "string"})]},
            "C": {"allOf": [_ref("A"), _ref("B"), _ref("A"), _object(z={"type": "string"})]},
        },
    ),
    "bases without an order": _of(
        "E",
        {
            "A": _object(a={"type": "string"}),
            "B": _object(b={"type": "string"}),
            "C": {"allOf": [_ref("A"), _ref("B")]},
            "D": {"allOf": [_ref("B"), _ref("A")]},
            "E": {"allOf": [_ref("C"), _ref("D"), _object(e={"type": "string"})]},
        },
    ),
    "a type and a package of one name": small_document(
        {
            "/page": {"get": {"responses": _answer(_ref("Page"))}},
            "/page/{id}/lines": {"get": {"parameters": [_text("id", "path")], "responses": _answer(_ref("Page"))}},
        },
        {"Page": _object(next=_ref("Page"))},
    ),
    "nothing but streams": small_document(
        {
            "/a": _streams("text/event-stream", "schema", _EVENT),
            "/b": _streams("text/event-stream", "schema", {"type": "string"}),
            "/c": _streams("application/jsonl", "schema", _EVENT),
            "/d": {"post": {"responses": {"200": {"description": "", "content": {"text/event-stream": {}}}}}},
        }
    ),
    "streams of OpenAPI 3.2": small_document(
        {
            "/a": _streams("text/event-stream", "itemSchema", _EVENT),
            "/b": _streams(
                "text/event-stream", "itemSchema", _object(data={"type": "string", "contentSchema": _EVENT})
            ),
            "/c": {"query": {"responses": _answer(_object(a={"type": "string"}))}},
        },
        openapi="3.2.0",
    ),
}
"""Documents that are odd in one way each, by what they are."""
