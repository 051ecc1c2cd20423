"""An OpenAPI document as JSON Schema 2020-12, so that a validator library can judge values by it."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, TypeAlias

import jsonschema_rs

Schema: TypeAlias = "dict[str, Any] | bool"

BASE = "urn:document"

# Keywords whose value is a schema, a list of schemas or a mapping of names to schemas.
_ONE = ("items", "additionalProperties", "not", "contains", "propertyNames")
_LIST = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAP = ("properties", "patternProperties", "$defs")


def normalise(schema: Any, root: str = "") -> Any:
    """``schema`` in words of JSON Schema 2020-12.

    ``nullable: true`` is OpenAPI 3.0's way to allow null and stands in 3.1 documents too, and so is a boolean
    ``exclusiveMinimum``. ``$recursiveRef: "#"`` is a word of 2019-09, here a reference to ``root``, the component it
    stands in. ``oneOf`` becomes ``anyOf``: its members overlap in real documents, where the tag tells which is meant.
    """
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("nullable", "$recursiveAnchor", "discriminator", "default", "example", "examples"):
            continue
        if key == "$recursiveRef":
            out["$ref"] = root
        elif key in _ONE:
            out[key] = normalise(value, root)
        elif key in _LIST:
            out.setdefault("anyOf" if key == "oneOf" else key, []).extend(normalise(item, root) for item in value)
        elif key in _MAP:
            out[key] = {name: normalise(item, root) for name, item in value.items()}
        elif key == "required":
            out[key] = sorted(set(value))
        else:
            out[key] = value
    for key, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(out.get(key), bool) and out.pop(key):  # OpenAPI 3.0: a switch beside the bound
            out[key] = out.pop(bound)
    if schema.get("nullable") is True and not _allows_null(out):
        return {"anyOf": [out, {"type": "null"}]}
    return out


def _allows_null(schema: dict[str, Any]) -> bool:
    members = schema.get("anyOf", [])
    return any(isinstance(member, dict) and member.get("type") == "null" for member in members)


class SchemaBook:
    """The schemas of one OpenAPI document, normalised, with a cached validator for each.

    A ``schema`` is any value from the document, or made of such; references in it are pointers into the document.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._validators: dict[str, Any] = {}

    @cached_property
    def components(self) -> dict[str, Any]:
        """Component schemas by name, normalised."""
        schemas = self.document.get("components", {}).get("schemas", {})
        return {name: normalise(schema, f"#/components/schemas/{name}") for name, schema in schemas.items()}

    @cached_property
    def _registry(self) -> Any:
        return jsonschema_rs.Registry([(BASE, {"components": {"schemas": self.components}})])

    def resolve(self, schema: Any) -> Any:
        """``schema``, or the component that its references lead to; siblings of ``$ref`` are kept, as ``allOf``."""
        while isinstance(schema, dict) and "$ref" in schema:
            target = self.components[schema["$ref"].rsplit("/", 1)[-1]]
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {"allOf": [target, rest]} if rest.keys() - {"description", "title", "deprecated"} else target
        return schema

    def problems(self, schema: Any, value: Any) -> list[str]:
        """What is wrong with ``value``, one line each; empty when it is valid."""
        return [
            f"/{'/'.join(map(str, e.instance_path))}: {e.message}" for e in self._validator(schema).iter_errors(value)
        ]

    def is_valid(self, schema: Any, value: Any) -> bool:
        """Whether ``value`` is valid."""
        return bool(self._validator(schema).is_valid(value))

    def _validator(self, schema: Any) -> Any:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            full = _absolute(schema)
            self._validators[key] = jsonschema_rs.Draft202012Validator(full, registry=self._registry)
        return self._validators[key]


def _absolute(schema: Any) -> Any:
    """``schema`` with its ``#/...`` references made references into the registered document."""
    if isinstance(schema, dict):
        return {
            key: BASE + value if key == "$ref" and isinstance(value, str) else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(item) for item in schema] if isinstance(schema, list) else schema
