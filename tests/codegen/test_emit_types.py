"""Type modules: a few declarations in, the exact Python out."""

from __future__ import annotations

import textwrap

import pytest

from harness import small_api as small
from headrace_codegen import ir
from headrace_codegen.emit.ruff import format_python
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import EmitError
from headrace_codegen.emit.type_modules import type_modules

HEADER = render("header", None)


def printed(*modules: ir.TypeModule) -> dict[str, str]:
    """The formatted text of each module, without the header line that all have."""
    texts = {f"{name}.py": text for name, text in type_modules(modules).items()}
    return {name[:-3]: text.removeprefix(HEADER) for name, text in format_python(texts).items()}


def expected(text: str) -> str:
    return textwrap.dedent(text).removeprefix("\n")


def one(*declarations: ir.Declaration) -> str:
    """The text of ``types.a`` with these declarations."""
    return printed(small.module("types.a", *declarations))["types.a"]


def test_a_model_has_required_and_optional_fields_with_docs() -> None:
    """Absence makes a field optional with a default; null is part of its type. Docs stand below the field."""
    model = small.model(
        "Order",
        small.fld("id", small.STR, doc="Identifies the order."),
        small.fld("note", ir.optional(small.STR)),
        small.fld("total", ir.Prim("float"), False, deprecated=True),
        doc="One order.",
    )

    assert expected('''
        from typing import Optional

        from headrace.spi import BaseModel

        __all__ = ["Order"]


        class Order(BaseModel):
            """One order."""

            id: str
            """Identifies the order."""

            note: Optional[str]

            total: Optional[float] = None
            """This field is deprecated."""
        ''') == one(model)


def test_a_wire_name_that_differs_is_an_alias() -> None:
    """``Field(alias=...)`` in models, ``PropertyInfo(alias=...)`` in requests."""
    model = small.model("A", small.fld("from_", small.STR, wire="from"), small.fld("x_y", small.STR, False, wire="x-y"))
    request = small.typed_dict(
        "B", small.fld("from_", small.STR, wire="from"), small.fld("at", ir.Prim("datetime"), False, format="iso8601")
    )

    assert expected("""
        from datetime import datetime
        from typing import Annotated, Optional

        from headrace.spi import BaseModel, Field, PropertyInfo
        from typing_extensions import Required, TypedDict

        __all__ = ["A", "B"]


        class A(BaseModel):
            from_: str = Field(alias="from")

            x_y: Optional[str] = Field(default=None, alias="x-y")


        class B(TypedDict, total=False):
            from_: Required[Annotated[str, PropertyInfo(alias="from")]]

            at: Annotated[datetime, PropertyInfo(format="iso8601")]
        """) == one(model, request)


def test_every_type_expression() -> None:
    """Each form once, in a request, where arrays have three spellings."""
    fields = (
        small.fld("a", ir.ListOf(small.ANY)),
        small.fld("b", ir.ListOf(ir.DictOf(small.INT), "iterable")),
        small.fld("c", ir.ListOf(small.STR, "sequence"), False),
        small.fld("d", ir.UnionOf((small.STR, ir.Lit(("x", 1, True)), small.NONE)), False),
        small.fld("e", ir.Lit(("q\"'\\\n",))),
        small.fld("f", ir.UnionOf((small.STR, ir.UnionOf((small.INT, small.STR)), small.NONE)), False),
        small.fld("g", ir.UnionOf((ir.Prim("date"), ir.Prim("bool"))), False),
        small.fld("h", ir.Prim("file")),
    )

    assert expected("""
        from datetime import date
        from typing import Dict, Iterable, List, Literal, Optional, Union

        from headrace.spi import FileTypes, SequenceNotStr
        from typing_extensions import Required, TypedDict

        __all__ = ["A"]


        class A(TypedDict, total=False):
            a: Required[List[object]]

            b: Required[Iterable[Dict[str, int]]]

            c: SequenceNotStr[str]

            d: Optional[Union[str, Literal["x", 1, True]]]

            e: Required[Literal["q\\"'\\\\\\n"]]

            f: Optional[Union[str, int]]

            g: Union[date, bool]

            h: Required[FileTypes]
        """) == one(small.typed_dict("A", *fields))


