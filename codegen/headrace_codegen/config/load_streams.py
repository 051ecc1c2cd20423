"""Reading pagination schemes, streaming rules and document transforms."""

from __future__ import annotations

from typing import Literal

from headrace_codegen.config.model import (
    PaginationProperty,
    PaginationScheme,
    StreamingConfig,
    StreamingRule,
    TransformConfig,
)
from headrace_codegen.config.table import Table, kind_of
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import Node

__all__ = ["pagination", "streaming", "transforms"]

_PageType = Literal["cursor", "cursor_id", "cursor_url", "fake_page", "offset", "page_number"]
_Handle = Literal["done", "error", "yield", "skip", "continue"]
_HANDLES: tuple[_Handle, ...] = ("done", "error", "yield", "skip", "continue")
_PAGE_TYPES: tuple[_PageType, ...] = ("cursor", "cursor_id", "cursor_url", "fake_page", "offset", "page_number")
_PURPOSE = "x-stainless-pagination-property"


def pagination(root: Table) -> tuple[PaginationScheme, ...]:
    """The schemes in their order, which is the order in which methods are matched to them."""
    found = [_scheme(node, root.diagnostics) for node in root.rows("pagination")]
    schemes = [scheme for scheme in found if scheme is not None]
    seen: set[str] = set()
    for scheme in schemes:
        if scheme.name in seen:
            place = Node(None, scheme.name.pointer, root.node.document)
            root.diagnostics.error(
                "config/repeated-name", f"there are two pagination schemes {str(scheme.name)!r}", place
            )
        seen.add(scheme.name)
    return tuple(schemes)


def _scheme(node: Node, diagnostics: Diagnostics) -> PaginationScheme | None:
    table = Table(node, diagnostics)
    name, kind = table.text("name"), table.choice("type", _PAGE_TYPES)
    found = None
    if name is None:
        table.missing("name")
    elif kind is None:
        if "type" not in table:
            table.missing("type")
    else:
        found = PaginationScheme(
            name=name,
            type=kind,
            request=tuple(_property(key, item, diagnostics) for key, item in table.members("request")),
            response=tuple(_property(key, item, diagnostics) for key, item in table.members("response")),
            location=table.choice("param_location", ("query", "body")) or "query",
            continue_on_empty_items=table.flag("continue_on_empty_items"),
            description=table.plain("description"),
            pointer=node.pointer,
        )
    table.ignore("type", "request", "response", "param_location", "continue_on_empty_items", "description")
    table.close()
    return found


def _property(name: str, node: Node, diagnostics: Diagnostics) -> PaginationProperty:
    """A property with its schema. The schema is plain data: it is compared with the document's, not generated from."""
    schema = node.value if is_object(node.value) else {}
    if not is_object(node.value):
        message = f"{name!r} must be a schema, not {kind_of(node.value)}"
        diagnostics.error("config/wrong-type", message, node)
    table = Table(node, diagnostics).table(_PURPOSE) if _PURPOSE in node else None
    if table is None:
        return PaginationProperty(name=name, schema=schema, pointer=node.pointer)
    found = PaginationProperty(
        name=name,
        schema=schema,
        purpose=table.text("purpose"),
        top_level_array=table.flag("is_top_level_array"),
        header=table.text("from_header"),
        required=table.flag("required"),
        pointer=node.pointer,
    )
    table.close()
    return found


def streaming(root: Table) -> StreamingConfig:
    table = root.table("streaming")
    if table is None:
        return StreamingConfig()
    rules = [_rule(node, root.diagnostics) for node in table.rows("on_event")]
    table.close()
    return StreamingConfig(on_event=tuple(rule for rule in rules if rule is not None), pointer=table.pointer)


def _rule(node: Node, diagnostics: Diagnostics) -> StreamingRule | None:
    table = Table(node, diagnostics)
    handle = table.choice("handle", _HANDLES)
    start = table.plain("data_starts_with")
    names, unnamed = _event_types(table)
    fallthrough = table.choice("kind", ("fallthrough",)) == "fallthrough"
    error_property = table.text("error_property")
    table.close()
    if handle is None:
        if "handle" not in table:
            table.missing("handle")
        return None
    if start is None and not names and not unnamed and not fallthrough:
        hint = "give data_starts_with, event_type, or kind: fallthrough"
        diagnostics.error("config/bad-value", "this rule matches no event", node, hint=hint)
        return None
    return StreamingRule(
        handle="skip" if handle == "continue" else handle,
        data_starts_with=start,
        event_types=names,
        unnamed=unnamed,
        fallthrough=fallthrough,
        error_property=error_property,
        pointer=node.pointer,
    )


def _event_types(table: Table) -> tuple[tuple[Located, ...], bool]:
    """The names of ``event_type``, and whether null is one of them: an event that has no name."""
    node = table.node.get("event_type")
    if node is None or not is_array(node.value):
        return table.texts("event_type") or (), node is not None and node.value is None
    table.ignore("event_type")
    named = [item for item in node if item.value is not None]
    for item in named:
        if not isinstance(item.value, str):
            table.diagnostics.error(
                "config/wrong-type", f"items of 'event_type' must be text or null, not {kind_of(item.value)}", item
            )
    names = tuple(Located(item.value, item.pointer) for item in named if isinstance(item.value, str))
    return names, len(named) < len(node)


def transforms(root: Table) -> tuple[TransformConfig, ...]:
    """``openapi.transforms`` and the older ``openapi.transformations``; the arguments are left to whoever runs them."""
    table = root.table("openapi")
    if table is None:
        return ()
    found = [
        transform
        for key in ("transformations", "transforms")
        for node in table.rows(key)
        if (transform := _transform(node, root.diagnostics, legacy=key == "transformations")) is not None
    ]
    table.ignore("code_samples", "code_sample_languages")
    table.close()
    return tuple(found)


def _transform(node: Node, diagnostics: Diagnostics, *, legacy: bool) -> TransformConfig | None:
    table = Table(node, diagnostics)
    command, reason, args = table.text("command"), table.plain("reason"), table.value("args")
    if command is None:
        table.missing("command")
        return None
    if args is not None and not is_object(args) and not is_array(args):
        message = f"'args' must be an object, not {kind_of(args)}"
        diagnostics.error("config/wrong-type", message, node["args"])
        return None
    table.close()
    return TransformConfig(
        command=Located(command, command.pointer), reason=reason, args=args, legacy=legacy, pointer=node.pointer
    )
