"""Methods: arguments, their order and names, bodies, results, headers."""

from __future__ import annotations

import pytest

from harness.lowering import diagnostic_lines, lower_snippet
from harness.surfaces import signature
from headrace_codegen import ir

ANSWER = (
    'responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}'
)
THING = """
components:
  schemas:
    Thing: {type: object, properties: {id: {type: string}}, required: [id]}
"""
CONFIG = """
resources:
  things:
    models: {thing: Thing}
    methods:
      call: VERB PATH
"""


def call(path: str, operation: str, verb: str = "post", config: str = CONFIG, more: str = THING) -> ir.Method:
    """The one method ``things.call`` of an operation in flow style."""
    document = f"paths: {{'{path}': {{{verb}: {{{operation}, {ANSWER}}}}}}}\n{more}"
    snippet = lower_snippet(document, config.replace("VERB", verb).replace("PATH", path))
    assert not snippet.diagnostics.failed, diagnostic_lines(snippet)
    return snippet.method("things.call")


def param(name: str, place: str, *, required: bool = False, type_: str = "string") -> str:
    return f"{{name: {name}, in: {place}, required: {str(required).lower()}, schema: {{type: {type_}}}}}"


def body(properties: str, required: str = "", media: str = "application/json") -> str:
    schema = f"{{type: object, properties: {{{properties}}}, required: [{required}]}}"
    return f"requestBody: {{content: {{{media}: {{schema: {schema}}}}}}}"


def test_the_last_path_parameter_is_positional() -> None:
    """The others are required keywords, in the order of the path, whatever the order of their declaration."""
    parameters = ", ".join(param(name, "path", required=True) for name in ("c", "a", "b"))
    found = signature(call("/things/{a}/{b}/{c}", f"parameters: [{parameters}]"))
    assert (found.positional, found.keyword, found.required) == (("c",), ("a", "b"), ("a", "b"))


def test_the_config_may_choose_the_positional_parameters() -> None:
    parameters = ", ".join(param(name, "path", required=True) for name in ("a", "b"))
    config = CONFIG.replace("VERB PATH", "{endpoint: 'VERB PATH', positional_params: [b, a]}")
    assert signature(call("/things/{a}/{b}", f"parameters: [{parameters}]", config=config)).positional == ("b", "a")
    none = CONFIG + "settings: {positional_params: false}\n"
    assert signature(call("/things/{a}/{b}", f"parameters: [{parameters}]", config=none)).positional == ()


def test_required_first_then_by_place_then_by_name() -> None:
    """Of the required and of the optional ones: query before body before headers, each sorted by wire name, ``id``
    first.
    """
    parameters = ", ".join(
        [param("z", "query"), param("X-Head", "header"), param("q", "query", required=True), param("b", "query")]
    )
    found = call("/things", f"parameters: [{parameters}], {body('a: {}, id: {}, m: {}', 'm')}")
    assert signature(found).keyword == ("q", "m", "b", "z", "id", "a", "x_head")
    assert [p.location for p in found.params] == ["query", "body", "query", "query", "body", "body", "header"]


def test_unsorted_properties_keep_the_document_s_order() -> None:
    config = CONFIG + "settings: {sort_schema_properties: false}\n"
    found = call("/things", body("b: {}, a: {}, c: {}", "c"), config=config)
    assert signature(found).keyword == ("c", "b", "a")


def test_one_name_in_two_places() -> None:
    """Each of the two says where it is sent."""
    parameters = ", ".join([param("id", "path", required=True), param("kind", "query")])
    found = call("/things/{id}", f"parameters: [{parameters}], {body('id: {}, kind: {}')}")
    assert [(p.name, p.wire, p.location) for p in found.params] == [
        ("path_id", "id", "path"),
        ("query_kind", "kind", "query"),
        ("body_id", "id", "body"),
        ("body_kind", "kind", "body"),
    ]


