"""Type variables by what they stand for: their names are nobody's interface."""

from __future__ import annotations

import griffe

__all__ = ["TypeVariables"]

_MAKERS = ("TypeVar(", "ParamSpec(", "TypeVarTuple(")


class TypeVariables:
    """Annotations of the package ``root`` without the names of its type variables.

    The one that annotates ``self`` or ``cls`` is ``Self``; others are numbered in the order in which they appear.
    """

    def __init__(self, root: griffe.Module) -> None:
        self._root = root

    def text(self, annotation: object, *, own: object = None) -> str | None:
        """The text of ``annotation``; ``own`` is the annotation of the first parameter of a method."""
        if not isinstance(annotation, griffe.Expr):
            return None if annotation is None else str(annotation)
        numbers: dict[str, str] = dict.fromkeys(self._paths(own), "Self")
        parts: list[str] = []
        for part in annotation.iterate(flat=True):
            path = self._path(part)
            if path is not None:
                numbers.setdefault(path, f"T{len(numbers) + 1}")
            parts.append(str(part) if path is None else numbers[path])
        return "".join(parts)

    def _paths(self, annotation: object) -> list[str]:
        if not isinstance(annotation, griffe.Expr):
            return []
        return [path for part in annotation.iterate(flat=True) if (path := self._path(part)) is not None]

    def _path(self, part: object) -> str | None:
        """Where a type variable is defined, None for anything else."""
        if not isinstance(part, griffe.ExprName):
            return None
        try:
            path = part.canonical_path
            found = self._root.modules_collection[path]
            found = found.final_target if isinstance(found, griffe.Alias) else found
        except (griffe.AliasResolutionError, griffe.CyclicAliasError, KeyError):
            return None
        made = str(found.value) if isinstance(found, griffe.Attribute) else ""
        return found.path if made.rpartition(".")[2].startswith(_MAKERS) or made.startswith(_MAKERS) else None
