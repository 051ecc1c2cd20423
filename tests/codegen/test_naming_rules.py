"""The naming rules of resources, methods and their types, clause by clause: a few lines in, the exact names out.

Rules are numbered as in ``lower``'s comments: 5.1 words, 5.2 resources, 5.3 types of methods, 5.4 responses, 5.12
methods. Those of fields, nested classes and unions stand in ``test_naming_types``.
"""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from harness.declared import Types, show
from harness.lowering import lower_snippet
from headrace_codegen import ir


def lower(methods: str, paths: str, *, schemas: str = "{}", models: str = "{}", config: str = "") -> Types:
    """A resource ``files`` with ``methods``; ``paths`` are path items in flow style."""
    document = (
        f"paths:\n{indent(dedent(paths).strip(), '  ')}\n"
        f"components:\n  schemas:\n{indent(dedent(schemas).strip(), '    ')}\n"
    )
    settings = f"resources:\n  files:\n    methods: {methods}\n    models: {models}\n{dedent(config)}"
    types = Types(lower_snippet(document, settings))
    assert [found for found in types.problems() if found.startswith("error")] == []
    return types


def answer(schema: str, media: str = "application/json") -> str:
    return f'responses: {{"200": {{description: "", content: {{{media}: {{schema: {schema}}}}}}}}}'


def resource(config: str) -> ir.Resource:
    """The first resource of a config over ``get /x`` and ``get /y``."""
    nothing = '{get: {responses: {"204": {description: ""}}}}'
    query = '{get: {parameters: [{name: q, in: query, schema: {type: string}}], responses: {"204": {description: ""}}}}'
    return lower_snippet(f"paths: {{/x: {nothing}, /y: {query}}}", dedent(config)).api.resources[0]


# --- 5.2


@pytest.mark.parametrize(
    ("config", "name", "class_name", "module", "types"),
    [
        (
            "resources: {customMetadataFields: {methods: {list: get /x}}}",
            "custom_metadata_fields",
            "CustomMetadataFieldsResource",
            "resources.custom_metadata_fields",
            "types",
        ),
        (
            "resources: {files: {methods: {list: get /x}, subresources: {bulk: {methods: {list: get /x}}}}}",
            "files",
            "FilesResource",
            "resources.files.files",
            "types",
        ),
        (
            "resources: {vector_io: {methods: {q: get /x}}}",
            "vector_io",
            "VectorIoResource",
            "resources.vector_io",
            "types",
        ),
        (
            "resources: {qa: {standalone_api: true, methods: {create: get /x}}}",
            "qa",
            "QaResource",
            "resources.qa.qa",
            "types.qa",
        ),
        (
            "resources: {mcp: {methods: {call: get /x}}}\nheadrace: {naming: {resource_suffix: ''}}",
            "mcp",
            "Mcp",
            "resources.mcp",
            "types",
        ),
        (
            "resources: {chatkit: {methods: {call: get /x}}}\ncustom_casings: {chatkit: {pascal: ChatKit}}",
            "chatkit",
            "ChatKitResource",
            "resources.chatkit",
            "types",
        ),
    ],
)
def test_resources(config: str, name: str, class_name: str, module: str, types: str) -> None:
    """5.2: the key as it is, never in the singular; a package where there is something below."""
    found = resource(config)
    assert (found.name, found.class_name, found.module, found.types) == (name, class_name, module, types)


def test_types_of_subresources_stand_below_their_parents() -> None:
    """5.2: ``files.bulk`` has its types in ``types/files/``; one that stands alone adds its own folder."""
    bulk = resource("resources: {files: {subresources: {bulk: {methods: {addTags: get /y}}}}}").resources[0]
    assert (bulk.types, bulk.module) == ("types.files", "resources.files.bulk")
    assert bulk.methods[0].params_type == ir.Named("types.files.bulk_add_tags_params", "BulkAddTagsParams")
    alone = resource(
        "resources: {extractions: {subresources: {qa: {standalone_api: true, methods: {create: get /y}}}}}"
    )
    assert alone.resources[0].methods[0].params_type == ir.Named(
        "types.extractions.qa.qa_create_params", "QaCreateParams"
    )


# --- 5.1 and 5.3


