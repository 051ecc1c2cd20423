"""Page classes: their fields, and the rules by which the next page is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from headrace_codegen.ir.expressions import TypeExpr
from headrace_codegen.ir.origin import Origin

__all__ = ["Page", "PageField", "PagePart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageField:
    """A property of a page object. ``type`` None is the item list ``List[T]``; ``part`` names the class of an object
    among the page's ``parts``.
    """

    name: str
    wire: str
    type: TypeExpr | None
    required: bool = False
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """The class of an object inside a page. It is generic where the items are in it."""

    name: str
    fields: tuple[PageField, ...]
    generic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page class: ``name`` without ``Sync``/``Async`` (``"CursorPage"``); rules as in
    ``headrace.descriptor.PageSpec``. ``parts`` stand in the order in which they need each other.
    """

    name: str
    scheme: str
    type: Literal["cursor", "cursor_id", "cursor_url", "offset", "page_number", "fake_page"]
    fields: tuple[PageField, ...]
    parts: tuple[PagePart, ...] = ()
    rules: tuple[tuple[str, str | bool], ...]
    origin: Origin
