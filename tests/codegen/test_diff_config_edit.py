"""Entries that ``--write`` adds to a config: in the right place, and every other byte as it was."""

from __future__ import annotations

from textwrap import dedent

import pytest

from harness.tides import CONFIG
from headrace_codegen.diagnostics import DocumentError
from headrace_codegen.diff.config_edit import with_operations
from headrace_codegen.diff.places import Unplaced
from headrace_codegen.source import Source

REMIX = Unplaced("post /videos/{id}/remix", "", ("videos",), "remix")


def added(text: str, *found: Unplaced) -> str:
    return with_operations(Source("stainless.yml", text.encode()), found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            """\
            resources:
              videos:
                methods:
                  list: get /videos  # all of them

                # Models come last.
                models: {video: Video}
              files: {}
            """,
            """\
            resources:
              videos:
                methods:
                  list: get /videos  # all of them
                  remix: 'post /videos/{id}/remix'

                # Models come last.
                models: {video: Video}
              files: {}
            """,
        ),
        (
            "resources: {videos: {methods: {list: get /videos}}, files: {}}\n",
            "resources: {videos: {methods: {list: get /videos, remix: 'post /videos/{id}/remix'}}, files: {}}\n",
        ),
        (
            """\
            resources:
              videos:
                models:
                  video: Video
            # The end.
            """,
            """\
            resources:
              videos:
                models:
                  video: Video
                methods:
                  remix: 'post /videos/{id}/remix'
            # The end.
            """,
        ),
        (
            """\
            resources:
                files:
                    description: >
                        Files.

                        More.

            pagination: []
            """,
            """\
            resources:
                files:
                    description: >
                        Files.

                        More.
                videos:
                  methods:
                    remix: 'post /videos/{id}/remix'

            pagination: []
            """,
        ),
        (
            "organization: {name: a}",
            """\
            organization: {name: a}
            resources:
              videos:
                methods:
                  remix: 'post /videos/{id}/remix'
            """,
        ),
        (
            """\
            resources:
              videos:
                methods: &methods
                  list: get /videos
              beta: {methods: {x: get /x}}
            """,
            """\
            resources:
              videos:
                methods: &methods
                  list: get /videos
                  remix: 'post /videos/{id}/remix'
              beta: {methods: {x: get /x}}
            """,
        ),
    ],
    ids=["comments", "flow", "no methods yet", "new resource after a block", "empty config", "anchor"],
)
def test_a_method_is_added(before: str, after: str) -> None:
    assert added(dedent(before), REMIX) == dedent(after)


def test_several_operations_with_models_and_a_new_subresource() -> None:
    text = added(
        CONFIG,
        Unplaced("get /stations", "", ("stations",), "list", (("station_list", "StationList"),)),
        Unplaced("get /stations/{id}/levels", "", ("stations", "levels"), "list"),
    )
    value = Source("c", text.encode()).value["resources"]["stations"]
    assert value["methods"] == {"retrieve": "get /stations/{station_id}", "list": "get /stations"}
    assert value["models"] == {"station": "Station", "station_list": "#/components/schemas/StationList"}
    assert value["subresources"] == {"levels": {"methods": {"list": "get /stations/{id}/levels"}}}
    for line in CONFIG.splitlines():
        if line.strip().startswith("#") or "# streams" in line:
            assert line in text


def test_windows_line_ends_stay() -> None:
    text = added("resources:\r\n  videos:\r\n    methods:\r\n      list: get /videos\r\n", REMIX)
    assert text.count("\r\n") == text.count("\n") == 5


def test_a_client_method() -> None:
    text = added("resources: {}\n", Unplaced("get /status", "", (), "status"))
    assert Source("c", text.encode()).value == {"resources": {"$client": {"methods": {"status": "get /status"}}}}


@pytest.mark.parametrize(
    "text",
    [
        "resources:\n  files: &f\n    methods:\n      list: get /files\n  videos: *f\n",
        "resources:\n  base: &b {methods: {list: get /files}}\n  videos:\n    <<: *b\n",
    ],
)
def test_what_can_not_be_added_safely_is_refused_with_what_to_add(text: str) -> None:
    """The methods of an alias belong to two resources."""
    with pytest.raises(DocumentError) as caught:
        added(text, REMIX)
    (found,) = caught.value.diagnostics
    assert found.message == "stainless.yml: the entries can't be added safely; nothing was written"
    assert found.hint == "add them by hand: post /videos/{id}/remix as client.videos.remix"
