"""From an operation and its arguments to a ``Call``: everything about a request that doesn't change between attempts.

Pure: nothing here knows the network or the HTTP library. What can be worked out from the descriptor alone is worked
out once per operation; a call costs about what its JSON costs.
"""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast
from urllib.parse import parse_qsl

from .descriptor import Body, Operation, Param, Result, StreamSpec
from .files import replayable
from .headers import HeaderSet
from .json_body import encode_json
from .multipart import Form
from .paths import PathTemplate, split_query
from .query import ArrayFormat
from .record import Record
from .record import replace as replaced
from .sentinels import is_given, not_given
from .transforms import TransformPlan

__all__ = ["Call", "Payload", "bind"]


class Payload(Record, kw_only=True):
    """A request body. ``kind`` says which of the others holds it: ``value`` (JSON or urlencoded fields), ``form``, or
    raw ``content``."""

    kind: Literal["none", "json", "urlencoded", "form", "raw"] = "none"
    value: Any = None
    form: Form | None = None
    content: Any = None
    media_type: str | None = None
    is_file: bool = False
    """Whether a ``str`` in ``content`` is a path; otherwise it is text."""
    start: int | None = None
    """Where an open file stood when the call was made: each attempt sends it from there."""

    @classmethod
    def raw(cls, content: Any, media_type: str, *, is_file: bool = False) -> Payload:
        """A body that is sent as it is."""
        start = None
        if hasattr(content, "read") and replayable(content):
            start = content.tell()
        return cls(kind="raw", content=content, media_type=media_type, is_file=is_file, start=start)


@dataclass(slots=True, kw_only=True)
class Call:
    """One call: what to send, how to read the answer, and what the caller asked for this once.

    ``query`` and ``payload`` are values, not text, so that the next page's call is this one with a value changed.
    ``encoded`` keeps the JSON between attempts.
    """

    op: Operation
    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict[str, Any])
    formats: Mapping[str, ArrayFormat] = field(default_factory=dict[str, ArrayFormat])
    headers: HeaderSet = field(default_factory=HeaderSet)
    payload: Payload = field(default_factory=Payload)
    result: Result = field(default_factory=Result)
    cast_to: Any = None
    stream: StreamSpec | None = None
    stream_class: Any = None
    timeout: Any = not_given
    idle_timeout: Any = not_given
    max_retries: int | None = None
    follow_redirects: bool | None = None
    idempotency_key: str | None = None
    security: Sequence[Sequence[str]] | None = None
    post_parser: Callable[[Any], Any] | None = None
    encoded: bytes | None = None
    resume: Callable[[Any], Call | None] | None = None
    """Makes the call that takes up the stream of this one where it broke, from the stream itself."""
    retries: int | None = None
    """How many attempts were made for the same answer already; None where a broken stream is left broken."""
    remaining: float | None = None
    """Seconds that were left of the total time when the answer arrived; None without a total."""

    def changed(self, **changes: Any) -> Call:
        """A copy with other values."""
        return replace(self, encoded=None, **changes)


class OperationPlan:
    """What a descriptor says, in the form that a call uses."""

    __slots__ = ("constant_headers", "fixed_query", "formats", "path", "transforms")

    def __init__(self, op: Operation) -> None:
        path, fixed = split_query(op.path)
        self.path = PathTemplate(path, {param.wire: param.name for param in op.path_params})
        self.fixed_query = dict(parse_qsl(fixed, keep_blank_values=True))
        self.formats: dict[str, ArrayFormat] = {param.wire: param.format for param in op.query if param.format}
        self.transforms = TransformPlan(op.body.transforms) if op.body and op.body.transforms else None
        self.constant_headers = dict(op.constant_headers)
        if op.accept:
            self.constant_headers.setdefault("Accept", op.accept)


def plan_of(op: Operation) -> OperationPlan:
    """The plan of an operation, made at its first call."""
    plan = op.plan
    if plan is None:
        plan = OperationPlan(op)
        object.__setattr__(op, "plan", plan)
    return cast(OperationPlan, plan)


