"""Small OpenAPI documents as plain data, for comparisons."""

from __future__ import annotations

import json
from typing import Any

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.source import Source

__all__ = ["document_of", "load", "with_schema"]


def document_of(members: dict[str, Any]) -> dict[str, Any]:
    """A document with one operation, ``post /things``, and ``members`` merged into it, objects by key."""
    base: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Things API", "version": "1"},
        "servers": [{"url": "https://a.test"}],
        "paths": {"/things": {"post": {"operationId": "create", "responses": {"200": {"description": ""}}}}},
        "components": {"securitySchemes": {"Two": {"type": "http", "scheme": "bearer"}}},
    }
    return _merged(base, members)


def with_schema(schema: Any, direction: str) -> dict[str, Any]:
    """A document whose component ``Subject`` is used in one direction, or ``everywhere``.

    ``Other`` and ``Twin`` are two components of one shape.
    """
    ref = {"schema": {"$ref": "#/components/schemas/Subject"}}
    sent = {"requestBody": {"content": {"application/json": ref}}} if direction in ("request", "everywhere") else {}
    media = [("response", "application/json"), ("stream", "text/event-stream")]
    content = {name: ref for side, name in media if direction in (side, "everywhere")}
    twin = {"type": "object", "properties": {"twin": {"type": "boolean"}}}
    return document_of(
        {
            "paths": {"/things": {"post": {**sent, "responses": {"200": {"description": "", "content": content}}}}},
            "components": {"schemas": {"Subject": schema, "Other": twin, "Twin": twin}},
        }
    )


def load(value: dict[str, Any], name: str = "openapi.json") -> Document:
    """The document, checked: a test must not compare what the commands would refuse."""
    document, diagnostics = Document(Source(name, json.dumps(value).encode())), Diagnostics()
    check_document(document, diagnostics)
    diagnostics.check()
    return document


def _merged(base: Any, members: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(members, dict):
        return members
    keys = [*base, *(key for key in members if key not in base)]
    return {key: _merged(base.get(key, {}), members[key]) if key in members else base[key] for key in keys}
