"""The generated package as a whole: it imports, loads little, is complete and listed."""

from __future__ import annotations

import inspect
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import headrace_openai
from harness.contract import VERBS
from harness.generated_client import method_of, operations
from harness.openai_document import openai_contract
from headrace_openai import AsyncOpenAI, OpenAI

CLIENTS = [OpenAI(api_key="k", admin_api_key="a"), AsyncOpenAI(api_key="k", admin_api_key="a")]


def modules() -> list[str]:
    return [found.name for found in pkgutil.walk_packages(headrace_openai.__path__, "headrace_openai.")]


def python(code: str, *options: str) -> str:
    """What a fresh interpreter prints for some code."""
    done = subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_imports() -> None:
    """In one fresh interpreter, any warning an error; every name of every ``__all__`` is there."""
    code = (
        "import importlib, sys\n"
        "for name in sys.stdin.read().split():\n"
        "    module = importlib.import_module(name)\n"
        "    for exported in getattr(module, '__all__', ()):\n"
        "        getattr(module, exported)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        input="\n".join(modules()),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert len(modules()) > 1000


@pytest.mark.parametrize(
    "first", ["types.responses.response", "types.chat.chat_completion", "types.responses", "pagination"]
)
def test_a_module_may_come_first(first: str) -> None:
    """Import cycles between type modules close wherever one starts."""
    python(f"import headrace_openai.{first}", "-W", "error")


def test_import_loads_little() -> None:
    """Importing the client class loads no HTTP library, no models, no generator, and no resource or type module."""
    loaded = python("import sys; from headrace_openai import OpenAI; print(*sys.modules)").split()
    tops = {name.partition(".")[0] for name in loaded}

    assert not tops & {"datamodel_code_generator", "headrace_codegen", "httpx", "httpx2", "jinja2", "pydantic"}
    assert not [name for name in loaded if name.startswith(("headrace_openai.resources.", "headrace_openai.types."))]


def test_a_resource_loads_when_used() -> None:
    """Using one resource loads neither the others nor the types of anything that wasn't parsed."""
    code = "import sys; from headrace_openai import OpenAI; OpenAI(api_key='k').files.list; print(*sys.modules)"
    loaded = [name for name in python(code).split() if name.startswith("headrace_openai.")]

    assert "headrace_openai.resources.files" in loaded
    assert "headrace_openai.resources.embeddings" not in loaded
    assert not [name for name in loaded if name.startswith("headrace_openai.types.")]


def test_every_operation_is_there(root: Path) -> None:
    """The client has a method for every operation of the document, but for those that the config sets aside by name."""
    config = yaml.safe_load((root / "spec" / "openai" / "stainless.yml").read_text("utf-8"))
    aside = {f"{verb.upper()} {path}" for verb, path in (line.split() for line in config["unspecified_endpoints"])}
    document = {endpoint.id for endpoint in openai_contract().endpoints}
    client = {f"{operation.method} {operation.path}" for operation in operations().values()}

    assert document == client | aside
    assert not client & aside
    assert len(document) == 288
    assert len(client) >= 280
    assert all(operation.method.lower() in VERBS for operation in operations().values())


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
def test_every_method_is_reachable(client: OpenAI | AsyncOpenAI) -> None:
    """Each operation is a documented way from the client: attributes down to a method."""
    for operation in operations().values():
        assert inspect.ismethod(method_of(client, operation)), operation.id


def test_sync_and_async_are_alike() -> None:
    """The twins have the same methods with the same parameters."""
    sync, twin = CLIENTS
    for operation in operations().values():
        one, other = method_of(sync, operation), method_of(twin, operation)

        assert list(inspect.signature(one).parameters.items()) == list(inspect.signature(other).parameters.items())


def test_api_md_lists_every_method(root: Path) -> None:
    """api.md has a line for each method with its verb and path."""
    text = (root / "generated" / "openai" / "api.md").read_text("utf-8")
    for operation in operations().values():
        assert re.search(rf"client\.{re.escape(operation.id)}\b", text.replace("</a>", "")), operation.id


def test_pyright_finds_no_error(root: Path) -> None:
    """Pyright, at its basic level, over the whole package."""
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--level", "error", "--pythonpath", sys.executable, "generated/openai"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-4000:]


def test_mypy_finds_no_error(root: Path, tmp_path: Path) -> None:
    """Mypy, at its strictest, over the whole package and all that it uses of the runtime."""
    search = os.pathsep.join(str(root / folder) for folder in ("runtime", "generated/openai"))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path), "-p", "headrace_openai"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    checked = re.search(r"no issues found in (\d+) source files", done.stdout)
    assert checked is not None
    assert int(checked[1]) > 1000


def test_no_ignores_in_generated_code(root: Path) -> None:
    """Generated code is right as it stands: it silences no type checker and no linter. ``lib`` is written by hand."""
    found = [
        path.name
        for path in (root / "generated").rglob("*.py")
        if "lib" not in path.parts and re.search(r"#\s*(type: ignore|pyright: ignore|noqa)", path.read_text("utf-8"))
    ]

    assert found == []
