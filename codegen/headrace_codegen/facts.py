"""``headrace import --facts``: the interface of an OpenAPI document, without its prose.

Kept is what decides how a request or response looks on the wire and what things are called: paths, names, types, enums, formats,
constraints, defaults, discriminators, content types, encodings, security, deprecations, tag names and ``x-stainless-*``.
Dropped are descriptions, summaries, examples, contact data, links to documentation, vendor extensions that only concern
documentation, and titles that name nothing. A key that is neither known nor an extension is dropped with a note.

The order of properties, parameters, paths, enum values and union members is the document's, because names and positional
rules depend on it; the keys of each OpenAPI object come in the order of the tables below, components by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .diagnostics import Diagnostics
from .plain import is_array, is_object
from .source import Node

__all__ = ["EXTENSIONS", "HEADER", "extract_facts"]

EXTENSIONS = (
    "x-stainless-",
    "x-headrace-",
    "x-fern-streaming",
    "x-speakeasy-sse",
    "x-nullable",
    "x-enum",
    "x-webhooks",
)
"""Prefixes of the extensions that say something about the interface."""

HEADER = "Interface facts, made by `headrace import --facts`. Don't edit: corrections belong in overlay.yaml."
"""The comment at the head of a written facts file."""

KEEP = "keep"
"""Table entry: the value is a fact as it stands. Other entries name a kind; ``[kind]`` is a list and ``{kind}`` a map of it."""

_SCHEMA = (
    "$ref $id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor type format nullable const enum default "
    "multipleOf minimum exclusiveMinimum maximum exclusiveMaximum minLength maxLength pattern contentEncoding "
    "contentMediaType minItems maxItems uniqueItems minContains maxContains minProperties maxProperties dependentRequired "
    "discriminator readOnly writeOnly deprecated xml"
).split()

_KINDS: dict[str, dict[str, str]] = {
    "root": {
        "openapi": KEEP,
        "$self": KEEP,
        "info": "info",
        "jsonSchemaDialect": KEEP,
        "servers": "[server]",
        "security": KEEP,
        "tags": "[tag]",
        "paths": "{path}",
        "webhooks": "{path}",
        "components": "components",
    },
    "info": {"title": KEEP, "version": KEEP, "license": KEEP},
    "server": {"url": KEEP, "name": KEEP, "variables": "{variable}"},
    "variable": {"enum": KEEP, "default": KEEP},
    "tag": {"name": KEEP, "parent": KEEP, "kind": KEEP},
    "path": {"$ref": KEEP, "servers": "[server]", "parameters": "[parameter]"}
    | {verb: "operation" for verb in "get put post delete options head patch trace query".split()}
    | {"additionalOperations": "{operation}"},
    "operation": {
        "operationId": KEEP,
        "tags": KEEP,
        "deprecated": KEEP,
        "security": KEEP,
        "servers": "[server]",
        "parameters": "[parameter]",
        "requestBody": "body",
        "responses": "{response}",
        "callbacks": "{callback}",
    },
    "parameter": {
        key: KEEP for key in "$ref name in required deprecated allowEmptyValue style explode allowReserved".split()
    }
    | {"schema": "schema", "content": "{media}"},
    "body": {"$ref": KEEP, "required": KEEP, "content": "{media}"},
    # OpenAPI requires the description of a response and of a scope: they stay, empty.
    "response": {
        "$ref": KEEP,
        "description": "empty",
        "headers": "{parameter}",
        "content": "{media}",
        "links": "{link}",
    },
    "media": {
        "$ref": KEEP,
        "schema": "schema",
        "itemSchema": "schema",
        "encoding": "{encoding}",
        "prefixEncoding": "[encoding]",
        "itemEncoding": "encoding",
    },
    "encoding": {
        "contentType": KEEP,
        "headers": "{parameter}",
        "style": KEEP,
        "explode": KEEP,
        "allowReserved": KEEP,
        "encoding": "{encoding}",
    },
    "callback": {},
    "link": {key: KEEP for key in "$ref operationRef operationId parameters requestBody".split()}
    | {"server": "server"},
    "components": {
        "schemas": "{named}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "requestBodies": "{body}",
        "headers": "{parameter}",
        "securitySchemes": "{security}",
        "links": "{link}",
        "callbacks": "{callback}",
        "pathItems": "{path}",
        "mediaTypes": "{media}",
    },
    "security": {
        key: KEEP for key in "$ref type name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl".split()
    }
    | {"flows": "{flow}"},
    "flow": {key: KEEP for key in "authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl".split()}
    | {"scopes": "scopes"},
    "schema": {key: KEEP for key in _SCHEMA}
    | {
        "items": "schema",
        "prefixItems": "[schema]",
        "contains": "schema",
        "unevaluatedItems": "schema",
        "contentSchema": "schema",
        "properties": "{schema}",
        "required": "set",
        "patternProperties": "{schema}",
        "additionalProperties": "schema",
        "unevaluatedProperties": "schema",
        "propertyNames": "schema",
        "dependentSchemas": "{schema}",
        "allOf": "[named]",
        "anyOf": "[named]",
        "oneOf": "[named]",
        "not": "schema",
        "if": "schema",
        "then": "schema",
        "else": "schema",
        "$defs": "{named}",
        "definitions": "{named}",
    },
}
# A schema whose title can become the name of a type: a component, or a member of a union.
_KINDS["named"] = {"$ref": KEEP, "title": KEEP} | _KINDS["schema"]

_PROSE = frozenset("title description summary example examples externalDocs contact termsOfService $comment".split())


def extract_facts(root: Node, diagnostics: Diagnostics | None = None) -> dict[str, Any]:
    """The facts of the document at ``root`` as new plain data. Unknown keys are noted in ``diagnostics``."""
    facts = _Facts(diagnostics or Diagnostics()).one(root, "root")
    return facts if is_object(facts) else {}


class _Facts:
    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics

    def one(self, node: Node, kind: str) -> Any:
        """What is kept of ``node`` as an object of ``kind``. A value of another shape is kept as it is: checks come later."""
        if kind == KEEP:
            return node.value
        if kind == "set":
            return list(dict.fromkeys(node.value)) if _is_text_list(node.value) else node.value
        if kind == "empty":
            return ""
        if kind == "scopes":
            return {scope: "" for scope in node.keys()}
        if kind.startswith("{"):
            return self.map(node, kind[1:-1])
        if kind.startswith("["):
            return [self.one(item, kind[1:-1]) for item in node] if is_array(node.value) else node.value
        if kind == "callback":
            return self.map(node, "path")
        return self.object(node, kind) if is_object(node.value) else node.value

    def map(self, node: Node, kind: str) -> Any:
        if not is_object(node.value):
            return node.value
        entries: Iterable[tuple[str, Node]] = node.items()
        if node.pointer.startswith("/components/") and node.pointer.count("/") == 2:
            entries = sorted(entries, key=lambda entry: entry[0])
        kept: dict[str, Any] = {}
        for key, child in entries:
            if kind == "path" and key.startswith("x-"):
                continue
            kept[key] = self.one(child, kind)
        return kept

    def object(self, node: Node, kind: str) -> dict[str, Any]:
        table = _KINDS[kind]
        kept = {key: self.one(node[key], how) for key, how in table.items() if key in node}
        for key in sorted(node.keys()):
            if key.startswith(EXTENSIONS):
                kept[key] = self.one(node[key], "{path}") if key == "x-webhooks" else node[key].value
            elif key not in table and not key.startswith("x-") and key not in _PROSE:
                self.diagnostics.note("facts/unknown-key", f"{key!r} is no key of OpenAPI here, dropped", node[key])
        return kept


def _is_text_list(value: Any) -> bool:
    return is_array(value) and all(isinstance(item, str) for item in value)
