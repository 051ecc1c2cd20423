"""Headrace's compiler: from an OpenAPI document and a config to the source of a typed Python SDK."""
