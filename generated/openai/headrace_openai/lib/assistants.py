"""The streaming methods of threads and runs: what their generated signatures call. Each one is its operation with
``stream`` on.
"""

from __future__ import annotations

from typing import Any

from .streaming.assistants import AssistantStreamManager, AsyncAssistantStreamManager, async_managed, managed

__all__ = ["async_stream", "stream"]


def stream(
    resource: Any, operation: Any, args: dict[str, Any], *, event_handler: Any = None, **call: Any
) -> AssistantStreamManager[Any]:
    """Stream the events of a run through ``event_handler``. The request is made when the ``with`` block is entered."""
    return managed(lambda: resource._call(operation, {**args, "stream": True}, **call), event_handler)


def async_stream(
    resource: Any, operation: Any, args: dict[str, Any], *, event_handler: Any = None, **call: Any
) -> AsyncAssistantStreamManager[Any]:
    """The async twin of ``stream``."""
    return async_managed(lambda: resource._call(operation, {**args, "stream": True}, **call), event_handler)
