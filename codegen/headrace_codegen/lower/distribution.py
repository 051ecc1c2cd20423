"""What stands around the package: licence, header of files, title of the README, addresses, optional dependencies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from headrace_codegen import ir

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config

__all__ = ["lower_distribution"]

_URL = re.compile(r"https?://[^\s<>\"]+")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_EXTRA = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")  # PEP 508, "Extras"


def lower_distribution(config: Config) -> ir.Distribution:
    """The facts of the config that go into ``pyproject.toml``, the README and the head of files."""
    settings = config.settings
    extension = settings.license_extension or ""
    return ir.Distribution(
        license=_license(str(settings.license or "Apache-2.0")),
        license_file=f"LICENSE.{extension}" if extension.isalnum() else "LICENSE",
        license_text=settings.license_text,
        file_header=settings.file_header,
        readme_title=config.python.readme_title,
        urls=_urls(config),
        extras=_extras(config),
    )


def _license(name: str) -> str:
    """An SPDX expression, which is what packages may say of their licence; one of its own for another name."""
    try:
        return canonicalize_license_expression(name)
    except InvalidLicenseExpression:
        return "LicenseRef-" + ("-".join(re.findall(r"[A-Za-z0-9.]+", name)) or "Custom")


def _urls(config: Config) -> tuple[tuple[str, str], ...]:
    repository = (config.python.production_repo or "").partition("#")[0]
    found: list[tuple[str, str]] = []
    if _URL.fullmatch(config.organization.docs or ""):
        found.append(("Documentation", str(config.organization.docs)))
    if _REPOSITORY.fullmatch(repository):
        found.append(("Repository", f"https://github.com/{repository}"))
    return tuple(found)


def _extras(config: Config) -> tuple[tuple[str, str], ...]:
    websockets = config.python.websockets_extra
    if websockets is None or not _EXTRA.fullmatch(websockets):
        return ()
    return ((str(websockets), "websockets>=13"),)
