"""One node of a document by a JMESPath query."""

from __future__ import annotations

import re
from typing import Any

from headrace_codegen.plain import is_array, is_object
from headrace_codegen.pointer import join

__all__ = ["QueryError", "find", "is_query"]

_OPERATORS = re.compile(r"[.\[|@(\"]")


class QueryError(ValueError):
    """A query that can't be read, or that finds no node of the document; the text says why."""


def is_query(text: str) -> bool:
    """Whether ``text`` has what only a query has; names of components may have dots, so they are tried first."""
    return _OPERATORS.search(text) is not None


def find(document: Any, query: str) -> str:
    """The pointer of the one node that ``query`` finds. Raises ``QueryError`` for none, and for a value that the query
    has put together.
    """
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        found: Any = jmespath.search(query, document)
    except JMESPathError as exc:
        raise QueryError(f"{query!r} is no JMESPath query: {str(exc).splitlines()[0]}") from None
    if is_array(found) and len(found) == 1:
        found = found[0]
    if not is_object(found):
        raise QueryError(f"{query!r} finds no schema in the document")
    pointer = _pointer(document, found)
    if pointer is None:
        raise QueryError(f"{query!r} makes a new value; it must find a schema of the document")
    return pointer


def _pointer(document: Any, wanted: Any) -> str | None:
    """Where the very object ``wanted`` stands."""
    todo: list[tuple[str, Any]] = [("", document)]
    while todo:
        pointer, value = todo.pop()
        if value is wanted:
            return pointer
        if is_object(value):
            todo.extend((join(pointer, key), item) for key, item in value.items())
        elif is_array(value):
            todo.extend((join(pointer, index), item) for index, item in enumerate(value))
    return None