@pytest.mark.parametrize(
    ("key", "method", "params"),
    [
        ("toolgroups", "register", "ToolgroupRegisterParams"),
        ("companies", "list", "CompanyListParams"),
        ("batches", "create", "BatchCreateParams"),
        ("species", "list", "SpecieListParams"),
        ("safety", "run", "SafetyRunParams"),
        ("status", "get", "StatusGetParams"),
        ("access", "get", "AccessGetParams"),
        ("analysis", "get", "AnalysisGetParams"),
        ("bulk", "removeAITags", "BulkRemoveAITagsParams"),
        ("metadata", "list", "MetadataListParams"),
        ("image_urls", "list", "ImageURLListParams"),
        ("user_ids", "getFromURL", "UserIDGetFromURLParams"),
        ("ACPTypes", "MCPCall", "AcpTypeMcpCallParams"),
        ("openai_models", "list", "OpenAIModelListParams"),
        ("custom_metadata_fields", "list", "CustomMetadataFieldListParams"),
    ],
)
def test_types_of_methods(key: str, method: str, params: str) -> None:
    """5.3: after the resource with its last word in the singular, and the method; 5.1: initialisms in capitals."""
    found = resource(f"resources: {{{key}: {{methods: {{{method}: get /y}}}}}}").methods[0]
    assert found.params_type is not None
    assert found.params_type.name == params


@pytest.mark.parametrize(
    ("operation", "has_params"),
    [
        ("{responses: {'204': {description: ''}}}", False),
        (
            "{parameters: [{name: X-A, in: header, schema: {type: string}}], responses: {'204': {description: ''}}}",
            False,
        ),
        ("{parameters: [{name: a, in: query, schema: {type: string}}], responses: {'204': {description: ''}}}", True),
        (
            "{requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, "
            "responses: {'204': {description: ''}}}",
            True,
        ),
    ],
)  # fmt: skip
def test_a_params_file_is_there_for_query_or_body_only(operation: str, has_params: bool) -> None:
    """5.3: headers become arguments all the same."""
    types = lower("{send: post /f}", f"/f: {{post: {operation}}}")
    assert (types.modules == ["file_send_params"]) is has_params
    method = types.snippet.method("files.send")
    assert [param.name for param in method.params] == (
        ["x_a"] if "header" in operation else ["a"] if has_params else []
    )


# --- 5.4

OWN, OWN_FILE = "FileGetResponse", "file_get_response"
FILE = "File: {type: object, properties: {id: {type: string}}}"


def result(schema: str, media: str = "application/json", *, method: str = "get", **more: str) -> tuple[str, Types]:
    """The result of ``files.<method>`` as a type, and the types that were made."""
    types = lower(f"{{{method}: get /f}}", f"/f: {{get: {{{answer(schema, media)}}}}}", **more)
    found = types.snippet.method(f"files.{method}").result
    return {"none": "None", "binary": "binary"}.get(found.kind) or show(found.type), types


@pytest.mark.parametrize(
    ("schema", "media", "shown", "modules"),
    [
        ('{$ref: "#/components/schemas/File"}', "application/json", "File", ["file"]),
        ('{$ref: "#/components/schemas/Other"}', "application/json", OWN, [OWN_FILE]),
        ("{type: object, properties: {a: {type: string}}}", "application/json", OWN, [OWN_FILE]),
        ('{type: array, items: {$ref: "#/components/schemas/File"}}', "application/json", OWN,
         ["file", OWN_FILE]),
        ("{type: object, additionalProperties: {type: string}}", "application/json", OWN,
         [OWN_FILE]),
        ("{type: integer}", "application/json", "int", [OWN_FILE]),
        ("{}", "application/json", "object", []),
        ("{type: string}", "application/json", "str", [OWN_FILE]),
        ("{type: object, x-stainless-empty-object: true}", "application/json", OWN, [OWN_FILE]),
        ("{type: string}", "text/plain", "str", []),
        ("{}", "text/csv", "None", []),
        ("{type: string, format: binary}", "application/octet-stream", "binary", []),
    ],
)  # fmt: skip
def test_responses(schema: str, media: str, shown: str, modules: list[str]) -> None:
    """5.4: a configured model, an own ``<X>Response``, or a plain type."""
    found, types = result(
        schema,
        media,
        schemas=f"{FILE}\nOther: {{type: object, properties: {{b: {{type: string}}}}}}",
        models="{file: File}",
    )
    assert (found, types.modules) == (shown, modules)


