"""Bad input is a clear error before anything is sent: it names what is wrong, and no request arrives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.clients import both, classes, use
from harness.scripted_server import Reply, scripted_server
from headrace_openai import OpenAIError

NAN = float("nan")


@classes
@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"api_key": 5}, TypeError, "api_key.*str or a function.*int"),
        ({"timeout": "3"}, TypeError, "timeout: expected seconds"),
        ({"timeout": (1, 2)}, TypeError, "timeout: expected seconds"),
        ({"timeout": NAN}, ValueError, "timeout"),
        ({"max_retries": "3"}, TypeError, "max_retries must be an int"),
        ({"max_retries": -1}, ValueError, "max_retries must be >= 0"),
        ({"total_timeout": 0}, ValueError, "total_timeout must be > 0"),
        ({"idle_timeout": "1"}, TypeError, "idle_timeout"),
        ({"default_headers": "a: b"}, TypeError, "default_headers: expected a mapping"),
        ({"default_headers": {5: "b"}}, TypeError, "header 5"),
        ({"default_headers": {"a b": "c"}}, ValueError, "header 'a b'"),
        ({"default_headers": {"a": b"c"}}, TypeError, "header 'a': expected str, got bytes"),
        ({"default_query": "a=b"}, TypeError, "default_query: expected a mapping"),
        ({"base_url": 5}, ValueError, "base_url"),
        ({"base_url": "localhost:80"}, ValueError, "base_url must start with http"),
        ({"base_url": "http://a:port"}, ValueError, "base_url 'http://a:port'"),
        ({"base_url": "http:///v1"}, ValueError, "name a host"),
        ({"http_client": "x"}, TypeError, "http_client"),
        ({"orgnaization": "x"}, TypeError, "unexpected keyword argument 'orgnaization'"),
    ],
    ids=str,
)
def test_options_of_the_client(cls: Any, options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        cls(**{"api_key": "sk", **options})
    if not options.keys() & {"orgnaization", "api_key"}:
        with pytest.raises(error, match=text):
            cls(api_key="sk").with_options(**options)


def respond(**kwargs: Any) -> Any:
    return lambda c: c.responses.create(**{"model": "m", "input": "x", **kwargs})


CIRCLE: list[Any] = []
CIRCLE.append(CIRCLE)
DEEP: Any = []
for _ in range(100_000):
    DEEP = [DEEP]

CALLS: list[tuple[str, Any, type[Exception], str]] = [
    ("path is empty", lambda c: c.models.retrieve(""), ValueError, "non-empty value for `model`"),
    ("path is None", lambda c: c.models.retrieve(None), ValueError, "non-empty value for `model`"),
    ("path is bytes", lambda c: c.models.retrieve(b"m"), TypeError, "`model` is part of the path"),
    ("path leads up", lambda c: c.models.retrieve(".."), ValueError, "segment"),
    ("second path argument is empty", lambda c: c.evals.runs.retrieve("r", eval_id=""), ValueError, "`eval_id`"),
    ("unknown argument", respond(temprature=1), TypeError, "unexpected keyword argument 'temprature'"),
    ("missing argument", lambda c: c.files.create(purpose="batch"), TypeError, "file"),
    ("NaN", respond(temperature=NAN), ValueError, "body.temperature: NaN"),
    ("infinity inside", respond(metadata={"a": [1, {"b": NAN}]}), ValueError, r"body\.metadata\.a\[1\]\.b"),
    ("circle", respond(input=CIRCLE), ValueError, "[Cc]ircular"),
    ("too deep", respond(input=DEEP), ValueError, "nested too deeply"),
    ("bytes in JSON", respond(input=b"x"), TypeError, "bytes can't be sent as JSON"),
    ("an object in JSON", respond(metadata={"a": object()}), TypeError, "an object of type object"),
    ("an object in a query", lambda c: c.files.list(limit=object()), TypeError, "'limit'"),
    ("headers are a list", respond(extra_headers=["a"]), TypeError, "expected a mapping"),
    ("header with a line break", respond(extra_headers={"a": "b\r\nc: d"}), ValueError, "header 'a'"),
    ("header name with a line break", respond(extra_headers={"a\r\nb": "c"}), ValueError, "header 'a"),
    ("query is text", respond(extra_query="a=b"), TypeError, "extra_query: expected a mapping"),
    ("body is a list", respond(extra_body=[1]), TypeError, "extra_body: expected a mapping"),
    ("timeout is text", respond(timeout="3"), TypeError, "timeout: expected seconds"),
    ("negative retries", lambda c: c.get("/m", cast_to=object, options={"max_retries": -1}), ValueError, "max_retries"),
    ("a value for a type", lambda c: c.get("/m", cast_to=5), TypeError, "cast_to: expected a type"),
    ("an impossible URL", lambda c: c.get("http://a:port/", cast_to=object), ValueError, "no URL"),
]


@both
@pytest.mark.parametrize(("action", "error", "text"), [each[1:] for each in CALLS], ids=[each[0] for each in CALLS])
def test_arguments_of_a_call(kind: str, action: Any, error: type[Exception], text: str) -> None:
    with scripted_server(Reply()) as server:
        with pytest.raises(error, match=text):
            use(kind, server.url, action)
        assert server.requests == []


@both
def test_credentials_that_cannot_be_sent(kind: str) -> None:
    """Their value is never in the message."""
    with scripted_server(Reply()) as server:
        for key, error in [("sk\nsecret", ValueError), ("sk½secret", ValueError), (lambda: None, OpenAIError)]:
            with pytest.raises(error) as caught:
                use(kind, server.url, lambda c: c.models.retrieve("m"), api_key=key)
            assert "secret" not in str(caught.value)
        assert server.requests == []


def test_an_async_function_for_a_key_needs_the_async_client() -> None:
    async def key() -> str:
        return "sk"

    with scripted_server(Reply()) as server:
        with pytest.raises(OpenAIError, match="needs the async client"):
            use("sync", server.url, lambda c: c.models.retrieve("m"), api_key=key)
        assert server.requests == []


@both
def test_files_that_cannot_be_read(kind: str, tmp_path: Path) -> None:
    written = open(tmp_path / "w", "wb")  # noqa: SIM115
    closed = open(tmp_path / "w", "rb")  # noqa: SIM115
    closed.close()
    with written, open(tmp_path / "w") as text, scripted_server(Reply()) as server:
        for file, error in [
            (tmp_path / "absent", FileNotFoundError),
            (str(tmp_path), OSError),
            (written, ValueError),
            (closed, ValueError),
            (text, TypeError),
            (5, TypeError),
        ]:
            with pytest.raises(error):
                use(kind, server.url, lambda c, file=file: c.files.create(file=file, purpose="batch"))
        with pytest.raises(ValueError, match="not open for reading"):
            use(kind, server.url, lambda c: c.post("/mill", cast_to=object, content=written))
        assert server.requests == []
