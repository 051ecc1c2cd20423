"""The tree of a small API: which files, what they look like, and that no text of a document can break out of them."""

from __future__ import annotations

import ast
import textwrap
from dataclasses import replace

import pytest

from harness import small_api as small
from headrace_codegen import ir
from headrace_codegen.emit import emit
from headrace_codegen.emit.text import EmitError

EVIL = 'end""" + __import__("os").getcwd() + """ \\N{BULLET} \\ \u2028 \x00 {{ view }} {% raw %} \ud800'


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return emit(small.api())


def method_source(text: str, class_name: str, name: str) -> str:
    """The source of the last definition of a method."""
    tree = ast.parse(text)
    cls = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == class_name)
    found = [
        node for node in cls.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
    ]
    source = ast.get_source_segment(text, found[-1])
    assert source is not None
    return textwrap.dedent(" " * found[-1].col_offset + source)


def test_the_tree_is_a_distribution(files: dict[str, str]) -> None:
    assert [
        "README.md",
        "acme_sdk/__init__.py",
        "acme_sdk/_client.py",
        "acme_sdk/_constants.py",
        "acme_sdk/_exceptions.py",
        "acme_sdk/_version.py",
        "acme_sdk/pagination.py",
        "acme_sdk/py.typed",
        "acme_sdk/resources/__init__.py",
        "acme_sdk/resources/messages/__init__.py",
        "acme_sdk/resources/messages/files.py",
        "acme_sdk/resources/messages/messages.py",
        "acme_sdk/types/__init__.py",
        "acme_sdk/types/message.py",
        "acme_sdk/types/message_create_params.py",
        "acme_sdk/types/message_event.py",
        "acme_sdk/types/messages/__init__.py",
        "acme_sdk/types/messages/file.py",
        "acme_sdk/types/messages/file_list_params.py",
        "acme_sdk/types/messages/file_upload_params.py",
        "acme_sdk/types/thread.py",
        "api.md",
        "pyproject.toml",
    ] == list(files)


def test_printing_twice_gives_the_same_text(files: dict[str, str]) -> None:
    assert files == emit(small.api())


def test_a_method_is_a_signature_a_docstring_and_one_call(files: dict[str, str]) -> None:
    text = files["acme_sdk/resources/messages/messages.py"]

    assert textwrap.dedent('''
        async def create(
            self,
            *,
            text: str,
            after: str | datetime | Omit = omit,
            stop: str | SequenceNotStr[str] | None | Omit = omit,
            stream: bool | None | Omit = omit,
            tools: Iterable[message_create_params.Tool] | Omit = omit,
            x_trace: str | Omit = omit,
            extra_headers: Headers | None = None,
            extra_query: Query | None = None,
            extra_body: ExtraBody | None = None,
            timeout: TimeoutTypes | NotGiven = not_given,
        ) -> Message | AsyncStream[MessageEvent]:
            """Say something.

            Adds a message to the thread. With ``stream`` the answer comes piece by piece: "delta" by
            "delta".

            Args:
                text: What to say.
            """
            return await self._call(
                _CREATE,
                {"text": text, "after": after, "stop": stop, "stream": stream, "tools": tools, "x_trace": x_trace},
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            )
        ''').strip() == method_source(text, "AsyncMessagesResource", "create")


def test_a_list_of_the_async_client_is_no_coroutine(files: dict[str, str]) -> None:
    """It is awaited for the first page or iterated over for all items."""
    source = method_source(files["acme_sdk/resources/messages/files.py"], "AsyncFilesResource", "list")

    assert source.startswith("def list(")
    assert ") -> AsyncPaginator[File, AsyncCursorPage[File]]:" in source


def test_overloads_are_differences_to_the_method(files: dict[str, str]) -> None:
    tree = ast.parse(files["acme_sdk/resources/messages/messages.py"])
    cls = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "MessagesResource")
    creates = [node for node in cls.body if isinstance(node, ast.FunctionDef) and node.name == "create"]

    assert ["Message", "Stream[MessageEvent]", "Message | Stream[MessageEvent]", "Message | Stream[MessageEvent]"] == [
        ast.unparse(node.returns) for node in creates if node.returns is not None
    ]
    assert [1, 1, 1, 0] == [len(node.decorator_list) for node in creates]
    assert [False, False, False, True] == [ast.get_docstring(node) is not None for node in creates]


