"""Functions that are called with the messages of a connection, by their type."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ANY_EVENT", "EventHandlers", "HandlerRegistry"]

ANY_EVENT = "event"
"""The type under which handlers of all messages are registered."""

Handler = Callable[..., Any]
HandlerT = TypeVar("HandlerT", bound=Handler)


class EventHandlers:
    """Handlers by type, in the order in which they were added."""

    def __init__(self) -> None:
        self._found: list[tuple[str, Handler, bool]] = []
        self._lock = Lock()

    def add(self, event_type: str, handler: Handler, *, once: bool = False) -> None:
        """Add a handler; one that is added twice is called twice. ``once`` removes it when it is first taken."""
        with self._lock:
            self._found.append((event_type, handler, once))

    def remove(self, event_type: str, handler: Handler) -> None:
        """Remove a handler wherever it was added for this type."""
        with self._lock:
            self._found = [each for each in self._found if (each[0], each[1]) != (event_type, handler)]

    def take(self, event_type: str) -> list[Handler]:
        """The handlers of one message: those of its type, then those of all."""
        with self._lock:
            due = [each for name in (event_type, ANY_EVENT) for each in self._found if each[0] == name]
            self._found = [each for each in self._found if not (each[2] and each in due)]
        return [handler for _, handler, _ in due]


class HandlerRegistry:
    """The methods that add handlers, which a connection and its manager have in common."""

    _handlers: EventHandlers

    @overload
    def on(self, event_type: str, handler: Handler) -> Self: ...

    @overload
    def on(self, event_type: str, handler: None = None) -> Callable[[HandlerT], HandlerT]: ...

    def on(self, event_type: str, handler: Handler | None = None) -> Any:
        """Call ``handler`` with every message of this type that ``dispatch_events`` receives; ``"event"`` stands for
        all types. Gives the object itself; without a handler, a decorator."""
        return self._register(event_type, handler, once=False)

    @overload
    def once(self, event_type: str, handler: Handler) -> Self: ...

    @overload
    def once(self, event_type: str, handler: None = None) -> Callable[[HandlerT], HandlerT]: ...

    def once(self, event_type: str, handler: Handler | None = None) -> Any:
        """As `on`, for the first message only."""
        return self._register(event_type, handler, once=True)

    def off(self, event_type: str, handler: Handler) -> Self:
        """Don't call this handler any more."""
        self._handlers.remove(event_type, handler)
        return self

    def _register(self, event_type: str, handler: Handler | None, *, once: bool) -> Any:
        if handler is not None:
            self._handlers.add(event_type, handler, once=once)
            return self

        def decorator(function: HandlerT) -> HandlerT:
            self._handlers.add(event_type, function, once=once)
            return function

        return decorator
