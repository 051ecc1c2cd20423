"""The pytest fixture ``replay_server``.

Installed as a plugin with the package; it does nothing until it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .replay import RecordedRequest, Replay
    from .server import ReplayServer

__all__ = ["replay_server"]


@pytest.fixture
def replay_server() -> Iterator[Callable[..., ReplayServer]]:
    """Make running servers: ``server = replay_server(Replay("recorded.sse"))``. They stop when the test ends."""
    from .server import ReplayServer

    servers: list[ReplayServer] = []

    def start(*replays: Replay | Callable[[RecordedRequest], Replay]) -> ReplayServer:
        servers.append(ReplayServer(*replays).start())
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
