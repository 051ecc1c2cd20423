"""``pagination.py``: the page classes, generic over their items."""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword

from headrace_codegen import ir
from headrace_codegen.emit.annotations import Annotator
from headrace_codegen.emit.descriptors import page_spec
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import call, identifier, literal

__all__ = ["pagination_module"]

_RULES = {
    "cursor": "The response names the cursor of the next page.",
    "cursor_id": "The next page starts after the last item's id.",
    "cursor_url": "The response names the address of the next page.",
    "offset": "Pages are counted in items.",
    "page_number": "Pages are counted in pages.",
    "fake_page": "There is only one page.",
}


@dataclass(frozen=True, slots=True)
class ItemView:
    """What an item of a page class has to have: ``field`` is its declaration."""

    name: str
    doc: str
    field: str


@dataclass(frozen=True, slots=True)
class PageView:
    """One page class. ``last`` says that there is never another page."""

    name: str
    base: str
    doc: str
    spec: str
    fields: tuple[str, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """The class of an object inside pages."""

    name: str
    bases: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PagesView:
    """``pagination.py``."""

    imports: tuple[str, ...]
    exports: str
    items: tuple[ItemView, ...]
    parts: tuple[PartView, ...]
    pages: tuple[PageView, ...]


def pagination_module(pages: tuple[ir.Page, ...]) -> str:
    """The text of ``pagination.py``."""
    names = [f"{prefix}{page.name}" for page in pages for prefix in ("Sync", "Async")]
    names += [part.name for page in pages for part in page.parts]
    names += [f"{page.name}Item" for page in pages if _item_id(page) is not None]
    fields = {field.name for page in pages for held in (page, *page.parts) for field in held.fields}
    imports = Imports("pagination", taken={*names, *fields, "T"})
    parts = tuple(_part(page, part, imports) for page in pages for part in page.parts)
    views = tuple(_page(page, prefix, imports) for page in pages for prefix in ("Sync", "Async"))
    if views:
        for name in ("ClassVar", "Generic", "TypeVar"):
            imports.outside("typing", name)
    items = tuple(_item(page, attribute, imports) for page in pages if (attribute := _item_id(page)) is not None)
    return render("pagination.py", PagesView(tuple(imports.lines("top")), literal(sorted(names)), items, parts, views))


def _item_id(page: ir.Page) -> str | None:
    """The attribute of an item that asks for the page after it, where it is one."""
    found = str(dict(page.rules).get("item_id", ""))
    return found if page.type == "cursor_id" and found.isidentifier() and not iskeyword(found) else None


def _item(page: ir.Page, attribute: str, imports: Imports) -> ItemView:
    imports.outside("typing", "Protocol")
    imports.outside("typing", "runtime_checkable")
    return ItemView(
        name=identifier(f"{page.name}Item"),
        doc=f'"""An item of a ``{identifier(page.name)}``, after which another page may start."""',
        field=f"{identifier(attribute)}: {imports.outside('typing', 'Optional')}[str]",
    )


def _part(page: ir.Page, part: ir.PagePart, imports: Imports) -> PartView:
    base = imports.spi("BaseModel")
    return PartView(
        name=identifier(part.name),
        bases=f"{base}, Generic[T]" if part.generic else base,
        fields=_fields(page, part, imports),
    )


def _page(page: ir.Page, prefix: str, imports: Imports) -> PageView:
    return PageView(
        name=identifier(f"{prefix}{page.name}"),
        base=imports.spi("AsyncPage" if prefix == "Async" else "SyncPage"),
        doc=f'"""{_RULES[page.type]}"""',
        spec=page_spec(page, imports),
        fields=_fields(page, page, imports),
        last=page.type == "fake_page",
    )


def _fields(page: ir.Page, held: ir.Page | ir.PagePart, imports: Imports) -> tuple[str, ...]:
    shadowed = frozenset(field.name for field in held.fields)
    annotator = Annotator(imports, lambda name: imports.inside(name.module, name.name), shadowed=shadowed)
    generic = {part.name for part in page.parts if part.generic}
    return tuple(_field(field, held is page, generic, annotator, imports) for field in held.fields)


def _field(field: ir.PageField, top: bool, generic: set[str], annotator: Annotator, imports: Imports) -> str:
    """One line. Items at the top are always a list, as the base class says; inside an object they may be absent."""
    name = identifier(field.name)
    required = field.required or (field.type is None and top)
    if field.type is None:
        text = f"{imports.outside('typing', 'List')}[T]"
    elif field.part is not None:
        text = f"{field.part}[T]" if field.part in generic else field.part
    else:
        text = annotator.text(field.type) if required else annotator.optional(field.type)
    if not required and (field.type is None or field.part is not None):
        text = f"{imports.outside('typing', 'Optional')}[{text}]"
    if field.wire != field.name:
        default = call(
            imports.spi("Field"), [("default", None if required else "None"), ("alias", literal(field.wire))]
        )
        return f"{name}: {text} = {default}"
    return f"{name}: {text}" + ("" if required else " = None")
