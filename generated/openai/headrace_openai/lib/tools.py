"""Function tools described by pydantic models, and what the model's answer is read back with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from .schema import to_strict_json_schema

if TYPE_CHECKING:
    from ..types.chat import ChatCompletionFunctionToolParam

__all__ = ["FunctionTools", "PydanticFunctionTool", "flat_function_tool", "pydantic_function_tool"]


class PydanticFunctionTool(dict[str, Any]):
    """A function tool as it is sent, a plain dict, which remembers the model that its arguments are read with."""

    model: type[BaseModel]

    def __init__(self, definition: Mapping[str, Any], model: type[BaseModel]) -> None:
        super().__init__(definition)
        self.model = model


def pydantic_function_tool(
    model: type[BaseModel], *, name: str | None = None, description: str | None = None
) -> ChatCompletionFunctionToolParam:
    """A strict function tool whose parameters are the fields of ``model``.

    Args:
        model: The class whose instances are the function's arguments.
        name: The function's name; the class's name by default.
        description: What the function does; the class's docstring by default, and left out where there is none.

    The result is a plain dict for ``tools=[...]`` of Chat; ``responses.parse`` and ``responses.stream`` take it too.
    """
    function: dict[str, Any] = {
        "name": name or model.__name__,
        "strict": True,
        "parameters": to_strict_json_schema(model),
    }
    text = description or _own_docstring(model)
    if text:
        function["description"] = text
    tool = PydanticFunctionTool({"type": "function", "function": function}, model)
    return cast("ChatCompletionFunctionToolParam", tool)


def _own_docstring(model: type[BaseModel]) -> str | None:
    # A class without a docstring inherits BaseModel's, which describes pydantic and not the function.
    text = model.__dict__.get("__doc__")
    return text.strip() if isinstance(text, str) and text.strip() else None


class FunctionTools:
    """The tools of one request, by function name, to read arguments back with.

    ``read`` turns the text of a call's arguments into an instance of the model, for a strict dict tool into plain JSON,
    and into None for a tool that isn't strict (its arguments may be anything, so they stay text).
    """

    def __init__(self, tools: Iterable[Any] | None) -> None:
        self._by_name: dict[str, Any] = {}
        for tool in tools or ():
            definition = _definition(tool)
            if definition is not None:
                self._by_name[str(definition.get("name"))] = tool

    @property
    def any_strict(self) -> bool:
        """Whether there is anything to read arguments with."""
        return any(self.is_strict(name) for name in self._by_name)

    def is_strict(self, name: str) -> bool:
        """Whether the arguments of this function follow its schema for sure."""
        definition = _definition(self._by_name.get(name))
        return bool(definition and definition.get("strict"))

    def read(self, name: str, arguments: str) -> Any:
        """The parsed arguments; see the class. Raises ``pydantic.ValidationError`` or ``ValueError`` when they are
        malformed.
        """
        tool = self._by_name.get(name)
        if isinstance(tool, PydanticFunctionTool):
            return tool.model.model_validate_json(arguments)
        if not self.is_strict(name):
            return None
        from pydantic_core import from_json

        return from_json(arguments)

    @staticmethod
    def check_parseable(tools: Iterable[Any] | None) -> None:
        """Raise ``ValueError`` for a tool whose calls ``parse`` could not read: not a function, or not strict."""
        for tool in tools or ():
            kind = tool.get("type") if isinstance(tool, Mapping) else getattr(tool, "type", None)
            if kind != "function":
                raise ValueError(f"parse() reads calls of function tools only, and this tool is of type {kind!r}")
            definition = _definition(tool) or {}
            if not definition.get("strict"):
                name = definition.get("name")
                raise ValueError(
                    f"the function tool {name!r} isn't strict, so its arguments can't be parsed: set strict=True"
                )


def flat_function_tool(tool: Any) -> Any:
    """The Responses form of a tool made by ``pydantic_function_tool``; any other tool as it is."""
    if not isinstance(tool, PydanticFunctionTool) or "function" not in tool:
        return tool
    return PydanticFunctionTool({"type": "function", **tool["function"]}, tool.model)


def _definition(tool: Any) -> Mapping[str, Any] | None:
    """What defines the function: ``tool["function"]`` in Chat, the tool itself in Responses."""
    if not isinstance(tool, Mapping):
        return None
    nested = tool.get("function")
    if isinstance(nested, Mapping):
        return nested
    return tool if tool.get("type") == "function" else None
