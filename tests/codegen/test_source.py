"""Reading YAML and JSON: values, places, and the exact words about what is wrong."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace_codegen import fetch as fetch_module
from headrace_codegen.diagnostics import SourceError
from headrace_codegen.source import Source, load_source
from headrace_codegen.write_yaml import to_yaml


def refused(text: bytes | str, name: str = "api.yaml") -> tuple[str, str]:
    """The code and the located message of the one error."""
    with pytest.raises(SourceError) as caught:
        Source(name, text.encode() if isinstance(text, str) else text)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic.code, str(diagnostic)


def test_scalars_follow_the_yaml_1_2_core_schema() -> None:
    """Dates, sexagesimals and the words that YAML 1.1 took for truth values are text."""
    text = (
        "date: 2024-01-01\ntime: 12:30\nnorway: no\nswitch: on\nhex: 0x1f\noctal: 0o17\nzeros: 010\nexp: 1e3\n"
        "grouped: 1_000\nnone: ~\nempty:\ntrue_: True\nquoted: '1'\ntagged: !!str 1\nversion: 1.10.0\n"
    )
    assert Source("x.yaml", text.encode()).value == {
        "date": "2024-01-01",
        "time": "12:30",
        "norway": "no",
        "switch": "on",
        "hex": 31,
        "octal": 15,
        "zeros": 10,
        "exp": 1000.0,
        "grouped": "1_000",
        "none": None,
        "empty": None,
        "true_": True,
        "quoted": "1",
        "tagged": "1",
        "version": "1.10.0",
    }


def test_keys_are_text() -> None:
    """A status is the key "200", and ``on`` is no truth value."""
    assert Source("x.yaml", b"200: a\non: b\nnull: c\n1.5: d\n").value == {
        "200": "a",
        "on": "b",
        "null": "c",
        "1.5": "d",
    }


def test_aliases_become_copies() -> None:
    """What changes one of them doesn't change the other; ``<<`` merges without replacing."""
    value = Source("x.yaml", b"a: &a {x: [1]}\nb: *a\nc:\n  <<: *a\n  x: 2\n  y: 3\n").value
    assert value == {"a": {"x": [1]}, "b": {"x": [1]}, "c": {"x": 2, "y": 3}}
    assert value["a"]["x"] is not value["b"]["x"]


def test_yaml_beyond_the_depth_of_its_parser_is_refused_alike() -> None:
    """libyaml has a limit of its own in some versions, which it meets at another place."""
    code, message = refused("[" * 5000 + "]" * 5000)
    assert code == "source/too-deep" and message.endswith("error: nested more than 128 levels deep")


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "source/duplicate-key", "api.yaml:3:1: error: the key 'a' is already there"),
        ("200: 1\n'200': 2\n", "source/duplicate-key", "api.yaml:2:1: error: the key '200' is already there"),
        (
            "a:\n\t- b\n",
            "source/yaml",
            "api.yaml:2:1: error: not YAML: while scanning for the next token "
            "found character that cannot start any token",
        ),
        (b"ab: \xff\n", "source/encoding", "api.yaml:1:5: error: not UTF-8: byte 0xff at offset 4"),
        ("é: \x07\n", "source/yaml", "api.yaml:1:4: error: not YAML: character U+0007 is not allowed"),
        ("a: &a [*a]\n", "source/alias", "api.yaml:1:8: error: the anchor 'a' contains itself"),
        ("a: *b\n", "source/alias", "api.yaml:1:4: error: the anchor 'b' is not defined before"),
        (
            "a: 1\n---\nb: 2\n",
            "source/yaml",
            "api.yaml:2:1: error: a second YAML document begins here; one file is one document",
        ),
        (
            "a: !!python/object:os.system x\n",
            "source/tag",
            "api.yaml:1:4: error: the YAML tag 'tag:yaml.org,2002:python/object:os.system' is not supported here",
        ),
        ("a: .inf\n", "source/number", "api.yaml:1:4: error: .inf is not a JSON number"),
        ("a: 1e999\n", "source/number", "api.yaml:1:4: error: 1e999 is not a JSON number"),
        ("a: " + "9" * 5000, "source/number", "api.yaml:1:4: error: a number of 5000 digits"),
        ("? [a]\n: b\n", "source/key", "api.yaml:1:3: error: a key must be text, this is a list or an object"),
        ("[" * 200 + "]" * 200, "source/too-deep", "api.yaml:1:129: error: nested more than 128 levels deep"),
    ],
)
def test_yaml_is_refused_with_its_place(text: bytes | str, code: str, message: str) -> None:
    """Each has one error, at the character in question."""
    assert refused(text) == (code, message)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('{"a": 1,\n "a": 2}', "source/duplicate-key", "api.json:2:2: error: the key 'a' is already there"),
        (
            '{"a": {"b": [{"c": 1, "c": 2}]}}',
            "source/duplicate-key",
            "api.json:1:23: error: the key 'c' is already there",
        ),
        ('{"a": NaN}', "source/number", "api.json:1:7: error: NaN is not a JSON number that is supported"),
        ('{"a": 1e999}', "source/number", "api.json:1:7: error: 1e999 is not a JSON number that is supported"),
        ('{"a": 1 2}', "source/json", "api.json:1:9: error: not JSON: expecting ',' delimiter"),
        ('{"a": "\\ud800"}', "source/json", "api.json:1:8: error: not JSON: \\ud800 is half of a character"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "source/too-deep", "api.json:1:1: error: nested more than 128 levels deep"),
    ],
)
def test_json_is_refused_with_its_place(text: str, code: str, message: str) -> None:
    """JSON has its own reader, because YAML refuses some of it (tabs, surrogate pairs) and accepts what isn't JSON."""
    assert refused(text, "api.json") == (code, message)


