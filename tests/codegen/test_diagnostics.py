"""Diagnostics as people read them."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from headrace_codegen.diagnostics import Diagnostics, DocumentError
from headrace_codegen.render import print_diagnostics, render
from headrace_codegen.source import Source


def test_a_diagnostic_shows_place_pointer_lines_caret_and_hint() -> None:
    source = Source("api.yaml", b"openapi: 3.1.0\npaths:\n  /a:\n    get: 5\n")
    diagnostics = Diagnostics()
    diagnostics.error(
        "document/structure",
        "'get' must be an object, not a number",
        source.root["paths"]["/a"]["get"],
        hint="indent it",
    )
    (found,) = diagnostics
    assert render(found).plain == (
        "api.yaml:4:10: error: 'get' must be an object, not a number [document/structure]\n"
        "  at #/paths/~1a/get\n"
        "  2 | paths:\n"
        "  3 |   /a:\n"
        "  4 |     get: 5\n"
        "    |          ^\n"
        "  hint: indent it"
    )


def test_the_same_finding_is_kept_once_and_errors_make_it_fail() -> None:
    node = Source("x.yaml", b"a: 1\n").root["a"]
    diagnostics = Diagnostics()
    diagnostics.warning("x/y", "twice", node)
    diagnostics.warning("x/y", "twice", node)
    diagnostics.note("x/z", "no place")
    assert (len(diagnostics), diagnostics.failed, diagnostics.count("warning")) == (2, False, 1)
    diagnostics.check()
    with pytest.raises(DocumentError) as caught:
        diagnostics.fatal("x/f", "enough", node)
    assert str(caught.value) == "x.yaml:1:4: error: enough"
    assert [found.code for found in caught.value.diagnostics] == ["x/y", "x/z", "x/f"]
    with pytest.raises(DocumentError):
        diagnostics.check()


def test_a_document_can_not_steer_the_terminal() -> None:
    """Escape sequences and direction marks are spelled out, and markup of rich is plain text."""
    source = Source("x.yaml", '"[bold]a\\e[2J": "\u202eb"\n'.encode())
    diagnostics = Diagnostics()
    diagnostics.error("x/y", "bad \x1b[31m name [red]x[/red]", source.root["[bold]a\x1b[2J"])
    output = StringIO()
    print_diagnostics(diagnostics, Console(file=output, force_terminal=False))
    shown = output.getvalue()
    assert "\x1b" not in shown and "\u202e" not in shown
    assert "bad \\x1b[31m name [red]x[/red]" in shown
    assert "\\u202eb" in shown
    assert "at #/[bold]a\\x1b[2J" in shown


def test_a_very_long_line_is_cut_around_the_column() -> None:
    source = Source("x.json", ('{"k": [' + ", ".join(["1"] * 500) + ', "here"]}').encode())
    diagnostics = Diagnostics()
    diagnostics.error("x/y", "m", source.root["k"][500])
    *_, line, caret = render(next(iter(diagnostics))).plain.split("\n")
    assert len(line) < 180
    assert line[caret.index("^") :].startswith('"here"')


def test_beyond_fifty_of_a_kind_only_their_number_is_printed() -> None:
    diagnostics = Diagnostics()
    for number in range(60):
        diagnostics.warning("x/y", f"number {number}")
    output = StringIO()
    print_diagnostics(diagnostics, Console(file=output))
    assert output.getvalue().splitlines()[-2:] == ["warning: number 49 [x/y]", "... and 10 more warnings"]
