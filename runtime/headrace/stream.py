"""`Stream` and `AsyncStream`: a response body as typed events, as they arrive."""

from __future__ import annotations

from .async_stream import AsyncStream
from .sync_stream import Stream

__all__ = ["AsyncStream", "Stream"]
