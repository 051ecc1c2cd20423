"""Lowering: from a document and a config to the intermediate representation, with every name final."""

from __future__ import annotations

from headrace_codegen.lower.api import lower

__all__ = ["lower"]
