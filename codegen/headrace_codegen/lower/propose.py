"""A place for an operation that no config mentions: a resource and a method name, from its path, verb and tags.

The path leads: ``/threads/{id}/messages`` is ``threads.messages``, the verb gives the method, and a last segment that
only acts on what stands before it (``/responses/{id}/cancel``), or is a part of it (``/files/{id}/content``), is a
method itself. An early version stands for itself: ``/v1beta/users`` is ``beta.users``, where there are others. Tags
help where a path has no nouns (``POST /getUser``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace_codegen.lower.words import Casing, read_table, singular_word, split_words

if TYPE_CHECKING:
    from headrace_codegen.document import Operation

__all__ = ["Proposal", "propose_place", "propose_tree"]

_VERSION = re.compile(r"v\d+([a-z]+\d*)?|api|rest", re.IGNORECASE)
_EARLY = re.compile(r"v\d+(alpha|beta)\d*", re.IGNORECASE)
_PREPOSITIONS = frozenset(("at", "by", "for", "from", "in", "near", "of", "on", "with", "within", "without"))
_EXTENSION = re.compile(r"\.(json|xml|php)$", re.IGNORECASE)
_VERBS = frozenset(read_table("verbs.txt"))
_ON_ITEM = {
    "get": "retrieve",
    "head": "check",
    "post": "update",
    "put": "update",
    "patch": "update",
    "delete": "delete",
}
_ON_COLLECTION = {"post": "create", "put": "update", "patch": "update", "delete": "delete", "head": "check"}
_CASING = Casing()

Proposal = tuple[tuple[str, ...], str]
"""A resource path in snake case, and the name of the method on it."""


@dataclass(frozen=True, slots=True)
class _Paths:
    """What is known of all paths: the prefix that says nothing, and which literal paths exist."""

    prefix: int
    items: frozenset[tuple[str, ...]]
    collections: frozenset[tuple[str, ...]]
    gets: frozenset[tuple[str, ...]]
    uses: Counter[tuple[str, ...]]
    """How many operations stand at each path, or below it."""


def propose_place(operation: Operation, operations: Iterable[Operation] = ()) -> Proposal:
    """The place of one operation, seen among ``operations``. Two operations may get the same place: see
    ``propose_tree``.
    """
    return _place(operation, _survey((*operations, operation)))


def propose_tree(operations: Iterable[Operation]) -> dict[str, Proposal]:
    """Places for all operations by name (``get /files``), each of them different, none with the name of a subresource
    beside it.
    """
    operations = tuple(operations)
    survey = _survey(operations)
    wanted = {operation.name: _free(_place(operation, survey)) for operation in operations}
    resources = {resource[:depth] for resource, _ in wanted.values() for depth in range(1, len(resource) + 1)}
    taken: set[Proposal] = set()
    for operation in operations:
        resource, method = wanted[operation.name]
        wanted[operation.name] = next(
            place
            for name in _names(operation, method)
            if (place := (resource, name)) not in taken and (*resource, name) not in resources
        )
        taken.add(wanted[operation.name])
    return wanted


def _free(place: Proposal) -> Proposal:
    """``place`` under other names where every client, or every resource, has an attribute of that name."""
    tables = (read_table("client_reserved.txt"), read_table("resource_reserved.txt"))
    names = (f"{name}_resource" if name in tables[depth > 0] else name for depth, name in enumerate(place[0]))
    return tuple(names), f"{place[1]}_method" if place[1] in tables[1] else place[1]


def _survey(operations: tuple[Operation, ...]) -> _Paths:
    all_segments = [_segments(operation.path) for operation in operations]
    prefix = _common_prefix(all_segments)
    items = {tuple(segments[:-1]) for segments in all_segments if segments and _is_placeholder(segments[-1])}
    collections = {tuple(segments) for segments in all_segments}
    gets = {tuple(_segments(operation.path)) for operation in operations if operation.verb == "get"}
    uses = Counter(tuple(found[:depth]) for found in all_segments for depth in range(1, len(found) + 1))
    return _Paths(prefix, frozenset(items), frozenset(collections), frozenset(gets), uses)


def _place(operation: Operation, paths: _Paths) -> Proposal:
    segments = _segments(operation.path)
    nouns = [
        _CASING.snake(segment) for segment in segments[_start(segments, paths.prefix) :] if not _is_placeholder(segment)
    ]
    nouns = [noun for noun in nouns if noun]
    last = segments[-1] if segments else ""
    query = operation.path.partition("?")[2].partition("=")[0]
    above = (_CASING.snake(query),) if query else ()
    early = next((match for segment in segments[paths.prefix :] if (match := _EARLY.fullmatch(segment))), None)
    above += (early[1].lower(),) if early is not None and nouns else ()
    resource, method = _in_tree(operation, segments, nouns, last, paths)
    return (*above, *resource), method


def _in_tree(operation: Operation, segments: list[str], nouns: list[str], last: str, paths: _Paths) -> Proposal:
    if not nouns:
        return _from_tag(operation), _ON_ITEM.get(operation.verb, operation.verb)
    if _is_placeholder(last):
        # /stops-for-route/{id}: the placeholder says which of them, it is no id of one.
        chosen = operation.verb == "get" and not _is_placeholder(segments[-2]) and _has_preposition(segments[-2])
        return tuple(nouns), (
            "list" if chosen and _is_plural(nouns[-1]) else _ON_ITEM.get(operation.verb, operation.verb)
        )
    if split_words(last)[:1] and split_words(last)[0] in _VERBS and len(split_words(last)) > 1:
        return (tuple(nouns[:-1]) or _from_tag(operation)), nouns[-1]
    if _is_action(operation, segments, nouns, paths):
        return tuple(nouns[:-1]), nouns[-1]
    if operation.verb == "get" and _is_part(segments, nouns, paths):
        return tuple(nouns[:-1]), nouns[-1]
    if operation.verb == "get":
        return tuple(nouns), "list" if _is_collection(segments, paths) else "retrieve"
    if operation.verb == "post" and tuple(segments) in paths.gets and not _is_collection(segments, paths):
        return tuple(nouns), "update"
    return tuple(nouns), _ON_COLLECTION.get(operation.verb, operation.verb)


def _is_action(operation: Operation, segments: list[str], nouns: list[str], paths: _Paths) -> bool:
    """A POST whose last segment is no collection, below something that exists: an item, or a collection with operations
    of its own.
    """
    if operation.verb != "post" or len(nouns) < 2 or tuple(segments) in paths.items or tuple(segments) in paths.gets:
        return False
    if split_words(segments[-1])[0] in _VERBS:
        return True
    if _is_placeholder(segments[-2]):
        return not _is_plural(nouns[-1])
    return tuple(segments[:-1]) in paths.collections


def _is_part(segments: list[str], nouns: list[str], paths: _Paths) -> bool:
    """A single thing of an item (``/files/{id}/content``) that can only be read, and has nothing below it."""
    if len(nouns) < 2 or not _is_placeholder(segments[-2]) or _is_collection(segments, paths):
        return False
    return paths.uses[tuple(segments)] == 1


def _is_collection(segments: list[str], paths: _Paths) -> bool:
    return tuple(segments) in paths.items or _is_plural(_CASING.snake(segments[-1]))


def _is_plural(noun: str) -> bool:
    """Whether the noun that a phrase is about is a plural: ``stop_ids``, ``agencies_with_coverage``."""
    words = noun.split("_")
    about = next((index for index, word in enumerate(words) if index and word in _PREPOSITIONS), len(words))
    last = words[about - 1]
    return singular_word(last) != last


def _has_preposition(segment: str) -> bool:
    return not _PREPOSITIONS.isdisjoint(split_words(segment)[1:])


def _from_tag(operation: Operation) -> tuple[str, ...]:
    tag = next(iter(operation.tags), "")
    return (_CASING.snake(tag) or "root",)


def _names(operation: Operation, method: str) -> Iterable[str]:
    """``method`` and what to call it instead: with the verb, by its operation id, with a number."""
    yield method
    word = _ON_COLLECTION.get(operation.verb, operation.verb)
    if method in _ON_ITEM.values():
        yield {"put": "replace", "patch": "modify"}.get(operation.verb, f"{method}_all")
    elif word != method:
        yield f"{word}_{method}"
    if operation.id and (name := _CASING.snake(operation.id)):
        yield name
    number = 2
    while True:
        yield f"{method}_{number}"
        number += 1


def _segments(path: str) -> list[str]:
    """The segments of a path without its fixed query and without ``.json`` and the like; ``/files:upload`` has two."""
    text = path.partition("?")[0].strip("/")
    parts = [
        part
        for segment in text.split("/")
        for part in (re.split(r":(?=[A-Za-z])", segment) if "{" not in segment.partition(":")[2] else [segment])
    ]
    return [_EXTENSION.sub("", part) for part in parts if part]


def _is_placeholder(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _common_prefix(all_segments: list[list[str]]) -> int:
    """How many leading segments all paths share. A segment with a placeholder behind it is a collection, and so the
    first that counts.
    """
    if len(all_segments) < 2:
        return 0
    depth = 0
    shortest = min(all_segments, key=len)
    while depth < len(shortest) - 1:
        here, next_ = ({segments[at] for segments in all_segments} for at in (depth, depth + 1))
        if len(here) > 1 or any(map(_is_placeholder, here | next_)):
            break
        depth += 1
    return depth


def _start(segments: list[str], prefix: int) -> int:
    """Where the nouns begin: after the common prefix and after versions."""
    start = prefix if any(not _is_placeholder(segment) for segment in segments[prefix:]) else 0
    while start < len(segments) - 1 and _VERSION.fullmatch(segments[start]):
        start += 1
    return start
