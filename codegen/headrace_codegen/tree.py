"""A document that overlays and transforms have changed, and that still knows where each part was written."""

from __future__ import annotations

import marshal
from typing import Any

from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import escape, parent, prefixes, split
from headrace_codegen.source import Node, Place, Source

__all__ = ["Tree"]


class Tree:
    """A source's value that may be edited in place; the source itself stays as it was read.

    ``origins`` maps a pointer of the edited tree to the source and pointer it came from, for the parts that are not
    where the base document has them: what an edit inserted, and what moved because an array got shorter.
    """

    def __init__(self, base: Source) -> None:
        self.base = base
        self.value: Any = base.value
        self._origins: dict[str, tuple[Source, str]] = {}
        self._owned = False

    @property
    def root(self) -> Node:
        return Node(self.value, "", self)

    def place(self, pointer: str) -> Place:
        """Where the value at ``pointer`` was written: in the base document or in the file of an edit."""
        source, original = self.origin(pointer)
        return source.place(original)

    def origin(self, pointer: str) -> tuple[Source, str]:
        """The source that holds the value at ``pointer``, and its pointer there."""
        if self._origins:
            for prefix in prefixes(pointer):
                if prefix in self._origins:
                    source, original = self._origins[prefix]
                    return source, original + pointer[len(prefix) :]
        return self.base, pointer

    def at(self, pointer: str) -> Any:
        """The plain value at ``pointer``. Raises KeyError or IndexError when there is none."""
        value = self.value
        for token in split(pointer):
            value = value[int(token)] if is_array(value) else value[token]
        return value

    def put(self, pointer: str, value: Any, source: Source, origin: str) -> None:
        """Sets the value at ``pointer``, written at ``origin`` of ``source``; an array also takes its next index."""
        self._own()
        self._forget(pointer)
        self._origins[pointer] = (source, origin)
        copied = marshal.loads(marshal.dumps(value))
        if not pointer:
            self.value = copied
            return
        container, token = self.at(parent(pointer)), split(pointer)[-1]
        if is_array(container):
            index = len(container) if token == "-" else int(token)
            container[index : index + 1] = [copied]
        else:
            container[token] = copied

    def remove(self, pointer: str) -> None:
        """Takes the value at ``pointer`` away; later items of an array move up. Raises ValueError for the root."""
        if not pointer:
            raise ValueError("the root can't be removed")
        self._own()
        base, token = parent(pointer), split(pointer)[-1]
        container = self.at(base)
        if is_object(container):
            del container[token]
            self._forget(pointer)
            return
        index = int(token)
        came = {i: self._subtree_origins(f"{base}/{i}") for i in range(index + 1, len(container))}
        del container[index]
        for i in range(index, len(container) + 1):
            self._forget(f"{base}/{i}")
        for i, origins in came.items():
            for rest, origin in origins.items():
                self._origins[f"{base}/{i - 1}{rest}"] = origin

    def rename_child(self, base: str, old: str, new: str) -> None:
        """Gives the member ``old`` of the object at ``base`` the key ``new``; its position stays."""
        self._own()
        container = self.at(base)
        origins = self._subtree_origins(f"{base}/{escape(old)}")
        items = [(new if key == old else key, value) for key, value in container.items()]
        container.clear()
        container.update(items)
        self._forget(f"{base}/{escape(old)}")
        for rest, origin in origins.items():
            self._origins[f"{base}/{escape(new)}{rest}"] = origin

    def _own(self) -> None:
        if not self._owned:
            self.value = marshal.loads(marshal.dumps(self.value))
            self._owned = True

    def _subtree_origins(self, pointer: str) -> dict[str, tuple[Source, str]]:
        inner = {key[len(pointer) :]: value for key, value in self._origins.items() if key.startswith(pointer + "/")}
        return {"": self.origin(pointer)} | inner

    def _forget(self, pointer: str) -> None:
        for key in [key for key in self._origins if key == pointer or key.startswith(pointer + "/")]:
            del self._origins[key]
