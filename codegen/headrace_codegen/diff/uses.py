"""Which operations of one document use a component schema, and in which direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headrace_codegen.diff.bodies import is_stream
from headrace_codegen.diff.levels import Direction
from headrace_codegen.document import VERBS, Document
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import escape
from headrace_codegen.source import Node

__all__ = ["Uses"]

_SCHEMAS = "/components/schemas/"
_Use = tuple[Direction, str]


class Uses:
    """The references of one document, followed once when they are first asked for."""

    def __init__(self, document: Document, messages: Mapping[str, Direction]) -> None:
        self.document = document
        self._messages = messages
        self._leads: dict[str, frozenset[str]] = {}
        self._found: dict[str, dict[_Use, None]] | None = None

    def of(self, component: Node) -> dict[_Use, None]:
        """The uses of a component schema, in the order of the operations."""
        if self._found is None:
            self._found = {}
            for use, value in self._roots():
                for pointer in self._closure(value):
                    self._found.setdefault(pointer, {})[use] = None
        return self._found.get(component.pointer, {})

    def _roots(self) -> Iterator[tuple[_Use, Any]]:
        document = self.document
        for operation in document.operations:
            yield ("request", operation.name), [node.value for node in operation.parameters]
            if operation.request_body is not None:
                yield ("request", operation.name), operation.request_body.value
            for _, response in operation.responses:
                content = response.get("content")
                for media, node in content.items() if content else ():
                    yield ("stream" if is_stream(media) else "response", operation.name), node.value
                yield ("response", operation.name), response.value.get("headers") if is_object(response.value) else None
        for name, direction in self._messages.items():
            if name in document.schemas:
                yield (direction, f"messages {name}"), {"$ref": f"#{_SCHEMAS}{escape(name)}"}
        for name, item in document.webhooks.items():
            for verb, node in item.items():
                if verb in VERBS and (body := node.get("requestBody")) is not None:
                    yield ("response", f"webhook {name}"), document.resolve(body).value

    def _closure(self, value: Any) -> set[str]:
        found: set[str] = set()
        queue = [value]
        while queue:
            fresh = self._refs(queue.pop()) - found
            found |= fresh
            for pointer in fresh:
                schema = self.document.schemas.get(pointer.removeprefix(_SCHEMAS).replace("~1", "/").replace("~0", "~"))
                if schema is not None:
                    queue.append(_Known(pointer, schema.value))
        return found

    def _refs(self, value: Any) -> frozenset[str]:
        """Pointers of component schemas that ``value`` refers to directly; those of a component are kept."""
        if not isinstance(value, _Known):
            return frozenset(_walk(value))
        if value.pointer not in self._leads:
            self._leads[value.pointer] = frozenset(_walk(value.value))
        return self._leads[value.pointer]


class _Known:
    """The value of a component, with its pointer."""

    __slots__ = ("pointer", "value")

    def __init__(self, pointer: str, value: Any) -> None:
        self.pointer = pointer
        self.value = value


def _walk(value: Any) -> Iterator[str]:
    queue = [value]
    while queue:
        item = queue.pop()
        if is_object(item):
            ref = item.get("$ref")
            if isinstance(ref, str) and ref.startswith(f"#{_SCHEMAS}"):
                yield _SCHEMAS + escape(ref.removeprefix(f"#{_SCHEMAS}").replace("~1", "/").replace("~0", "~"))
            queue.extend(item.values())
        elif is_array(item):
            queue.extend(item)
