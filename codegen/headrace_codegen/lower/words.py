"""Words: how a name is split, and how words are joined to Python names.

This module knows nothing of schemas. It doesn't check that a result is a Python identifier, ``names`` does.

>>> casing = Casing()
>>> casing.pascal("removeAITags"), casing.snake("getFromURL"), casing.pascal("fileId")
('RemoveAITags', 'get_from_url', 'FileID')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace_codegen.config.model import CustomCasing

__all__ = ["Casing", "read_table", "singular_word", "split_words"]


@cache
def read_table(name: str) -> Mapping[str, str]:
    """A data file of this package: lines of one or two words, ``#`` starts a comment. A single word is its own."""
    text = files("headrace_codegen.lower").joinpath("data").joinpath(name).read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[-1] for row in rows}


_INITIALISMS = "|".join(sorted((word.upper() for word in read_table("initialisms.txt")), key=len, reverse=True))
_WORD = re.compile(
    r"[A-Z]{2,}s(?![A-Za-z])"  # a plural initialism at the end: LLMs
    rf"|(?:{_INITIALISMS})s(?=[A-Z])"  # or one that is known, before another word: IDs in IDsForAgency, not LLMAsJudge
    r"|[A-Z]+(?=[A-Z][a-z])"  # an initialism before a capitalised word: AI in AITags
    r"|[A-Z]?[^A-Z\W_]+"  # a word, with digits in it or after it
    r"|[A-Z]+[0-9]*[a-z0-9]*"  # capitals
)


@cache
def split_words(text: str) -> tuple[str, ...]:
    """The words of a name, in lower case. Anything but letters and digits separates, and so does a hump: ``MCPCall`` is
    ``mcp``, ``call``.
    """
    return tuple(word.lower() for word in _WORD.findall(text))


@cache
def singular_word(word: str) -> str:
    """The singular of one English word in lower case, by its ending; a word that is no plural stays as it is."""
    if word in (irregular := read_table("singulars.txt")):
        return irregular[word]
    if len(word) < 2 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


class Casing:
    """Joins words, with the custom casings of a config in mind.

    A custom casing may make a word an initialism or stop it from being one, spell it in a style, or give its singular.
    A term of several words (``payment_method``) counts as one word where these stand together.
    """

    def __init__(self, custom: Iterable[CustomCasing] = ()) -> None:
        self._custom = {"".join(split_words(casing.word)): casing for casing in custom}
        self._terms = {words for casing in self._custom.values() if len(words := split_words(casing.word)) > 1}
        self._pascal = dict(read_table("special_casings.txt"))
        self._initialisms = set(read_table("initialisms.txt"))
        self._snake: dict[str, str] = {}
        self._singular: dict[str, str] = {}
        for word, casing in self._custom.items():
            if casing.initialism is not None:
                (self._initialisms.add if casing.initialism else self._initialisms.discard)(word)
            if casing.pascal:
                self._pascal[word] = casing.pascal
            if casing.snake:
                self._snake[word] = casing.snake
            if casing.singular or casing.plural:
                self._singular[(casing.plural or word).lower()] = casing.singular or word
        self._spelled = self._pascal.keys() | self._initialisms
        self._pascal_cache: dict[str, str] = {}
        self._snake_cache: dict[str, str] = {}

    def pascal(self, text: str) -> str:
        """``text`` as a class name: ``ImageURL``, ``McpCall``, ``StopIDs``."""
        if (done := self._pascal_cache.get(text)) is None:
            done = self._pascal_cache[text] = "".join(map(self._capital, self._words(text, self._spelled)))
        return done

    def snake(self, text: str) -> str:
        """``text`` as the name of an attribute or module: ``get_from_url``."""
        if (done := self._snake_cache.get(text)) is None:
            done = self._snake_cache[text] = "_".join(
                self._snake.get(word, word) for word in self._words(text, self._snake.keys())
            )
        return done

    def singular(self, text: str) -> str:
        """``text`` with its last word in the singular, in snake case."""
        *first, last = split_words(text) or ("",)
        return self.snake("_".join((*first, self._singular.get(last) or singular_word(last))))

    def singular_pascal(self, text: str) -> str:
        """The class name of one of ``text``: ``logprobs`` gives ``Logprob``."""
        return self.pascal(self.singular(text))

    def _words(self, text: str, spelled: AbstractSet[str]) -> tuple[str, ...]:
        """The words of ``text``, where a custom term that is ``spelled`` in some way is one of them."""
        words = split_words(text)
        for term in sorted(self._terms, key=len, reverse=True) if self._terms else ():
            joined, at = "".join(term), 0
            while joined in spelled and at + len(term) <= len(words):
                if words[at : at + len(term)] == term:
                    words = (*words[:at], joined, *words[at + len(term) :])
                at += 1
        return words

    def _capital(self, word: str) -> str:
        if spelled := self._pascal.get(word):
            return spelled
        if word in self._initialisms:
            return word.upper()
        if word.endswith("s") and word[:-1] in self._initialisms:
            return word[:-1].upper() + "s"
        return word[:1].upper() + word[1:]
