"""Models: what comes from the server is typed as far as it is true, and nothing is lost."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import warnings
from datetime import datetime, timezone
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.acme.types import Bolt, Gear, Nut, Part, Simple, Widget
from headrace.models import BaseModel
from headrace.property_info import PropertyInfo
from headrace.reading import InvalidJson, Mismatch, load_json, read_json, read_value
from headrace.variants import UnknownVariant

GOOD: dict[str, Any] = {
    "id": "w1",
    "size": 3,
    "parts": [
        {"type": "bolt", "length": 2},
        {"type": "nut", "thread": "m4"},
        {"type": "gear", "teeth": 9, "inner": {"id": "w2", "size": 1, "parts": []}},
    ],
    "created": "2026-08-21T10:00:00Z",
    "status": "new",
    "shape": "round",
    "scores": {"a": 1},
}


def widget(**changes: Any) -> Widget:
    made: Widget = read_json(Widget, json.dumps({**GOOD, **changes}))
    return made


def test_good_data_is_typed() -> None:
    made = widget()
    assert [type(part) for part in made.parts] == [Bolt, Nut, Gear]
    assert isinstance(made.parts[2], Gear) and isinstance(made.parts[2].inner, Widget)
    assert made.created == datetime(2026, 8, 21, 10, tzinfo=timezone.utc)
    assert made.shape_ == "round"
    assert made.scores == {"a": 1.0}


def test_unknown_properties_are_kept() -> None:
    made = widget(colour="red")
    assert made.colour == "red"  # type: ignore[attr-defined]
    assert made.model_extra == {"colour": "red"}
    assert made.to_dict()["colour"] == "red"


def test_unknown_enum_values_are_kept() -> None:
    made = widget(status="borrowed", parts=[{"type": "nut", "thread": "m6"}])
    assert made.status == "borrowed"
    assert isinstance(made.parts[0], Nut) and made.parts[0].thread == "m6"
    assert made.created is not None and made.created.year == 2026  # the rest is typed as ever


def test_missing_required_reads_as_none_and_is_not_set() -> None:
    made: Widget = read_json(Widget, b'{"id": "w"}')
    assert made.size is None and made.parts is None
    assert made.model_fields_set == {"id"}
    assert made.to_dict() == {"id": "w"}


def test_null_for_a_required_field_is_set() -> None:
    made = widget(size=None)
    assert made.size is None and "size" in made.model_fields_set


@pytest.mark.parametrize("part", [{"type": "spring", "coils": 3}, {"coils": 3}, {"type": 5}, {"type": ["bolt"]}])
def test_unknown_variant_is_never_a_member(part: dict[str, Any]) -> None:
    made = widget(parts=[part, {"type": "bolt", "length": 1}])
    unknown = made.parts[0]
    assert type(unknown) is UnknownVariant
    assert not isinstance(unknown, (Bolt, Nut, Gear))
    assert unknown.type == part.get("type")
    assert unknown.to_dict() == part
    assert type(made.parts[1]) is Bolt


def test_known_variant_with_bad_data_is_its_own_class() -> None:
    made = widget(parts=[{"type": "bolt", "length": "long"}], main={"type": "nut"})
    assert type(made.parts[0]) is Bolt and made.parts[0].length == "long"
    assert type(made.main) is Nut and made.main.thread is None


def test_wrong_shapes_are_kept_as_they_are() -> None:
    made = widget(parts="none", scores=[1], main=7, id=12)
    assert (made.parts, made.scores, made.main, made.id) == ("none", [1], 7, 12)


class Plain(BaseModel):
    kind: Literal["plain"]
    a: int


class Fancy(BaseModel):
    kind: Literal["fancy"]
    a: int
    b: int


class Loose(BaseModel):
    z: int


class Holder(BaseModel):
    untagged: Plain | Fancy
    mixed: Annotated[Plain | Loose | str, PropertyInfo(discriminator="kind")] | None = None


def test_union_without_discriminator_goes_by_constants() -> None:
    made: Holder = read_json(Holder, b'{"untagged": {"kind": "fancy", "a": "x"}}')
    assert type(made.untagged) is Fancy and made.untagged.a == "x"
    made = read_json(Holder, b'{"untagged": {"kind": "new", "a": 1}}')
    assert type(made.untagged) is UnknownVariant


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ('{"kind":"plain","a":1}', Plain),
        ('{"z":1}', Loose),
        ('"text"', str),
        ('{"q":1}', UnknownVariant),
        ("null", type(None)),
    ],
)
def test_members_without_a_tag_stay_reachable(data: str, kind: type) -> None:
    made: Holder = read_json(Holder, f'{{"untagged": {{"kind":"plain","a":1}}, "mixed": {data}}}'.encode())
    assert type(made.mixed) is kind


class Said(BaseModel):
    type: Literal["said"]
    role: Literal["assistant"]
    text: str


class Done(BaseModel):
    type: Literal["done"]


class Spoken(BaseModel):
    item: Annotated[Said | Done, PropertyInfo(discriminator="type")]


def test_the_tag_decides_alone() -> None:
    """Another constant of a member that the tag stands for may be new, as any enum value may."""
    made: Spoken = read_json(Spoken, b'{"item": {"type": "said", "role": "robot", "text": 5}}')
    assert type(made.item) is Said
    assert (made.item.role, made.item.text) == ("robot", 5)


def test_unions_of_unions_are_one_tagged_union() -> None:
    assert type(read_json(Part, b'{"type":"nut","thread":"m4"}')) is Nut
    assert type(read_json(list[Simple], b'[{"type":"bolt","length":1}]')[0]) is Bolt
    assert type(read_json(Simple, b'{"type":"gear","teeth":1}')) is UnknownVariant


def test_request_id_is_no_property() -> None:
    one, two = widget(), widget()
    one.__dict__["_request_id"] = "req_1"
    assert (one._request_id, two._request_id) == ("req_1", None)
    assert one == two and hash(one) == hash(two)
    assert "req_1" not in repr(one) + one.to_json() + str(one.model_dump())
    assert pickle.loads(pickle.dumps(one))._request_id == "req_1"


ODD: list[dict[str, Any]] = [
    {},
    {"parts": [{"type": "spring"}], "main": {"x": 1}},
    {"size": "big", "created": "yesterday", "scores": 3, "status": 1, "shape": {"a": 1}},
    {"parts": [None, 1, [], {"type": "gear", "inner": {"parts": [{"type": "spring"}]}}]},
]


@pytest.mark.parametrize("changes", ODD)
def test_odd_models_dump_hash_copy_and_pickle(changes: dict[str, Any]) -> None:
    """No serializer warnings and nothing lost, whatever the data was."""
    made = widget(**changes)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert json.loads(made.to_json()) == {**GOOD, **changes} or changes == ODD[0]
        made.model_dump()
        made.model_dump_json()
        str(made)
    assert copy.deepcopy(made) == made == pickle.loads(pickle.dumps(made)) == made.model_copy()
    assert hash(copy.deepcopy(made)) == hash(made)


def test_dump_before_any_use() -> None:
    """A class whose validator was never built serializes, also where no annotation expects it (``MockValSer``)."""
    code = (
        "from headrace.models import BaseModel\n"
        "from typing import Any\n"
        "import pydantic\n"
        "class A(BaseModel):\n    x: int\n"
        "class B(BaseModel):\n    y: Any\n"
        "make = pydantic.BaseModel.model_construct.__func__\n"
        "b = make(B, y=[{'k': make(A, x=1)}])\n"
        "print(b.model_dump(), b.to_json(indent=None))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "{'y': [{'k': {'x': 1}}]} {\"y\":[{\"k\":{\"x\":1}}]}"


def test_to_dict_and_to_json_options() -> None:
    made = widget()
    assert made.to_dict()["shape"] == "round"
    assert made.to_dict(use_api_names=False)["shape_"] == "round"
    assert made.to_dict(mode="json")["created"] == "2026-08-21T10:00:00Z"
    assert "main" not in made.to_dict() and "main" in made.to_dict(exclude_unset=False)
    assert "main" not in made.to_dict(exclude_unset=False, exclude_none=True)
    assert "\n" in made.to_json() and "\n" not in made.to_json(indent=None)


def test_construct_is_recursive_and_takes_both_names() -> None:
    made = Widget.construct(id="x", shape_="oval", parts=[{"type": "bolt", "length": 1}])
    assert made.shape_ == "oval" and type(made.parts[0]) is Bolt
    assert Widget.model_construct({"id"}, id="x").model_fields_set == {"id"}


def test_strict_names_the_place() -> None:
    with pytest.raises(Mismatch) as caught:
        read_json(Widget, json.dumps({**GOOD, "parts": [GOOD["parts"][0], {"type": "spring"}]}), strict=True)
    assert caught.value.path == "parts[1]"
    with pytest.raises(Mismatch, match="size"):
        read_value(Widget, {**GOOD, "size": "x"}, strict=True)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b'{"a":}', b"[" * 5_000, b"\xff\xfe"])
def test_what_is_not_json_says_so(body: bytes) -> None:
    with pytest.raises(InvalidJson):
        read_json(Widget, body)


def test_bad_utf8_and_lone_surrogates_are_replaced() -> None:
    assert load_json(b'{"a": "x\xff"}') == {"a": "x\ufffd"}
    assert load_json(b'["\\ud800"]') == ["\ufffd"]
    assert widget(id="ok").to_json()
    made: Widget = read_json(Widget, b'\xef\xbb\xbf{"id":"\\udc00"}')
    assert json.loads(made.to_json()) == {"id": "\ufffd"}


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    data: Any = {"id": "x", "size": "odd", "parts": []}
    for _ in range(60):
        data = {"id": "x", "size": "odd", "parts": [{"type": "gear", "teeth": 1, "inner": data}]}
    made = read_value(Widget, data)
    assert json.loads(made.to_json()) == data


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "size", "parts", "type", "main", "inner", "created", "scores", "x"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(JSON_VALUES, st.sampled_from([Widget, Part, list[Part], Holder, Gear]))
def test_reading_never_raises(data: Any, tp: Any) -> None:
    """Whatever the JSON: a value comes out, and what was sent can be dumped again."""
    made = read_value(tp, data)
    if isinstance(made, BaseModel):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made.to_json()
            made.model_dump()


@pytest.mark.parametrize(
    "data", [{"main": {"type": []}}, {"main": {"type": {}}}, {"parts": [{"type": [1], "id": None}]}]
)
def test_a_tag_that_is_no_scalar(data: dict[str, Any]) -> None:
    """An object whose tag is a list or an object is an unknown variant, and dumps as it came."""
    made = read_value(Widget, data)

    assert data == made.to_dict()
    assert data == json.loads(made.to_json())
