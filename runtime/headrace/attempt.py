"""One attempt of a call: the HTTP library's request for it, and what its exceptions mean. Shared by the twins."""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
import os
from collections.abc import AsyncIterator, Generator
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from .auth import credentials_for
from .files import check_readable, read_chunks, replayable, size_of
from .http_request import make_request
from .query import flatten
from .request import encode_payload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from .descriptor import AuthScheme
    from .engine import EngineCore
    from .request import Call, Payload
    from .timeouts import Phases

__all__ = ["build_request", "can_replay", "failure_of", "reading"]


class _Parts(list[Any]):
    """Form parts. True even when empty, so that an empty form is still sent as a form."""

    def __bool__(self) -> bool:
        return True


def build_request(
    core: EngineCore,
    http: Any,
    call: Call,
    schemes: Sequence[AuthScheme],
    secrets: Mapping[str, str],
    timeout: Phases,
    retries: int,
    stack: ExitStack,
) -> httpx.Request:
    """The HTTP library's request. Files that are opened for it are closed by ``stack``."""
    credentials = credentials_for(schemes, secrets) if schemes else None
    headers = core._headers_of(call, credentials, timeout, retries)
    body = _body(call.payload, call, stack, is_async=core._is_async)
    length = body.pop("length", None)
    if length is not None:
        headers.set_default("Content-Length", str(length))
    url = core._url_of(call, credentials)
    try:
        return make_request(http, call.method, url, headers.items(), timeout, body)
    except Exception as error:
        if type(error).__name__ == "InvalidURL":
            raise ValueError(f"{url.partition('?')[0]!r} is no URL: {error}") from error
        raise


def _body(payload: Payload, call: Call, stack: ExitStack, *, is_async: bool) -> dict[str, Any]:
    if payload.kind == "json":
        return {"content": encode_payload(call)}
    if payload.kind == "form" and payload.form is not None:
        return {"files": _Parts(payload.form.open(stack))}
    if payload.kind == "urlencoded":
        pairs: list[tuple[str, str]] = []
        for name, value in payload.value.items():
            flatten(name, value, "brackets", "brackets", pairs)
        return {"content": urlencode(pairs).encode()}
    if payload.kind == "raw":
        return _raw(payload, stack, is_async=is_async)
    return {}


def _raw(payload: Payload, stack: ExitStack, *, is_async: bool) -> dict[str, Any]:
    content = payload.content
    if isinstance(content, (bytes, bytearray)):
        return {"content": bytes(content)}
    if isinstance(content, str) and not payload.is_file:
        return {"content": content.encode()}
    if isinstance(content, (str, os.PathLike)):
        path = os.fspath(cast("str | os.PathLike[str]", content))
        content = stack.enter_context(open(path, "rb"))  # noqa: SIM115 - the stack closes it
    if hasattr(content, "read"):
        file = cast("IO[bytes]", content)
        check_readable("content", file)
        if payload.start is not None:
            file.seek(payload.start)
        size = size_of(file)
        return {"content": _async_chunks(file) if is_async else read_chunks(file), "length": size}
    if is_async and not hasattr(content, "__aiter__"):
        return {"content": _async_iterate(content)}
    return {"content": content}


async def _async_chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    from anyio.to_thread import run_sync

    while chunk := await run_sync(file.read, 64 * 1024):
        yield chunk


async def _async_iterate(content: Any) -> AsyncIterator[bytes]:
    for chunk in content:
        yield chunk


def can_replay(payload: Payload) -> bool:
    """Whether the body can be sent a second time."""
    if payload.kind == "form" and payload.form is not None:
        return payload.form.replayable
    if payload.kind != "raw" or isinstance(payload.content, (bytes, bytearray, str, os.PathLike)):
        return True
    if hasattr(payload.content, "read"):
        return replayable(payload.content)
    return isinstance(payload.content, (list, tuple))


# Those among the library's errors that another attempt can't help against, or that came after the answer had begun.
_FINAL = {"UnsupportedProtocol", "LocalProtocolError", "TooManyRedirects", "DecodingError", "InvalidURL"}


def failure_of(error: BaseException) -> tuple[str, bool] | None:
    """Which exception class a transport's error becomes, and whether to try again; None for an error that is none of
    the transport's.

    The libraries' classes are told by name, so that the one that isn't used needn't be imported.
    """
    names = {cls.__name__ for cls in type(error).__mro__ if cls.__module__.partition(".")[0] in ("httpx", "httpx2")}
    if "TimeoutException" in names:
        return "APITimeoutError", True
    if "RequestError" in names or "InvalidURL" in names:
        return "APIConnectionError", not names & _FINAL
    kinds = {f"{cls.__module__.partition('.')[0]}.{cls.__name__}" for cls in type(error).__mro__}
    return ("APIConnectionError", True) if kinds & {"ssl.SSLError", "anyio.EndOfStream"} else None


def transport_error(
    core: EngineCore, error: BaseException, request: httpx.Request, kind: str, message: str | None = None
) -> Exception:
    """The SDK's exception for a transport's error. Raise it from that error."""
    made: Exception
    if kind == "APITimeoutError":
        made = core._errors.APITimeoutError(request, **({"message": message} if message else {}))
    else:
        made = core._errors.APIConnectionError(request=request, **({"message": message} if message else {}))
    return made


@contextmanager
def reading(core: EngineCore, response: httpx.Response) -> Generator[None]:
    """Around everything that reads a body: the library's exceptions become the SDK's."""
    try:
        yield
    except Exception as error:
        if type(error).__name__ in ("StreamConsumed", "StreamClosed", "ResponseNotRead"):
            raise core._root_error(
                "The body was read already as a stream, or closed; it can't be read again."
            ) from error
        failure = failure_of(error)
        if failure is None:
            raise
        reason = f"The connection broke while the body was read: {str(error) or type(error).__name__}"
        message = None if failure[0] == "APITimeoutError" else reason
        raise transport_error(core, error, response.request, failure[0], message) from error
