"""What an error in a stream is: matching events against a descriptor's rules, and making the exception. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import httpx

    from .descriptor import ErrorRule
    from .errors import APIError, ErrorNamespace

__all__ = ["Failure", "dig", "excerpt", "failure_of", "make_exception", "matching_rule", "rule_of_facts"]

_EXCERPT = 200


class Failure:
    """An error that is known but not yet raised. ``kind`` is the name of the exception class.

    ``limit`` is ``"idle"`` or ``"total"`` where one of the stream's own time limits ran out.
    """

    __slots__ = ("body", "cause", "code", "kind", "limit", "message", "param", "status", "type")

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        body: object | None = None,
        status: int | None = None,
        code: str | None = None,
        type: str | None = None,
        param: str | None = None,
        cause: BaseException | None = None,
        limit: str | None = None,
    ) -> None:
        self.kind = kind
        self.message = message
        self.body = body
        self.status = status
        self.code = code
        self.type = type
        self.param = param
        self.cause = cause
        self.limit = limit

    def __repr__(self) -> str:
        return f"Failure({self.kind!r}, {self.message!r})"


def excerpt(text: str) -> str:
    """The beginning of a text, on one line, for a message."""
    line = " ".join(text[: _EXCERPT * 2].split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}..."


def matching_rule(
    rules: Iterable[ErrorRule], event: str, data: object, tag: object = None, raw: bytes = b""
) -> ErrorRule | None:
    """The first rule that calls an event an error: by SSE event name, tag value, how its ``raw`` data starts, or a
    truthy property of that data.
    """
    for rule in rules:
        if event in rule.event or (isinstance(tag, str) and tag in rule.tag):
            return rule
        if any(raw.startswith(start.encode()) for start in rule.data):
            return rule
        if rule.property is not None and dig(data, rule.property):
            return rule
    return None


def dig(data: object, path: str) -> Any:
    """The value at a dotted property path, or None."""
    for key in path.split("."):
        if not isinstance(data, Mapping):
            return None
        data = cast("Mapping[str, Any]", data).get(key)
    return data


def rule_of_facts(rules: Iterable[ErrorRule], rule: ErrorRule, data: object) -> ErrorRule:
    """The rule by which to read an error: one whose property is there knows better than one that only knows a name."""
    return next((each for each in rules if each.property is not None and dig(data, each.property)), rule)


def failure_of(rule: ErrorRule, data: object) -> Failure:
    """Read an error event by a rule. ``data`` is the parsed data, or the raw text where that was not JSON.

    What isn't where the rule says is looked for in the whole event, so that a server which sends half of what the
    document says, or its facts beside the error (``{"error": "slow down", "status": 429}``), still gives them.
    """
    path = rule.body or rule.property
    body: Any = dig(data, path) if path else None
    if not body:
        body = data
    message = body if isinstance(body, str) else dig(body, rule.message)
    if not isinstance(message, str) or not message:
        message = dig(data, rule.message)
    if not isinstance(message, str) or not message:
        message = excerpt(json.dumps(body, ensure_ascii=False)) if body else ""
    # An error that is no object has no facts of its own; those around it are meant to be about it.
    facts: object = cast("object", body) if isinstance(body, Mapping) else data
    return Failure(
        kind="APIError",
        message=message or "The stream reported an error without a message.",
        body=cast("object", body),
        status=_status(rule, facts) or _status(rule, data),
        code=_text(dig(facts, rule.code)),
        type=_text(dig(facts, rule.type)),
        param=_text(dig(facts, rule.param)),
    )


def _status(rule: ErrorRule, body: object) -> int | None:
    for path in rule.status:
        value = dig(body, path)
        if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, int) and 400 <= value <= 599:
            return value
    return None


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)


def make_exception(failure: Failure, errors: ErrorNamespace, response: httpx.Response) -> APIError:
    """The exception that a failure stands for, of the SDK's own classes."""
    request = response.request
    error: Any  # of the SDK's classes, of which only the names are known here
    if failure.kind == "APIError" and failure.status is not None:
        error = errors.for_status(failure.status)(failure.message, response=response, body=failure.body)
    elif failure.kind == "APITimeoutError":
        error = errors.APITimeoutError(request, message=failure.message)
    elif failure.kind in ("APIConnectionError", "StreamTruncatedError"):
        error = getattr(errors, failure.kind)(message=failure.message, request=request)
    elif failure.kind == "APIResponseValidationError":
        error = errors.APIResponseValidationError(response, failure.body, message=failure.message)
    elif failure.kind == "APIError":
        error = errors.APIError(failure.message, request, body=failure.body)
    else:
        error = getattr(errors, failure.kind)(failure.message, request, body=failure.body, response=response)
    error.status_code = failure.status or response.status_code
    if failure.kind == "APIError":
        error.code, error.type, error.param = failure.code, failure.type, failure.param
    error.__cause__ = failure.cause
    return cast("APIError", error)
