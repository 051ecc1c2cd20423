"""The operations of a document, and what a request must be to be one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from harness.bodies import Body, read_body
from harness.forms import BadKey, coerce, nest
from harness.schemas import SchemaBook, normalise

VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """One declared parameter. ``key`` is its name without the ``[]`` that some documents write."""

    name: str
    location: str
    schema: Any
    required: bool

    @property
    def key(self) -> str:
        return self.name.removesuffix("[]")


@dataclass(frozen=True)
class Answer:
    """One declared response: its status, media type and schema, the latter two None where there is no body."""

    status: int
    media_type: str | None
    schema: Any = None


@dataclass(frozen=True)
class Endpoint:
    """One operation. ``fixed`` are query values that stand in the document's path key."""

    verb: str
    key: str
    template: str
    fixed: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    bodies: Mapping[str, Body]
    body_required: bool
    answers: tuple[Answer, ...]
    security: tuple[frozenset[str], ...]

    @property
    def id(self) -> str:
        return f"{self.verb.upper()} {self.key}"

    def success(self, *, stream: bool = False) -> Answer:
        """The first declared answer of status 2xx, an event stream or not."""
        for answer in self.answers:
            if 200 <= answer.status < 300 and (answer.media_type == "text/event-stream") == stream:
                return answer
        raise LookupError(f"{self.id} declares no {'stream' if stream else 'answer'}")


@dataclass
class Received:
    """A request as the document reads it: names are the wire's, values are typed."""

    endpoint: Endpoint | None = None
    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    problems: list[str] = field(default_factory=list)


class Contract:
    """Matches requests with the operations of a document and says what is wrong with them."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.book = SchemaBook(document)
        self.endpoints = tuple(self._endpoints(document))
        self._by_id = {endpoint.id: endpoint for endpoint in self.endpoints}

    def endpoint(self, verb: str, key: str) -> Endpoint:
        """The operation with this verb and path, as the document writes it. Raises ``KeyError``."""
        return self._by_id[f"{verb.upper()} {key}"]

    def read(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Received:
        """Judge a request. ``target`` is path and query below the server's base URL; header names are lower case."""
        url = urlsplit(target)
        pairs = parse_qsl(url.query, keep_blank_values=True)
        found = self._match(method, url.path, pairs)
        received = Received(endpoint=found[0] if found else None, headers=dict(headers))
        if not found:
            received.problems.append(f"no operation {method} {target}")
            return received
        endpoint, values = found
        self._path(endpoint, values, received)
        self._query(endpoint, [pair for pair in pairs if pair not in endpoint.fixed.items()], received)
        self._headers(endpoint, received)
        self._body(endpoint, content, received)
        return received

    # --- judging

    def _match(self, method: str, path: str, pairs: list[tuple[str, str]]) -> tuple[Endpoint, dict[str, str]] | None:
        best: tuple[Endpoint, dict[str, str]] | None = None
        for endpoint in self.endpoints:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(endpoint.template))
            match = re.fullmatch(pattern, path)
            if method.lower() != endpoint.verb or match is None or not set(endpoint.fixed.items()) <= set(pairs):
                continue
            values = {name: unquote(value, errors="strict") for name, value in match.groupdict().items()}
            # A path without parameters wins over one with, and a path with a fixed query over one without.
            if best is None or (len(endpoint.fixed), -len(values)) > (len(best[0].fixed), -len(best[1])):
                best = (endpoint, values)
        return best

    def _path(self, endpoint: Endpoint, values: dict[str, str], received: Received) -> None:
        for name, value in values.items():
            declared = [p for p in endpoint.parameters if p.location == "path" and p.name == name]
            schema = declared[0].schema if declared else {"type": "string"}
            received.path[name] = coerce(self.book, schema, value)
            self._judge(f"path parameter {name}", schema, received.path[name], received)

    def _query(self, endpoint: Endpoint, pairs: list[tuple[str, str]], received: Received) -> None:
        declared = {p.key: p for p in endpoint.parameters if p.location == "query"}
        try:
            raw = nest(pairs)
        except BadKey as error:
            received.problems.append(f"query: brackets don't match in {error}")
            return
        for name, value in raw.items():
            if name not in declared:
                received.problems.append(f"query: {name} is not declared")
                continue
            schema = declared[name].schema
            received.query[name] = coerce(self.book, schema, value)
            self._judge(f"query parameter {name}", schema, received.query[name], received)
        missing = [p.key for p in declared.values() if p.required and p.key not in raw]
        received.problems += [f"query: {name} is required" for name in missing]

    def _headers(self, endpoint: Endpoint, received: Received) -> None:
        for parameter in (p for p in endpoint.parameters if p.location == "header"):
            text = received.headers.get(parameter.name.lower())
            if text is None:
                if parameter.required:
                    received.problems.append(f"header {parameter.name} is required")
                continue
            simple = self.book.resolve(parameter.schema).get("type") == "array"
            value = coerce(self.book, parameter.schema, text.split(",") if simple else text)
            self._judge(f"header {parameter.name}", parameter.schema, value, received)

    def _body(self, endpoint: Endpoint, content: bytes, received: Received) -> None:
        media_type = received.headers.get("content-type", "")
        plain = media_type.split(";")[0].strip().lower()
        if not content:
            if endpoint.body_required:
                received.problems.append("a body is required")
            return
        if plain not in endpoint.bodies:
            wanted = ", ".join(endpoint.bodies) or "none"
            received.problems.append(f"body: content type {media_type!r} is not declared (declared: {wanted})")
            return
        body = endpoint.bodies[plain]
        received.body, problems = read_body(self.book, body, media_type, content)
        received.problems += problems
        if not problems and body.schema is not None:
            self._judge("body", body.schema, received.body, received)

    def _judge(self, what: str, schema: Any, value: Any, received: Received) -> None:
        received.problems += [f"{what}: {problem}" for problem in self.book.problems(schema, value)]

    # --- reading the document

    def _endpoints(self, document: dict[str, Any]) -> list[Endpoint]:
        default = document.get("security", [])
        return [
            self._endpoint(document, verb, key, item, default)
            for key, item in document["paths"].items()
            for verb in VERBS
            if verb in item
        ]

    def _endpoint(self, document: dict[str, Any], verb: str, key: str, item: Any, default: list[Any]) -> Endpoint:
        operation, (template, _, fixed) = item[verb], key.partition("?")
        declared = [_follow(document, p) for p in [*item.get("parameters", []), *operation.get("parameters", [])]]
        request = _follow(document, operation.get("requestBody", {}))
        return Endpoint(
            verb=verb,
            key=key,
            template=template,
            fixed=dict(parse_qsl(fixed)),
            parameters=tuple(
                Parameter(p["name"], p["in"], normalise(p.get("schema", {})), p.get("required", False))
                for p in declared
                if p["name"] not in dict(parse_qsl(fixed))
            ),
            bodies={kind: Body.of(kind, value) for kind, value in request.get("content", {}).items()},
            body_required=request.get("required", False),
            answers=tuple(
                answer
                for status, response in operation["responses"].items()
                for answer in _answers(status, _follow(document, response))
            ),
            security=tuple(frozenset(need) for need in operation.get("security", default)),
        )


def _answers(status: str, response: dict[str, Any]) -> list[Answer]:
    if not status.isdigit():
        return []
    content = response.get("content", {})
    if not content:
        return [Answer(int(status), None)]
    return [Answer(int(status), kind, normalise(value.get("schema"))) for kind, value in content.items()]


def _follow(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        node = target
    return node
