"""``SyncClient``: the base of generated blocking clients."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from .http_holder import SyncHolder
from .resource import Mode, R
from .verbs import SyncVerbs

if TYPE_CHECKING:
    from types import TracebackType

    import httpx
    from typing_extensions import Self

    from .descriptor import Operation
    from .errors import APIError
    from .request import Call
    from .resume import Resumption
    from .timeouts import Deadline

    Reader = Callable[[httpx.Response], object]

__all__ = ["SyncClient"]


def _read_whole(response: httpx.Response) -> None:
    response.read()


class SyncClient(SyncVerbs):
    """Sends calls and waits for their answers. Threads may share one client."""

    _holder: SyncHolder

    def _make_holder(self, http_client: Any) -> SyncHolder:
        return SyncHolder(http_client)

    @property
    def _client(self) -> httpx.Client:
        """The HTTP client."""
        client: httpx.Client = self._holder.get()
        return client

    # Calls

    def _call(self, op: Operation, args: Mapping[str, Any], *, mode: Mode | None = None, **options: Any) -> R:  # type: ignore[type-var]  # pyright: ignore[reportInvalidTypeVarUse]
        """Make the call of an operation; see `SyncResource`."""
        from .call import bound_call, with_client_options

        call = bound_call(op, with_client_options(self, op, args), options)
        answer: R = self._run(call, mode or self._mode)
        return answer

    def _run(self, call: Call, mode: Mode = "value") -> Any:
        """Make a call, attempts and all, and give its answer in the form that ``mode`` names."""
        deadline = self._deadline(call)
        response, retries = self._attempts(call, deadline, read=self._reader(call, mode))
        call.remaining = deadline.remaining()
        if mode == "value":
            call.retries = retries
            return self._value_of(call, response)
        from .response import APIResponse, LegacyAPIResponse

        kind: Any = LegacyAPIResponse if mode == "raw" else APIResponse
        return kind(raw=response, client=self, call=call, retries_taken=retries)

    def _reader(self, call: Call, mode: Mode) -> Reader | None:
        """What reads the body of the answer before the call returns; None where it is left to the caller."""
        if call.stream is not None or mode == "streaming":
            return None
        if mode == "value" and self._is_file(call):
            from .binary import store

            return store
        return _read_whole

    def _attempts(self, call: Call, deadline: Deadline, *, read: Reader | None) -> tuple[httpx.Response, int]:
        from .retry import Outcome

        schemes = self._needs(call)
        policy = self._policy_for(call)
        retries = call.retries or 0
        while True:
            with ExitStack() as stack:
                secrets = {name: self._secret(name) for name in self._secrets_of(schemes)}
                prepared = self._prepare_options(call)
                request = self._build_request(prepared, schemes, secrets, deadline, retries, stack)
                self._prepare_request(request)
                started = time.monotonic()
                self._log.sent(request.method, request.url, retries)
                try:
                    response = self._send(request, prepared, deadline)
                except Exception as error:
                    delay, failure = self._after_failure(error, request, policy, retries, started, deadline)
                    if delay is None:
                        raise failure from error
                else:
                    self._log_answer(response, started)
                    if response.is_success:
                        if read is not None:
                            self._read(response, deadline, read)
                        return response, retries
                    delay = policy.decide(retries, Outcome(status=response.status_code, headers=response.headers))
                    if delay is None or deadline.would_pass(delay):
                        raise self._refused(response, deadline) from None
                    self._discard(response)
            self._log.retrying(call.method, call.path, delay, policy.max_retries - retries - 1)
            retries += 1
            self._sleep(delay)

    def _send(self, request: httpx.Request, call: Call, deadline: Deadline) -> httpx.Response:
        send = partial(self._client.send, request, stream=True, **self._send_options(call))
        left = deadline.remaining()
        if left is None:
            return send()
        from .send_within import send_within

        response: httpx.Response | None = send_within(send, left)
        if response is None:
            raise self._total_timeout_error(request, deadline)
        return response

    def _reconnect(self, resumption: Resumption, stream: Any, error: APIError) -> httpx.Response | None:
        """Another response for a stream whose connection broke, None to let it fail with ``error``."""
        policy = self._policy_for(resumption.call)
        step = resumption.next(stream, policy)
        deadline = stream._deadline()
        if step is None or deadline.would_pass(step[1]):
            return None
        call, delay = step
        self._log.retrying(call.method, call.path, delay, policy.max_retries - (call.retries or 0))
        if stream._pause(delay):
            return None
        response, retries = self._attempts(call, deadline, read=None)
        resumption.made(retries)
        return response

    def _secret(self, name: str) -> str:
        source = self._token_sources.get(name)
        return self._checked_secret(name, source() if source is not None else getattr(self, name))

    def _read(self, response: httpx.Response, deadline: Deadline, read: Reader | None = None) -> None:
        """Read the whole body, within the total time."""
        read = read or _read_whole
        try:
            with self._reading(response):
                if deadline.total is None:
                    read(response)
                else:
                    self._read_until(response, deadline, read)
        except BaseException:
            response.close()
            raise

    def _read_until(self, response: httpx.Response, deadline: Deadline, read: Reader) -> None:
        from .read_limit import ReadLimit

        limit = ReadLimit(response)
        limit.set(deadline.end)
        try:
            read(response)
        except Exception as error:
            if deadline.passed:
                raise self._total_timeout_error(response.request, deadline) from error
            raise
        finally:
            limit.remove()

    def _prepare_options(self, options: Call) -> Call:
        """Called before each attempt; the attempt is made of the call that it returns. For subclasses."""
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        """Called with the request of each attempt before it is sent, to change it. For subclasses."""

    def _discard(self, response: httpx.Response) -> None:
        """Let go of an answer, and of its connection if the body is long or breaks."""
        try:
            if self._worth_reading(response):
                with suppress(self._errors.APIError), self._reading(response):
                    response.read()
        finally:
            response.close()

    def _refused(self, response: httpx.Response, deadline: Deadline) -> Exception:
        """The exception for an answer that says no, with its body as far as it could be read."""
        from .outcome import status_error

        with suppress(self._errors.APIError):  # what the status says is worth more than that its explanation broke off
            self._read(response, deadline)
        return status_error(self, response)

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    # The client's own life

    def is_closed(self) -> bool:
        """Whether the HTTP client is closed."""
        return self._holder.is_closed

    def close(self) -> None:
        """Close the HTTP client and its connections. Copies of this client share them."""
        self._holder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
