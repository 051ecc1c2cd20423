"""Random edits of random documents: all are found, classified as each edit says, and nothing else is."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from harness.documents import document_of, load
from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.diff.document import diff_documents

settings.register_profile("diff", deadline=None)
settings.load_profile("diff")

Json = dict[str, Any]
DIRECTIONS = ("request", "response", "stream")
LETTERS = "PAB"

# --- documents --------------------------------------------------------------------------------------------------------

scalars = st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "minLength": 2},
        {"type": "string", "enum": ["red", "green", "blue"]},
        {"type": "integer", "minimum": 1},
        {"type": "number"},
        {"type": "boolean"},
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    ]
)
names = st.lists(
    st.sampled_from(["id", "name", "size", "colour", "owner", "parent", "status"]), min_size=2, unique=True
)


@st.composite
def schemas(draw: st.DrawFn, count: int) -> Json:
    """An object with scalar properties, lists, and references to other components, itself included."""
    properties: Json = {}
    for name in draw(names):
        value = draw(scalars)
        shape = draw(st.sampled_from(["plain", "list", "ref", "nullable ref"]))
        if shape == "list":
            value = {"type": "array", "items": value}
        elif "ref" in shape:
            value = {"$ref": f"#/components/schemas/Thing{draw(st.integers(0, count - 1))}"}
            value = {"anyOf": [value, {"type": "null"}]} if shape == "nullable ref" else value
        properties[name] = value
    # Always there, so that every edit has something to edit.
    properties |= {
        "kept": {"type": "string"},
        "choice": {"type": "string", "enum": ["a", "b"]},
        "limit": {"type": "number", "maximum": 10},
    }
    required = [name for name in properties if draw(st.booleans()) and name not in ("kept", "choice")]
    return {"type": "object", "properties": properties, "required": required}


@st.composite
def documents(draw: st.DrawFn) -> tuple[Json, list[set[str]]]:
    """A document, and for each component the directions in which its own operation uses it."""
    count = draw(st.integers(2, 4))
    found = [draw(schemas(count)) for _ in range(count)]
    uses = [draw(st.sets(st.sampled_from(DIRECTIONS), min_size=1)) for _ in range(count)]
    paths: Json = {}
    for index, directions in enumerate(uses):
        ref = {"schema": {"$ref": f"#/components/schemas/Thing{index}"}}
        media = (("response", "application/json"), ("stream", "text/event-stream"))
        content = {name: ref for side, name in media if side in directions}
        operation: Json = {"operationId": f"do{index}", "responses": {"200": {"description": "", "content": content}}}
        if "request" in directions:
            operation["requestBody"] = {"content": {"application/json": ref}}
        paths[f"/things{index}"] = {"post": operation}
    components = {f"Thing{index}": schema for index, schema in enumerate(found)}
    return document_of({"paths": paths, "components": {"schemas": components}}), uses


def reach(document: Json) -> dict[str, set[str]]:
    """The directions in which each component is used, by plain fixpoint over the references."""
    schemas = document["components"]["schemas"]
    leads = {name: refs(schema) for name, schema in schemas.items()}
    found: dict[str, set[str]] = {name: set() for name in schemas}
    for item in document["paths"].values():
        operation = item.get("post", {})
        content = operation.get("responses", {}).get("200", {}).get("content", {})
        roots = [("request", refs(operation.get("requestBody", {})))]
        roots += [
            ("stream" if name == "text/event-stream" else "response", refs(value)) for name, value in content.items()
        ]
        for direction, names in roots:
            queue = [name for name in names if name in found]
            while queue:
                name = queue.pop()
                if direction not in found[name]:
                    found[name].add(direction)
                    queue += leads[name]
    return found


def refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"].rpartition("/")[2]] if isinstance(value.get("$ref"), str) else []
        return own + [name for item in value.values() for name in refs(item)]
    return [name for item in value for name in refs(item)] if isinstance(value, list) else []


# --- edits ------------------------------------------------------------------------------------------------------------

Edit = Callable[[Json], tuple[str, str, str]]
"""Changes a component in place; returns the kind, the letters by direction, and the pointer below the component."""


def add_property(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["fresh"] = {"type": "boolean"}
    return "property-added", "AAA", "/properties/fresh"


def add_required(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["fresh"] = {"type": "boolean"}
    schema["required"].append("fresh")
    return "property-required-added", "BAA", "/properties/fresh"


def remove_property(schema: Json) -> tuple[str, str, str]:
    del schema["properties"]["kept"]
    return "property-removed", "BBB", "/properties/kept"


def add_value(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["choice"]["enum"].insert(1, "z")
    return "enum-value-added", "AAA", "/properties/choice/enum/1"


def remove_value(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["choice"]["enum"].remove("b")
    return "enum-value-removed", "BPP", "/properties/choice/enum/1"


def lower_limit(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["limit"]["maximum"] = 9
    return "maximum-lowered", "BPP", "/properties/limit/maximum"


def raise_limit(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["limit"]["maximum"] = 11
    return "maximum-raised", "APP", "/properties/limit/maximum"


def change_type(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["kept"] = {"type": "array", "items": {"type": "integer"}}
    return "type-changed", "BBB", "/properties/kept/type"


def allow_null(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["kept"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    return "became-nullable", "ABB", "/properties/kept/anyOf/0"


def require(schema: Json) -> tuple[str, str, str]:
    schema["required"].append("kept")
    return "property-became-required", "BAA", "/properties/kept"


def deprecate(schema: Json) -> tuple[str, str, str]:
    schema["properties"]["kept"]["deprecated"] = True
    return "deprecated", "AAA", "/properties/kept/deprecated"


def close(schema: Json) -> tuple[str, str, str]:
    schema["additionalProperties"] = False
    return "additional-properties-closed", "BPP", "/additionalProperties"


EDITS: list[Edit] = [add_property, add_required, remove_property, add_value, remove_value, lower_limit, raise_limit]
EDITS += [change_type, allow_null, require, deprecate, close]


@given(documents(), st.data())
def test_all_edits_are_found_and_classified(made: tuple[Json, list[set[str]]], data: st.DataObject) -> None:
    """Any number of components edited, at most once each: exactly these changes, in the directions of their use."""
    old, uses = made
    new = copy.deepcopy(old)
    used = reach(old)
    expected: set[tuple[str, str, str, tuple[str, ...]]] = set()
    for index in range(len(uses)):
        edit = data.draw(st.none() | st.sampled_from(EDITS))
        if edit is None:
            continue
        name = f"Thing{index}"
        kind, letters, pointer = edit(new["components"]["schemas"][name])
        directions = tuple(direction for direction in DIRECTIONS if direction in used[name])
        level = max((letters[DIRECTIONS.index(d)] for d in directions), key=LETTERS.index, default="P")
        expected.add((kind, f"/components/schemas/{name}{pointer}", level, directions))
    found = {(c.kind, c.pointer, LETTERS[c.level], c.directions) for c in diff_documents(load(old), load(new))}
    assert found == expected


@given(documents(), st.data())
def test_operations_come_and_go(made: tuple[Json, list[set[str]]], data: st.DataObject) -> None:
    old, _ = made
    new = copy.deepcopy(old)
    gone = data.draw(st.sets(st.sampled_from(sorted(old["paths"]))))
    for path in gone:
        del new["paths"][path]
    count = data.draw(st.integers(0, 2))
    for index in range(count):
        new["paths"][f"/fresh{index}"] = {
            "get": {"operationId": f"fresh{index}", "responses": {"204": {"description": ""}}}
        }
    found = {(c.kind, c.pointer) for c in diff_documents(load(old), load(new)) if c.kind.startswith("operation")}
    pointers = {("operation-removed", f"/paths/~1{path[1:]}/post") for path in gone}
    assert found == pointers | {("operation-added", f"/paths/~1fresh{index}/get") for index in range(count)}


@given(documents())
def test_a_document_does_not_differ_from_itself(made: tuple[Json, list[set[str]]]) -> None:
    """Nor from itself with the keys of every object in another order, or with ``required`` in another order."""
    document, _ = made
    assert diff_documents(load(document), load(copy.deepcopy(document))) == ()
    assert diff_documents(load(document), load(turned(document))) == ()


def turned(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: turned(value[name], name) for name in reversed(value)}
    if isinstance(value, list):
        return [turned(item) for item in (reversed(value) if key == "required" else value)]
    return value


@given(documents(), st.data())
def test_no_difference_goes_unnoticed(made: tuple[Json, list[set[str]]], data: st.DataObject) -> None:
    """Whatever is taken away or replaced, if the document is still one, then there is a change."""
    old, _ = made
    new = copy.deepcopy(old)
    holder, key = data.draw(st.sampled_from(places(new)))
    if data.draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = data.draw(st.sampled_from([True, 7, "text", [], {}, {"type": "object"}]))
    assume(normal(new) != normal(old))
    try:
        documents = load(old), load(new)
    except DocumentError:
        assume(False)
        raise AssertionError from None
    assert diff_documents(*documents) != ()
    assert diff_documents(documents[1], documents[0]) != ()


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member of every object and array, as (container, key)."""
    if isinstance(value, dict):
        return [place for key, item in value.items() for place in ((value, key), *places(item))]
    if isinstance(value, list):
        return [place for index, item in enumerate(value) for place in ((value, index), *places(item))]
    return []


