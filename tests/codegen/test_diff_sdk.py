"""What changes for the users of an SDK: in their words, with its level, and as the generator then prints it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.package_surface import read_surface
from harness.tides import CONFIG, OPENAPI, write_spec
from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.report import bump
from headrace_codegen.diff.sdk import SdkChange, diff_surfaces
from headrace_codegen.diff.surface import Surface
from headrace_codegen.diff.surface_of import surface_of
from headrace_codegen.inputs import Inputs, read_inputs
from headrace_codegen.pipeline import compile_sdk, lower_sdk
from headrace_codegen.source import Source

SEND = "properties: {station: {type: string}, stream: {type: boolean}}"
STATION = "Station: {type: object, properties: {id: {type: string}, name: {type: string}}, required: [id]}"
DELTA = "Delta: {type: object, properties: {type: {const: delta}, level: {type: number}}, required: [type, level]}"
EVENTS = "oneOf: [{$ref: '#/components/schemas/Delta'}, {$ref: '#/components/schemas/Done'}]"


def surface(document: str = OPENAPI, config: str = CONFIG) -> Surface:
    inputs = Inputs(Source("openapi.yaml", document.encode()), config=Source("stainless.yml", config.encode()))
    return surface_of(lower_sdk(inputs).api)


def changes(before: tuple[str, str], after: tuple[str, str]) -> tuple[SdkChange, ...]:
    """The changes when a part of the document, or of the config, is replaced; ``before`` may differ from it, too."""
    return diff_surfaces(surface(*before), surface(*after))


def edit(old: str, new: str, text: str = OPENAPI) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


DOCUMENTS = [
    # what stands in the document, before, after, the sentence, the level
    (
        SEND,
        "properties: {station: {type: string}, unit: {type: string}, stream: {type: boolean}}",
        "`client.forecasts.create` gained the argument `unit`",
        "ADDITION",
    ),
    (
        f"{SEND}\n              required: [station]",
        "properties: {station: {type: string}, unit: {type: string}, stream: {type: boolean}}\n"
        "              required: [station, unit]",
        "`client.forecasts.create` gained the required argument `unit`",
        "BREAKING",
    ),
    ("required: [station]", "required: []", "`client.forecasts.create`: `station` became optional", "ADDITION"),
    (
        "{station: {type: string}",
        "{station: {type: integer}",
        "`client.forecasts.create` gained `station=int` and lost `station=str`",
        "BREAKING",
    ),
    (
        "{station: {type: string}",
        "{station: {type: [string, integer]}",
        "`client.forecasts.create` gained `station=int`",
        "ADDITION",
    ),
    (
        STATION,
        STATION.replace("name: {type: string}", "name: {type: string}, tide: {type: number}"),
        "`types.Station` gained the field `tide`",
        "ADDITION",
    ),
    (STATION, STATION.replace(", name: {type: string}", ""), "`types.Station.name` is gone", "BREAKING"),
    (STATION, STATION.replace("[id]", "[]"), "`types.Station`: `id` may be absent", "BREAKING"),
    (STATION, STATION.replace("[id]", "[id, name]"), "`types.Station`: `name` became required", "ADDITION"),
    (
        STATION,
        STATION.replace("id: {type: string}", "id: {type: [string, 'null']}"),
        "`types.Station` gained `id=None`",
        "BREAKING",
    ),
    (
        STATION,
        STATION.replace("name: {type: string}", "name: {type: string, deprecated: true}"),
        "`types.Station.name` is deprecated",
        "ADDITION",
    ),
    (
        "operationId: getStation",
        "operationId: getStation\n      deprecated: true",
        "`client.stations.retrieve` is deprecated",
        "ADDITION",
    ),
    (
        "application/json: {schema: {$ref: '#/components/schemas/Station'}}",
        "text/plain: {schema: {type: string}}",
        "`client.stations.retrieve()` gained `str` and lost `Station`",
        "BREAKING",
    ),
]


@pytest.mark.parametrize(("old", "new", "text", "level"), DOCUMENTS, ids=[row[2] for row in DOCUMENTS])
def test_a_change_of_the_document_in_users_words(old: str, new: str, text: str, level: str) -> None:
    found = changes((OPENAPI, CONFIG), (edit(old, new), CONFIG))
    assert (text, level) in [(change.text, change.level.name) for change in found]
    assert not [change for change in found if change.level > Level[level]]


def test_literals_are_shown_as_users_write_them() -> None:
    old = edit("{station: {type: string}", "{station: {type: string}, unit: {type: string, enum: [m, ft]}")
    new = edit("[m, ft]", "[m, ft, fathom]", old)
    (found,) = changes((old, CONFIG), (new, CONFIG))
    assert (found.text, found.level) == ("`client.forecasts.create` gained `unit='fathom'`", Level.ADDITION)
    (lost,) = changes((new, CONFIG), (old, CONFIG))
    assert (lost.text, lost.level) == ("`client.forecasts.create` lost `unit='fathom'`", Level.BREAKING)


def test_literals_of_results_may_go_without_harm() -> None:
    old = edit(STATION, STATION.replace("name: {type: string}", "name: {type: string, enum: [a, b]}"))
    (found,) = changes((old, CONFIG), (edit("[a, b]", "[a]", old), CONFIG))
    assert (found.text, found.level) == ("`types.Station` lost `name='b'`", Level.PATCH)


def test_a_stream_may_gain_events_but_not_lose_them() -> None:
    more = edit(EVENTS, EVENTS.replace("}]", "}, {$ref: '#/components/schemas/Pause'}]")).rstrip() + (
        "\n    Pause: {type: object, properties: {type: {const: pause}, seconds: {type: number}}, required: [type]}\n"
    )
    gained = {change.text: change.level for change in changes((OPENAPI, CONFIG), (more, CONFIG))}
    lost = {change.text: change.level for change in changes((more, CONFIG), (OPENAPI, CONFIG))}
    union = "`types.ForecastEvent`"
    assert [level for text, level in gained.items() if text.startswith(f"{union} gained")] == [Level.ADDITION]
    assert [level for text, level in lost.items() if text.startswith(f"{union} lost")] == [Level.BREAKING]


CONFIGS = [
    (
        "methods: {retrieve: 'get",
        "methods: {fetch: 'get",
        "`client.stations.retrieve` is called `client.stations.fetch` now",
    ),
    ("  stations:\n", "  places:\n", "`client.stations` is gone"),
    ("models: {station: Station}", "models: {place: Station}", "`types.Station` is called `types.Place` now"),
    ("# The tides, as a client.", "# In other words.", None),
]


@pytest.mark.parametrize(("old", "new", "text"), CONFIGS)
def test_a_change_of_the_config(old: str, new: str, text: str | None) -> None:
    """The document is the same; what users write isn't."""
    found = changes((OPENAPI, CONFIG), (OPENAPI, edit(old, new, CONFIG)))
    broken = [change.text for change in found if change.level is Level.BREAKING]
    assert (text in broken) if text is not None else found == ()


