"""Pagination: page classes from schemes, and which methods page."""

from __future__ import annotations

import pytest

from harness.lowering import diagnostic_lines, lower_snippet
from headrace_codegen import ir

DOCUMENT = """
paths:
  /things:
    get:
      parameters:
        - {name: after, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/ThingList"}}}}
  /things/search:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {after: {type: string}, limit: {type: integer}}}
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/ThingList"}}}}
components:
  schemas:
    Thing: {type: object, properties: {id: {type: string}}, required: [id]}
    ThingList:
      type: object
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Thing"}}
        has_more: {type: boolean}
"""
SCHEME = """
pagination:
  - name: thing_page
    type: cursor_id
    request: {after: {type: string}, limit: {type: integer}}
    response: {data: {type: array, items: {}}, has_more: {type: boolean}}
"""
RESOURCES = """
resources:
  things:
    models: {thing: Thing}
    methods: {list: get /things, search: post /things/search}
"""


def test_a_scheme_is_a_page_class() -> None:
    """Purposes that the config leaves out are told from the names."""
    (page,) = lower_snippet(DOCUMENT, SCHEME + RESOURCES).api.pages
    assert (page.name, page.scheme, page.type) == ("ThingPage", "thing_page", "cursor_id")
    assert page.rules == (("items", "data"), ("param", "after"), ("has_more", "has_more"), ("item_id", "id"))
    assert page.fields == (
        ir.PageField(name="data", wire="data", type=None),
        ir.PageField(name="has_more", wire="has_more", type=ir.Prim("bool")),
    )


def test_a_list_method_pages_when_parameters_and_response_fit() -> None:
    snippet = lower_snippet(DOCUMENT, SCHEME + RESOURCES)
    method = snippet.method("things.list")
    assert (method.page, method.result.kind, method.result.page) == ("ThingPage", "page", "ThingPage")
    assert method.result.type == ir.Named("types.thing", "Thing")


def test_other_methods_page_only_when_the_config_says_so() -> None:
    assert lower_snippet(DOCUMENT, SCHEME + RESOURCES).method("things.search").page is None
    config = RESOURCES.replace(
        "search: post /things/search", "search: {endpoint: post /things/search, paginated: true}"
    )
    assert lower_snippet(DOCUMENT, SCHEME + config).method("things.search").page == "ThingPage"


def test_paginated_false_stops_it() -> None:
    config = RESOURCES.replace("list: get /things", "list: {endpoint: get /things, paginated: false}")
    method = lower_snippet(DOCUMENT, SCHEME + config).method("things.list")
    assert (method.page, method.result.kind) == (None, "model")


def test_a_missing_request_property_means_that_it_does_not_fit() -> None:
    scheme = SCHEME.replace("limit: {type: integer}", "limit: {type: integer}, order: {type: string}")
    assert lower_snippet(DOCUMENT, scheme + RESOURCES).method("things.list").page is None


def test_the_first_scheme_that_fits_wins() -> None:
    other = """
      - name: other_page
        type: fake_page
        request: {}
        response: {data: {type: array, items: {}}}
    """
    config = SCHEME + "\n".join(line[4:] for line in other.splitlines()) + RESOURCES
    snippet = lower_snippet(DOCUMENT, config)
    assert [page.name for page in snippet.api.pages] == ["ThingPage", "OtherPage"]
    assert snippet.method("things.list").page == "ThingPage"


def _scheme(type_: str, request: str, response: str) -> str:
    return f"pagination: [{{name: p, type: {type_}, request: {{{request}}}, response: {{{response}}}}}]\n"


ITEMS = "items: {type: array, items: {}}"
PURPOSE = "x-stainless-pagination-property: {purpose: "


