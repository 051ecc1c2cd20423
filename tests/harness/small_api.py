"""A small API, written as intermediate representation: every shape that ``emit`` prints, once.

Two resources (one nested), a stream, a cursor page, a multipart upload, a union with a tag, nested classes, a request
twin with wire names that are no Python names, and modules that import each other in a circle.
"""

from __future__ import annotations

from headrace_codegen import ir

ORIGIN = ir.Origin("/components/schemas/X")
STR, INT, ANY, NONE = ir.Prim("str"), ir.Prim("int"), ir.Prim("any"), ir.Prim("none")

MESSAGE = ir.Named("types.message", "Message")
MESSAGE_EVENT = ir.Named("types.message_event", "MessageEvent")
CREATE_PARAMS = ir.Named("types.message_create_params", "MessageCreateParams")


def fld(name: str, type: ir.TypeExpr, required: bool = True, wire: str | None = None, **more: object) -> ir.Field:
    """A field whose wire name is its name unless told otherwise."""
    return ir.Field(name=name, wire=wire or name, type=type, required=required, origin=ORIGIN, **more)  # pyright: ignore[reportArgumentType]


def model(name: str, *fields: ir.Field, **more: object) -> ir.Model:
    """A response model."""
    return ir.Model(name=name, kind="model", fields=fields, origin=ORIGIN, **more)  # pyright: ignore[reportArgumentType]


def typed_dict(name: str, *fields: ir.Field, **more: object) -> ir.Model:
    """A request type."""
    return ir.Model(name=name, kind="typeddict", fields=fields, origin=ORIGIN, **more)  # pyright: ignore[reportArgumentType]


def alias(name: str, type: ir.TypeExpr, doc: str | None = None) -> ir.Alias:
    """An alias."""
    return ir.Alias(name=name, type=type, doc=doc, origin=ORIGIN)


def module(name: str, *declarations: ir.Declaration, exports: tuple[str, ...] | None = None) -> ir.TypeModule:
    """A type module that exports all that it declares, unless told otherwise."""
    names = exports if exports is not None else tuple(declaration.name for declaration in declarations)
    return ir.TypeModule(module=name, declarations=declarations, exports=names)


def param(name: str, location: ir.Location, type: ir.TypeExpr, required: bool = False, **more: object) -> ir.Param:
    """An argument whose wire name is its name unless told otherwise."""
    values: dict[str, object] = {"wire": name, "origin": ORIGIN, **more}
    return ir.Param(name=name, location=location, type=type, required=required, **values)  # pyright: ignore[reportArgumentType]


def type_modules() -> tuple[ir.TypeModule, ...]:
    """The type modules of the API."""
    text = model("ContentText", fld("text", STR, doc="What was said."), fld("type", ir.Lit(("text",))))
    image = model("ContentImage", fld("type", ir.Lit(("image",))), fld("url", STR, wire="image-url"))
    content = ir.UnionOf(
        (ir.Named("types.message", "ContentText"), ir.Named("types.message", "ContentImage")),
        "type",
        (("text", 0), ("image", 1)),
    )
    message = model(
        "Message",
        fld("id", STR, doc="Identifies the message."),
        fld("content", ir.ListOf(ir.Named("types.message", "Content"))),
        fld("created_at", ir.Prim("datetime")),
        fld("object", ir.Lit(("message",))),
        fld("metadata", ir.DictOf(ANY), False),
        fld("parent", ir.optional(MESSAGE), False),
        fld("score", ir.UnionOf((ir.Prim("float"), NONE))),
        fld("thread", ir.Named("types.thread", "Thread"), False, deprecated=True),
        doc="One message of a thread.",
    )
    thread = model("Thread", fld("id", STR), fld("messages", ir.ListOf(MESSAGE), False))
    delta = model("MessageDeltaEvent", fld("delta", STR), fld("type", ir.Lit(("delta",))))
    done = model("MessageDoneEvent", fld("message", MESSAGE), fld("type", ir.Lit(("done",))))
    events = ir.UnionOf(
        (ir.Named("types.message_event", "MessageDeltaEvent"), ir.Named("types.message_event", "MessageDoneEvent")),
        "type",
        (("delta", 0), ("done", 1)),
    )
    tool = typed_dict(
        "Tool", fld("name", STR), fld("schema", ir.DictOf(ANY), False), fld("from_", STR, False, wire="from")
    )
    params = typed_dict(
        "MessageCreateParams",
        fld("text", STR),
        fld("after", ir.UnionOf((STR, ir.Prim("datetime"))), False, format="iso8601"),
        fld("stop", ir.UnionOf((STR, ir.ListOf(STR, "sequence"), NONE)), False),
        fld("stream", ir.Prim("bool"), False),
        fld("tools", ir.ListOf(ir.Named("types.message_create_params", "Tool"), "iterable"), False),
        total=False,
    )
    upload = typed_dict(
        "FileUploadParams", fld("file", ir.Prim("file")), fld("purpose", ir.Lit(("input", "output")), False)
    )
    return (
        module("types.message", text, image, alias("Content", content), message),
        module("types.thread", thread),
        module("types.message_event", delta, done, alias("MessageEvent", events, "What a message stream yields.")),
        module("types.message_create_params", tool, params),
        module("types.messages.file", model("File", fld("id", STR), fld("bytes", INT))),
        module("types.messages.file_upload_params", upload),
        module(
            "types.messages.file_list_params",
            typed_dict("FileListParams", fld("after", STR, False), fld("limit", INT, False)),
        ),
    )


