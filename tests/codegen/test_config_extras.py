"""The config's own key ``headrace``."""

from __future__ import annotations

from harness.config_reading import complaints, config
from headrace_codegen.config.model import (
    ErrorRuleConfig,
    HeadraceConfig,
    LibConfig,
    MethodExtras,
    ResponsesBy,
    StreamConfig,
)


def test_without_it_nothing_changes() -> None:
    assert config("").headrace == HeadraceConfig()
    assert config("headrace: {}").headrace == HeadraceConfig()


def test_names_client_and_messages() -> None:
    """An empty suffix is a suffix: it isn't replaced by the default."""
    found = config("""
        headrace:
          naming: {resource_suffix: "", client_name: Acme}
          python: {package_name: acme, project_name: acme-sdk, version: "1.2"}
          client:
            environment_option: region
            connect_timeout: 2.5
            callable_options: [key]
            secret_options: webhook_secret
            platform_headers: true
          compat: true
          docs: docs.yaml
          upstream: https://acme.test/openapi.yaml
          aliases: {beta.chat: chat}
          messages: {sent: [live.client_event], received: [live.server_event]}
          unreachable_models: emit
          headers: {files: {X-Beta: "1"}}
        """).headrace

    assert found == HeadraceConfig(
        resource_suffix="",
        client_name="Acme",
        package_name="acme",
        project_name="acme-sdk",
        version="1.2",
        environment_option="region",
        connect_timeout=2.5,
        callable_options=("key",),
        secret_options=("webhook_secret",),
        platform_headers=True,
        compat=True,
        docs="docs.yaml",
        upstream="https://acme.test/openapi.yaml",
        aliases={"beta.chat": "chat"},
        sent=("live.client_event",),
        received=("live.server_event",),
        emit_unreachable=True,
        headers={"files": {"X-Beta": "1"}},
    )
    assert found.aliases["beta.chat"].pointer == "/headrace/aliases/beta.chat"


def test_a_stream_may_say_everything_itself() -> None:
    streams = config("""
        headrace:
          streams:
            chat.create:
              event: chat.event
              param: stream
              format: jsonl
              tag: type
              envelope: false
              sentinel: ["[DONE]"]
              terminal: [done, failed]
              finish: [choices, "[]", reason]
              usage: [[usage], [response, usage]]
              errors: [{tag: error, yielded: true}, {property: error, body: error, message: detail}]
              only: [message]
              noise: [ping]
              truncation: error
              sequence: number
              resume_param: after
            files.watch: {always: true, terminal: []}
            files.content: false
        """).headrace.streams

    at = "/headrace/streams"
    assert streams["chat.create"] == StreamConfig(
        method="chat.create",
        event="chat.event",
        param="stream",
        format="jsonl",
        tag="type",
        envelope=False,
        sentinel=("[DONE]",),
        terminal=("done", "failed"),
        finish=("choices", "[]", "reason"),
        usage=(("usage",), ("response", "usage")),
        errors=(
            ErrorRuleConfig(tag=("error",), yielded=True, pointer=f"{at}/chat.create/errors/0"),
            ErrorRuleConfig(property="error", body="error", message="detail", pointer=f"{at}/chat.create/errors/1"),
        ),
        only=("message",),
        noise=("ping",),
        truncation="error",
        sequence="number",
        resume_param="after",
        pointer=f"{at}/chat.create",
    )
    assert streams["files.watch"] == StreamConfig(
        method="files.watch", always=True, terminal=(), pointer=f"{at}/files.watch"
    )
    assert streams["files.content"] == StreamConfig(
        method="files.content", enabled=False, pointer=f"{at}/files.content"
    )


def test_a_stream_may_start_from_another_one() -> None:
    """What it says itself replaces what it takes over, a list as a whole; the order of the entries doesn't matter."""
    streams = config("""
        headrace:
          streams:
            a.three: {like: a.two, noise: [x]}
            a.two: {like: a.one, resume_param: after, terminal: []}
            a.one: {event: a.event, terminal: [done], noise: [ping, pong]}
        """).headrace.streams

    assert list(streams) == ["a.three", "a.two", "a.one"]
    assert streams["a.three"] == StreamConfig(
        method="a.three",
        event="a.event",
        terminal=(),
        noise=("x",),
        resume_param="after",
        pointer="/headrace/streams/a.three",
    )
    assert streams["a.one"].resume_param is None


