"""Headrace's compiler: from an OpenAPI document and a config to the source of a typed Python SDK."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
"""The version of this distribution; it stands in the manifest of every output."""
