"""``_exceptions.py``: the SDK's own exception tree, each class also a subclass of the runtime's class of that name."""

from __future__ import annotations

from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import identifier, literal

__all__ = ["exception_names", "exceptions_module"]

TREE = (
    ("APIError", "", "Something went wrong with one request; the subclasses tell what."),
    ("APIConnectionError", "APIError", "No whole answer arrived. ``__cause__`` tells why."),
    ("APITimeoutError", "APIConnectionError", "A time limit ran out."),
    ("StreamTruncatedError", "APIConnectionError", "A stream ended before its end was signalled."),
    ("APIResponseValidationError", "APIError", "The answer doesn't have the declared shape (strict mode only)."),
    ("APIStatusError", "APIError", "The server said no: a status of 4xx or 5xx."),
    ("BadRequestError", "APIStatusError", "Status 400."),
    ("AuthenticationError", "APIStatusError", "Status 401."),
    ("PermissionDeniedError", "APIStatusError", "Status 403."),
    ("NotFoundError", "APIStatusError", "Status 404."),
    ("ConflictError", "APIStatusError", "Status 409."),
    ("UnprocessableEntityError", "APIStatusError", "Status 422."),
    ("RateLimitError", "APIStatusError", "Status 429."),
    ("InternalServerError", "APIStatusError", "Status 500 or above."),
    ("StreamError", "APIError", "What arrived can't be read as the stream that was asked for."),
    ("EventTooLargeError", "StreamError", "One event of a stream is larger than the limit."),
    ("StreamContentTypeError", "StreamError", "The answer is no event stream."),
    ("StreamDecodeError", "StreamError", "The data of one event is not JSON."),
    ("InvalidWebhookSignatureError", "", "A webhook that did not come from the API, or long ago."),
)
"""Name, base (empty: the SDK's root) and docstring."""

WEBSOCKETS = (
    ("WebSocketConnectionClosedError", "APIConnectionError", "A websocket is closed, and not as it should be."),
    ("WebSocketQueueFullError", "APIError", "Too much waits for a websocket to be opened."),
)
"""Likewise, where there are connections."""


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """One class. ``bases`` are the SDK's own base, then the runtime's class."""

    name: str
    bases: str
    doc: str


@dataclass(frozen=True, slots=True)
class ExceptionsView:
    """``_exceptions.py``."""

    imports: tuple[str, ...]
    exports: str
    classes: tuple[ExceptionView, ...]


def exception_names(client: ir.Client) -> list[str]:
    """All classes of the tree."""
    return [f"{client.name}Error", *(name for name, _, _ in _tree(client))]


def _tree(client: ir.Client) -> tuple[tuple[str, str, str], ...]:
    return TREE if client.websockets_extra is None else (*TREE, *WEBSOCKETS)


def exceptions_module(client: ir.Client) -> str:
    """The text of ``_exceptions.py``."""
    names = exception_names(client)
    root = identifier(names[0])
    imports = Imports("_exceptions", taken=set(names))
    classes = [ExceptionView(root, imports.spi("HeadraceError"), f"The root of all exceptions of {client.name}.")]
    for name, base, doc in _tree(client):
        classes.append(ExceptionView(name, f"{base or root}, {imports.spi(name)}", doc))
    view = ExceptionsView(tuple(imports.lines("top")), literal(sorted(names)), tuple(classes))
    return render("exceptions.py", view)