def bind(
    op: Operation,
    args: Mapping[str, Any],
    *,
    extra_headers: Mapping[str, Any] | None = None,
    extra_query: Any = None,
    extra_body: Any = None,
    timeout: Any = not_given,
    idempotency_key: str | None = None,
) -> Call:
    """Bind arguments to an operation. Raises ``TypeError`` and ``ValueError`` for arguments that can't be sent."""
    plan = plan_of(op)
    if op.required:
        _check_required(op.required, args)
    path = plan.path.render(args)
    query = dict(plan.fixed_query)
    for param in op.query:
        value = args.get(param.name)
        if value is not None and is_given(value):
            query[param.wire] = _dated(param, value) if param.date else value
    headers = HeaderSet(plan.constant_headers)
    for param in op.headers:
        value = args.get(param.name)
        if value is not None:
            # A list is written in OpenAPI's style "simple".
            text = ",".join(str(item) for item in value) if isinstance(value, (list, tuple)) else value
            headers.update({param.wire: text})
    payload = _payload(op.body, plan.transforms, args) if op.body else Payload()
    if extra_query is not None:
        if not isinstance(extra_query, Mapping):
            raise TypeError(f"extra_query: expected a mapping, got {type(extra_query).__name__}")
        query.update(extra_query)
    if extra_body is not None and is_given(extra_body):
        payload = _with_extra(payload, extra_body, op.body)
    if extra_headers is not None:
        headers.update(extra_headers)
    return Call(
        op=op,
        method=op.method.upper(),
        path=path,
        query=query,
        formats=plan.formats,
        headers=headers,
        payload=payload,
        result=_result_by(op.result, args) if op.result.by else op.result,
        stream=op.stream if op.stream and _streams(op.stream, args) else None,
        timeout=timeout if timeout is not not_given or op.timeout is None else op.timeout,
        max_retries=op.max_retries,
        idempotency_key=idempotency_key,
    )


def _result_by(result: Result, args: Mapping[str, Any]) -> Result:
    """The result that the value of an argument asks for; text where the case has no type."""
    value = args.get(result.by or "")
    if not isinstance(value, str) or value not in result.cases:
        return result
    case = result.cases[value]
    return replaced(result, kind="text" if case is None else "model", type=case)


def _streams(stream: StreamSpec, args: Mapping[str, Any]) -> bool:
    return stream.param is None or bool(args.get(stream.param))


def _dated(param: Param, value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return int(value.timestamp()) if param.date == "unix" else value.isoformat()
    return value


def _check_required(required: tuple[tuple[str, ...], ...], args: Mapping[str, Any]) -> None:
    if any(all(is_given(args.get(name, not_given)) for name in names) for names in required):
        return
    if len(required) == 1:
        missing = [name for name in required[0] if not is_given(args.get(name, not_given))]
        raise TypeError(f"Missing required argument{'s' if len(missing) > 1 else ''}: {_listed(missing)}")
    raise TypeError(
        "Missing required arguments; Expected either "
        + " or ".join(f"({_listed(names)})" for names in required)
        + " arguments to be given"
    )


def _listed(names: tuple[str, ...] | list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _payload(body: Body, transforms: TransformPlan | None, args: Mapping[str, Any]) -> Payload:
    if body.whole is not None:
        value = args.get(body.whole)
        if not is_given(value) or (value is None and not body.required):
            return Payload()
        if transforms is not None:
            value = transforms.apply(value)
        return _whole(body, value)
    values = dict(body.constants)
    given = args if transforms is None else _transformed(body, transforms, args)
    for name, wire in body.fields.items():
        value = given.get(name, not_given)
        if is_given(value):
            values[wire] = value
    return _object(body, values)


def _transformed(body: Body, transforms: TransformPlan, args: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with their nested values transformed. Top-level names are ``body.fields``' business."""
    nested = transforms.children
    return {
        name: nested[name].apply(value) if name in nested else value
        for name, value in args.items()
        if name in body.fields
    }


def _whole(body: Body, value: Any) -> Payload:
    if _is_json(body.media_type):
        return Payload(kind="json", value=value, media_type=body.media_type)
    if isinstance(value, Mapping):
        return _object(body, cast("Mapping[str, Any]", value))
    return Payload.raw(value, body.media_type, is_file=not body.media_type.startswith("text/"))


def _object(body: Body, values: Mapping[str, Any]) -> Payload:
    if body.media_type == "multipart/form-data":
        form = Form(values, body.files, body.part_types)
        if body.without_files is None or form.files:
            return Payload(kind="form", value=values, form=form, media_type=body.media_type)
        return Payload(kind="json", value=values, media_type=body.without_files)
    if body.media_type == "application/x-www-form-urlencoded":
        return Payload(kind="urlencoded", value=values, media_type=body.media_type)
    return Payload(kind="json", value=values, media_type=body.media_type)


def _is_json(media_type: str) -> bool:
    return media_type.endswith(("/json", "+json"))


def _with_extra(payload: Payload, extra: Any, body: Body | None) -> Payload:
    if not isinstance(extra, Mapping):
        raise TypeError(f"extra_body: expected a mapping, got {type(extra).__name__}")
    if payload.kind == "raw" or not (payload.value is None or isinstance(payload.value, Mapping)):
        raise TypeError("extra_body can't be merged into a body that is not an object")
    merged = {**cast("Mapping[str, Any]", payload.value or {}), **cast("Mapping[str, Any]", extra)}
    return _object(body or Body(), {key: value for key, value in merged.items() if is_given(value)})


def encode_payload(call: Call) -> bytes:
    """The JSON of a call, encoded once."""
    if call.encoded is None:
        call.encoded = encode_json(call.payload.value)
    return call.encoded
