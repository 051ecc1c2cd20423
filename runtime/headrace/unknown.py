"""``UnknownEvent``: an event of a stream that this SDK's document doesn't know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from .models import BaseModel

__all__ = ["UnknownEvent"]


class UnknownEvent(BaseModel):
    """An event whose tag none of the stream's event classes has: sent by a newer server, or by another provider.

    All properties are kept: as attributes, in ``model_extra`` and in ``to_dict()``; `raw_json` is the data as it came.
    It is never an instance of an event class, nor the other way round.
    """

    if TYPE_CHECKING:
        # A value that no server sends. Comparing ``event.type`` with a known tag thus rules this class out for a type
        # checker; declared as ``str`` it would stay a candidate in every branch.
        type: Literal["headrace: unknown event"]
    else:
        type: Any = ""

    @property
    def raw_json(self) -> bytes:
        """The event's data, byte by byte as the server sent it."""
        raw: bytes = self.__dict__.get("_raw_json", b"")
        return raw


def make_unknown(tag: object, data: dict[str, Any], raw: bytes) -> UnknownEvent:
    """An `UnknownEvent` of parsed JSON; ``tag`` becomes its type where the data has none."""
    from .lenient import construct_model

    event = construct_model(UnknownEvent, data if "type" in data else {**data, "type": tag})
    # Set as pydantic's own attributes are: it is no field, so it is neither compared nor dumped.
    object.__setattr__(event, "_raw_json", raw)
    return event
