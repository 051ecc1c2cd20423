"""Header sets whose names are compared without regard to case, as RFC 9110 section 5.1 has it."""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import re
from collections.abc import Mapping
from typing import Any

from .sentinels import is_given

__all__ = ["HeaderSet"]


class HeaderSet:
    """Headers to be sent. The last value given for a name wins; ``omit`` removes the name, also when it was never
    there.

    Values are checked here, so that a line break is an error before anything is sent. The error names the header,
    never its value.
    """

    __slots__ = ("_entries",)

    def __init__(self, headers: Mapping[str, Any] | None = None) -> None:
        self._entries: dict[str, tuple[str, str | None]] = {}
        if headers:
            self.update(headers)

    def copy(self) -> HeaderSet:
        """A set that can be changed independently."""
        made = HeaderSet()
        made._entries = self._entries.copy()
        return made

    def update(self, headers: Mapping[str, Any]) -> None:
        """Set each header; ``omit`` removes it, None leaves what is there. ``TypeError`` for what is no mapping."""
        if not hasattr(headers, "items"):
            raise TypeError(f"headers: expected a mapping of names to values, got {type(headers).__name__}")
        for name, value in headers.items():
            if name not in _good_names:
                _check_name(name)
            if value is not None:
                self._entries[name.lower()] = name, _checked(name, value) if is_given(value) else None

    def merge(self, other: HeaderSet) -> None:
        """Take over what another set sets or removes."""
        self._entries.update(other._entries)

    def set_default(self, name: str, value: str) -> None:
        """Set a header unless it was set or removed before."""
        if name.lower() not in self._entries:
            self._entries[name.lower()] = name, _checked(name, value)

    def remove(self, name: str) -> None:
        """Forget a header."""
        self._entries.pop(name.lower(), None)

    def get(self, name: str) -> str | None:
        """The value; None if it was not set or was removed."""
        return self._entries.get(name.lower(), ("", None))[1]

    def decided(self, name: str) -> bool:
        """Whether the header was set, or removed on purpose."""
        return name.lower() in self._entries

    def items(self) -> list[tuple[str, str]]:
        """The headers to send."""
        return [(name, value) for name, value in self._entries.values() if value is not None]

    def removed(self) -> list[str]:
        """The lower-case names that must not be sent at all."""
        return [key for key, (_, value) in self._entries.items() if value is None]

    def __repr__(self) -> str:
        return f"HeaderSet({[name for name, _ in self._entries.values()]})"


# RFC 9110, section 5.6.2. Names that were checked before are remembered, up to a number that no program reaches.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_good_names: set[str] = set()


def _check_name(name: Any) -> None:
    if not isinstance(name, str):
        raise TypeError(f"header {name!r}: expected a str for a name, got {type(name).__name__}")
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"header {name!r}: the name has characters that a header's name can't have")
    if len(_good_names) < 1000:
        _good_names.add(name)


def _checked(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"header {name!r}: expected str, got {type(value).__name__}")
    if not value.isascii() or not (value.isprintable() or value.replace("\t", "").isprintable()):
        raise ValueError(
            f"header {name!r}: the value has a line break, a control character or a character outside of ASCII"
        )
    return value
