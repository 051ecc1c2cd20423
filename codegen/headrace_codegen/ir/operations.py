"""One call: its arguments, how its body is encoded, what it returns, and the method that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from headrace_codegen.ir.expressions import Named, Prim, TypeExpr
from headrace_codegen.ir.origin import Origin
from headrace_codegen.ir.streams import Stream

__all__ = ["Body", "Location", "Method", "Overload", "Param", "Result", "Transform"]

_NULL = Prim("none")

Location: TypeAlias = Literal["path", "query", "header", "body", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One argument of a method. ``positional`` arguments come first; the others are keyword-only.

    ``location`` ``body`` is a property of an object body, or the whole body when the method's ``Body.whole`` names it.
    ``const`` is a value that is sent without being an argument (then it is not in the signature).
    ``query_format`` overrides the client's array format for this one (from ``style``/``explode``). ``option`` is the
    client's option that stands in for an argument that is left out.
    """

    name: str
    wire: str
    location: Location
    type: TypeExpr
    required: bool
    positional: bool = False
    const: str | int | float | bool | None = None
    query_format: Literal["brackets", "comma", "repeat", "indices"] | None = None
    format: Literal["iso8601", "base64"] | None = None
    default: Any = None
    option: str | None = None
    doc: str | None = None
    deprecated: bool = False
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """As ``headrace.descriptor.Transform``."""

    path: tuple[str, ...]
    op: Literal["alias", "iso8601", "date", "base64"]
    arg: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """How the body is encoded: see ``headrace.descriptor.Body``."""

    media_type: str
    whole: str | None = None
    files: tuple[tuple[str, ...], ...] = ()
    part_types: tuple[tuple[str, str], ...] = ()
    transforms: tuple[Transform, ...] = ()
    required: bool = False
    without_files: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a call returns: see ``headrace.descriptor.Result``. ``type`` is the declared Python type (the item for a
    page).
    """

    kind: Literal["model", "page", "none", "text", "binary", "json"]
    type: TypeExpr = _NULL
    page: str | None = None
    unwrap: str | None = None
    by: str | None = None
    cases: tuple[tuple[str, TypeExpr], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overload:
    """One static signature of a method, as differences to the method: fixed or narrowed arguments, and the return type.

    ``narrowed`` replaces an argument's type and whether it is required; arguments in ``dropped`` are not in this
    signature. ``returns`` is ``"result"``, ``"stream"`` or ``"both"``, or a type for a case of the result.
    """

    narrowed: tuple[tuple[str, TypeExpr, bool], ...] = ()
    dropped: tuple[str, ...] = ()
    returns: Literal["result", "stream", "both"] | TypeExpr = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of a resource: an operation of the document under its final name."""

    name: str
    id: str
    http: str
    path: str
    params: tuple[Param, ...]
    body: Body | None
    result: Result
    stream: Stream | None = None
    page: str | None = None
    overloads: tuple[Overload, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    params_type: Named | None = None
    constant_headers: tuple[tuple[str, str], ...] = ()
    accept: str | None = "application/json"
    security: tuple[tuple[str, ...], ...] = ()
    timeout: float | None = None
    max_retries: int | None = None
    summary: str | None = None
    doc: str | None = None
    deprecated: str | None = None
    origin: Origin
