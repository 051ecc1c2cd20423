"""The state of one response while its events come in: pure, without I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Optional

from typing_extensions import TypeVar

from headrace.spi import omit

from ....types.responses.response import Response
from ...formats import is_parseable, read_text
from ...parsed.responses import ParsedResponse, parse_response, widened
from ..deltas import plain
from ..text import Text
from .events import (
    ResponseCompletedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
)

if TYPE_CHECKING:
    from ....types.responses.response_stream_event import ResponseStreamEvent as RawEvent
    from ._types import ParsedResponseSnapshot

__all__ = ["ResponseStreamState"]

T = TypeVar("T", default=Any)

# Where the text of a delta goes: the property of the item, or of the item's part, that grows.
_PART_TEXTS = {
    "response.output_text.delta": ("content", "text"),
    "response.refusal.delta": ("content", "refusal"),
    "response.reasoning_text.delta": ("content", "text"),
    "response.reasoning_summary_text.delta": ("summary", "text"),
}
_ITEM_TEXTS = {
    "response.function_call_arguments.delta": "arguments",
    "response.mcp_call_arguments.delta": "arguments",
    "response.code_interpreter_call_code.delta": "code",
    "response.custom_tool_call_input.delta": "input",
}
_LIFECYCLE = frozenset(
    {
        "response.created",
        "response.queued",
        "response.in_progress",
        "response.completed",
        "response.incomplete",
        "response.failed",
    }
)
_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class ResponseStreamState(Generic[T]):
    """Folds events into a response and makes some of them richer.

    Args:
        text_format: The type that output text is read into; nothing leaves it text.
        input_tools: The request's ``tools``, to read arguments of function calls with.

    What one event costs doesn't depend on how many came before. Events may begin anywhere, as after resuming.
    """

    def __init__(self, *, text_format: Any = omit, input_tools: Any = omit) -> None:
        self._format = text_format if is_parseable(text_format) else None
        self._tools = input_tools if isinstance(input_tools, (list, tuple)) else None
        self._response: Optional[Response] = None
        self._final: Optional[Response] = None
        self._items: dict[int, Any] = {}
        self._parts: dict[tuple[int, str, int], Any] = {}
        self._texts: dict[tuple[Any, ...], Text] = {}
        self.request_id: Optional[str] = None

    def handle_event(self, event: RawEvent) -> list[ResponseStreamEvent[T]]:
        """Take in one event and return it, made richer where it has more to tell.

        Raises:
            StructuredOutputError: the response is complete and one of its texts doesn't fit the text format.
        """
        kind: Any = getattr(event, "type", None)
        this: Any = event
        if kind in _PART_TEXTS:
            where, name = _PART_TEXTS[kind]
            index = this.summary_index if where == "summary" else this.content_index
            text = self._grow((this.output_index, where, index, name), this.delta)
            if kind == "response.output_text.delta":
                return [_with_text(this, ResponseTextDeltaEvent, text)]
        elif kind in _ITEM_TEXTS:
            text = self._grow((this.output_index, _ITEM_TEXTS[kind]), this.delta)
            if kind == "response.function_call_arguments.delta":
                return [_with_text(this, ResponseFunctionCallArgumentsDeltaEvent, text)]
        elif kind in _LIFECYCLE:
            return [self._lifecycle(this, kind)]
        elif kind == "response.output_text.done":
            return [widened(this, ResponseTextDoneEvent, parsed=self._parse_text(this.text))]
        elif kind in ("response.output_item.added", "response.output_item.done"):
            self._items[this.output_index] = this.item
            if kind.endswith("done"):
                self._forget(this.output_index)
        elif kind in ("response.content_part.added", "response.content_part.done"):
            self._set_part((this.output_index, "content", this.content_index), this.part)
        elif kind in ("response.reasoning_summary_part.added", "response.reasoning_summary_part.done"):
            self._set_part((this.output_index, "summary", this.summary_index), this.part)
        return [this]

    def accumulate_event(self, event: RawEvent) -> ParsedResponseSnapshot:
        """Take in one event and return the response with all events up to it, its texts not yet read into their type.

        Raises RuntimeError while no event has told of the response. It is made anew each time: `handle_event` costs
        less.
        """
        self.handle_event(event)
        snapshot = self.current_response_snapshot
        if snapshot is None:
            raise RuntimeError("the stream has to begin with an event that carries the response")
        return parse_response(snapshot, text_format=None, tools=None, tolerate_incomplete=True)

    @property
    def response_id(self) -> Optional[str]:
        """The id of the response, None before the first event that tells it."""
        return None if self._response is None else self._response.id

    @property
    def current_response_snapshot(self) -> Optional[Response]:
        """The response with all events up to now, None before the first. Made anew each time."""
        if self._final is not None:
            return self._final
        if self._response is None:
            return None
        data = self._response.to_dict(mode="python")
        data["output"] = self._output() or data.get("output") or []
        snapshot = Response.construct(**data)
        snapshot._request_id = self.request_id
        return snapshot

    def get_final_response(self) -> ParsedResponse[T]:
        """The response that the last event carried: completed, incomplete or failed (see its ``status``).

        Raises:
            RuntimeError: the stream ended without one.
            StructuredOutputError: a complete text doesn't fit the text format.
        """
        if self._final is None:
            raise RuntimeError("the stream ended without a response: none of its events was a final one")
        return self._parse(self._final)

    def _lifecycle(self, event: Any, kind: str) -> Any:
        response = event.response
        self._response = response
        if kind not in _ENDS:
            return event
        if not response.output and self._items:
            # Some servers leave the output out of the last event; what came before is it.
            response = widened(response, type(response), output=_built(response, self._output()))
        if self.request_id is not None:
            response._request_id = self.request_id
        self._final = response
        if kind != "response.completed":
            return event
        return widened(event, ResponseCompletedEvent, response=self._parse(response))

    def _parse(self, response: Response) -> ParsedResponse[T]:
        return parse_response(response, text_format=self._format, tools=self._tools, tolerate_incomplete=True)

    def _parse_text(self, text: str) -> Any:
        if self._format is None:
            return None
        try:
            return read_text(self._format, text)
        except ValueError:
            # Not an error yet: a response that ends incomplete may cut a text here. A complete one raises when it is
            # parsed.
            return None

    def _grow(self, key: tuple[Any, ...], delta: str) -> Text:
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = Text()
        text.append(delta)
        return text

    def _set_part(self, key: tuple[int, str, int], part: Any) -> None:
        self._parts[key] = part
        for name in ("text", "refusal"):
            text = getattr(part, name, None)
            if isinstance(text, str):
                whole: tuple[Any, ...] = (*key, name)
                self._texts[whole] = Text(text)

    def _forget(self, output_index: int) -> None:
        """A finished item is whole in itself, so its pieces needn't be kept."""
        self._texts = {key: text for key, text in self._texts.items() if key[0] != output_index}
        self._parts = {key: part for key, part in self._parts.items() if key[0] != output_index}

    def _output(self) -> list[dict[str, Any]]:
        items = {index: plain(item) for index, item in self._items.items()}
        for (output_index, where, index), part in sorted(self._parts.items()):
            parts = items.setdefault(output_index, {}).setdefault(where, [])
            parts[index : index + 1] = [plain(part)]
        for key, text in self._texts.items():
            item = items.get(key[0])
            if item is None:
                continue
            if len(key) == 2:
                item[key[1]] = str(text)
                continue
            parts = item.get(key[1]) or []
            if key[2] < len(parts):
                parts[key[2]][key[3]] = str(text)
        return [items[index] for index in sorted(items)]


def _built(response: Response, output: list[dict[str, Any]]) -> Any:
    return Response.construct(**{**response.to_dict(mode="python"), "output": output}).output


def _with_text(event: Any, kind: Any, text: Text) -> Any:
    rich = widened(event, kind)
    vars(rich)["_text"] = text.so_far()
    return rich
