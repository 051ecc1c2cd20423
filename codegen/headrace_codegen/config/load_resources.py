"""Reading the resource tree: resources, methods, models, endpoints."""

from __future__ import annotations

from typing import Literal

from headrace_codegen.config.durations import seconds
from headrace_codegen.config.model import (
    Endpoint,
    MethodConfig,
    MethodStreaming,
    ModelConfig,
    ResourceConfig,
    WebhookUnwrap,
)
from headrace_codegen.config.table import Table, reject
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.grammar import VERBS
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

__all__ = ["deprecation", "endpoint", "resource", "skipped"]

_MethodType = Literal["http", "alias", "webhook_unwrap"]
_METHOD_TYPES: tuple[_MethodType, ...] = ("http", "alias", "webhook_unwrap")


def resource(node: Node, diagnostics: Diagnostics, parent: str = "") -> ResourceConfig:
    """One resource with everything below it. ``parent`` is the path of the resource that holds it."""
    table = Table(node, diagnostics)
    name = node.key
    path = f"{parent}.{name}" if parent else name
    table.ignore("terraform", "mcp", "custom")
    found = ResourceConfig(
        name=name,
        path=path,
        models={key: model(item, diagnostics) for key, item in table.members("models")},
        methods={key: method(item, diagnostics) for key, item in table.members("methods")},
        subresources=tuple(resource(item, diagnostics, path) for _, item in table.members("subresources")),
        standalone=table.flag("standalone_api"),
        description=table.plain("description"),
        deprecated=deprecation(table),
        skipped=skipped(table),
        pointer=node.pointer,
    )
    table.close()
    return found


def endpoint(text: Located, diagnostics: Diagnostics, node: Node) -> Endpoint | None:
    """``verb /path``; an error at ``node`` for anything else."""
    verb, _, path = text.partition(" ")
    if verb.lower() in VERBS and path.strip().startswith("/"):
        return Endpoint(verb=verb.lower(), path=path.strip(), pointer=text.pointer)
    diagnostics.error(
        "config/bad-endpoint", f"{str(text)!r} is no endpoint", node, hint="write `verb /path`, such as `get /files`"
    )
    return None


def method(node: Node, diagnostics: Diagnostics) -> MethodConfig:
    """One method, in its short form (an endpoint) or as an object."""
    if isinstance(node.value, str):
        short = endpoint(Located(node.value, node.pointer), diagnostics, node)
        return MethodConfig(name=node.key, endpoint=short, pointer=node.pointer)
    if not is_object(node.value):
        reject(diagnostics, node, "an endpoint or an object")
        return MethodConfig(name=node.key, pointer=node.pointer)
    table = Table(node, diagnostics)
    kind: _MethodType = table.choice("type", _METHOD_TYPES) or "http"
    written = table.text("endpoint")
    options = table.table("default_request_options")
    docs = table.table("docs")
    found = MethodConfig(
        name=node.key,
        type=kind,
        endpoint=endpoint(written, diagnostics, node["endpoint"]) if written is not None else None,
        to=table.text("to"),
        webhook=_webhook(table) if kind == "webhook_unwrap" else None,
        paginated=_paginated(table),
        unwrap=_unwrap(table),
        body_param_name=table.text("body_param_name"),
        positional_params=table.texts("positional_params"),
        streaming=_streaming(table),
        timeout=seconds(options, "timeout") if options else None,
        max_retries=options.whole("max_retries") if options else None,
        skip_test_reason=_for_python(table, "skip_test_reason"),
        deprecated=deprecation(table),
        skipped=skipped(table),
        pointer=node.pointer,
    )
    if kind == "http" and written is None:
        table.missing("endpoint")
    if kind == "alias" and found.to is None:
        table.missing("to")
    table.ignore("terraform", "mcp", "parameters")
    table.unsupported("request_body", "response")
    for inner in (options, docs):
        if inner is not None:
            inner.ignore("description", "summary", "response_property")
            inner.close()
    table.close()
    return found


def model(node: Node, diagnostics: Diagnostics) -> ModelConfig:
    """One model, in its short form (a component's name, a pointer or a query) or as an object."""
    if isinstance(node.value, str):
        return ModelConfig(name=node.key, target=Located(node.value, node.pointer), pointer=node.pointer)
    if not is_object(node.value):
        reject(diagnostics, node, "a schema's name or an object")
        return ModelConfig(name=node.key, pointer=node.pointer)
    table = Table(node, diagnostics)
    alias = table.choice("type", ("model", "alias")) == "alias"
    found = ModelConfig(
        name=node.key,
        target=table.text("openapi_uri"),
        alias_to=table.text("to") if alias else None,
        no_params_suffix=table.flag("no_params_suffix"),
        param_model=table.text("param_model"),
        force=table.flag("force_generation"),
        deprecated=deprecation(table),
        skipped=skipped(table),
        pointer=node.pointer,
    )
    if alias and found.alias_to is None:
        table.missing("to")
    if not alias and found.target is None:
        table.missing("openapi_uri")
    table.ignore("terraform", "mcp")
    table.close()
    return found


def deprecation(table: Table) -> str | None:
    """The notice of ``deprecated``, which is text, true, or text by language."""
    if table.value("deprecated") is True:
        return "It will be removed in a later version."
    return None if table.value("deprecated") is False else _for_python(table, "deprecated")


def skipped(table: Table) -> bool:
    """Whether ``skip`` or ``only`` keeps this from Python. Names of languages that don't exist are not checked."""
    return _names_python(table, "skip", absent=False) or not _names_python(table, "only", absent=True)


def _names_python(table: Table, key: str, *, absent: bool) -> bool:
    node = table.child(key)
    if node is None:
        return absent
    if isinstance(node.value, bool):
        return node.value
    return "python" in (table.texts(key) or ())


def _for_python(table: Table, key: str) -> str | None:
    node = table.child(key)
    if node is not None and is_object(node.value):
        inner = Table(node, table.diagnostics)
        return inner.plain("python") or inner.plain("default")
    return table.plain(key)


def _paginated(table: Table) -> Located | bool | None:
    node = table.child("paginated")
    return node.value if node is not None and isinstance(node.value, bool) else table.text("paginated")


def _unwrap(table: Table) -> Located | Literal[False] | None:
    node = table.child("unwrap_response")
    return False if node is not None and node.value is False else table.text("unwrap_response")


def _streaming(table: Table) -> MethodStreaming | None:
    inner = table.table("streaming")
    if inner is None:
        return None
    found = MethodStreaming(
        format=inner.choice("type", ("sse", "jsonl")) or "sse",
        param=inner.text("param_discriminator"),
        event_model=inner.text("stream_event_model"),
        params_type_name=inner.text("params_type_name"),
        pointer=inner.pointer,
    )
    inner.close()
    return found


def _webhook(table: Table) -> WebhookUnwrap:
    events = table.child("event_types")
    if events is not None and is_array(events.value):
        names = table.texts("event_types") or ()
    else:
        names = tuple(Located(key, item.pointer) for key, item in table.members("event_types"))
    return WebhookUnwrap(
        discriminator=table.text("discriminator"),
        key_option=table.text("webhook_key_opt"),
        event_types=names,
        pointer=table.pointer,
    )
