"""A config read with another version of its document: entries about what that version doesn't have are left out.

Only for comparisons. ``headrace generate`` reports such entries as errors, because there they are mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from headrace_codegen.config.load import load_config
from headrace_codegen.diagnostics import Diagnostics, DocumentError
from headrace_codegen.document import Document
from headrace_codegen.inputs import Inputs
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.pipeline import Lowered, lower_sdk
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import split
from headrace_codegen.source import Source
from headrace_codegen.transforms import apply_transforms
from headrace_codegen.tree import Tree
from headrace_codegen.write_yaml import to_yaml

__all__ = ["corrected", "lower_fitted"]

ATTEMPTS = 3
"""How often entries are left out after an error; each attempt lowers the whole document again."""

_COMPONENT = "#/components/schemas/"
_UNKNOWN = "config/unknown-"


def lower_fitted(inputs: Inputs, *, borrowed: bool) -> tuple[Lowered, int]:
    """Lowers ``inputs``; returns also how many entries of a borrowed config were left out. Raises ``DocumentError``."""
    if not borrowed or inputs.config is None:
        return lower_sdk(inputs), 0
    config = inputs.config
    # What nobody may read: descriptions of things that aren't there would only be warnings.
    value, dropped = _fitted(config.value, corrected(inputs))
    for _ in range(ATTEMPTS):
        config = Source(inputs.config.name, to_yaml(value).encode()) if dropped else inputs.config
        try:
            return lower_sdk(replace(inputs, config=config, docs=None)), dropped
        except DocumentError as error:
            errors = [found for found in error.diagnostics if found.severity == "error"]
            pointers = [found.pointer for found in errors if found.code.startswith(_UNKNOWN) and found.pointer]
            # The last item of an array first, so that the others keep their numbers.
            paths = sorted((split(pointer) for pointer in pointers), key=lambda path: path[-1].zfill(9), reverse=True)
            gone = sum(_remove(value, path) for path in paths)
            if not gone or len(pointers) < len(errors):
                raise
            dropped += gone
    return lower_sdk(replace(inputs, config=config, docs=None)), dropped


def corrected(inputs: Inputs) -> Document:
    """The document as the config sees it: overlays and transforms may add what the config names."""
    ignored = Diagnostics()
    tree = Tree(inputs.document)
    if inputs.overlay is not None:
        apply_overlay(tree, inputs.overlay, ignored)
    if inputs.config is not None:
        apply_transforms(tree, inputs.config, load_config(inputs.config, ignored).transforms, ignored)
    return Document(tree)


def _fitted(config: Any, document: Document) -> tuple[Any, int]:
    """A copy of the config without methods and models that the document has nothing for."""
    known = {operation.name for operation in document.operations}
    count = 0

    def resource(value: Any) -> Any:
        nonlocal count
        if not is_object(value):
            return value
        kept = dict(value)
        for key, keep in (("methods", _has_operation), ("models", _has_schema)):
            inner = value.get(key)
            if is_object(inner):
                kept[key] = {name: item for name, item in inner.items() if keep(item, known, document)}
                count += len(inner) - len(kept[key])
        if is_object(value.get("subresources")):
            kept["subresources"] = {name: resource(child) for name, child in value["subresources"].items()}
        return kept

    copied = dict(config) if is_object(config) else {}
    if is_object(copied.get("resources")):
        copied["resources"] = {name: resource(item) for name, item in copied["resources"].items()}
    return copied, count


def _has_operation(method: Any, known: Iterable[str], document: Document) -> bool:
    endpoint = method.get("endpoint") if is_object(method) else method
    if not isinstance(endpoint, str):
        return True
    verb, _, path = endpoint.partition(" ")
    return f"{verb.lower()} {path.strip()}" in known


def _has_schema(model: Any, known: Iterable[str], document: Document) -> bool:
    target = (
        next((model[key] for key in ("schema", "target", "openapi_uri") if key in model), None)
        if is_object(model)
        else model
    )
    if not isinstance(target, str) or (target.startswith("#") and not target.startswith(_COMPONENT)):
        return True
    if target.startswith(("$", "/")):
        return True
    name = target.removeprefix(_COMPONENT)
    return "/" in name or name in document.schemas


def _remove(value: Any, path: tuple[str, ...]) -> bool:
    """Takes the entry at ``path`` away, or the one that holds it when it is a property of an entry."""
    *way, last = path
    holder = value
    for token in way:
        if is_object(holder) and token in holder:
            holder = holder[token]
        elif is_array(holder) and token.isdecimal() and int(token) < len(holder):
            holder = holder[int(token)]
        else:
            return False
    if is_object(holder) and last in holder:
        del holder[last]
        return True
    if is_array(holder) and last.isdecimal() and int(last) < len(holder):
        del holder[int(last)]
        return True
    return False
