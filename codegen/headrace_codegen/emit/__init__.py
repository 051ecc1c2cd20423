"""Printing: from the intermediate representation to the texts of one distribution. Nothing here touches its folder."""

from __future__ import annotations

from headrace_codegen import ir
from headrace_codegen.emit.client import client_module
from headrace_codegen.emit.compat import compat_modules
from headrace_codegen.emit.connections import connection_module, connection_module_name
from headrace_codegen.emit.exceptions import exceptions_module
from headrace_codegen.emit.packages import package_inits, reexport_module
from headrace_codegen.emit.pages import pagination_module
from headrace_codegen.emit.project import api_reference, license_file, pyproject, with_file_header
from headrace_codegen.emit.readme import readme
from headrace_codegen.emit.resources import every_resource, resource_module
from headrace_codegen.emit.restate import restated
from headrace_codegen.emit.ruff import format_python
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import EmitError, identifier, literal
from headrace_codegen.emit.type_modules import type_modules

__all__ = ["EmitError", "emit"]


def emit(api: ir.Api) -> dict[str, str]:
    """All files of the distribution: relative path to text, sorted by path.

    Hand-written modules (``lib``) are not among them. Raises ``EmitError`` when the compiler contradicts itself (a name
    that is no identifier, a class that was not planned), never because of the document.
    """
    modules = {**type_modules(restated(api.modules)), **_fixed_modules(api)}
    for resource in every_resource(api.resources):
        modules[resource.module] = resource_module(api, resource)
        if resource.connections:
            modules[connection_module_name(resource)] = connection_module(api, resource)
    modules.update((reexport.module, reexport_module(reexport)) for reexport in api.reexports)
    modules.update(compat_modules(api.client))
    package = identifier(api.client.package)
    files = {_path(package, module): text for module, text in modules.items()}
    for name, text in package_inits(api).items():
        files[_path(package, f"{name}.__init__" if name else "__init__")] = text
    files = with_file_header(format_python(files), api.client.distribution.file_header)
    files[f"{package}/py.typed"] = ""
    files.update(license_file(api.client.distribution))
    files["pyproject.toml"] = pyproject(api.client)
    files["README.md"] = readme(api)
    files["api.md"] = api_reference(api)
    return dict(sorted(files.items()))


def _fixed_modules(api: ir.Api) -> dict[str, str]:
    return {
        "_client": client_module(api),
        "_exceptions": exceptions_module(api.client),
        "_version": render("version.py", {name: literal(getattr(api.client, name)) for name in ("package", "version")}),
        "pagination": pagination_module(api.pages),
    }


def _path(package: str, module: str) -> str:
    parts = module.split(".")
    for part in parts:
        identifier(part)
    return "/".join((package, *parts)) + ".py"
