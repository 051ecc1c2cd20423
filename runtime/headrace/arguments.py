"""Names for what callers may pass. Only type checkers read most of this; nothing here imports httpx."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict, TypeVar, overload

from .sentinels import Omit

if TYPE_CHECKING:
    import httpx

    # httpx2 is optional, and a type that can't be imported would leave every signature partly unknown. Its objects are
    # described by what is used of them.
    class _AsyncClient(Protocol):
        @property
        def is_closed(self) -> bool: ...
        async def aclose(self) -> None: ...
        async def send(self, request: Any, *, stream: bool = False) -> Any: ...

    class _Client(Protocol):
        @property
        def is_closed(self) -> bool: ...
        def close(self) -> None: ...
        def send(self, request: Any, *, stream: bool = False) -> Any: ...

    class _Timeout(Protocol):
        connect: float | None
        read: float | None
        write: float | None
        pool: float | None

    class _URL(Protocol):
        @property
        def scheme(self) -> str: ...
        @property
        def host(self) -> str: ...
        @property
        def path(self) -> str: ...
        @property
        def query(self) -> bytes: ...

    AsyncHttpClient: TypeAlias = httpx.AsyncClient | _AsyncClient
    SyncHttpClient: TypeAlias = httpx.Client | _Client
    TimeoutTypes: TypeAlias = "float | httpx.Timeout | _Timeout | TimeLimits | None"
    URLTypes: TypeAlias = str | httpx.URL | _URL
else:
    AsyncHttpClient = Any
    SyncHttpClient = Any
    TimeoutTypes = Any
    URLTypes = Any

__all__ = [
    "AsyncHttpClient",
    "Base64FileInput",
    "ExtraBody",
    "FileContent",
    "FileTypes",
    "Headers",
    "Query",
    "RawContent",
    "RequestOptions",
    "SequenceNotStr",
    "SyncHttpClient",
    "TimeLimits",
    "TimeoutTypes",
    "URLTypes",
]

Headers: TypeAlias = Mapping[str, str | Omit]
"""Extra headers by name; ``omit`` removes one that would be sent."""

Query: TypeAlias = Mapping[str, object]
"""Extra query parameters by wire name; ``omit`` removes one."""

ExtraBody: TypeAlias = object
"""Extra properties of a JSON or form body: a mapping of wire names."""

FileContent: TypeAlias = IO[bytes] | bytes | os.PathLike[str] | str
"""What a file may be given as. A ``str`` is a path, as a path object is; content is given as bytes or as an open
binary file."""

FileTypes: TypeAlias = (
    FileContent
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
"""A file, or ``(filename, content)``, ``(filename, content, content_type)`` or ``(filename, content, content_type,
headers)``."""

Base64FileInput: TypeAlias = IO[bytes] | os.PathLike[str] | bytes
"""A file that is sent as base64 text inside JSON."""

RawContent: TypeAlias = bytes | bytearray | str | IO[bytes] | os.PathLike[str] | Iterable[bytes] | AsyncIterable[bytes]
"""A whole request body that is sent as it is. Here a ``str`` is text; async iterables only with async clients."""

T_co = TypeVar("T_co", covariant=True)


class SequenceNotStr(Protocol[T_co]):
    """A sequence that is not a ``str``: a single string where a list of strings belongs is a type error."""

    @overload
    def __getitem__(self, index: int, /) -> T_co: ...
    @overload
    def __getitem__(self, index: slice, /) -> Sequence[T_co]: ...
    def __contains__(self, value: object, /) -> bool: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[T_co]: ...
    def index(self, value: Any, start: int = 0, stop: int = ..., /) -> int: ...
    def count(self, value: Any, /) -> int: ...
    def __reversed__(self) -> Iterator[T_co]: ...


class TimeLimits(TypedDict, total=False):
    """Every limit of one call by name, in seconds; None is no limit. What isn't named is as the client has it.

    ``idle`` is the time that the next event of a stream may take, ``total`` that of the whole call with its retries
    and its stream. The others are httpx's.
    """

    connect: float | None
    read: float | None
    write: float | None
    pool: float | None
    idle: float | None
    total: float | None


class RequestOptions(TypedDict, total=False):
    """``options`` of the raw verbs (``client.post(path, cast_to=..., options=...)``)."""

    headers: Headers
    params: Query
    timeout: TimeoutTypes
    max_retries: int
    idempotency_key: str
    extra_json: Mapping[str, object]
    follow_redirects: bool
    security: Sequence[Sequence[str]]
    post_parser: Callable[[Any], Any]
    synthesize_event_and_data: bool
