"""``EngineCore``: the decisions of the attempt loop, and the ways to a value. The twins add what sends, reads and
sleeps."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from inspect import isawaitable, iscoroutine
from typing import TYPE_CHECKING, Any

from .auth import credential_options
from .core import ClientCore
from .options import checked_retries
from .resource import Mode
from .sentinels import is_given
from .timeouts import Deadline, limit

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

    from .descriptor import AuthScheme
    from .request import Call
    from .retry import RetryPolicy

__all__ = ["EngineCore"]


class EngineCore(ClientCore):
    """What both clients do around an attempt."""

    _mode: Mode = "value"

    def _in_mode(self, mode: Mode) -> Self:
        """A client that shares everything with this one and gives answers in another form."""
        made = self._copy()
        made._mode = mode
        return made

    # For subclasses

    @property
    def custom_auth(self) -> httpx.Auth | None:
        """How the HTTP library authenticates requests, beside the credentials of this client. A subclass may say."""
        return None

    def platform_headers(self) -> dict[str, str]:
        """The headers that tell the platform; only sent where the SDK's config says so."""
        from .platform_headers import platform_headers

        return dict(platform_headers(self._spec.version))

    # Around attempts

    def _deadline(self, call: Call) -> Deadline:
        return Deadline(limit(call.timeout, "total", limit(self.timeout, "total", self.total_timeout)))

    def _policy(self, call: Call) -> RetryPolicy:
        from .retry import RetryPolicy

        return RetryPolicy(
            max_retries=self.max_retries if call.max_retries is None else checked_retries(call.max_retries),
            initial_delay=self._spec.initial_retry_delay,
            max_delay=self._spec.max_retry_delay,
        )

    def _policy_for(self, call: Call) -> RetryPolicy:
        from .attempt import can_replay
        from .record import replace

        policy = self._policy(call)
        return policy if can_replay(call.payload) else replace(policy, max_retries=0)

    def _secrets_of(self, schemes: Sequence[AuthScheme]) -> list[str]:
        return credential_options(schemes)

    def _checked_secret(self, name: str, value: Any) -> str:
        if isawaitable(value):
            if iscoroutine(value):
                value.close()
            raise self._root_error(f"`{name}` gives an awaitable; that needs the async client")
        if not isinstance(value, str) or not value:
            raise self._root_error(f"`{name}` must give a non-empty str, got {type(value).__name__}")
        return value

    def _build_request(
        self,
        call: Call,
        schemes: Sequence[AuthScheme],
        secrets: Mapping[str, str],
        deadline: Deadline,
        retries: int,
        stack: ExitStack,
    ) -> httpx.Request:
        from .attempt import build_request

        timeout = deadline.clip(self._timeout_of(call))
        return build_request(self, self._holder.get(), call, schemes, secrets, timeout, retries, stack)

    def _send_options(self, call: Call) -> dict[str, Any]:
        options: dict[str, Any] = {}
        if call.follow_redirects is not None:
            options["follow_redirects"] = call.follow_redirects
        auth = self.custom_auth
        if auth is not None:
            options["auth"] = auth
        return options

    def _make_status_error(self, err_msg: str, *, body: object, response: httpx.Response) -> Exception:
        """The exception for an answer that says no. A subclass may make others."""
        made: Exception = self._errors.for_status(response.status_code)(err_msg, response=response, body=body)
        return made

    def _request_for_error(self, call: Call) -> httpx.Request:
        """A request that stands for a call that is not made, for an exception to carry: without credentials and
        body."""
        request: httpx.Request = self._holder.get().build_request(call.method, self._url_of(call, None))
        return request

    def _after_failure(
        self,
        error: Exception,
        request: httpx.Request,
        policy: RetryPolicy,
        retries: int,
        started: float,
        deadline: Deadline,
    ) -> tuple[float | None, Exception]:
        """The delay before another attempt (None: no more), and the SDK's exception. Errors that aren't the
        transport's go on."""
        from .attempt import failure_of, transport_error
        from .retry import Outcome

        failure = failure_of(error)
        if failure is None:
            raise error
        kind, again = failure
        self._log.failed(request.method, request.url, error, time.monotonic() - started)
        if deadline.passed:
            return None, self._total_timeout_error(request, deadline)
        delay = policy.decide(retries, Outcome()) if again else None
        if delay is not None and deadline.would_pass(delay):
            delay = None
        return delay, transport_error(self, error, request, kind)

    def _total_timeout_error(self, request: httpx.Request, deadline: Deadline) -> Exception:
        made: Exception = self._errors.APITimeoutError(
            request, message=f"The call took longer than total_timeout, {deadline.total:g} s."
        )
        return made

    def _log_answer(self, response: httpx.Response, started: float) -> None:
        request_id = response.headers.get(self._spec.request_id_header)
        request = response.request
        self._log.answered(request.method, request.url, response.status_code, request_id, time.monotonic() - started)

    def _worth_reading(self, response: httpx.Response) -> bool:
        """Whether an unwanted body is short enough to be read, so that the connection is kept."""
        length = response.headers.get("content-length", "")
        return length.isdigit() and int(length[:9]) <= 64 * 1024

    def _is_file(self, call: Call) -> bool:
        """Whether the answer is a file, which is kept on disk if it is large."""
        if call.cast_to is None:
            return call.result.kind == "binary"
        from .binary import HttpxBinaryResponseContent

        return isinstance(call.cast_to, type) and issubclass(call.cast_to, HttpxBinaryResponseContent)

    # From a response to a value

    def _reading(self, response: httpx.Response) -> AbstractContextManager[None]:
        from .attempt import reading

        return reading(self, response)

    def _value_of(self, call: Call, response: httpx.Response, to: Any = None) -> Any:
        """The value of a call whose answer has arrived: parsed, or a stream over the open response."""
        if call.stream is not None:
            return self._open_stream(call, response, to)
        from .outcome import parse

        value: Any = parse(self, call, response, to)
        if call.result.kind == "page" and to is None:
            value._bind(self, call, response.headers)
        return value

    def _open_stream(self, call: Call, response: httpx.Response, to: Any) -> Any:
        from typing import get_origin

        base: Any
        if self._is_async:
            from .async_stream import AsyncStream as base
        else:
            from .sync_stream import Stream as base
        asked = to if to is not None else call.stream_class
        kind = get_origin(asked) or asked
        own_idle = call.idle_timeout if is_given(call.idle_timeout) else self.idle_timeout
        idle = limit(call.timeout, "idle", limit(self.timeout, "idle", own_idle))
        made = (kind if isinstance(kind, type) and issubclass(kind, base) else base)(
            response=response,
            spec=call.stream,
            errors=self._errors,
            idle_timeout=idle,
            **({"max_event_bytes": self.max_event_bytes} if is_given(self.max_event_bytes) else {}),
            total_timeout=call.remaining,
            strict=self._strict_response_validation,
        )
        if call.retries is not None:
            from functools import partial

            from .resume import Resumption

            made._reconnect = partial(self._reconnect, Resumption(call))
        return made

    def _reconnect(self, resumption: Any, stream: Any, error: Any) -> Any:
        raise NotImplementedError

    # Calls that are put together by hand

    def _raw(
        self,
        method: str,
        path: str,
        cast_to: Any,
        options: Mapping[str, Any] | None,
        stream: bool = False,
        stream_cls: Any = None,
        body: Any = None,
        content: Any = None,
        files: Any = None,
    ) -> Call:
        from .raw_call import raw_call

        return raw_call(
            method,
            path,
            cast_to=cast_to,
            body=body,
            content=content,
            files=files,
            options=options,
            stream=stream,
            stream_cls=stream_cls,
            rules=self._spec.stream,
        )

    def _raw_list(
        self, method: str, path: str, model: Any, page: Any, body: Any, options: Mapping[str, Any] | None
    ) -> Call:
        from .descriptor import Result
        from .raw_call import given_type

        call = self._raw(method, path, None, options, body=body)
        call.result = Result(kind="page", page=given_type(page), type=given_type(model))
        return call

    def _prepared(self, cast_to: Any, call: Call, stream: bool, stream_cls: Any) -> Call:
        from .raw_call import stream_rules

        rules = stream_rules(stream_cls, cast_to, self._spec.stream) if stream else None
        return call.changed(cast_to=cast_to, stream=rules, stream_class=stream_cls)