def test_descriptors_leave_out_what_is_at_its_default(files: dict[str, str]) -> None:
    text = files["acme_sdk/resources/messages/files.py"]

    assert (
        textwrap.dedent("""
        _CONTENT = Operation(
            id="messages.files.content",
            method="GET",
            path="/messages/{message_id}/files/{file_id}/content",
            path_params=(Param("message_id", "message_id"), Param("file_id", "file_id")),
            accept="application/binary",
            result=Result(kind="binary"),
        )
        """)
        in text
    )


def test_exceptions_are_the_sdks_own_and_the_runtimes(files: dict[str, str]) -> None:
    text = files["acme_sdk/_exceptions.py"]

    assert 'class AcmeError(HeadraceError):\n    """The root of all exceptions of Acme."""\n' in text
    assert "class APIError(AcmeError, HeadraceAPIError):\n" in text
    assert "class RateLimitError(APIStatusError, HeadraceRateLimitError):\n" in text


def test_constants_are_sent_without_being_arguments() -> None:
    """In the path, the query, the headers and the body."""
    method = replace(
        small.create(),
        path="/v/{kind}/messages",
        overloads=(),
        stream=None,
        params=(
            small.param("kind", "path", small.STR, True, const="a/b"),
            small.param("beta", "query", ir.Prim("bool"), True, const=True),
            small.param("x_v", "header", small.INT, True, wire="X-V", const=2),
            small.param("mode", "body", small.STR, True, const="fast"),
            small.param("text", "body", small.STR, True),
        ),
    )
    api = small.api()
    text = emit(replace(api, resources=(replace(api.resources[0], methods=(method,), resources=()),)))
    module = text["acme_sdk/resources/messages/messages.py"]

    assert 'path="/v/a%2Fb/messages?beta=true"' in module
    assert 'constant_headers={"X-V": "2"}' in module
    assert 'constants={"mode": "fast"}' in module
    assert '{"text": text}' in module


def test_a_derived_method_has_the_signature_of_its_base() -> None:
    derived = ir.Derived(
        name="parse", base="create", call="lib.extras:parse", async_call="lib.extras:parse_async",
        returns="Parsed[T]", async_returns="Parsed[T]", drop=("stream",), optional=("text",),
        add=(ir.ExtraParam(name="into", annotation="type[T]", default=None),),
        imports=("lib.extras:Parsed", "lib.extras:T"), doc="Say something and read the answer.",
    )  # fmt: skip
    api = small.api()
    resource = replace(api.resources[0], derived=(derived,))
    text = emit(replace(api, resources=(resource,)))["acme_sdk/resources/messages/messages.py"]

    assert textwrap.dedent('''
        async def parse(
            self,
            *,
            into: type[T],
            text: str | Omit = omit,
            after: str | datetime | Omit = omit,
            stop: str | SequenceNotStr[str] | None | Omit = omit,
            tools: Iterable[message_create_params.Tool] | Omit = omit,
            x_trace: str | Omit = omit,
            extra_headers: Headers | None = None,
            extra_query: Query | None = None,
            extra_body: ExtraBody | None = None,
            timeout: TimeoutTypes | NotGiven = not_given,
        ) -> Parsed[T]:
            """Say something and read the answer.

            Args:
                text: What to say.
            """
            from ...lib.extras import parse_async

            return await parse_async(
                self,
                _CREATE,
                {"text": text, "after": after, "stop": stop, "tools": tools, "x_trace": x_trace},
                into=into,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            )
        ''').strip() == method_source(text, "AsyncMessagesResource", "parse")


