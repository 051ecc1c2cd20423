"""The intermediate representation: an API with every name final.

``lower`` makes it, ``emit`` prints it, ``diff`` compares two of it. Values are frozen and plain, so that the whole tree
dumps to JSON (``to_json``). Modules are named relative to the SDK's package (``"types.responses.response"``); nothing
here knows where files go on disk, nor what the templates look like.
"""

from __future__ import annotations

from headrace_codegen.ir.api import Api, Example, LedgerLine, Reexport, Webhook
from headrace_codegen.ir.client import AuthScheme, Client, Distribution, Option
from headrace_codegen.ir.connections import Connection, Sender, SenderGroup
from headrace_codegen.ir.declarations import Alias, Declaration, Field, Model, TypeModule, TypePackage
from headrace_codegen.ir.derived import Derived, DerivedOverload, ExtraParam
from headrace_codegen.ir.expressions import DictOf, ListOf, Lit, Named, Prim, TypeExpr, UnionOf, optional
from headrace_codegen.ir.operations import Body, Location, Method, Overload, Param, Result, Transform
from headrace_codegen.ir.origin import Origin
from headrace_codegen.ir.pages import Page, PageField, PagePart
from headrace_codegen.ir.resources import MethodAlias, Resource, Unwrap
from headrace_codegen.ir.streams import ErrorRule, Stream

__all__ = [
    "Alias",
    "Api",
    "AuthScheme",
    "Body",
    "Client",
    "Connection",
    "Declaration",
    "Derived",
    "DerivedOverload",
    "DictOf",
    "Distribution",
    "ErrorRule",
    "Example",
    "ExtraParam",
    "Field",
    "LedgerLine",
    "ListOf",
    "Lit",
    "Location",
    "Method",
    "MethodAlias",
    "Model",
    "Named",
    "Option",
    "Origin",
    "Overload",
    "Page",
    "PageField",
    "PagePart",
    "Param",
    "Prim",
    "Reexport",
    "Resource",
    "Result",
    "Sender",
    "SenderGroup",
    "Stream",
    "Transform",
    "TypeExpr",
    "TypeModule",
    "TypePackage",
    "UnionOf",
    "Unwrap",
    "Webhook",
    "optional",
]
