"""Output trees: safe paths, only what changed, nothing of others, all or nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.output import MANIFEST, OutputError, OutputTree
from headrace_codegen.write_file import write_file


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_writing_twice_writes_once(tmp_path: Path) -> None:
    tree = OutputTree({"b/c.py": "c\n", "a.py": "ä\n"}, {"generator": "x 1"})
    first = tree.write(tmp_path)
    assert (first.added, first.changed, first.deleted) == ((MANIFEST, "a.py", "b/c.py"), (), ())
    stamps = {path: os.stat(tmp_path / path).st_mtime_ns for path in first.added}
    second = tree.write(tmp_path)
    assert not second and second.unchanged == first.added
    assert {path: os.stat(tmp_path / path).st_mtime_ns for path in first.added} == stamps


def test_the_manifest_names_every_file_and_no_moment(tmp_path: Path) -> None:
    tree = OutputTree({"b.py": "", "a.py": "x"}, {"document": "d", "config": "c"})
    tree.write(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    assert list(manifest) == ["config", "document", "files"]
    assert list(manifest["files"]) == ["a.py", "b.py"]
    assert manifest["files"]["b.py"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_what_is_no_longer_generated_goes_and_what_others_made_stays(tmp_path: Path) -> None:
    OutputTree({"old/deep/a.py": "", "old/b.py": "", "keep.py": "1"}).write(tmp_path)
    (tmp_path / "old" / "mine.txt").write_text("mine")
    (tmp_path / "old/deep/__pycache__").mkdir()
    (tmp_path / "old/deep/__pycache__/a.pyc").write_bytes(b"")
    changes = OutputTree({"keep.py": "2"}).write(tmp_path)
    assert (changes.changed, changes.deleted) == ((MANIFEST, "keep.py"), ("old/b.py", "old/deep/a.py"))
    assert sorted(files(tmp_path)) == [MANIFEST, "keep.py", "old/mine.txt"]
    assert not (tmp_path / "old/deep").exists()


def test_comparing_writes_nothing(tmp_path: Path) -> None:
    OutputTree({"a.py": "1", "b.py": "1"}).write(tmp_path)
    before = files(tmp_path)
    changes = OutputTree({"a.py": "2", "c.py": "1"}).compare(tmp_path)
    assert (changes.added, changes.changed, changes.deleted) == (("c.py",), (MANIFEST, "a.py"), ("b.py",))
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "path",
    [
        "../a.py",
        "/etc/passwd",
        "a/../../b",
        "a//b",
        "a/./b",
        "",
        "a\\b",
        "C:b",
        "a\nb",
        "a\x00b",
        "a b",
        "con.py",
        "types/NUL",
        MANIFEST,
        ".headrace-x/a",
        "a\u0308.py",
        "x" * 201,
    ],
)
def test_unsafe_paths_are_refused(path: str) -> None:
    with pytest.raises(OutputError, match="is no safe path of a generated file"):
        OutputTree({path: ""})


def test_paths_that_differ_in_case_only_are_refused() -> None:
    with pytest.raises(OutputError, match=r"'types/a\.py' and 'types/A\.py' are one file on some systems"):
        OutputTree({"types/A.py": "", "types/a.py": ""})


def test_a_damaged_or_hostile_manifest_deletes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    victim = tmp_path / "victim.txt"
    victim.write_text("x")
    for text in ("{", "[" * 100_000, "[]", '{"files": {"../victim.txt": "0", "/victim.txt": "0"}}'):
        (out / MANIFEST).write_text(text)
        assert OutputTree({"a.py": ""}).write(out).deleted == ()
    assert victim.exists()


def test_links_below_the_output_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "package").symlink_to(outside, target_is_directory=True)
    with pytest.raises(OutputError, match="is a symbolic link"):
        OutputTree({"package/a.py": ""}).write(out)
    assert list(outside.iterdir()) == []


def test_a_failure_while_staging_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle of writing leaves the output of the run before."""
    OutputTree({"a.py": "1", "b.py": "1"}).write(tmp_path)
    before = files(tmp_path)
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "b.py":
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        OutputTree({"a.py": "2", "b.py": "2"}).write(tmp_path)
    assert files(tmp_path) == before


def test_a_file_in_the_way_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "package").write_text("a file")
    with pytest.raises(OutputError, match=r"can't (read|write)"):
        OutputTree({"package/a.py": ""}).write(tmp_path)


def test_write_file_is_atomic_and_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.yaml"
    assert write_file(path, "ä") is True
    assert write_file(path, "ä") is False
    assert [entry.name for entry in path.parent.iterdir()] == ["x.yaml"]
    with pytest.raises(DocumentError, match="can't write"):
        write_file(path / "below", "x")
