"""Records: frozen data, in classes that are cheap to make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from headrace.record import EMPTY, Record, replace


class Place(Record):
    name: str
    number: int = 1


class Town(Place, kw_only=True):
    streets: Mapping[str, Place] = EMPTY
    remembered: ClassVar[Any] = None


def test_fields_are_given_by_place_or_name_and_have_defaults() -> None:
    assert (Place("a").name, Place("a").number, Place(name="b", number=2).number) == ("a", 1, 2)
    town = Town(name="t", number=3)
    assert (town.name, town.number, town.streets, town.remembered) == ("t", 3, {}, None)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Place(), r"Place\(\) needs name"),
        (lambda: Place("a", 1, 2), r"takes its fields by name: name, number"),
        (lambda: Place("a", size=1), r"Place\(\) has no field size"),
        (lambda: Town("t"), r"Town\(\) takes its fields by name"),
        (lambda: Town(name="t", remembered=1), r"has no field remembered"),
    ],
)
def test_wrong_arguments_are_named(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


def test_equality_is_that_of_class_and_fields() -> None:
    assert Place("a") == Place("a", 1) != Place("a", 2)
    assert Place("a") != Town(name="a")
    assert Place("a") != "a"
    assert len({Place("a"), Place("a", 1), Place("b")}) == 2


def test_they_are_frozen() -> None:
    place = Place("a")
    with pytest.raises(AttributeError, match="'name' can't be assigned"):
        place.name = "b"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(AttributeError, match="'name' can't be deleted"):
        del place.name


def test_a_copy_with_other_values() -> None:
    town = Town(name="t", streets={"x": Place("x")})
    object.__setattr__(town, "remembered", "much")
    other = replace(town, number=5)
    assert other == Town(name="t", number=5, streets={"x": Place("x")})
    assert other.remembered is None


def test_repr_shows_what_was_given() -> None:
    assert repr(Place("a")) == "Place(name='a')"
