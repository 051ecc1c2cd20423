"""``chat.completions.parse`` and ``chat.completions.stream``: what their generated signatures call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.spi import Omit, omit

from .formats import chat_response_format
from .parsed.chat import ParsedChatCompletion, parse_chat_completion
from .streaming.chat.stream import (
    AsyncChatCompletionStream,
    AsyncChatCompletionStreamManager,
    ChatCompletionStream,
    ChatCompletionStreamManager,
)
from .tools import FunctionTools

if TYPE_CHECKING:
    from headrace.spi import Operation

    from ..resources.chat.completions import AsyncCompletions, Completions

__all__ = ["async_parse", "async_stream", "parse", "stream"]


def _prepared(args: dict[str, Any], response_format: Any) -> dict[str, Any]:
    return {**args, "response_format": chat_response_format(response_format)}


def _named(call: dict[str, Any], method: str) -> dict[str, Any]:
    """The options of the call, with the header that tells the server which helper makes it."""
    headers = {"X-Stainless-Helper-Method": f"chat.completions.{method}", **(call.get("extra_headers") or {})}
    return {**call, "extra_headers": headers}


def _tools(args: dict[str, Any]) -> Any:
    tools = args.get("tools", omit)
    return omit if isinstance(tools, Omit) or tools is None else list(tools)


def _parser(args: dict[str, Any], response_format: Any) -> Any:
    tools = _tools(args)
    FunctionTools.check_parseable(None if isinstance(tools, Omit) else tools)
    return lambda completion: parse_chat_completion(completion, response_format=response_format, tools=tools)


def parse(
    resource: Completions, operation: Operation, args: dict[str, Any], *, response_format: Any = omit, **call: Any
) -> ParsedChatCompletion[Any]:
    """Create a completion and read its content into ``response_format``."""
    sent = {**_prepared(args, response_format), "stream": False}
    parsed: ParsedChatCompletion[Any]
    parsed = resource._call(operation, sent, post_parser=_parser(sent, response_format), **_named(call, "parse"))
    return parsed


async def async_parse(
    resource: AsyncCompletions, operation: Operation, args: dict[str, Any], *, response_format: Any = omit, **call: Any
) -> ParsedChatCompletion[Any]:
    """The async twin of ``parse``."""
    sent = {**_prepared(args, response_format), "stream": False}
    parsed: ParsedChatCompletion[Any]
    parsed = await resource._call(operation, sent, post_parser=_parser(sent, response_format), **_named(call, "parse"))
    return parsed


def stream(
    resource: Completions, operation: Operation, args: dict[str, Any], *, response_format: Any = omit, **call: Any
) -> ChatCompletionStreamManager[Any]:
    """Stream a completion with derived events. The request is made when the ``with`` block is entered."""
    sent = {**_prepared(args, response_format), "stream": True}

    def open_stream() -> ChatCompletionStream[Any]:
        raw: Any = resource._call(operation, sent, **_named(call, "stream"))
        return ChatCompletionStream(raw_stream=raw, response_format=response_format, input_tools=_tools(sent))

    return ChatCompletionStreamManager(open_stream)


def async_stream(
    resource: AsyncCompletions, operation: Operation, args: dict[str, Any], *, response_format: Any = omit, **call: Any
) -> AsyncChatCompletionStreamManager[Any]:
    """The async twin of ``stream``."""
    sent = {**_prepared(args, response_format), "stream": True}

    async def open_stream() -> AsyncChatCompletionStream[Any]:
        raw: Any = await resource._call(operation, sent, **_named(call, "stream"))
        return AsyncChatCompletionStream(raw_stream=raw, response_format=response_format, input_tools=_tools(sent))

    return AsyncChatCompletionStreamManager(open_stream)
