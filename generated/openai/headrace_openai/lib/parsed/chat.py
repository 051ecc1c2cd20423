"""Chat completions with parsed content and parsed tool arguments."""

from __future__ import annotations

from typing import Any, Generic, List, Optional

from typing_extensions import TypeVar

from ...types.chat.chat_completion import ChatCompletion, Choice
from ...types.chat.chat_completion_message import ChatCompletionMessage
from ...types.chat.chat_completion_message_function_tool_call import ChatCompletionMessageFunctionToolCall, Function
from ..errors import ContentFilterFinishReasonError, LengthFinishReasonError, StructuredOutputError
from ..formats import is_parseable, read_text
from ..tools import FunctionTools

__all__ = [
    "ParsedChatCompletion",
    "ParsedChatCompletionMessage",
    "ParsedChoice",
    "ParsedFunction",
    "ParsedFunctionToolCall",
    "parse_chat_completion",
]

ContentType = TypeVar("ContentType", default=Any)


class ParsedFunction(Function):
    """A function call whose arguments were read with the tool's model; None where the tool has none."""

    parsed_arguments: Optional[object] = None


class ParsedFunctionToolCall(ChatCompletionMessageFunctionToolCall):
    """A tool call with parsed arguments in ``function``."""

    function: ParsedFunction


class ParsedChatCompletionMessage(ChatCompletionMessage, Generic[ContentType]):
    """A message whose content was read into the response format; None for a refusal or a tool call."""

    parsed: Optional[ContentType] = None
    tool_calls: Optional[List[ParsedFunctionToolCall]] = None  # type: ignore[assignment]


class ParsedChoice(Choice, Generic[ContentType]):
    """One choice with its parsed message."""

    message: ParsedChatCompletionMessage[ContentType]


class ParsedChatCompletion(ChatCompletion, Generic[ContentType]):
    """A completion as ``chat.completions.parse`` and the end of ``chat.completions.stream`` give it."""

    choices: List[ParsedChoice[ContentType]]  # type: ignore[assignment]


def parse_chat_completion(
    completion: ChatCompletion, *, response_format: Any = None, tools: Any = None, check_finish: bool = True
) -> ParsedChatCompletion[Any]:
    """Read the content of every choice into ``response_format`` and the arguments of every tool call with its tool.

    Raises:
        LengthFinishReasonError, ContentFilterFinishReasonError: an output that was to be parsed isn't whole
        (``check_finish``). StructuredOutputError: the text doesn't fit the type.
    """
    wanted = response_format if is_parseable(response_format) else None
    functions = FunctionTools(None if not isinstance(tools, (list, tuple)) else tools)
    data = completion.to_dict(mode="python") if hasattr(completion, "to_dict") else completion.model_dump()
    choices: list[dict[str, Any]] = data.get("choices") or []
    for choice in choices:
        if check_finish:
            _check_finish(choice.get("finish_reason"), completion)
        message = choice.get("message") or {}
        content = message.get("content")
        if wanted is not None and content and not message.get("refusal"):
            message["parsed"] = _read(read_text, wanted, content, completion)
        for call in message.get("tool_calls") or []:
            function = call.get("function")
            if function is not None:
                arguments = function.get("arguments") or ""
                function["parsed_arguments"] = _read(functions.read, function.get("name") or "", arguments, completion)
    return _build(completion, data)


def _check_finish(reason: Any, completion: ChatCompletion) -> None:
    if reason == "length":
        raise LengthFinishReasonError(completion=completion)
    if reason == "content_filter":
        raise ContentFilterFinishReasonError(completion=completion)


def _read(reader: Any, kind: Any, text: str, completion: ChatCompletion) -> Any:
    try:
        return reader(kind, text)
    except ValueError as error:  # pydantic's ValidationError is one
        raise StructuredOutputError(response=completion, text=text, reason=None, cause=error) from error


def _build(completion: ChatCompletion, data: dict[str, Any]) -> ParsedChatCompletion[Any]:
    parsed = ParsedChatCompletion.construct(**data)
    parsed._request_id = completion._request_id
    return parsed
