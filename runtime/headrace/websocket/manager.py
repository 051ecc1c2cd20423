"""What the managers of both kinds of connection have in common."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ..options import checked_mapping, checked_retries
from ..retry import RetryPolicy
from .core import Plan
from .handlers import EventHandlers, HandlerRegistry
from .messages import encode_event
from .options import ReconnectingEvent, ReconnectingOverrides, WebSocketConnectionOptions
from .send_queue import SendQueue

if TYPE_CHECKING:
    from ..descriptor import ConnectionSpec

__all__ = ["ManagerCore"]


class ManagerCore(HandlerRegistry):
    """Holds what ``connect`` was asked for. A generated manager gives the description and the class of connections."""

    _spec: ClassVar[ConnectionSpec]
    _connection_class: ClassVar[Any]

    def __init__(
        self,
        client: Any,
        args: Mapping[str, Any],
        *,
        extra_query: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, Any] | None = None,
        websocket_connection_options: WebSocketConnectionOptions | None = None,
        on_reconnecting: Callable[[ReconnectingEvent], ReconnectingOverrides | None] | None = None,
        max_retries: int = 5,
        initial_delay: float = 0.5,
        max_delay: float = 8.0,
        max_queue_size: int = 1_048_576,
    ) -> None:
        options: Any = checked_mapping("websocket_connection_options", websocket_connection_options)
        self._handlers = EventHandlers()
        self._connection: Any = None
        self._plan = Plan(
            client=client,
            spec=self._spec,
            args=args,
            extra_query=checked_mapping("extra_query", extra_query),
            extra_headers=checked_mapping("extra_headers", extra_headers),
            options=options,
            on_reconnecting=on_reconnecting,
            policy=RetryPolicy(
                max_retries=checked_retries(max_retries), initial_delay=initial_delay, max_delay=max_delay
            ),
            queue=SendQueue(max_queue_size),
            handlers=self._handlers,
        )

    def send(self, event: Any) -> None:
        """Have an event sent as soon as the connection is open. For what comes after that, the connection has a method
        of the same name.

        Raises ``WebSocketQueueFullError`` when more than ``max_queue_size`` bytes would wait.
        """
        self._check_unused()
        self._plan.put(encode_event(self._spec, event))

    def _check_unused(self) -> None:
        if self._connection is not None:
            raise RuntimeError("the connection of this manager was opened before; a manager opens one")
