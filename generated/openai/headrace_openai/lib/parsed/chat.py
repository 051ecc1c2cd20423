"""Chat completions with parsed content and parsed tool arguments."""

# A list of parsed choices is no list of choices to a type checker, since a list can be added to. These aren't.
# pyright: reportIncompatibleVariableOverride=false
# mypy: disable-error-code="assignment"
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, List, Optional, Union

from typing_extensions import Annotated, TypeVar

from headrace.spi import PropertyInfo

from ...types.chat.chat_completion import ChatCompletion, Choice
from ...types.chat.chat_completion_message import ChatCompletionMessage
from ...types.chat.chat_completion_message_custom_tool_call import ChatCompletionMessageCustomToolCall
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
    "check_finish",
    "parse_chat_completion",
]

ContentType = TypeVar("ContentType", default=Any)


class ParsedFunction(Function):
    """A function call whose arguments were read with the tool's model; None where the tool has none."""

    parsed_arguments: Optional[object] = None


class ParsedFunctionToolCall(ChatCompletionMessageFunctionToolCall):
    """A tool call with parsed arguments in ``function``."""

    function: ParsedFunction


_ToolCall = Annotated[
    Union[ParsedFunctionToolCall, ChatCompletionMessageCustomToolCall], PropertyInfo(discriminator="type")
]


class ParsedChatCompletionMessage(ChatCompletionMessage, Generic[ContentType]):
    """A message whose content was read into the response format; None for a refusal or a tool call."""

    parsed: Optional[ContentType] = None
    if TYPE_CHECKING:
        tool_calls: Optional[List[ParsedFunctionToolCall]] = None
    else:  # calls of custom tools have nothing to parse, so they aren't declared; they still are what they are
        tool_calls: Optional[List[_ToolCall]] = None


class ParsedChoice(Choice, Generic[ContentType]):
    """One choice with its parsed message."""

    message: ParsedChatCompletionMessage[ContentType]


class ParsedChatCompletion(ChatCompletion, Generic[ContentType]):
    """A completion as ``chat.completions.parse`` and the end of ``chat.completions.stream`` give it."""

    choices: List[ParsedChoice[ContentType]]


def parse_chat_completion(
    completion: ChatCompletion, *, response_format: Any = None, tools: Any = None
) -> ParsedChatCompletion[Any]:
    """Read the content of every choice into ``response_format`` and the arguments of every tool call with its tool.

    Raises:
        LengthFinishReasonError: an output that was to be parsed ends at the token limit.
        ContentFilterFinishReasonError: an output that was to be parsed was withheld.
        StructuredOutputError: the text doesn't fit the type.
    """
    wanted = response_format if is_parseable(response_format) else None
    functions = FunctionTools(tools if isinstance(tools, (list, tuple)) else None)
    parses = wanted is not None or functions.any_strict
    data = completion.to_dict(mode="python")
    choices: list[dict[str, Any]] = data.get("choices") or []
    for choice in choices:
        if parses:
            check_finish(choice.get("finish_reason"), completion)
        message = choice.get("message") or {}
        content = message.get("content")
        if wanted is not None and content and not message.get("refusal"):
            message["parsed"] = _read(read_text, wanted, content, completion)
        for call in message.get("tool_calls") or []:
            function = call.get("function")
            if function is not None:
                name, arguments = function.get("name") or "", function.get("arguments") or ""
                function["parsed_arguments"] = _read(functions.read, name, arguments, completion)
    parsed: ParsedChatCompletion[Any] = ParsedChatCompletion.construct(**data)
    parsed._request_id = completion._request_id
    return parsed


def check_finish(reason: Any, completion: ChatCompletion) -> None:
    """Raise for a finish reason that says that the output isn't whole."""
    if reason == "length":
        raise LengthFinishReasonError(completion=completion)
    if reason == "content_filter":
        raise ContentFilterFinishReasonError(completion=completion)


def _read(reader: Callable[[Any, str], Any], kind: Any, text: str, completion: ChatCompletion) -> Any:
    """``reader(kind, text)``, whose failure becomes a ``StructuredOutputError`` that keeps the completion."""
    try:
        return reader(kind, text)
    except ValueError as error:  # pydantic's ValidationError is one
        raise StructuredOutputError(response=completion, text=text, reason=None, cause=error) from error
