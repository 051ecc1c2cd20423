"""Whether a successful response is the stream that was asked for, by its content type and its first bytes. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from .stream_errors import Failure, dig, excerpt, failure_of, matching_rule

if TYPE_CHECKING:
    from .descriptor import StreamSpec

__all__ = ["HEAD_BYTES", "foreign_failure", "looks_like", "media_kind"]

HEAD_BYTES = 64 * 1024
"""How much of a body that is not a stream is kept for the error."""

# These say nothing about the format; the first bytes have to tell.
_VAGUE = {"", "application/octet-stream", "binary/octet-stream", "text/plain"}
_JSON_LINES = {
    "application/json-lines",
    "application/jsonl",
    "application/jsonlines",
    "application/ndjson",
    "application/x-jsonlines",
    "application/x-ndjson",
}
# A field or a comment, as the first line of an event stream; also the beginning of one, since it may have been cut.
_SSE_START = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*(?::|(?:data|event|id|retry)(?:[:\r\n]|$)|$)")
_SSE_PREFIX = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*(?:d|da|dat|e|ev|eve|even|i|r|re|ret|retr|\xef|\xef\xbb)$")
_JSON_START = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:[{\[]|$)")


def media_kind(spec: StreamSpec, content_type: str | None) -> Literal["stream", "foreign", "unsure"]:
    """What a content type says about a body."""
    # A header that a proxy has sent twice arrives as one, with a comma.
    media = re.split("[;,]", content_type or "", maxsplit=1)[0].strip().lower()
    if media == spec.media_type or (spec.format == "jsonl" and media in _JSON_LINES):
        return "stream"
    return "unsure" if media in _VAGUE or "/" not in media else "foreign"


def looks_like(spec: StreamSpec, head: bytes | bytearray) -> bool:
    """Whether a body that begins so may be a stream of the spec's format."""
    if spec.format == "jsonl":
        return _JSON_START.match(head) is not None
    return _SSE_START.match(head) is not None or _SSE_PREFIX.match(head) is not None


def foreign_failure(spec: StreamSpec, content_type: str | None, head: bytes) -> Failure:
    """The error for a body that is no stream: the server's own if it is one in JSON, else one with its beginning."""
    from .reading import InvalidJson, load_json

    text = head.decode("utf-8", "replace")
    body: object = text
    with suppress(InvalidJson):
        body = load_json(head)
    if rule := matching_rule(spec.errors, "", body, None if spec.tag is None else dig(body, spec.tag)):
        return failure_of(rule, body)
    got = content_type or "a body without content type"
    if media_kind(spec, content_type) == "stream":
        got = "something else under that name"
    message = f"Expected a stream ({spec.media_type}), got {got}: {excerpt(text) or 'an empty body'}"
    return Failure("StreamContentTypeError", message, body=body)
