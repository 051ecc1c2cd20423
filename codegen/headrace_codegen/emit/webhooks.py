"""Methods that verify and read webhooks: no request is made, so they are the same in the sync and the async class."""

from __future__ import annotations

from headrace_codegen import ir
from headrace_codegen.emit.annotations import Annotator
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.signatures import MethodView, SignatureView
from headrace_codegen.emit.text import EmitError, call, docstring, identifier, literal

__all__ = ["webhook_constant", "webhook_methods"]

_TOLERANCE = 300


def webhook_constant(hook: ir.Unwrap, client: ir.Client, imports: Imports) -> str:
    """The descriptor: an expression that makes a ``Webhook``."""
    if isinstance(hook.type, ir.Named):
        target = f"{client.package}.{hook.type.module}:{hook.type.name}"
    elif hook.type == ir.Prim("any"):
        target = "builtins:object"
    else:
        raise EmitError(f"the type of the webhook method {hook.name} has no name")
    option = literal(hook.key_option) if hook.key_option else None
    return call(imports.spi("Webhook"), [("type", f"{imports.spi('Ref')}({literal(target)})"), ("option", option)])


def webhook_methods(hook: ir.Unwrap, constant: str, imports: Imports) -> list[MethodView]:
    """The method itself, and the one that only verifies if there is to be one."""
    annotator = Annotator(
        imports, lambda name: imports.inside(name.module, name.name, "typing"), bar=True, place="typing"
    )
    returns = annotator.text(hook.type)
    if hook.key_option is None:
        text = hook.doc or "The event in a webhook's payload. Its signature is not checked: it may come from anybody."
        return [
            _method(
                hook.name, ("payload: str | bytes",), returns, text, f"return self._read_webhook({constant}, payload)"
            )
        ]
    mapping = imports.outside("collections.abc", "Mapping", "typing")
    secret = identifier(hook.argument)
    given = ("payload: str | bytes", f"headers: {mapping}[str, str]", "*", f"{secret}: str | bytes | None = None")
    passed = f"{constant}, payload, headers, {secret}"
    methods = [
        _method(
            hook.name,
            given,
            returns,
            _prose(hook.doc or "Check a webhook's signature, and read the event in it.", hook),
            f"self._verify_webhook({passed})\n        return self._read_webhook({constant}, payload)",
        )
    ]
    if hook.verify is not None:
        text = _prose("Check a webhook's signature and age.", hook, "tolerance: Seconds that it may be old.")
        statement = f"self._verify_webhook({passed}, tolerance)"
        methods.append(_method(hook.verify, (*given, f"tolerance: int = {_TOLERANCE}"), "None", text, statement))
    return methods


def _method(name: str, parameters: tuple[str, ...], returns: str, text: str, statement: str) -> MethodView:
    return MethodView(
        name=identifier(name),
        definition="def",
        decorators=(),
        overloads=(),
        signature=SignatureView(parameters, returns),
        doc=docstring(text, indent=8),
        statement=statement,
    )


def _prose(summary: str, hook: ir.Unwrap, *further: str) -> str:
    lines = [
        "payload: The request's body as it came.",
        "headers: The request's headers.",
        f"{hook.argument}: The secret that signs webhooks. Default: the client's ``{hook.key_option}``.",
        *further,
    ]
    raised = [
        "InvalidWebhookSignatureError: No signature fits, or the webhook is older than five minutes.",
        "ValueError: A header is missing, there is no secret, or the payload is not JSON.",
    ]
    if further:
        raised = [
            raised[0].replace("five minutes", "``tolerance``"),
            raised[1].replace(", or the payload is not JSON", ""),
        ]
        raised[1] = raised[1].replace("missing, there", "missing, or there")
    text = [
        summary,
        "",
        "Args:",
        *(f"    {line}" for line in lines),
        "",
        "Raises:",
        *(f"    {line}" for line in raised),
    ]
    return "\n".join(text)
