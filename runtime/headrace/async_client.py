"""``AsyncClient``: the base of generated async clients, on asyncio and trio."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from .async_verbs import AsyncVerbs
from .http_holder import AsyncHolder
from .resource import Mode, R

if TYPE_CHECKING:
    from types import TracebackType

    import httpx
    from typing_extensions import Self

    from .descriptor import Operation
    from .errors import APIError
    from .request import Call
    from .resume import Resumption
    from .timeouts import Deadline

    Reader = Callable[[httpx.Response], Awaitable[object]]

__all__ = ["AsyncClient"]


async def _read_whole(response: httpx.Response) -> None:
    await response.aread()


class AsyncClient(AsyncVerbs):
    """Sends calls and awaits their answers. Tasks of one event loop may share one client."""

    _is_async = True

    _holder: AsyncHolder

    def _make_holder(self, http_client: Any) -> AsyncHolder:
        return AsyncHolder(http_client)

    @property
    def _client(self) -> httpx.AsyncClient:
        """The HTTP client."""
        client: httpx.AsyncClient = self._holder.get()
        return client

    # Calls

    def _call(self, op: Operation, args: Mapping[str, Any], *, mode: Mode | None = None, **options: Any) -> R:  # type: ignore[type-var]  # pyright: ignore[reportInvalidTypeVarUse]
        """Make the call of an operation; see `AsyncResource`."""
        from .call import bound_call, with_client_options

        call = bound_call(op, with_client_options(self, op, args), options)
        mode = mode or self._mode
        made: Any
        if call.result.kind == "page" and mode == "value":
            from .page import AsyncPaginator

            made = AsyncPaginator[Any, Any](self, call)
        else:
            made = self._run(call, mode)
        answer: R = made
        return answer

    async def _run(self, call: Call, mode: Mode = "value") -> Any:
        """Make a call, attempts and all, and give its answer in the form that ``mode`` names."""
        deadline = self._deadline(call)
        response, retries = await self._attempts(call, deadline, read=self._reader(call, mode))
        call.remaining = deadline.remaining()
        if mode == "value":
            call.retries = retries
            return self._value_of(call, response)
        from .response import AsyncAPIResponse, LegacyAPIResponse

        kind: Any = LegacyAPIResponse if mode == "raw" else AsyncAPIResponse
        return kind(raw=response, client=self, call=call, retries_taken=retries)

    def _reader(self, call: Call, mode: Mode) -> Reader | None:
        """What reads the body of the answer before the call returns; None where it is left to the caller."""
        if call.stream is not None or mode == "streaming":
            return None
        if mode == "value" and self._is_file(call):
            from .binary import astore

            return astore
        return _read_whole

    async def _attempts(self, call: Call, deadline: Deadline, *, read: Reader | None) -> tuple[httpx.Response, int]:
        from .retry import Outcome

        schemes = self._needs(call)
        policy = self._policy_for(call)
        retries = call.retries or 0
        while True:
            with ExitStack() as stack:
                secrets = {name: await self._secret(name) for name in self._secrets_of(schemes)}
                prepared = await self._prepare_options(call)
                request = self._build_request(prepared, schemes, secrets, deadline, retries, stack)
                await self._prepare_request(request)
                started = time.monotonic()
                self._log.sent(request.method, request.url, retries)
                try:
                    response = await self._send(request, prepared, deadline)
                except Exception as error:
                    delay, failure = self._after_failure(error, request, policy, retries, started, deadline)
                    if delay is None:
                        raise failure from error
                else:
                    self._log_answer(response, started)
                    if response.is_success:
                        if read is not None:
                            await self._read(response, deadline, read)
                        return response, retries
                    delay = policy.decide(retries, Outcome(status=response.status_code, headers=response.headers))
                    if delay is None or deadline.would_pass(delay):
                        raise await self._refused(response, deadline) from None
                    await self._discard(response)
            self._log.retrying(call.method, call.path, delay, policy.max_retries - retries - 1)
            retries += 1
            await self._sleep(delay)

    async def _send(self, request: httpx.Request, call: Call, deadline: Deadline) -> httpx.Response:
        with self._within(deadline, request):
            return await self._client.send(request, stream=True, **self._send_options(call))

    async def _reconnect(self, resumption: Resumption, stream: Any, error: APIError) -> httpx.Response | None:
        """Another response for a stream whose connection broke, None to let it fail with ``error``."""
        policy = self._policy_for(resumption.call)
        step = resumption.next(stream, policy)
        deadline = stream._deadline()
        if step is None or deadline.would_pass(step[1]):
            return None
        call, delay = step
        self._log.retrying(call.method, call.path, delay, policy.max_retries - (call.retries or 0))
        await self._sleep(delay)
        response, retries = await self._attempts(call, deadline, read=None)
        resumption.made(retries)
        return response

    async def _secret(self, name: str) -> str:
        source = self._token_sources.get(name)
        value: Any = source() if source is not None else getattr(self, name)
        if isawaitable(value):
            value = await value
        return self._checked_secret(name, value)

    async def _read(self, response: httpx.Response, deadline: Deadline, read: Reader | None = None) -> None:
        """Read the whole body, within the total time."""
        try:
            with self._reading(response), self._within(deadline, response.request):
                await (read or _read_whole)(response)
        except BaseException:
            from anyio import CancelScope

            with CancelScope(shield=True):
                await response.aclose()
            raise

    @contextmanager
    def _within(self, deadline: Deadline, request: httpx.Request) -> Generator[None]:
        """Around what has to end within the total time."""
        remaining = deadline.remaining()
        if remaining is None:
            yield
            return
        from anyio import move_on_after

        with move_on_after(remaining) as scope:
            yield
        if scope.cancelled_caught:
            raise self._total_timeout_error(request, deadline)

    async def _prepare_options(self, options: Call) -> Call:
        """Called before each attempt; the attempt is made of the call that it returns. For subclasses."""
        return options

    async def _prepare_request(self, request: httpx.Request) -> None:
        """Called with the request of each attempt before it is sent, to change it. For subclasses."""

    async def _discard(self, response: httpx.Response) -> None:
        """Let go of an answer, and of its connection if the body is long or breaks."""
        try:
            if self._worth_reading(response):
                with suppress(self._errors.APIError), self._reading(response):
                    await response.aread()
        finally:
            await response.aclose()

    async def _refused(self, response: httpx.Response, deadline: Deadline) -> Exception:
        """The exception for an answer that says no, with its body as far as it could be read."""
        from .outcome import status_error

        with suppress(self._errors.APIError):  # what the status says is worth more than that its explanation broke off
            await self._read(response, deadline)
        return status_error(self, response)

    async def _sleep(self, seconds: float) -> None:
        from anyio import sleep

        await sleep(seconds)

    # The client's own life

    def is_closed(self) -> bool:
        """Whether the HTTP client is closed."""
        return self._holder.is_closed

    async def close(self) -> None:
        """Close the HTTP client and its connections. Copies of this client share them."""
        await self._holder.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
