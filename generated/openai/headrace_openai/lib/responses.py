"""``responses.parse`` and ``responses.stream``: what their generated signatures call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.spi import bound_call, is_given, omit

from .formats import is_parseable, responses_text_format
from .parsed.responses import ParsedResponse, parse_response
from .streaming.responses.state import ResponseStreamState
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


def _prepared(args: dict[str, Any], text_format: Any) -> dict[str, Any]:
    """The arguments as they are sent: the text format written out as a schema, and tools in their flat form."""
    args = dict(args)
    if is_given(text_format) and is_parseable(text_format):
        text = args.get("text")
        text = dict(text) if is_given(text) and text else {}
        if text.get("format"):
            raise TypeError("text_format and text['format'] say the same thing: give one of them")
        args["text"] = {**text, "format": responses_text_format(text_format)}
    tools: Any = args.get("tools")
    if is_given(tools) and tools is not None:
        args["tools"] = [flat_function_tool(tool) for tool in tools]
    return args


def _with_verbosity(args: dict[str, Any], verbosity: Any) -> dict[str, Any]:
    text = args.get("text")
    return {**args, "text": {**(text if text and is_given(text) else {}), "verbosity": verbosity}}


def _tools(args: dict[str, Any]) -> Any:
    tools: Any = args.get("tools")
    return list(tools) if is_given(tools) and tools is not None else omit


def _parser(args: dict[str, Any], text_format: Any) -> Any:
    tools = _tools(args)
    FunctionTools.check_parseable([tool for tool in tools if _type_of(tool) == "function"] if is_given(tools) else None)
    return lambda response: parse_response(response, text_format=text_format, tools=tools)


def _type_of(tool: Any) -> Any:
    return tool.get("type") if isinstance(tool, dict) else getattr(tool, "type", None)


def parse(
    resource: Responses,
    operation: Operation,
    args: dict[str, Any],
    *,
    text_format: Any = omit,
    tools: Any = omit,
    verbosity: Any = omit,
    **call: Any,
) -> ParsedResponse[Any]:
    """Create a response and read its texts into ``text_format``."""
    args = {**args, "tools": tools}
    sent = _prepared(_with_verbosity(args, verbosity) if is_given(verbosity) else args, text_format)
    response: ParsedResponse[Any] = resource._call(operation, sent, post_parser=_parser(sent, text_format), **call)
    return response


async def async_parse(
    resource: AsyncResponses,
    operation: Operation,
    args: dict[str, Any],
    *,
    text_format: Any = omit,
    tools: Any = omit,
    verbosity: Any = omit,
    **call: Any,
) -> ParsedResponse[Any]:
    """The async twin of ``parse``."""
    args = {**args, "tools": tools}
    sent = _prepared(_with_verbosity(args, verbosity) if is_given(verbosity) else args, text_format)
    response: ParsedResponse[Any]
    response = await resource._call(operation, sent, post_parser=_parser(sent, text_format), **call)
    return response


def stream(
    resource: Responses,
    operation: Operation,
    args: dict[str, Any],
    *,
    response_id: Any = omit,
    starting_after: Any = omit,
    text_format: Any = omit,
    tools: Any = omit,
    resume: bool = False,
    **call: Any,
) -> ResponseStreamManager[Any]:
    """Stream a new response, or go on with an existing one."""
    args = {**args, "tools": tools}
    continues = _continues(args, response_id, starting_after, resume)
    sent = _prepared(args, text_format)
    asked = _retrieval(response_id, starting_after) if continues else (operation, {**sent, "stream": True})

    def open_stream() -> ResponseStream[Any]:
        state = ResponseStreamState[Any](text_format=text_format, input_tools=_tools(sent))
        raw: Any = resource._call(*asked, **_resumable(state, call, resume))
        return ResponseStream(raw_stream=raw, state=state)

    return ResponseStreamManager(open_stream)


def async_stream(
    resource: AsyncResponses,
    operation: Operation,
    args: dict[str, Any],
    *,
    response_id: Any = omit,
    starting_after: Any = omit,
    text_format: Any = omit,
    tools: Any = omit,
    resume: bool = False,
    **call: Any,
) -> AsyncResponseStreamManager[Any]:
    """The async twin of ``stream``."""
    args = {**args, "tools": tools}
    continues = _continues(args, response_id, starting_after, resume)
    sent = _prepared(args, text_format)
    asked = _retrieval(response_id, starting_after) if continues else (operation, {**sent, "stream": True})

    async def open_stream() -> AsyncResponseStream[Any]:
        state = ResponseStreamState[Any](text_format=text_format, input_tools=_tools(sent))
        raw: Any = await resource._call(*asked, **_resumable(state, call, resume))
        return AsyncResponseStream(raw_stream=raw, state=state)

    return AsyncResponseStreamManager(open_stream)


def _continues(args: dict[str, Any], response_id: Any, starting_after: Any, resume: bool) -> bool:
    """Whether the call goes on with an existing response. Raises ``ValueError`` for a mixture of the two forms."""
    given = {name for name, value in args.items() if is_given(value)}
    if is_given(response_id):
        mixed = sorted(given - _TO_CONTINUE)
        if mixed:
            raise ValueError(f"response_id continues an existing response, which takes no {', '.join(mixed)}")
        return True
    if is_given(starting_after):
        raise ValueError("starting_after needs the response_id that it refers to")
    # A prompt template may have both.
    missing = [] if "prompt" in given else [name for name in ("input", "model") if name not in given]
    if missing:
        raise ValueError(f"give {' and '.join(missing)} for a new response, or response_id for an existing one")
    if resume and args.get("background") is not True:
        raise ValueError("only a response that runs in the background can be resumed: set background=True")
    return False


def _retrieval(response_id: str, starting_after: Any) -> tuple[Operation, dict[str, Any]]:
    from ..resources.responses.responses import _RETRIEVE

    return _RETRIEVE, {"response_id": response_id, "stream": True, "starting_after": starting_after}


def _resumable(state: ResponseStreamState[Any], call: dict[str, Any], resume: bool) -> dict[str, Any]:
    """The options of the first call. With ``resume`` a connection that drops is followed by a retrieval of the rest.

    A stream that was retrieved needs no telling: the client goes on with it by itself.
    """
    if not resume:
        return call
    return {**call, "resume": lambda stream: _rest(state, stream, call)}


def _rest(state: ResponseStreamState[Any], stream: Any, options: dict[str, Any]) -> Any:
    """The call for the events that ``stream`` still lacks, None while its response isn't known."""
    response_id = state.response_id
    if response_id is None:
        return None
    options = {name: value for name, value in options.items() if name != "extra_body"}  # that was for the creation
    return bound_call(*_retrieval(response_id, stream.sequence), options)