def test_a_field_that_is_called_like_a_type_does_not_hide_it() -> None:
    """In a class body a field is found before a builtin or an import of that name."""
    fields = (
        small.fld("object", ir.Lit(("a",))),
        small.fld("extra", small.ANY, False),
        small.fld("str", small.STR, False),
        small.fld("date", ir.Prim("date"), False),
        small.fld("more", ir.DictOf(ir.Prim("date")), False),
    )

    assert expected("""
        import builtins
        from datetime import date as date_
        from typing import Dict, Literal, Optional

        from headrace.spi import BaseModel

        __all__ = ["A"]


        class A(BaseModel):
            object: Literal["a"]

            extra: Optional[builtins.object] = None

            str: Optional[builtins.str] = None

            date: Optional[date_] = None

            more: Optional[Dict[builtins.str, date_]] = None
        """) == one(small.model("A", *fields))


def test_a_tagged_union_is_an_annotated_alias_in_responses_only() -> None:
    """Nothing reads a discriminator in requests."""
    tags = (("a", 0), ("b", 1))

    def union(*names: str) -> ir.UnionOf:
        return ir.UnionOf(tuple(ir.Named("types.a", name) for name in names), "type", tags)

    text = one(
        small.model("A", small.fld("type", ir.Lit(("a",)))),
        small.model("B", small.fld("type", ir.Lit(("b",)))),
        small.alias("Either", union("A", "B"), "One or the other."),
        small.typed_dict("C", small.fld("type", ir.Lit(("a",)))),
        small.typed_dict("D", small.fld("type", ir.Lit(("b",)))),
        small.alias("EitherParam", union("C", "D")),
    )

    assert (
        'Either: TypeAlias = Annotated[Union[A, B], PropertyInfo(discriminator="type")]\n"""One or the other."""\n'
        in text
    )
    assert "EitherParam: TypeAlias = Union[C, D]\n" in text


def test_a_name_that_is_taken_is_imported_under_another() -> None:
    """Two modules may export one name."""
    texts = printed(
        small.module("types.shared.reasoning", small.model("Reasoning", small.fld("a", small.STR))),
        small.module(
            "types.a",
            small.model("Reasoning", small.fld("inner", ir.Named("types.shared.reasoning", "Reasoning"))),
        ),
    )

    assert (
        expected("""
        from headrace.spi import BaseModel

        from .shared.reasoning import Reasoning as SharedReasoning

        __all__ = ["Reasoning"]


        class Reasoning(BaseModel):
            inner: SharedReasoning
        """)
        == texts["types.a"]
    )


def test_modules_in_a_circle_import_each_other_at_their_end() -> None:
    """References that close the circle are quoted."""
    texts = printed(
        small.module("types.a", small.model("A", small.fld("b", ir.Named("types.b", "B"), False))),
        small.module("types.b", small.model("B", small.fld("a", ir.ListOf(ir.Named("types.a", "A"))))),
    )

    assert (
        expected("""
        from typing import Optional

        from headrace.spi import BaseModel

        __all__ = ["A"]


        class A(BaseModel):
            b: Optional["B"] = None


        # These modules refer back to this one, so they are imported when everything above is defined.
        from .b import B
        """)
        == texts["types.a"]
    )


def test_an_alias_in_a_circle_knows_its_own_module() -> None:
    """The quoted names in a plain alias would be looked up wherever it is used."""
    texts = printed(
        small.module("types.a", small.alias("Items", ir.ListOf(ir.UnionOf((small.STR, ir.Named("types.b", "B")))))),
        small.module("types.b", small.model("B", small.fld("items", ir.Named("types.a", "Items")))),
    )

    assert 'Items = TypeAliasType("Items", List[Union[str, "B"]])\n' in texts["types.a"]


def test_a_subclass_in_a_circle_is_referred_to_through_its_module() -> None:
    """A base class is imported at the top, so the module below may be half-loaded when its base's module needs it."""
    base, child = ir.Named("types.base", "Base"), ir.Named("types.child", "Child")
    texts = printed(
        small.module("types.base", small.model("Base", small.fld("children", ir.ListOf(child)))),
        small.module("types.child", small.model("Child", small.fld("name", small.STR), bases=(base,))),
    )

    assert 'children: List["child.Child"]' in texts["types.base"]
    assert texts["types.base"].endswith("\nfrom . import child\n")
    assert "class Child(Base):\n    name: str\n" in texts["types.child"]


def test_a_required_field_overrides_an_optional_one_with_a_value() -> None:
    """Type checkers take the base's default for the subclass's otherwise."""
    base = small.model("Base", small.fld("id", small.STR, False))
    child = small.model("Child", small.fld("id", small.STR), bases=(ir.Named("types.a", "Base"),))

    assert "class Child(Base):\n    id: str = Field()\n" in one(base, child)