def test_headers_that_http_owns_are_no_arguments() -> None:
    parameters = ", ".join(param(name, "header") for name in ("Accept", "content-type", "Authorization", "X-Own"))
    assert signature(call("/things", f"parameters: [{parameters}]")).keyword == ("x_own",)


def test_x_stainless_param_and_skip() -> None:
    parameters = """[
      {name: shop-beta, in: header, schema: {type: array, items: {type: string}, x-stainless-param: betas}},
      {name: secret, in: query, x-stainless-skip: [python], schema: {type: string}},
      {name: other, in: query, x-stainless-skip: [go], schema: {type: string}}]"""
    found = call("/things", f"parameters: {parameters}")
    assert [(p.name, p.wire) for p in found.params] == [("other", "other"), ("betas", "shop-beta")]


def test_a_fixed_query_in_the_path_is_no_argument() -> None:
    found = call(
        "/things?beta=true", f"parameters: [{param('beta', 'query', type_='boolean')}, {param('q', 'query')}]", "get"
    )
    assert (found.path, signature(found).keyword) == ("/things?beta=true", ("q",))


def test_hostile_names_become_identifiers() -> None:
    parameters = ", ".join(
        param(name, "query") for name in ("from", "3yr", "'a-b'", "'x; import os'", "timeout", "self")
    )
    found = call("/things", f"parameters: [{parameters}]")
    assert sorted((p.name, p.wire) for p in found.params) == [
        ("_3yr", "3yr"),
        ("a_b", "a-b"),
        ("api_self", "self"),
        ("api_timeout", "timeout"),
        ("from_", "from"),
        ("x_import_os", "x; import os"),
    ]


def test_a_placeholder_without_a_declaration_is_text_and_in_the_ledger() -> None:
    document = f"paths: {{'/things/{{id}}': {{get: {{{ANSWER}}}}}}}\n{THING}"
    snippet = lower_snippet(document, CONFIG.replace("VERB PATH", "get /things/{id}"))
    (found,) = snippet.method("things.call").params
    assert (found.name, found.type, found.positional, found.required) == ("id", ir.Prim("str"), True, True)
    assert [line.code for line in snippet.api.ledger] == ["operation/undeclared-path-parameter"]


def test_declared_but_not_in_the_path_and_cookies_are_in_the_ledger() -> None:
    parameters = ", ".join([param("id", "path", required=True), param("session", "cookie")])
    document = f"paths: {{/things: {{get: {{parameters: [{parameters}], {ANSWER}}}}}}}\n{THING}"
    snippet = lower_snippet(document, CONFIG.replace("VERB PATH", "get /things"))
    assert snippet.method("things.call").params == ()
    assert {(line.code, line.pointer) for line in snippet.api.ledger} == {
        ("operation/unused-path-parameter", "/paths/~1things/get/parameters/0"),
        ("operation/cookie-parameter", "/paths/~1things/get/parameters/1"),
    }


@pytest.mark.parametrize(
    ("content", "media", "whole"),
    [
        ("application/json: {schema: {type: object, properties: {a: {}}}}", "application/json", None),
        (
            "application/merge-patch+json: {schema: {type: object, properties: {a: {}}}}",
            "application/merge-patch+json",
            None,
        ),
        ("application/json: {schema: {type: array, items: {type: string}}}", "application/json", "body"),
        ("text/plain: {schema: {type: string}}", "text/plain", "body"),
        ("application/octet-stream: {schema: {type: string, format: binary}}", "application/octet-stream", "body"),
        (
            "application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {}}}}",
            "application/x-www-form-urlencoded",
            None,
        ),
        (
            "application/x-www-form-urlencoded: {schema: {type: object}}, "
            "application/json: {schema: {type: object, properties: {a: {}}}}",
            "application/json",
            None,
        ),
        (
            "application/json: {schema: {type: object, properties: {a: {}}}}, "
            "multipart/form-data: {schema: {type: object, properties: {a: {}}}}",
            "application/json",
            None,
        ),
        (
            "application/json: {schema: {type: object, properties: {f: {type: string, format: binary}}}}, "
            "multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}",
            "multipart/form-data",
            None,
        ),
    ],
)
def test_the_content_type_that_is_sent(content: str, media: str, whole: str | None) -> None:
    """JSON before forms; multipart only where it stands alone or carries a file."""
    found = call("/things", f"requestBody: {{content: {{{content}}}}}")
    assert found.body is not None
    assert (found.body.media_type, found.body.whole) == (media, whole)


