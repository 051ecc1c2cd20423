"""The Jinja templates: where they are, and the environment that renders them.

Templates only place text. They get frozen view objects whose strings are final: no filters for casing, no look-ups, no
imports.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

import jinja2

__all__ = ["render", "template_folder"]


def template_folder() -> Path:
    """The copy that the wheel build puts into the package (``_templates``), else the checkout's ``templates/``."""
    packaged = Path(str(resources.files("headrace_codegen"))) / "_templates"
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[3] / "templates"
    if not checkout.is_dir():
        raise FileNotFoundError("the templates of headrace-codegen are missing: the installation is damaged")
    return checkout


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    # The output is Python and Markdown, not HTML: quoting is done by repr() when views are made.
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, view: object) -> str:
    """Render ``templates/<template>.jinja`` with ``view``, its only variable."""
    return _environment().get_template(f"{template}.jinja").render(view=view)
