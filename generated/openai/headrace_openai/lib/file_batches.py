"""Batches of files that are put into a vector store and waited for: ``vector_stores.file_batches``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from headrace.spi import AsyncResource, SyncResource, omit

from .waiting import async_wait_for, wait_for

if TYPE_CHECKING:
    from headrace.spi import FileTypes, Omit, Operation, SequenceNotStr

    from .._client import AsyncOpenAI, OpenAI
    from ..types import FileChunkingStrategyParam
    from ..types.vector_stores import VectorStoreFileBatch

__all__ = ["AsyncFileBatchHelpers", "FileBatchHelpers", "async_create_and_poll", "create_and_poll"]


def _ended(batch: Any) -> bool:
    return bool(batch.file_counts.in_progress == 0)


def _operations() -> tuple[Operation, Operation]:
    from ..resources.vector_stores.file_batches import _CREATE, _RETRIEVE

    return _CREATE, _RETRIEVE


def create_and_poll(
    resource: SyncResource, operation: Operation, args: dict[str, Any], *, poll_interval_ms: Any = omit, **call: Any
) -> VectorStoreFileBatch:
    """Create a batch and wait until none of its files is being worked on."""
    batch: VectorStoreFileBatch = resource._call(operation, args, **call)
    where = {"batch_id": batch.id, "vector_store_id": args["vector_store_id"]}
    ended: VectorStoreFileBatch
    ended = wait_for(resource, _operations()[1], where, done=_ended, poll_interval_ms=poll_interval_ms, call=call)
    return ended


async def async_create_and_poll(
    resource: AsyncResource, operation: Operation, args: dict[str, Any], *, poll_interval_ms: Any = omit, **call: Any
) -> VectorStoreFileBatch:
    """The async twin of ``create_and_poll``."""
    batch: VectorStoreFileBatch = await resource._call(operation, args, **call)
    where = {"batch_id": batch.id, "vector_store_id": args["vector_store_id"]}
    ended: VectorStoreFileBatch
    ended = await async_wait_for(
        resource, _operations()[1], where, done=_ended, poll_interval_ms=poll_interval_ms, call=call
    )
    return ended


def _checked(files: Iterable[FileTypes], max_concurrency: int) -> list[FileTypes]:
    found = list(files)
    if not found:
        raise ValueError("files is empty: for files that are uploaded already there is create_and_poll()")
    if max_concurrency < 1:
        raise ValueError(f"max_concurrency must be at least 1, got {max_concurrency}")
    return found


class FileBatchHelpers(SyncResource):
    """Adds to ``vector_stores.file_batches``."""

    def poll(self, batch_id: str, *, vector_store_id: str, poll_interval_ms: int | Omit = omit) -> VectorStoreFileBatch:
        """Wait until none of a batch's files is being worked on. ``poll_interval_ms`` is in milliseconds."""
        where = {"batch_id": batch_id, "vector_store_id": vector_store_id}
        batch: VectorStoreFileBatch
        batch = wait_for(self, _operations()[1], where, done=_ended, poll_interval_ms=poll_interval_ms, call={})
        return batch

    def upload_and_poll(
        self,
        vector_store_id: str,
        *,
        files: Iterable[FileTypes],
        max_concurrency: int = 5,
        file_ids: SequenceNotStr[str] = [],  # noqa: B006 - as it is documented; it is only read
        poll_interval_ms: int | Omit = omit,
        chunking_strategy: FileChunkingStrategyParam | Omit = omit,
    ) -> VectorStoreFileBatch:
        """Upload ``files``, some at once, make a batch of them and of ``file_ids``, and wait for it.

        The first upload that fails raises; uploads that haven't begun then are not begun.
        """
        from concurrent.futures import ThreadPoolExecutor

        client, wanted = cast("OpenAI", self._client), _checked(files, max_concurrency)
        with ThreadPoolExecutor(max_workers=max_concurrency) as pool:
            uploads = [pool.submit(client.files.create, file=file, purpose="assistants") for file in wanted]
            try:
                uploaded = [upload.result().id for upload in uploads]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        args = {
            "vector_store_id": vector_store_id,
            "file_ids": [*file_ids, *uploaded],
            "chunking_strategy": chunking_strategy,
        }
        return create_and_poll(self, _operations()[0], args, poll_interval_ms=poll_interval_ms)


class AsyncFileBatchHelpers(AsyncResource):
    """Adds to ``vector_stores.file_batches``."""

    async def poll(
        self, batch_id: str, *, vector_store_id: str, poll_interval_ms: int | Omit = omit
    ) -> VectorStoreFileBatch:
        """Wait until none of a batch's files is being worked on. ``poll_interval_ms`` is in milliseconds."""
        where = {"batch_id": batch_id, "vector_store_id": vector_store_id}
        batch: VectorStoreFileBatch
        batch = await async_wait_for(
            self, _operations()[1], where, done=_ended, poll_interval_ms=poll_interval_ms, call={}
        )
        return batch

    async def upload_and_poll(
        self,
        vector_store_id: str,
        *,
        files: Iterable[FileTypes],
        max_concurrency: int = 5,
        file_ids: SequenceNotStr[str] = [],  # noqa: B006 - as it is documented; it is only read
        poll_interval_ms: int | Omit = omit,
        chunking_strategy: FileChunkingStrategyParam | Omit = omit,
    ) -> VectorStoreFileBatch:
        """Upload ``files``, some at once, make a batch of them and of ``file_ids``, and wait for it.

        The first upload that fails raises, and the others are cancelled.
        """
        uploaded = await _upload_all(
            cast("AsyncOpenAI", self._client), _checked(files, max_concurrency), max_concurrency
        )
        args = {
            "vector_store_id": vector_store_id,
            "file_ids": [*file_ids, *uploaded],
            "chunking_strategy": chunking_strategy,
        }
        return await async_create_and_poll(self, _operations()[0], args, poll_interval_ms=poll_interval_ms)


async def _upload_all(client: AsyncOpenAI, files: list[FileTypes], at_once: int) -> list[str]:
    """Upload all files, and give their ids in the order of the files."""
    import anyio

    ids = [""] * len(files)
    failures: list[Exception] = []
    slots = anyio.Semaphore(at_once)

    async def upload(position: int) -> None:
        async with slots:
            try:
                ids[position] = (await client.files.create(file=files[position], purpose="assistants")).id
            except Exception as error:  # raised below by itself: a task group would wrap it
                failures.append(error)
                group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for position in range(len(files)):
            group.start_soon(upload, position)
    if failures:
        raise failures[0]
    return ids
