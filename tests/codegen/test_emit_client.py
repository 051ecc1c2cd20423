"""What a client class prints of its environments, and a page class of its scheme: the exact Python."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest

from harness.lowering import lower_snippet
from headrace_codegen.emit import emit

ENVIRONMENTS = "environments: {production: 'https://a.test', sandbox: 'https://b.test'}\n"
NAMED = ENVIRONMENTS + "headrace: {client: {environment_option: data_center}}\n"


def lines(text: str, start: str, count: int) -> str:
    rest = text[text.index(start) :].splitlines()
    return dedent("\n".join(rest[:count])).strip()


def test_an_option_that_the_config_names_has_a_type_with_a_name() -> None:
    """It is exported, so that users can write it down; None is the first environment."""
    files = emit(lower_snippet("paths: {}\n", NAMED).api)
    text, root = files["shop/_client.py"], files["shop/__init__.py"]
    assert 'DataCenter = Literal["production", "sandbox"]\n' in text
    assert '__all__ = ["AsyncClient", "AsyncShop", "Client", "DataCenter", "ENVIRONMENTS", "Shop"]\n' in text
    assert text.count("        data_center: DataCenter | None = None,\n") == 4, "constructors and copies"
    assert text.count("        base_url: URLTypes | None | NotGiven = not_given,\n") == 4
    assert '"DataCenter": "._client",' in root
    assert "DataCenter as DataCenter" in root


def test_the_plain_option_has_none() -> None:
    """As ``environment`` it is what the SDKs of the family have: not given to a constructor, None to a copy."""
    text = emit(lower_snippet("paths: {}\n", ENVIRONMENTS).api)["shop/_client.py"]
    assert text.count('        environment: Literal["production", "sandbox"] | NotGiven = not_given,\n') == 2
    assert text.count('        environment: Literal["production", "sandbox"] | None = None,\n') == 2
    assert '__all__ = ["AsyncClient", "AsyncShop", "Client", "ENVIRONMENTS", "Shop"]\n' in text


@pytest.mark.parametrize(("item_id", "printed"), [("id", "id"), ("meta.id", None), ("from", None)])
def test_items_that_a_page_may_start_after_have_a_protocol(item_id: str, printed: str | None) -> None:
    api = lower_snippet(
        """
        paths:
          /things:
            get:
              parameters: [{name: after, in: query, schema: {type: string}}]
              responses:
                "200":
                  description: ""
                  content:
                    application/json:
                      schema: {type: object, properties: {data: {type: array, items: {type: object}}}}
        """,
        """
        pagination:
          - name: thing_page
            type: cursor_id
            request: {after: {type: string}}
            response: {data: {type: array, items: {}}}
        resources: {things: {methods: {list: get /things}}}
        """,
    ).api
    (page,) = api.pages
    page = replace(page, rules=tuple((key, item_id if key == "item_id" else value) for key, value in page.rules))
    text = emit(replace(api, pages=(page,)))["shop/pagination.py"]
    assert ('"ThingPageItem"' in text) is (printed is not None)
    if printed is not None:
        assert lines(text, "@runtime_checkable", 5) == dedent(
            f'''
            @runtime_checkable
            class ThingPageItem(Protocol):
                """An item of a ``ThingPage``, after which another page may start."""

                {printed}: Optional[str]
            '''
        ).strip()  # fmt: skip


def test_a_single_page_says_that_there_is_no_other() -> None:
    api = lower_snippet(
        """
        paths:
          /things:
            get:
              responses:
                "200":
                  description: ""
                  content:
                    application/json:
                      schema: {type: object, properties: {data: {type: array, items: {type: object}}}}
        """,
        """
        pagination: [{name: page, type: fake_page, request: {}, response: {data: {type: array, items: {}}}}]
        resources: {things: {methods: {list: get /things}}}
        """,
    ).api
    text = emit(api)["shop/pagination.py"]
    assert lines(text, "class SyncPage", 12) == dedent(
        '''
        class SyncPage(HeadraceSyncPage[T], Generic[T]):
            """There is only one page."""

            _page_spec: ClassVar[PageSpec] = PageSpec(type="fake_page", items="data")

            data: List[T]

            def next_page_info(self) -> None:
                """There is none, and no request is made."""


        class AsyncPage(HeadraceAsyncPage[T], Generic[T]):
        '''
    ).strip()  # fmt: skip
