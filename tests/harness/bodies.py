"""Request bodies as the document declares them, read back from the wire."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import multipart

from harness.forms import BadKey, coerce, nest
from harness.schemas import SchemaBook, normalise


@dataclass(frozen=True)
class Body:
    """One declared media type of a request body. ``encoding``: the content types that parts of a form must have."""

    media_type: str
    schema: Any
    encoding: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, media_type: str, node: Mapping[str, Any]) -> Body:
        """Read a media type object of the document."""
        encoding = {name: value["contentType"] for name, value in node.get("encoding", {}).items()}
        return cls(media_type, normalise(node["schema"]) if "schema" in node else None, encoding)


def read_body(book: SchemaBook, body: Body, media_type: str, content: bytes) -> tuple[Any, list[str]]:
    """The value of a body, and what is wrong with its form (not with the value)."""
    if body.media_type == "application/json":
        try:
            return json.loads(content), []
        except ValueError as error:
            return None, [f"body: not JSON: {error}"]
    if body.media_type == "multipart/form-data":
        return _multipart(book, body, media_type, content)
    return content.decode(), []


def _multipart(book: SchemaBook, body: Body, media_type: str, content: bytes) -> tuple[Any, list[str]]:
    options = multipart.parse_options_header(media_type)[1]
    try:
        parts = list(multipart.MultipartParser(io.BytesIO(content), options.get("boundary", "")))
        raw = nest((part.name, _part(part)) for part in parts)
    except (multipart.MultipartError, BadKey, ValueError) as error:
        return None, [f"body: not a form: {error}"]
    problems = [
        f"body: part {part.name} has content type {part.content_type!r}, not {body.encoding[part.name]!r}"
        for part in parts
        if part.name in body.encoding and part.content_type != body.encoding[part.name]
    ]
    value = {name: coerce(book, _property(book, body.schema, name), item) for name, item in raw.items()}
    known = _names(book, body.schema)
    problems += [f"body: part {name} is not declared" for name in raw if name not in known]
    return coerce(book, body.schema, value), problems


def _part(part: Any) -> Any:
    text = part.raw.decode()
    return json.loads(text) if part.content_type == "application/json" else text


def _property(book: SchemaBook, schema: Any, name: str) -> Any:
    """The schema of one property, wherever it stands in the composition; ``{}`` when nowhere."""
    schema = book.resolve(schema)
    if name in schema.get("properties", {}):
        return schema["properties"][name]
    for part in [*schema.get("allOf", []), *schema.get("anyOf", [])]:
        if found := _property(book, part, name):
            return found
    return {}


def _names(book: SchemaBook, schema: Any) -> set[str]:
    schema = book.resolve(schema)
    names = set(schema.get("properties", {}))
    for part in [*schema.get("allOf", []), *schema.get("anyOf", [])]:
        names |= _names(book, part)
    return names
