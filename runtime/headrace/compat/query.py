"""Query strings, for ``_qs``."""

from __future__ import annotations

from ..query import Querystring

__all__ = ["Querystring", "parse", "stringify", "stringify_items"]

_default = Querystring()
parse = _default.parse
stringify = _default.stringify
stringify_items = _default.stringify_items