def stream() -> ir.Stream:
    """The event stream of ``messages.create``."""
    return ir.Stream(
        event=MESSAGE_EVENT,
        param="stream",
        tag="type",
        variants=(
            ("delta", ir.Named("types.message_event", "MessageDeltaEvent")),
            ("done", ir.Named("types.message_event", "MessageDoneEvent")),
        ),
        terminal=("done",),
        truncation="error",
        errors=(ir.ErrorRule(property="error", body="error"),),
    )


def create() -> ir.Method:
    """``POST /messages``, which streams on request."""
    return ir.Method(
        name="create",
        id="messages.create",
        http="POST",
        path="/messages",
        params=(
            param("text", "body", STR, True, doc="What to say."),
            param("after", "body", ir.UnionOf((STR, ir.Prim("datetime"))), format="iso8601"),
            param("stop", "body", ir.UnionOf((STR, ir.ListOf(STR, "sequence"), NONE))),
            param("stream", "body", ir.UnionOf((ir.Prim("bool"), NONE))),
            param("tools", "body", ir.ListOf(ir.Named("types.message_create_params", "Tool"), "iterable")),
            param("x_trace", "header", STR, wire="X-Trace"),
        ),
        body=ir.Body(
            media_type="application/json",
            required=True,
            transforms=(
                ir.Transform(path=("after",), op="iso8601"),
                ir.Transform(path=("tools", "[]", "from_"), op="alias", arg="from"),
            ),
        ),
        result=ir.Result(kind="model", type=MESSAGE),
        stream=stream(),
        overloads=(
            ir.Overload(narrowed=(("stream", ir.UnionOf((ir.Lit((False,)), NONE)), False),), returns="result"),
            ir.Overload(narrowed=(("stream", ir.Lit((True,)), True),), returns="stream"),
            ir.Overload(narrowed=(("stream", ir.Prim("bool"), True),), returns="both"),
        ),
        params_type=CREATE_PARAMS,
        security=(("BearerAuth",),),
        summary="Say something.",
        doc='Adds a message to the thread. With ``stream`` the answer comes piece by piece: "delta" by "delta".',
        origin=ORIGIN,
    )


