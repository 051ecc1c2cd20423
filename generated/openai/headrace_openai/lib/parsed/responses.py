"""Responses with parsed text and parsed function arguments."""

# A list of parsed items is no list of items to a type checker, since a list can be added to. These aren't.
# pyright: reportIncompatibleVariableOverride=false
# mypy: disable-error-code="assignment"
from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, List, Optional, Union

from pydantic import BaseModel
from typing_extensions import Annotated, TypeAlias, TypeVar

from headrace.spi import PropertyInfo

from ...types.responses.response import Response
from ...types.responses.response_function_tool_call import ResponseFunctionToolCall
from ...types.responses.response_output_item import ResponseOutputItem
from ...types.responses.response_output_message import ResponseOutputMessage
from ...types.responses.response_output_refusal import ResponseOutputRefusal
from ...types.responses.response_output_text import ResponseOutputText
from ..errors import StructuredOutputError
from ..formats import is_parseable, read_text
from ..tools import FunctionTools

__all__ = [
    "ParsedContent",
    "ParsedResponse",
    "ParsedResponseFunctionToolCall",
    "ParsedResponseOutputItem",
    "ParsedResponseOutputMessage",
    "ParsedResponseOutputText",
    "parse_response",
]

ContentType = TypeVar("ContentType", default=Any)


class ParsedResponseOutputText(ResponseOutputText, Generic[ContentType]):
    """Output text and what it was read into; None where no format was given or the text isn't whole."""

    parsed: Optional[ContentType] = None


if TYPE_CHECKING:
    ParsedContent: TypeAlias = Union[ParsedResponseOutputText[ContentType], ResponseOutputRefusal]
else:  # pydantic resolves the parameter of the class at once, which leaves an alias without any
    ParsedContent = Annotated[
        Union[ParsedResponseOutputText, ResponseOutputRefusal], PropertyInfo(discriminator="type")
    ]


class ParsedResponseOutputMessage(ResponseOutputMessage, Generic[ContentType]):
    """A message with parsed text parts."""

    if TYPE_CHECKING:
        content: List[ParsedContent[ContentType]]
    else:
        content: List[ParsedContent]


class ParsedResponseFunctionToolCall(ResponseFunctionToolCall):
    """A function call whose arguments were read with the tool's model; None where the tool has none."""

    parsed_arguments: object = None


if TYPE_CHECKING:
    ParsedResponseOutputItem: TypeAlias = Union[
        ParsedResponseOutputMessage[ContentType], ParsedResponseFunctionToolCall, ResponseOutputItem
    ]
else:
    ParsedResponseOutputItem = Union[ParsedResponseOutputMessage, ParsedResponseFunctionToolCall, ResponseOutputItem]


class ParsedResponse(Response, Generic[ContentType]):
    """A response as ``responses.parse`` and the end of ``responses.stream`` give it."""

    if TYPE_CHECKING:
        output: List[ParsedResponseOutputItem[ContentType]]
    else:
        output: List[ParsedResponseOutputItem]

    @property
    def output_parsed(self) -> Optional[ContentType]:
        """The first parsed text of the output, None where there is none."""
        for item in self.output or ():
            for part in getattr(item, "content", None) or ():
                parsed: Optional[ContentType] = getattr(part, "parsed", None)
                if parsed is not None:
                    return parsed
        return None


def parse_response(
    response: Response, *, text_format: Any = None, tools: Any = None, tolerate_incomplete: bool = False
) -> ParsedResponse[Any]:
    """Read the output texts of ``response`` into ``text_format`` and the arguments of its function calls with
    ``tools``.

    Items and parts keep their identity but for those that are parsed; the response's other fields are taken over as
    they are.

    Raises:
        StructuredOutputError: a text doesn't fit the type. With ``tolerate_incomplete`` a text of a response whose
        status isn't
            ``"completed"`` may fail, and then isn't parsed.
    """
    reader = _Reader(response, text_format, tools, tolerate_incomplete)
    parsed: ParsedResponse[Any] = widened(response, ParsedResponse)
    parsed.output = [reader.item(item) for item in response.output or ()]
    return parsed


def widened(model: BaseModel, kind: Any, **values: Any) -> Any:
    """``model`` as an instance of ``kind``, a subclass of its class, without validating or copying what it holds.

    ``values`` are fields of ``kind``; other fields that it adds have their defaults.
    """
    wide = kind.__new__(kind)
    assign = object.__setattr__
    assign(wide, "__dict__", {**_defaults(kind), **model.__dict__, **values})
    assign(wide, "__pydantic_fields_set__", {*model.model_fields_set, *values})
    assign(wide, "__pydantic_extra__", dict(model.__pydantic_extra__ or {}))
    assign(wide, "__pydantic_private__", None)
    return wide


@lru_cache(maxsize=64)
def _defaults(kind: Any) -> dict[str, Any]:
    return {name: field.default for name, field in kind.model_fields.items() if not field.is_required()}


class _Reader:
    """Reads the parts of one response."""

    def __init__(self, response: Response, text_format: Any, tools: Any, tolerate_incomplete: bool) -> None:
        self.response = response
        self.kind = text_format if is_parseable(text_format) else None
        self.functions = FunctionTools(tools if isinstance(tools, (list, tuple)) else None)
        self.complete = response.status in (None, "completed")
        self.tolerant = tolerate_incomplete and not self.complete

    def item(self, item: Any) -> Any:
        """One output item, parsed where it is a message or a function call."""
        if isinstance(item, ResponseOutputMessage):
            return widened(item, ParsedResponseOutputMessage, content=[self.part(part) for part in item.content or ()])
        if isinstance(item, ResponseFunctionToolCall):
            arguments = self._read(lambda text: self.functions.read(item.name, text), item.arguments)
            return widened(item, ParsedResponseFunctionToolCall, parsed_arguments=arguments)
        return item

    def part(self, part: Any) -> Any:
        """One part of a message's content, parsed where it is text."""
        if not isinstance(part, ResponseOutputText):
            return part
        parsed = None if self.kind is None else self._read(lambda text: read_text(self.kind, text), part.text)
        return widened(part, ParsedResponseOutputText, parsed=parsed)

    def _read(self, read: Any, text: Any) -> Any:
        try:
            return read(text)
        except (TypeError, ValueError) as error:  # pydantic's ValidationError is a ValueError
            if self.tolerant:
                return None
            details = getattr(self.response, "incomplete_details", None)
            reason = None if self.complete else getattr(details, "reason", None) or str(self.response.status)
            raise StructuredOutputError(response=self.response, text=str(text), reason=reason, cause=error) from error
