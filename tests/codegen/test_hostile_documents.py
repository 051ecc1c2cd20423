"""Whatever a document contains: the SDK imports without a warning, pyright accepts it, and no text is evaluated."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.hostile import HOSTILE, ODD, hostile_document, small_document
from headrace_codegen.emit.text import docstring
from headrace_codegen.inputs import Inputs
from headrace_codegen.pipeline import Compilation, compile_sdk
from headrace_codegen.source import load_source

ROOT = Path(__file__).parents[2]

IMPORT_ALL = """
import importlib, inspect, pkgutil, sys, typing
from headrace.spi import BaseModel

folder, packages = sys.argv[1], sys.argv[2:]
for number, package in enumerate(packages):
    sys.path[0] = f"{folder}/{number}"
    root = importlib.import_module(package)
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(root.__path__, f"{package}.")]
    for module in modules:
        for name in getattr(module, "__all__", ()):
            getattr(module, name)
        for cls in [cls for cls in vars(module).values() if inspect.isclass(cls) and cls.__module__ == module.__name__]:
            if issubclass(cls, BaseModel):
                cls.model_rebuild()
            elif typing.is_typeddict(cls):
                typing.get_type_hints(cls, include_extras=True)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
print("all of", len(packages))
"""


def compiled(document: object) -> Compilation:
    """The document as JSON, compiled without a config."""
    return compile_sdk(Inputs(load_source(json.dumps(document).encode(), "openapi.json")))


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The SDKs of all odd documents on disk, in folders with numbers, and the names of their packages."""
    folder = tmp_path_factory.mktemp("odd")
    packages: list[str] = []
    for number, document in enumerate((hostile_document(), *ODD.values())):
        compilation = compiled(document)
        compilation.tree.write(folder / str(number))
        packages.append(compilation.api.client.package)
    return folder, packages


def test_every_module_of_every_odd_document_imports(sdks: tuple[Path, list[str]]) -> None:
    """With warnings as errors, all models built, and all annotations of request types resolved."""
    folder, packages = sdks
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, str(folder), *packages],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["", str(ROOT / "runtime"), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == (f"all of {len(packages)}\n", 0), done.stderr


def test_pyright_finds_nothing_in_any_of_them(sdks: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, packages = sdks
    config = {
        "include": [str(folder)],
        "typeCheckingMode": "basic",
        "executionEnvironments": [
            {"root": f"{folder}/{number}", "extraPaths": [str(ROOT / "runtime")]} for number in range(len(packages))
        ],
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    command = [sys.executable, "-m", "pyright", "--project", str(tmp_path), "--pythonpath", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_is_lost_of_the_hostile_document_is_in_the_ledger() -> None:
    """Each line names what became of it; nothing of the document makes the compiler refuse the rest."""
    compilation = compiled(hostile_document())
    lost = {line.pointer: line.became for line in compilation.api.ledger}
    assert lost["/components/schemas/Contradiction"] == "its integer part"
    assert lost["/components/schemas/Mixed"] == "object"
    assert "object" in lost["/components/schemas/Arrays"]
    assert any("cookie" in line.code for line in compilation.api.ledger)
    warnings = {found.code for found in compilation.diagnostics if found.severity == "warning"}
    assert {"document/cyclic-schema", "names/taken"} <= warnings


def test_the_item_of_an_event_stream_is_an_event() -> None:
    """OpenAPI 3.2, 4.14.4: ``itemSchema``, and ``contentSchema`` for what the data of an event holds."""
    api = compiled(ODD["streams of OpenAPI 3.2"]).api
    streams = {method.path: method.stream for resource in api.resources for method in resource.methods if method.stream}
    for path in ("/a", "/b"):
        event = streams[path].event
        declared = {d.name: d for module in api.modules for d in module.declarations if module.module == event.module}
        assert "start" in repr(declared) and "end" in repr(declared)


@pytest.mark.parametrize("prose", ['"', '"""', '""""', 'a"', '\\"', '\\\\"', '\\"""', '"""\n"""', '"a', "\\", 'a\n"'])
def test_a_docstring_ends_where_its_text_ends(prose: str) -> None:
    assert (literal := docstring(prose)) is not None
    assert ast.literal_eval(literal).rstrip("\n") == prose


texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from([HOSTILE, HOSTILE[::-1], '"""', "'''", "\\", "{{ x }}", "{% x %}", "#}", "__class__", "class"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, min_size=14, max_size=14))
def test_any_text_in_any_place_gives_python(drawn: list[str]) -> None:
    """Names, prose, constants, defaults, media types, tags: the files parse, and no two classes share a name."""
    name, title, prose, tag, wire, value, default, schema, prop, header, media, hook, summary, pattern = drawn
    parameter = {"name": wire, "in": "query", "schema": {"enum": [value, "x"]}, "description": prose}
    shape = {
        "type": "object",
        "title": title,
        "description": prose,
        "properties": {prop: {"type": "string", "default": default, "pattern": pattern}, "tag": {"const": value}},
    }
    content = {"application/json": {"schema": {"anyOf": [shape, {"type": "null"}]}}, media or "a/b": {"schema": shape}}
    operation = {
        "operationId": name,
        "summary": summary,
        "description": prose,
        "tags": [tag],
        "parameters": [parameter, {"name": header, "in": "header", "schema": {"type": "string"}}],
        "requestBody": {"content": content},
        "responses": {"200": {"description": prose, "content": content}},
    }
    hooks = {hook: {"post": {"requestBody": {"content": {"application/json": {"schema": shape}}}, "responses": {}}}}
    try:
        document = json.loads(json.dumps(small_document({"/a": {"post": operation}}, {schema: shape}, webhooks=hooks)))
        files = compiled(document).tree.files
    except UnicodeEncodeError:
        return
    for path, text in files.items():
        if path.endswith(".py"):
            classes = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
            assert len(classes) == len(set(classes))
