"""Mistakes that are worth telling before the request is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from headrace.spi import AsyncResource, SyncResource

if TYPE_CHECKING:
    from headrace.spi import Operation

__all__ = ["AsyncFormatGuard", "FormatGuard"]


def _check(args: Mapping[str, Any]) -> None:
    if isinstance(args.get("response_format"), type):
        raise TypeError(
            "create() takes a response_format as it is sent, not a class: to have the answer parsed into a class, call "
            "chat.completions.parse() or chat.completions.stream()"
        )


class FormatGuard(SyncResource):
    """Refuses a class for a ``response_format`` of ``chat.completions.create``."""

    if not TYPE_CHECKING:  # what a call gives is for the method around it to say, as the base has it

        def _call(self, op: Operation, args: Mapping[str, Any], **options: Any) -> Any:
            _check(args)
            return super()._call(op, args, **options)


class AsyncFormatGuard(AsyncResource):
    """Refuses a class for a ``response_format`` of ``chat.completions.create``."""

    if not TYPE_CHECKING:  # what a call gives is for the method around it to say, as the base has it

        def _call(self, op: Operation, args: Mapping[str, Any], **options: Any) -> Any:
            _check(args)
            return super()._call(op, args, **options)