def test_a_body_that_is_no_object_has_the_name_that_the_config_gives() -> None:
    config = CONFIG.replace("VERB PATH", "{endpoint: VERB PATH, body_param_name: lines}")
    found = call(
        "/things",
        "requestBody: {required: true, content: {application/json: {schema: {type: array, items: {type: string}}}}}",
        config=config,
    )
    assert found.body is not None
    assert (found.body.whole, signature(found).keyword, signature(found).required) == ("lines", ("lines",), ("lines",))


def test_a_file_that_is_the_whole_body_is_positional_after_the_path() -> None:
    """A text is not, and neither is a file that may be left out."""
    path = f"parameters: [{param('id', 'path', required=True)}, {param('x', 'query', required=True)}], "
    for media, required, expected in (
        ("application/gzip", "true", (("id", "body"), ("x",))),
        ("application/gzip", "false", (("id",), ("body", "x"))),
        ("text/csv", "true", (("id",), ("x", "body"))),
    ):
        found = call(
            "/things/{id}", f"{path}requestBody: {{required: {required}, content: {{{media}: {{schema: {{}}}}}}}}"
        )
        assert (signature(found).positional, signature(found).keyword) == expected


@pytest.mark.parametrize("schema", ["schema: {type: string, format: binary}", ""])
def test_the_params_type_of_a_file_that_is_the_whole_body_has_no_field_for_it(schema: str) -> None:
    """The type is there all the same, and so is the argument where the document gives no schema."""
    found = call("/things", f"requestBody: {{required: true, content: {{application/zip: {{{schema}}}}}}}")
    assert signature(found).positional == ("body",)
    assert found.params_type is not None
    assert (found.params_type.module, found.params_type.name) == ("types.thing_call_params", "ThingCallParams")


@pytest.mark.parametrize(("first", "second", "without_files"), [("J", "M", "application/json"), ("M", "J", None)])
def test_a_form_beside_json_is_one_only_with_a_file_if_json_comes_first(
    first: str, second: str, without_files: str | None
) -> None:
    schema = "{schema: {type: object, properties: {id: {type: string}, f: {type: string, format: binary}}}}"
    kinds = {"J": f"application/json: {schema}", "M": f"multipart/form-data: {schema}"}
    found = call("/things", f"requestBody: {{content: {{{kinds[first]}, {kinds[second]}}}}}")
    assert found.body is not None
    assert (found.body.media_type, found.body.without_files) == ("multipart/form-data", without_files)


def test_multipart_knows_its_files_and_part_types() -> None:
    content = """multipart/form-data: {
      schema: {type: object, properties: {
        file: {type: string, format: binary},
        more: {type: array, items: {type: string, format: binary}},
        meta: {type: object, properties: {a: {}}}}},
      encoding: {meta: {contentType: application/json}, file: {contentType: "image/png, image/jpeg"}}}"""
    found = call("/things", f"requestBody: {{content: {{{content}}}}}")
    assert found.body is not None
    assert sorted(found.body.files) == [("file",), ("more", "[]")]
    assert found.body.part_types == (("meta", "application/json"),)


