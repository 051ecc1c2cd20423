"""Diagnostics for people: ``file:line:column``, the JSON pointer, a few lines of the source with a caret.

Text of a document is shown as it is, except control characters, which are spelled out: a document must not steer the
terminal.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from headrace_codegen.diagnostics import Diagnostic
from headrace_codegen.source import Place

__all__ = ["print_diagnostics", "render"]

CONTEXT = 2
"""Lines shown above the one in question."""

WIDTH = 160
"""Characters of a source line that are shown."""

LIMIT = 50
"""Diagnostics that are printed in full; the rest is counted."""

_STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
_CONTROL = {
    **{code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code != 9},
    **{code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)},
}


def render(diagnostic: Diagnostic) -> Text:
    """One diagnostic as styled text of several lines, without a line end."""
    place = diagnostic.place
    text = Text()
    if place is not None:
        text.append(f"{_clean(str(place))}: ", "bold")
    text.append(f"{diagnostic.severity}: ", _STYLES[diagnostic.severity])
    text.append(_clean(diagnostic.message))
    text.append(f" [{diagnostic.code}]", "dim")
    if diagnostic.pointer:
        text.append(f"\n  at #{_clean(diagnostic.pointer)}", "dim")
    if place is not None and place.source is not None:
        _append_frame(text, place)
    if diagnostic.hint:
        text.append("\n  hint: ", "green")
        text.append(_clean(diagnostic.hint))
    return text


def print_diagnostics(diagnostics: Iterable[Diagnostic], console: Console) -> None:
    """Prints errors last, where they are seen; beyond ``LIMIT`` of one severity only their number."""
    order = ("note", "warning", "error")
    found = list(diagnostics)
    for severity in order:
        ones = [diagnostic for diagnostic in found if diagnostic.severity == severity]
        for diagnostic in ones[:LIMIT]:
            console.print(render(diagnostic), soft_wrap=True, highlight=False)
        if len(ones) > LIMIT:
            console.print(f"... and {len(ones) - LIMIT} more {severity}s", soft_wrap=True, highlight=False)


def _append_frame(text: Text, place: Place) -> None:
    assert place.source is not None
    lines = place.source.lines
    if not 1 <= place.line <= len(lines):
        return
    gutter = len(str(place.line))
    # A very long line (minified JSON) is cut so that the column in question is in view.
    start = max(0, place.column - WIDTH // 2) if place.column > WIDTH else 0
    for number in range(max(1, place.line - CONTEXT), place.line + 1):
        line = lines[number - 1]
        shown = _clean(line[start : start + WIDTH] if number == place.line else line[:WIDTH])
        text.append(f"\n  {number:>{gutter}} | ", "dim")
        text.append(shown)
    before = _clean(lines[place.line - 1][start : place.column - 1])
    text.append(f"\n  {' ' * gutter} | ", "dim")
    text.append(" " * len(before) + "^", "bold red")


def _clean(text: str) -> str:
    return text.translate(_CONTROL).replace("\t", " ")
