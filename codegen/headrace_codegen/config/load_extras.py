"""Reading the key ``headrace``: what the Stainless format has no words for."""

from __future__ import annotations

from headrace_codegen.config.extras import HeadraceConfig, MethodExtras, ResponsesBy
from headrace_codegen.config.load_connections import load_connections
from headrace_codegen.config.load_lib import load_lib
from headrace_codegen.config.load_stream_extras import streams
from headrace_codegen.config.table import Table, reject
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.plain import is_array
from headrace_codegen.source import Node

__all__ = ["headrace"]


def headrace(root: Table) -> HeadraceConfig:
    """Everything under ``headrace``; an empty config where the key is absent."""
    table = root.table("headrace")
    if table is None:
        return HeadraceConfig()
    sections = ("naming", "python", "client", "messages", "webhooks")
    naming, python, client, messages, webhooks = (_section(table, key) for key in sections)
    suffix = naming.plain("resource_suffix")
    unreachable = table.choice("unreachable_models", ("emit", "skip"))
    connections = load_connections(table)
    found = HeadraceConfig(
        resource_suffix="Resource" if suffix is None else suffix,
        client_name=naming.text("client_name"),
        package_name=python.text("package_name"),
        project_name=python.text("project_name"),
        version=python.plain("version"),
        environment_option=client.text("environment_option"),
        webhook_argument=webhooks.plain("argument") or "key",
        webhook_verify=webhooks.plain("verify_method"),
        callable_options=client.texts("callable_options") or (),
        secret_options=client.texts("secret_options") or (),
        connect_timeout=client.number("connect_timeout"),
        platform_headers=client.flag("platform_headers"),
        compat=table.flag("compat"),
        aliases=_paths(table, "aliases"),
        sent=(*(messages.texts("sent") or ()), *(connection.sent for connection in connections)),
        received=(*(messages.texts("received") or ()), *(connection.received for connection in connections)),
        emit_unreachable=unreachable == "emit",
        second_names=_second_names(table),
        headers=_headers(table),
        methods={key: _method(node, root.diagnostics) for key, node in table.members("methods")},
        streams=streams(table),
        connections=connections,
        lib=load_lib(table),
        docs=table.text("docs"),
        upstream=table.text("upstream"),
        upstream_facts=table.flag("upstream_facts"),
        pointer=table.pointer,
    )
    for section in (naming, python, client, messages, webhooks, table):
        section.close()
    return found


def _section(table: Table, key: str) -> Table:
    """A member that is an object, or an empty object in its place."""
    return table.table(key) or Table(Node({}, f"{table.pointer}/{key}", table.node.document), table.diagnostics)


def _second_names(table: Table) -> dict[str, dict[str, Located]]:
    """Names of types by module."""
    found: dict[str, dict[str, Located]] = {}
    for module, node in table.members("second_names"):
        names = Table(node, table.diagnostics)
        found[module] = {name: text for name in dict(node.items()) if (text := names.text(name)) is not None}
    return found


def _paths(table: Table, key: str) -> dict[str, Located]:
    """An object of which all values are paths."""
    inner = table.table(key)
    found = {name: inner.text(name) for name, _ in inner.node.items()} if inner is not None else {}
    return {name: text for name, text in found.items() if text is not None}


def _headers(table: Table) -> dict[str, dict[str, str]]:
    inner = table.table("headers")
    return {} if inner is None else {path: inner.mapping(path) for path, _ in inner.node.items()}


def _method(node: Node, diagnostics: Diagnostics) -> MethodExtras:
    table = Table(node, diagnostics)
    found = MethodExtras(
        method=Located(node.key, node.pointer),
        result=table.choice("result", ("binary", "text", "json", "none")),
        headers=table.mapping("headers"),
        responses_by=_responses_by(table),
        params=table.texts("params"),
        required=_required(table),
        pointer=node.pointer,
    )
    table.close()
    return found


def _responses_by(table: Table) -> ResponsesBy | None:
    inner = table.table("responses_by")
    if inner is None:
        return None
    param = inner.text("param")
    cases: dict[str, Located | None] = {}
    for value, node in inner.members("cases"):
        if node.value is None or isinstance(node.value, str):
            cases[value] = None if node.value is None else Located(node.value, node.pointer)
        else:
            reject(table.diagnostics, node, "a model's path or null")
    inner.close()
    if param is None:
        inner.missing("param")
        return None
    return ResponsesBy(param=param, cases=cases, pointer=inner.pointer)


def _required(table: Table) -> tuple[tuple[Located, ...], ...] | None:
    node = table.child("required")
    if node is None:
        return None
    if not is_array(node.value):
        reject(table.diagnostics, node, "a list of lists of arguments")
        return None
    found: list[tuple[Located, ...]] = []
    for row in node:
        if is_array(row.value) and all(isinstance(item.value, str) for item in row):
            found.append(tuple(Located(item.value, item.pointer) for item in row))
        else:
            reject(table.diagnostics, row, "a list of arguments")
    return tuple(found)