def test_a_derived_method_may_have_several_signatures() -> None:
    """Each has some of the arguments, requires some, and gives its own result; the body is one."""
    derived = ir.Derived(
        name="parse", base="create", call="lib.extras:parse", async_call="lib.extras:parse_async",
        returns="Parsed[T]", async_returns="Parsed[T]", drop=("stream", "tools", "stop", "after"), optional=("text",),
        add=(ir.ExtraParam(name="into", annotation="type[T] | None", default="None"),),
        imports=("lib.extras:Parsed", "lib.extras:T"), doc="Say something and read the answer.",
        overloads=(
            ir.DerivedOverload(drop=("into", "x_trace"), require=("text",), returns="str", async_returns="bytes"),
            ir.DerivedOverload(
                add=(ir.ExtraParam(name="into", annotation="type[T]", default=None),),
                returns="Parsed[T]", async_returns="Parsed[T]",
            ),
        ),
    )  # fmt: skip
    api = small.api()
    resource = replace(api.resources[0], derived=(derived,))
    text = emit(replace(api, resources=(resource,)))["acme_sdk/resources/messages/messages.py"]

    extras = """
            extra_headers: Headers | None = None,
            extra_query: Query | None = None,
            extra_body: ExtraBody | None = None,
            timeout: TimeoutTypes | NotGiven = not_given,
        """.rstrip()
    start = text.index("    @overload\n    async def parse")
    assert textwrap.dedent(f"""
        @overload
        async def parse(
            self,
            *,
            text: str,{extras}
        ) -> bytes: ...

        @overload
        async def parse(
            self,
            *,
            into: type[T],
            text: str | Omit = omit,
            x_trace: str | Omit = omit,{extras}
        ) -> Parsed[T]: ...

        async def parse(
            self,
            *,
            into: type[T] | None = None,
            text: str | Omit = omit,
            x_trace: str | Omit = omit,{extras}
        ) -> Parsed[T]:
        """).strip() == textwrap.dedent(text[start : text.index("Say something and read", start)]).rpartition(
        "\n    \""
    )[0]  # fmt: skip


def test_a_derived_method_is_deprecated_with_its_base() -> None:
    """In each of its signatures, so that editors strike it out, and with a warning when it is called."""
    derived = ir.Derived(
        name="parse", base="create", call="lib.extras:parse", async_call="lib.extras:parse_async",
        returns="str", async_returns="str", drop=("stream",),
        overloads=(ir.DerivedOverload(drop=("tools",), returns="str", async_returns="str"),),
    )  # fmt: skip
    api = small.api()
    resource = api.resources[0]
    methods = tuple(
        replace(method, deprecated="Too old.") if method.name == "create" else method for method in resource.methods
    )
    text = emit(replace(api, resources=(replace(resource, methods=methods, derived=(derived,)),)))
    module = text["acme_sdk/resources/messages/messages.py"]

    for word in ("def", "async def"):
        assert f'    @overload\n    @deprecated("Too old.")\n    {word} parse(' in module
        assert f'\n\n    @deprecated("Too old.")\n    {word} parse(' in module


def test_names_by_hand_can_be_imported_from_a_resources_module() -> None:
    """They are exported unless they begin with an underscore."""
    api = small.api()
    names = (("check", "lib.guards:check"), ("_made", "lib.guards:made"))
    text = emit(replace(api, resources=(replace(api.resources[0], names=names),)))
    module = text["acme_sdk/resources/messages/messages.py"]

    assert "\nfrom ...lib.guards import check as check\nfrom ...lib.guards import made as _made\n" in module
    assert '    "check",\n' in module
    assert '"_made"' not in module


def hostile() -> ir.Api:
    """The small API with hostile text wherever a document may put text."""
    api = small.api()
    model = small.model(
        "Evil", small.fld("kind", ir.Lit((EVIL,)), doc=EVIL), small.fld("b", small.STR, wire=EVIL), doc=EVIL
    )
    modules = (
        *api.modules,
        small.module("types.evil", model, small.alias("Other", ir.Lit((EVIL, "'")), EVIL)),
    )
    method = replace(
        small.create(), path=f"/{EVIL}", summary=EVIL, doc=EVIL, deprecated=EVIL, constant_headers=((EVIL, EVIL),),
        params=(small.param("text", "body", small.STR, True, wire=EVIL, doc=EVIL),), overloads=(),
        body=ir.Body(media_type=EVIL, files=((EVIL,),), part_types=((EVIL, EVIL),)),
        stream=replace(small.stream(), sentinel=(EVIL,), ends=(EVIL,), terminal=(EVIL,), tag=EVIL),
    )  # fmt: skip
    resource = replace(api.resources[0], methods=(method,), aliases=(), doc=EVIL, deprecated=EVIL)
    option = replace(api.client.options[0], doc=EVIL, header=EVIL, env=EVIL)
    around = ir.Distribution(license=EVIL, file_header=EVIL, readme_title=EVIL, urls=(("Documentation", EVIL),))
    client = replace(
        api.client, title=EVIL, base_url=EVIL, version=EVIL, distribution=around, options=(option,),
        environments=((EVIL, EVIL),), environment_option="environment", default_headers=((EVIL, EVIL),),
        idempotency_header=EVIL,
    )  # fmt: skip
    return replace(api, modules=modules, resources=(resource,), client=client)


