"""Code that imports an SDK's runtime by the names that the official package gives it. Checkers must accept it."""

from __future__ import annotations

# Some of what is used is deprecated, as are the operations behind it.
# pyright: reportDeprecated=false
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pydantic
from typing_extensions import TypedDict, assert_type

import headrace_openai as openai
from headrace_openai import (
    AssistantEventHandler,
    AsyncAssistantEventHandler,
    AsyncOpenAI,
    BaseModel,
    DataResidency,
    OpenAI,
    Stream,
    pydantic_function_tool,
)
from headrace_openai._base_client import AsyncAPIClient, SyncAPIClient, make_request_options
from headrace_openai._client import AsyncOpenAI as Async
from headrace_openai._client import OpenAI as Sync
from headrace_openai._compat import PYDANTIC_V1, cached_property, model_copy, model_dump, parse_obj
from headrace_openai._constants import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT
from headrace_openai._exceptions import APIError, APIStatusError, OpenAIError
from headrace_openai._files import assert_is_file_content, is_file_content, to_httpx_files
from headrace_openai._legacy_response import HttpxBinaryResponseContent, LegacyAPIResponse
from headrace_openai._models import add_request_id, construct_type, validate_type
from headrace_openai._qs import Querystring
from headrace_openai._response import APIResponse, AsyncAPIResponse, ResponseContextManager
from headrace_openai._streaming import AsyncStream, ServerSentEvent, SSEDecoder
from headrace_openai._types import NOT_GIVEN, Body, FileTypes, Headers, NotGiven, Omit, Query, RequestOptions, omit
from headrace_openai._utils import PropertyInfo, async_maybe_transform, is_given, maybe_transform, required_args
from headrace_openai._version import __version__
from headrace_openai.lib._parsing import parse_chat_completion, type_to_response_format_param
from headrace_openai.lib._pydantic import to_strict_json_schema
from headrace_openai.lib.streaming import AssistantStreamManager, AsyncAssistantStreamManager
from headrace_openai.lib.streaming.chat import (
    ChatCompletionStream,
    ChatCompletionStreamManager,
    ChatCompletionStreamState,
    ParsedChatCompletionSnapshot,
)
from headrace_openai.lib.streaming.responses import (
    AsyncResponseStreamManager,
    ResponseStream,
    ResponseStreamManager,
    ResponseStreamState,
)
from headrace_openai.pagination import AsyncCursorPage, CursorPageItem, SyncCursorPage, SyncPage
from headrace_openai.resources.chat.completions import AsyncCompletions, Completions
from headrace_openai.resources.chat.completions.completions import validate_response_format
from headrace_openai.types import FileObject, Upload
from headrace_openai.types.audio import Transcription, TranscriptionDiarized, TranscriptionVerbose
from headrace_openai.types.beta import AssistantStreamEvent
from headrace_openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam
from headrace_openai.types.responses import Response, ResponseStreamEvent
from headrace_openai.types.responses.tool_param import ParseableToolParam

client = OpenAI()
async_client = AsyncOpenAI()


def used(*values: object) -> None:
    """Something is done with them."""


class Mill(pydantic.BaseModel):
    """What an answer is parsed into."""

    name: str


class Handler(AssistantEventHandler):
    """A handler of a user, who may say what the base says."""

    def on_event(self, event: AssistantStreamEvent) -> None: ...

    def until_done(self) -> None:
        super().until_done()


class AsyncHandler(AsyncAssistantEventHandler): ...


class Wrapped(Completions):
    """A resource that a library puts around ours."""

    def __init__(self, wrapped: OpenAI) -> None:
        super().__init__(wrapped)


def omitted(temperature: float | NotGiven = NOT_GIVEN, seed: int | Omit = omit) -> ChatCompletion:
    """Wrapper functions pass on what they were not given."""
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "x"}]
    if is_given(temperature):
        assert_type(temperature, float)
    return client.chat.completions.create(model="gpt-5.2", messages=messages, seed=seed)


def clients(residency: DataResidency | None, http: httpx.Client) -> None:
    """The client is one of the base client's; None is no residency."""
    bases: tuple[SyncAPIClient, AsyncAPIClient] = (client, async_client)
    same: tuple[type[Sync], type[Async]] = (OpenAI, AsyncOpenAI)
    made = OpenAI(api_key="k", data_residency=residency, http_client=http, max_retries=DEFAULT_MAX_RETRIES)
    assert_type(made.copy(data_residency=None).with_options(timeout=DEFAULT_TIMEOUT), OpenAI)
    assert_type(client.qs.stringify({"a": [1]}), str)
    assert_type(Querystring(array_format="brackets").stringify_items({"a": 1}), list[tuple[str, str]])
    used(bases, same, __version__)


