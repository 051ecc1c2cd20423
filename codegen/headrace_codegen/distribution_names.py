"""The two names of a distribution that a config may choose: that of the package and that of the project."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from headrace_codegen.diagnostics import Diagnostic, Diagnostics

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config
    from headrace_codegen.config.values import Located

__all__ = ["check_distribution_names"]

_PACKAGE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# PEP 508, "Names".
_PROJECT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def check_distribution_names(config: Config, diagnostics: Diagnostics) -> None:
    """An error at each name that can't be imported or installed. They become folders and go into ``pyproject.toml``."""
    for name in (config.headrace.package_name, config.python.package_name):
        if name is not None and not (_PACKAGE.fullmatch(name) and not keyword.iskeyword(name)):
            _refuse(config, diagnostics, name, "the name of a Python package", "letters, digits and underscores")
    for name in (config.headrace.project_name, config.python.project_name):
        if name is not None and not _PROJECT.fullmatch(name):
            _refuse(
                config, diagnostics, name, "the name of a project", "letters, digits, dots, hyphens and underscores"
            )


def _refuse(config: Config, diagnostics: Diagnostics, name: Located, what: str, hint: str) -> None:
    message = f"{str(name)!r} can't be {what}"
    diagnostics.add(Diagnostic("config/name", "error", message, hint, name.pointer, config.source))