def test_several_environments_are_a_public_mapping() -> None:
    """Users read ``ENVIRONMENTS``; the client looks its address up in the same mapping."""
    plain = small.api()
    environments = (("live", "https://acme.test"), ("test", "https://test.acme.test"))
    client = replace(plain.client, environments=environments, environment_option="environment")
    files = emit(replace(plain, client=client))
    namespace = ast.parse(files["acme_sdk/_client.py"])
    found = [node for node in namespace.body if isinstance(node, ast.AnnAssign)]
    assert [ast.unparse(node) for node in found] == [
        "ENVIRONMENTS: dict[str, str] = {'live': 'https://acme.test', 'test': 'https://test.acme.test'}"
    ]
    assert "environments=ENVIRONMENTS" in files["acme_sdk/_client.py"]
    assert '"ENVIRONMENTS": "._client"' in files["acme_sdk/__init__.py"]
    assert "ENVIRONMENTS" not in emit(plain)["acme_sdk/__init__.py"] + emit(plain)["acme_sdk/_client.py"]


def test_text_of_a_document_stays_text() -> None:
    """However it is written, it arrives in the tree as a string constant, and no line of it as code."""
    for path, text in emit(hostile()).items():
        text.encode()
        if not path.endswith(".py"):
            continue
        calls = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert "__import__" not in calls, path
        assert all(character.isprintable() or character == "\n" for character in text), path


def test_a_surrogate_in_an_enum_is_printed_as_an_escape() -> None:
    module = small.module("types.a", small.alias("A", ir.Lit(("\ud800",))))
    text = emit(replace(small.api(), modules=(*small.type_modules(), module)))["acme_sdk/types/a.py"]

    assert 'Literal["\\ud800"]' in text


@pytest.mark.parametrize("module", ["types...os", "../x", "types/x", "types.a b", ".types"])
def test_a_module_that_is_no_path_of_names_is_an_error_of_the_compiler(module: str) -> None:
    """So no file is ever placed outside of the package."""
    with pytest.raises(EmitError):
        emit(replace(small.api(), modules=(*small.type_modules(), small.module(module))))


def test_the_metadata_is_toml(files: dict[str, str]) -> None:
    tomllib = pytest.importorskip("tomllib")
    project = tomllib.loads(files["pyproject.toml"])["project"]

    assert "acme-sdk" == project["name"]
    assert ["headrace>=0.1.0,<1", "typing_extensions>=4.12"] == project["dependencies"]
    assert tomllib.loads(emit(hostile())["pyproject.toml"])["project"]["license"].startswith('end""" + __import__')


def test_the_reference_lists_every_method_with_a_link_to_its_file(files: dict[str, str]) -> None:
    text = files["api.md"]

    for name in (
        "create(...)",
        "files.upload(message_id, ...)",
        "files.list(message_id, ...)",
        "files.delete(file_id, ...)",
    ):
        assert f"[client.messages.{name}](acme_sdk/resources/messages/" in text
    links = [part.split(")")[0] for part in text.split("](")[1:]]
    assert set(links) <= set(files)


def test_the_readme_shows_the_examples_of_the_config() -> None:
    """By wire name, with what is required besides; an example without a method is passed over."""
    examples = (
        ir.Example(use="default", http="get", path="/nothing"),
        ir.Example(use="headline", http="post", path="/messages", arguments=(("text", 'say "hi"'), ("X-Trace", "t"))),
    )
    text = emit(replace(small.api(), examples=examples))["README.md"]

    assert """client.messages.create(text='say "hi"', x_trace="t")\n""" in text
    assert """client.messages.create(text='say "hi"', x_trace="t", stream=True) as stream""" in text


def test_the_readme_calls_what_exists(files: dict[str, str]) -> None:
    text = files["README.md"]

    assert 'client.messages.create(text="...")' in text
    assert 'with client.messages.create(text="...", stream=True) as stream:' in text
    for block in text.split("```python\n")[1:]:
        ast.parse(block.split("```")[0])
