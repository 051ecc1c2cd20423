"""Type aliases and sentinels, for ``_types``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Literal, TypeAlias, TypeVar

import httpx
import pydantic

from ..arguments import Base64FileInput, FileContent, FileTypes, Headers, Query, RequestOptions, SequenceNotStr
from ..sentinels import NOT_GIVEN, NotGiven, Omit, not_given, omit

__all__ = [
    "AnyMapping",
    "ArrayFormat",
    "AsyncTransport",
    "Base64FileInput",
    "Body",
    "FileContent",
    "FileTypes",
    "Headers",
    "HttpxFileContent",
    "HttpxFileTypes",
    "HttpxRequestFiles",
    "IncEx",
    "ModelT",
    "NOT_GIVEN",
    "NestedFormat",
    "NoneType",
    "NotGiven",
    "Omit",
    "Omittable",
    "PostParser",
    "ProxiesDict",
    "ProxiesTypes",
    "Query",
    "RequestFiles",
    "RequestOptions",
    "ResponseT",
    "SequenceNotStr",
    "StrBytesIntFloat",
    "Transport",
    "not_given",
    "omit",
]

T = TypeVar("T")
ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)
ResponseT = TypeVar("ResponseT")
NoneType = type(None)

Transport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
ProxiesDict: TypeAlias = "dict[str | httpx.URL, str | httpx.URL | httpx.Proxy | None]"
ProxiesTypes: TypeAlias = "str | httpx.Proxy | ProxiesDict"
Omittable: TypeAlias = T | NotGiven | Omit
Body: TypeAlias = object
AnyMapping: TypeAlias = Mapping[str, object]
PostParser: TypeAlias = Callable[[Any], Any]
StrBytesIntFloat: TypeAlias = str | bytes | int | float
IncEx: TypeAlias = set[int] | set[str] | Mapping[int, Any] | Mapping[str, Any]
ArrayFormat: TypeAlias = Literal["comma", "repeat", "indices", "brackets"]
NestedFormat: TypeAlias = Literal["dots", "brackets"]
RequestFiles: TypeAlias = Mapping[str, FileTypes] | Sequence[tuple[str, FileTypes]]
HttpxFileContent: TypeAlias = IO[bytes] | bytes
HttpxFileTypes: TypeAlias = (
    HttpxFileContent
    | tuple[str | None, HttpxFileContent]
    | tuple[str | None, HttpxFileContent, str | None]
    | tuple[str | None, HttpxFileContent, str | None, Mapping[str, str]]
)
HttpxRequestFiles: TypeAlias = Mapping[str, HttpxFileTypes] | Sequence[tuple[str, HttpxFileTypes]]
PathLike: TypeAlias = os.PathLike[str]
