"""Where other code imports response streams from."""

from .events import ResponseStreamEvent as ResponseStreamEvent
from .state import ResponseStreamState as ResponseStreamState
from .stream import AsyncResponseStream as AsyncResponseStream
from .stream import AsyncResponseStreamManager as AsyncResponseStreamManager
from .stream import ResponseStream as ResponseStream
from .stream import ResponseStreamManager as ResponseStreamManager

__all__ = [
    "AsyncResponseStream",
    "AsyncResponseStreamManager",
    "ResponseStream",
    "ResponseStreamEvent",
    "ResponseStreamManager",
    "ResponseStreamState",
]
