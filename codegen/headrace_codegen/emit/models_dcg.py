"""The bodies of model classes, printed by datamodel-code-generator. No other module imports it.

It never chooses a name. Every class, alias and field gets a planned key that is unique and means nothing (``K00012``,
``p3``); the classes go in as flat JSON schemas whose references are planned keys, and the class bodies that come out
are checked against the plan and then carry their final names. What JSON Schema can't say (``Iterable[X]``, ``object``,
an alias) is a key that stands for an import.
"""

from __future__ import annotations

import ast
import gc
import multiprocessing
import re
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from headrace_codegen.emit.text import EmitError

__all__ = ["KEY", "ClassBody", "ClassPlan", "FieldPlan", "FieldText", "print_classes", "rename"]

Kind = Literal["model", "typeddict"]
KEY = re.compile(r"""(["']?)\b([KAT]\d{5,})\b\1""")
"""A planned key in printed text, with the quotes of a forward reference if it has them."""

_PARALLEL_FROM = 400
"""Classes from which on a second process is worth its start (about half a second)."""


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field: its key, its type as a flat JSON schema, and whether it must be present."""

    key: str
    schema: Mapping[str, Any]
    required: bool


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """One class: its key, the keys of its bases (empty: the runtime's base) and its fields in order."""

    key: str
    kind: Kind
    bases: tuple[str, ...]
    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True)
class FieldText:
    """What was printed for a field: annotation, and default or None. Names are planned keys still."""

    annotation: str
    default: str | None


@dataclass(frozen=True, slots=True)
class ClassBody:
    """What was printed for a class: the arguments in its parentheses, and its fields by key."""

    arguments: str
    fields: Mapping[str, FieldText]


def print_classes(plans: Sequence[ClassPlan], imports: Sequence[str]) -> dict[str, ClassBody]:
    """Print all planned classes; ``imports`` are the keys that stand for something outside (aliases, tokens).

    Raises ``EmitError`` when the printed classes or fields are not exactly the planned ones.
    """
    models = tuple(plan for plan in plans if plan.kind == "model")
    dicts = tuple(plan for plan in plans if plan.kind == "typeddict")
    if min(len(models), len(dicts)) < _PARALLEL_FROM:
        return {**_print_kind("model", models, imports), **_print_kind("typeddict", dicts, imports)}
    # "spawn", since the caller may have threads (a progress display), which a fork would break.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        beside = pool.submit(_print_kind, "typeddict", dicts, imports)
        return {**_print_kind("model", models, imports), **beside.result()}


def rename(text: str, final: Callable[[str], str]) -> str:
    """Printed text with every planned key, quoted or not, replaced by its final text."""
    return KEY.sub(lambda match: final(match[2]), text)


def _print_kind(kind: Kind, plans: Sequence[ClassPlan], imports: Sequence[str]) -> dict[str, ClassBody]:
    if not plans:
        return {}
    schemas = {plan.key: _schema(plan) for plan in plans}
    for key in sorted({*imports, *_references(plans)} - schemas.keys()):
        schemas[key] = {"x-python-import": {"module": "planned", "name": key}}
    with _fast_warningless():
        source = _generate(kind, schemas)
    printed = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    _compare("classes", {plan.key for plan in plans}, printed)
    lines = source.split("\n")
    bodies = {plan.key: _body(printed[plan.key], lines) for plan in plans}
    for plan in plans:
        _compare(f"fields of {plan.key}", {field.key for field in plan.fields}, bodies[plan.key].fields)
    return bodies


def _schema(plan: ClassPlan) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.key: dict(field.schema) for field in plan.fields},
        "required": [field.key for field in plan.fields if field.required],
    }
    if plan.bases:
        schema["customBasePath"] = [f"planned.{_base_key(base)}" for base in plan.bases]
    return schema


def _base_key(key: str) -> str:
    """A base is given as an import of another name: a class may not be imported and printed in one module."""
    return f"B{key}"


def _references(plans: Sequence[ClassPlan]) -> Iterator[str]:
    """The keys that the schemas of all fields refer to. A flat schema has other schemas in three places."""
    pending = [field.schema for plan in plans for field in plan.fields]
    while pending:
        schema = pending.pop()
        if "$ref" in schema:
            yield str(schema["$ref"]).rpartition("/")[2]
        pending += schema.get("anyOf", ())
        pending += [schema[key] for key in ("items", "additionalProperties") if key in schema]


def _generate(kind: Kind, schemas: dict[str, Any]) -> str:
    # Imported here, so that a compiler run that stops at an error in its input never pays for it.
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion
    from datamodel_code_generator.parser import LiteralType

    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {},
        "components": {"schemas": schemas},
    }
    output = generate(
        document,
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel if kind == "model" else DataModelType.TypingTypedDict,
        base_class="headrace.spi.BaseModel" if kind == "model" else "",
        custom_file_header="",
        disable_future_imports=True,
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        formatters=[],
        strict_nullable=True,
        target_python_version=PythonVersion.PY_310,
        use_standard_collections=False,
        use_total_false_for_typed_dict=True,
        use_type_checking_imports=False,
        use_union_operator=False,
    )
    if not isinstance(output, str):
        raise EmitError("datamodel-code-generator printed more than one module")
    return output


@contextmanager
def _fast_warningless() -> Generator[None]:
    """No cyclic garbage collection (a third of the time) and no warnings about the printer's own future."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if enabled:
            gc.enable()


def _body(node: ast.ClassDef, lines: Sequence[str]) -> ClassBody:
    fields: dict[str, FieldText] = {}
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            default = None if statement.value is None else _segment(statement.value, lines)
            fields[statement.target.id] = FieldText(_segment(statement.annotation, lines), default)
        elif not isinstance(statement, ast.Pass):
            raise EmitError(f"unexpected {type(statement).__name__} in the printed class {node.name}")
    header = lines[node.lineno - 1]
    return ClassBody(header[header.index("(") + 1 : header.rindex(")")].replace("BK", "K"), fields)


def _segment(node: ast.expr, lines: Sequence[str]) -> str:
    """The text of a node. ``ast.get_source_segment`` splits the whole source anew for each node."""
    if node.end_lineno != node.lineno:
        raise EmitError("a printed field spans lines")
    line = lines[node.lineno - 1]
    text = line[node.col_offset : node.end_col_offset]
    return text if line.isascii() else line.encode()[node.col_offset : node.end_col_offset].decode()


def _compare(what: str, planned: set[str], printed: Mapping[str, object]) -> None:
    missing, surplus = sorted(planned - set(printed)), sorted(set(printed) - planned)
    if missing or surplus:
        raise EmitError(f"printed {what} are not the planned ones: missing {missing}, not planned {surplus}")
