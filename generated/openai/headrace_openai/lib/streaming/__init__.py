"""Stream helpers: events that follow from a raw stream, snapshots of what there is so far, and the final object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.spi import lazy_exports

if TYPE_CHECKING:
    from .assistants import AssistantEventHandler as AssistantEventHandler
    from .assistants import AssistantEventHandlerT as AssistantEventHandlerT
    from .assistants import AssistantStreamManager as AssistantStreamManager
    from .assistants import AsyncAssistantEventHandler as AsyncAssistantEventHandler
    from .assistants import AsyncAssistantEventHandlerT as AsyncAssistantEventHandlerT
    from .assistants import AsyncAssistantStreamManager as AsyncAssistantStreamManager
else:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "AssistantEventHandler": ".assistants",
            "AssistantEventHandlerT": ".assistants",
            "AssistantStreamManager": ".assistants",
            "AsyncAssistantEventHandler": ".assistants",
            "AsyncAssistantEventHandlerT": ".assistants",
            "AsyncAssistantStreamManager": ".assistants",
        },
    )

__all__ = [
    "AssistantEventHandler",
    "AssistantEventHandlerT",
    "AssistantStreamManager",
    "AsyncAssistantEventHandler",
    "AsyncAssistantEventHandlerT",
    "AsyncAssistantStreamManager",
]
