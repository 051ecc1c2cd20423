"""What the compiler has to say about its inputs, as values: code, severity, message, hint, place.

A diagnostic is not an exception. Stages collect them in a ``Diagnostics``; a stage that can't go on raises
``DocumentError``, which carries them. Nothing is formatted, and no position computed, before somebody prints (see
``render.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NoReturn, Protocol, TypeAlias

if TYPE_CHECKING:
    from headrace_codegen.source import Node, Place

__all__ = ["Diagnostic", "Diagnostics", "DocumentError", "Locator", "Severity", "SourceError", "at"]

Severity: TypeAlias = Literal["error", "warning", "note"]


class Locator(Protocol):
    """Whatever can tell where a JSON pointer of it was written: a source, or a tree made of several."""

    def place(self, pointer: str) -> Place: ...


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``code`` is stable and made for machines (``"document/unknown-ref"``); ``message`` is one sentence without a full
    stop and without the place; ``hint`` says what to do. ``pointer`` is the JSON pointer in the file that ``place``
    names, or None when the finding is about no node (a syntax error, a missing file).
    """

    code: str
    severity: Severity
    message: str
    hint: str | None = None
    pointer: str | None = None
    locator: Locator | None = field(default=None, repr=False, compare=False)
    fixed: Place | None = field(default=None, repr=False)

    @property
    def place(self) -> Place | None:
        """Where it is, computed now; None for a finding without a place."""
        if self.fixed is not None or self.locator is None or self.pointer is None:
            return self.fixed
        return self.locator.place(self.pointer)

    def __str__(self) -> str:
        place = self.place
        return f"{place}: {self.severity}: {self.message}" if place else f"{self.severity}: {self.message}"


class DocumentError(Exception):
    """The inputs can't be compiled. ``diagnostics`` has at least one error, and whatever else was found before."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(diagnostics)

    def __str__(self) -> str:
        return "\n".join(str(diagnostic) for diagnostic in self.diagnostics if diagnostic.severity == "error")


class SourceError(DocumentError):
    """A file or URL can't be read: it is missing, too large, not UTF-8, or neither YAML nor JSON."""


class Diagnostics:
    """Collects findings in the order in which they were made; the same finding twice is kept once."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str | None, str], Diagnostic] = {}

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __bool__(self) -> bool:
        """A collector is a thing that exists, also when it's empty; ``failed`` and ``len`` tell what is in it."""
        return True

    @property
    def failed(self) -> bool:
        """Whether an error is among them."""
        return any(diagnostic.severity == "error" for diagnostic in self)

    def count(self, severity: Severity) -> int:
        return sum(diagnostic.severity == severity for diagnostic in self)

    def add(self, diagnostic: Diagnostic) -> None:
        self._items.setdefault((diagnostic.code, diagnostic.pointer, diagnostic.message), diagnostic)

    def error(self, code: str, message: str, node: Node | None = None, *, hint: str | None = None) -> None:
        self._report("error", code, message, node, hint)

    def warning(self, code: str, message: str, node: Node | None = None, *, hint: str | None = None) -> None:
        self._report("warning", code, message, node, hint)

    def note(self, code: str, message: str, node: Node | None = None, *, hint: str | None = None) -> None:
        self._report("note", code, message, node, hint)

    def fatal(self, code: str, message: str, node: Node | None = None, *, hint: str | None = None) -> NoReturn:
        """Records an error and raises ``DocumentError`` with everything collected so far."""
        self._report("error", code, message, node, hint)
        raise DocumentError(tuple(self))

    def check(self) -> None:
        """Raises ``DocumentError`` when an error was collected; a stage calls it at its end."""
        if self.failed:
            raise DocumentError(tuple(self))

    def _report(self, severity: Severity, code: str, message: str, node: Node | None, hint: str | None) -> None:
        self.add(at(severity, code, message, node, hint))


def at(severity: Severity, code: str, message: str, node: Node | None = None, hint: str | None = None) -> Diagnostic:
    """A diagnostic about ``node``."""
    if node is None:
        return Diagnostic(code, severity, message, hint)
    return Diagnostic(code, severity, message, hint, node.pointer, node.document)
