"""``files.wait_for_processing``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

from headrace.spi import AsyncResource, SyncResource

if TYPE_CHECKING:
    from ..resources.files import AsyncFiles, Files
    from ..types import FileObject

__all__ = ["AsyncFileWaiting", "FileWaiting"]

_ENDS = frozenset({"processed", "error", "deleted"})


def _wait_or_give_up(file_id: str, poll_interval: float, max_wait_seconds: float, started: float) -> float:
    if time.monotonic() - started > max_wait_seconds:
        raise RuntimeError(f"the file {file_id} was still being processed after {max_wait_seconds:g} s")
    return poll_interval


class FileWaiting(SyncResource):
    """Adds ``wait_for_processing`` to files."""

    def wait_for_processing(
        self, id: str, *, poll_interval: float = 5.0, max_wait_seconds: float = 30 * 60
    ) -> FileObject:
        """Wait until a file has been processed; its status tells whether well. Both times are in seconds.

        Raises ``RuntimeError`` after ``max_wait_seconds``.
        """
        started = time.monotonic()
        while True:
            file = cast("Files", self).retrieve(id)
            if file.status in _ENDS:
                return file
            self._client._sleep(_wait_or_give_up(id, poll_interval, max_wait_seconds, started))


class AsyncFileWaiting(AsyncResource):
    """Adds ``wait_for_processing`` to files."""

    async def wait_for_processing(
        self, id: str, *, poll_interval: float = 5.0, max_wait_seconds: float = 30 * 60
    ) -> FileObject:
        """Wait until a file has been processed; its status tells whether well. Both times are in seconds.

        Raises ``RuntimeError`` after ``max_wait_seconds``.
        """
        started = time.monotonic()
        while True:
            file = await cast("AsyncFiles", self).retrieve(id)
            if file.status in _ENDS:
                return file
            await self._client._sleep(_wait_or_give_up(id, poll_interval, max_wait_seconds, started))
