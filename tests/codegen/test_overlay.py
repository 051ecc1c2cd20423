"""Overlays: what they change, where the result is from, and what is wrong with one."""

from __future__ import annotations

import pytest

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.source import Source
from headrace_codegen.tree import Tree

DOCUMENT = """\
openapi: 3.1.0
paths:
  /a:
    get:
      tags: [one]
      parameters:
        - name: x
        - name: y
        - name: z
"""


def applied(actions: str, document: str = DOCUMENT) -> tuple[Tree, list[str]]:
    tree, diagnostics = Tree(Source("api.yaml", document.encode())), Diagnostics()
    overlay = Source("overlay.yaml", f"overlay: 1.0.0\nactions:\n{actions}".encode())
    apply_overlay(tree, overlay, diagnostics)
    return tree, [str(found) for found in diagnostics]


def test_an_update_merges_objects_appends_to_arrays_and_replaces_the_rest() -> None:
    tree, found = applied(
        "- target: $.paths['/a'].get\n  description: a reason\n  update: {tags: [two], summary: s, x: {y: 1}}\n"
        "- target: $.paths['/a'].get.x\n  update: {z: 2}\n"
        "- target: $.paths['/a'].get\n  update: {summary: t}\n"
        "- target: $.paths['/a'].get.parameters\n  update: {name: w}\n"
    )
    get = tree.value["paths"]["/a"]["get"]
    assert found == []
    assert (get["tags"], get["summary"], get["x"]) == (["one", "two"], "t", {"y": 1, "z": 2})
    assert [parameter["name"] for parameter in get["parameters"]] == ["x", "y", "z", "w"]


def test_the_document_itself_is_not_touched() -> None:
    source = Source("api.yaml", DOCUMENT.encode())
    tree = Tree(source)
    apply_overlay(tree, Source("o.yaml", b"overlay: 1.0.0\nactions: [{target: $.paths, remove: true}]"), Diagnostics())
    assert "paths" not in tree.value
    assert "paths" in source.value


def test_nodes_know_which_file_they_are_from() -> None:
    """What was inserted is in the overlay; what moved up in an array is still where the document has it."""
    tree, _ = applied(
        "- target: $.paths['/a'].get.parameters[?@.name == 'x']\n  remove: true\n"
        "- target: $.paths['/a'].get.parameters[?@.name == 'y']\n  update: {in: query}\n"
        "- target: $.paths['/a'].get.parameters\n  update: {name: w}\n"
        "- target: $.paths['/a'].get.parameters[0, 1]\n  remove: true\n"
    )
    assert tree.value["paths"]["/a"]["get"]["parameters"] == [{"name": "w"}]
    assert str(tree.place("/paths/~1a/get/parameters/0/name")) == "overlay.yaml:8:18"
    tree, _ = applied(
        "- target: $.paths['/a'].get.parameters[0]\n  remove: true\n"
        "- target: $.paths['/a'].get.parameters[?@.name == 'y']\n  update: {in: query}\n"
    )
    assert [str(tree.place(f"/paths/~1a/get/parameters/{rest}")) for rest in ("0", "0/in", "1/name", "7")] == [
        "api.yaml:8:11",
        "overlay.yaml:6:16",
        "api.yaml:9:17",
        "api.yaml:6:7",
    ]


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        ("- target: $.nope\n  remove: true\n", "overlay.yaml:3:11: warning: the target $.nope matches nothing"),
        ("- update: {}\n", "overlay.yaml:3:3: error: an action needs a 'target', a JSONPath expression as text"),
        ("- target: $.paths\n", "overlay.yaml:3:3: error: an action needs 'update' or 'remove: true'"),
        ("- target: $\n  remove: true\n", "overlay.yaml:3:11: error: the root of the document can't be removed"),
        (
            "- target: $.openapi\n  update: 3.1.1\n",
            "overlay.yaml:4:11: error: the target #/openapi can't take this: objects take objects, arrays take entries",
        ),
        (
            "- target: $.paths\n  update: {}\n  reason: x\n",
            "overlay.yaml:5:11: warning: 'reason' is no key of an action, ignored",
        ),
    ],
)
def test_a_wrong_action_is_told_so(actions: str, message: str) -> None:
    tree, found = applied(actions)
    assert found == [message]
    assert tree.value == Source("api.yaml", DOCUMENT.encode()).value


def test_a_target_that_is_no_path_is_an_error() -> None:
    _, (found,) = applied("- target: $.paths[/a]\n  remove: true\n")
    assert found.startswith("overlay.yaml:3:11: error: the target is no JSONPath: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("actions: []\n", "o.yaml:1:1: error: this is no OpenAPI overlay: the key 'overlay' is missing"),
        ("overlay: 2.0.0\n", "o.yaml:1:10: error: overlays of version 2.0.0 are not supported"),
        ("overlay: 1.0.0\n", "o.yaml:1:1: error: an overlay needs a list 'actions'"),
    ],
)
def test_what_is_no_overlay_is_told_so(text: str, message: str) -> None:
    diagnostics = Diagnostics()
    apply_overlay(Tree(Source("api.yaml", b"{}")), Source("o.yaml", text.encode()), diagnostics)
    assert [str(found) for found in diagnostics] == [message]
