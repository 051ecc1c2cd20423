"""``pagination.py``: the page classes, generic over their items."""

from __future__ import annotations

from dataclasses import dataclass

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
class PageView:
    """One page class."""

    name: str
    base: str
    doc: str
    spec: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PagesView:
    """``pagination.py``."""

    imports: tuple[str, ...]
    exports: str
    pages: tuple[PageView, ...]


def pagination_module(pages: tuple[ir.Page, ...]) -> str:
    """The text of ``pagination.py``."""
    names = [f"{prefix}{page.name}" for page in pages for prefix in ("Sync", "Async")]
    fields = {field.name for page in pages for field in page.fields}
    imports = Imports("pagination", taken={*names, *fields, "T"})
    views = tuple(_page(page, prefix, imports) for page in pages for prefix in ("Sync", "Async"))
    if views:
        for name in ("ClassVar", "Generic", "TypeVar"):
            imports.outside("typing", name)
    return render("pagination.py", PagesView(tuple(imports.lines("top")), literal(sorted(names)), views))


def _page(page: ir.Page, prefix: str, imports: Imports) -> PageView:
    shadowed = frozenset(field.name for field in page.fields)
    annotator = Annotator(imports, lambda name: imports.inside(name.module, name.name), shadowed=shadowed)
    return PageView(
        name=identifier(f"{prefix}{page.name}"),
        base=imports.spi("AsyncPage" if prefix == "Async" else "SyncPage"),
        doc=f'"""{_RULES[page.type]}"""',
        spec=page_spec(page, imports),
        fields=tuple(_field(field, annotator, imports) for field in page.fields),
    )


def _field(field: ir.PageField, annotator: Annotator, imports: Imports) -> str:
    name = identifier(field.name)
    if field.type is None:
        text = f"{imports.outside('typing', 'List')}[T]"
        default = None if field.wire == field.name else call(imports.spi("Field"), [("alias", literal(field.wire))])
        return f"{name}: {text}" + (f" = {default}" if default else "")
    text = annotator.text(field.type) if field.required else annotator.optional(field.type)
    if field.wire != field.name:
        default = call(
            imports.spi("Field"), [("default", None if field.required else "None"), ("alias", literal(field.wire))]
        )
        return f"{name}: {text} = {default}"
    return f"{name}: {text}" + ("" if field.required else " = None")
