"""Runs that are waited for: ``beta.threads.runs.poll`` and what creates a run and then polls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import deprecated

from headrace.spi import AsyncResource, SyncResource, not_given, omit

from .waiting import async_wait_for, wait_for

if TYPE_CHECKING:
    from headrace.spi import ExtraBody, Headers, NotGiven, Omit, Operation, Query, TimeoutTypes

    from ..types.beta.threads import Run

__all__ = ["AsyncRunPolling", "RunPolling", "async_create_and_poll", "create_and_poll"]

_ENDS = frozenset({"requires_action", "cancelled", "completed", "failed", "expired", "incomplete"})
_MESSAGE = "The Assistants API is deprecated; use the Responses API instead."


def _ended(run: Run) -> bool:
    return run.status in _ENDS


def _retrieval() -> Operation:
    from ..resources.beta.threads.runs.runs import _RETRIEVE

    return _RETRIEVE


def create_and_poll(
    resource: SyncResource, operation: Operation, args: dict[str, Any], *, poll_interval_ms: Any = omit, **call: Any
) -> Run:
    """Do what ``operation`` does, which starts or continues a run, and wait until it ends or needs the caller."""
    run: Run = resource._call(operation, args, **call)
    where = {"run_id": run.id, "thread_id": run.thread_id}
    ended: Run
    ended = wait_for(resource, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call)
    return ended


async def async_create_and_poll(
    resource: AsyncResource, operation: Operation, args: dict[str, Any], *, poll_interval_ms: Any = omit, **call: Any
) -> Run:
    """The async twin of ``create_and_poll``."""
    run: Run = await resource._call(operation, args, **call)
    where = {"run_id": run.id, "thread_id": run.thread_id}
    ended: Run
    ended = await async_wait_for(
        resource, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call
    )
    return ended


class RunPolling(SyncResource):
    """Adds ``poll`` to runs."""

    @deprecated(_MESSAGE)
    def poll(
        self,
        run_id: str,
        thread_id: str,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: ExtraBody | None = None,
        timeout: TimeoutTypes | NotGiven = not_given,
        poll_interval_ms: int | Omit = omit,
    ) -> Run:
        """Wait until a run has ended or needs the outputs of tools. ``poll_interval_ms`` is in milliseconds."""
        call = {"extra_headers": extra_headers, "extra_query": extra_query, "timeout": timeout}
        where = {"run_id": run_id, "thread_id": thread_id}
        run: Run = wait_for(self, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call)
        return run


class AsyncRunPolling(AsyncResource):
    """Adds ``poll`` to runs."""

    @deprecated(_MESSAGE)
    async def poll(
        self,
        run_id: str,
        thread_id: str,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: ExtraBody | None = None,
        timeout: TimeoutTypes | NotGiven = not_given,
        poll_interval_ms: int | Omit = omit,
    ) -> Run:
        """Wait until a run has ended or needs the outputs of tools. ``poll_interval_ms`` is in milliseconds."""
        call = {"extra_headers": extra_headers, "extra_query": extra_query, "timeout": timeout}
        where = {"run_id": run_id, "thread_id": thread_id}
        run: Run = await async_wait_for(
            self, _retrieval(), where, done=_ended, poll_interval_ms=poll_interval_ms, call=call
        )
        return run
