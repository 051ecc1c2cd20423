"""Classes inside of classes: one validator each, and nothing else changes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pydantic
import pytest

from headrace.models import BaseModel
from headrace.property_info import PropertyInfo


class Leaf(BaseModel):
    kind: Literal["leaf"]
    size: int


class Fruit(BaseModel):
    kind: Literal["fruit"]
    name: str
    leaf: Leaf | None = None


Part = Annotated[Leaf | Fruit, PropertyInfo(discriminator="kind")]


class Branch(BaseModel):
    parts: list[Part]
    first: Leaf


class Node(BaseModel):
    """A class that is a part of itself, and of the class below."""

    value: int
    children: list[Node] | None = None
    tree: Tree | None = None


class Tree(BaseModel):
    root: Node
    branch: Branch


TREE: dict[str, Any] = {
    "root": {"value": 1, "children": [{"value": 2, "more": True}]},
    "branch": {
        "parts": [{"kind": "leaf", "size": 1}, {"kind": "fruit", "name": "fig"}],
        "first": {"kind": "leaf", "size": 3},
    },
}


def test_values() -> None:
    """Objects of inner classes are of those classes, extras included, and dump to what they came from."""
    tree = Tree.model_validate(TREE)

    assert type((tree.root.children or [])[0]) is Node
    assert {"more": True} == (tree.root.children or [])[0].model_extra
    assert [Leaf, Fruit] == [type(part) for part in tree.branch.parts]
    assert TREE == tree.to_dict()
    assert TREE == Tree.model_validate_json(tree.to_json()).to_dict(mode="json")


def test_error_places() -> None:
    """An error inside of an inner class says where."""
    with pytest.raises(pydantic.ValidationError) as caught:
        Tree.model_validate({**TREE, "branch": {"parts": [{"kind": "fruit", "leaf": {"kind": "leaf"}}], "first": 1}})

    places = [error["loc"] for error in caught.value.errors()]
    assert ("branch", "parts", 0, "fruit", "name") in places
    assert ("branch", "parts", 0, "fruit", "leaf", "size") in places
    assert ("branch", "first") in places


def test_forced_rebuild() -> None:
    """Building a class again changes nothing, for a class inside of itself too."""
    for cls in (Leaf, Branch, Node, Tree):
        cls.model_rebuild(force=True)

        tree = Tree.model_validate(TREE)
        assert TREE == tree.to_dict()
        assert TREE == Tree.model_validate_json(tree.to_json()).to_dict(mode="json")
        assert {"Node", "Branch", "Leaf", "Fruit"} <= set(Tree.model_json_schema()["$defs"])


def test_in_a_users_class() -> None:
    """A model of the user's own can hold ours, pydantic's own discriminator included."""

    class Mine(pydantic.BaseModel):
        part: Annotated[Leaf | Fruit, pydantic.Field(discriminator="kind")]
        branch: Branch

    mine = Mine.model_validate({"part": {"kind": "leaf", "size": 1}, "branch": TREE["branch"]})

    assert type(mine.part) is Leaf
    assert type(mine.branch.parts[1]) is Fruit


def test_pydantic_discriminator_in_ours() -> None:
    """Pydantic's own discriminator finds the constants of inner classes."""

    class Ours(BaseModel):
        part: Annotated[Leaf | Fruit, pydantic.Field(discriminator="kind")]

    assert type(Ours.model_validate({"part": {"kind": "fruit", "name": "fig"}}).part) is Fruit


def test_inner_first() -> None:
    """A class inside of another is finished first, and only then the other."""

    class Inner(BaseModel):
        size: int

    class Outer(BaseModel):
        inner: list[Inner]

    Outer.model_rebuild()

    assert Inner.__dict__["__pydantic_complete__"]
    assert [3] == [inner.size for inner in Outer.model_validate({"inner": [{"size": 3}]}).inner]
