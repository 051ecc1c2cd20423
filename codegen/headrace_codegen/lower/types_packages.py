"""The packages of type modules, and what each exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace_codegen import ir

if TYPE_CHECKING:
    from headrace_codegen.lower.types_index import ModelIndex
    from headrace_codegen.lower.types_registry import Registry

__all__ = ["packages"]


def packages(registry: Registry, models: ModelIndex) -> tuple[ir.TypePackage, ...]:
    """Every package from ``types`` down to where modules are. A package exports the main name of each of its modules;
    ``types`` those of
    ``types.shared`` as well.
    """
    found: dict[str, list[tuple[str, str]]] = {"types": [], **{name: [] for name in models.parents}}
    for module, unit in registry.units.items():
        package = module.rpartition(".")[0]
        found.setdefault(package, []).append((unit.root, module))
        if package == "types.shared":
            found["types"].append((unit.root, module))
    for package in tuple(found):
        while package := package.rpartition(".")[0]:
            found.setdefault(package, [])
    for package, exports in found.items():
        _check(registry, package, exports)
    return tuple(
        ir.TypePackage(module=name, exports=tuple(sorted(found[name], key=lambda e: (e[1], e[0]))))
        for name in sorted(found)
    )


def _check(registry: Registry, package: str, exports: list[tuple[str, str]]) -> None:
    """Two modules of a package with one main name are an error."""
    seen: dict[str, str] = {}
    for name, module in sorted(exports, key=lambda export: (export[1].count("."), export[1])):
        other = seen.setdefault(name, module)
        if other != module:
            registry.diagnostics.error(
                "names/collision",
                f"the package {package} would export {name} twice: from {other} (#{registry.origin(other)}) "
                f"and {module} (#{registry.origin(module)})",
                hint="give one of the models another key in the config",
            )
