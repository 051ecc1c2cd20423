"""The resource tree: classes and modules, order, aliases, what is left out, what collides."""

from __future__ import annotations

from harness.lowering import Snippet, diagnostic_lines, lower_snippet
from headrace_codegen import ir

DOCUMENT = """
paths:
  /a: {get: {responses: {"204": {description: ""}}}, post: {responses: {"204": {description: ""}}}}
  /b: {get: {responses: {"204": {description: ""}}}, delete: {responses: {"204": {description: ""}}}}
webhooks:
  paid:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Paid"}}}}
components:
  schemas:
    Paid: {type: object, properties: {type: {type: string, const: paid}}, required: [type]}
"""


def tree(config: str) -> Snippet:
    return lower_snippet(DOCUMENT, config)


def test_classes_modules_and_packages() -> None:
    """A resource with subresources is a package; its subresources' types stand in a package of its name."""
    snippet = tree("""
    resources:
      chatRooms:
        methods: {list: get /a}
        subresources:
          messages: {methods: {list: get /b}}
          qa: {standalone_api: true, methods: {list: get /b}}
    custom_casings: {qa: {initialism: true}}
    """)
    rooms = snippet.resource("chat_rooms")
    assert (rooms.class_name, rooms.module, rooms.types) == (
        "ChatRoomsResource",
        "resources.chat_rooms.chat_rooms",
        "types",
    )
    messages = snippet.resource("chat_rooms.messages")
    assert (messages.class_name, messages.module, messages.types, messages.path) == (
        "MessagesResource",
        "resources.chat_rooms.messages",
        "types.chat_rooms",
        "chat_rooms.messages",
    )
    qa = snippet.resource("chat_rooms.qa")
    assert (qa.class_name, qa.module, qa.types) == ("QAResource", "resources.chat_rooms.qa.qa", "types.chat_rooms.qa")


def test_the_suffix_of_classes_is_a_setting() -> None:
    snippet = tree("resources: {things: {methods: {list: get /a}}}\nheadrace: {naming: {resource_suffix: ''}}\n")
    assert snippet.resource("things").class_name == "Things"


def test_methods_are_sorted_and_resources_are_not() -> None:
    snippet = tree("""
    resources:
      zebras: {methods: {zap: get /a, list: get /a, apply: get /b, delete: delete /b, create: post /a}}
      apes: {methods: {list: get /a}}
    """)
    assert [resource.name for resource in snippet.api.resources] == ["zebras", "apes"]
    names = [method.name for method in snippet.resource("zebras").methods]
    assert names == ["create", "list", "delete", "apply", "zap"]


def test_what_has_nothing_to_call_has_no_class() -> None:
    snippet = tree("""
    resources:
      models_only: {models: {paid: Paid}}
      skipped: {skip: true, methods: {list: get /a}}
      elsewhere: {only: [go], methods: {list: get /a}}
      some: {methods: {list: get /a, not_here: {endpoint: get /b, skip: [python]}}}
    """)
    assert [resource.name for resource in snippet.api.resources] == ["some"]
    assert [method.name for method in snippet.resource("some").methods] == ["list"]


def test_methods_on_the_client_itself() -> None:
    snippet = tree("resources: {$client: {methods: {ping: get /a}}}\n")
    (ping,) = snippet.api.methods
    assert (ping.name, ping.id, ping.path) == ("ping", "ping", "/a")


def test_method_aliases() -> None:
    snippet = tree("resources: {a: {methods: {list: get /a, all: {type: alias, to: list}}}}\n")
    assert snippet.resource("a").aliases == (ir.MethodAlias(name="all", to="list"),)


def test_an_alias_of_nothing_is_an_error() -> None:
    snippet = tree("resources: {a: {methods: {list: get /a, all: {type: alias, to: lst}}}}\n")
    assert diagnostic_lines(snippet, "error") == [
        "stainless.yml:3:64: error: the alias 'all' leads to 'lst', which is no method of the same resource"
    ]


def test_a_resource_may_stand_in_the_tree_twice() -> None:
    snippet = tree("""
    resources:
      chat: {subresources: {rooms: {methods: {list: get /a}}}}
      beta: {methods: {list: get /b}}
    headrace: {aliases: {beta.chat: chat}}
    """)
    alias = snippet.resource("beta.chat")
    assert (alias.alias_of, alias.class_name, alias.module) == ("chat", "ChatResource", "resources.chat.chat")
    assert (alias.methods, alias.resources) == ((), ())


