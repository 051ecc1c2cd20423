"""Webhooks: what the document says that the API sends, for ``webhook_unwrap`` methods and for users who read events
themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.results import is_json, media_name
from headrace_codegen.lower.shapes import is_empty

if TYPE_CHECKING:
    from headrace_codegen.config.model import MethodConfig
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = ["lower_unwrap", "lower_webhooks"]


def lower_unwrap(ctx: Context, method: MethodConfig, keys: tuple[str, ...]) -> ir.Unwrap:
    """The method that reads a webhook. Its type is declared by ``TypeLowering.finish``, beside the resource's other
    types.
    """
    config = method.webhook
    stem = f"{ctx.snake(method.name)}_webhook_event"
    named = ir.Named(f"{ctx.types.package(keys)}.{ctx.attribute(stem)}", ctx.pascal(stem))
    option = config.key_option if config is not None else None
    if option is not None and all(option != known.name for known in ctx.config.client_settings.opts):
        ctx.config_error("config/unknown-option", f"there is no client option {str(option)!r}", option.pointer)
    return ir.Unwrap(
        name=ctx.types.scope(keys, method.name).method,
        type=named if ctx.document.webhooks else ir.Prim("any"),
        discriminator=str(config.discriminator) if config is not None and config.discriminator is not None else None,
        key_option=ctx.argument(str(option)) if option is not None else None,
        argument=ctx.argument(ctx.config.headrace.webhook_argument),
        verify=ctx.config.headrace.webhook_verify if option is not None else None,
        origin=ctx.config_origin(method.pointer),
    )


def lower_webhooks(ctx: Context) -> tuple[ir.Webhook, ...]:
    """One entry for each webhook of the document whose payload is JSON, in its order; the others get a line in the
    ledger.
    """
    found: list[ir.Webhook] = []
    for name, item in ctx.document.webhooks.items():
        schema = _payload(ctx, item)
        if schema is None or is_empty(schema):
            ctx.ledger_line("webhook/no-payload", item, f"the webhook {name!r} declares no JSON payload", "left out")
            continue
        found.append(
            ir.Webhook(
                name=name, type=ctx.types.webhook_type(schema, name), origin=ir.Origin(schema.pointer, "webhooks")
            )
        )
    return tuple(found)


def _payload(ctx: Context, item: Node) -> Node | None:
    for verb in ("post", "put", "patch"):
        operation = item.get(verb)
        body = ctx.resolve(operation.get("requestBody")) if operation is not None else None
        content = body.get("content") if body is not None else None
        for media, node in content.items() if content is not None else ():
            if is_json(media_name(media)):
                return node.get("schema")
    return None
