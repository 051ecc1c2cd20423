"""The resources of the small SDK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headrace.spi import (
    AsyncRawView,
    AsyncResource,
    AsyncStreamingView,
    RawView,
    StreamingView,
    SyncResource,
    cached_property,
    not_given,
    omit,
)

from . import operations as op


class Widgets(SyncResource):
    @cached_property
    def with_raw_response(self) -> Any:
        return RawView(self)

    @cached_property
    def with_streaming_response(self) -> Any:
        return StreamingView(self)

    def retrieve(self, widget_id: str, *, include: Any = omit, filter_: Any = omit, **extra: Any) -> Any:
        return self._call(op.RETRIEVE, {"widget_id": widget_id, "include": include, "filter_": filter_}, **extra)

    def create(
        self,
        *,
        name: Any = omit,
        parts: Any = omit,
        due: Any = omit,
        stream: Any = omit,
        extra: Any = omit,
        extra_headers: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Any = None,
        timeout: Any = not_given,
        idempotency_key: str | None = None,
    ) -> Any:
        return self._call(
            op.CREATE,
            {"name": name, "parts": parts, "due": due, "stream": stream, "extra": extra},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
            idempotency_key=idempotency_key,
        )

    def list(self, *, after: Any = omit, limit: Any = omit, **extra: Any) -> Any:
        return self._call(op.LIST, {"after": after, "limit": limit}, **extra)

    def upload(self, *, file: Any = omit, images: Any = omit, meta: Any = omit, notes: Any = omit, **extra: Any) -> Any:
        return self._call(op.UPLOAD, {"file": file, "images": images, "meta": meta, "notes": notes}, **extra)

    def send(self, content: Any, **extra: Any) -> Any:
        return self._call(op.SEND, {"content": content}, **extra)

    def content(self, **extra: Any) -> Any:
        return self._call(op.CONTENT, {}, **extra)

    def delete(self, widget_id: str, **extra: Any) -> Any:
        return self._call(op.DELETE, {"widget_id": widget_id}, **extra)

    def describe(self, *, format: Any = omit, **extra: Any) -> Any:
        return self._call(op.TRANSCRIBE, {"format": format}, **extra)


class AsyncWidgets(AsyncResource):
    @cached_property
    def with_raw_response(self) -> Any:
        return AsyncRawView(self)

    @cached_property
    def with_streaming_response(self) -> Any:
        return AsyncStreamingView(self)

    async def retrieve(self, widget_id: str, *, include: Any = omit, filter_: Any = omit, **extra: Any) -> Any:
        return await self._call(op.RETRIEVE, {"widget_id": widget_id, "include": include, "filter_": filter_}, **extra)

    async def create(
        self,
        *,
        name: Any = omit,
        parts: Any = omit,
        due: Any = omit,
        stream: Any = omit,
        extra: Any = omit,
        extra_headers: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Any = None,
        timeout: Any = not_given,
        idempotency_key: str | None = None,
    ) -> Any:
        return await self._call(
            op.CREATE,
            {"name": name, "parts": parts, "due": due, "stream": stream, "extra": extra},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
            idempotency_key=idempotency_key,
        )

    def list(self, *, after: Any = omit, limit: Any = omit, **extra: Any) -> Any:
        return self._call(op.ASYNC_LIST, {"after": after, "limit": limit}, **extra)

    async def upload(
        self, *, file: Any = omit, images: Any = omit, meta: Any = omit, notes: Any = omit, **extra: Any
    ) -> Any:
        return await self._call(op.UPLOAD, {"file": file, "images": images, "meta": meta, "notes": notes}, **extra)

    async def send(self, content: Any, **extra: Any) -> Any:
        return await self._call(op.SEND, {"content": content}, **extra)

    async def content(self, **extra: Any) -> Any:
        return await self._call(op.CONTENT, {}, **extra)

    async def delete(self, widget_id: str, **extra: Any) -> Any:
        return await self._call(op.DELETE, {"widget_id": widget_id}, **extra)

    async def describe(self, *, format: Any = omit, **extra: Any) -> Any:
        return await self._call(op.TRANSCRIBE, {"format": format}, **extra)
