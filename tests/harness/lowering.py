"""Lowering from snippets: a few lines of a document and of a config in, the intermediate representation and the
diagnostics out.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from headrace_codegen import ir
from headrace_codegen.config.load import load_config
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.lower import lower
from headrace_codegen.lower.derive import derived_yaml
from headrace_codegen.source import Source

__all__ = ["Snippet", "diagnostic_lines", "lower_snippet", "method_of", "resource_of"]

_HEAD = """\
openapi: 3.1.0
info: {title: Shop API, version: "1"}
servers: [{url: "https://api.shop.test/v1"}]
"""
_CONFIG_HEAD = """\
organization: {name: shop}
targets: {python: {package_name: shop}}
"""


@dataclass(frozen=True, slots=True)
class Snippet:
    """The result of lowering a snippet."""

    api: ir.Api
    diagnostics: Diagnostics

    def method(self, path: str) -> ir.Method:
        return method_of(self.api, path)

    def resource(self, path: str) -> ir.Resource:
        return resource_of(self.api, path)


def lower_snippet(document: str, config: str | None = None, *, head: bool = True) -> Snippet:
    """Lower ``document`` (without ``openapi``, ``info`` and ``servers``, which are added unless ``head`` is false).

    ``config`` lacks ``organization`` and ``targets``, which are added too; None derives a config from the document.
    """
    diagnostics = Diagnostics()
    text = (_HEAD if head else "") + dedent(document)
    parsed = Document(Source("openapi.yaml", text.encode()))
    settings = derived_yaml(parsed) if config is None else _CONFIG_HEAD + dedent(config)
    loaded = load_config(Source("stainless.yml", settings.encode()), diagnostics)
    return Snippet(lower(parsed, loaded, None, diagnostics), diagnostics)


def diagnostic_lines(snippet: Snippet, *severities: str) -> list[str]:
    """The diagnostics as ``file:line:column: severity: message``, those of ``severities`` only if some are given."""
    return [str(found) for found in snippet.diagnostics if not severities or found.severity in severities]


def resource_of(api: ir.Api, path: str) -> ir.Resource:
    """The resource at an attribute path. Raises ``LookupError``."""
    level = api.resources
    found = None
    for name in path.split("."):
        found = next((resource for resource in level if resource.name == name), None)
        if found is None:
            raise LookupError(path)
        level = found.resources
    assert found is not None
    return found


def method_of(api: ir.Api, path: str) -> ir.Method:
    """The method at an attribute path. Raises ``LookupError``."""
    owner, _, name = path.rpartition(".")
    methods = resource_of(api, owner).methods if owner else api.methods
    found = next((method for method in methods if method.name == name), None)
    if found is None:
        raise LookupError(path)
    return found