A_THING = '{schema: {$ref: "#/components/schemas/Thing"}}'
A_TEXT = "{schema: {type: string}}"
RESULTS = [
    ('"200": {description: ""}', "none", ir.Prim("none"), "*/*"),
    (
        '"204": {description: ""}, default: {description: "", content: {application/json: {schema: {}}}}',
        "none",
        ir.Prim("none"),
        "*/*",
    ),
    ('"200": {description: "", content: {application/json: {schema: {}}}}', "json", ir.Prim("any"), "application/json"),
    (
        '"200": {description: "", content: {application/json: {schema: {type: string}}}}',
        "text",
        ir.Prim("str"),
        "application/json",
    ),
    ('"200": {description: "", content: {text/csv: {}}}', "none", ir.Prim("none"), "*/*"),
    ('"200": {description: "", content: {text/csv: {schema: {type: string}}}}', "text", ir.Prim("str"), "text/csv"),
    (
        '"200": {description: "", content: {application/pdf: {schema: {type: string}}}}',
        "binary",
        ir.Prim("binary"),
        "application/pdf",
    ),
    (
        f'"200": {{description: "", content: {{application/zip: {{schema: {{}}}}, application/json: {A_TEXT}}}}}',
        "binary",
        ir.Prim("binary"),
        "application/zip",
    ),
    (
        f'"202": {{description: "", content: {{"application/json; charset=utf-8": {A_THING}}}}}',
        "model",
        ir.Named("types.thing", "Thing"),
        "application/json",
    ),
    (
        f'"200": {{description: ""}}, "201": {{description: "", content: {{application/json: {A_THING}}}}}',
        "model",
        ir.Named("types.thing", "Thing"),
        "application/json",
    ),
]


@pytest.mark.parametrize(("responses", "kind", "type_", "accept"), RESULTS)
def test_results(responses: str, kind: str, type_: ir.TypeExpr, accept: str) -> None:
    document = f"paths: {{/things: {{get: {{responses: {{{responses}}}}}}}}}\n{THING}"
    method = lower_snippet(document, CONFIG.replace("VERB PATH", "get /things")).method("things.call")
    result = method.result
    assert (result.kind, result.type if kind != "none" else ir.Prim("none"), method.accept) == (kind, type_, accept)


WRAPPED = """
paths:
  /things:
    get:
      responses:
        "200":
          description: ""
          content:
            application/json:
              schema:
                type: object
                properties: {data: {$ref: "#/components/schemas/Thing"}, MORE}
"""


def test_unwrapping() -> None:
    """A configured field is unwrapped where it stands alone; the method's own choice goes everywhere, and may forbid
    it.
    """
    config = CONFIG.replace("VERB PATH", "get /things")
    everywhere = config + "settings: {unwrap_response_fields: [data]}\n"
    own = config.replace("get /things", "{endpoint: get /things, unwrap_response: data}")
    never = everywhere.replace("get /things", "{endpoint: get /things, unwrap_response: false}")
    alone, beside = WRAPPED.replace(", MORE", "") + THING, WRAPPED.replace("MORE", "total: {type: integer}") + THING
    expected = {(alone, everywhere): "data", (beside, everywhere): None, (beside, own): "data", (alone, never): None}
    for (document, chosen), unwrap in expected.items():
        result = lower_snippet(document, chosen).method("things.call").result
        assert result.unwrap == unwrap
        assert (result.type == ir.Named("types.thing", "Thing")) is (unwrap is not None)


def test_unwrapping_a_property_that_is_not_there_is_an_error() -> None:
    config = CONFIG.replace("VERB PATH", "{endpoint: get /things, unwrap_response: items}")
    snippet = lower_snippet(WRAPPED.replace(", MORE", "") + THING, config)
    assert diagnostic_lines(snippet, "error") == [
        "stainless.yml:8:54: error: the response has no property 'items' to unwrap"
    ]


def test_a_method_without_an_operation_is_left_out_with_a_warning() -> None:
    """And with a proposal, since the path may be misspelt."""
    document = f"paths: {{/things: {{get: {{{ANSWER}}}}}}}\n{THING}"
    snippet = lower_snippet(document, CONFIG.replace("VERB PATH", "get /thing"))
    (found,) = (found for found in snippet.diagnostics if found.severity != "note")
    message = "the document has no operation 'get /thing', so 'call' is left out"
    assert str(found) == f"stainless.yml:8:13: warning: {message}"
    assert found.hint == "did you mean 'get /things'?"
    assert snippet.api.resources == ()


