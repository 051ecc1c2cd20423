"""What the arguments of a method are, before their types are known: which there are, their names and their order
(naming rule 5.11).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from headrace_codegen.lower.types_build import naming
from headrace_codegen.lower.types_fields import skipped, sort_key
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace_codegen import ir
    from headrace_codegen.lower.schema_view import View
    from headrace_codegen.lower.types_build import Builder
    from headrace_codegen.lower.types_inputs import BodyInput, ParamInput

__all__ = ["Arg", "Args"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arg:
    """An argument before its type is known. ``node`` is the parameter or property, ``schema`` its schema."""

    name: str
    wire: str
    location: ir.Location
    node: Node
    schema: Node | None
    required: bool
    positional: bool = False
    option: str | None = None


class Args:
    """Collects the arguments of a method from its parameters and the properties of its body."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    def of_parameter(self, item: ParamInput) -> Arg:
        """The argument for a path, query or header parameter."""
        node = item.node or Node({"name": item.wire, "in": item.location}, "", self._builder.views.document.tree)
        schema = node.get("schema")
        if schema is None:
            content = node.get("content")
            media = next((media for _, media in content.items()), None) if content is not None else None
            schema = media.get("schema") if media is not None else None
        chosen = (
            item.name
            or node.str("x-stainless-param")
            or naming(node, "property_name")
            or (naming(schema, "property_name") or schema.str("x-stainless-param") if schema else None)
        )
        return Arg(
            name=self._builder.names.argument(chosen or item.wire),
            wire=item.wire,
            location=item.location,
            node=node,
            schema=schema,
            required=item.required if item.required is not None else node.bool("required", False),
            positional=item.positional,
            option=item.option,
        )

    def of_properties(self, view: View, body: BodyInput | None) -> list[Arg]:
        """An argument for each property of an object that is the body."""
        options: Mapping[str, str] = body.options if body is not None else {}
        found: list[Arg] = []
        for wire, item in view.properties.items():
            if skipped(item.node):
                continue
            chosen = naming(item.node, "property_name") or (
                item.node.str("x-stainless-param") if isinstance(item.node.value, dict) else None
            )
            name = self._builder.names.argument(chosen or wire)
            option = options.get(wire) or options.get(name)
            found.append(
                Arg(
                    name=name,
                    wire=wire,
                    location="body",
                    node=item.node,
                    schema=item.node,
                    required=item.required and option is None,
                    option=option,
                )
            )
        return found

    def of_whole(self, body: BodyInput) -> Arg:
        """The argument for a body that is sent as it is."""
        name = body.param_name or "body"
        return Arg(
            name=self._builder.names.argument(name),
            wire=name,
            location="body",
            node=body.schema,
            schema=body.schema,
            required=body.required,
        )

    def named(self, args: tuple[Arg, ...]) -> tuple[Arg, ...]:
        """The arguments with names of their own: those that share one say where they are sent, and are counted where
        several are sent to one place.
        """
        shared = Counter(arg.name for arg in args)
        places = Counter((arg.location, arg.name) for arg in args)
        done: Counter[tuple[str, str]] = Counter()
        named: list[Arg] = []
        for arg in args:
            place = (arg.location, arg.name)
            if shared[arg.name] > 1:
                done[place] += 1
                number = f"_{done[place]}" if places[place] > 1 else ""
                arg = replace(arg, name=f"{arg.location}_{arg.name}{number}")
            named.append(arg)
        return tuple(self._distinct(named))

    def _distinct(self, args: list[Arg]) -> list[Arg]:
        """What is still taken, as a name that says the place may be by another argument, gets a number."""
        taken: set[str] = set()
        for index, arg in enumerate(args):
            name, number = arg.name, 2
            while name in taken:
                name, number = f"{arg.name}_{number}", number + 1
            if name != arg.name:
                message = f"the argument for {arg.wire!r} is called {name}, since {arg.name} is taken"
                self._builder.registry.diagnostics.warning(
                    "names/taken", message, arg.node, hint="x-stainless-param gives it another name"
                )
            taken.add(name)
            args[index] = replace(arg, name=name)
        return args

    def ordered(self, args: tuple[Arg, ...]) -> list[Arg]:
        """Path parameters in the order of the path, then what is required, then the rest; of each the query, the body,
        the headers.
        """
        by_name = self._builder.registry.sorted_properties

        def key(arg: Arg) -> tuple[object, ...]:
            if arg.location == "path":
                return (0,)
            rank = ("query", "body", "header").index(arg.location)
            return (1, not arg.required, rank, *(sort_key(arg.wire, arg.required) if by_name else ()))

        return sorted((arg for arg in args if not arg.positional), key=key)