def test_an_array_response_is_an_alias_and_its_items_are_called_item() -> None:
    """5.4: ``FileListResponse = List[File]``; items without a name are ``FileListResponseItem``."""
    _, types = result('{type: array, items: {$ref: "#/components/schemas/File"}}', method="list", schemas=FILE,
                      models="{file: File}")  # fmt: skip
    assert types["file_list_response"] == "FileListResponse = [File]"
    _, types = result("{type: array, items: {type: object, properties: {a: {type: string}}}}", method="list")
    assert types["file_list_response"] == (
        "model FileListResponseItem: a?: str\nFileListResponse = [FileListResponseItem]"
    )
    _, types = result("{type: object, additionalProperties: {type: integer}}", method="list")
    assert types["file_list_response"] == "FileListResponse = {int}"


def test_a_component_without_a_name_is_made_anew_for_each_method() -> None:
    """5.4: ``FolderMoveResponse`` and ``FolderRenameResponse`` are copies of one component."""
    body = answer('{$ref: "#/components/schemas/Other"}')
    types = lower("{move: post /f, rename: put /f}", f"/f: {{post: {{{body}}}, put: {{{body}}}}}",
                  schemas="Other: {type: object, properties: {a: {type: string}}}")  # fmt: skip
    assert types["file_move_response"] == "model FileMoveResponse: a?: str"
    assert types["file_rename_response"] == "model FileRenameResponse: a?: str"


def test_a_part_of_a_named_model_has_the_name_of_the_first_method_that_returns_it() -> None:
    """5.4: an inline schema inside a model, unwrapped; the model refers to it by that name."""
    body = answer('{$ref: "#/components/schemas/Page"}')
    types = lower("{list: {endpoint: get /f, unwrap_response: data}, all: {endpoint: get /g, unwrap_response: data}}",
                  f"/f: {{get: {{{body}}}}}\n/g: {{get: {{{body}}}}}",
                  schemas="Page: {type: object, properties: {data: {type: object, properties: {a: {type: string}}}}}",
                  models="{page: Page}", config="headrace: {unreachable_models: emit}")  # fmt: skip
    assert {types.snippet.method(f"files.{name}").result.type for name in ("list", "all")} == {
        ir.Named("types.file_list_response", "FileListResponse")
    }
    assert types["page"] == "model Page: data?: FileListResponse"


def test_pages() -> None:
    """5.4: ``SyncXPage[Item]``; 5.1: ``openai`` is a word of its own."""
    scheme = """
        pagination:
          - name: openai_cursor_page
            type: fake_page
            request: {}
            response: {data: {type: array, items: {}}}
    """
    listed = '{type: array, items: {$ref: "#/components/schemas/File"}}'
    found, types = result(
        f"{{type: object, properties: {{data: {listed}}}}}",
        method="list",
        schemas=FILE,
        models="{file: File}",
        config=scheme,
    )
    assert found == "File"
    assert types.snippet.api.pages[0].name == "OpenAICursorPage"


# --- 5.12


def test_methods_and_positional_parameters() -> None:
    """5.12: the last path parameter is positional, earlier ones are required keywords; the usual five come first."""
    nothing = '{responses: {"204": {description: ""}}}'
    types = lower(
        "{zap: get /z, archive: get /a, delete: 'delete /f/{file_id}/v/{version_id}', list: get /f, update: put /f, "
        "retrieve: get /r, create: post /f}",
        f"/z: {{get: {nothing}}}\n/a: {{get: {nothing}}}\n/r: {{get: {nothing}}}\n"
        f"/f: {{get: {nothing}, put: {nothing}, post: {nothing}}}\n"
        f"/f/{{file_id}}/v/{{version_id}}: {{delete: {nothing}}}",
    )
    methods = types.snippet.resource("files").methods
    assert [method.name for method in methods] == ["create", "retrieve", "update", "list", "delete", "archive", "zap"]
    assert [(param.name, param.positional, param.required) for param in methods[4].params] == [
        ("version_id", True, True),
        ("file_id", False, True),
    ]
