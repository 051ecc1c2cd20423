"""The tree of resources, and the methods on it that are no operation's own."""

from __future__ import annotations

from dataclasses import dataclass

from headrace_codegen.ir.connections import Connection
from headrace_codegen.ir.derived import Derived
from headrace_codegen.ir.expressions import TypeExpr
from headrace_codegen.ir.operations import Method
from headrace_codegen.ir.origin import Origin

__all__ = ["MethodAlias", "Resource", "Unwrap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodAlias:
    """A second name of a method on the same resource."""

    name: str
    to: str
    deprecated: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrap:
    """A method that verifies and reads a webhook: no request is made. ``type`` is the union of its events, told apart
    by ``discriminator``.

    ``key_option`` is the client option with the secret that signs webhooks, ``argument`` the name of the argument that
    replaces it; without an option the signature isn't checked. ``verify`` names a method that only checks it.
    """

    name: str
    type: TypeExpr
    discriminator: str | None = None
    key_option: str | None = None
    argument: str = "key"
    verify: str | None = None
    doc: str | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A node of the resource tree.

    ``path`` is the attribute path from the client (``"chat.completions"``), ``module`` the module of the class
    (``"resources.chat.completions.completions"``), ``types`` the package of its types (``"types.chat"``). ``mixin``
    names a hand-written class below ``lib`` that the sync (and, with prefix ``Async``, the async) class inherits:
    ``"lib.responses:ResponsesExtras"``. ``names`` are hand-written names that the module has too, each with its place
    (``"lib.guards:validate"``). ``alias_of`` is the path of another resource that stands here a second time:
    class and module are that one's, and nothing else is said.
    """

    name: str
    path: str
    class_name: str
    module: str
    types: str
    methods: tuple[Method, ...] = ()
    aliases: tuple[MethodAlias, ...] = ()
    derived: tuple[Derived, ...] = ()
    unwraps: tuple[Unwrap, ...] = ()
    connections: tuple[Connection, ...] = ()
    resources: tuple[Resource, ...] = ()
    mixin: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    alias_of: str | None = None
    doc: str | None = None
    deprecated: str | None = None
    origin: Origin