def test_the_tab_hint_says_what_to_do() -> None:
    with pytest.raises(SourceError) as caught:
        Source("x.yaml", b"a:\n\t- b\n")
    assert caught.value.diagnostics[0].hint == "indent with spaces, YAML doesn't allow tabs there"


def test_alias_bombs_are_refused_early() -> None:
    """Nine levels of nine aliases would be 387 million nodes."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]" for i in range(9)]
    code, message = refused("\n".join(lines))
    assert code == "source/alias"
    assert message.endswith("error: aliases expand to more than 250000 nodes")


def test_places_are_where_an_editor_shows_them() -> None:
    """Containers at their key, scalars at their value, list items at themselves; what isn't there at its ancestor."""
    source = Source(
        "x.yaml", b"\xef\xbb\xbfpaths:\r\n  /a~b:\r\n    get: {x: 1}\r\n  list:\r\n    - one\r\n    - k: v\r\n"
    )
    places = {
        "": (1, 1),
        "/paths": (1, 1),
        "/paths/~1a~0b": (2, 3),
        "/paths/~1a~0b/get/x": (3, 14),
        "/paths/list/0": (5, 7),
        "/paths/list/1": (6, 7),
        "/paths/list/1/k": (6, 10),
        "/paths/list/9/nothing": (4, 3),
    }
    assert {pointer: (p.line, p.column) for pointer in places for p in [source.place(pointer)]} == places


def test_json_has_the_same_places() -> None:
    source = Source("x.json", b'{\n\t"a": {"b": [1, {"c": "\\ud83d\\ude00"}]}\n}')
    assert source.value == {"a": {"b": [1, {"c": "\U0001f600"}]}}
    assert [str(source.place(p)) for p in ("/a", "/a/b", "/a/b/0", "/a/b/1", "/a/b/1/c")] == [
        "x.json:2:2",
        "x.json:2:8",
        "x.json:2:14",
        "x.json:2:17",
        "x.json:2:23",
    ]


_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_PLAIN)
def test_what_is_written_is_read_back(value: object) -> None:
    """``to_yaml`` and the reader are inverse, whatever the text looks like (numbers, keywords, control characters)."""
    assert Source("x.yaml", to_yaml({"v": value}).encode()).value == {"v": value}


@given(st.binary(max_size=60) | st.text("{}[]:-,&*!|>'\"%@` \t\nab1~#", max_size=60).map(str.encode))
def test_no_input_ends_in_anything_but_a_value_or_a_located_error(text: bytes) -> None:
    for name in ("x.yaml", "x.json", "unknown"):
        try:
            Source(name, text).place("/a")
        except SourceError as error:
            assert error.diagnostics[0].code.startswith("source/")


def test_a_node_knows_its_pointer_and_what_is_in_it() -> None:
    root = Source("x.yaml", b"a/b: {c: [1, two]}\nflag: true\nnames: [x, 1, y]\nnothing:\n").root
    assert root["a/b"]["c"][1].pointer == "/a~1b/c/1"
    assert root["a/b"].key == "a/b"
    assert [(key, node.pointer) for key, node in root["a/b"].items()] == [("c", "/a~1b/c")]
    assert [node.value for node in root["a/b"]["c"]] == [1, "two"]
    assert root.get("nope") is None
    assert root.get("nothing") is not None
    assert "flag" in root and root.bool("flag") is True
    assert root.str("flag") is None and root.str("flag", "x") == "x"
    assert root.strings("names") == ("x", "y")
    with pytest.raises(KeyError):
        root["nope"]


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"can't read none\.yaml: No such file or directory"):
        load_source(tmp_path / "none.yaml", name="none.yaml")


def test_urls_are_fetched_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redirects are followed, other statuses and too long bodies are errors, and secrets in a URL are not shown."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/moved":
            return httpx.Response(302, headers={"location": "/api.yaml"})
        return httpx.Response(200, content=b"a: 1\n") if request.url.path == "/api.yaml" else httpx.Response(404)

    client = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **options: client(transport=httpx.MockTransport(answer), **options))
    source = load_source("https://user:secret@api.example/moved?token=secret")
    assert (source.name, source.value) == ("https://api.example/moved", {"a": 1})
    with pytest.raises(SourceError, match=r"can't read https://api\.example/gone: the server answered 404"):
        load_source("https://api.example/gone")
    with pytest.raises(SourceError, match="is larger than 0 MiB"):
        fetch_module.fetch("https://api.example/api.yaml", 3)
    with pytest.raises(SourceError, match="can't read"):
        load_source("https://[")
