"""Makes the calls of ``wire_calls`` with a client, and takes down what their requests say.

Runs in the environment of either client, so it imports nothing but the standard library.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from email import message_from_bytes
from email.message import Message
from inspect import isawaitable
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from harness.scripted_server import Asked, Reply, scripted_server

from .wire_calls import CALLS, WireCall

__all__ = ["Facts", "facts_of", "observe", "observe_async"]

Facts = dict[str, Any]

KEYS = {"api_key": "sk-user", "admin_api_key": "sk-admin"}

# Of no meaning to the API: the connection's, the transport's, and who is talking.
_PASSED_OVER = {
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-stainless-arch",
    "x-stainless-async",
    "x-stainless-lang",
    "x-stainless-os",
    "x-stainless-package-version",
    "x-stainless-runtime",
    "x-stainless-runtime-version",
}


def facts_of(asked: Asked) -> Facts:
    """What a request says: method, path, query, headers that carry meaning, and body."""
    kind = asked.headers.get("content-type", "")
    headers = {name: value for name, value in asked.headers.items() if name not in _PASSED_OVER}
    headers["content-type"] = re.sub(r"; boundary=.*", "", kind)
    if not asked.body:
        del headers["content-type"]  # of nothing; the official client declares it, which the list of differences says
    facts: Facts = {
        "method": asked.method,
        "path": urlsplit(asked.target).path,
        "query": _query(urlsplit(asked.target).query),
        "headers": dict(sorted(headers.items())),
    }
    if kind.startswith("multipart/form-data"):
        facts["form"] = _parts(kind, asked.body)
    elif kind.startswith("application/json") and asked.body:
        facts["json"] = json.loads(asked.body)
    elif asked.body:
        facts["bytes"] = asked.body.decode("latin-1")
    return facts


def _query(text: str) -> list[list[str]]:
    """Names and values. Their order means something among equal names only."""
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    return sorted(([unquote_plus(name), unquote_plus(value)] for name, _, value in pairs), key=lambda pair: pair[0])


def _parts(kind: str, body: bytes) -> list[list[str | None]]:
    """Name, file name, content type and content of each part; their order means something among equal names only."""
    message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    parts: list[Message] = message.get_payload()  # type: ignore[assignment]
    found: list[list[str | None]] = []
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        content: Any = part.get_payload(decode=True)
        declared = part["content-type"]
        found.append([str(name), part.get_filename(), declared, content.decode("latin-1")])
    return sorted(found, key=lambda part: part[0] or "")


def _answer(asked: Asked) -> Reply:
    streams = b'"stream":true' in asked.body.replace(b" ", b"") or "stream=true" in asked.target
    if streams or (b'name="stream"' in asked.body and b"true" in asked.body):
        return Reply(body=b"data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})
    return Reply(body={"data": [], "object": "list", "has_more": False})


def _bound(client: Any, call: WireCall) -> Any:
    method = client
    for name in call.method.split("."):
        method = getattr(method, name)
    return method


def _options(call: WireCall, url: str) -> dict[str, Any]:
    return {**KEYS, "base_url": url, "max_retries": 0, **call.client}


def observe(make: Callable[..., Any]) -> dict[str, Facts]:
    """The facts of every call with sync clients that ``make`` makes."""
    found: dict[str, Facts] = {}
    clients: dict[str, Any] = {}
    with scripted_server(_answer) as server, ExitStack() as stack:
        for call in CALLS:
            key = repr(call.client)
            if key not in clients:
                clients[key] = stack.enter_context(make(**_options(call, server.url)))
            try:
                value = _bound(clients[key], call)(*call.args, **call.kwargs)
            except Exception as error:
                raise RuntimeError(f"{call.name}: {error!r}") from error
            if hasattr(value, "close"):
                value.close()
            found[call.name] = _only_one(server.requests, call)
    return found


def observe_async(make: Callable[..., Any]) -> dict[str, Facts]:
    """The facts of every call with async clients that ``make`` makes."""
    found: dict[str, Facts] = {}
    clients: dict[str, Any] = {}

    async def all_calls() -> None:
        async with AsyncExitStack() as stack:
            for call in CALLS:
                key = repr(call.client)
                if key not in clients:
                    clients[key] = await stack.enter_async_context(make(**_options(call, server.url)))
                try:
                    value = _bound(clients[key], call)(*call.args, **call.kwargs)
                    value = await value if isawaitable(value) else value
                except Exception as error:
                    raise RuntimeError(f"{call.name}: {error!r}") from error
                close = getattr(value, "aclose", None) or getattr(value, "close", None)
                if close is not None and isawaitable(closing := close()):
                    await closing
                found[call.name] = _only_one(server.requests, call)

    with scripted_server(_answer) as server:
        asyncio.run(all_calls())
    return found


def _only_one(requests: list[Asked], call: WireCall) -> Facts:
    """The facts of the one request that a call made."""
    assert len(requests) == 1, f"{call.name} made {len(requests)} requests"
    return facts_of(requests.pop())
