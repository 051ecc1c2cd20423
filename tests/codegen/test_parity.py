"""``headrace parity``: two small packages in, every difference that breaks users out, with its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from typer.testing import CliRunner

from headrace_codegen.cli.app import app
from headrace_codegen.parity import Report, compare, read_ignore_file, read_package, to_markdown
from headrace_codegen.parity.annotations import UNSET, canonical, canonical_default
from headrace_codegen.parity.ignore import IgnoreError

OLD = {
    "__init__.py": """
        from ._client import Client
        from ._errors import AError as AError
        from .types import Thing as Thing
        __all__ = ["Client", "AError", "helper"]
        def helper(value: int, /, *rest: str, flag: bool = False) -> None: ...
        """,
    "_client.py": """
        from ._lazy import cached_property
        from .resources.things import Things
        class Client:
            def __init__(self, *, key: str) -> None: ...
            def copy(self) -> "Client": ...
            with_options = copy
            @cached_property
            def things(self) -> Things: ...
        """,
    "_errors.py": "class Base(Exception): ...\nclass AError(Base): ...",
    "_lazy.py": "def cached_property(function): return function",
    "resources/__init__.py": "from .things import Things as Things",
    "resources/things.py": """
        from typing import Optional, overload, Literal, Union, List
        from ..types import Thing
        class Things:
            @overload
            def create(self, name: str, *, stream: Literal[False] = False) -> Thing: ...
            @overload
            def create(self, name: str, *, stream: Literal[True]) -> List[Thing]: ...
            def create(
                self, name: str, *, stream: bool = False, size: "Optional[int]" = None
            ) -> Union[Thing, List[Thing]]: ...
            async def delete(self, id: str, *, force: bool = omit) -> None: ...
            def _private(self) -> None: ...
        """,
    "types/__init__.py": "from .thing import Thing as Thing, Size as Size",
    "types/thing.py": """
        from typing import Optional, Dict
        from typing_extensions import TypeAlias
        __all__ = ["Thing", "Nested", "Size"]
        class Nested: ...
        class Thing(Nested):
            id: str
            size: Optional[int] = None
            extra: Dict[str, object]
        Size: TypeAlias = int
        """,
}
NEW = {
    **OLD,
    "resources/things.py": """
        from collections.abc import Awaitable
        from ..types import Thing
        from .base import Base
        class Things(Base):
            def create(self, name: str, *, stream: bool = False, size: int | None = None) -> list[Thing] | Thing: ...
            def delete(self, id: str, *, force: "bool | Omit" = not_given, more: int = 0) -> Awaitable[None]: ...
        """,
    "resources/base.py": "class Base: ...",
}


def package(folder: Path, name: str, files: dict[str, str]) -> Path:
    for path, text in files.items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text), encoding="utf-8")
    return folder


def compared(tmp_path: Path, new: dict[str, str], **options: bool) -> Report:
    old_path, new_path = package(tmp_path / "o", "old", OLD), package(tmp_path / "n", "new", new)
    return compare(read_package("old", [old_path]), read_package("new", [new_path]), **options)


def lines(report: Report, *, kinds: tuple[str, ...] = ("missing", "changed")) -> list[str]:
    found = [item for group in report.groups.values() for item in group.differences]
    return [
        f"{item.group}: {item.kind} {item.path}" + (f": {item.old} -> {item.new}" if item.old or item.new else "")
        for item in found
        if item.kind in kinds
    ]


def edited(path: str, *edits: tuple[str, str]) -> dict[str, str]:
    text = OLD[path]
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return {**OLD, path: text}


def test_a_package_is_equal_to_itself(tmp_path: Path) -> None:
    report = compared(tmp_path, OLD)
    assert report.equal
    assert lines(report) == []
    counts = {key: (group.same, group.total) for key, group in report.groups.items() if group.total}
    assert counts["tree"] == (1, 1)
    assert counts["calls"] == (2, 2)
    assert counts["overloads"] == (2, 2)
    assert counts["fields"] == (4, 4)


def test_other_spellings_and_second_homes_are_no_difference(tmp_path: Path) -> None:
    """Only the lost overloads are told: annotations say the same, and ``def`` with an awaitable is ``async def``."""
    report = compared(tmp_path, NEW)
    assert {line.partition(":")[0] for line in lines(report)} == {"overloads"}
    assert lines(report, kinds=("added",)) == [
        "modules: added resources.base",
        "parameters: added resources.things:Things.delete(more):  -> keyword = 0",
    ]


VARIABLES = (
    """
    from typing import Generic, Type, TypeVar, Union, overload
    from .types import Thing as _Thing
    __all__ = ["Box", "Thing"]
    T = TypeVar("T")
    ModelT = TypeVar("ModelT", bound="Box")
    class Thing(_Thing): ...
    class Box(Thing, Generic[T]):
        @classmethod
        def make(cls: Type[ModelT], value: T) -> ModelT: ...
        def get(self) -> T: ...
        @overload
        def read(self, *, to: Type[T]) -> T: ...
        @overload
        def read(self) -> str: ...
        def read(self, *, to: object = None) -> Union[T, str]: ...
        def more(self, *args: int, **kwargs: int) -> None: ...
    """,
    """
    from typing import Any, Generic, overload
    from typing_extensions import Self, TypeVar
    from . import types
    __all__ = ["Box", "Thing"]
    Value = TypeVar("Value", default=Any)
    class Thing(types.Thing): ...
    class Middle(Thing): ...
    class Box(Middle, Generic[Value]):
        @classmethod
        def make(cls, value: Value) -> Self: ...
        def get(self) -> Value: ...
        @overload
        def read(self, *, to: type[Value]) -> Value: ...
        @overload
        def read(self) -> str: ...
        def read(self, *, to: object = None) -> Any: ...
        def more(self, *values: int, **named: int) -> None: ...
    """,
)


def test_names_of_type_variables_and_of_imports_are_nobodys_interface(tmp_path: Path) -> None:
    """A variable stands for what it is bound to, ``Self`` too; a base is what it was imported from; and behind
    overloads nobody sees the result of the implementation.
    """
    old, new = ({**OLD, "boxes.py": text} for text in VARIABLES)
    old_path, new_path = package(tmp_path / "o", "old", old), package(tmp_path / "n", "new", new)
    report = compare(read_package("old", [old_path]), read_package("new", [new_path]))
    assert lines(report) == []
    text = VARIABLES[1].replace(
        "-> Value: ...\n        @overload\n        def read(self, *",
        "-> Self: ...\n        @overload\n        def read(self, *",
    )
    text = text.replace("class Middle(Thing)", "class Middle")
    package(tmp_path / "n", "new", {**OLD, "boxes.py": text})
    report = compare(read_package("old", [old_path]), read_package("new", [new_path]))
    assert lines(report) == [
        "bases: changed boxes:Box: Thing -> Middle, Generic",
        "returns: changed boxes:Box.get: T1 -> Self",
    ]


DIFFERENCES = [
    ("types/thing.py", [("class Nested: ...", ""), ("(Nested)", ""), ('"Nested", ', "")], [
        "exports: missing types.thing:Nested",
        "classes: missing types.thing:Nested: Nested -> ",
        "bases: changed types.thing:Thing: Nested -> ",
    ]),
    ("types/thing.py", [("    size: Optional[int] = None", "")], [
        "fields: missing types.thing:Thing.size: None | int -> ",
    ]),
    ("types/__init__.py", [(", Size as Size", "")], ["exports: missing types:Size"]),
    ("__init__.py", [("value: int, /", "value: int"), ("flag: bool = False", "flag: bool = True")], [
        "parameters: changed :helper(value): positional-only, required -> positional, required",
        "parameters: changed :helper(flag): keyword = False -> keyword = True",
    ]),
    ("__init__.py", [("*rest: str, flag: bool = False", "*rest: str, mark: bool")], [
        "parameters: missing :helper(flag): keyword = False -> ",
        "parameters: changed :helper(mark):  -> keyword, required",
    ]),
    ("_client.py", [("*, key: str", "*, key: str, secret: str")], [
        "parameters: changed :Client.__init__(secret):  -> keyword, required",
    ]),
    ("_client.py", [("def things", "def stuff")], [
        "fields: missing :Client.things: Things -> ",
        "tree: missing Client.things: Things -> ",
        "calls: missing Client.things.create",
        "calls: missing Client.things.delete",
    ]),
    ("resources/things.py", [("async def delete", "def delete")], [
        "returns: changed resources.things:Things.delete: Awaitable[None] -> None",
    ]),
    ("resources/things.py", [("async def delete", "async def remove")], [
        "methods: missing resources.things:Things.delete",
        "calls: missing Client.things.delete",
    ]),
    ("resources/things.py", [("id: str, *, force: bool = omit", "force: bool, id: str")], [
        "parameters: changed resources.things:Things.delete(force): keyword = <not given> -> positional, required",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "edits", "wanted"), DIFFERENCES)
def test_each_difference_is_told(path: str, edits: list[tuple[str, str]], wanted: list[str], tmp_path: Path) -> None:
    report = compared(tmp_path, edited(path, *edits))
    assert lines(report) == wanted
    assert not report.equal


def test_a_module_that_is_gone_is_told_with_what_it_held(tmp_path: Path) -> None:
    new = {path: text for path, text in OLD.items() if path != "types/thing.py"}
    report = compared(tmp_path, {**new, "types/__init__.py": ""})
    assert "modules: missing types.thing" in lines(report)
    assert "exports: missing types:Thing" in lines(report)
    (module,) = report.groups["modules"].breaking
    assert str(module.old_place) == "old/types/thing.py"


def test_private_modules_and_types_of_fields_are_compared_on_demand(tmp_path: Path) -> None:
    new = edited("types/thing.py", ("id: str", "id: int")) | {"_lazy.py": "", "_client.py": OLD["_client.py"]}
    assert lines(compared(tmp_path / "plain", new)) == []
    assert lines(compared(tmp_path / "types", new, types=True)) == ["types: changed types.thing:Thing.id: str -> int"]
    private = lines(compared(tmp_path / "private", new, private=True))
    assert private == ["exports: missing _lazy:cached_property", "methods: missing _lazy:cached_property"]


def test_accepted_differences_need_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "ignore.yml"
    file.write_text(
        "- {path: ['types.thing:*', gone], reason: renamed}\n- {path: unused, group: modules, reason: old}\n"
    )
    new = edited("types/thing.py", ("    size: Optional[int] = None", ""))
    old_path, new_path = package(tmp_path / "o", "old", OLD), package(tmp_path / "n", "new", new)
    rules = read_ignore_file(file)
    report = compare(read_package("old", [old_path]), read_package("new", [new_path]), rules=rules)
    assert report.equal
    assert report.unused == ("gone", "modules: unused")
    assert "(old old/types/thing.py:8, new new/types/thing.py:6): renamed" in to_markdown(report)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b", "a list of entries"),
        ("- a", "entry 1: a mapping"),
        ("- {path: a}", "entry 1: reason is missing"),
        ("- {path: a, reason: ' '}", "entry 1: reason is missing"),
        ("- {path: [], reason: b}", "entry 1: path is missing"),
        ("- {path: [a, 1], reason: b}", "entry 1: path is missing"),
        ("- {path: a, reason: b, grup: c}", "entry 1: unknown key 'grup'"),
        ("- {path: a, reason: b, group: c}", "no group 'c'"),
        ("- {path: [", "ignore.yml"),
    ],
)
def test_a_broken_ignore_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "ignore.yml"
    file.write_text(text)
    with pytest.raises(IgnoreError, match=message):
        read_ignore_file(file)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["parity", *map(str, arguments)])
    return result.exit_code, result.output


def test_the_command_writes_reports_and_its_exit_code_tells(tmp_path: Path) -> None:
    old_path = package(tmp_path / "o", "old", OLD)
    new_path = package(tmp_path / "n", "new", edited("types/__init__.py", (", Size as Size", "")))
    places = ("--old-search-path", old_path, "--new-search-path", new_path)
    report = tmp_path / "report.json"
    code, output = run("old", "new", *places, "--json", report, "--markdown", tmp_path / "report.md")
    assert code == 1
    assert "missing types:Size" in output
    assert "old old/types/__init__.py:1" in output
    value = json.loads(report.read_text("utf-8"))
    assert value["groups"]["exports"]["differences"][0]["path"] == "types:Size"
    assert not value["equal"]
    assert "| Names that can be imported from a module |" in (tmp_path / "report.md").read_text("utf-8")
    assert run("old", "old", "--old-search-path", old_path, "--new-search-path", old_path)[0] == 0


def test_what_cannot_be_read_is_an_error_of_its_own(tmp_path: Path) -> None:
    code, output = run("old", "new", "--old-search-path", tmp_path)
    assert (code, "there is no package 'old'" in output) == (2, True)
    code, output = run("old", "new", "--old-search-path", tmp_path / "python")
    assert (code, "there is no folder and no Python interpreter" in output) == (2, True)
    text = tmp_path / "text"
    text.write_text("x")
    code, output = run("old", "new", "--old-search-path", text)
    assert (code, "neither a folder nor a Python interpreter" in output) == (2, True)


@pytest.mark.parametrize("module", ["__init__.py", "resources/things.py", "never_imported.py"])
def test_a_file_that_python_cannot_read_is_an_error_with_its_place(module: str, tmp_path: Path) -> None:
    """It would look like a module that is gone otherwise, and like a difference between the packages."""
    folder = package(tmp_path, "old", OLD)
    (folder / "old" / module).write_text("x = 1\ndef (\n")
    code, output = run("old", "old", "--old-search-path", folder, "--new-search-path", folder)
    assert code == 2
    assert f"error: 'old' can't be read: {folder / 'old' / module}:2: invalid syntax" in output.replace("\n", "")


def test_a_report_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    folder = package(tmp_path, "old", OLD)
    places = ("--old-search-path", folder, "--new-search-path", folder)
    (tmp_path / "file").write_text("")
    code, output = run("old", "old", *places, "--json", tmp_path / "file" / "report.json")
    assert (code, "can't write" in output) == (2, True)


def test_the_runtime_is_found_where_the_command_is_installed(tmp_path: Path) -> None:
    """It need not stand beside the SDK; a package of the compared name is only looked for where it is said to be."""
    facade = {"__init__.py": "from iniconfig import IniConfig\n\nclass Thing(IniConfig): ...\n__all__ = ['Thing']\n"}
    whole = package(tmp_path / "o", "old", {"__init__.py": "class Thing:\n    def get(self) -> int: ...\n"})
    folder = package(tmp_path / "n", "new", facade)
    places = ("--old-search-path", whole, "--new-search-path", folder)
    assert "missing :Thing.get" in run("old", "new", *places)[1]
    assert "missing :Thing.get" not in run("old", "new", *places, "--with", "iniconfig")[1]
    assert run("old", "iniconfig", *places)[0] == 2


def test_two_packages_of_one_name_are_told_apart(tmp_path: Path) -> None:
    old, new = (
        package(tmp_path / "o", "acme", OLD),
        package(tmp_path / "n", "acme", edited("types/__init__.py", (", Size as Size", ""))),
    )
    code, output = run("acme", "acme", "--old-search-path", old, "--new-search-path", new)
    assert code == 1
    assert "old acme/types/__init__.py:1 | new acme/types/__init__.py" in output
    assert "1 difference breaks users of the old acme" in output
    code, output = run("acme", "acme", "--old-search-path", old, "--new-search-path", old)
    assert "the new acme has everything that users of the old acme import, call and read" in output


def test_an_interpreter_stands_for_what_it_has_installed() -> None:
    code, output = run("iniconfig", "iniconfig", "--old-search-path", sys.executable)
    assert code == 0, output


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Optional[List['x.A']]", "list[A] | None"),
        ("Union[A, Union[B, None]]", "B | A | None"),
        ("Annotated[Union[A, B], PropertyInfo(discriminator='type')]", "A | B"),
        ("Literal['a', 'b']", "Literal['b'] | Literal['a']"),
        ("Dict[str, object]", "dict[str, object]"),
        ("'Dict[str, Union[A, B]]'", "dict[str, B | A]"),
        ("str | Omit", "Union[str, NotGiven]"),
        ("Coroutine[Any, Any, X]", "Awaitable[X]"),
        ("typing.Type[None]", "type[NoneType]"),
    ],
)
def test_annotations_have_one_form(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_annotations_that_say_different_things_stay_different() -> None:
    texts = ["A", "B", "list[A]", "A | None", "Literal['a']", "Literal[1]", "dict[str, A]", "not an expression (", ""]
    assert len({canonical(text) for text in texts}) == len(texts)
    assert [canonical_default(text) for text in (None, "omit", "not_given", "_types.NOT_GIVEN", '"a"')] == [
        None, UNSET, UNSET, UNSET, "'a'",
    ]  # fmt: skip
