"""Pagination schemes, streaming rules and document transforms of a config."""

from __future__ import annotations

from harness.config_reading import complaints, config
from headrace_codegen.config.model import PaginationProperty, StreamingRule

SCHEME = """
    name: by_cursor
    type: cursor
    request:
      limit: {type: integer}
      after: {type: string, x-stainless-pagination-property: {purpose: next_cursor_param}}
    response:
      data: {type: array, items: {}, x-stainless-pagination-property: {purpose: items, is_top_level_array: true}}
      next:
        type: string
        x-stainless-pagination-property: {purpose: next_cursor_field, from_header: X-Next, required: true}
"""


def test_one_scheme_may_stand_without_a_list() -> None:
    """The same scheme, in a list and alone, differs only in its place."""
    single = config("pagination:" + SCHEME).pagination
    listed = config("pagination:\n  - " + SCHEME.lstrip()).pagination

    assert [scheme.pointer for scheme in (*single, *listed)] == ["/pagination", "/pagination/0"]
    assert [prop.name for prop in single[0].request] == [prop.name for prop in listed[0].request] == ["limit", "after"]


def test_properties_of_a_scheme_tell_their_purpose() -> None:
    """A purpose that isn't written is left to be inferred."""
    scheme = config("pagination:" + SCHEME).pagination[0]

    assert (scheme.name, scheme.type, scheme.location, scheme.continue_on_empty_items) == (
        "by_cursor",
        "cursor",
        "query",
        False,
    )
    limit, after = scheme.request
    assert limit == PaginationProperty(name="limit", schema={"type": "integer"}, pointer="/pagination/request/limit")
    assert (after.purpose, after.pointer) == ("next_cursor_param", "/pagination/request/after")
    data, following = scheme.response
    assert (data.purpose, data.top_level_array) == ("items", True)
    assert (following.header, following.required) == ("X-Next", True)


def test_streaming_rules_match_by_data_name_or_always() -> None:
    """``event_type: null`` is a rule about events that have no name, not a rule without a condition."""
    rules = config("""
        streaming:
          on_event:
            - {data_starts_with: "[DONE]", handle: done}
            - {event_type: error, handle: error, error_property: error}
            - {event_type: [ping, pong], handle: continue}
            - {event_type: null, handle: yield}
            - {kind: fallthrough, handle: yield}
        """).streaming.on_event

    at = "/streaming/on_event"
    assert rules == (
        StreamingRule(handle="done", data_starts_with="[DONE]", pointer=f"{at}/0"),
        StreamingRule(handle="error", event_types=("error",), error_property="error", pointer=f"{at}/1"),
        StreamingRule(handle="skip", event_types=("ping", "pong"), pointer=f"{at}/2"),
        StreamingRule(handle="yield", unnamed=True, pointer=f"{at}/3"),
        StreamingRule(handle="yield", fallthrough=True, pointer=f"{at}/4"),
    )


def test_transforms_are_handed_on_as_they_are() -> None:
    """Both lists are kept, the older one marked; what a command means is not for the config to know."""
    found = config("""
        openapi:
          code_samples: mintlify
          transformations:
            - {command: oneOfToAnyOf, reason: Because.}
          transforms:
            - {command: remove, args: {target: "$..x"}}
            - {command: whatever, args: [1]}
        """).transforms

    assert [(item.command, item.reason, item.args, item.legacy) for item in found] == [
        ("oneOfToAnyOf", "Because.", None, True),
        ("remove", None, {"target": "$..x"}, False),
        ("whatever", None, [1], False),
    ]
    assert [item.pointer for item in found] == [
        "/openapi/transformations/0",
        "/openapi/transforms/0",
        "/openapi/transforms/1",
    ]


def test_every_mistake_has_its_place() -> None:
    assert complaints("""
        pagination:
          - {type: cursor}
          - {name: a, type: curser}
          - {name: b, type: cursor, request: {x: 1}}
          - {name: b, type: offset, response: {y: {x-stainless-pagination-property: {porpose: items}}}}
        streaming:
          on_event:
            - {handle: yield}
            - {kind: fallthrough}
            - {kind: fallthrough, handle: explode}
        openapi:
          transforms:
            - {reason: x}
            - {command: remove, args: 7}
        """) == [
        "config/missing-key: stainless.yml:4:5: error: 'name' is missing",
        "config/bad-value: stainless.yml:5:21: error: 'type' can't be 'curser' "
        "(one of: cursor, cursor_id, cursor_url, fake_page, offset, page_number)",
        "config/wrong-type: stainless.yml:6:42: error: 'x' must be a schema, not a number",
        "config/unknown-key: stainless.yml:7:87: warning: the key 'porpose' is unknown here and has no effect "
        "(did you mean 'purpose'?)",
        "config/repeated-name: stainless.yml:7:12: error: there are two pagination schemes 'b'",
        "config/bad-value: stainless.yml:10:7: error: this rule matches no event "
        "(give data_starts_with, event_type, or kind: fallthrough)",
        "config/missing-key: stainless.yml:11:7: error: 'handle' is missing",
        "config/bad-value: stainless.yml:12:35: error: 'handle' can't be 'explode' "
        "(one of: done, error, yield, skip, continue)",
        "config/missing-key: stainless.yml:15:7: error: 'command' is missing",
        "config/wrong-type: stainless.yml:16:31: error: 'args' must be an object, not a number",
    ]
