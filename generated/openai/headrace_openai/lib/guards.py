"""Mistakes that are worth telling before the request is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from headrace.spi import AsyncResource, SyncResource

if TYPE_CHECKING:
    from headrace.spi import Operation

__all__ = ["AsyncFormatGuard", "FormatGuard", "type_to_response_format", "validate_response_format"]


def validate_response_format(response_format: object) -> None:
    """Refuse a class, with the remedy: ``TypeError``."""
    if isinstance(response_format, type):
        raise TypeError(
            "create() takes a response_format as it is sent, not a class: to have the answer parsed into a class, call "
            "chat.completions.parse() or chat.completions.stream()"
        )


def type_to_response_format(response_format: Any) -> Any:
    """The ``response_format`` that is sent for a class; anything else as it is."""
    from .formats import chat_response_format

    return chat_response_format(response_format)


class FormatGuard(SyncResource):
    """Refuses a class for a ``response_format`` of ``chat.completions.create``."""

    if not TYPE_CHECKING:  # what a call gives is for the method around it to say, as the base has it

        def _call(self, op: Operation, args: Mapping[str, Any], **options: Any) -> Any:
            validate_response_format(args.get("response_format"))
            return super()._call(op, args, **options)


class AsyncFormatGuard(AsyncResource):
    """Refuses a class for a ``response_format`` of ``chat.completions.create``."""

    if not TYPE_CHECKING:  # what a call gives is for the method around it to say, as the base has it

        def _call(self, op: Operation, args: Mapping[str, Any], **options: Any) -> Any:
            validate_response_format(args.get("response_format"))
            return super()._call(op, args, **options)
