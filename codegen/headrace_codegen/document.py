"""An OpenAPI document, typed: versions 3.0 to 3.2, references within the file, operations in its order.

Not a validator: ``document_checks`` says what is wrong with a document before anybody builds on it. Everything here
raises ``DocumentError`` with a place when it meets what a checked document can't contain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NoReturn
from urllib.parse import unquote

from headrace_codegen.diagnostics import DocumentError, at
from headrace_codegen.grammar import VERBS
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import split
from headrace_codegen.source import Node, Source
from headrace_codegen.tree import Tree

__all__ = ["VERBS", "Document", "Operation"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a path.

    ``path`` is the key in the document, with a fixed query if it has one. ``parameters`` are those of the path item,
    overridden and followed by its own, resolved. ``request_body`` and ``responses`` are resolved too. ``security`` is
    None when the operation inherits the document's, else its list of requirements (scheme name to scopes).
    """

    verb: str
    path: str
    node: Node
    id: str | None
    parameters: tuple[Node, ...]
    request_body: Node | None
    responses: tuple[tuple[str, Node], ...]
    security: list[dict[str, list[str]]] | None

    @property
    def name(self) -> str:
        """``"post /responses"``, as configs write it."""
        return f"{self.verb} {self.path}"

    @property
    def tags(self) -> tuple[str, ...]:
        return self.node.strings("tags")


class Document:
    """The document after overlays and transforms. Nobody edits the tree once a ``Document`` is made of it."""

    def __init__(self, tree: Tree | Source) -> None:
        self.tree = Tree(tree) if isinstance(tree, Source) else tree
        self.root = self.tree.root

    @property
    def version(self) -> str:
        """The ``openapi`` field, as in ``"3.1.0"``."""
        return self.root.str("openapi", "")

    @property
    def title(self) -> str:
        info = self.root.get("info")
        return info.str("title", "") if info else ""

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        paths = self.root.get("paths")
        found: list[Operation] = []
        for path, item in paths.items() if paths else ():
            item = self.resolve(item)
            found += [self._operation(path, verb, node, item) for verb, node in item.items() if verb in VERBS]
        return tuple(found)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Operation]:
        return {(operation.verb, operation.path): operation for operation in self.operations}

    def operation(self, verb: str, path: str) -> Operation | None:
        """The operation of a verb (any case) and a path, exactly as the document writes it."""
        return self._by_name.get((verb.lower(), path))

    @cached_property
    def schemas(self) -> Mapping[str, Node]:
        return self.components("schemas")

    @cached_property
    def security_schemes(self) -> Mapping[str, Node]:
        return MappingProxyType({name: self.resolve(node) for name, node in self.components("securitySchemes").items()})

    @cached_property
    def webhooks(self) -> Mapping[str, Node]:
        """The path items of the webhooks, resolved, by name."""
        node = self.root.get("webhooks") or self.root.get("x-webhooks")
        return MappingProxyType({name: self.resolve(item) for name, item in node.items()} if node else {})

    @property
    def servers(self) -> tuple[Node, ...]:
        servers = self.root.get("servers")
        return tuple(servers) if servers else ()

    @property
    def security(self) -> list[dict[str, list[str]]]:
        """The requirements of operations that have none of their own."""
        node = self.root.get("security")
        return node.value if node and is_array(node.value) else []

    def components(self, kind: str) -> Mapping[str, Node]:
        """One map of ``components``, such as ``"schemas"``; empty when the document has none."""
        components = self.root.get("components")
        node = components.get(kind) if components else None
        return MappingProxyType(dict(node.items()) if node else {})

    def node(self, pointer: str) -> Node:
        """The node at ``pointer``. Raises ``DocumentError`` at the nearest ancestor when there is none."""
        node = self.root
        for token in split(pointer):
            try:
                node = node[int(token)] if is_array(node.value) else node[token]
            except (KeyError, IndexError, ValueError):
                _refuse("document/unknown-pointer", f"there is no #{pointer}", node)
        return node

    def resolve(self, node: Node) -> Node:
        """``node``, or what its ``$ref`` finally leads to; the other keys beside ``$ref`` are not merged in.

        Raises ``DocumentError`` at the reference when it leads nowhere, round in a circle, or out of the document.
        """
        seen: list[str] = []
        while is_object(node.value) and isinstance(ref := node.value.get("$ref"), str):
            if node.pointer in seen:
                _refuse("document/cyclic-ref", f"the reference {ref} leads back to itself", node["$ref"])
            seen.append(node.pointer)
            node = self._target(node["$ref"], ref)
        return node

    def _target(self, at_: Node, ref: str) -> Node:
        if not ref.startswith("#"):
            hint = "bundle the document into one file first"
            _refuse("document/external-ref", f"the reference {ref} leads out of the document", at_, hint)
        pointer = unquote(ref[1:])
        if pointer and not pointer.startswith("/"):
            _refuse(
                "document/unknown-ref",
                f"the reference {ref} is not a JSON pointer",
                at_,
                "write it as #/components/schemas/Name",
            )
        try:
            return self.node(pointer)
        except DocumentError:
            _refuse("document/unknown-ref", f"the reference {ref} leads nowhere", at_)

    def _operation(self, path: str, verb: str, node: Node, item: Node) -> Operation:
        merged: dict[tuple[str | None, str | None], Node] = {}
        for owner in (item, node):
            for parameter in owner.get("parameters") or ():
                parameter = self.resolve(parameter)
                merged[parameter.str("in"), parameter.str("name")] = parameter
        body, responses, security = node.get("requestBody"), node.get("responses"), node.get("security")
        return Operation(
            verb=verb,
            path=path,
            node=node,
            id=node.str("operationId"),
            parameters=tuple(merged.values()),
            request_body=self.resolve(body) if body else None,
            responses=tuple(
                (status, self.resolve(response)) for status, response in (responses.items() if responses else ())
            ),
            security=security.value if security and is_array(security.value) else None,
        )


def _refuse(code: str, message: str, node: Node, hint: str | None = None) -> NoReturn:
    raise DocumentError((at("error", code, message, node, hint),))
