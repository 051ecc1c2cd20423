"""From schemas to declarations: the face of type lowering towards the rest of ``lower``.

The order of use matters a little, because a response names the schema that it returns:

1. make one ``TypeLowering``;
2. call ``response_type`` / ``item_type`` / ``event_type`` for all methods, in the order of the config (the first one that returns an inline
   part of a named model gives that part its name);
3. ``params_type``, ``param_type``, ``tag_variants``, ``webhook_type`` in any order;
4. ``finish`` once, last. It lowers what was only named so far, orders declarations and breaks import cycles.

What can't be expressed becomes ``object`` at the smallest node, with a line in the ledger. Nothing here refuses a schema; only a ``$ref`` that
leads nowhere is an error (from ``Document.resolve``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from headrace_codegen import ir

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.document import Document
    from headrace_codegen.source import Node

__all__ = ["BodyInput", "BodyPlan", "ParamInput", "ParamsResult", "Scope", "StreamSwitch", "TypeLowering"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a method's own types go and what they are called after.

    ``resource`` is the attribute path (``("chat", "completions")``; ``()`` is the client), ``package`` the package of its types
    (``"types.chat"``), ``method`` the Python name of the method. Make it with ``TypeLowering.scope``.
    """

    resource: tuple[str, ...]
    package: str
    prefix: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamInput:
    """One path, query or header parameter, as the document (or a path template) has it.

    ``node`` is the resolved parameter object; None for a path placeholder that the document doesn't declare. ``required`` None means: as the
    node says. ``name`` overrides the Python name.
    """

    wire: str
    location: Literal["path", "query", "header"]
    node: Node | None = None
    positional: bool = False
    required: bool | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyInput:
    """The request body: the schema of the chosen media type.

    ``param_name`` is the argument for a body that is not an object (``body_param_name``; default ``"body"``).
    """

    schema: Node
    media_type: str = "application/json"
    required: bool = False
    param_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSwitch:
    """The boolean property (wire name) that turns streaming on, and the word in the class names (default ``"Streaming"``)."""

    wire: str
    location: Literal["body", "query"] = "body"
    type_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPlan:
    """What the runtime must know to write the body; fits ``ir.Body`` field by field. ``whole`` is the argument that is the body."""

    whole: str | None = None
    files: tuple[tuple[str, ...], ...] = ()
    transforms: tuple[ir.Transform, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamsResult:
    """The arguments of a method.

    ``params`` are in the order of the signature: positional, required, optional; the stream switch is among them. ``named`` is the
    ``XParams`` type, None where there is neither query nor body. ``overloads`` has one entry for each variant of a union body (naming rule
    5.7), as differences to ``params``; the streaming overloads are the caller's business.
    """

    params: tuple[ir.Param, ...]
    named: ir.Named | None = None
    overloads: tuple[ir.Overload, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    body: BodyPlan = BodyPlan()


class TypeLowering:
    """Lowers schemas on demand and remembers what it declared. ``docs`` gives descriptions (``config.docs``) or is None."""

    def __init__(self, document: Document, config: Config, diagnostics: Diagnostics, docs: object | None = None) -> None: ...

    def scope(self, resource: tuple[str, ...], method: str) -> Scope:
        """The scope of a method: resource path as written in the config, method key as written."""

    def package(self, resource: tuple[str, ...]) -> str:
        """The types package of a resource: ``"types"``, ``"types.chat"``; see naming rule 5.2."""

    def response_type(self, node: Node | None, scope: Scope) -> ir.TypeExpr:
        """The type of a method's JSON success response (after unwrapping): a configured model, an own ``<X>Response``, or a plain type.

        ``node`` None or an empty schema is ``Prim("any")``.
        """

    def item_type(self, node: Node, scope: Scope) -> ir.TypeExpr:
        """The type of a page's items."""

    def event_type(self, node: Node, scope: Scope) -> ir.TypeExpr:
        """The type of one event of a stream."""

    def model_type(self, path: str) -> ir.TypeExpr | None:
        """The response type of a configured model by path (``"responses.response_stream_event"``), or None if there is none."""

    def webhook_type(self, node: Node, name: str) -> ir.TypeExpr:
        """The type of what a webhook delivers."""

    def param_type(self, node: Node, scope: Scope, name: str) -> ir.TypeExpr:
        """The request-side type of one value, for callers that build an argument themselves."""

    def params_type(
        self,
        scope: Scope,
        params: tuple[ParamInput, ...],
        body: BodyInput | None = None,
        stream: StreamSwitch | None = None,
    ) -> ParamsResult:
        """The arguments of a method, and the module of its ``Params`` type where it needs one (naming rules 5.3, 5.7, 5.8)."""

    def tag_variants(self, event: ir.TypeExpr) -> tuple[str | None, tuple[tuple[str, ir.Named], ...]]:
        """The discriminator (wire name) of a union of events and the class for each tag value; ``(None, ())`` if there is no tag."""

    def schema_of(self, expr: ir.TypeExpr) -> Node | None:
        """The schema that a declared type came from, for callers that look for properties (terminal events, usage, cursors)."""

    def finish(self) -> tuple[tuple[ir.TypeModule, ...], tuple[ir.TypePackage, ...], tuple[ir.LedgerLine, ...]]:
        """Lowers everything that was named, and returns modules sorted by name, their packages, and the ledger."""
