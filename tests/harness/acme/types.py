"""The models of the small SDK."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, Literal, Optional, TypeAlias, TypeVar

from headrace.spi import AsyncPage, BaseModel, Field, PageSpec, PropertyInfo, SyncPage


class Bolt(BaseModel):
    type: Literal["bolt"]
    length: float


class Nut(BaseModel):
    type: Literal["nut"]
    thread: Literal["m4", "m5"]
    tags: list[str] | None = None


class Gear(BaseModel):
    type: Literal["gear"]
    teeth: int
    inner: Optional["Widget"] = None


Simple: TypeAlias = Annotated[Bolt | Nut, PropertyInfo(discriminator="type")]
Part: TypeAlias = Annotated[Simple | Gear, PropertyInfo(discriminator="type")]


class Widget(BaseModel):
    id: str
    size: int
    parts: list[Part]
    created: datetime | None = None
    status: Literal["new", "old"] | None = None
    main: Part | None = None
    scores: dict[str, float] | None = None
    shape_: str | list[str] | None = Field(default=None, alias="shape")
    anything: Any | None = None


class Tick(BaseModel):
    type: Literal["tick"]
    n: int


T = TypeVar("T")


class SyncCursorPage(SyncPage[T], Generic[T]):
    _page_spec: ClassVar[PageSpec] = PageSpec(type="cursor_id", param="after", has_more="has_more", item_id="id")

    data: list[T]
    has_more: bool | None = None


class AsyncCursorPage(AsyncPage[T], Generic[T]):
    _page_spec: ClassVar[PageSpec] = PageSpec(type="cursor_id", param="after", has_more="has_more", item_id="id")

    data: list[T]
    has_more: bool | None = None


Gear.model_rebuild()
