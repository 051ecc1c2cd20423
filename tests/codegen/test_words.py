"""Words and casings: how names are split and joined."""

from __future__ import annotations

from typing import Any

import pytest

from headrace_codegen.config.model import CustomCasing
from headrace_codegen.lower.words import Casing, read_table, singular_word, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("removeAITags", ["remove", "ai", "tags"]),
        ("MCPCall", ["mcp", "call"]),
        ("getFromURL", ["get", "from", "url"]),
        ("stopIDs", ["stop", "ids"]),
        ("stopIDsForAgency", ["stop", "ids", "for", "agency"]),
        ("LLMAsJudge", ["llm", "as", "judge"]),
        ("smallLLMs", ["small", "llms"]),
        ("b64_json", ["b64", "json"]),
        ("x-stream-response", ["x", "stream", "response"]),
        ("api_key.created", ["api", "key", "created"]),
        ("3yr", ["3yr"]),
        ("list[Text | Image]", ["list", "text", "image"]),
        ("größeMax", ["größe", "max"]),
        ("$ref", ["ref"]),
        ("+1", ["1"]),
        ("", []),
    ],
)
def test_words_end_at_humps_and_at_anything_that_is_no_letter_or_digit(text: str, words: list[str]) -> None:
    assert list(split_words(text)) == words


@pytest.mark.parametrize(
    ("text", "pascal", "snake"),
    [
        ("bulk_remove_ai_tags", "BulkRemoveAITags", "bulk_remove_ai_tags"),
        ("fileId", "FileID", "file_id"),
        ("route_ids_for_agency", "RouteIDsForAgency", "route_ids_for_agency"),
        ("vector_io", "VectorIo", "vector_io"),
        ("mcp_call", "McpCall", "mcp_call"),
        ("openai_cursor_page", "OpenAICursorPage", "openai_cursor_page"),
        ("OpenAIFile", "OpenAIFile", "open_ai_file"),
        ("image-url", "ImageURL", "image_url"),
        ("three_ds_flow", "ThreeDSFlow", "three_ds_flow"),
    ],
)
def test_initialisms_are_capitals_in_class_names(text: str, pascal: str, snake: str) -> None:
    casing = Casing()
    assert (casing.pascal(text), casing.snake(text)) == (pascal, snake)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("companies", "company"),
        ("batches", "batch"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("responses", "response"),
        ("logprobs", "logprob"),
        ("ids", "id"),
        ("statuses", "status"),
        ("criteria", "criterion"),
        ("caches", "cache"),
        ("appendices", "appendix"),
        ("heroes", "hero"),
        ("shelves", "shelf"),
        ("species", "specie"),
        ("fs", "f"),
        *(
            (word, word)
            for word in (
                "analytics",
                "cors",
                "ddos",
                "k8s",
                "os",
                "safety",
                "freshness",
                "ss",
                "us",
                "is",
                "bulk",
                "metadata",
                "data",
                "status",
                "analysis",
                "agency",
            )
        ),
    ],
)
def test_a_word_in_the_singular(plural: str, singular: str) -> None:
    assert singular_word(plural) == singular


def test_only_the_last_word_is_made_singular() -> None:
    assert Casing().singular("agencies_with_companies") == "agencies_with_company"
    assert Casing().singular_pascal("routeIds") == "RouteID"


def test_custom_casings_come_first() -> None:
    custom = [
        CustomCasing(word="qa", initialism=True, pointer="/custom_casings/qa"),
        CustomCasing(word="id", initialism=False, pointer="/custom_casings/id"),
        CustomCasing(word="chatkit", pascal="ChatKit", snake="chat_kit", pointer="/custom_casings/chatkit"),
        CustomCasing(word="kine", singular="cow", pointer="/custom_casings/kine"),
    ]
    casing = Casing(custom)
    assert casing.pascal("qa_create") == "QACreate"
    assert casing.pascal("user_id") == "UserId"
    assert (casing.pascal("chatkit_user"), casing.snake("chatkit_user")) == ("ChatKitUser", "chat_kit_user")
    assert casing.singular("brown_kine") == "brown_cow"


@pytest.mark.parametrize(
    ("term", "forms", "pascal", "snake", "singular"),
    [
        ("mill", {"initialism": True}, "MyMILLWheel", "my_mill_wheel", "my_mill_wheel"),
        (
            "mill",
            {"pascal": "MiLL", "snake": "mi_ll", "camel": "miLL", "capital": "Mi LL"},
            "MyMiLLWheel",
            "my_mi_ll_wheel",
            "my_mi_ll_wheel",
        ),
        ("mill_wheel", {"pascal": "Millwheel"}, "MyMillwheel", "my_mill_wheel", "my_mill_wheel"),
        ("millWheel", {"snake": "millwheel"}, "MyMillWheel", "my_millwheel", "my_millwheel"),
        ("wheels", {"singular": "wheel"}, "MyMillWheel", "my_mill_wheel", "my_mill_wheel"),
        ("wheel", {"plural": "Wheel"}, "MyMillWheel", "my_mill_wheel", "my_mill_wheel"),
    ],
)
def test_every_form_of_a_custom_casing(term: str, forms: Any, pascal: str, snake: str, singular: str) -> None:
    """``camel`` and ``capital`` are other languages' styles; a term may have several words."""
    casing = Casing([CustomCasing(word=term, pointer="", **forms)])
    assert (casing.pascal("my_mill_wheel"), casing.snake("myMillWheel")) == (pascal, snake)
    assert casing.singular("my_mill_wheel") == singular


def test_a_plural_of_a_config() -> None:
    casing = Casing([CustomCasing(word="ox", plural="oxen", pointer="")])
    assert (casing.singular("two_oxen"), casing.singular_pascal("twoOxen")) == ("two_ox", "TwoOx")


@pytest.mark.parametrize(
    "name", ["initialisms.txt", "singulars.txt", "special_casings.txt", "model_reserved.txt", "argument_reserved.txt"]
)
def test_data_files_are_sorted_tables_of_words(name: str) -> None:
    table = read_table(name)
    assert table
    assert list(table) == sorted(table)
    assert all(key == key.lower() and key.strip() for key in table)