def test_options_of_a_method() -> None:
    config = CONFIG.replace(
        "VERB PATH",
        "{endpoint: VERB PATH, deprecated: use other, default_request_options: {timeout: 5000, max_retries: 0}}",
    )
    extras = "headrace: {headers: {things: {X-A: '1', X-B: '1'}}, methods: {things.call: {headers: {X-B: '2'}}}}\n"
    found = call("/things", "deprecated: true", config=config + extras)
    assert (found.timeout, found.max_retries, found.deprecated) == (5.0, 0, "use other")
    assert found.constant_headers == (("X-A", "1"), ("X-B", "2"))


def test_security_of_an_operation() -> None:
    """Its own requirement where it has one; none at all is a requirement too."""
    schemes = """
    securitySchemes: {Key: {type: http, scheme: bearer}, Admin: {type: http, scheme: bearer}}
security: [{Key: []}]
"""
    config = (
        CONFIG
        + """
client_settings:
  opts:
    key: {type: string, nullable: true, auth: {security_scheme: Key}}
    admin: {type: string, nullable: true, auth: {security_scheme: Admin}}
"""
    )
    more = (
        THING.replace("  schemas:", schemes.split("security:")[0].rstrip().replace("    s", "  s", 1) + "\n  schemas:")
        + "security: [{Key: []}]\n"
    )
    expected = {
        "summary: a": (),
        "security: [{Admin: []}]": (("Admin",),),
        "security: []": ((),),
        "security: [{Key: []}]": (),
    }
    for operation, requirement in expected.items():
        assert call("/things", operation, config=config, more=more).security == requirement


def test_results_by_an_argument() -> None:
    """One signature for each type; the one of the default leaves the argument out."""
    document = f"""
paths:
  /things:
    post:
      {body("format: {type: string, enum: [json, verbose, text, vtt], default: json}, name: {}", "name")}
      {ANSWER}
components:
  schemas:
    Thing: {{type: object, properties: {{id: {{type: string}}}}}}
    Long: {{type: object, properties: {{id: {{type: string}}}}}}
"""
    config = """
resources:
  things:
    models: {thing: Thing, long: Long}
    methods: {call: post /things}
headrace:
  methods:
    things.call:
      responses_by: {param: format, cases: {json: things.thing, verbose: things.long, text: null, vtt: null}}
"""
    method = lower_snippet(document, config).method("things.call")
    thing, long = ir.Named("types.thing", "Thing"), ir.Named("types.long", "Long")
    assert (method.result.by, dict(method.result.cases)) == (
        "format",
        {"json": thing, "verbose": long, "text": ir.Prim("str"), "vtt": ir.Prim("str")},
    )
    assert method.overloads == (
        ir.Overload(narrowed=(("format", ir.Lit(("json",)), False),), returns=thing),
        ir.Overload(narrowed=(("format", ir.Lit(("verbose",)), True),), returns=long),
        ir.Overload(narrowed=(("format", ir.Lit(("text", "vtt")), True),), returns=ir.Prim("str")),
    )
    assert method.required == (("name",), ("name", "format"))


def test_a_union_body_has_one_signature_for_each_variant() -> None:
    schema = """{oneOf: [
      {title: By name, type: object, properties: {name: {type: string}}, required: [name]},
      {title: By id, type: object, properties: {id: {type: string}}, required: [id]}]}"""
    found = call("/things", f"requestBody: {{required: true, content: {{application/json: {{schema: {schema}}}}}}}")
    assert signature(found).keyword == ("id", "name") or signature(found).keyword == ("name", "id")
    assert signature(found).required == ()
    assert [overload.dropped for overload in found.overloads] == [("id",), ("name",)]
    assert found.required == (("name",), ("id",))
