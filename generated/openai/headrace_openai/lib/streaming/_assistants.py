"""Where other code imports the streams of assistants from."""

from .assistants import AssistantEventHandler as AssistantEventHandler
from .assistants import AssistantEventHandlerT as AssistantEventHandlerT
from .assistants import AssistantStreamManager as AssistantStreamManager
from .assistants import AsyncAssistantEventHandler as AsyncAssistantEventHandler
from .assistants import AsyncAssistantEventHandlerT as AsyncAssistantEventHandlerT
from .assistants import AsyncAssistantStreamManager as AsyncAssistantStreamManager

__all__ = [
    "AssistantEventHandler",
    "AssistantEventHandlerT",
    "AssistantStreamManager",
    "AsyncAssistantEventHandler",
    "AsyncAssistantEventHandlerT",
    "AsyncAssistantStreamManager",
]
