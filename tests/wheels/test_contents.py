"""What is in the distributions."""

from __future__ import annotations

import re
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from harness.distributions import PROJECTS, build

pytestmark = [pytest.mark.wheels, pytest.mark.xdist_group("wheels")]

each = pytest.mark.parametrize("package", PROJECTS)
TEMPLATES = "headrace_codegen/_templates/"


def wheel(dist: Path, package: str) -> zipfile.ZipFile:
    (path,) = dist.glob(f"{package}-[0-9]*.whl")
    return zipfile.ZipFile(path)


def sdist(dist: Path, package: str) -> list[str]:
    """The files of the sdist, below its top folder."""
    (path,) = dist.glob(f"{package}-[0-9]*.tar.gz")
    with tarfile.open(path) as archive:
        return sorted(name.partition("/")[2] for name in archive.getnames())


def metadata(archive: zipfile.ZipFile) -> Message:
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(archive.read(name).decode())


def code(archive: zipfile.ZipFile) -> list[str]:
    return sorted(name for name in archive.namelist() if ".dist-info/" not in name)


@each
def test_a_wheel_holds_its_package_and_nothing_else(dist: Path, package: str) -> None:
    """Every file is below the import package, ``py.typed`` is there, and so is the licence."""
    names = wheel(dist, package).namelist()
    top = {name.partition("/")[0] for name in names}

    assert {package} == {name for name in top if not name.endswith(".dist-info")}
    assert f"{package}/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


@each
def test_metadata(dist: Path, package: str) -> None:
    """The floor is Python 3.10, and requirements are floors, never pins; only our own runtime has a ceiling."""
    found = metadata(wheel(dist, package))

    assert found["Requires-Python"] == ">=3.10"
    assert found["License-Expression"] == "Apache-2.0"
    needs = [need.partition(";")[0].strip() for need in found.get_all("Requires-Dist", [])]
    assert not [need for need in needs if "==" in need or "<" in re.sub(r"^headrace(\[\w+\])?<1,", "", need)]


def test_the_client_needs_the_runtime_and_not_the_generator(dist: Path) -> None:
    """Whoever installs the client gets no template engine."""
    needs = {
        re.split(r"[^\w.-]", need)[0] for need in metadata(wheel(dist, "headrace_openai")).get_all("Requires-Dist", [])
    }

    assert "headrace" in needs
    assert not needs & {"headrace-codegen", "jinja2", "datamodel-code-generator"}


@each
def test_sdists_hold_no_tests_or_caches(dist: Path, package: str) -> None:
    names = sdist(dist, package)

    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]
    assert {"pyproject.toml", "README.md"} <= set(names)


def test_the_templates_ship(dist: Path, root: Path) -> None:
    """The generator's wheel and sdist hold the repository's templates, the same bytes."""
    archive = wheel(dist, "headrace_codegen")
    shipped = {
        name.removeprefix(TEMPLATES): archive.read(name) for name in archive.namelist() if name.startswith(TEMPLATES)
    }
    folder = root / "templates"
    own = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert own == shipped
    assert own
    assert {TEMPLATES + name for name in own} <= set(sdist(dist, "headrace_codegen"))


def test_a_wheel_from_the_checkout_is_the_same(dist: Path, root: Path, tmp_path: Path) -> None:
    """``pip install ./codegen`` builds without an sdist; the result has the same files as by way of an sdist."""
    build(root / "codegen", tmp_path, "--wheel")

    assert code(wheel(dist, "headrace_codegen")) == code(wheel(tmp_path, "headrace_codegen"))
