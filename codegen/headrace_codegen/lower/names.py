"""The one place where names are decided.

Every name that the SDK's users see is made here: packages, modules, classes, fields and arguments. Each is checked to
be a Python identifier, and each
is claimed, with the pointer that it comes from. Two different things that claim one name are an error that shows both
origins; nothing is
renamed behind the user's back except where a class nested in a module can take its module's name in front, which is a
warning.
"""

from __future__ import annotations

import keyword
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from headrace_codegen.lower.words import Casing, read_table
from headrace_codegen.safe_paths import file_name

if TYPE_CHECKING:
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.source import Node

__all__ = ["Names", "Unique", "identifier"]

Side = Literal["model", "typeddict"]

_PREFIX = "api"
"""Stands before a name that Python or the model base class doesn't allow as it is: ``api_3yr``, ``api_model_id``."""


def identifier(text: str, fallback: str, *, pascal: bool = False) -> str:
    """``text`` as a Python identifier. It is only changed where it is none: a keyword gets ``_``, a leading digit the
    prefix ``api``.
    """
    text = unicodedata.normalize("NFKC", text)
    if text[:1].isdigit() or (text and not text.isidentifier() and f"_{text}".isidentifier()):
        text = f"{_PREFIX.upper()}{text}" if pascal else f"{_PREFIX}_{text}"
    if not text.isidentifier():
        hexed = "_".join(f"{ord(char):x}" for char in text[:8])
        text = f"{fallback}_{hexed}" if hexed else fallback
    return f"{text}_" if keyword.iskeyword(text) else text


@dataclass(frozen=True, slots=True)
class _Claim:
    node: Node
    what: str


class Unique:
    """The names of one namespace: a package, a module, the fields of a class."""

    def __init__(self, diagnostics: Diagnostics, place: str) -> None:
        self._diagnostics = diagnostics
        self._place = place
        self._claims: dict[str, _Claim] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._claims

    def owner(self, name: str) -> Node | None:
        """The node that a name was claimed for."""
        claim = self._claims.get(name)
        return claim.node if claim else None

    def claim(self, name: str, node: Node, what: str) -> bool:
        """Claims ``name`` for ``node``. A second claim for the same node is fine; another one is an error, and False is
        returned.
        """
        first = self._claims.setdefault(name, _Claim(node, what))
        if first.node == node and first.node.value is node.value:
            return True
        here = f"{what} at #{node.pointer}"
        self._diagnostics.error(
            "names/collision",
            f"two things want the name {name} in {self._place}: {first.what} at #{first.node.pointer} and {here}",
            node,
            hint="give one of them another name: a key under models, x-stainless-naming, or x-stainless-param",
        )
        return False

    def distinct(self, wanted: str, node: Node, what: str, *longer: str) -> str:
        """``wanted``, or the first of ``longer`` that is free (with a warning); an error and ``wanted`` with a number
        if none is.
        """
        if wanted not in self._claims:
            self._claims[wanted] = _Claim(node, what)
            return wanted
        first = self._claims[wanted]
        for name in longer:
            if name not in self._claims:
                self._claims[name] = _Claim(node, what)
                reason = f"since {wanted} is {first.what} at #{first.node.pointer}"
                self._diagnostics.warning(
                    "names/taken",
                    f"{what} is called {name} in {self._place}, {reason}",
                    node,
                    hint="x-stainless-naming gives it a name of your choice",
                )
                return name
        self.claim(wanted, node, what)
        number = 2
        while f"{wanted}{number}" in self._claims:
            number += 1
        self._claims[f"{wanted}{number}"] = _Claim(node, what)
        return f"{wanted}{number}"


class Names:
    """Makes names by the rules of one config. It remembers nothing; ``Unique`` does."""

    def __init__(self, casing: Casing, *, model_prefix: bool = False) -> None:
        self.casing = casing
        self._model_prefix = model_prefix
        self._field_cache: dict[tuple[str, Side], str] = {}

    # --- packages and modules ----------------------------------------------------------------------------------------

    def module_word(self, text: str) -> str:
        """One part of a module path."""
        return file_name(self.attribute(text))

    def attribute(self, text: str) -> str:
        """A resource."""
        return identifier(self.casing.snake(text), "module")

    def method(self, text: str) -> str:
        """A method. One underscore at the start is kept: it says that the method is wrapped by hand."""
        name = self.attribute(text)
        return f"_{name}" if text.startswith("_") and name.strip("_") else name

    def class_name(self, text: str) -> str:
        """A class name from any text."""
        return identifier(self.casing.pascal(text), "Type", pascal=True)

    def method_stem(self, resource: tuple[str, ...], method: str) -> str:
        """``file_list``: what the types of a method are called after (rule 5.3). On the client itself it is
        ``client_<method>``.
        """
        return f"{self.casing.singular(resource[-1] if resource else 'client')}_{self.casing.snake(method)}"

    def nested(self, prefix: str, word: str, *, singular: bool = False) -> str:
        """The class of a property or variant ``word`` below ``prefix`` (rule 5.5)."""
        tail = self.casing.singular_pascal(word) if singular else self.casing.pascal(word)
        return identifier(prefix + tail, "Type", pascal=True)

    # --- fields and arguments ----------------------------------------------------------------------------------------

    def field(self, wire: str, side: Side) -> str:
        """The attribute for a property (rule 5.11): models give way to the names of their base class, typed dicts only
        to keywords. An underscore at the start is kept, and a digit gets one before it, but a model can have no such
        field: ``__typename`` and ``3yr`` are ``api_typename`` and ``api_3yr`` there, and ``_typename`` and ``_3yr`` in
        a typed dict.
        """
        key = (wire, side)
        if (name := self._field_cache.get(key)) is None:
            snake = self.casing.snake(wire)
            hidden = snake[:1].isdigit() or (wire.startswith("_") and snake != "")
            start = "" if not hidden else "_" if side == "typeddict" else f"{_PREFIX}_"
            name = identifier(start + snake, "field")
            taken = read_table("pydantic_reserved.txt")
            if side == "model" and name.startswith("model_") and (name in taken or not self._model_prefix):
                name = f"{_PREFIX}_{name}"
            elif side == "model" and name in read_table("model_reserved.txt"):
                name += "_"
            self._field_cache[key] = name
        return name

    def argument(self, wire: str) -> str:
        """The argument for a parameter or body property. What every method has is not hidden: ``api_timeout``."""
        name = self.field(wire, "typeddict")
        return f"{_PREFIX}_{name}" if name in read_table("argument_reserved.txt") else name
