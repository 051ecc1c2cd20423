"""What goes into type lowering of a method's arguments, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from headrace_codegen import ir

if TYPE_CHECKING:
    from headrace_codegen.source import Node

__all__ = ["BodyInput", "BodyPlan", "ParamInput", "ParamsResult", "Scope", "StreamSwitch"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a method's own types go and what they are called after.

    ``resource`` is the attribute path (``("chat", "completions")``; ``()`` is the client), ``package`` the package of
    its types
    (``"types.chat"``), ``method`` the Python name of the method. Make it with ``TypeLowering.scope``.
    """

    resource: tuple[str, ...]
    package: str
    prefix: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamInput:
    """One path, query or header parameter, as the document (or a path template) has it.

    ``node`` is the resolved parameter object; None for a path placeholder that the document doesn't declare.
    ``required`` None means: as the
    node says. ``name`` overrides the Python name. ``option`` is the client's option that stands in for it.
    """

    wire: str
    location: Literal["path", "query", "header"]
    node: Node | None = None
    positional: bool = False
    required: bool | None = None
    name: str | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyInput:
    """The request body: the schema of the chosen media type.

    ``param_name`` is the argument for a body that is not an object (``body_param_name``; default ``"body"``). ``raw``
    is a file that is the whole body: the caller adds its argument, and the ``Params`` type has no field for it.
    ``options`` maps properties to the client's options that stand in for them.
    """

    schema: Node
    media_type: str = "application/json"
    required: bool = False
    param_name: str | None = None
    raw: bool = False
    options: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSwitch:
    """The boolean property or parameter (wire name) that turns streaming on.

    ``type_name`` is the config's ``params_type_name``; names in Python don't depend on it.
    """

    wire: str
    location: Literal["body", "query"] = "body"
    type_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPlan:
    """What the runtime must know to write the body; fits ``ir.Body`` field by field. ``whole`` is the argument that is
    the body.
    """

    whole: str | None = None
    files: tuple[tuple[str, ...], ...] = ()
    transforms: tuple[ir.Transform, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamsResult:
    """The arguments of a method.

    ``params`` are in the order of the signature: positional, required, optional; the stream switch is among them.
    ``named`` is the
    ``XParams`` type, None where there is neither query nor body. ``overloads`` has one entry for each variant of a
    union body (naming rule
    5.7), as differences to ``params``; the streaming overloads are the caller's business.
    """

    params: tuple[ir.Param, ...]
    named: ir.Named | None = None
    overloads: tuple[ir.Overload, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    body: BodyPlan = BodyPlan()
