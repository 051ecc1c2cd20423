"""The state of one chat completion while its chunks come in: pure, without I/O, so that it serves sync, async and
other sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, Optional

from pydantic import BaseModel
from typing_extensions import TypeVar

from headrace.spi import omit

from ...errors import StructuredOutputError
from ...formats import is_parseable, read_text
from ...parsed.chat import ParsedChatCompletion, check_finish, parse_chat_completion
from ...tools import FunctionTools
from ..deltas import entry_for, fold, given, plain
from ..text import Text
from .events import (
    ChatCompletionStreamEvent,
    ChunkEvent,
    ContentDeltaEvent,
    ContentDoneEvent,
    FunctionToolCallArgumentsDeltaEvent,
    FunctionToolCallArgumentsDoneEvent,
    LogprobsContentDeltaEvent,
    LogprobsContentDoneEvent,
    LogprobsRefusalDeltaEvent,
    LogprobsRefusalDoneEvent,
    RefusalDeltaEvent,
    RefusalDoneEvent,
)

if TYPE_CHECKING:
    from ....types.chat.chat_completion_chunk import ChatCompletionChunk

__all__ = ["ChatCompletionStreamState"]

T = TypeVar("T", default=Any)


class ChatCompletionStreamState(Generic[T]):
    """Folds chunks into a completion and tells what each one brought.

    Args:
        input_tools: The request's ``tools``, to read arguments of function calls with.
        response_format: The type that the content is read into; a dict or nothing leaves it text.

    ``handle_chunk`` is what a stream calls; use it for chunks from elsewhere too. The cost of a chunk doesn't depend on
    how many came before.
    """

    def __init__(self, *, input_tools: Any = omit, response_format: Any = omit) -> None:
        self._tools = input_tools if isinstance(input_tools, (list, tuple)) else None
        self._functions = FunctionTools(self._tools)
        self._format = response_format if is_parseable(response_format) else None
        self._parses = self._format is not None or self._functions.any_strict
        self._whole: dict[str, Any] = {}
        self._choices: dict[int, _Choice] = {}
        self._request_id: Optional[str] = None
        self._seen = False

    def handle_chunk(self, chunk: ChatCompletionChunk) -> Iterable[ChatCompletionStreamEvent[T]]:
        """Take in one chunk and return its events, the chunk's own first.

        Raises:
            LengthFinishReasonError, ContentFilterFinishReasonError: a parsed output ends early.
            StructuredOutputError: the whole text doesn't fit the type.
        """
        events: list[ChatCompletionStreamEvent[T]] = [ChunkEvent(chunk, self._snapshot)]
        self._seen = True
        for name, value in given(chunk):
            if name == "choices":
                for choice in value or ():
                    self._choice(choice).take(choice, events)
            elif name not in ("object", "obfuscation"):
                self._whole[name] = value  # the latest wins: these say the same in every chunk, or come once
        return events

    @property
    def current_completion_snapshot(self) -> ParsedChatCompletion[T]:
        """The completion with all chunks up to now. Made anew each time: keep it rather than ask again."""
        return self._snapshot()

    def get_final_completion(self) -> ParsedChatCompletion[T]:
        """The whole completion, parsed.

        Raises:
            RuntimeError: no chunk came in at all.
            LengthFinishReasonError, ContentFilterFinishReasonError, StructuredOutputError: as
            ``chat.completions.parse``.
        """
        if not self._seen:
            raise RuntimeError("the stream had no chunk, so there is no completion")
        return parse_chat_completion(
            self._snapshot(),
            response_format=self._format if self._format is not None else omit,
            tools=self._tools,
        )

    def _choice(self, choice: BaseModel) -> _Choice:
        index = getattr(choice, "index", None)
        if not isinstance(index, int):
            index = 0
        state = self._choices.get(index)
        if state is None:
            state = self._choices[index] = _Choice(index, self)
        return state

    def _snapshot(self) -> ParsedChatCompletion[T]:
        data = {name: plain(value) for name, value in self._whole.items()}
        data["object"] = "chat.completion"
        data["choices"] = [self._choices[index].data() for index in sorted(self._choices)]
        snapshot = ParsedChatCompletion.construct(**data)
        snapshot._request_id = self._request_id
        return snapshot


class _Choice:
    """One choice: its message folded, and which of its parts are done."""

    def __init__(self, index: int, stream: ChatCompletionStreamState[Any]) -> None:
        self.index = index
        self.stream = stream
        self.message: dict[str, Any] = {"role": "assistant"}
        self.logprobs: dict[str, list[Any]] = {}
        self.rest: dict[str, Any] = {}
        self.content_done = self.refusal_done = False
        self.open_call: Optional[int] = None
        self.finished = False

    def take(self, choice: BaseModel, events: list[Any]) -> None:
        """Fold one choice of a chunk and append what it brought."""
        for name, value in given(choice):
            if name == "delta":
                self._delta(value, events)
            elif name == "logprobs":
                self._logprobs(value, events)
            elif name not in ("index", "message"):  # some repeat the message so far beside each delta
                self.rest[name] = value
        if self.rest.get("finish_reason") and not self.finished:
            self.finished = True
            self._finish(events)

    def _delta(self, delta: Any, events: list[Any]) -> None:
        for name, value in list(given(delta)):
            if name == "tool_calls":
                self._end_content(events)
                calls = self.message.setdefault("tool_calls", [])
                for call in value:
                    self._tool_call(calls, call, events)
                continue
            fold(self.message, {name: value})
            if name == "content" and isinstance(value, str):
                text = self.message["content"].so_far()
                events.append(ContentDeltaEvent(value, text, structured=self.stream._format is not None))
            elif name == "refusal" and isinstance(value, str):
                events.append(RefusalDeltaEvent(value, self.message["refusal"].so_far()))

    def _tool_call(self, calls: list[Any], call: Any, events: list[Any]) -> None:
        properties = dict(given(call)) if isinstance(call, BaseModel) else dict(call)
        entry = entry_for(calls, properties)
        fold(entry, properties)
        position = next(i for i in range(len(calls) - 1, -1, -1) if calls[i] is entry)
        if position != self.open_call:
            self._end_call(events)
            self.open_call = position
        function = properties.get("function")
        arguments = (
            getattr(function, "arguments", None) if not isinstance(function, dict) else function.get("arguments")
        )
        if arguments is not None:
            name, text = _function(entry)
            strict = self.stream._functions.is_strict(name)
            events.append(
                FunctionToolCallArgumentsDeltaEvent(name, position, text.so_far(), arguments, structured=strict)
            )

    def _logprobs(self, logprobs: Any, events: list[Any]) -> None:
        for name, value in given(logprobs):
            if not isinstance(value, list) or not value:
                continue
            all_of_them = self.logprobs.setdefault(name, [])
            before = len(all_of_them)
            all_of_them.extend(value)
            if name == "content":
                events.append(LogprobsContentDeltaEvent(all_of_them, before))
            elif name == "refusal":
                events.append(LogprobsRefusalDeltaEvent(all_of_them, before))

    def _finish(self, events: list[Any]) -> None:
        if self.stream._parses and self.rest["finish_reason"] in ("length", "content_filter"):
            check_finish(self.rest["finish_reason"], self.stream._snapshot())
        self._end_content(events)
        self._end_call(events)
        if self.message.get("refusal") and not self.refusal_done:
            self.refusal_done = True
            events.append(RefusalDoneEvent(str(self.message["refusal"])))
        if self.logprobs.get("content"):
            events.append(LogprobsContentDoneEvent(list(self.logprobs["content"])))
        if self.logprobs.get("refusal"):
            events.append(LogprobsRefusalDoneEvent(list(self.logprobs["refusal"])))

    def _end_content(self, events: list[Any]) -> None:
        if self.content_done or not isinstance(self.message.get("content"), Text):
            return
        self.content_done = True
        content = str(self.message["content"])
        parsed = None
        if self.stream._format is not None and content:
            parsed = self._read(read_text, self.stream._format, content)
        events.append(ContentDoneEvent(content, parsed))

    def _end_call(self, events: list[Any]) -> None:
        if self.open_call is None:
            return
        entry = self.message["tool_calls"][self.open_call]
        position, self.open_call = self.open_call, None
        name, text = _function(entry)
        parsed = self._read(self.stream._functions.read, name, str(text))
        events.append(FunctionToolCallArgumentsDoneEvent(name, position, text.so_far(), parsed))

    def _read(self, reader: Any, kind: Any, text: str) -> Any:
        try:
            return reader(kind, text)
        except ValueError as error:
            raise StructuredOutputError(
                response=self.stream._snapshot(), text=text, reason=None, cause=error
            ) from error

    def data(self) -> dict[str, Any]:
        """The choice as plain JSON."""
        message = plain(self.message)
        for call in message.get("tool_calls") or ():
            call.pop("index", None)
            call.setdefault("type", "function")
        data = {"index": self.index, "message": message, "finish_reason": None, **plain(self.rest)}
        data["logprobs"] = plain(self.logprobs) or None
        return data


def _function(entry: dict[str, Any]) -> tuple[str, Text]:
    """Name and growing arguments of a folded function call; both may still be missing."""
    function = entry.setdefault("function", {})
    arguments = function.get("arguments")
    if not isinstance(arguments, Text):
        arguments = function["arguments"] = Text()
    return str(function.get("name") or ""), arguments
