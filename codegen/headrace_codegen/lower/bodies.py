"""Request bodies: which of the declared content types is sent, and what the document says about parts of a multipart
body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace_codegen.lower import shapes
from headrace_codegen.lower.results import is_json, media_name

if TYPE_CHECKING:
    from headrace_codegen.document import Operation
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = ["RequestContent", "choose_content"]

_MULTIPART = "multipart/form-data"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContent:
    """The content type that the SDK sends. ``raw`` means that one argument is the whole body, as bytes or text, not as
    data.
    """

    media: str
    schema: Node | None
    required: bool
    raw: bool = False
    part_types: tuple[tuple[str, str], ...] = ()
    without_files: str | None = None
    """The content type of a body in which no file is given, where that is another one."""

    @property
    def is_text(self) -> bool:
        """Whether a raw body is a ``str``."""
        return self.media.startswith("text/") and self.schema is not None


def choose_content(ctx: Context, operation: Operation) -> RequestContent | None:
    """One of the declared content types; None where there is no body.

    Multipart wins over JSON where it carries a file, for JSON can't. Otherwise JSON, then multipart, then a form; of
    anything else the first. A body that the document declares as JSON first and as multipart beside it is multipart
    only when a file is given.
    """
    if operation.request_body is None:
        return None
    content = operation.request_body.get("content")
    declared = {media_name(key): (key, node) for key, node in content.items()} if content is not None else {}
    if not declared:
        return None
    required = operation.request_body.bool("required", False)
    json = next((media for media in declared if is_json(media)), None)
    media = next(iter(declared))
    if json is not None and (
        _MULTIPART not in declared or not shapes.has_binary(ctx, declared[_MULTIPART][1].get("schema"))
    ):
        media = json
    elif _MULTIPART in declared:
        media = _MULTIPART
    elif _FORM in declared:
        media = _FORM
    key, node = declared[media]
    schema = node.get("schema")
    if media in (_MULTIPART, _FORM):
        first = next(iter(declared))
        return RequestContent(
            media=media,
            schema=schema,
            required=required,
            part_types=_part_types(node),
            without_files=first if media == _MULTIPART and first == json and "*" not in first else None,
        )
    if media == json:
        return RequestContent(media="application/json" if "*" in media else media, schema=schema, required=required)
    sent = "application/octet-stream" if "*" in media else key
    return RequestContent(media=sent, schema=schema, required=required, raw=True)


def _part_types(media: Node) -> tuple[tuple[str, str], ...]:
    """``encoding.<part>.contentType``, where it is one plain type: of several the caller's file decides."""
    encoding = media.get("encoding")
    found: list[tuple[str, str]] = []
    for name, part in encoding.items() if encoding is not None else ():
        declared = part.str("contentType", "")
        if declared and "," not in declared and "*" not in declared:
            found.append((name, declared))
    return tuple(found)
