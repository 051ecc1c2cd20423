"""The stream helpers of assistants: handlers, their calls in order, snapshots and final getters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import pytest

import headrace_openai as openai
from harness.generated_client import operations
from harness.helper_streams import every_kind, sse
from headrace.testing import Replay, ReplayServer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

STREAM = operations()["beta.threads.runs.create"].stream
BASE = {"created_at": 1, "thread_id": "t", "assistant_id": "a", "run_id": "run_1"}


def run_object(status: str) -> dict[str, Any]:
    return {**BASE, "id": "run_1", "object": "thread.run", "status": status}


def message(status: str, *content: dict[str, Any]) -> dict[str, Any]:
    return {
        **BASE,
        "id": "msg_1",
        "object": "thread.message",
        "role": "assistant",
        "status": status,
        "content": content,
    }


def delta(*content: dict[str, Any]) -> dict[str, Any]:
    data = {"id": "msg_1", "object": "thread.message.delta", "delta": {"content": content}}
    return {"event": "thread.message.delta", "data": data}


def text(index: int, value: str) -> dict[str, Any]:
    return {"index": index, "type": "text", "text": {"value": value, "annotations": []}}


def image(index: int) -> dict[str, Any]:
    return {"index": index, "type": "image_file", "image_file": {"file_id": "f", "detail": "auto"}}


def step(status: str, *calls: dict[str, Any]) -> dict[str, Any]:
    details = {"type": "tool_calls", "tool_calls": calls}
    kind = {"object": "thread.run.step", "type": "tool_calls", "status": status}
    return {**BASE, "id": "step_1", **kind, "step_details": details}


def function(arguments: str, index: int = 0, **more: Any) -> dict[str, Any]:
    return {"index": index, "type": "function", **more, "function": {"arguments": arguments, **more.pop("own", {})}}


def step_delta(*calls: dict[str, Any]) -> dict[str, Any]:
    details = {"step_details": {"type": "tool_calls", "tool_calls": calls}}
    return {
        "event": "thread.run.step.delta",
        "data": {"id": "step_1", "object": "thread.run.step.delta", "delta": details},
    }


FINAL = [
    {"type": "text", "text": {"value": "Hello", "annotations": []}},
    {"type": "image_file", "image_file": {"file_id": "f", "detail": "auto"}},
]
CALL = {"id": "call_1", "type": "function", "function": {"name": "grind", "arguments": '{"a":1}', "output": None}}

EVENTS = [
    {"event": "thread.run.created", "data": run_object("queued")},
    {"event": "thread.run.in_progress", "data": run_object("in_progress")},
    {"event": "thread.run.step.created", "data": step("in_progress")},
    step_delta({**function("", id="call_1"), "function": {"name": "grind", "arguments": "", "output": None}}),
    step_delta(function('{"a":')),
    step_delta(function("1}")),
    {"event": "thread.run.step.completed", "data": step("completed", CALL)},
    {"event": "thread.message.created", "data": message("in_progress")},
    delta(text(0, "Hel")),
    delta(text(0, "lo")),
    delta(image(1)),
    {"event": "thread.message.completed", "data": message("completed", *FINAL)},
    {"event": "thread.run.completed", "data": run_object("completed")},
]
OPENINGS: dict[str, Callable[[Any, Any], Any]] = {
    "runs.stream": lambda c, handler: c.beta.threads.runs.stream("t", assistant_id="a", event_handler=handler),
    "runs.create_and_stream": lambda c, handler: c.beta.threads.runs.create_and_stream(
        "t", assistant_id="a", event_handler=handler
    ),
    "runs.submit_tool_outputs_stream": lambda c, handler: c.beta.threads.runs.submit_tool_outputs_stream(
        "run_1", thread_id="t", tool_outputs=[], event_handler=handler
    ),
    "create_and_run_stream": lambda c, handler: c.beta.threads.create_and_run_stream(
        assistant_id="a", event_handler=handler
    ),
}
NAMES = [name for name in dir(openai.AssistantEventHandler) if name.startswith("on_")]


def note(log: list[tuple[str, Any]], name: str, arguments: tuple[Any, ...]) -> None:
    log.append((name, arguments))


def logging_handler(kind: str, log: list[tuple[str, Any]], names: list[str]) -> Any:
    """A handler that overrides the methods ``names`` with ones that write down their calls."""

    def sync_method(name: str) -> Any:
        return lambda self, *arguments: note(log, name, arguments)

    def async_method(name: str) -> Any:
        async def method(self: Any, *arguments: Any) -> None:
            note(log, name, arguments)

        return method

    make, base = (
        (sync_method, openai.AssistantEventHandler)
        if kind == "sync"
        else (async_method, openai.AsyncAssistantEventHandler)
    )
    return type("Handler", (base,), {name: make(name) for name in names})()


def stream(
    kind: str,
    body: bytes,
    handler: Any = None,
    opening: str = "runs.stream",
    use: Callable[[Any], Any] | None = None,
    **options: Any,
) -> tuple[Any, Any]:
    """Open a stream, ``use`` it (an awaitable is awaited) or read it to its end; the handler and what that gave."""
    with ReplayServer(Replay(body, pieces="event")) as server:
        options = {"api_key": "k", "base_url": server.url, "max_retries": 0, **options}
        if kind == "sync":
            with openai.OpenAI(**options) as client, OPENINGS[opening](client, handler) as running:
                return running, use(running) if use else running.until_done()

        async def main() -> Any:
            async with openai.AsyncOpenAI(**options) as client, OPENINGS[opening](client, handler) as running:
                return running, await (use(running) if use else running.until_done())

        return anyio.run(main, backend=kind)


BODY = sse(EVENTS, done=True, named=True)


@every_kind
class TestHandler:
    @pytest.mark.parametrize("opening", OPENINGS)
    def test_calls(self, kind: str, opening: str) -> None:
        """Every overridden method is called when its time has come, in this order, with what has grown so far."""
        log: list[tuple[str, Any]] = []
        stream(kind, BODY, logging_handler(kind, log, NAMES), opening)

        assert [
            "on_run_step_created",
            "on_tool_call_created",
            "on_tool_call_delta",
            "on_run_step_delta",
            "on_tool_call_delta",
            "on_run_step_delta",
            "on_tool_call_delta",
            "on_run_step_delta",
            "on_tool_call_done",
            "on_run_step_done",
            "on_message_created",
            "on_text_created",
            "on_text_delta",
            "on_message_delta",
            "on_text_delta",
            "on_message_delta",
            "on_text_done",
            "on_message_delta",
            "on_image_file_done",
            "on_message_done",
            "on_end",
        ] == [name for name, _ in log if name != "on_event"]
        assert len(EVENTS) == len([name for name, _ in log if name == "on_event"])
        texts = [(part.value, whole.value) for name, (part, whole) in pairs(log, "on_text_delta")]
        assert [("Hel", "Hel"), ("lo", "Hello")] == texts
        calls = [whole.function.arguments for _, (_, whole) in pairs(log, "on_tool_call_delta")]
        assert ["", '{"a":', '{"a":1}'] == calls
        assert "Hello" == found(log, "on_text_done").value
        assert "f" == found(log, "on_image_file_done").file_id
        assert ("grind", '{"a":1}') == (
            found(log, "on_tool_call_done").function.name,
            found(log, "on_tool_call_done").function.arguments,
        )
        assert ["completed"] == [each.status for each in [found(log, "on_message_done")]]

    def test_end_once(self, kind: str) -> None:
        """``on_end`` is called once, however often the end is asked for."""
        log: list[tuple[str, Any]] = []

        def use(running: Any) -> Any:
            if kind != "sync":
                return twice(running)
            return running.until_done(), running.until_done()

        stream(kind, BODY, logging_handler(kind, log, ["on_end"]), use=use)

        assert [("on_end", ())] == log

    def test_one_stream_each(self, kind: str) -> None:
        """A handler serves one stream."""
        handler = logging_handler(kind, [], [])
        stream(kind, BODY, handler)

        with pytest.raises(RuntimeError, match="one stream"):
            stream(kind, BODY, handler)

    def test_before_its_stream(self, kind: str) -> None:
        """A handler without a stream has nothing to tell."""
        with pytest.raises(RuntimeError, match="no stream yet"):
            _ = logging_handler(kind, [], []).current_run

    def test_errors(self, kind: str) -> None:
        """A failure goes to ``on_exception``, closes the stream, and is raised. It isn't an end."""
        log: list[tuple[str, Any]] = []
        error = {"event": "error", "data": {"message": "broken", "code": "x"}}
        handler = logging_handler(kind, log, ["on_exception", "on_end", "on_timeout"])
        with pytest.raises(openai.APIError, match="broken"):
            stream(kind, sse([*EVENTS[:2], error], named=True), handler)

        assert ["on_exception"] == [name for name, _ in log]
        assert handler.response.is_closed

    def test_errors_of_the_handler(self, kind: str) -> None:
        """What a method of the handler raises is raised to whoever iterates, and closes the stream."""
        handler = logging_handler(kind, [], [])

        def broken(self: Any, *arguments: Any) -> Any:
            raise KeyError("mine")

        type(handler).on_message_created = broken
        with pytest.raises(KeyError, match="mine"):
            stream(kind, BODY, handler)

        assert handler.response.is_closed

    def test_truncation(self, kind: str) -> None:
        """A stream that is cut isn't an end."""
        log: list[tuple[str, Any]] = []
        with pytest.raises(openai.StreamTruncatedError):
            stream(kind, sse(EVENTS[:5], named=True), logging_handler(kind, log, ["on_end", "on_exception"]))

        assert ["on_exception"] == [name for name, _ in log]