def raw(headers: Headers, query: Query, body: Body) -> None:
    """The raw verbs, with options made by hand."""
    options: RequestOptions = {"headers": headers, "params": query, "synthesize_event_and_data": False}
    assert_type(client.post("/responses", cast_to=Response, body=body, options=options), Response)
    stream = client.post("/x", cast_to=ChatCompletion, body=body, stream=True, stream_cls=Stream[ChatCompletionChunk])
    assert_type(stream, Stream[ChatCompletionChunk])
    assert_type(client.get("/x", cast_to=dict[str, object]), dict[str, object])
    assert_type(client.delete("/x", cast_to=FileObject, options={"timeout": 3}), FileObject)
    page = client.get_api_list("/files", model=FileObject, page=SyncCursorPage[FileObject])
    assert_type(page, SyncCursorPage[FileObject])
    assert make_request_options(extra_headers=headers)


def responses_as_objects() -> None:
    """Every kind of raw response, and what its methods give."""
    legacy = client.responses.with_raw_response.create(model="gpt-5.2", input="x")
    assert_type(legacy, LegacyAPIResponse[Response])
    assert_type(legacy.parse(to=Mill), Mill)
    manager = client.responses.with_streaming_response.create(model="gpt-5.2", input="x")
    assert_type(manager, ResponseContextManager[APIResponse[Response]])
    with manager as response:
        assert_type(response.parse(), Response)
        assert_type(response.parse(to=Mill), Mill)
        assert_type(response.json(), object)
    assert_type(client.files.content("file"), HttpxBinaryResponseContent)


async def async_responses_as_objects(response: AsyncAPIResponse[Response]) -> None:
    """The same, awaited."""
    assert_type(await response.parse(to=Mill), Mill)
    assert_type(await response.json(), object)


def models(data: Mapping[str, object], model: BaseModel) -> None:
    """Models from plain data, and back."""
    value = validate_type(type_=FileObject, value=data)
    assert_type(value, FileObject)
    assert_type(parse_obj(Mill, data), Mill)
    assert_type(model_copy(value), FileObject)
    assert_type(FileObject.construct(**value.to_dict()), FileObject)
    assert_type(FileObject.model_construct(), FileObject)
    assert_type(model.to_json(indent=None), str)
    add_request_id(model, "r")
    used(construct_type(type_=FileObject, value=data), model_dump(value), PYDANTIC_V1, cached_property)


class Params(TypedDict, total=False):
    """Parameters that are sent under other names."""

    file_id: str


async def async_raw(stream: bool) -> None:
    """The same, awaited; where nobody knows whether it is a stream, it is either."""
    either = await async_client.post("/x", cast_to=Response, stream=stream, stream_cls=AsyncStream[ResponseStreamEvent])
    assert_type(either, Response | AsyncStream[ResponseStreamEvent])
    assert_type(await async_client.put("/x", cast_to=Mill), Mill)
    async for file in async_client.get_api_list("/files", model=FileObject, page=AsyncCursorPage[FileObject]):
        assert_type(file, FileObject)


async def transforms(params: Params) -> None:
    """Parameters by their wire names."""
    used(maybe_transform({"a": 1}, Params), await async_maybe_transform(params, Params), PropertyInfo(alias="a"))


@required_args(["a"], ["b"])
def either(a: int = 0, b: int = 0) -> int:
    """A decorated function keeps its type."""
    return a + b


def events(body: Iterable[bytes], response: httpx.Response) -> None:
    """Server-sent events by hand, and a stream that is made by hand."""
    for event in SSEDecoder().iter_bytes(iter(body)):
        assert_type(event, ServerSentEvent)
        assert_type(event.data, str)
    made: Stream[ResponseStreamEvent] = Stream(cast_to=ResponseStreamEvent, response=response, client=client)
    other: AsyncStream[ResponseStreamEvent] = AsyncStream(
        cast_to=ResponseStreamEvent, response=response, client=async_client
    )
    used(made, other)


def errors(error: APIError) -> str | None:
    """The tree, by its private module."""
    if isinstance(error, APIStatusError):
        assert_type(error.response, httpx.Response)
    root: OpenAIError = error
    return error.code or str(root)


