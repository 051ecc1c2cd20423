"""The generated OpenAI client, taken apart: its operations, and what is inside its results."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

import pydantic

import headrace_openai
from headrace.late import loaded
from headrace.spi import Operation


@lru_cache(maxsize=1)
def operations() -> dict[str, Operation]:
    """Every operation descriptor of the client by its id, ``"chat.completions.create"``."""
    found: dict[str, Operation] = {}
    for module in pkgutil.walk_packages([f"{headrace_openai.__path__[0]}/resources"], "headrace_openai.resources."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Operation):
                found[value.id] = value
    return dict(sorted(found.items()))


def method_of(client: Any, operation: Operation) -> Any:
    """The bound method for an operation, found as a user finds it: attribute by attribute."""
    for name in operation.id.split("."):
        client = getattr(client, name)
    return client


def models_in(value: Any) -> Iterator[pydantic.BaseModel]:
    """Every model inside a value, itself included, in lists, dicts and extras too."""
    if isinstance(value, pydantic.BaseModel):
        yield value
        value = [*value.__dict__.values(), *(value.__pydantic_extra__ or {}).values()]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from models_in(item)


def check_type(declared: Any, value: Any) -> None:
    """``value`` is an instance of the class, or, for an alias of a union, of one of its classes."""
    if isinstance(declared, type):
        assert type(value) is declared
    else:
        names = {cls.__name__ for cls in classes_of(loaded(declared))}
        assert type(value).__name__ in names


def classes_of(annotation: Any) -> Iterator[type]:
    """The classes that an annotation speaks of, below ``Annotated``, unions and containers."""
    if isinstance(annotation, type):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from classes_of(argument)


def dump(value: Any) -> Any:
    """A result back as JSON."""
    return value.to_dict(mode="json") if hasattr(value, "to_dict") else value
