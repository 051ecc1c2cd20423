"""What every part of lowering needs at hand: the inputs, the names, the types, and where to put what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.config.docs import Docs
    from headrace_codegen.config.model import Config
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.document import Document
    from headrace_codegen.lower.names import Names
    from headrace_codegen.lower.types import TypeLowering

__all__ = ["Context"]


@dataclass(slots=True, kw_only=True)
class Context:
    """The inputs of lowering, and its two outputs beside the IR: diagnostics and the ledger."""

    document: Document
    config: Config
    docs: Docs | None
    diagnostics: Diagnostics
    types: TypeLowering
    names: Names
    ledger: list[ir.LedgerLine] = field(default_factory=list[ir.LedgerLine])

    def snake(self, text: str) -> str:
        """The words of ``text`` in snake case; not checked to be an identifier."""
        return self.names.casing.snake(text)

    def pascal(self, text: str) -> str:
        """``text`` as the name of a class."""
        return self.names.class_name(text)

    def attribute(self, text: str) -> str:
        """``text`` as the name of a resource or method."""
        return self.names.attribute(text)

    def argument(self, text: str) -> str:
        """``text`` as the name of an argument."""
        return self.names.argument(text)

    def config_origin(self, pointer: str) -> ir.Origin:
        """The origin of what only the config knows: it has no place in the document."""
        return ir.Origin("", f"the config at {pointer}")

    def config_node(self, pointer: str) -> Node:
        """A place in the config, for a diagnostic."""
        return Node(None, pointer, self.config.source)

    def config_error(self, code: str, message: str, pointer: str, *, hint: str | None = None) -> None:
        self.diagnostics.error(code, message, self.config_node(pointer), hint=hint)

    def config_warning(self, code: str, message: str, pointer: str, *, hint: str | None = None) -> None:
        self.diagnostics.warning(code, message, self.config_node(pointer), hint=hint)

    def ledger_line(self, code: str, node: Node, message: str, became: str) -> None:
        """Record that ``node`` could not be expressed, and what it became instead."""
        self.ledger.append(ir.LedgerLine(code=code, pointer=node.pointer, message=message, became=became))

    def resolve(self, node: Node | None) -> Node | None:
        """What a reference leads to; None for a reference that is broken, which is recorded as an error once."""
        if node is None:
            return None
        try:
            return self.document.resolve(node)
        except DocumentError as exc:
            for diagnostic in exc.diagnostics:
                self.diagnostics.add(diagnostic)
            return None
