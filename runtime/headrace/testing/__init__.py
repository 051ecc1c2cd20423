"""For the tests of people who use an SDK: recorded bodies, served over real HTTP on loopback.

    with ReplayServer(Replay(Path("recorded.sse"), pieces="event")) as server:
        client = Client(base_url=server.url, ...)

``stream.record(path)`` writes such a body. With pytest, the fixture ``replay_server`` starts servers and stops them; it
comes with the extra ``headrace[testing]``.
"""

from __future__ import annotations

from .replay import Fault, RecordedRequest, Replay
from .server import ReplayServer

__all__ = ["Fault", "RecordedRequest", "Replay", "ReplayServer"]
