"""What a caller may say about a websocket connection, and what it is asked when one is to be opened again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from websockets.extensions import ClientExtensionFactory
    from websockets.typing import Subprotocol

    from ..arguments import Headers, Query

__all__ = ["ReconnectingEvent", "ReconnectingOverrides", "WebSocketConnectionOptions", "is_recoverable_close"]


class WebSocketConnectionOptions(TypedDict, total=False):
    """Options of the transport, passed on to ``connect`` of the library ``websockets``."""

    extensions: Sequence[ClientExtensionFactory] | None
    """Extensions to negotiate, in order of preference."""
    subprotocols: Sequence[Subprotocol] | None
    """Subprotocols to negotiate, in order of preference."""
    compression: str | None
    """``"deflate"`` unless given; None switches compression off."""
    max_size: int | None
    """The size of a message in bytes beyond which the connection is given up; None for no limit. By default the
    client's ``max_event_bytes``."""
    max_queue: int | tuple[int | None, int | None] | None
    """How many frames are read ahead; or a high and a low mark."""
    write_limit: int | tuple[int, int | None]
    """How many bytes may wait to be sent before ``send`` waits too; async only."""
    open_timeout: float | None
    """Seconds that opening may take, None for no limit. By default the client's time for connecting where its
    ``timeout`` was given, else 10."""
    close_timeout: float | None
    """Seconds that the other side may take to confirm a close."""
    ping_interval: float | None
    """Seconds between pings that keep the connection open."""
    ping_timeout: float | None
    """Seconds without an answer to a ping after which the connection counts as lost."""
    ssl: ssl.SSLContext
    """How to check the server, in the place of the certificates that HTTP requests use."""


@dataclass(frozen=True)
class ReconnectingEvent:
    """A connection broke, and is about to be opened again."""

    attempt: int
    """The number of the attempt, from 1. It starts again once a message has arrived."""
    max_attempts: int
    delay: float
    """Seconds until then."""
    close_code: int
    """The code with which the connection ended; 1006 where it ended without one."""
    extra_query: Query
    """The query parameters that the caller gave."""
    extra_headers: Headers
    """The headers that the caller gave."""


class ReconnectingOverrides(TypedDict, total=False):
    """What ``on_reconnecting`` may answer. What isn't named stays as it is."""

    extra_query: Query
    """Query parameters from now on, in the place of those before."""
    extra_headers: Headers
    """Headers from now on, in the place of those before."""
    abort: bool
    """True: don't try."""


# RFC 6455, section 7.4.1, and the registry of close codes: the server goes away or restarts, is in trouble or busy, or
# the connection ended without a word.
_RECOVERABLE = frozenset({1001, 1005, 1006, 1011, 1012, 1013, 1015})


def is_recoverable_close(code: int) -> bool:
    """Whether a connection that was closed with this code is worth opening again."""
    return code in _RECOVERABLE
