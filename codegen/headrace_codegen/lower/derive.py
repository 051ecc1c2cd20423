"""A starting config for a document that has none: what ``headrace init`` writes, and what ``generate`` uses without a
config.

The result is a config like any other, read by the same code; nothing is decided here that the user could not change in
the file. Names of component schemas are kept: a schema that only one resource uses is a model of that resource, one
that several use is shared.
"""

from __future__ import annotations

import keyword
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.lower.names import Names, identifier
from headrace_codegen.lower.propose import propose_tree
from headrace_codegen.lower.words import Casing, split_words
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import escape
from headrace_codegen.safe_paths import file_name
from headrace_codegen.write_yaml import to_yaml

if TYPE_CHECKING:
    from headrace_codegen.document import Document

__all__ = ["derive_config", "derived_yaml"]

_COMMENT = """The resource tree, made from the paths, verbs and tags of the document.
Rename, move and regroup: names in here are the names that users of the SDK see."""
_CASING = Casing()
_MAX_WORDS = 6
_TAKEN = frozenset(
    {
        "anyio",
        "aux",
        "con",
        "distro",
        "headrace",
        "headrace_codegen",
        "httpx",
        "httpx2",
        "nul",
        "prn",
        "pydantic",
        "pydantic_core",
    }
)
"""Names of packages that a client imports itself, and that no folder may have on Windows."""
_TREE = tuple[str, ...]


def derived_yaml(document: Document) -> str:
    """``derive_config`` as YAML text with a comment on top."""
    return to_yaml(derive_config(document), _COMMENT)


def derive_config(document: Document) -> dict[str, Any]:
    """A config in the Stainless format as plain data. The same document gives the same config."""
    tree = propose_tree(document.operations)
    words = _title(document)
    organization = "-".join(words)
    package = file_name(identifier("_".join(words), "api")).strip("_")
    if keyword.iskeyword(package) or package in _TAKEN or package in sys.stdlib_module_names:
        package = f"{package}_api"
    config: dict[str, Any] = {
        "organization": {"name": organization},
        "targets": {"python": {"package_name": package, "project_name": package.replace("_", "-")}},
    }
    server = _server(document)
    if server:
        config["environments"] = {"production": server}
    config["resources"] = _resources(document, tree)
    return config


def _title(document: Document) -> list[str]:
    """The words of the title that can stand in the name of a distribution (PEP 508), without ``api`` at their end."""
    words = [word for word in split_words(document.title)[:_MAX_WORDS] if word.isascii()]
    return (words[:-1] if len(words) > 1 and words[-1] == "api" else words) or ["api"]


def _server(document: Document) -> str | None:
    for server in document.servers:
        url = server.str("url", "")
        return url if url.startswith(("https://", "http://")) and "{" not in url else None
    return None


def _resources(document: Document, tree: Mapping[str, tuple[_TREE, str]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    users = _users(document, tree)
    shared, owned = _share_out(document, tree, users)
    if shared:
        root["$shared"] = {"models": shared}
    for operation in document.operations:
        path, method = tree[operation.name]
        node = _node_of(root, path)
        node.setdefault("methods", {})[method] = operation.name
    for top, models in owned.items():
        root[top] = {"models": models, **root[top]}
    return root


def _node_of(root: dict[str, Any], path: _TREE) -> dict[str, Any]:
    node: dict[str, Any] = root.setdefault(path[0], {})
    for name in path[1:]:
        node = node.setdefault("subresources", {}).setdefault(name, {})
    return node


def _users(document: Document, tree: Mapping[str, tuple[_TREE, str]]) -> dict[str, dict[str, None]]:
    """Component schemas in the order of their first use, each with the top-level resources that use it, directly or
    not.
    """
    reach: dict[str, frozenset[str]] = {}
    users: dict[str, dict[str, None]] = {}
    for operation in document.operations:
        top = tree[operation.name][0][0]
        for name in _refs(document, operation.node.value):
            for used in (name, *sorted(_closure(document, name, reach))):
                users.setdefault(used, {})[top] = None
    return users


def _closure(document: Document, name: str, reach: dict[str, frozenset[str]]) -> frozenset[str]:
    """All component schemas that ``name`` leads to."""
    if name not in reach:
        found: set[str] = set()
        queue = [name]
        while queue:
            schema = document.schemas.get(queue.pop())
            fresh = set(_refs(document, schema.value)) - found if schema is not None else set[str]()
            found |= fresh
            queue.extend(fresh)
        reach[name] = frozenset(found)
    return reach[name]


def _refs(document: Document, value: Any) -> Iterator[str]:
    """Names of component schemas that ``value`` refers to; references to other components are followed."""
    queue, seen = [value], set[str]()
    while queue:
        item = queue.pop(0)
        if is_object(item):
            ref = item.get("$ref")
            if isinstance(ref, str) and ref not in seen:
                seen.add(ref)
                if ref.startswith("#/components/schemas/"):
                    yield ref.removeprefix("#/components/schemas/").replace("~1", "/").replace("~0", "~")
                elif ref.startswith("#/"):
                    queue.extend(_behind(document, ref))
            queue.extend(item.values())
        elif is_array(item):
            queue.extend(item)


def _behind(document: Document, ref: str) -> list[Any]:
    try:
        return [document.node(ref[1:]).value]
    except DocumentError:
        return []


def _share_out(
    document: Document, tree: Mapping[str, tuple[_TREE, str]], users: Mapping[str, Mapping[str, None]]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Models of ``$shared``, and of each top-level resource. A schema whose class name is taken stays without a name of
    its own.
    """
    shared: dict[str, str] = {}
    owned: dict[str, dict[str, str]] = {}
    taken: set[str] = set(_method_types(tree))
    for name, tops in users.items():
        schema = document.schemas.get(name)
        if schema is None or not is_object(schema.value):
            continue
        key = _CASING.snake(name)
        class_name = Names(_CASING).class_name(name)
        twins = {class_name, f"{class_name}Param"}
        if not key or taken & twins or identifier(key, "") != key:
            continue
        taken |= twins
        target = shared if len(tops) > 1 else owned.setdefault(next(iter(tops)), {})
        target[key] = f"#/components/schemas/{escape(name)}"
    return shared, owned


def _method_types(tree: Mapping[str, tuple[_TREE, str]]) -> Iterable[str]:
    """The class names that methods take for their own parameters and responses (naming rule 5.3)."""
    names = Names(_CASING)
    for resource, method in tree.values():
        stem = names.class_name(names.method_stem(resource, method))
        yield f"{stem}Params"
        yield f"{stem}Response"
