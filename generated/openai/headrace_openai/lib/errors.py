"""Errors of structured outputs and of the stream helpers. All are ``OpenAIError``.

::

    OpenAIError
    ├── LengthFinishReasonError         the answer was cut at the token limit
    ├── ContentFilterFinishReasonError  the answer was withheld
    └── StructuredOutputError           the answer doesn't fit the type that was asked for
"""

from __future__ import annotations

from typing import Any

from .._exceptions import OpenAIError

__all__ = ["ContentFilterFinishReasonError", "LengthFinishReasonError", "StructuredOutputError"]


class LengthFinishReasonError(OpenAIError):
    """The model stopped at the token limit, so its output is not whole. ``completion`` is what there is."""

    completion: Any

    def __init__(self, *, completion: Any) -> None:
        usage = getattr(completion, "usage", None)
        used = "" if usage is None else f" after {getattr(usage, 'completion_tokens', None)} completion tokens"
        super().__init__(f"the output can't be parsed: the length limit was reached{used}")
        self.completion = completion


class ContentFilterFinishReasonError(OpenAIError):
    """The content filter withheld the rest of the output. ``completion`` is what there is, None where the caller has
    none.
    """

    completion: Any

    def __init__(self, *, completion: Any = None) -> None:
        super().__init__("the output can't be parsed: the content filter stopped it")
        self.completion = completion


class StructuredOutputError(OpenAIError):
    """The model's text is not an instance of the type that was asked for.

    ``response`` is the whole response, ``text`` the text that failed, ``reason`` why the response is not complete where
    it tells (``"max_output_tokens"``), and ``__cause__`` the error that pydantic raised.
    """

    response: Any
    text: str
    reason: str | None

    def __init__(self, *, response: Any, text: str, reason: str | None, cause: Exception) -> None:
        why = f"the response is incomplete ({reason})" if reason else _first_line(cause)
        super().__init__(f"the output doesn't fit the requested type: {why}")
        self.response = response
        self.text = text
        self.reason = reason


def _first_line(error: Exception) -> str:
    errors: Any = getattr(error, "errors", None)
    if errors is not None:
        first = errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}" if place else str(first["msg"])
    return str(error).split("\n", 1)[0]
