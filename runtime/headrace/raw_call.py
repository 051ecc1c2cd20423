"""The raw verbs: calls of paths that no operation describes (``client.post("/path", cast_to=..., body=...)``). Pure."""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast, get_args, get_origin
from urllib.parse import parse_qsl

from .descriptor import Operation, Ref, Result, StreamSpec
from .headers import HeaderSet
from .multipart import Form
from .paths import split_query
from .record import replace
from .request import Call, Payload
from .sentinels import is_given, not_given

__all__ = ["given_type", "raw_call", "stream_rules", "stream_rules_of"]

_OPTIONS = frozenset(
    [
        "headers",
        "params",
        "timeout",
        "max_retries",
        "idempotency_key",
        "extra_json",
        "follow_redirects",
        "security",
        "post_parser",
        "synthesize_event_and_data",
    ]
)


class _Given(Ref):
    """A type that is at hand already."""

    type: Any = None

    def resolve(self) -> Any:
        return self.type


def raw_call(
    method: str,
    path: str,
    *,
    cast_to: Any,
    body: Any = None,
    content: Any = None,
    files: Any = None,
    options: Mapping[str, Any] | None = None,
    stream: bool = False,
    stream_cls: Any = None,
    rules: StreamSpec | None = None,
) -> Call:
    """A call from a path and values. Raises ``TypeError`` for unknown options and for bodies that exclude each
    other."""
    given = dict(options or {})
    if isinstance(cast_to, (str, bytes, int, float, Mapping, Sequence)):
        raise TypeError(f"cast_to: expected a type, got {cast_to!r}")
    unknown = sorted(set(given) - _OPTIONS)
    if unknown:
        raise TypeError(f"unknown options: {', '.join(unknown)}")
    plain, fixed = split_query(path)
    query: dict[str, Any] = dict(parse_qsl(fixed, keep_blank_values=True))
    query.update(given.get("params") or {})
    op = Operation(id="", method=method, path=plain)
    return Call(
        op=op,
        method=method.upper(),
        path=plain,
        query=query,
        headers=HeaderSet(given.get("headers")),
        payload=_payload(body, content, files, given.get("extra_json")),
        result=Result(kind="json"),
        cast_to=cast_to,
        stream=stream_rules(stream_cls, cast_to, rules, given.get("synthesize_event_and_data")) if stream else None,
        stream_class=stream_cls,
        timeout=given.get("timeout", not_given),
        max_retries=given.get("max_retries"),
        follow_redirects=given.get("follow_redirects"),
        idempotency_key=given.get("idempotency_key"),
        security=given.get("security"),
        post_parser=given.get("post_parser"),
    )


def _payload(body: Any, content: Any, files: Any, extra: Any) -> Payload:
    if content is not None and body is not None:
        raise TypeError("Passing both `content` and `body` is not supported")
    if content is not None and files is not None:
        raise TypeError("Passing both `content` and `files` is not supported")
    if content is not None:
        return Payload.raw(content, "application/octet-stream")
    if extra:
        if body is not None and not isinstance(body, Mapping):
            raise TypeError("extra_json can't be merged into a body that is not an object")
        merged = {**(body or {}), **extra}
        body = {key: value for key, value in merged.items() if is_given(value)}
    if files is not None:
        form = Form(cast("Mapping[str, Any]", body or {}))
        pairs = files.items() if isinstance(files, Mapping) else cast("Sequence[tuple[str, Any]]", files)
        form.files.extend(pairs)
        return Payload(kind="form", value=body, form=form, media_type="multipart/form-data")
    if body is None or not is_given(body):
        return Payload()
    if isinstance(body, (bytes, bytearray)):
        return Payload.raw(body, "application/octet-stream")
    return Payload(kind="json", value=body, media_type="application/json")


def given_type(type_: Any) -> Ref:
    """A reference to a type that is at hand."""
    return _Given("", type_)


def stream_rules(stream_cls: Any, cast_to: Any, rules: StreamSpec | None, envelope: bool | None = None) -> StreamSpec:
    """The rules for a stream of ``stream_cls``'s item type: those of the SDK, without what belongs to one operation.

    An item type that is a union with a discriminator has its members told apart by it. If that is ``event`` and they
    all have ``data``, they are envelopes, unless ``envelope`` says otherwise.
    """
    args = get_args(stream_cls)
    item = args[0] if args else cast_to
    base = rules or StreamSpec(type=Ref("builtins:object"))
    tag, variants = _tagged(item)
    if envelope is None:
        members = [getattr(ref.resolve(), "model_fields", ()) for ref in variants.values()]
        envelope = tag == "event" and all("data" in fields for fields in members)
    return replace(
        base,
        type=given_type(item),
        param=None,
        tag=tag,
        variants=variants,
        envelope=envelope,
        terminal=(),
    )


def stream_rules_of(cast_to: Any, client: Any, options: Any) -> StreamSpec:
    """The rules of a stream that is made by hand, for a ``client`` of an SDK. ``options`` are an object with the
    attributes of request options, or a mapping of them, or None.
    """
    if cast_to is None or client is None:
        raise TypeError("a stream needs a spec, or cast_to and client")
    name = "synthesize_event_and_data"
    found = options.get(name) if isinstance(options, Mapping) else getattr(options, name, None)
    return stream_rules(None, cast_to, client._spec.stream, found)


def _tagged(item: Any) -> tuple[str | None, dict[str, Ref]]:
    """The discriminator of a union and its members by tag; nothing for another type."""
    from .property_info import PropertyInfo
    from .unions import tags_of

    union, *metadata = get_args(item) if get_origin(item) is Annotated else (item,)
    found = next((m.discriminator for m in metadata if isinstance(m, PropertyInfo) and m.discriminator), None)
    if found is None:
        return None, {}
    tags, _ = tags_of(union, found)
    return found, {tag: given_type(members[0]) for tag, members in tags.items() if isinstance(tag, str)}
