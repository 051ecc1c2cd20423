"""Paths, queries, JSON and headers: pure functions from values to text."""

from __future__ import annotations

import enum
import json
import math
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.acme.types import Nut
from headrace.descriptor import Transform
from headrace.headers import HeaderSet
from headrace.json_body import encode_json
from headrace.paths import PathTemplate
from headrace.query import encode_query
from headrace.sentinels import not_given, omit
from headrace.transforms import TransformPlan

# --- paths ------------------------------------------------------------------------------------------------------------

FILE = PathTemplate("/files/{id}/content", {"id": "file_id"})


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("a-b_c.~1", "/files/a-b_c.~1/content"),
        ("a/b", "/files/a%2Fb/content"),
        ("a?b#c", "/files/a%3Fb%23c/content"),
        ("50%", "/files/50%25/content"),
        ("é ü", "/files/%C3%A9%20%C3%BC/content"),
        ("a:b@c!$&'()*+,;=", "/files/a:b@c!$&'()*+,;=/content"),
        (7, "/files/7/content"),
        (True, "/files/true/content"),
        ("...", "/files/.../content"),
    ],
)
def test_path_arguments_are_encoded(value: Any, path: str) -> None:
    assert FILE.render({"file_id": value}) == path


@pytest.mark.parametrize("value", [".", "..", "%2e", "%2E%2e", ".%2e", "%2e."])
def test_dot_segments_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="leads out of"):
        FILE.render({"file_id": value})


@pytest.mark.parametrize("value", ["", None, omit])
def test_empty_path_arguments_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="Expected a non-empty value for `file_id` but received"):
        FILE.render({"file_id": value})


@pytest.mark.parametrize("value", [b"x", ["x"], {"a": 1}, object()])
def test_path_arguments_of_other_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="`file_id`"):
        FILE.render({"file_id": value})


@given(st.text(min_size=1).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_an_argument_stays_in_its_segment(value: str) -> None:
    try:
        path = FILE.render({"file_id": value})
    except ValueError:
        return
    first, files, segment, content = path.split("/")
    assert (first, files, content) == ("", "files", "content")
    assert unquote(segment) == value


# --- queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("array", "text"),
    [("brackets", "a[]=1&a[]=2"), ("repeat", "a=1&a=2"), ("comma", "a=1,2"), ("indices", "a[0]=1&a[1]=2")],
)
def test_array_formats(array: Any, text: str) -> None:
    assert unquote(encode_query({"a": [1, 2]}, array=array)) == text


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"b": {"c": "x"}}, "b[c]=x"),
        ({"b": {"c": [1, {"d": 2}]}}, "b[c][]=1&b[c][][d]=2"),
        ({"a": True, "b": False}, "a=true&b=false"),
        ({"a": None, "b": omit, "c": "", "d": []}, "c="),
        ({"a": [None, omit, 1]}, "a[]=1"),
        ({"a": 1.5, "b": date(2026, 1, 2)}, "a=1.5&b=2026-01-02"),
        ({"a": (x for x in "xy")}, "a[]=x&a[]=y"),
        ({"m": Nut(type="nut", thread="m4")}, "m[type]=nut&m[thread]=m4"),
    ],
)
def test_query_values(params: dict[str, Any], text: str) -> None:
    assert unquote(encode_query(params, array="brackets")) == text


def test_query_text_is_form_encoded() -> None:
    assert encode_query({"a": "x y&z=é/"}) == "a=x+y%26z%3D%C3%A9%2F"
    assert encode_query({"a": [1]}, array="brackets") == "a%5B%5D=1"


def test_nested_dots_and_own_formats() -> None:
    assert encode_query({"b": {"c": {"d": 1}}}, nested="dots") == "b.c.d=1"
    assert encode_query({"a": [1, 2], "b": [1, 2]}, array="comma", formats={"b": "repeat"}) == "a=1%2C2&b=1&b=2"


@pytest.mark.parametrize("value", [b"x", object(), [object()]])
def test_values_without_a_text_form_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="'a'"):
        encode_query({"a": value})


# --- JSON -------------------------------------------------------------------------------------------------------------


class Colour(enum.Enum):
    RED = "red"


