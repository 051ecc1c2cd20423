"""Types that are loaded when their first value arrives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Dict, get_args  # noqa: UP035

import pydantic
import pytest

from headrace.late import MANY, late_of, loaded
from headrace.reading import read_json, read_value

PARTS = """
from typing import Literal
from headrace.spi import BaseModel

class {name}(BaseModel):
    kind: Literal["{kind}"]
    size: int
"""

WHOLE = """
from typing import TYPE_CHECKING, Annotated, List, Optional, Union
from headrace.spi import BaseModel, PropertyInfo, late
{imports}
Part = Annotated[Union[Bolt, Nut, Cog], PropertyInfo(discriminator="kind")]

class Machine(BaseModel):
    part: Part
    more: List[Part]
    spare: Optional[Nut] = None
    notes: Optional[Union[str, List[Cog]]] = None
    cogs: List[Cog]
"""

LATE = """
from .bolt import Bolt
Nut = late(__package__, ".nut:Nut", "nut")
Cog = late(__package__, ".cog:Cog", "cog")
"""

MACHINE: dict[str, Any] = {"part": {"kind": "bolt", "size": 1}, "more": [], "cogs": []}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The package ``late_parts``: its ``machine.Machine`` names two of three parts late, ``eager.Machine`` none."""
    package = tmp_path / "late_parts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name in ("Bolt", "Nut", "Cog"):
        (package / f"{name.lower()}.py").write_text(PARTS.format(name=name, kind=name.lower()))
    (package / "machine.py").write_text(WHOLE.format(imports=LATE))
    eager = "from .bolt import Bolt\nfrom .nut import Nut\nfrom .cog import Cog\n"
    (package / "eager.py").write_text(WHOLE.format(imports=eager))
    monkeypatch.syspath_prepend(tmp_path)
    import late_parts.machine  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]

    yield late_parts.machine.Machine
    for name in [name for name in sys.modules if name.startswith("late_parts")]:
        del sys.modules[name]


def parts_loaded() -> set[str]:
    """Which of the modules of parts have been imported."""
    return {name for name in ("bolt", "nut", "cog") if f"late_parts.{name}" in sys.modules}


def test_loads_what_arrives(machine: Any) -> None:
    """A module is imported by the first value of its type, not by nothing, null or an empty list."""
    read_value(machine, {**MACHINE, "spare": None, "notes": "none"})
    assert {"bolt"} == parts_loaded()

    made = read_value(machine, {**MACHINE, "part": {"kind": "cog", "size": 2}})
    assert {"bolt", "cog"} == parts_loaded()
    assert "Cog" == type(made.part).__name__

    read_value(machine, {**MACHINE, "spare": {"kind": "nut", "size": 2}})
    assert {"bolt", "cog", "nut"} == parts_loaded()


FULL: dict[str, Any] = {
    "part": {"kind": "nut", "size": 1},
    "more": [{"kind": "cog", "size": 2}, {"kind": "bolt", "size": 3, "extra": True}],
    "spare": {"kind": "nut", "size": 4},
    "notes": [{"kind": "cog", "size": 5}],
    "cogs": [{"kind": "cog", "size": 6}, {"kind": "cog", "size": 7}],
}


def names(value: Any) -> list[str]:
    """The classes of all models in a value, depth first."""
    if isinstance(value, pydantic.BaseModel):
        return [type(value).__name__, *names(list(value.__dict__.values()))]
    return [name for item in value for name in names(item)] if isinstance(value, list) else []


def test_same_values(machine: Any) -> None:
    """Values, dumps and JSON are those of a class that loads all at once."""
    from late_parts.eager import Machine  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]

    body = Machine.model_validate(FULL).to_json()
    ours, whole = read_json(machine, body), read_json(Machine, body)

    assert names(whole) == names(ours)
    assert FULL == ours.to_dict() == whole.to_dict()
    assert whole.to_json() == ours.to_json()
    assert whole.to_dict(mode="json", exclude_none=True) == ours.to_dict(mode="json", exclude_none=True)
    assert [] == read_value(machine, MACHINE).cogs


@pytest.mark.parametrize(
    "change",
    [
        {"part": {"kind": "nut", "size": "many"}},
        {"more": [{"kind": "cog"}]},
        {"cogs": [{"kind": "cog", "size": 1}, {"kind": "cog", "size": []}]},
        {"spare": 5},
        {"part": {"kind": "wing"}},
    ],
    ids=str,
)
def test_same_errors(machine: Any, change: dict[str, Any]) -> None:
    """An error of a late type stands at the same place, with the same code."""
    from late_parts.eager import Machine  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]

    def errors(cls: Any) -> list[tuple[Any, ...]]:
        with pytest.raises(pydantic.ValidationError) as caught:
            cls.model_validate({**FULL, **change})
        return [(error["loc"], error["type"]) for error in caught.value.errors()]

    assert errors(Machine) == errors(machine)


@pytest.mark.parametrize(
    "change",
    [
        {"part": {"kind": "nut", "size": "many"}},
        {"more": [{"kind": "cog", "size": "two"}, {"kind": "wing", "span": 3}]},
        {"cogs": [{"kind": "cog", "size": None}, 5]},
        {"notes": [{"kind": "cog", "size": "x"}]},
    ],
    ids=str,
)
def test_same_lenience(machine: Any, change: dict[str, Any]) -> None:
    """What doesn't fit becomes the same on the second path."""
    from late_parts.eager import Machine  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]

    ours, whole = (read_value(cls, {**FULL, **change}) for cls in (machine, Machine))

    assert names(whole) == names(ours)
    assert whole.to_dict() == ours.to_dict()


def test_many_items(machine: Any) -> None:
    """After many items the class holds the type itself; values and errors stay the same."""
    many = {**FULL, "cogs": [{"kind": "cog", "size": number} for number in range(MANY)]}
    before, after = read_value(machine, many), read_value(machine, many)

    assert names(before) == names(after)
    assert many == after.to_dict()
    cog = late_of(get_args(machine.model_fields["cogs"].annotation)[0])
    assert cog is not None and cog.inlined
    lenient = read_value(machine, {**many, "cogs": [{"kind": "cog", "size": "x"}]})
    assert "x" == lenient.cogs[0].size


def test_same_json_schema(machine: Any) -> None:
    """The JSON schema has the late types, too. Only a property that pydantic doesn't title, as it is a class, gets a
    title."""
    from late_parts.eager import Machine  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]

    for mode in ("validation", "serialization"):
        schema = machine.model_json_schema(mode=mode)
        assert "Spare" == schema["properties"]["spare"].pop("title")
        assert Machine.model_json_schema(mode=mode) == schema


def test_loaded(machine: Any) -> None:
    """Who looks into a type can have it without late members."""
    from late_parts import eager  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]

    module = sys.modules[machine.__module__]
    assert eager.Part == loaded(module.Part)
    assert list[eager.Cog] == loaded(list[module.Cog])
    assert Dict[str, eager.Part] == loaded(Dict[str, module.Part])  # noqa: UP006
    assert eager.Part is loaded(eager.Part)
