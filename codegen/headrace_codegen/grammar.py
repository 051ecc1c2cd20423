"""The objects of OpenAPI 3.0 to 3.2 and what their keys hold, as one table: what facts and checks walk by.

Not a schema: it doesn't say what is required. The order of the keys is the order in which facts are written.
"""

from __future__ import annotations

__all__ = ["KEEP", "KINDS", "VERBS"]

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The keys of a path item that are operations (``query`` since OpenAPI 3.2)."""

KEEP = "keep"
"""Table entry: the value is a fact as it stands.

Other entries name a kind; ``[kind]`` is a list and ``{kind}`` a map of it. ``empty`` is text that must be there and
says nothing, ``set`` a list without order, ``scopes`` a map of names to prose.
"""

_SCHEMA = (
    "$ref $id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor type format nullable",
    "const enum default multipleOf minimum exclusiveMinimum maximum exclusiveMaximum minLength maxLength pattern",
    "contentEncoding contentMediaType minItems maxItems uniqueItems minContains maxContains minProperties",
    "maxProperties dependentRequired discriminator readOnly writeOnly deprecated xml",
)


def _keep(*keys: str) -> dict[str, str]:
    """Keys, given as words, whose values are facts as they stand."""
    return {key: KEEP for line in keys for key in line.split()}


KINDS: dict[str, dict[str, str]] = {
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
    | dict.fromkeys(VERBS, "operation")
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
    "parameter": dict.fromkeys(
        ["$ref", "name", "in", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved"], KEEP
    )
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
    "link": _keep("$ref operationRef operationId parameters requestBody") | {"server": "server"},
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
    "security": dict.fromkeys(
        ["$ref", "type", "name", "in", "scheme", "bearerFormat", "openIdConnectUrl", "oauth2MetadataUrl"], KEEP
    )
    | {"flows": "{flow}"},
    "flow": _keep("authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl") | {"scopes": "scopes"},
    "schema": _keep(*_SCHEMA)
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
KINDS["named"] = {"$ref": KEEP, "title": KEEP} | KINDS["schema"]
