"""What connections over websockets need to be told, under the names and in the places that users know."""

from __future__ import annotations

from typing_extensions import TypeAlias

from headrace.spi import ReconnectingEvent, ReconnectingOverrides, WebSocketConnectionOptions, is_recoverable_close

__all__ = [
    "ReconnectingEvent",
    "ReconnectingOverrides",
    "WebSocketConnectionOptions",
    "WebsocketConnectionOptions",
    "is_recoverable_close",
]

WebsocketConnectionOptions: TypeAlias = WebSocketConnectionOptions
