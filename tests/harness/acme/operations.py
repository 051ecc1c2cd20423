"""The descriptors of the small SDK."""

from headrace.spi import Body, Operation, Param, Ref, Result, StreamSpec, Transform

TYPES = f"{__package__}.types"
WIDGET = Result(kind="model", type=Ref(f"{TYPES}:Widget"))

RETRIEVE = Operation(
    id="widgets.retrieve",
    method="GET",
    path="/widgets/{widget_id}",
    path_params=(Param("widget_id", "widget_id"),),
    query=(Param("include", "include"), Param("filter_", "filter")),
    result=WIDGET,
)
CREATE = Operation(
    id="widgets.create",
    method="POST",
    path="/widgets?beta=true",
    body=Body(
        fields={"name": "name", "parts": "parts", "due": "due", "stream": "stream", "extra": "extra"},
        transforms=(Transform(("due",), "iso8601"), Transform(("parts", "[]", "thread_"), "alias", "thread")),
    ),
    stream=StreamSpec(
        type=Ref(f"{TYPES}:Tick"), tag="type", variants={"tick": Ref(f"{TYPES}:Tick")}, sentinel=("[END]",)
    ),
    required=(("name",), ("name", "stream")),
    result=WIDGET,
)
LIST = Operation(
    id="widgets.list",
    method="GET",
    path="/widgets",
    query=(Param("after", "after"), Param("limit", "limit")),
    result=Result(kind="page", type=Ref(f"{TYPES}:Widget"), page=Ref(f"{TYPES}:SyncCursorPage")),
)
ASYNC_LIST = Operation(
    id="widgets.list",
    method="GET",
    path="/widgets",
    query=(Param("after", "after"), Param("limit", "limit")),
    result=Result(kind="page", type=Ref(f"{TYPES}:Widget"), page=Ref(f"{TYPES}:AsyncCursorPage")),
)
UPLOAD = Operation(
    id="widgets.upload",
    method="POST",
    path="/widgets/upload",
    body=Body(
        fields={"file": "file", "images": "image", "meta": "meta", "notes": "notes"},
        media_type="multipart/form-data",
        files=(("file",), ("image", "[]")),
        part_types={"meta": "application/json"},
    ),
    result=WIDGET,
)
SEND = Operation(
    id="widgets.send",
    method="PUT",
    path="/widgets/raw",
    body=Body(whole="content", media_type="application/octet-stream", required=True),
    result=WIDGET,
)
CONTENT = Operation(
    id="widgets.content",
    method="GET",
    path="/widgets/content",
    accept="application/octet-stream",
    result=Result(kind="binary"),
)
DELETE = Operation(
    id="widgets.delete",
    method="DELETE",
    path="/widgets/{widget_id}",
    path_params=(Param("widget_id", "widget_id"),),
    accept="*/*",
    security=(("admin",),),
    result=Result(kind="none"),
)
TRANSCRIBE = Operation(
    id="widgets.describe",
    method="POST",
    path="/widgets/describe",
    body=Body(fields={"format": "format"}),
    result=Result(
        kind="model", type=Ref(f"{TYPES}:Widget"), by="format", cases={"text": None, "bolt": Ref(f"{TYPES}:Bolt")}
    ),
)
