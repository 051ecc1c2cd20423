"""Streaming of responses with richer events."""

from __future__ import annotations

from .events import (
    ResponseCompletedEvent as ResponseCompletedEvent,
)
from .events import (
    ResponseFunctionCallArgumentsDeltaEvent as ResponseFunctionCallArgumentsDeltaEvent,
)
from .events import (
    ResponseStreamEvent as ResponseStreamEvent,
)
from .events import (
    ResponseTextDeltaEvent as ResponseTextDeltaEvent,
)
from .events import (
    ResponseTextDoneEvent as ResponseTextDoneEvent,
)
from .state import ResponseStreamState as ResponseStreamState
from .stream import (
    AsyncResponseStream as AsyncResponseStream,
)
from .stream import (
    AsyncResponseStreamManager as AsyncResponseStreamManager,
)
from .stream import (
    ResponseStream as ResponseStream,
)
from .stream import (
    ResponseStreamManager as ResponseStreamManager,
)
