"""Streaming of assistant runs with event handlers."""

from __future__ import annotations

from typing import Any, Generic

from typing_extensions import TypeVar

from ..base import AsyncStreamManager, StreamManager
from .handler import (
    AssistantEventHandler as AssistantEventHandler,
)
from .handler import (
    AsyncAssistantEventHandler as AsyncAssistantEventHandler,
)

AssistantEventHandlerT = TypeVar("AssistantEventHandlerT", bound=AssistantEventHandler, default=AssistantEventHandler)
AsyncAssistantEventHandlerT = TypeVar(
    "AsyncAssistantEventHandlerT", bound=AsyncAssistantEventHandler, default=AsyncAssistantEventHandler
)


class AssistantStreamManager(StreamManager[AssistantEventHandlerT], Generic[AssistantEventHandlerT]):
    """Makes the request when its ``with`` block is entered, and gives the event handler."""


class AsyncAssistantStreamManager(
    AsyncStreamManager[AsyncAssistantEventHandlerT], Generic[AsyncAssistantEventHandlerT]
):
    """The async twin of ``AssistantStreamManager``."""


def managed(open_stream: Any, event_handler: Any) -> AssistantStreamManager[Any]:
    """A manager whose block gives the handler, a plain one where the caller has none."""
    return AssistantStreamManager(lambda: (event_handler or AssistantEventHandler())._init(open_stream()))


def async_managed(open_stream: Any, event_handler: Any) -> AsyncAssistantStreamManager[Any]:
    """The async twin of ``managed``."""

    async def start() -> Any:
        return (event_handler or AsyncAssistantEventHandler())._init(await open_stream())

    return AsyncAssistantStreamManager(start)
