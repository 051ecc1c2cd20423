"""Module ``__getattr__`` for packages and modules whose names are imported when first used, not before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["lazy_exports"]


def lazy_exports(package: str, names: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make ``__getattr__`` and ``__dir__`` for the module ``package``, which may also be a plain module.

    ``names`` maps a public name to the module that defines it, absolute or relative (``".response"``) as in an import
    statement of that module.
    A value of the form ``"module:name"`` exports something under another name, and ``"module:"`` the module itself.
    What was found is kept in the module's namespace, so each name costs one import and no more.
    """
    namespace = sys.modules[package].__dict__

    def load(name: str) -> Any:
        try:
            place = names[name]
        except KeyError:
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None
        module_name, colon, attribute = place.partition(":")
        module = import_module(module_name, namespace["__package__"])
        value = module if colon and not attribute else getattr(module, attribute or name)
        if hasattr(value, "__args__"):  # an alias: who asks for it by its public name may look into it
            from .late import loaded

            value = loaded(value)
        namespace[name] = value
        return value

    def list_names() -> list[str]:
        return sorted({*namespace, *names})

    return load, list_names