def test_nothing_is_said_of_what_is_the_same() -> None:
    assert changes((OPENAPI, CONFIG), (OPENAPI, CONFIG)) == ()
    assert changes((OPENAPI, CONFIG), (edit("operationId: getStation", "operationId: other"), CONFIG)) == ()


def test_what_belongs_to_a_new_or_lost_thing_is_not_listed() -> None:
    fewer = CONFIG.replace(
        "  stations:\n    models: {station: Station}\n    methods: {retrieve: 'get /stations/{station_id}'}\n", ""
    )
    fewer = f"{fewer}unspecified_endpoints: ['get /stations/{{station_id}}']\n"
    found = changes((OPENAPI, CONFIG), (OPENAPI, fewer))
    assert [change.text for change in found] == ["`client.stations` is gone", "`types.Station` is gone"]


@pytest.mark.parametrize(("old", "new", "text", "level"), DOCUMENTS[::3])
def test_the_printed_package_has_the_surface_that_was_foretold(
    tmp_path: Path, old: str, new: str, text: str, level: str
) -> None:
    """Read from its source text: the same names and types, and so the same changes."""
    foretold: list[Surface] = []
    printed: list[Surface] = []
    for name, document in (("old", OPENAPI), ("new", edit(old, new))):
        compiled = compile_sdk(read_inputs(write_spec(tmp_path / name, document)))
        compiled.tree.write(tmp_path / f"{name}_out")
        said = {key: replace(item, deprecated=False) for key, item in surface_of(compiled.api).items()}
        read = read_surface(tmp_path / f"{name}_out" / "tides")
        printed.append({key: replace(item, hidden=key in said and said[key].hidden) for key, item in read.items()})
        foretold.append(said)
        assert said == printed[-1]
    assert diff_surfaces(*foretold) == diff_surfaces(*printed) or set(diff_surfaces(*foretold)) == set(
        diff_surfaces(*printed)
    )


@pytest.mark.parametrize(
    ("version", "patch", "addition", "breaking"),
    [
        ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
        ("0.4.1", "0.4.2", "0.4.2", "0.5.0"),
        ("2.0", "2.0.1", "2.1.0", "3.0.0"),
    ],
)
def test_the_next_version(version: str, patch: str, addition: str, breaking: str) -> None:
    """semver.org: before 1.0 anything may break in a minor version."""
    assert [bump(version, level) for level in Level] == [patch, addition, breaking]
