"""``omit`` and ``not_given``: falsy, single, and told apart from None."""

from __future__ import annotations

import copy
import pickle

import pytest

from headrace.sentinels import NOT_GIVEN, NotGiven, Omit, is_given, not_given, omit


@pytest.mark.parametrize("value", [omit, not_given])
def test_they_are_falsy_single_objects(value: object) -> None:
    assert not value
    assert type(value)() is value
    assert copy.deepcopy(value) is copy.copy(value) is pickle.loads(pickle.dumps(value)) is value


def test_repr_and_names() -> None:
    assert repr(NOT_GIVEN) == "NOT_GIVEN"
    assert repr(omit) == "omit"
    assert NOT_GIVEN is not_given
    assert isinstance(omit, Omit) and isinstance(not_given, NotGiven)


@pytest.mark.parametrize("value", [None, 0, "", False, []])
def test_other_falsy_values_are_given(value: object) -> None:
    assert is_given(value)
    assert not is_given(omit) and not is_given(not_given)
