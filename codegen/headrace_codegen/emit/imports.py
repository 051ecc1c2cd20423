"""Imports of one generated module, computed from what its text refers to.

Modules of the SDK are named as in the intermediate representation, relative to its package
(``types.responses.response``), and written relative to the importing module. Two things of one name get different
local names: the first to come keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from headrace_codegen.emit.text import EmitError, identifier

__all__ = ["Imports", "Place"]

Place = Literal["top", "typing", "late"]
"""Where an import stands: at the top, below ``if TYPE_CHECKING:``, or at the module's end, where it closes a cycle."""

SPI = "headrace.spi"
_OUTSIDE = {"__future__": -1, "collections.abc": 0, "datetime": 0, "typing": 0, "typing_extensions": 1, SPI: 1}


@dataclass
class Imports:
    """The imports of ``module``. ``taken`` are names that the module itself defines: no import gets one of them."""

    module: str
    is_package: bool = False
    taken: set[str] = field(default_factory=set[str])
    _local: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    _place: dict[tuple[str, str], Place] = field(default_factory=dict[tuple[str, str], Place])
    _whole: set[str] = field(default_factory=set[str])

    def outside(self, module: str, name: str, place: Place = "top") -> str:
        """Import ``name`` from the standard library, typing_extensions or the seam; returns its local name."""
        if module not in _OUTSIDE:
            raise EmitError(f"generated code may not import {module}")
        return self._use(module, name, place)

    def spi(self, name: str, place: Place = "top") -> str:
        """Import ``name`` from the seam."""
        return self.outside(SPI, name, place)

    def whole(self, module: str) -> str:
        """Import a module of the standard library as such; returns its name."""
        self._whole.add(module)
        return module

    def inside(self, module: str, name: str, place: Place = "top") -> str:
        """Import ``name`` from a module of the SDK; an empty ``name`` imports the module itself."""
        if not name:
            parent, _, name = module.rpartition(".")
            return self._use(f".{parent}", name, place)
        return self._use(f".{module}", name, place)

    def _use(self, source: str, name: str, place: Place) -> str:
        key = (source, identifier(name))
        if key not in self._local:
            self._local[key] = self._free(source, name)
            self._place[key] = place
        elif place == "top":
            self._place[key] = place
        return self._local[key]

    def _free(self, source: str, name: str) -> str:
        used = self.taken | set(self._local.values())
        if name not in used:
            return name
        area = source.strip(".").split(".")[-2:-1] or [""]
        prefixed = "".join(word.capitalize() for word in area[0].split("_")) + name
        candidate, number = prefixed if prefixed != name else f"{name}_", 2
        while candidate in used:
            candidate, number = f"{prefixed}{number}", number + 1
        return candidate

    def lines(self, place: Place) -> list[str]:
        """The import statements of one place, grouped: standard library, other packages, the SDK's own."""
        groups: dict[int, list[str]] = {}
        if place == "top" and self._whole:
            groups[0] = [f"import {module}" for module in sorted(self._whole)]
        sources: dict[str, list[str]] = {}
        for (source, name), local in self._local.items():
            if self._place[source, name] == place:
                sources.setdefault(source, []).append(name if local == name else f"{name} as {local}")
        for source, names in sources.items():
            group = 2 if source.startswith(".") else _OUTSIDE[source]
            groups.setdefault(group, []).append(
                f"from {self.written(source)} import {', '.join(sorted(names, key=_order))}"
            )
        lines: list[str] = []
        for _, group_lines in sorted(groups.items()):
            lines += ([""] if lines else []) + sorted(group_lines, key=_by_source)
        return lines

    def written(self, source: str) -> str:
        """The module as an import statement of this module writes it: ``..types.message`` for ``.types.message``."""
        if not source.startswith("."):
            return source
        here = self.module.split(".") if self.module else []
        package = here if self.is_package else here[:-1]
        target = source[1:].split(".") if source[1:] else []
        common = 0
        while common < min(len(package), len(target)) and package[common] == target[common]:
            common += 1
        return "." * (len(package) - common + 1) + ".".join(target[common:])


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as import sorters do it."""
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return (kind, name)


def _by_source(line: str) -> tuple[int, str]:
    """Plain imports first, then farther packages: ``...`` before ``..`` before ``.``."""
    if line.startswith("import "):
        return (-99, line)
    source = line.split(" ")[1]
    dots = len(source) - len(source.lstrip("."))
    return (-dots, source)
