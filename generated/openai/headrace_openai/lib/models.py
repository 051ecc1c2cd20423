"""What hand-written code adds to generated models. Each class is a base of the model that the config names."""

from __future__ import annotations

from typing import Any

__all__ = ["ResponseExtras"]


class ResponseExtras:
    """Adds to ``Response``."""

    @property
    def output_text(self) -> str:
        """All output text put together, in order; empty where there is none. Not a field: dumps don't have it."""
        texts: list[str] = []
        output: Any = getattr(self, "output", None)
        for item in output or ():
            if getattr(item, "type", None) != "message":
                continue
            for part in getattr(item, "content", None) or ():
                if getattr(part, "type", None) == "output_text" and isinstance(part.text, str):
                    texts.append(part.text)
        return "".join(texts)