@every_kind
class TestStream:
    def test_iteration(self, kind: str) -> None:
        """Without a handler of one's own the events are iterated, each of its class."""
        running, events = stream(kind, BODY, use=list if kind == "sync" else collect)

        assert [event["event"] for event in EVENTS] == [event.event for event in events]
        variants = STREAM.variants if STREAM else {}
        assert [variants[event["event"]].resolve() for event in EVENTS] == [type(event) for event in events]
        assert isinstance(
            running, openai.AssistantEventHandler if kind == "sync" else openai.AsyncAssistantEventHandler
        )

    def test_text_deltas(self, kind: str) -> None:
        """The text alone."""
        _, found = stream(kind, BODY, use=lambda s: list(s.text_deltas) if kind == "sync" else collect(s.text_deltas))

        assert ["Hel", "lo"] == found

    @pytest.mark.parametrize(
        ("getter", "wanted"),
        [
            ("get_final_run", ["run_1"]),
            ("get_final_messages", ["msg_1"]),
            ("get_final_run_steps", ["step_1"]),
        ],
    )
    def test_final(self, kind: str, getter: str, wanted: list[str]) -> None:
        """Final getters read to the end and give what was made."""
        running, value = stream(kind, BODY, use=lambda s: getattr(s, getter)())

        values = value if isinstance(value, list) else [value]
        assert wanted == [each.id for each in values]
        assert ["completed"] == [each.status for each in values]
        assert "completed" == running.current_run.status
        assert (None, None) == (running.current_message_snapshot, running.current_run_step_snapshot)

    def test_snapshots(self, kind: str) -> None:
        """The message and the step that are being made, as they grow."""
        seen: list[Any] = []

        def look(running: Any, event: Any) -> None:
            if event.event == "thread.message.delta":
                seen.append(running.current_message_snapshot.content[0].text.value)
            elif event.event == "thread.run.step.delta":
                calls = running.current_run_step_snapshot.step_details.tool_calls
                seen.append(calls[0].function.arguments)
            assert running.current_event is event

        def use(running: Any) -> Any:
            if kind == "sync":
                return [look(running, event) for event in running]
            return look_at_all(running, look)

        stream(kind, BODY, use=use)

        assert ["", '{"a":', '{"a":1}', "Hel", "Hello", "Hello"] == seen

    def test_what_is_sent(self, kind: str) -> None:
        """The request asks for a stream, in the API's beta."""
        with ReplayServer(Replay(BODY)) as server:
            if kind == "sync":
                client = openai.OpenAI(api_key="k", base_url=server.url)
                with client, OPENINGS["runs.stream"](client, None) as running:
                    running.until_done()
            else:
                anyio.run(read, server.url, backend=kind)

            request = server.requests[0]
        assert ("POST", "/threads/t/runs") == (request.method, request.path)
        assert {"assistant_id": "a", "stream": True} == request.json()
        assert "assistants=v2" == request.headers["openai-beta"]


async def read(url: str) -> None:
    client = openai.AsyncOpenAI(api_key="k", base_url=url)
    async with client, OPENINGS["runs.stream"](client, None) as running:
        await running.until_done()


async def twice(running: Any) -> None:
    await running.until_done()
    await running.until_done()


async def collect(items: Any) -> list[Any]:
    return [item async for item in items]


async def look_at_all(running: Any, look: Callable[[Any, Any], None]) -> None:
    async for event in running:
        look(running, event)


def pairs(log: list[tuple[str, Any]], name: str) -> list[tuple[str, Any]]:
    return [entry for entry in log if entry[0] == name]


def found(log: list[tuple[str, Any]], name: str) -> Any:
    return pairs(log, name)[0][1][0]
