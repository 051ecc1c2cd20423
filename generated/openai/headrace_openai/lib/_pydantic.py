"""Where other code imports the strict form of JSON Schemas from."""

from .schema import to_strict_json_schema as to_strict_json_schema

__all__ = ["to_strict_json_schema"]
