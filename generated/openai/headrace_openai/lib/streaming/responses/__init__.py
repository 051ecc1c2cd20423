"""Streaming of responses with richer events."""

from __future__ import annotations

from .events import (
    ResponseCompletedEvent as ResponseCompletedEvent,
    ResponseFunctionCallArgumentsDeltaEvent as ResponseFunctionCallArgumentsDeltaEvent,
    ResponseStreamEvent as ResponseStreamEvent,
    ResponseTextDeltaEvent as ResponseTextDeltaEvent,
    ResponseTextDoneEvent as ResponseTextDoneEvent,
)
from .state import ResponseStreamState as ResponseStreamState
from .stream import (
    AsyncResponseStream as AsyncResponseStream,
    AsyncResponseStreamManager as AsyncResponseStreamManager,
    ResponseStream as ResponseStream,
    ResponseStreamManager as ResponseStreamManager,
)
