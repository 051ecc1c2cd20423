"""What ``chat.completions.stream`` yields: the chunks, and what follows from them.

Events are light objects with ``type`` to tell them apart. Snapshots are read when they are looked at, so that an event
costs the same at the start and at the end of a long answer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Callable, Dict, Generic, List, Literal, Optional, Type, Union

from pydantic import BaseModel
from pydantic_core import to_json
from typing_extensions import TypeAlias, TypeVar

from ..text import TextSoFar, partial_json

if TYPE_CHECKING:
    from ....types.chat.chat_completion_chunk import ChatCompletionChunk
    from ....types.chat.chat_completion_token_logprob import ChatCompletionTokenLogprob
    from ...parsed.chat import ParsedChatCompletion

__all__ = [
    "ChatCompletionStreamEvent",
    "ChunkEvent",
    "ContentDeltaEvent",
    "ContentDoneEvent",
    "FunctionToolCallArgumentsDeltaEvent",
    "FunctionToolCallArgumentsDoneEvent",
    "LogprobsContentDeltaEvent",
    "LogprobsContentDoneEvent",
    "LogprobsRefusalDeltaEvent",
    "LogprobsRefusalDoneEvent",
    "RefusalDeltaEvent",
    "RefusalDoneEvent",
]

T = TypeVar("T", default=Any)


class _Event:
    """An event. It isn't a model, but it is written out as one is."""

    __slots__ = ()

    def __repr__(self) -> str:
        slots = [name for kind in type(self).__mro__ for name in getattr(kind, "__slots__", ()) if name[0] != "_"]
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in ('type', *slots))})"

    def model_dump(self, **options: Any) -> Dict[str, Any]:
        """The event as a dict, snapshots included; ``options`` are those of pydantic, for the models in it."""
        kind: Any = type(self)
        return {name: _dumped(getattr(self, name), options) for name in _names(kind)}

    def model_dump_json(self, *, indent: Optional[int] = None, **options: Any) -> str:
        """The event as JSON text, snapshots included."""
        return to_json(self.model_dump(mode="json", **options), indent=indent).decode()

    def to_dict(self, *, use_api_names: bool = True, exclude_unset: bool = True, **options: Any) -> Dict[str, Any]:
        """The event as a dict, with what the server sent of the models in it."""
        return self.model_dump(by_alias=use_api_names, exclude_unset=exclude_unset, **options)

    def to_json(
        self, *, indent: Optional[int] = 2, use_api_names: bool = True, exclude_unset: bool = True, **options: Any
    ) -> str:
        """As ``to_dict``, as JSON text."""
        return self.model_dump_json(indent=indent, by_alias=use_api_names, exclude_unset=exclude_unset, **options)


@lru_cache
def _names(kind: Type[_Event]) -> List[str]:
    """The fields of an event, ``type`` first."""
    slots = [name for each in reversed(kind.__mro__) for name in getattr(each, "__slots__", ())]
    read = [
        name for each in reversed(kind.__mro__) for name, value in vars(each).items() if isinstance(value, property)
    ]
    return ["type", *(name for name in (*slots, *read) if name[0] != "_")]


def _dumped(value: Any, options: Dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_dumped(item, options) for item in value]
    return value.model_dump(**options) if isinstance(value, BaseModel) else value


class ChunkEvent(_Event):
    """Every chunk as it came. ``snapshot`` is the completion with all chunks up to now."""

    __slots__ = ("_snapshot", "chunk")
    type: Literal["chunk"] = "chunk"

    def __init__(self, chunk: ChatCompletionChunk, snapshot: Callable[[], ParsedChatCompletion[Any]]) -> None:
        self.chunk = chunk
        self._snapshot = snapshot

    @property
    def snapshot(self) -> ParsedChatCompletion[Any]:
        """The completion as it is when this is read: while handling the event, all up to its chunk."""
        return self._snapshot()


class _Growing(_Event):
    __slots__ = ("_text", "delta")

    def __init__(self, delta: str, text: TextSoFar) -> None:
        self.delta = delta
        self._text = text

    @property
    def snapshot(self) -> str:
        """The text up to and with this delta."""
        return str(self._text)


class ContentDeltaEvent(_Growing):
    """More content. ``parsed`` is what the JSON says up to now where a response format was given, else None."""

    __slots__ = ("_structured",)
    type: Literal["content.delta"] = "content.delta"

    def __init__(self, delta: str, text: TextSoFar, *, structured: bool) -> None:
        super().__init__(delta, text)
        self._structured = structured

    @property
    def parsed(self) -> Optional[object]:
        """Plain JSON, not yet an instance of the format: it isn't whole."""
        return partial_json(self.snapshot) if self._structured else None


