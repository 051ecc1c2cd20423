"""The whole SDK, and what belongs to no single part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from headrace_codegen.ir.client import Client
from headrace_codegen.ir.declarations import TypeModule, TypePackage
from headrace_codegen.ir.expressions import TypeExpr
from headrace_codegen.ir.operations import Method
from headrace_codegen.ir.origin import Origin
from headrace_codegen.ir.pages import Page
from headrace_codegen.ir.resources import MethodAlias, Resource

__all__ = ["Api", "Example", "LedgerLine", "Reexport", "Webhook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reexport:
    """A hand-written module that stands among the types: ``module`` re-exports ``names`` of ``target`` and its package
    does too.
    """

    module: str
    target: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One webhook of the document: the event type it delivers."""

    name: str
    type: TypeExpr
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call for the README. ``use`` is what it shows (``"default"``, ``"streaming"``, ``"pagination"``,
    ``"file_uploads"``).

    ``http`` and ``path`` name the operation, ``arguments`` are values by wire name.
    """

    use: str
    http: str
    path: str
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """What could not be expressed, at the smallest node: what it became instead, and where."""

    code: str
    pointer: str
    message: str
    became: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The whole SDK before it is text."""

    client: Client
    resources: tuple[Resource, ...]
    methods: tuple[Method, ...] = ()
    aliases: tuple[MethodAlias, ...] = ()
    modules: tuple[TypeModule, ...] = ()
    packages: tuple[TypePackage, ...] = ()
    pages: tuple[Page, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    reexports: tuple[Reexport, ...] = ()
    examples: tuple[Example, ...] = ()
    ledger: tuple[LedgerLine, ...] = field(default=())