def numbers() -> Iterator[int]:
    yield from (1, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": 1, "b": [True, None]}, '{"a":1,"b":[true,null]}'),
        ("é€", '"é€"'),
        (
            {"t": datetime(2026, 1, 2, 3, tzinfo=timezone.utc), "d": date(2026, 1, 2)},
            '{"t":"2026-01-02T03:00:00+00:00","d":"2026-01-02"}',
        ),
        (Nut(type="nut", thread="m4"), '{"type":"nut","thread":"m4"}'),
        ([MappingProxyType({"a": 1}), (1, 2), numbers(), {3}], '[{"a":1},[1,2],[1,2],[3]]'),
        ({"c": Colour.RED, "u": uuid.UUID(int=1)}, '{"c":"red","u":"00000000-0000-0000-0000-000000000001"}'),
        ({"a": omit, "b": {"c": not_given, "d": [omit, 1, {"e": omit}]}}, '{"b":{"d":[1,{}]}}'),
        ({"a": omit, "g": numbers()}, '{"g":[1,2]}'),
        ("\ud800", '"\\ud800"'),
    ],
)
def test_json(value: Any, text: str) -> None:
    assert encode_json(value).decode() == text


@pytest.mark.parametrize(
    ("value", "place"),
    [(math.nan, "body"), ({"a": [1, math.inf]}, r"body\.a\[1\]"), ({"x": {"y": -math.inf}}, r"body\.x\.y")],
)
def test_nan_is_refused_with_its_place(value: Any, place: str) -> None:
    with pytest.raises(ValueError, match=f"^{place}: NaN"):
        encode_json(value)


@pytest.mark.parametrize("value", [b"x", bytearray(b"x"), Path("x"), object(), open])
def test_what_has_no_json_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="can't be sent as JSON"):
        encode_json({"a": value})


def test_a_model_goes_back_as_it_came() -> None:
    """Unset properties and Python names must not reach the server."""
    made = Nut.model_construct(type="nut", thread="m9", more=1)
    assert json.loads(encode_json([made])) == [{"type": "nut", "thread": "m9", "more": 1}]


# --- transforms -------------------------------------------------------------------------------------------------------

PLAN = TransformPlan(
    (
        Transform(("items", "[]", "from_"), "alias", "from"),
        Transform(("items", "[]", "at"), "iso8601"),
        Transform(("map", "{}", "data"), "base64"),
        Transform(("day",), "date"),
    )
)


def test_transforms_along_their_paths() -> None:
    given = {
        "items": [{"from_": "x", "at": datetime(2026, 1, 2)}, {"other": 1}, "text"],
        "map": {"k": {"data": b"hi"}},
        "day": datetime(2026, 1, 2, 3),
        "rest": 1,
    }
    before = repr(given)
    assert PLAN.apply(given) == {
        "items": [{"from": "x", "at": "2026-01-02T00:00:00"}, {"other": 1}, "text"],
        "map": {"k": {"data": "aGk="}},
        "day": "2026-01-02",
        "rest": 1,
    }
    assert repr(given) == before, "the caller's objects must not change"


def test_transforms_keep_order_and_pass_over_what_is_absent() -> None:
    assert list(PLAN.apply({"items": [{"a": 1, "from_": 2, "b": 3}]})["items"][0]) == ["a", "from", "b"]
    untouched = {"items": None, "map": 3, "x": 1}
    assert PLAN.apply(untouched) is untouched


def test_base64_of_files(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"hi")
    plan = TransformPlan((Transform(("a",), "base64"),))
    assert plan.apply({"a": file}) == {"a": "aGk="}
    with file.open("rb") as opened:
        assert plan.apply({"a": opened}) == {"a": "aGk="}
    assert plan.apply({"a": "aGk="}) == {"a": "aGk="}
    with file.open() as text, pytest.raises(TypeError, match="binary mode"):
        plan.apply({"a": text})


# --- headers ----------------------------------------------------------------------------------------------------------


def test_header_names_ignore_case_and_omit_removes() -> None:
    headers = HeaderSet({"Accept": "a", "X-One": "1"})
    headers.update({"accept": "b", "x-one": omit, "X-Two": 2, "X-None": None, "X-Yes": True})
    assert headers.items() == [("accept", "b"), ("X-Two", "2"), ("X-Yes", "true")]
    headers.set_default("X-ONE", "again")
    assert headers.get("x-one") is None and headers.decided("X-One")


@pytest.mark.parametrize("value", ["a\nb", "a\r\nInjected: 1", "\x00", "é"])
def test_header_values_that_break_out_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="'X-Secret'") as caught:
        HeaderSet({"X-Secret": value})
    assert value not in str(caught.value)