class ContentDoneEvent(_Event, Generic[T]):
    """The content is whole. ``parsed`` is an instance of the response format, None without one."""

    __slots__ = ("content", "parsed")
    type: Literal["content.done"] = "content.done"

    def __init__(self, content: str, parsed: Optional[T]) -> None:
        self.content = content
        self.parsed = parsed


class RefusalDeltaEvent(_Growing):
    """More of a refusal."""

    __slots__ = ()
    type: Literal["refusal.delta"] = "refusal.delta"


class RefusalDoneEvent(_Event):
    """The refusal is whole."""

    __slots__ = ("refusal",)
    type: Literal["refusal.done"] = "refusal.done"

    def __init__(self, refusal: str) -> None:
        self.refusal = refusal


class _ToolCall(_Event):
    __slots__ = ("_text", "index", "name")

    def __init__(self, name: str, index: int, text: TextSoFar) -> None:
        self.name = name
        self.index = index
        self._text = text

    @property
    def arguments(self) -> str:
        """The JSON text of the arguments up to now."""
        return str(self._text)


class FunctionToolCallArgumentsDeltaEvent(_ToolCall):
    """More of a function call's arguments. ``index`` is the call's place in the message."""

    __slots__ = ("_structured", "arguments_delta")
    type: Literal["tool_calls.function.arguments.delta"] = "tool_calls.function.arguments.delta"

    def __init__(self, name: str, index: int, text: TextSoFar, delta: str, *, structured: bool) -> None:
        super().__init__(name, index, text)
        self.arguments_delta = delta
        self._structured = structured

    @property
    def parsed_arguments(self) -> Optional[object]:
        """What the arguments say up to now, as plain JSON; None for a tool that isn't strict."""
        return partial_json(self.arguments) if self._structured else None


class FunctionToolCallArgumentsDoneEvent(_ToolCall):
    """A function call's arguments are whole; ``parsed_arguments`` is an instance of the tool's model, JSON, or None."""

    __slots__ = ("parsed_arguments",)
    type: Literal["tool_calls.function.arguments.done"] = "tool_calls.function.arguments.done"

    def __init__(self, name: str, index: int, text: TextSoFar, parsed_arguments: Optional[object]) -> None:
        super().__init__(name, index, text)
        self.parsed_arguments = parsed_arguments


class _LogprobsDelta(_Event):
    __slots__ = ("_all", "_length")

    def __init__(self, logprobs: List[Any], before: int) -> None:
        self._all = logprobs
        self._length = (before, len(logprobs))

    @property
    def snapshot(self) -> List[ChatCompletionTokenLogprob]:
        """All log probabilities up to and with this event's."""
        return self._all[: self._length[1]]

    def _delta(self) -> List[ChatCompletionTokenLogprob]:
        return self._all[self._length[0] : self._length[1]]


class LogprobsContentDeltaEvent(_LogprobsDelta):
    """Log probabilities of more content tokens."""

    __slots__ = ()
    type: Literal["logprobs.content.delta"] = "logprobs.content.delta"

    @property
    def content(self) -> List[ChatCompletionTokenLogprob]:
        """The new ones."""
        return self._delta()


class LogprobsContentDoneEvent(_Event):
    """The log probabilities of the content are whole."""

    __slots__ = ("content",)
    type: Literal["logprobs.content.done"] = "logprobs.content.done"

    def __init__(self, content: List[ChatCompletionTokenLogprob]) -> None:
        self.content = content


class LogprobsRefusalDeltaEvent(_LogprobsDelta):
    """Log probabilities of more refusal tokens."""

    __slots__ = ()
    type: Literal["logprobs.refusal.delta"] = "logprobs.refusal.delta"

    @property
    def refusal(self) -> List[ChatCompletionTokenLogprob]:
        """The new ones."""
        return self._delta()


class LogprobsRefusalDoneEvent(_Event):
    """The log probabilities of the refusal are whole."""

    __slots__ = ("refusal",)
    type: Literal["logprobs.refusal.done"] = "logprobs.refusal.done"

    def __init__(self, refusal: List[ChatCompletionTokenLogprob]) -> None:
        self.refusal = refusal


ChatCompletionStreamEvent: TypeAlias = Union[
    ChunkEvent,
    ContentDeltaEvent,
    ContentDoneEvent[T],
    RefusalDeltaEvent,
    RefusalDoneEvent,
    FunctionToolCallArgumentsDeltaEvent,
    FunctionToolCallArgumentsDoneEvent,
    LogprobsContentDeltaEvent,
    LogprobsContentDoneEvent,
    LogprobsRefusalDeltaEvent,
    LogprobsRefusalDoneEvent,
]