def normal(value: Any, key: str = "") -> Any:
    """The document without what makes no difference: an empty ``required``, the order and repetition in one."""
    if isinstance(value, dict):
        return {name: normal(item, name) for name, item in value.items() if not (name == "required" and item == [])}
    if key == "required" and isinstance(value, list):
        return sorted({json.dumps(item) for item in value})
    return [normal(item) for item in value] if isinstance(value, list) else (type(value).__name__, value)


@given(st.integers(1, 6), st.integers(1, 6))
@example(3, 4)
def test_recursive_schemas_that_are_cut_at_different_places_end(one: int, other: int) -> None:
    """A list node written inline to another depth on each side; the comparison must not follow it for ever."""
    found = diff_documents(load(chain(one)), load(chain(other)))
    assert (found == ()) == (one == other)
    assert {change.level.name for change in found} <= {"PATCH"}


def chain(depth: int) -> Json:
    node: Json = {"$ref": "#/components/schemas/Node"}
    for _ in range(depth):
        node = {"type": "object", "properties": {"next": node}}
    ref = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}
    return document_of(
        {"paths": {"/things": {"post": {"requestBody": ref}}}, "components": {"schemas": {"Node": node}}}
    )


def test_bases_that_share_bases_take_no_exponential_time() -> None:
    """Each of 60 schemas has the next one twice as its base."""
    found = diff_documents(load(diamonds("string")), load(diamonds("integer")))
    assert [(change.kind, change.pointer) for change in found] == [
        ("type-changed", "/components/schemas/Base60/properties/deep/type")
    ]
    assert found[0].operations == ("post /things",)


def diamonds(kind: str) -> Json:
    schemas: Json = {
        f"Base{i}": {"allOf": [{"$ref": f"#/components/schemas/Base{i + 1}"}] * 2, "properties": {f"p{i}": {}}}
        for i in range(60)
    }
    schemas["Base60"] = {"type": "object", "properties": {"deep": {"type": kind}}}
    return used("Base0", schemas)


def test_a_schema_that_extends_itself_ends() -> None:
    """A property is the schema that holds it, and something more."""
    more = {"type": "object", "properties": {"more": {"type": "string"}}}
    child = {"allOf": [{"$ref": "#/components/schemas/Node"}, more]}
    old = used("Node", {"Node": {"type": "object", "properties": {"child": child}}})
    new = copy.deepcopy(old)
    new["components"]["schemas"]["Node"]["properties"]["child"]["allOf"][1]["properties"]["more"]["type"] = "integer"
    found = diff_documents(load(old), load(new))
    assert [(change.kind, change.directions) for change in found] == [("type-changed", ("request",))]


def used(name: str, schemas: Json) -> Json:
    body = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
    return document_of({"paths": {"/things": {"post": {"requestBody": body}}}, "components": {"schemas": schemas}})
