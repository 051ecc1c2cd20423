"""The keywords of a single schema, read without following anything."""

from __future__ import annotations

from typing import Any

__all__ = [
    "constants",
    "has_structure",
    "is_null",
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


def has_structure(value: dict[str, Any], besides: str) -> bool:
    """Whether a schema says anything about the type other than by the keyword ``besides``."""
    return any(key in _STRUCTURE and key != besides and value[key] not in (None, [], {}) for key in value)


def matters(value: object) -> bool:
    """Whether a member of a composition adds to the type; one with only a description, a default or ``nullable``
    doesn't.
    """
    if not isinstance(value, dict):
        return value is not True
    return (
        any(key in _STRUCTURE for key in value)
        or "type" in value
        or "format" in value
        or any(key in value for key in _HINTS)
    )


def is_null(value: object) -> bool:
    """Whether a schema is null and nothing else."""
    if not isinstance(value, dict):
        return False
    if "enum" in value or "const" in value:
        return constants(value) == (None,)
    return (
        value.get("type") == "null" or value.get("type") == ["null"] or (value.get("type") is None and "type" in value)
    )


def says_nullable(value: object) -> bool:
    """Whether null is allowed beside the type: ``nullable`` (also in 3.1), or ``null`` in a list of types."""
    if not isinstance(value, dict):
        return False
    names = value.get("type")
    return (
        value.get("nullable") is True
        or value.get("x-nullable") is True
        or (isinstance(names, list) and "null" in names)
    )


def only_constrains(value: dict[str, Any], key: str) -> bool:
    """Whether the members of ``anyOf``/``oneOf`` only narrow the schema around them, such as ``anyOf: [{required: [a]},
    {required: [b]}]``.
    """
    return not any(matters(member) for member in value[key]) or (
        "properties" in value and all(_narrows(member, value["properties"]) for member in value[key])
    )


def _narrows(member: object, properties: object) -> bool:
    if not isinstance(member, dict) or not isinstance(properties, dict):
        return False
    inner = member.get("properties", {})
    return not has_structure(member, "properties") and isinstance(inner, dict) and set(inner) <= set(properties)


def constants(value: dict[str, Any]) -> tuple[Any, ...] | None:
    """The values of ``const`` or ``enum``, as the declared type has them; None where the schema has neither.

    YAML reads an unquoted ``1.0`` or ``true`` as a number or boolean; in a schema of type string it is text.
    """
    if "const" in value:
        values = [value["const"]]
    elif isinstance(value.get("enum"), list) and value["enum"]:
        values = value["enum"]
    else:
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
    if isinstance(declared, list):
        names = tuple(dict.fromkeys(name for name in declared if isinstance(name, str) and name != "null"))
        return names or (("null",) if declared else ())
    return next(((name,) for key, name in _HINTS.items() if key in value), ())


def required(value: dict[str, Any]) -> frozenset[str]:
    """The names in ``required``; a name twice counts once, and anything but a list says nothing (3.0 documents have
    ``required: true`` there).
    """
    names = value.get("required")
    return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()


def string_format(value: dict[str, Any]) -> str | None:
    """The format of a string; an encoding or media type of 3.1 counts as ``byte`` or ``binary``."""
    if isinstance(value.get("format"), str):
        return value["format"]
    if value.get("contentEncoding") in ("base64", "base64url"):
        return "byte"
    media = value.get("contentMediaType")
    if (
        "contentEncoding" not in value
        and isinstance(media, str)
        and not media.startswith("text/")
        and "json" not in media
    ):
        return "binary"
    return None


def mapping_target(target: str) -> str:
    """The pointer behind an entry of a discriminator's mapping: a reference or the bare name of a component."""
    if target.startswith("#"):
        return target[1:]
    return f"/components/schemas/{target.replace('~', '~0').replace('/', '~1')}"
