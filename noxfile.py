"""The project's tasks: ``python -m nox -l`` lists them, ``python -m nox -s NAME`` runs one.

A session makes its own virtual environment and installs what it needs, with uv where it is found and else with pip, so
that a machine with only Python and pip can run each of them. Environments are kept between runs below ``.nox``.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests"]

ROOT = Path(__file__).parent
SPEC = "spec/openai"
CLIENT = "generated/openai"
DISTRIBUTIONS = ("runtime", "codegen", CLIENT)


def editable(*projects: str) -> list[str]:
    """Arguments that install projects of this repository so that edits show without installing again."""
    return [argument for project in projects for argument in ("-e", f"./{project}")]


def group(name: str) -> list[str]:
    """The requirements of a dependency group of the root pyproject.toml."""
    return list(nox.project.dependency_groups(nox.project.load_toml(ROOT / "pyproject.toml"), name))


@nox.session
def generate(session: nox.Session) -> None:
    """Write the OpenAI client anew from spec/openai. Further arguments go to ``headrace generate``."""
    session.install(*editable("runtime", "codegen"))
    session.run("headrace", "generate", SPEC, "-o", CLIENT, *session.posargs)


@nox.session
def diff(session: nox.Session) -> None:
    """Show what the working tree changes for users, against HEAD. Arguments replace those of ``headrace diff``."""
    session.install(*editable("runtime", "codegen"))
    session.run("headrace", "diff", *(session.posargs or (f"HEAD:{SPEC}", SPEC, "--fail-on", "never")))


@nox.session
def check(session: nox.Session) -> None:
    """Fail when generated/openai is stale, or an operation of the document has no place in the config."""
    session.install(*editable("runtime", "codegen"))
    session.run("headrace", "check", SPEC, "-o", CLIENT, *session.posargs)


@nox.session
def demo(session: nox.Session) -> None:
    """Stream a Responses answer and a Chat answer from a server on loopback, sync and async. No key, no network."""
    session.install(*editable("runtime", CLIENT))
    session.run("python", "examples/stream_demo.py", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on all cores. Arguments go to pytest: ``nox -s tests -- -k stream``."""
    session.install(*editable("runtime[aiohttp,httpx2,testing]", "codegen", CLIENT), *group("test"))
    # Only read, never imported: tests/shared/test_parity_openai.py compares it with ours.
    official = os.fspath(Path(session.virtualenv.location) / "official")
    session.install("--no-deps", "--target", official, "openai==3.3.1")
    session.run("pytest", "-n", "auto", "--dist", "loadgroup", *session.posargs, env={"HEADRACE_OFFICIAL": official})


@nox.session
def record(session: nox.Session) -> None:
    """Take down anew what the official client sends, which tests/conformance compares with what ours does."""
    session.install("openai>=3.52,<4")
    session.run(
        "python", "-m", "conformance.record_official", "tests/conformance/wire.json", env={"PYTHONPATH": "tests"}
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting of all hand-written Python."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the packages with pyright (runtime and compiler strictly); the runtime and a user's code with mypy."""
    # With the optional libraries whose types stand in signatures.
    session.install(*editable("runtime[httpx2,websockets]", "codegen", CLIENT), *group("types"))
    session.run("pyright")
    session.run("mypy", "runtime/headrace")
    session.run("mypy", "--follow-imports=silent", "tests/typing/accepted.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Compare the OpenAI client with the official one, in one run on the same bytes: ``nox -s bench -- --quick``.

    ``--write docs`` writes the table and the chart, ``--check`` fails when a goal is missed by more than 20 %.
    """
    # As users have them: what the compiler needs changes what httpx imports. It has an environment of its own.
    session.install(*editable("runtime", CLIENT), *group("bench"))
    compiler = Path(session.virtualenv.location) / "compiler"
    if not compiler.exists():
        session.run("python", "-m", "venv", os.fspath(compiler))
    python = os.fspath(compiler / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    session.run(python, "-m", "pip", "install", "--quiet", *editable("runtime", "codegen"), external=True)
    env = {"PYTHONPATH": os.fspath(ROOT / "tests"), "BENCH_COMPILER": python}
    session.run("python", "-m", "bench", *session.posargs, env=env)


@nox.session
def wheels(session: nox.Session) -> None:
    """Build sdist and wheel of the three distributions into dist/ and use them in an empty environment.

    The tests session runs the same checks without a network.
    """
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.install(*group("wheels"))
    for project in DISTRIBUTIONS:
        session.run("python", "-m", "build", "--outdir", os.fspath(dist), project)
    session.run("pytest", "tests/wheels", *session.posargs, env={"HEADRACE_DIST": os.fspath(dist)})
