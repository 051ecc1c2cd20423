"""Which of the schemas in an ``allOf`` a class can extend side by side, by Python's rules for base classes."""

from __future__ import annotations

from headrace_codegen.lower.schema import Views
from headrace_codegen.lower.schema_view import View
from headrace_codegen.source import Node

__all__ = ["Lineage"]


class Lineage:
    """Answers for one document's schemas. Knows nothing of names; a schema's own references in ``allOf`` are its
    parents.
    """

    def __init__(self, views: Views) -> None:
        self._views = views
        self._classes: dict[str, type] = {}

    def parents(self, view: View) -> tuple[Node, ...]:
        """The parents of ``view`` without repetitions and without ancestors of other parents; none where Python
        couldn't put them in an order.
        """
        nodes = {self._views.peel(parent).node.pointer: parent for parent in view.parents}
        if len(nodes) < 2:
            return tuple(nodes.values())
        try:
            classes = {pointer: self._class(node) for pointer, node in nodes.items()}
            own = {
                pointer: found
                for pointer, found in classes.items()
                if not any(other is not found and issubclass(other, found) for other in classes.values())
            }
            type("Child", tuple(own.values()), {})
        except (TypeError, _Circle):
            return ()
        return tuple(nodes[pointer] for pointer in own)

    def _class(self, node: Node) -> type:
        """An empty class that extends what ``node``'s class would: Python itself is asked whether it is possible."""
        node = self._views.peel(node).node
        found = self._classes.get(node.pointer)
        if found is _Open:
            raise _Circle
        if found is None:
            self._classes[node.pointer] = _Open
            try:
                parents = self.parents(self._views.view(node))
                found = type("Parent", tuple(map(self._class, parents)), {})
            finally:
                del self._classes[node.pointer]
            self._classes[node.pointer] = found
        return found


class _Open:
    """Stands for a class that is being made."""


class _Circle(Exception):
    pass