def test_an_alias_has_an_empty_package_of_types() -> None:
    """``import shop.types.beta.chat`` works, as the old generator made a package for each resource of the tree."""
    document = """
    paths:
      /a: {get: {responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}}}
    components: {schemas: {A: {type: object, properties: {id: {type: string}}}}}
    """
    config = """
    resources:
      chat: {methods: {list: get /a}}
      beta: {subresources: {rooms: {models: {a: A}, methods: {list: get /a}}}}
    headrace: {aliases: {beta.chat: chat, more: chat}}
    """
    packages = lower_snippet(document, config).api.packages
    assert ir.TypePackage(module="types.beta.chat", exports=()) in packages
    assert [package.module for package in packages] == ["types", "types.beta", "types.beta.chat"]


def test_aliases_of_or_in_nothing_are_errors() -> None:
    snippet = tree("""
    resources: {a: {methods: {list: get /a}}}
    headrace: {aliases: {b: nothing, none.a: a, a: a}}
    """)
    messages = [found.message for found in snippet.diagnostics if found.severity == "error"]
    assert messages == [
        "there is no resource 'nothing'",
        "there is no resource 'none' to put an alias in",
        "'a' is a resource already",
    ]


def test_names_that_become_equal_are_errors_that_show_both_places() -> None:
    snippet = tree("resources: {a: {methods: {listAll: get /a, list_all: get /b}}}\n")
    (error,) = (found for found in snippet.diagnostics if found.severity == "error")
    assert error.message == (
        "'list_all' becomes the method 'list_all', a name that the method at /resources/a/methods/listAll has"
    )


def test_a_resource_can_not_hide_what_the_client_has() -> None:
    snippet = tree("resources: {close: {methods: {list: get /a}}}\n")
    assert diagnostic_lines(snippet, "error") == [
        "stainless.yml:3:13: error: 'close' becomes the attribute 'close', a name that the client already has"
    ]


def test_a_subresource_can_not_have_the_name_of_a_method() -> None:
    snippet = tree("resources: {a: {methods: {list: get /a}, subresources: {list: {methods: {list: get /b}}}}}\n")
    (error,) = (found for found in snippet.diagnostics if found.severity == "error")
    assert error.code == "config/name-taken"


def test_keys_that_are_no_identifiers() -> None:
    snippet = tree("resources: {import: {methods: {class: get /a, '2fa': get /b}}}\n")
    resource = snippet.resource("import_")
    assert resource.class_name == "ImportResource"
    assert [method.name for method in resource.methods] == ["api_2fa", "class_"]


def test_webhooks_and_their_reader() -> None:
    snippet = tree("""
    client_settings: {opts: {secret: {type: string, nullable: true}}}
    resources:
      webhooks:
        methods: {unwrap: {type: webhook_unwrap, discriminator: type, webhook_key_opt: secret}}
    """)
    (webhook,) = snippet.api.webhooks
    assert webhook.name == "paid"
    (unwrap,) = snippet.resource("webhooks").unwraps
    assert (unwrap.name, unwrap.discriminator, unwrap.key_option) == ("unwrap", "type", "secret")
    assert isinstance(unwrap.type, ir.Named)
    declared = {(module.module, item.name) for module in snippet.api.modules for item in module.declarations}
    assert (unwrap.type.module, unwrap.type.name) in declared


def test_operations_that_are_no_methods_are_notes_with_a_proposal() -> None:
    snippet = tree("resources: {a: {methods: {list: get /a}}}\nunspecified_endpoints: [post /a, get /gone]\n")
    assert [(found.severity, found.code, found.pointer) for found in snippet.diagnostics] == [
        ("note", "Endpoint/NotConfigured", "/paths/~1b/get"),
        ("note", "Endpoint/NotConfigured", "/paths/~1b/delete"),
        ("warning", "config/unknown-operation", "/unspecified_endpoints/1"),
    ]
    first = next(iter(snippet.diagnostics))
    assert first.hint == "make it the method `b.retrieve`, or list it under `unspecified_endpoints`"
