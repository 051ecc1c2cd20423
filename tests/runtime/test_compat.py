# ruff: noqa: UP007 - unions in both spellings are what is tested
"""``headrace.compat`` behaves as code that was written for other SDKs of the family expects."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar, Union

import pydantic
import pytest
from typing_extensions import Required, TypedDict

from headrace.compat import client, files, models, pydantic_names, query, streaming, transform, utils
from headrace.compat import typing as compat_typing
from headrace.models import BaseModel
from headrace.property_info import PropertyInfo
from headrace.sentinels import not_given, omit


class Inner(TypedDict, total=False):
    image_url: Annotated[str, PropertyInfo(alias="imageUrl")]


class Params(TypedDict, total=False):
    file_id: Required[Annotated[str, PropertyInfo(alias="fileId")]]
    due: Annotated[Union[str, date], PropertyInfo(format="iso8601")]
    seen_at: Annotated[Union[str, datetime, None], PropertyInfo(alias="seenAt", format="iso8601")]
    image: Annotated[Any, PropertyInfo(format="base64")]
    inner: Inner
    many: list[Inner]
    by_name: Annotated[dict[str, Inner], PropertyInfo(alias="byName")]
    either: Union[str, Inner]


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"file_id": "f"}, {"fileId": "f"}),
        ({"file_id": omit, "due": not_given}, {}),
        ({"due": date(2024, 2, 29)}, {"due": "2024-02-29"}),
        ({"seen_at": datetime(2024, 1, 2, tzinfo=timezone.utc)}, {"seenAt": "2024-01-02T00:00:00+00:00"}),
        ({"seen_at": None}, {"seenAt": None}),
        ({"seen_at": "soon"}, {"seenAt": "soon"}),
        ({"image": b"\x00\xff"}, {"image": base64.b64encode(b"\x00\xff").decode()}),
        ({"inner": {"image_url": "u", "extra": 1}}, {"inner": {"imageUrl": "u", "extra": 1}}),
        ({"many": ({"image_url": n} for n in "ab")}, {"many": [{"imageUrl": "a"}, {"imageUrl": "b"}]}),
        ({"by_name": {"image_url": {"image_url": "u"}}}, {"byName": {"image_url": {"imageUrl": "u"}}}),
        ({"either": {"image_url": "u"}}, {"either": {"imageUrl": "u"}}),
        ({"either": "text"}, {"either": "text"}),
        ({"unknown": {"image_url": "u"}}, {"unknown": {"image_url": "u"}}),
        ({"inner": Cat(kind="cat", lives=9)}, {"inner": {"kind": "cat", "lives": 9}}),
    ],
)
def test_requests_get_wire_names_and_formats(given: dict[str, Any], sent: dict[str, Any]) -> None:
    assert transform.maybe_transform(given, Params) == sent


def test_async_transforms_do_the_same() -> None:
    assert asyncio.run(transform.async_maybe_transform({"file_id": "f"}, Params)) == {"fileId": "f"}
    assert asyncio.run(transform.async_transform({"file_id": "f"}, Params)) == {"fileId": "f"}
    assert transform.maybe_transform(None, Params) is None


def test_arguments_are_not_changed_by_a_transform() -> None:
    given = {"inner": {"image_url": "u"}}
    transform.transform(given, Params)
    assert given == {"inner": {"image_url": "u"}}


def test_values_are_constructed_leniently() -> None:
    cat = models.construct_type(value={"kind": "cat", "lives": "many"}, type_=Cat)
    assert isinstance(cat, Cat)
    assert cat.lives == "many"  # type: ignore[comparison-overlap]
    pets = models.construct_type(value=[{"kind": "dog"}], type_=list[Dog])
    assert isinstance(pets, list) and isinstance(pets[0], Dog)
    union: Any = Union[Cat, Dog]
    found = models.construct_type(value={"kind": "dog"}, type_=union, metadata=[PropertyInfo(discriminator="kind")])
    assert isinstance(found, Dog)
    assert models.construct_type_unchecked(value={"kind": "dog"}, type_=Dog).kind == "dog"
    assert models.build(Dog, kind="dog") == Dog(kind="dog")
    with pytest.raises(pydantic.ValidationError):
        models.validate_type(type_=Cat, value={"kind": "cat", "lives": "many"})


def test_models_are_told_from_other_types() -> None:
    assert models.is_basemodel_type(Cat)
    assert not models.is_basemodel_type(dict)
    union: Any = Union[str, Cat]
    assert models.is_basemodel(union)
    assert not models.is_basemodel(str)
    models.add_request_id(cat := Cat(kind="cat", lives=1), "req_1")
    assert cat._request_id == "req_1"
    assert cat.to_dict() == {"kind": "cat", "lives": 1}


WIRE = [b"event: a\nid: 7\ndata: 1", b"\ndata: 2\n", b"\ndata: {}\n\ndata: last\n"]


def test_the_decoder_reads_bytes_and_lines() -> None:
    events = list(streaming.SSEDecoder().iter_bytes(iter(WIRE)))
    assert [(event.event, event.data, event.id) for event in events] == [
        ("a", "1\n2", "7"),
        (None, "{}", "7"),
        (None, "last", "7"),
    ]
    assert events[1].json() == {}
    decoder = streaming.SSEDecoder()
    lines = [decoder.decode(line) for line in b"".join(WIRE).decode().split("\n")]
    assert [event.data for event in lines if event is not None] == ["1\n2", "{}", "last"]


def test_the_decoder_reads_async_bytes() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in WIRE:
            yield chunk

    async def read() -> list[str]:
        return [event.data async for event in streaming.SSEDecoder().aiter_bytes(chunks())]

    assert asyncio.run(read()) == ["1\n2", "{}", "last"]


T = TypeVar("T")


class Own(streaming.Stream[T], Generic[T]):
    pass


class Fixed(streaming.Stream[Cat]):
    pass


def test_the_item_type_of_a_stream_is_found() -> None:
    assert streaming.extract_stream_chunk_type(streaming.Stream[Cat]) is Cat
    assert streaming.extract_stream_chunk_type(Own[Dog]) is Dog
    assert streaming.extract_stream_chunk_type(Fixed) is Cat
    assert streaming.is_stream_class_type(Fixed)
    assert not streaming.is_stream_class_type(Cat)
    with pytest.raises(TypeError, match="no stream"):
        streaming.extract_stream_chunk_type(Cat, failure_message="no stream")


def test_required_arguments_are_checked() -> None:
    @utils.required_args(["a"], ["b", "c"])
    def call(a: str = "", b: str = "", c: str = "") -> str:
        return a + b + c

    assert call("x") == "x"
    assert call(b="1", c="2") == "12"
    with pytest.raises(TypeError, match=r"\(`a`\) or \(`b`, `c`\)"):
        call(b="1")


def test_files_are_taken_out_of_arguments() -> None:
    query_ = {"a": b"1", "deep": {"file": b"2", "name": "n"}, "list": [b"3", b"4"], "rows": [{"f": b"5"}, {}]}
    paths = [["a"], ["deep", "file"], ["list", "<array>"], ["rows", "<array>", "f"], ["missing"]]
    found = utils.extract_files(query_, paths=paths)
    assert found == [("a", b"1"), ("deep[file]", b"2"), ("list[]", b"3"), ("list[]", b"4"), ("rows[][f]", b"5")]
    assert query_ == {"deep": {"name": "n"}, "rows": [{}, {}]}


def test_small_helpers() -> None:
    class Proxy(utils.LazyProxy[str]):
        def __load__(self) -> str:
            return "loaded"

    assert Proxy().upper() == "LOADED"
    assert repr(Proxy()) == "'loaded'"
    assert utils.strip_not_given({"a": not_given, "b": omit, "c": None}) == {"b": omit, "c": None}
    assert utils.json_safe({"at": date(2024, 1, 1), "n": (1, 2)}) == {"at": "2024-01-01", "n": [1, 2]}
    assert utils.flatten([[1], [2, 3]]) == [1, 2, 3]
    assert (utils.maybe_coerce_integer("010"), utils.maybe_coerce_float(None)) == (10, None)
    assert [utils.coerce_boolean(text) for text in ("true", "1", "on", "True")] == [True, True, True, False]
    assert utils.is_dict({}) and utils.is_list([]) and utils.is_mapping_t({}) and not utils.is_mapping_t(omit)
    assert utils.get_async_library() == "false"

    async def library() -> tuple[str, int]:
        return utils.get_async_library(), await utils.asyncify(max)(1, 2)

    assert asyncio.run(library()) == ("asyncio", 2)


def test_types_are_taken_apart() -> None:
    assert compat_typing.strip_annotated_type(Required[Annotated[int, 1]]) is int
    assert compat_typing.is_union_type(Union[int, str])
    assert compat_typing.extract_type_arg(dict[str, int], 1) is int
    with pytest.raises(RuntimeError, match="no type argument 1"):
        compat_typing.extract_type_arg(list[int], 1)


def test_query_strings_have_a_format() -> None:
    params = {"a": [1, 2], "b": {"c": True}, "d": None}
    assert query.stringify(params) == "a=1&a=2&b%5Bc%5D=true"
    brackets = query.Querystring(array_format="brackets")
    assert brackets.stringify_items(params, nested_format="dots") == [("a[]", "1"), ("a[]", "2"), ("b.c", "true")]
    assert query.parse("a=1&a=2") == {"a": ["1", "2"]}


def test_request_options_are_those_of_the_raw_verbs() -> None:
    assert client.make_request_options() == {}
    made = client.make_request_options(
        query={"a": 1}, extra_query={"b": 2}, extra_headers={"X": "y"}, extra_body={"c": 3}, timeout=None
    )
    assert made == {"params": {"a": 1, "b": 2}, "headers": {"X": "y"}, "extra_json": {"c": 3}, "timeout": None}


def test_pydantic_has_neutral_names() -> None:
    cat = pydantic_names.parse_obj(Cat, {"kind": "cat", "lives": 9})
    assert pydantic_names.model_dump(cat) == {"kind": "cat", "lives": 9}
    assert pydantic_names.model_copy(cat) == cat
    lives = pydantic_names.get_model_fields(Cat)["lives"]
    assert pydantic_names.field_is_required(lives)
    assert pydantic_names.field_get_default(lives) is None
    assert pydantic_names.field_outer_type(lives) is int


def test_path_objects_become_named_contents(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    assert files.to_httpx_files({"f": path}) == {"f": ("a.txt", b"text")}
    assert files.to_httpx_files([("f", ("b.txt", path, "text/plain"))]) == [("f", ("b.txt", b"text", "text/plain"))]
    assert asyncio.run(files.async_to_httpx_files({"f": path})) == {"f": ("a.txt", b"text")}
    with pytest.raises(TypeError, match="not int"):
        files.to_httpx_files({"f": 3})
    with pytest.raises(RuntimeError, match="`f`"):
        files.assert_is_file_content(3, key="f")