def files(file: FileTypes, path: Path) -> None:
    """File inputs."""
    assert_is_file_content(path)
    used(is_file_content(path), to_httpx_files({"file": b"x"}))
    assert_type(client.files.create(file=file, purpose="assistants"), FileObject)
    assert_type(client.uploads.upload_file_chunked(file=path, mime_type="text/plain", purpose="assistants"), Upload)
    assert_type(
        client.uploads.upload_file_chunked(
            file=b"x", filename="x", bytes=1, mime_type="text/plain", purpose="assistants"
        ),
        Upload,
    )
    client.vector_stores.files.create_and_poll("f", vector_store_id="v", extra_headers={"a": "b"}, timeout=3)


def pages(page: SyncCursorPage[FileObject], single: SyncPage[FileObject], item: object) -> None:
    """Pages by their classes."""
    info = page.next_page_info()
    assert info is None or info.params or info.json or info.url
    assert_type(page.get_next_page(), SyncCursorPage[FileObject])
    single.next_page_info()
    if isinstance(item, CursorPageItem):
        assert_type(item.id, str | None)


async def async_pages() -> None:
    """The same, awaited or iterated."""
    assert_type(await async_client.files.list(), AsyncCursorPage[FileObject])
    async for file in async_client.files.list():
        assert_type(file, FileObject)


def transcriptions(audio: FileTypes, stream: bool) -> None:
    """``response_format`` decides what is given, ``stream`` whether it is a stream."""
    create = client.audio.transcriptions.create
    assert_type(create(file=audio, model="whisper-1"), Transcription)
    assert_type(create(file=audio, model="whisper-1", response_format="json"), Transcription)
    assert_type(create(file=audio, model="whisper-1", response_format="verbose_json"), TranscriptionVerbose)
    assert_type(create(file=audio, model="whisper-1", response_format="srt"), str)
    assert_type(create(file=audio, model="whisper-1", response_format="text"), str)
    assert_type(create(file=audio, model="m", response_format="diarized_json"), TranscriptionDiarized)
    for event in create(file=audio, model="m", stream=True):
        if event.type == "transcript.text.delta":
            assert_type(event.delta, str)
    if not stream:
        create(file=audio, model="m", stream=stream)


def helpers(tools: list[ParseableToolParam]) -> None:
    """Managers and streams have classes, and a new stream needs other arguments than one that goes on."""
    manager = client.responses.stream(model="gpt-5.2", input="x", text_format=Mill, tools=tools)
    assert_type(manager, ResponseStreamManager[Mill])
    with manager as stream:
        assert_type(stream, ResponseStream[Mill])
        assert_type(stream.until_done(), ResponseStream[Mill])
    assert_type(client.responses.stream(response_id="r", text_format=Mill), ResponseStreamManager[Mill])
    parsed = client.responses.parse(model="gpt-5.2", input="x", text_format=Mill, tools=[pydantic_function_tool(Mill)])
    assert_type(parsed.output_parsed, Mill | None)
    chat = client.chat.completions.stream(model="gpt-5.2", messages=[], response_format=Mill)
    assert_type(chat, ChatCompletionStreamManager[Mill])
    with chat as events:
        assert_type(events, ChatCompletionStream[Mill])
        for event in events:
            assert_type(event.model_dump(), dict[str, Any])
            if event.type == "chunk":
                snapshot: ParsedChatCompletionSnapshot = event.snapshot
                assert snapshot
    states = (ChatCompletionStreamState[Mill](), ResponseStreamState[Mill]())
    used(states, parse_chat_completion, type_to_response_format_param(Mill), to_strict_json_schema(Mill))
    validate_response_format({"type": "text"})


async def async_helpers() -> None:
    """The same, awaited."""
    manager = async_client.responses.stream(response_id="r", starting_after=3, text_format=Mill)
    assert_type(manager, AsyncResponseStreamManager[Mill])
    handled = async_client.beta.threads.create_and_run_stream(assistant_id="a", event_handler=AsyncHandler())
    assert_type(handled, AsyncAssistantStreamManager[AsyncHandler])
    plain = async_client.beta.threads.create_and_run_stream(assistant_id="a")
    assert_type(plain, AsyncAssistantStreamManager[AsyncAssistantEventHandler])


def assistants() -> None:
    """A manager gives the handler that it was made with, or a plain one."""
    handled = client.beta.threads.runs.stream(thread_id="t", assistant_id="a", event_handler=Handler())
    assert_type(handled, AssistantStreamManager[Handler])
    plain = client.beta.threads.runs.stream(thread_id="t", assistant_id="a")
    assert_type(plain, AssistantStreamManager[AssistantEventHandler])
    with plain as running:
        running.until_done()


def wrapping(wrapped: Wrapped, completions: AsyncCompletions) -> None:
    """Resources are used through the names of their classes."""
    assert_type(wrapped.create(model="gpt-5.2", messages=[]), ChatCompletion)
    used(completions, openai.resources.Completions)
