"""Build hook: ships the templates, which stand beside this project in the repository, inside the package.

Three ways to build, three places where the templates are:

- from a checkout, the repository's ``templates/`` is put into the wheel or sdist as ``headrace_codegen/_templates``;
- from an sdist, that folder is already there, as part of the package, and nothing is added;
- an editable install gets no copy, since a copy would go stale: the package reads the checkout's folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = "headrace_codegen/_templates"


class TemplatesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the templates to what is built; fails when there are none, for such a generator could not work."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build; ``version`` is ``"editable"`` for an editable wheel."""
        project = Path(self.root)
        if version == "editable" or (project / SHIPPED).is_dir():
            return
        templates = project.parent / "templates"
        if not any(templates.glob("**/*.jinja")):
            raise FileNotFoundError(f"no templates: neither {project / SHIPPED} nor {templates} holds any *.jinja")
        build_data["force_include"][str(templates)] = SHIPPED
