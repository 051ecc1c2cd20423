"""``PropertyInfo``: what a type annotation says about a property beyond its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["PropertyInfo"]


class PropertyInfo:
    """Annotated metadata of a property or union.

    ``alias`` is the wire name and ``format`` the wire format of a request property: documentation at run time,
    because requests are encoded from a plan made at generation time. ``discriminator`` makes a response union pick
    its member by that wire property: pydantic-core looks at the one value and validates a single member, instead of
    trying each in turn.
    """

    __slots__ = ("alias", "discriminator", "format", "format_template")

    tags: tuple[Any, ...] = ()
    """The tag values of a member of a union that isn't loaded yet; see `LateType`."""

    def __init__(
        self,
        *,
        alias: str | None = None,
        format: Literal["iso8601", "base64", "custom"] | None = None,
        format_template: str | None = None,
        discriminator: str | None = None,
    ) -> None:
        self.alias = alias
        self.format = format
        self.format_template = format_template
        self.discriminator = discriminator

    def _key(self) -> tuple[str | None, ...]:
        return self.alias, self.format, self.format_template, self.discriminator

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PropertyInfo) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        given = ", ".join(
            f"{name}={getattr(self, name)!r}" for name in self.__slots__ if getattr(self, name) is not None
        )
        return f"PropertyInfo({given})"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if self.discriminator is None:
            return handler(source)
        from .unions import tagged_union_schema

        return tagged_union_schema(source, self.discriminator, handler)