def test_typed_additional_properties_are_known_to_pydantic_and_to_type_checkers() -> None:
    assert expected("""
        from typing import TYPE_CHECKING, Dict

        from headrace.spi import BaseModel

        __all__ = ["A"]


        class A(BaseModel):
            id: str

            __pydantic_extra__: Dict[str, int]

            if TYPE_CHECKING:

                def __getattr__(self, name: str) -> int: ...
        """) == one(small.model("A", small.fld("id", small.STR), extra=small.INT))


def test_a_hand_written_mixin_comes_first() -> None:
    text = one(small.model("A", small.fld("id", small.STR), mixin="lib.models:Extras"))

    assert "from ..lib.models import Extras\n" in text
    assert "class A(Extras, BaseModel):\n" in text


@pytest.mark.parametrize("name", ["class", "a b", "1a", "x;import os", ""])
def test_a_name_that_is_no_identifier_is_an_error_of_the_compiler(name: str) -> None:
    """Names are made by ``lower``; one that is unusable must never reach the text."""
    with pytest.raises(EmitError):
        printed(small.module("types.a", small.model("A", small.fld(name, small.STR, wire="x"))))


def test_a_reference_to_nothing_is_an_error_of_the_compiler() -> None:
    with pytest.raises(EmitError, match=r"types\.b\.B"):
        printed(small.module("types.a", small.alias("A", ir.Named("types.b", "B"))))


def tagged(name: str, tag: str) -> ir.TypeModule:
    """The module ``types.<name>`` with one class whose ``type`` is ``tag``."""
    return small.module(f"types.{name.lower()}", small.model(name, small.fld("type", ir.Lit((tag,)))))


def test_rare_members_of_a_tagged_union_load_late() -> None:
    """All members but the first of a tagged union stand for types that are imported with their first value."""
    members = tuple(ir.Named(f"types.{name.lower()}", name) for name in ("Bolt", "Nut", "Cog"))
    union = ir.UnionOf(members, "type", (("bolt", 0), ("nut", 1), ("cog", 2)))
    part = small.module("types.part", small.alias("Part", union))
    texts = printed(tagged("Bolt", "bolt"), tagged("Nut", "nut"), tagged("Cog", "cog"), part)

    assert (
        expected("""
        from typing import TYPE_CHECKING, Annotated, TypeAlias, Union

        from headrace.spi import PropertyInfo, late

        from .bolt import Bolt

        if TYPE_CHECKING:
            from .cog import Cog
            from .nut import Nut
        else:
            # Loaded when the first value of their kind arrives.
            Cog = late(__package__, ".cog:Cog", "cog")
            Nut = late(__package__, ".nut:Nut", "nut")

        __all__ = ["Part"]


        Part: TypeAlias = Annotated[Union[Bolt, Nut, Cog], PropertyInfo(discriminator="type")]
    """)
        == texts["types.part"]
    )


def test_a_member_that_has_its_tag_from_its_base_loads_late_too() -> None:
    members = tuple(ir.Named(f"types.{name.lower()}", name) for name in ("Bolt", "Nut", "Cog"))
    union = ir.UnionOf(members, "type", (("bolt", 0), ("nut", 1), ("cog", 2)))
    cog = small.module("types.cog", small.model("Cog", bases=(ir.Named("types.wheel", "Wheel"),)))
    part = small.module("types.part", small.alias("Part", union))
    texts = printed(tagged("Bolt", "bolt"), tagged("Nut", "nut"), tagged("Wheel", "cog"), cog, part)

    assert 'Cog = late(__package__, ".cog:Cog", "cog")' in texts["types.part"]


def test_only_what_can_wait_loads_late() -> None:
    """A small class in a list is imported at once; a large one loads late there, but not where it must be present."""
    large = small.module("types.large", *(small.model(f"Large{n}", small.fld("id", small.STR)) for n in range(4)))
    little = small.module("types.little", small.model("Little", small.fld("id", small.STR)))
    user = small.model(
        "User",
        small.fld("items", ir.ListOf(ir.Named("types.large", "Large0"))),
        small.fld("always", ir.Named("types.large", "Large1")),
        small.fld("maybe", ir.optional(ir.Named("types.large", "Large2"))),
        small.fld("few", ir.ListOf(ir.Named("types.little", "Little"))),
    )
    text = printed(large, little, small.module("types.user", user))["types.user"]

    assert "from .large import Large1\nfrom .little import Little\n" in text
    assert 'Large0 = late(__package__, ".large:Large0")' in text
    assert 'Large2 = late(__package__, ".large:Large2")' in text
    assert "    always: Large1\n" in text
