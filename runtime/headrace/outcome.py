"""From a response whose body has been read to the value of a call, and from an error response to its exception.
Pure."""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast, get_origin

from .reading import InvalidJson, Mismatch, load_json, read_json, read_value

if TYPE_CHECKING:
    import httpx

    from .descriptor import Result
    from .engine import EngineCore
    from .request import Call

__all__ = ["parse", "status_error"]


def parse(core: EngineCore, call: Call, response: httpx.Response, to: Any = None) -> Any:
    """The value of a call. ``to`` is a type to read the body as, instead of the one that the operation declares.

    Raises the SDK's ``APIResponseValidationError`` for a body that isn't JSON where JSON is needed, and in strict
    mode for one that doesn't fit its type.
    """
    cast_to = to if to is not None else call.cast_to
    try:
        value = _declared(core, call.result, response) if cast_to is None else _cast(core, cast_to, response)
    except InvalidJson as error:
        raise core._errors.APIResponseValidationError(response, response.text, message=_not_json(response)) from error
    except Mismatch as error:
        message = f"Data returned by API invalid for expected schema: {error}"
        raise core._errors.APIResponseValidationError(response, error.data, message=message) from error
    if call.post_parser is not None and to is None:
        value = call.post_parser(value)
    return with_request_id(value, response.headers.get(core._spec.request_id_header))


def with_request_id(value: Any, request_id: str | None) -> Any:
    """The value; if it is a model of the runtime, it remembers the request id."""
    from .models import BaseModel

    if isinstance(value, BaseModel):
        vars(value)["_request_id"] = request_id
    return value


def _declared(core: EngineCore, result: Result, response: httpx.Response) -> Any:
    kind = result.kind
    if kind == "none":
        return None
    if kind == "text":
        return response.text
    if kind == "binary":
        from .binary import HttpxBinaryResponseContent

        return HttpxBinaryResponseContent(response)
    strict = core._strict_response_validation
    type_: Any = result.type.resolve() if result.type is not None else object
    page = result.async_page if core._is_async and result.async_page is not None else result.page
    if kind == "page" and page is not None:
        from .page import page_from_json

        return page_from_json(page.resolve(), type_, response.content, strict=strict)
    if result.unwrap is not None:
        data = load_json(response.content)
        inner = cast("Mapping[str, Any]", data).get(result.unwrap) if isinstance(data, Mapping) else data
        return read_value(type_, inner, strict=strict)
    return read_json(type_, response.content, strict=strict)


_TEXT_TYPES = {str: str, int: int, float: float}


def _cast(core: EngineCore, to: Any, response: httpx.Response) -> Any:
    from .binary import HttpxBinaryResponseContent

    if to is type(None):
        return None
    if to in _TEXT_TYPES:
        try:
            return _TEXT_TYPES[to](response.text)
        except ValueError as error:
            raise Mismatch("", f"the body is no {to.__name__}", response.text) from error
    if to is bool:
        return response.text.lower() == "true"
    if to is bytes:
        return response.content
    if isinstance(to, type) and get_origin(to) is None:
        if issubclass(to, HttpxBinaryResponseContent):
            return to(response)
        if to is not object and isinstance(response, to):
            return response
        if callable(getattr(to, "build", None)):
            return cast("Any", to).build(response=response, data=load_json(response.content))
    return read_json(to, response.content, strict=core._strict_response_validation)


def status_error(core: EngineCore, response: httpx.Response) -> Exception:
    """The exception for a response that says no. Its body has been read, or could not be."""
    try:
        text = response.text
    except Exception:
        text = ""
    try:
        data: Any = load_json(text)
    except InvalidJson:
        data = text or None
    key = core._spec.error_property
    body: Any = data
    if isinstance(data, Mapping) and key:
        body = cast("Mapping[str, Any]", data).get(key, data) or data
    message = f"Error code: {response.status_code}{_reason(core._spec.error_message, body, data, response)}"
    made = core._make_status_error(message, body=body, response=response)
    if isinstance(made, core._errors.APIStatusError):
        cast("Any", made).request_id = response.headers.get(core._spec.request_id_header)
    return made


def _reason(path: str, body: Any, data: Any, response: httpx.Response) -> str:
    from .stream_errors import dig

    for holder in (body, data):
        if isinstance(message := dig(holder, path), str) and message:
            return f" - {message}"
    if isinstance(body, str) and body.strip():
        return f" - {' '.join(body[:400].split())[:200]}"
    return f" {response.reason_phrase}".rstrip()


def _not_json(response: httpx.Response) -> str:
    kind = response.headers.get("content-type", "no content type")
    start = " ".join(response.text[:200].split())
    return (
        f"The response is not JSON ({kind}): {start[:120]!r}"
        if start
        else f"The response has no body ({kind}); JSON was expected."
    )
