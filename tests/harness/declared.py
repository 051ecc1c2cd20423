"""Declarations of types as a few readable lines, for snippet tests: schemas in, declarations out."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent

from harness.lowering import Snippet, lower_snippet
from headrace_codegen import ir

__all__ = ["Types", "lower_body", "lower_schemas", "show"]


@dataclass(frozen=True, slots=True)
class Types:
    """The modules of types that came of a snippet."""

    snippet: Snippet

    def __getitem__(self, module: str) -> str:
        """The declarations of ``types.<module>``, one on a line."""
        found = next(m for m in self.snippet.api.modules if m.module == f"types.{module}")
        return "\n".join(_declaration(declaration) for declaration in found.declarations)

    @property
    def modules(self) -> list[str]:
        """The names of all modules without ``types.``."""
        return [module.module.removeprefix("types.") for module in self.snippet.api.modules]

    @property
    def ledger(self) -> list[tuple[str, str]]:
        """Where something was lost, and what it became."""
        return [(line.pointer, line.became) for line in self.snippet.api.ledger]

    def problems(self) -> list[str]:
        return [f"{found.severity}: {found.message}" for found in self.snippet.diagnostics if found.severity != "note"]


def lower_schemas(schemas: str, models: str, config: str = "") -> Types:
    """Lower component schemas as models of a resource ``things``: the method ``get`` returns the first model."""
    component = models.splitlines()[0].split(":", 1)[1].split(",")[0].strip()
    document = f"""
paths:
  /things:
    get:
      responses:
        "200":
          description: ""
          content: {{application/json: {{schema: {{$ref: "#/components/schemas/{component}"}}}}}}
components:
  schemas:
{indent(dedent(schemas).strip(), "    ")}
"""
    settings = f"""
resources:
  things:
    methods: {{get: get /things}}
    models:
{indent(dedent(models).strip(), "      ")}
{dedent(config)}
"""
    return Types(lower_snippet(document, settings))


def lower_body(
    body: str,
    *,
    schemas: str = "{}",
    models: str = "{}",
    shared: str = "{}",
    media: str = "application/json",
    method: str = "{}",
    parameters: str = "[]",
) -> Types:
    """Lower the body of ``post /things/{thing_id}``, the method ``make`` of ``things``; ``method`` are more settings of
    it.
    """
    document = f"""
paths:
  /things/{{thing_id}}:
    post:
      parameters:
{indent(dedent(parameters).strip(), "        ")}
      requestBody:
        required: true
        content:
          {media}:
            schema:
{indent(dedent(body).strip(), "              ")}
      responses:
        "204": {{description: ""}}
components:
  schemas:
{indent(dedent(schemas).strip(), "    ")}
"""
    settings = f"""
resources:
  $shared: {{models: {shared}}}
  things:
    methods:
      make: {{endpoint: "post /things/{{thing_id}}", {method[1:-1]}}}
    models:
{indent(dedent(models).strip(), "      ")}
"""
    return Types(lower_snippet(document, settings))


def _declaration(declaration: ir.Declaration) -> str:
    if isinstance(declaration, ir.Alias):
        return f"{declaration.name} = {show(declaration.type)}"
    bases = f"({', '.join(base.name for base in declaration.bases)})" if declaration.bases else ""
    fields = ", ".join(_field(field) for field in declaration.fields)
    extra = f"; **{show(declaration.extra)}" if declaration.extra is not None else ""
    return f"{declaration.kind} {declaration.name}{bases}: {fields}{extra}"


def _field(field: ir.Field) -> str:
    alias = f" as {field.wire!r}" if field.wire != field.name else ""
    form = f" ({field.format})" if field.format else ""
    return f"{field.name}{'' if field.required else '?'}{alias}: {show(field.type)}{form}"


def show(expr: ir.TypeExpr) -> str:
    """A type expression: ``A | B`` for a union, ``[A]`` for a list, ``{A}`` for a mapping; ``^`` marks a forward
    reference.
    """
    if isinstance(expr, ir.Prim):
        return {"any": "object", "none": "None"}.get(expr.name, expr.name)
    if isinstance(expr, ir.Lit):
        return "/".join(repr(value) for value in expr.values)
    if isinstance(expr, ir.Named):
        return f"{'^' if expr.forward else ''}{expr.name}"
    if isinstance(expr, ir.ListOf):
        return {"list": "[{}]", "iterable": "*[{}]", "sequence": "seq[{}]"}[expr.style].format(show(expr.item))
    if isinstance(expr, ir.DictOf):
        return f"{{{show(expr.value)}}}"
    tag = f" by {expr.discriminator!r}" if expr.discriminator else ""
    return "(" + " | ".join(show(member) for member in expr.members) + tag + ")"
