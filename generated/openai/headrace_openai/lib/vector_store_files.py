"""Files that are put into a vector store and waited for: ``vector_stores.files``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from headrace.spi import AsyncResource, SyncResource, not_given, omit

from .waiting import async_wait_for, wait_for

if TYPE_CHECKING:
    from headrace.spi import ExtraBody, FileTypes, Headers, NotGiven, Omit, Operation, Query, TimeoutTypes

    from .._client import AsyncOpenAI, OpenAI
    from ..resources.vector_stores.files import AsyncFiles, Files
    from ..types import FileChunkingStrategyParam
    from ..types.vector_stores import VectorStoreFile

__all__ = ["AsyncVectorStoreFileHelpers", "VectorStoreFileHelpers"]


def _ended(file: Any) -> bool:
    return bool(file.status != "in_progress")


def _retrieval() -> Operation:
    from ..resources.vector_stores.files import _RETRIEVE

    return _RETRIEVE


class VectorStoreFileHelpers(SyncResource):
    """Adds to ``vector_stores.files``."""

    def create_and_poll(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        attributes: dict[str, str | float | bool] | Omit | None = omit,
        poll_interval_ms: int | Omit = omit,
        chunking_strategy: FileChunkingStrategyParam | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: ExtraBody | None = None,
        timeout: TimeoutTypes | NotGiven = not_given,
    ) -> VectorStoreFile:
        """Add an uploaded file to a vector store and wait until it has been indexed, well or not.

        Extra headers and query parameters, and the timeout, hold for the requests that ask how far it is, too.
        """
        call: dict[str, Any] = {"extra_headers": extra_headers, "extra_query": extra_query, "timeout": timeout}
        cast("Files", self).create(
            vector_store_id,
            file_id=file_id,
            attributes=attributes,
            chunking_strategy=chunking_strategy,
            extra_body=extra_body,
            **call,
        )
        return self._polled(file_id, vector_store_id, poll_interval_ms, call)

    def poll(self, file_id: str, *, vector_store_id: str, poll_interval_ms: int | Omit = omit) -> VectorStoreFile:
        """Wait until a file has been indexed, well or not. ``poll_interval_ms`` is in milliseconds."""
        return self._polled(file_id, vector_store_id, poll_interval_ms, {})

    def _polled(
        self, file_id: str, vector_store_id: str, poll_interval_ms: int | Omit, call: dict[str, Any]
    ) -> VectorStoreFile:
        where = {"file_id": file_id, "vector_store_id": vector_store_id}
        file: VectorStoreFile
        file = wait_for(self, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call)
        return file

    def upload(
        self, *, vector_store_id: str, file: FileTypes, chunking_strategy: FileChunkingStrategyParam | Omit = omit
    ) -> VectorStoreFile:
        """Upload a file and add it to a vector store. It is indexed in the background; see ``upload_and_poll``."""
        uploaded = cast("OpenAI", self._client).files.create(file=file, purpose="assistants")
        return cast("Files", self).create(vector_store_id, file_id=uploaded.id, chunking_strategy=chunking_strategy)

    def upload_and_poll(
        self,
        *,
        vector_store_id: str,
        file: FileTypes,
        attributes: dict[str, str | float | bool] | Omit | None = omit,
        poll_interval_ms: int | Omit = omit,
        chunking_strategy: FileChunkingStrategyParam | Omit = omit,
    ) -> VectorStoreFile:
        """Upload a file, add it to a vector store, and wait until it has been indexed, well or not."""
        uploaded = cast("OpenAI", self._client).files.create(file=file, purpose="assistants")
        return self.create_and_poll(
            uploaded.id,
            vector_store_id=vector_store_id,
            attributes=attributes,
            poll_interval_ms=poll_interval_ms,
            chunking_strategy=chunking_strategy,
        )


class AsyncVectorStoreFileHelpers(AsyncResource):
    """Adds to ``vector_stores.files``."""

    async def create_and_poll(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        attributes: dict[str, str | float | bool] | Omit | None = omit,
        poll_interval_ms: int | Omit = omit,
        chunking_strategy: FileChunkingStrategyParam | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: ExtraBody | None = None,
        timeout: TimeoutTypes | NotGiven = not_given,
    ) -> VectorStoreFile:
        """Add an uploaded file to a vector store and wait until it has been indexed, well or not.

        Extra headers and query parameters, and the timeout, hold for the requests that ask how far it is, too.
        """
        call: dict[str, Any] = {"extra_headers": extra_headers, "extra_query": extra_query, "timeout": timeout}
        await cast("AsyncFiles", self).create(
            vector_store_id,
            file_id=file_id,
            attributes=attributes,
            chunking_strategy=chunking_strategy,
            extra_body=extra_body,
            **call,
        )
        return await self._polled(file_id, vector_store_id, poll_interval_ms, call)

    async def poll(self, file_id: str, *, vector_store_id: str, poll_interval_ms: int | Omit = omit) -> VectorStoreFile:
        """Wait until a file has been indexed, well or not. ``poll_interval_ms`` is in milliseconds."""
        return await self._polled(file_id, vector_store_id, poll_interval_ms, {})

    async def _polled(
        self, file_id: str, vector_store_id: str, poll_interval_ms: int | Omit, call: dict[str, Any]
    ) -> VectorStoreFile:
        where = {"file_id": file_id, "vector_store_id": vector_store_id}
        file: VectorStoreFile
        file = await async_wait_for(
            self, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call
        )
        return file

    async def upload(
        self, *, vector_store_id: str, file: FileTypes, chunking_strategy: FileChunkingStrategyParam | Omit = omit
    ) -> VectorStoreFile:
        """Upload a file and add it to a vector store. It is indexed in the background; see ``upload_and_poll``."""
        uploaded = await cast("AsyncOpenAI", self._client).files.create(file=file, purpose="assistants")
        return await cast("AsyncFiles", self).create(
            vector_store_id, file_id=uploaded.id, chunking_strategy=chunking_strategy
        )

    async def upload_and_poll(
        self,
        *,
        vector_store_id: str,
        file: FileTypes,
        attributes: dict[str, str | float | bool] | Omit | None = omit,
        poll_interval_ms: int | Omit = omit,
        chunking_strategy: FileChunkingStrategyParam | Omit = omit,
    ) -> VectorStoreFile:
        """Upload a file, add it to a vector store, and wait until it has been indexed, well or not."""
        uploaded = await cast("AsyncOpenAI", self._client).files.create(file=file, purpose="assistants")
        return await self.create_and_poll(
            uploaded.id,
            vector_store_id=vector_store_id,
            attributes=attributes,
            poll_interval_ms=poll_interval_ms,
            chunking_strategy=chunking_strategy,
        )
