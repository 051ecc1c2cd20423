"""``__init__.py`` of every package: exports are lazy, so that importing a package loads nothing that isn't used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.client import ENVIRONMENTS
from headrace_codegen.emit.compat import ROOT_EXPORTS
from headrace_codegen.emit.exceptions import exception_names
from headrace_codegen.emit.imports import Imports
from headrace_codegen.emit.resources import class_names, every_resource
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import identifier, literal

__all__ = ["SEAM_VERSION", "package_inits", "reexport_module"]

SEAM_VERSION = 1
"""The version of ``headrace.spi`` that the printed code is written for."""

_FROM_SEAM = (
    "APIResponse", "AsyncAPIResponse", "AsyncStream", "BaseModel", "DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES",
    "DefaultAioHttpClient", "DefaultAsyncHttpx2Client", "DefaultAsyncHttpxClient", "DefaultHttpx2Client",
    "DefaultHttpxClient", "HttpxBinaryResponseContent", "NOT_GIVEN", "NotGiven", "Omit", "RequestOptions", "Stream",
    "Timeout", "UnknownEvent", "UnknownVariant", "file_from_path", "not_given", "omit",
)  # fmt: skip
"""What users of every SDK need from the runtime, under the SDK's own name."""

_FOR_WEBSOCKETS = ("ReconnectingEvent", "ReconnectingOverrides", "WebSocketConnectionOptions")
"""What those need who open connections."""


@dataclass(frozen=True, slots=True)
class PackageView:
    """One ``__init__.py``. ``lazy`` is what ``lazy_exports`` takes; ``root`` is the SDK's own package."""

    doc: str
    typing_imports: tuple[str, ...]
    lazy: tuple[tuple[str, str], ...]
    exports: str
    root: bool
    package: str
    seam: int


@dataclass(frozen=True, slots=True)
class _Export:
    name: str
    module: str
    source_name: str


def package_inits(api: ir.Api) -> dict[str, str]:
    """The text of every ``__init__.py`` by package name, ``""`` being the SDK's own."""
    modules = [module.module for module in api.modules] + [reexport.module for reexport in api.reexports]
    modules += [resource.module for resource in every_resource(api.resources)]
    packages = {package.module for package in api.packages}
    packages |= {parent for module in (*modules, *packages) for parent in _parents(module)}
    exports = {package: _resource_exports(api, package) for package in packages}
    for package in api.packages:
        exports[package.module] = [_Export(name, module, name) for name, module in package.exports]
    for reexport in api.reexports:
        parent = reexport.module.rpartition(".")[0]
        exports[parent] += [_Export(name, reexport.module, name) for name in reexport.names]
    texts = {name: _package(name, exports[name], packages) for name in sorted(packages)}
    texts[""] = _root(api)
    return texts


def reexport_module(reexport: ir.Reexport) -> str:
    """The text of a module that only re-exports what is hand-written."""
    imports = Imports(reexport.module)
    statements = _statements(imports, [_Export(name, reexport.target, name) for name in reexport.names])
    return render("reexport.py", {"imports": statements, "exports": literal(sorted(reexport.names))})


def _parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def _resource_exports(api: ir.Api, package: str) -> list[_Export]:
    """The classes of the resources that stand directly in ``package``, its own resource included."""
    found: list[_Export] = []
    for resource in every_resource(api.resources):
        parent = resource.module.rpartition(".")[0]
        main = parent.rpartition(".")[2] == resource.module.rpartition(".")[2]
        if parent == package or (main and parent.rpartition(".")[0] == package):
            found += [_Export(name, resource.module, name) for name in class_names(resource.class_name)]
    return found


def _package(package: str, exports: Iterable[_Export], packages: set[str]) -> str:
    children = sorted(name for name in packages if name.rpartition(".")[0] == package)
    unique = {export.name: export for export in exports}
    imports = Imports(package, is_package=True)
    lazy = {name: _place(package, export) for name, export in sorted(unique.items())}
    statements = _statements(imports, unique.values())
    for child in children if package.split(".")[0] == "types" else ():
        name = child.rpartition(".")[2]
        lazy[name] = f".{name}:"
        statements.append(f"from . import {name} as {name}")
    view = PackageView(
        doc=f'"""{_title(package)}"""',
        typing_imports=tuple(statements),
        lazy=tuple(sorted((literal(name), literal(place)) for name, place in lazy.items())),
        exports=literal(sorted(unique)),
        root=False,
        package="",
        seam=SEAM_VERSION,
    )
    return render("package.py", view)


def _title(package: str) -> str:
    kind, _, area = package.partition(".")
    what = "Resource classes" if kind == "resources" else "Types"
    return f"{what} of {f'``{area}``' if area else 'the API'}; each name is loaded when it is first used."


def _place(package: str, export: _Export) -> str:
    module = Imports(package, is_package=True).written(f".{export.module}")
    return module if export.source_name == export.name else f"{module}:{export.source_name}"


def _statements(imports: Imports, exports: Iterable[_Export]) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for export in exports:
        module = export.module if export.module.startswith("headrace.") else imports.written(f".{export.module}")
        grouped.setdefault(module, []).append(f"{identifier(export.source_name)} as {identifier(export.name)}")
    ordered = sorted(grouped.items(), key=lambda item: (item[0].startswith("."), item[0]))
    return [f"from {module} import {', '.join(sorted(names))}" for module, names in ordered]


def _root(api: ir.Api) -> str:
    client = api.client
    exports = [_Export(name, "headrace.spi", name) for name in _FROM_SEAM]
    exports += [_Export(name, "_exceptions", name) for name in exception_names(client)]
    exports += [_Export(name, "_client", name) for name in (client.name, f"Async{client.name}")]
    exports += [_Export("Client", "_client", client.name), _Export("AsyncClient", "_client", f"Async{client.name}")]
    if client.environments:
        exports.append(_Export(ENVIRONMENTS, "_client", ENVIRONMENTS))
    exports += [_Export(name, module, source) for name, module, source in ROOT_EXPORTS]
    if client.environment_type is not None:
        exports.append(_Export(client.environment_type, "_client", client.environment_type))
    if client.websockets_extra is not None:
        exports += [_Export(name, "headrace.spi", name) for name in _FOR_WEBSOCKETS]
    if client.compat:
        exports.append(_Export("VERSION", "_version", "__version__"))
    for name, target in client.exports:
        module, _, source_name = target.partition(":")
        exports.append(_Export(name, module, source_name or name))
    unique = {export.name: export for export in exports}
    imports = Imports("", is_package=True)
    lazy: Mapping[str, str] = {
        name: export.module if export.module.startswith("headrace.") else _place("", export)
        for name, export in sorted(unique.items())
    }
    modules = {"pagination": ".pagination:", "resources": ".resources:", "types": ".types:"}
    statements = [*_statements(imports, unique.values()), *(f"from . import {name} as {name}" for name in modules)]
    view = PackageView(
        doc=f'"""Python client of the {_plain(client.title) or client.name}; names are loaded when first used."""',
        typing_imports=tuple(statements),
        lazy=tuple(sorted((literal(name), literal(place)) for name, place in {**lazy, **modules}.items())),
        exports=literal(sorted([*unique, "__version__", "types"])),
        root=True,
        package=client.package,
        seam=SEAM_VERSION,
    )
    return render("package.py", view)


def _plain(title: str) -> str:
    """A title that can't end a docstring."""
    return "".join(character for character in title if character.isprintable() and character not in '"\\')
