"""Streaming of assistant runs with event handlers."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypeAlias, TypeVar

from ..base import AsyncStreamManager, StreamManager
from .handler import (
    AssistantEventHandler as AssistantEventHandler,
)
from .handler import (
    AsyncAssistantEventHandler as AsyncAssistantEventHandler,
)

AssistantEventHandlerT = TypeVar("AssistantEventHandlerT", default=AssistantEventHandler)
AsyncAssistantEventHandlerT = TypeVar("AsyncAssistantEventHandlerT", default=AsyncAssistantEventHandler)

AssistantStreamManager: TypeAlias = StreamManager[AssistantEventHandlerT]
AsyncAssistantStreamManager: TypeAlias = AsyncStreamManager[AsyncAssistantEventHandlerT]


def managed(open_stream: Any, event_handler: Any) -> StreamManager[Any]:
    """A manager whose block gives the handler, a plain one where the caller has none."""
    return StreamManager(lambda: (event_handler or AssistantEventHandler())._init(open_stream()))


def async_managed(open_stream: Any, event_handler: Any) -> AsyncStreamManager[Any]:
    """The async twin of ``managed``."""

    async def start() -> Any:
        return (event_handler or AsyncAssistantEventHandler())._init(await open_stream())

    return AsyncStreamManager(start)
