"""The configured models: which schema has which name, and where its module is (naming rule 5.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.edits import PathError, from_jsonpath_plus, select
from headrace_codegen.jmes import QueryError, find, is_query
from headrace_codegen.pointer import escape, unescape
from headrace_codegen.source import Node

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config, ModelConfig, ResourceConfig
    from headrace_codegen.diagnostics import Diagnostics
    from headrace_codegen.document import Document
    from headrace_codegen.lower.names import Names

__all__ = ["ModelEntry", "ModelIndex", "types_package"]


@dataclass(slots=True, kw_only=True)
class ModelEntry:
    """One configured model.

    ``path`` is how the config refers to it (``"chat.completions.chat_completion"``), ``stem`` the module word, ``node``
    its schema; for an alias
    ``target`` is the other model and ``node`` that one's schema. ``suffix`` ends the names of its request type.
    """

    path: str
    stem: str
    package: str
    params_package: str
    suffix: str
    node: Node
    config: ModelConfig
    target: ModelEntry | None = None
    sides: set[str] = field(default_factory=set[str])

    @property
    def shared(self) -> bool:
        return self.package != self.params_package

    def request_stem(self) -> str:
        return f"{self.stem}{self.suffix}"


def types_package(names: Names, resource: tuple[str, ...], standalone: bool) -> str:
    """The package for a resource's types (rule 5.2): its parents, and itself when it stands alone."""
    parts = resource if standalone else resource[:-1]
    return ".".join(("types", *(names.module_word(part) for part in parts)))


class ModelIndex:
    """All models of a config, by path and by the pointer of their schema. A model that the document doesn't have is an
    error.
    """

    def __init__(self, document: Document, config: Config, names: Names, diagnostics: Diagnostics) -> None:
        self._document = document
        self._config = config
        self._names = names
        self._diagnostics = diagnostics
        self.by_path: dict[str, ModelEntry] = {}
        self.by_pointer: dict[str, ModelEntry] = {}
        self.packages: dict[tuple[str, ...], str] = {}
        self.parents: set[str] = set()
        aliases: list[tuple[ModelEntry, str]] = []
        for resource, path, shared in self._resources():
            for key, model in resource.models.items():
                if not model.skipped:
                    self._add(resource, path, key, model, shared, aliases)
        for entry, target in aliases:
            self._link(entry, target)

    def __iter__(self) -> Iterator[ModelEntry]:
        return iter(self.by_path.values())

    def module(self, package: str, stem: str) -> str:
        """The module of a type in ``package``. Beside a package of that name, which would hide it, it ends in ``_``."""
        module = f"{package}.{self._names.module_word(stem)}"
        return f"{module}_" if module in self.parents else module

    def find(self, node: Node) -> ModelEntry | None:
        """The model whose schema is exactly this node."""
        return self.by_pointer.get(node.pointer)

    def _resources(self) -> Iterator[tuple[ResourceConfig, tuple[str, ...], bool]]:
        if self._config.shared is not None:
            yield self._config.shared, ("$shared",), True
        if self._config.client is not None:
            self.packages[()] = "types"
            yield self._config.client, (), False
        for resource in self._config.resources:
            yield from self._below(resource, ())

    def _below(
        self, resource: ResourceConfig, parents: tuple[str, ...]
    ) -> Iterator[tuple[ResourceConfig, tuple[str, ...], bool]]:
        if resource.skipped:
            return
        path = (*parents, resource.name)
        self.packages[path] = types_package(self._names, path, resource.standalone)
        if resource.subresources or resource.standalone:
            self.parents.add(types_package(self._names, path, True))
        yield resource, path, False
        for child in resource.subresources:
            yield from self._below(child, path)

    def _add(
        self,
        resource: ResourceConfig,
        path: tuple[str, ...],
        key: str,
        model: ModelConfig,
        shared: bool,
        aliases: list[tuple[ModelEntry, str]],
    ) -> None:
        node = None if model.target is None else self._locate(str(model.target), model)
        if node is None and model.alias_to is None:
            return
        package = "types.shared" if shared else self.packages[path]
        name = ".".join((*path, key))
        entry = ModelEntry(
            path=name,
            stem=self._names.casing.snake(key),
            package=package,
            params_package="types.shared_params" if shared else package,
            suffix="" if shared or model.no_params_suffix else "_param",
            node=node or self._document.root,
            config=model,
        )
        self.by_path[name] = entry
        if model.alias_to is not None:
            aliases.append((entry, str(model.alias_to)))
        elif node is not None:
            self.by_pointer.setdefault(node.pointer, entry)

    def _link(self, entry: ModelEntry, target: str) -> None:
        found = self._target(entry, target)
        seen = {entry.path}
        while found is not None and found.config.alias_to is not None and found.path not in seen:
            seen.add(found.path)
            found = self._target(found, str(found.config.alias_to))
        if found is None or found.path in seen:
            close = get_close_matches(target, self.by_path, n=1)
            self._refuse(
                entry.config,
                f"there is no model {target!r} for {entry.path} to be an alias of",
                close[0] if close else None,
            )
            del self.by_path[entry.path]
            return
        entry.target, entry.node = found, found.node

    def _target(self, entry: ModelEntry, target: str) -> ModelEntry | None:
        """The model that an alias names: one of the same resource by its key, or any by its path."""
        beside = f"{entry.path.rpartition('.')[0]}.{target}".lstrip(".")
        return self.by_path.get(beside) or self.by_path.get(target)

    def _locate(self, target: str, model: ModelConfig) -> Node | None:
        """The schema of a model: a component's name, a pointer, a JSONPath or a JMESPath."""
        try:
            if target.startswith("$"):
                return self._select(target, model)
            if target.startswith(("#/", "/")):
                return self._document.node(target.lstrip("#"))
            if target not in self._document.schemas and is_query(target):
                return self._document.node(find(self._document.root.value, target))
            return self._document.node(f"/components/schemas/{escape(target)}")
        except QueryError as exc:
            self._refuse(model, str(exc), None)
            return None
        except (DocumentError, PathError):
            close = get_close_matches(target.rpartition("/")[2], tuple(self._document.schemas), n=1)
            self._leave_out(model, f"the document has no schema {target!r}", close[0] if close else None)
            return None

    def _select(self, path: str, model: ModelConfig) -> Node | None:
        found = select(self._document.tree, path, from_jsonpath_plus)
        if len(found) == 1:
            return self._document.node(found[0])
        if found:
            self._refuse(model, f"{path!r} selects {len(found)} nodes of the document, not one", None)
        else:
            self._leave_out(model, f"{path!r} selects nothing in the document", None)
        return None

    def _leave_out(self, model: ModelConfig, message: str, close: str | None) -> None:
        """A model without a schema isn't made; what else the config asks for is."""
        key = unescape(model.pointer.rpartition("/")[2])
        node = Node(None, (model.target or model.alias_to).pointer, self._config.source)  # type: ignore[union-attr]
        hint = f"did you mean {close!r}?" if close else "write a component's name or a JSON pointer"
        self._diagnostics.warning("config/unknown-schema", f"{message}, so {key!r} is left out", node, hint=hint)

    def _refuse(self, model: ModelConfig, message: str, close: str | None) -> None:
        pointer = (model.target or model.alias_to).pointer  # type: ignore[union-attr]
        hint = f"did you mean {close!r}?" if close else "write a component's name or a JSON pointer"
        self._diagnostics.error("config/unknown-schema", message, Node(None, pointer, self._config.source), hint=hint)