@pytest.mark.parametrize(
    ("type_", "request_", "response", "rules"),
    [
        (
            "offset",
            "offset: {type: integer}",
            f"{ITEMS}, total: {{type: integer}}",
            {"param": "offset", "total": "total"},
        ),
        (
            "page_number",
            "page: {type: integer}",
            f"{ITEMS}, page: {{type: integer}}, total_pages: {{type: integer}}",
            {"param": "page", "current": "page", "total": "total_pages"},
        ),
        (
            "cursor",
            "cursor: {type: string}",
            f"{ITEMS}, next_cursor: {{type: string}}",
            {"param": "cursor", "cursor": "next_cursor"},
        ),
        ("cursor_url", "", f"{ITEMS}, next: {{type: string}}", {"cursor": "next"}),
        (
            "cursor",
            f"mark: {{type: string, {PURPOSE}next_cursor_param}}}}",
            f"{ITEMS}, mark: {{type: string, {PURPOSE}next_cursor_field}}}}",
            {"param": "mark", "cursor": "mark"},
        ),
    ],
)
def test_rules_of_each_type(type_: str, request_: str, response: str, rules: dict[str, str]) -> None:
    (page,) = lower_snippet("paths: {}\n", _scheme(type_, request_, response)).api.pages
    assert dict(page.rules) == {"items": "items", **rules}


def test_the_item_s_cursor_property_may_have_another_name() -> None:
    items = f"items: {{type: array, items: {{properties: {{key: {{{PURPOSE}cursor_item_id}}}}}}}}}}"
    (page,) = lower_snippet("paths: {}\n", _scheme("cursor_id", "after: {type: string}", items)).api.pages
    assert dict(page.rules)["item_id"] == "key"


def test_a_scheme_without_what_its_type_needs_is_an_error() -> None:
    snippet = lower_snippet("paths: {}\n", _scheme("cursor", "", ITEMS))
    assert diagnostic_lines(snippet, "error") == [
        "stainless.yml:3:14: error: the cursor scheme 'p' has no property for next_cursor_param and next_cursor_field"
    ]


def test_an_unknown_scheme_is_an_error_at_its_place() -> None:
    config = RESOURCES.replace("list: get /things", "list: {endpoint: get /things, paginated: no_such}")
    snippet = lower_snippet(DOCUMENT, SCHEME + config)
    errors = [found for found in snippet.diagnostics if found.severity == "error"]
    assert [error.message for error in errors] == ["there is no pagination scheme 'no_such'"]
    assert str(errors[0].place).startswith("stainless.yml:")
    assert errors[0].hint == "known schemes: thing_page"


def test_paginated_true_without_a_scheme_that_fits_is_a_warning() -> None:
    """The method is made without paging: a stale word in the config is no reason to make no SDK."""
    config = "resources: {things: {methods: {list: {endpoint: get /things, paginated: true}}}}\n"
    snippet = lower_snippet(DOCUMENT, config)
    problems = [(found.severity, found.code) for found in snippet.diagnostics if found.severity != "note"]
    assert problems == [("warning", "config/no-page-scheme")]
    assert snippet.method("things.list").result.kind == "model"


def test_properties_of_nested_objects_count() -> None:
    """A rule names them by a dotted path, and matching looks for them inside."""
    config = """
    pagination:
      - name: nested_page
        type: cursor
        request: {after: {type: string}}
        response:
          things: {type: array, items: {}}
          meta:
            type: object
            properties:
              following: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}
    resources: {things: {models: {thing: Thing}, methods: {list: get /things}}}
    """
    answer = """
        things: {type: array, items: {$ref: "#/components/schemas/Thing"}}
        meta: {type: object, properties: {PLACE: {type: string}}}
"""
    plain = """
        data: {type: array, items: {$ref: "#/components/schemas/Thing"}}
        has_more: {type: boolean}
"""
    document = DOCUMENT.replace(plain, answer)
    snippet = lower_snippet(document.replace("PLACE", "following"), config)
    (page,) = snippet.api.pages
    assert dict(page.rules) == {"items": "things", "param": "after", "cursor": "meta.following"}
    assert page.fields[1] == ir.PageField(name="meta", wire="meta", type=ir.Prim("any"), part="NestedPageMeta")
    following = ir.PageField(name="following", wire="following", type=ir.Prim("str"))
    assert page.parts == (ir.PagePart(name="NestedPageMeta", fields=(following,)),)
    assert snippet.method("things.list").page == "NestedPage"
    assert lower_snippet(document.replace("PLACE", "other"), config).method("things.list").page is None
