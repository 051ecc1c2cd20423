"""The name of what response streams have of a response before it is whole."""

from __future__ import annotations

from typing_extensions import TypeAlias

from ...parsed.responses import ParsedResponse

__all__ = ["ParsedResponseSnapshot"]

ParsedResponseSnapshot: TypeAlias = ParsedResponse[object]