def methods_of_files() -> tuple[ir.Method, ...]:
    """Multipart, a page, a path parameter, a binary result and an empty one."""
    file = ir.Named("types.messages.file", "File")
    message_id = param("message_id", "path", STR, True)
    file_id = param("file_id", "path", STR, True, positional=True)
    first = param("message_id", "path", STR, True, positional=True)
    return (
        ir.Method(
            name="upload",
            id="messages.files.upload",
            http="POST",
            path="/messages/{message_id}/files",
            params=(
                first,
                param("file", "body", ir.Prim("file"), True),
                param("purpose", "body", ir.Lit(("input", "output"))),
            ),
            body=ir.Body(media_type="multipart/form-data", files=(("file",),), required=True),
            result=ir.Result(kind="model", type=file),
            params_type=ir.Named("types.messages.file_upload_params", "FileUploadParams"),
            origin=ORIGIN,
        ),
        ir.Method(
            name="list",
            id="messages.files.list",
            http="GET",
            path="/messages/{message_id}/files",
            params=(first, param("after", "query", STR), param("limit", "query", INT)),
            body=None,
            result=ir.Result(kind="page", type=file, page="CursorPage"),
            page="CursorPage",
            params_type=ir.Named("types.messages.file_list_params", "FileListParams"),
            origin=ORIGIN,
        ),
        ir.Method(
            name="content",
            id="messages.files.content",
            http="GET",
            path="/messages/{message_id}/files/{file_id}/content",
            params=(message_id, file_id),
            body=None,
            result=ir.Result(kind="binary"),
            accept="application/binary",
            origin=ORIGIN,
        ),
        ir.Method(
            name="delete",
            id="messages.files.delete",
            http="DELETE",
            path="/messages/{message_id}/files/{file_id}",
            params=(message_id, file_id),
            body=None,
            result=ir.Result(kind="none"),
            accept=None,
            deprecated="Files expire by themselves.",
            origin=ORIGIN,
        ),
    )


def latest() -> ir.Method:
    """``client.latest``: a method of the client itself."""
    return ir.Method(
        name="latest",
        id="latest",
        http="GET",
        path="/messages/latest",
        params=(),
        body=None,
        result=ir.Result(kind="model", type=MESSAGE),
        origin=ORIGIN,
    )


def api() -> ir.Api:
    """The whole."""
    files = ir.Resource(
        name="files",
        path="messages.files",
        class_name="FilesResource",
        module="resources.messages.files",
        types="types.messages",
        methods=methods_of_files(),
        doc="Files of a message.",
        origin=ORIGIN,
    )
    messages = ir.Resource(
        name="messages",
        path="messages",
        class_name="MessagesResource",
        module="resources.messages.messages",
        types="types",
        methods=(create(),),
        aliases=(ir.MethodAlias(name="say", to="create"),),
        resources=(files,),
        doc="Messages of a thread.",
        origin=ORIGIN,
    )
    page = ir.Page(
        name="CursorPage",
        scheme="cursor_page",
        type="cursor_id",
        origin=ORIGIN,
        fields=(
            ir.PageField(name="data", wire="data", type=None),
            ir.PageField(name="has_more", wire="has_more", type=ir.Prim("bool")),
        ),
        rules=(("items", "data"), ("param", "after"), ("item_id", "id"), ("has_more", "has_more")),
    )
    client = ir.Client(
        name="Acme",
        package="acme_sdk",
        project="acme-sdk",
        version="0.1.0",
        title="Acme API",
        base_url="https://api.acme.test/v1",
        env_prefix="ACME",
        options=(
            ir.Option(name="api_key", type=STR, env="ACME_API_KEY", secret=True, callable=True, origin=ORIGIN),
            ir.Option(name="organization", type=STR, env="ACME_ORG", header="Acme-Organization", origin=ORIGIN),
        ),
        auth=(ir.AuthScheme(id="BearerAuth", kind="bearer", option="api_key"),),
        security=(("BearerAuth",),),
    )
    return ir.Api(
        client=client,
        resources=(messages,),
        methods=(latest(),),
        modules=type_modules(),
        packages=(
            ir.TypePackage(
                module="types",
                exports=(
                    ("Message", "types.message"),
                    ("MessageCreateParams", "types.message_create_params"),
                    ("MessageEvent", "types.message_event"),
                    ("Thread", "types.thread"),
                ),
            ),
            ir.TypePackage(
                module="types.messages",
                exports=(
                    ("File", "types.messages.file"),
                    ("FileListParams", "types.messages.file_list_params"),
                    ("FileUploadParams", "types.messages.file_upload_params"),
                ),
            ),
        ),
        pages=(page,),
    )
