"""Videos that are waited for: ``videos.poll`` and ``videos.create_and_poll``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.spi import AsyncResource, SyncResource, omit

from .waiting import async_wait_for, wait_for

if TYPE_CHECKING:
    from headrace.spi import Omit, Operation

    from ..types import Video

__all__ = ["AsyncVideoPolling", "VideoPolling", "async_create_and_poll", "create_and_poll"]


def _ended(video: Video) -> bool:
    # A status that this version doesn't know ends the wait, too: it is the caller's turn to look.
    return video.status not in ("queued", "in_progress")


def _retrieval() -> Operation:
    from ..resources.videos import _RETRIEVE

    return _RETRIEVE


def create_and_poll(
    resource: SyncResource, operation: Operation, args: dict[str, Any], *, poll_interval_ms: Any = omit, **call: Any
) -> Video:
    """Create a video and wait until it is made, or has failed."""
    video: Video = resource._call(operation, args, **call)
    where = {"video_id": video.id}
    ended: Video
    ended = wait_for(resource, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call)
    return ended


async def async_create_and_poll(
    resource: AsyncResource, operation: Operation, args: dict[str, Any], *, poll_interval_ms: Any = omit, **call: Any
) -> Video:
    """The async twin of ``create_and_poll``."""
    video: Video = await resource._call(operation, args, **call)
    where = {"video_id": video.id}
    ended: Video
    ended = await async_wait_for(
        resource, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call
    )
    return ended


class VideoPolling(SyncResource):
    """Adds ``poll`` to videos."""

    def poll(self, video_id: str, *, poll_interval_ms: int | Omit = omit) -> Video:
        """Wait until a video is made, or has failed. ``poll_interval_ms`` is in milliseconds."""
        where = {"video_id": video_id}
        video: Video
        video = wait_for(self, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call={})
        return video


class AsyncVideoPolling(AsyncResource):
    """Adds ``poll`` to videos."""

    async def poll(self, video_id: str, *, poll_interval_ms: int | Omit = omit) -> Video:
        """Wait until a video is made, or has failed. ``poll_interval_ms`` is in milliseconds."""
        where = {"video_id": video_id}
        video: Video
        video = await async_wait_for(self, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call={})
        return video
