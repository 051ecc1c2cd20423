"""What this SDK has beyond the API's own operations: structured outputs, stream helpers, polling and chunked
uploads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.spi import lazy_exports

if TYPE_CHECKING:
    from .formats import ResponseFormatT as ResponseFormatT
    from .tools import pydantic_function_tool as pydantic_function_tool
else:
    __getattr__, __dir__ = lazy_exports(__name__, {"ResponseFormatT": ".formats", "pydantic_function_tool": ".tools"})

__all__ = ["ResponseFormatT", "pydantic_function_tool"]
