"""The calls whose requests are compared with those of the official client. Knows neither client: names and arguments.

Runs in the environment of either client, so it imports nothing but the standard library.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CALLS", "WireCall"]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20)
JSONL = b'{"custom_id": "1"}\n{"custom_id": "2"}\n'

TOOL = {
    "type": "function",
    "name": "level",
    "description": "The level of a pond in metres",
    "parameters": {"type": "object", "properties": {"pond": {"type": "string"}}, "required": ["pond"]},
    "strict": True,
}
CHAT_TOOL = {"type": "function", "function": {key: TOOL[key] for key in ("name", "description", "parameters")}}
USER = {"role": "user", "content": "How high is the water? ½ m, ünïcödé \U0001f30a"}
SCHEMA = {"type": "object", "properties": {"level": {"type": "number"}}, "additionalProperties": False}


@dataclass(frozen=True)
class WireCall:
    """One call: ``method`` is the way from the client, ``client`` are options of the client."""

    name: str
    method: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=dict)


def _call(name: str, method: str, /, *args: Any, client: dict[str, Any] | None = None, **kwargs: Any) -> WireCall:
    return WireCall(f"{method}: {name}", method, args, kwargs, client or {})


RESPONSES = (
    _call("text", "responses.create", model="gpt-5.2", input="Hello"),
    _call("stream", "responses.create", model="gpt-5.2", input="Hello", stream=True),
    _call("stream is false", "responses.create", model="gpt-5.2", input="Hello", stream=False),
    _call("none is null", "responses.create", model="gpt-5.2", input="Hello", instructions=None, metadata=None),
    _call(
        "items",
        "responses.create",
        model="gpt-5.2",
        input=[
            {"role": "developer", "content": "Be short."},
            {
                "role": "user",
                "content": [{"type": "input_text", "text": "A"}, {"type": "input_image", "detail": "low"}],
            },
            {"type": "function_call_output", "call_id": "call_1", "output": "[]"},
            {"type": "item_reference", "id": "msg_1"},
        ],
        include=["reasoning.encrypted_content", "message.output_text.logprobs"],
        reasoning={"effort": "low", "summary": "auto"},
        temperature=0.0,
        top_p=1,
        max_output_tokens=64,
        store=False,
        parallel_tool_calls=True,
        metadata={"a": "1", "b": ""},
    ),
    _call(
        "tools",
        "responses.create",
        model="gpt-5.2",
        input="x",
        tools=[
            TOOL,
            {"type": "web_search", "filters": {"allowed_domains": ["example.org"]}},
            {"type": "image_generation"},
        ],
        tool_choice={"type": "function", "name": "level"},
        text={"format": {"type": "json_schema", "name": "level", "schema": SCHEMA, "strict": True}, "verbosity": "low"},
        truncation="auto",
        previous_response_id="resp_0",
    ),
    _call(
        "extras",
        "responses.create",
        model="gpt-5.2",
        input="x",
        extra_headers={"X-Mill": "upper", "OpenAI-Beta": "mine"},
        extra_query={"debug": True, "tags": ["a", "b"], "nested": {"x": 1, "y": ["z"]}},
        extra_body={"new_field": {"a": [1, None]}, "input": "y"},
        timeout=7.5,
    ),
    _call("get", "responses.retrieve", "resp_1"),
    _call(
        "include", "responses.retrieve", "resp_1", include=["file_search_call.results", "code_interpreter_call.outputs"]
    ),
    _call("stream from", "responses.retrieve", "resp_1", stream=True, starting_after=7, include_obfuscation=False),
    _call("escaped", "responses.retrieve", "a/b?c#d e%ü+:@&=,;"),
    _call("delete", "responses.delete", "resp_1"),
    _call("cancel", "responses.cancel", "resp_1"),
    _call("compact", "responses.compact", model="gpt-5.2", input=[{"role": "user", "content": "Hi"}]),
    _call(
        "page",
        "responses.input_items.list",
        "resp_1",
        limit=3,
        order="asc",
        after="msg_1",
        include=["message.output_text.logprobs"],
    ),
    _call("count", "responses.input_tokens.count", model="gpt-5.2", input="How many?", tools=[TOOL]),
)

CHAT = (
    _call("text", "chat.completions.create", model="gpt-5.2", messages=[USER]),
    _call(
        "stream",
        "chat.completions.create",
        model="gpt-5.2",
        messages=[{"role": "system", "content": ""}, USER],
        stream=True,
        stream_options={"include_usage": True},
    ),
    _call(
        "tools",
        "chat.completions.create",
        model="gpt-5.2",
        messages=[
            USER,
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "level", "arguments": "{}"}}],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "0.5"},
        ],
        tools=[CHAT_TOOL],
        tool_choice="required",
        response_format={"type": "json_schema", "json_schema": {"name": "level", "schema": SCHEMA}},
        logit_bias={"50256": -100},
        stop=["\n", "END"],
        n=2,
        seed=7,
        temperature=1.5,
    ),
    _call(
        "parts and a generator",
        "chat.completions.create",
        model="gpt-5.2",
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "see"},
                    {"type": "image_url", "image_url": {"url": "https://example.org/a.png", "detail": "high"}},
                    {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
                ],
            }
        ],
        audio={"format": "wav", "voice": "alloy"},
        modalities=["text", "audio"],
        prediction={"type": "content", "content": "a"},
    ),
    _call("get", "chat.completions.retrieve", "chatcmpl-1"),
    _call("update", "chat.completions.update", "chatcmpl-1", metadata={"k": "v"}),
    _call("update to null", "chat.completions.update", "chatcmpl-1", metadata=None),
    _call("page", "chat.completions.list", limit=2, metadata={"k": "v", "l": "w"}, model="gpt-5.2", order="desc"),
    _call("delete", "chat.completions.delete", "chatcmpl-1"),
    _call("page", "chat.completions.messages.list", "chatcmpl-1", after="m 1", limit=100),
    _call("text", "completions.create", model="gpt-3.5-turbo-instruct", prompt=["a", "b"], max_tokens=1, echo=False),
    _call("stream", "completions.create", model="gpt-3.5-turbo-instruct", prompt="a", stream=True),
    _call("floats", "embeddings.create", model="text-embedding-3-small", input=["a", "b"], encoding_format="float"),
    _call(
        "tokens",
        "embeddings.create",
        model="text-embedding-3-small",
        input=[[1, 2], [3]],
        encoding_format="base64",
        dimensions=8,
    ),
    _call("text", "moderations.create", input="bad words"),
    _call("parts", "moderations.create", model="omni-moderation-latest", input=[{"type": "text", "text": "x"}]),
)

MEDIA = (
    _call("upload", "files.create", file=("batch.jsonl", JSONL), purpose="batch"),
    _call(
        "upload with a type and an expiry",
        "files.create",
        file=("b.jsonl", JSONL, "application/jsonl"),
        purpose="batch",
        expires_after={"anchor": "created_at", "seconds": 3600},
    ),
    _call("upload of bytes", "files.create", file=JSONL, purpose="user_data"),
    _call("get", "files.retrieve", "file-1"),
    _call("page", "files.list", purpose="batch", limit=1, order="asc"),
    _call("delete", "files.delete", "file-1"),
    _call("content", "files.content", "file-1"),
    _call(
        "transcription", "audio.transcriptions.create", file=("a.wav", WAV), model="gpt-4o-transcribe", language="en"
    ),
    _call(
        "transcription with lists",
        "audio.transcriptions.create",
        file=("a.wav", WAV, "audio/wav"),
        model="whisper-1",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
        include=["logprobs"],
        temperature=0.5,
        chunking_strategy={"type": "server_vad", "silence_duration_ms": 200},
    ),
    _call("stream", "audio.transcriptions.create", file=("a.wav", WAV), model="gpt-4o-transcribe", stream=True),
    _call("translation", "audio.translations.create", file=("a.wav", WAV), model="whisper-1", prompt="Mill"),
    _call(
        "speech", "audio.speech.create", input="Hello", model="tts-1", voice="alloy", speed=1.25, response_format="opus"
    ),
    _call(
        "image",
        "images.generate",
        prompt="a mill",
        model="gpt-image-1",
        n=1,
        size="1024x1024",
        background="transparent",
    ),
    _call("stream", "images.generate", prompt="a mill", model="gpt-image-1", stream=True, partial_images=2),
    _call("one image", "images.edit", image=("a.png", PNG), prompt="a wheel", model="gpt-image-1"),
    _call(
        "images and a mask",
        "images.edit",
        image=[("a.png", PNG), ("b.png", PNG)],
        mask=("m.png", PNG),
        prompt="a wheel",
        n=2,
        output_compression=80,
    ),
    _call("variation", "images.create_variation", image=("a.png", PNG), n=1, response_format="b64_json"),
    _call("create", "uploads.create", bytes=10, filename="a.bin", mime_type="application/x-mill", purpose="assistants"),
    _call("part", "uploads.parts.create", "upload_1", data=b"0123456789"),
    _call("complete", "uploads.complete", "upload_1", part_ids=["p1", "p2"], md5="d41d8cd98f00b204e9800998ecf8427e"),
    _call("cancel", "uploads.cancel", "upload_1"),
    _call("create", "videos.create", prompt="a mill", model="sora-2", seconds="4", input_reference=("a.png", PNG)),
    _call("content", "videos.download_content", "video_1", variant="thumbnail"),
    _call("remix", "videos.remix", "video_1", prompt="a millrace"),
    _call("page", "videos.list", limit=2, order="desc"),
)

STORES = (
    _call("list", "models.list"),
    _call("get", "models.retrieve", "ft:gpt-4o:org::id"),
    _call("delete", "models.delete", "ft:gpt-4o:org::id"),
    _call("create", "batches.create", input_file_id="file-1", endpoint="/v1/responses", completion_window="24h"),
    _call("get", "batches.retrieve", "batch_1"),
    _call("cancel", "batches.cancel", "batch_1"),
    _call("page", "batches.list", after="batch_0", limit=5),
    _call(
        "job",
        "fine_tuning.jobs.create",
        model="gpt-4o-mini",
        training_file="file-1",
        method={"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 3}}},
        seed=1,
        suffix=None,
    ),
    _call("page by metadata", "fine_tuning.jobs.list", limit=1, metadata={"k": "v"}),
    _call("events", "fine_tuning.jobs.list_events", "ftjob_1", limit=2),
    _call("checkpoints", "fine_tuning.jobs.checkpoints.list", "ftjob_1"),
    _call("pause", "fine_tuning.jobs.pause", "ftjob_1"),
    _call(
        "create",
        "vector_stores.create",
        name="Mill",
        file_ids=["file-1"],
        expires_after={"anchor": "last_active_at", "days": 1},
    ),
    _call("update", "vector_stores.update", "vs_1", name=None, metadata={}),
    _call(
        "search",
        "vector_stores.search",
        "vs_1",
        query=["level", "flow"],
        filters={"type": "and", "filters": [{"type": "eq", "key": "a", "value": True}]},
        ranking_options={"score_threshold": 0.25},
        rewrite_query=True,
    ),
    _call("page", "vector_stores.list", before="vs_9"),
    _call("create", "vector_stores.files.create", "vs_1", file_id="file-1", attributes={"a": 1, "b": True, "c": "d"}),
    _call("get", "vector_stores.files.retrieve", "file-1", vector_store_id="vs_1"),
    _call("page by status", "vector_stores.files.list", "vs_1", filter="completed"),
    _call("content", "vector_stores.files.content", "file-1", vector_store_id="vs_1"),
    _call(
        "create",
        "vector_stores.file_batches.create",
        "vs_1",
        file_ids=["file-1", "file-2"],
        chunking_strategy={"type": "auto"},
    ),
    _call("page", "vector_stores.file_batches.list_files", "b_1", vector_store_id="vs_1", order="asc"),
    _call("create", "containers.create", name="c", expires_after={"anchor": "last_active_at", "minutes": 20}),
    _call("upload", "containers.files.create", "cntr_1", file=("a.txt", b"text")),
    _call("by id", "containers.files.create", "cntr_1", file_id="file-1"),
    _call("content", "containers.files.content.retrieve", "cfile_1", container_id="cntr_1"),
    _call("delete", "containers.delete", "cntr_1"),
    _call(
        "create",
        "conversations.create",
        items=[{"type": "message", "role": "user", "content": "Hi"}],
        metadata={"a": "b"},
    ),
    _call("update", "conversations.update", "conv_1", metadata={"a": "c"}),
    _call(
        "items",
        "conversations.items.create",
        "conv_1",
        items=[{"role": "user", "content": "x"}],
        include=["message.input_image.image_url"],
    ),
    _call(
        "item",
        "conversations.items.retrieve",
        "msg_1",
        conversation_id="conv_1",
        include=["reasoning.encrypted_content"],
    ),
    _call("page", "conversations.items.list", "conv_1", limit=1, after="msg_0"),
    _call(
        "create", "evals.runs.create", "eval_1", data_source={"type": "jsonl", "source": {"type": "file_id", "id": "f"}}
    ),
    _call("page", "evals.list", order_by="updated_at", order="desc"),
    _call("page", "evals.runs.output_items.list", "run_1", eval_id="eval_1", status="fail"),
    _call("upload", "skills.create", files=[("a/SKILL.md", b"# Skill"), ("a/b.py", b"pass")]),
    _call("content", "skills.content.retrieve", "skill_1"),
)

BETA = (
    _call("create", "beta.assistants.create", model="gpt-4o", tools=[{"type": "file_search"}], response_format="auto"),
    _call("page", "beta.assistants.list", limit=1),
    _call("create", "beta.threads.create", messages=[{"role": "user", "content": "Hi"}]),
    _call("run", "beta.threads.create_and_run", assistant_id="asst_1", thread={"messages": []}, stream=False),
    _call(
        "stream",
        "beta.threads.runs.create",
        "thread_1",
        assistant_id="asst_1",
        stream=True,
        include=["step_details.tool_calls[*].file_search.results[*].content"],
    ),
    _call(
        "outputs",
        "beta.threads.runs.submit_tool_outputs",
        "run_1",
        thread_id="thread_1",
        tool_outputs=[{"tool_call_id": "c", "output": "1"}],
    ),
    _call("step", "beta.threads.runs.steps.retrieve", "step_1", thread_id="thread_1", run_id="run_1"),
    _call("message", "beta.threads.messages.create", "thread_1", role="user", content=[{"type": "text", "text": "x"}]),
    _call("session", "beta.chatkit.sessions.create", user="u", workflow={"id": "wf_1"}),
    _call(
        "secret",
        "realtime.client_secrets.create",
        expires_after={"anchor": "created_at", "seconds": 60},
        session={"type": "realtime"},
    ),
    _call("hang up", "realtime.calls.hangup", "rtc_1"),
    _call("accept", "realtime.calls.accept", "rtc_1", type="realtime", instructions="x"),
)

ADMIN = (
    _call(
        "page",
        "admin.organization.audit_logs.list",
        limit=2,
        effective_at={"gt": 1, "lte": 5},
        event_types=["api_key.created", "login.failed"],
        actor_emails=["a+b@example.org"],
    ),
    _call("create", "admin.organization.admin_api_keys.create", name="k"),
    _call("page", "admin.organization.users.list", emails=["a@example.org", "b@example.org"]),
    _call(
        "costs",
        "admin.organization.usage.costs",
        start_time=1730419200,
        group_by=["project_id", "line_item"],
        project_ids=["p1"],
    ),
    _call("usage", "admin.organization.usage.completions", start_time=1, bucket_width="1h", batch=True),
    _call(
        "invite",
        "admin.organization.invites.create",
        email="a@example.org",
        role="reader",
        projects=[{"id": "p", "role": "member"}],
    ),
    _call("update", "admin.organization.projects.update", "proj_1", name="Mill"),
    _call("user", "admin.organization.projects.users.create", "proj_1", role="member", user_id="user_1"),
    _call("limits", "admin.organization.projects.rate_limits.list_rate_limits", "proj_1", limit=1),
    _call("roles", "admin.organization.groups.roles.list", "group_1", order="asc"),
    _call("archive", "admin.organization.projects.archive", "proj_1"),
)

RAW: tuple[WireCall, ...] = (
    _call("json", "post", "/mill/wheel", cast_to=object, body={"turns": 3, "at": None}),
    _call(
        "query in the path", "get", "/mill?fixed=1", cast_to=object, options={"params": {"a": [1, 2], "b": {"c": True}}}
    ),
    _call(
        "content",
        "put",
        "/mill",
        cast_to=object,
        content=b"raw bytes",
        options={"headers": {"Content-Type": "text/plain"}},
    ),
    _call("nothing", "delete", "/mill", cast_to=object),
    _call("extra json", "patch", "/mill", cast_to=object, body={"a": 1}, options={"extra_json": {"b": 2}}),
    _call(
        "dates",
        "post",
        "/mill",
        cast_to=object,
        body={"at": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)},
    ),
    _call(
        "form",
        "post",
        "/mill",
        cast_to=object,
        body={"a": {"b": True}},
        files={"file": ("f.bin", b"123")},
        options={"headers": {"Content-Type": "multipart/form-data"}},
    ),
    _call("organization and project", "models.list", client={"organization": "org-1", "project": "proj_1"}),
    _call(
        "default headers and query",
        "models.retrieve",
        "m",
        client={"default_headers": {"X-A": "1", "x-b": "2"}, "default_query": {"v": "1", "w": ["a", "b"]}},
        extra_headers={"x-a": "3"},
        extra_query={"v": "2"},
    ),
    _call("own authorization", "models.list", extra_headers={"Authorization": "Mine 1"}),
    _call("timeout of the client", "models.list", client={"timeout": 12}),
    _call("a key for everything", "models.list", client={"admin_api_key": None}),
)

CALLS: tuple[WireCall, ...] = (*RESPONSES, *CHAT, *MEDIA, *STORES, *BETA, *ADMIN, *RAW)
