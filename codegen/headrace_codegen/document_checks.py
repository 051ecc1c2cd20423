"""What must hold of a document before anybody builds on it, each violation with its place.

An error is what makes an operation or a type impossible to read: the wrong kind of value, a reference that leads
nowhere, one path parameter twice. A warning is what can be read all the same. Not a full validation
against the standard: what doesn't matter to a client is not looked at.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from headrace_codegen.diagnostics import Diagnostics, DocumentError
from headrace_codegen.document import Document, Operation
from headrace_codegen.grammar import KINDS
from headrace_codegen.plain import is_array, is_object
from headrace_codegen.source import MAX_DEPTH, Node

__all__ = ["check_document"]

_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_REF_HOLDERS = frozenset(kind for kind, table in KINDS.items() if "$ref" in table)


def check_document(document: Document, diagnostics: Diagnostics) -> None:
    """Collects all that is wrong. Raises ``DocumentError`` at once when the file is no OpenAPI document at all."""
    _check_root(document.root, diagnostics)
    checks = _Checks(document, diagnostics)
    checks.walk(document.root, "root")
    checks.unions()
    if not diagnostics.failed:
        _check_operations(document, diagnostics)


def _check_root(root: Node, diagnostics: Diagnostics) -> None:
    if not is_object(root.value):
        diagnostics.fatal("document/no-openapi", "this is no OpenAPI document: an object is expected", root)
    version = root.get("openapi")
    if version is None:
        swagger = root.get("swagger")
        hint = "convert it to OpenAPI 3 first" if swagger else None
        what = "Swagger 2 is not supported" if swagger else "this is no OpenAPI document: the key 'openapi' is missing"
        diagnostics.fatal("document/no-openapi", what, swagger or root, hint=hint)
    if not re.match(r"3\.[012](\.|$)", str(version.value)):  # `openapi: 3.1` is a number in YAML
        diagnostics.fatal(
            "document/version", f"OpenAPI {version.value} is not supported, only 3.0, 3.1 and 3.2", version
        )
    if not any(key in root for key in ("paths", "webhooks", "components")):
        diagnostics.error("document/no-paths", "the document has no paths", root)


class _Checks:
    """Walks the document by the grammar and checks each object for its kind."""

    def __init__(self, document: Document, diagnostics: Diagnostics) -> None:
        self.document = document
        self.diagnostics = diagnostics
        self.resolved: dict[str, bool] = {}

    def walk(self, node: Node, kind: str) -> None:
        """Checks ``node`` as a ``kind`` of the grammar, and everything below it."""
        if (kind not in KINDS and kind[0] not in "{[") or kind == "callback":
            return
        if kind.startswith("["):
            if self.expect(node, is_array(node.value), "a list"):
                for item in node:
                    self.walk(item, kind[1:-1])
        elif kind.startswith("{"):
            if self.expect(node, is_object(node.value), "an object"):
                for key, child in node.items():
                    if not (kind == "{path}" and key.startswith("x-")):
                        self.walk(child, kind[1:-1])
        elif kind in ("schema", "named"):
            self.schema(node)
        elif self.expect(node, is_object(node.value), "an object"):
            self.object(node, kind)

    def object(self, node: Node, kind: str) -> None:
        if kind in _REF_HOLDERS and "$ref" in node:
            self.reference(node)
            return
        if kind == "parameter":
            self.parameter(node)
        for key, how in KINDS[kind].items():
            if key in node:
                self.walk(node[key], how)

    def parameter(self, node: Node) -> None:
        # Headers share this kind and have neither a name nor a place.
        if "/parameters/" not in node.pointer or "/headers/" in node.pointer:
            return
        if node.str("name") is None:
            self.diagnostics.error("document/parameter", "a parameter needs a 'name'", node)
        if (where := node.get("in")) is None or where.value not in ("path", "query", "header", "cookie", "querystring"):
            at = where or node
            self.diagnostics.error("document/parameter", "a parameter needs 'in': path, query, header or cookie", at)

    def reference(self, node: Node) -> None:
        ref = node["$ref"]
        if not isinstance(ref.value, str):
            self.expect(ref, False, "text")
            return
        if self.resolved.get(ref.value):
            return
        try:
            self.document.resolve(node)
            self.resolved[ref.value] = True
        except DocumentError as error:
            for diagnostic in error.diagnostics:
                self.diagnostics.error(
                    diagnostic.code, diagnostic.message, ref, hint=diagnostic.hint or self.near(ref.value)
                )

    def near(self, ref: str) -> str | None:
        """A name that may have been meant."""
        container, _, name = ref.removeprefix("#/").rpartition("/")
        try:
            names = self.document.node("/" + container).keys()
        except DocumentError:
            return None
        found = get_close_matches(name, names, n=1)
        return f"did you mean {found[0]}?" if found else None

    def schema(self, node: Node) -> None:
        if isinstance(node.value, bool):
            return
        if not self.expect(node, is_object(node.value), "a schema (an object, true or false)"):
            return
        if "$ref" in node:
            self.reference(node)
        self.keywords(node)
        for key, how in KINDS["schema"].items():
            child = node.get(key)
            if child is None or how.strip("{[]}") not in ("schema", "named"):
                continue
            if key == "items" and is_array(child.value):
                self.diagnostics.warning(
                    "document/schema", "a list of 'items' is 'prefixItems' since OpenAPI 3.1", child
                )
                continue
            self.walk(child, how)

    def keywords(self, node: Node) -> None:
        """The keywords that a reader must be able to rely on."""
        if kind := node.get("type"):
            names = list(kind) if is_array(kind.value) else [kind]
            for name in names:
                if name.value not in _TYPES:
                    known = get_close_matches(str(name.value), _TYPES, n=1)
                    hint = f"did you mean {known[0]}?" if known else f"known are {', '.join(_TYPES)}"
                    self.diagnostics.error(
                        "document/type", f"{name.value!r} is no type of JSON Schema", name, hint=hint
                    )
        if required := node.get("required"):
            texts = is_array(required.value) and all(isinstance(item.value, str) for item in required)
            hint = "in a schema 'required' lists the names of properties"
            self.expect(required, texts, "a list of text", hint)
        if (enum := node.get("enum")) and self.expect(enum, is_array(enum.value), "a list") and not len(enum):
            self.diagnostics.warning("document/schema", "an empty 'enum' allows no value", enum)
        for key in ("allOf", "anyOf", "oneOf"):
            if (union := node.get(key)) and is_array(union.value) and not len(union):
                self.diagnostics.warning("document/schema", f"an empty {key!r} says nothing", union)
        if discriminator := node.get("discriminator"):
            self.expect(discriminator, discriminator.str("propertyName") is not None, "an object with 'propertyName'")

    def unions(self) -> None:
        """A schema that consists of itself, with no property or item in between, describes no value."""
        done: set[str] = set()
        for name in self.document.schemas:
            self.union(name, [], done)

    def union(self, name: str, trail: list[str], done: set[str]) -> None:
        """A depth-first search; ``trail`` is the way here, ``done`` what no circle goes through or was reported."""
        if name in trail:
            circle = " -> ".join([*trail[trail.index(name) :], name])
            message = f"the schema consists of itself: {circle}"
            self.diagnostics.warning("document/cyclic-schema", message, self.document.schemas[name])
            return
        if name in done or name not in self.document.schemas:
            return
        if len(trail) > MAX_DEPTH:
            message = f"the schema leads through more than {MAX_DEPTH} others"
            self.diagnostics.fatal("document/too-deep", message, self.document.schemas[trail[0]])
        trail.append(name)
        for part in _parts(self.document.schemas[name].value):
            self.union(part, trail, done)
        trail.pop()
        done.add(name)

    def expect(self, node: Node, holds: bool, what: str, hint: str | None = None) -> bool:
        if not holds:
            shown = f"{node.key!r} " if node.key and not node.key.isdigit() else ""
            message = f"{shown}must be {what}, not {_kind_of(node.value)}"
            self.diagnostics.error("document/structure", message, node, hint=hint)
        return holds


def _parts(value: Any) -> list[str]:
    """The names of the component schemas that ``value`` directly consists of."""
    found: list[str] = []
    if is_object(value):
        ref = value.get("$ref")
        if isinstance(ref, str):
            found.append(ref.removeprefix("#/components/schemas/"))
        for key in ("allOf", "anyOf", "oneOf"):
            members = value.get(key)
            if is_array(members):
                found += [name for member in members for name in _parts(member)]
    return found


def _kind_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_object(value) or is_array(value):
        return "an object" if is_object(value) else "a list"
    return "text" if isinstance(value, str) else "a number"


def _check_operations(document: Document, diagnostics: Diagnostics) -> None:
    seen: dict[str, Operation] = {}
    for operation in document.operations:
        if not operation.path.startswith("/"):
            diagnostics.error("document/path", f"a path begins with a slash: {operation.path!r}", operation.node)
        _check_path_parameters(operation, diagnostics)
        if not operation.responses:
            diagnostics.warning("document/no-responses", f"{operation.name} declares no response", operation.node)
        if operation.id is not None and (first := seen.setdefault(operation.id, operation)) is not operation:
            message = f"the operationId {operation.id!r} is also that of {first.name}"
            diagnostics.warning("document/duplicate-operation-id", message, operation.node["operationId"])
    for name, requirement in _requirements(document):
        if name not in document.security_schemes:
            diagnostics.warning("document/security", f"the security scheme {name!r} is not declared", requirement)


def _check_path_parameters(operation: Operation, diagnostics: Diagnostics) -> None:
    names = _TEMPLATE.findall(operation.path)
    declared = {p.str("name", ""): p for p in operation.parameters if p.str("in") == "path"}
    for name in names:
        if names.count(name) > 1:
            diagnostics.error("document/path", f"{operation.path} has the parameter {name!r} twice", operation.node)
        elif name not in declared:
            message = f"the path parameter {name!r} of {operation.name} is not declared"
            diagnostics.warning("document/path-parameter", message, operation.node, hint="it is taken for text")
    for name, parameter in declared.items():
        if name not in names:
            message = f"{operation.path} has no place for the path parameter {name!r}"
            diagnostics.warning("document/path-parameter", message, parameter)


def _requirements(document: Document) -> list[tuple[str, Node]]:
    owners = [document.root, *(operation.node for operation in document.operations)]
    lists = [security for owner in owners if (security := owner.get("security")) is not None]
    return [(name, item) for requirements in lists for item in requirements for name, _ in item.items()]
