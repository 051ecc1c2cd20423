"""Helpers for the tests of the config: a few lines in, values or complaints out."""

from __future__ import annotations

from textwrap import dedent

from headrace_codegen.config import Config, load_config
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.source import load_source

ORGANIZATION = "organization: {name: acme}\n"


def read(text: str) -> tuple[Config, Diagnostics]:
    """The config in ``text``, to which an organization is added in front."""
    diagnostics = Diagnostics()
    source = load_source((ORGANIZATION + dedent(text)).encode(), "stainless.yml")
    return load_config(source, diagnostics), diagnostics


def config(text: str) -> Config:
    """The config in ``text``, about which there is nothing to complain."""
    found, diagnostics = read(text)
    assert list(diagnostics) == []
    return found


def complaints(text: str) -> list[str]:
    """Everything that is said about ``text``: code, place, severity, message, hint."""
    _, diagnostics = read(text)
    return [f"{item.code}: {item}" + (f" ({item.hint})" if item.hint else "") for item in diagnostics]