def test_extras_of_a_method_and_hand_written_code() -> None:
    """A null case is the body as text."""
    found = config("""
        headrace:
          methods:
            audio.create:
              responses_by: {param: format, cases: {json: audio.reply, text: null}}
              headers: {X-Beta: "2"}
              params: [file, model]
              required: [[model], [model, stream]]
            files.content: {result: binary}
          lib:
            mixins: {responses: "lib.responses:ResponsesExtras"}
            exports: {helper: "lib.helpers:helper"}
        """).headrace

    at = "/headrace/methods"
    assert found.methods == {
        "audio.create": MethodExtras(
            method="audio.create",
            headers={"X-Beta": "2"},
            responses_by=ResponsesBy(
                param="format", cases={"json": "audio.reply", "text": None}, pointer=f"{at}/audio.create/responses_by"
            ),
            params=("file", "model"),
            required=(("model",), ("model", "stream")),
            pointer=f"{at}/audio.create",
        ),
        "files.content": MethodExtras(method="files.content", result="binary", pointer=f"{at}/files.content"),
    }
    assert found.lib == LibConfig(
        mixins={"responses": "lib.responses:ResponsesExtras"}, exports={"helper": "lib.helpers:helper"}
    )


def test_every_mistake_has_its_place() -> None:
    assert complaints("""
        headrace:
          nameing: {}
          client: {connect_timeout: fast}
          unreachable_models: perhaps
          streams:
            a: {like: b}
            b: {like: a}
            c: {like: nowhere, truncation: maybe, usage: [usage]}
            d: {errors: [{message: x}], usage: {}}
          methods:
            m: {result: picture, required: [a], responses_by: {cases: {x: 1}}}
          lib: {mixins: {a: lib.a, b: "../up:B", c: 5}, export: {}}
        """) == [
        "config/bad-value: stainless.yml:6:23: error: 'unreachable_models' can't be 'perhaps' (one of: emit, skip)",
        "config/wrong-type: stainless.yml:5:29: error: 'connect_timeout' must be a number, not text",
        "config/bad-value: stainless.yml:13:17: error: 'result' can't be 'picture' (one of: binary, text, json, none)",
        "config/wrong-type: stainless.yml:13:67: error: 'x' must be a model's path or null, not a number",
        "config/missing-key: stainless.yml:13:41: error: 'param' is missing",
        "config/wrong-type: stainless.yml:13:37: error: item 0 of 'required' must be a list of arguments, not text",
        "config/bad-value: stainless.yml:9:15: error: 'like': 'a' goes round in a circle",
        "config/bad-value: stainless.yml:10:15: error: 'like': 'nowhere' is not among the streams",
        "config/bad-value: stainless.yml:10:36: error: 'truncation' can't be 'maybe' (one of: error, flag)",
        "config/wrong-type: stainless.yml:10:51: error: a path in 'usage' must be a list of text",
        "config/wrong-type: stainless.yml:11:33: error: 'usage' must be a list of paths, not an object",
        "config/bad-value: stainless.yml:11:18: error: this rule matches no event (give event, tag, or property)",
        "config/bad-value: stainless.yml:14:21: error: 'lib.a' is no place in the package (write `module:Name`)",
        "config/bad-value: stainless.yml:14:31: error: '../up:B' is no place in the package (write `module:Name`)",
        "config/wrong-type: stainless.yml:14:45: error: 'c' must be text, not a number",
        "config/unknown-key: stainless.yml:14:49: warning: the key 'export' is unknown here and has no effect "
        "(did you mean 'exports'?)",
        "config/unknown-key: stainless.yml:4:3: warning: the key 'nameing' is unknown here and has no effect "
        "(did you mean 'naming'?)",
    ]
