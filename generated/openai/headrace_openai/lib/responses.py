"""``responses.parse`` and ``responses.stream``: what their generated signatures call."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from headrace.spi import Omit, omit

from .formats import is_parseable, responses_text_format
from .parsed.responses import ParsedResponse, parse_response
from .streaming.responses.resume import AsyncResumingStream, ResumingStream
from .streaming.responses.stream import (
    AsyncResponseStream,
    AsyncResponseStreamManager,
    ResponseStream,
    ResponseStreamManager,
)
from .tools import FunctionTools, flat_function_tool

if TYPE_CHECKING:
    from headrace.spi import Operation

    from ..resources.responses import AsyncResponses, Responses

__all__ = ["async_parse", "async_stream", "parse", "stream"]

_TO_CONTINUE = frozenset({"tools"})


def _is_given(value: Any) -> bool:
    return not isinstance(value, Omit)


def _prepared(args: dict[str, Any], text_format: Any) -> dict[str, Any]:
    """The arguments as they are sent: the text format written out as a schema, and tools in their flat form."""
    args = dict(args)
    if _is_given(text_format) and is_parseable(text_format):
        text = args.get("text")
        text = dict(text) if _is_given(text) and text else {}
        if text.get("format"):
            raise TypeError("text_format and text['format'] say the same thing: give one of them")
        args["text"] = {**text, "format": responses_text_format(text_format)}
    tools = args.get("tools")
    if _is_given(tools) and tools is not None:
        args["tools"] = [flat_function_tool(tool) for tool in tools]
    verbosity = args.pop("verbosity", omit)
    if _is_given(verbosity):
        text = args.get("text")
        args["text"] = {**(dict(text) if _is_given(text) and text else {}), "verbosity": verbosity}
    return args


def _tools(args: dict[str, Any]) -> Any:
    tools = args.get("tools")
    return list(tools) if _is_given(tools) and tools is not None else omit


def _parser(args: dict[str, Any], text_format: Any) -> Any:
    tools = _tools(args)
    FunctionTools.check_parseable(
        [tool for tool in tools if _type_of(tool) == "function"] if _is_given(tools) else None
    )
    return lambda response: parse_response(response, text_format=text_format, tools=tools)


def _type_of(tool: Any) -> Any:
    return tool.get("type") if isinstance(tool, dict) else getattr(tool, "type", None)


def parse(
    resource: Responses, operation: Operation, args: dict[str, Any], *, text_format: Any = omit, **call: Any
) -> ParsedResponse[Any]:
    """Create a response and read its texts into ``text_format``."""
    sent = _prepared(args, text_format)
    return resource._call(operation, sent, post_parser=_parser(sent, text_format), **call)  # type: ignore[no-any-return]


async def async_parse(
    resource: AsyncResponses, operation: Operation, args: dict[str, Any], *, text_format: Any = omit, **call: Any
) -> ParsedResponse[Any]:
    """The async twin of ``parse``."""
    sent = _prepared(args, text_format)
    return await resource._call(operation, sent, post_parser=_parser(sent, text_format), **call)  # type: ignore[no-any-return]


def _continues(args: dict[str, Any], response_id: Any, starting_after: Any) -> bool:
    """Whether the call goes on with an existing response. Raises for a mixture of the two forms."""
    given = {name for name, value in args.items() if _is_given(value)}
    if _is_given(response_id):
        mixed = sorted(given - _TO_CONTINUE)
        if mixed:
            raise ValueError(f"response_id continues an existing response, which takes no {', '.join(mixed)}")
        return True
    if _is_given(starting_after):
        raise ValueError("starting_after needs the response_id that it refers to")
    missing = sorted({"input", "model"} - given - ({"model", "input"} if "prompt" in given else set()))
    if missing:
        raise ValueError(f"give {' and '.join(missing)} for a new response, or response_id for an existing one")
    return False


def _check_resume(args: dict[str, Any], resume: bool) -> None:
    if resume and args.get("background") is not True:
        raise ValueError("only a response that runs in the background can be resumed: set background=True")


def stream(
    resource: Responses,
    operation: Operation,
    args: dict[str, Any],
    *,
    response_id: Any = omit,
    starting_after: Any = omit,
    text_format: Any = omit,
    resume: bool = False,
    **call: Any,
) -> ResponseStreamManager[Any]:
    """Stream a new response, or go on with an existing one."""
    continues = _continues(args, response_id, starting_after)
    if not continues:
        _check_resume(args, resume)
    sent = _prepared(args, text_format)

    def reopen(identity: str, after: Any) -> Any:
        return resource.retrieve(identity, stream=True, starting_after=after, **call)

    def open_stream() -> ResponseStream[Any]:
        raw: Any
        if continues:
            raw = reopen(response_id, starting_after)
        else:
            raw = resource._call(operation, {**sent, "stream": True}, **call)
            if resume:
                raw = ResumingStream(raw, reopen, limit=resource._client.max_retries, sleep=time.sleep)
        return ResponseStream(raw_stream=raw, text_format=text_format, input_tools=_tools(sent))

    return ResponseStreamManager(open_stream)


def async_stream(
    resource: AsyncResponses,
    operation: Operation,
    args: dict[str, Any],
    *,
    response_id: Any = omit,
    starting_after: Any = omit,
    text_format: Any = omit,
    resume: bool = False,
    **call: Any,
) -> AsyncResponseStreamManager[Any]:
    """The async twin of ``stream``."""
    continues = _continues(args, response_id, starting_after)
    if not continues:
        _check_resume(args, resume)
    sent = _prepared(args, text_format)

    async def reopen(identity: str, after: Any) -> Any:
        return await resource.retrieve(identity, stream=True, starting_after=after, **call)

    async def open_stream() -> AsyncResponseStream[Any]:
        raw: Any
        if continues:
            raw = await reopen(response_id, starting_after)
        else:
            raw = await resource._call(operation, {**sent, "stream": True}, **call)
            if resume:
                raw = AsyncResumingStream(raw, reopen, limit=resource._client.max_retries)
        return AsyncResponseStream(raw_stream=raw, text_format=text_format, input_tools=_tools(sent))

    return AsyncResponseStreamManager(open_stream)
