"""The keywords of a single schema, read without following anything."""

from __future__ import annotations

from typing import Any, cast

from headrace_codegen.plain import is_array

__all__ = [
    "constants",
    "has_structure",
    "is_null",
    "listed",
    "mapping",
    "mapping_target",
    "matters",
    "only_constrains",
    "required",
    "says_nullable",
    "string_format",
    "types",
]

_STRUCTURE = frozenset(
    {
        "$ref",
        "$recursiveRef",
        "$dynamicRef",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "enum",
        "items",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "properties",
        "x-stainless-any",
        "x-stainless-empty-object",
        "x-stainless-override-schema",
    }
)
"""Keywords that make a type. ``type`` and ``format`` only count where none of these is there."""

_HINTS = {
    "properties": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
}
"""The type that a keyword implies in a schema without ``type``."""


def mapping(value: object) -> dict[str, Any]:
    """``value`` if it is an object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """``value`` if it is an array, else an empty one."""
    return value if is_array(value) else []


def has_structure(value: dict[str, Any], besides: str) -> bool:
    """Whether a schema says anything about the type other than by the keyword ``besides``."""
    return any(key in _STRUCTURE and key != besides and value[key] not in (None, [], {}) for key in value)


def matters(value: object) -> bool:
    """Whether a member of a composition adds to the type; one with only a description, a default or ``nullable``
    doesn't.
    """
    if isinstance(value, bool):
        return not value
    keys = mapping(value).keys()
    return "type" in keys or "format" in keys or not keys.isdisjoint(_STRUCTURE) or not keys.isdisjoint(_HINTS)


def is_null(value: object) -> bool:
    """Whether a schema is null and nothing else."""
    schema = mapping(value)
    if "enum" in schema or "const" in schema:
        return constants(schema) == (None,)
    return "type" in schema and schema["type"] in ("null", ["null"], None)


def says_nullable(value: object) -> bool:
    """Whether null is allowed beside the type: ``nullable`` (also in 3.1), or ``null`` in a list of types."""
    schema = mapping(value)
    return schema.get("nullable") is True or schema.get("x-nullable") is True or "null" in listed(schema.get("type"))


def only_constrains(value: dict[str, Any], key: str) -> bool:
    """Whether the members of ``anyOf`` or ``oneOf`` only narrow the schema around them.

    For example ``anyOf: [{required: [a]}, {required: [b]}]``.
    """
    if not any(matters(member) for member in value[key]):
        return True
    return "properties" in value and all(_narrows(member, value["properties"]) for member in value[key])


def _narrows(member: object, properties: object) -> bool:
    schema = mapping(member)
    inner = mapping(schema.get("properties"))
    return bool(schema) and not has_structure(schema, "properties") and inner.keys() <= mapping(properties).keys()


def constants(value: dict[str, Any]) -> tuple[Any, ...] | None:
    """The values of ``const`` or ``enum``, as the declared type has them; None where the schema has neither.

    YAML reads an unquoted ``1.0`` or ``true`` as a number or boolean; in a schema of type string it is text.
    """
    if "const" in value:
        values = [value["const"]]
    elif not (values := listed(value.get("enum"))):
        return None
    return tuple(_text(item) for item in values) if types(value) == ("string",) else tuple(values)


def _text(item: Any) -> Any:
    if isinstance(item, bool):
        return "true" if item else "false"
    return str(item) if isinstance(item, (int, float)) else item


def types(value: dict[str, Any]) -> tuple[str, ...]:
    """The names in ``type`` without null; what the other keywords imply where it is missing; empty for anything."""
    declared = value.get("type")
    if isinstance(declared, str):
        return (declared,)
    if names := listed(declared):
        return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name != "null")) or ("null",)
    return next(((name,) for key, name in _HINTS.items() if key in value), ())


def required(value: dict[str, Any]) -> frozenset[str]:
    """The names in ``required``; a name twice counts once.

    Anything but a list says nothing (documents of version 2 and 3.0 have ``required: true`` there).
    """
    return frozenset(name for name in listed(value.get("required")) if isinstance(name, str))


def string_format(value: dict[str, Any]) -> str | None:
    """The format of a string; an encoding or media type of 3.1 counts as ``byte`` or ``binary``."""
    if isinstance(found := value.get("format"), str):
        return found
    if value.get("contentEncoding") in ("base64", "base64url"):
        return "byte"
    media = value.get("contentMediaType")
    if "contentEncoding" in value or not isinstance(media, str):
        return None
    return None if media.startswith("text/") or "json" in media else "binary"


def mapping_target(target: str) -> str:
    """The pointer behind an entry of a discriminator's mapping: a reference or the bare name of a component."""
    if target.startswith("#"):
        return target[1:]
    return f"/components/schemas/{target.replace('~', '~0').replace('/', '~1')}"
