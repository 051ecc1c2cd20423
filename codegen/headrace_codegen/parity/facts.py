"""What is known of a package, free of the tool that found it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ClassFacts", "FieldFacts", "FunctionFacts", "ModuleFacts", "Package", "ParamFacts", "Place", "is_private"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is defined: the file relative to its search path, and the line (from 1, 0: the whole file)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class ParamFacts:
    """One parameter. ``kind`` is ``positional``, ``positional-only``, ``keyword``, ``*args`` or ``**kwargs``;
    ``default`` is its text in canonical form, None when the parameter is required.
    """

    name: str
    kind: str
    default: str | None

    @property
    def required(self) -> bool:
        return self.default is None and self.kind not in ("*args", "**kwargs")


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """A function or method, ``self`` left out. ``returns`` is in canonical form; an ``async def`` returns an
    ``Awaitable``. ``overloads`` are its further static signatures.
    """

    name: str
    params: tuple[ParamFacts, ...]
    returns: str
    place: Place
    overloads: tuple[FunctionFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """An attribute, property or annotated field. ``resource`` is the class that a property gives.

    It is written ``module:Name``.
    """

    name: str
    type: str
    place: Place
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class with everything that it has, what it inherits included (as far as the package, or one read with it,
    defines it). ``own`` are the members that stand in its body; ``ancestors`` the names of all classes above it,
    ``bases`` the nearest.
    """

    name: str
    place: Place
    bases: tuple[str, ...]
    ancestors: frozenset[str]
    fields: Mapping[str, FieldFacts]
    methods: Mapping[str, FunctionFacts]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module and its public names: those in ``__all__``, those defined there, and, in a package, those imported from
    within. The value is where the definition is, ``module:Name``, or ``""`` for something that is not followed.
    """

    name: str
    place: Place
    names: Mapping[str, str]
    places: Mapping[str, Place]
    listed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """A whole package. Modules are named relative to it, ``""`` is the package itself; definitions are
    ``"module:Name"``.
    """

    name: str
    modules: Mapping[str, ModuleFacts]
    classes: Mapping[str, ClassFacts] = field(default_factory=dict[str, ClassFacts])
    functions: Mapping[str, FunctionFacts] = field(default_factory=dict[str, FunctionFacts])

    def definition(self, module: str, name: str) -> str | None:
        """Where the public ``name`` of ``module`` is defined, None if there is no such name."""
        found = self.modules.get(module)
        return None if found is None else found.names.get(name)


def is_private(path: str) -> bool:
    """Whether a dotted path has a part that begins with an underscore."""
    return any(part.startswith("_") for part in path.split("."))
