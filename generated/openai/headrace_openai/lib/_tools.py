"""Where other code imports function tools from."""

from .tools import PydanticFunctionTool as PydanticFunctionTool
from .tools import pydantic_function_tool as pydantic_function_tool

__all__ = ["PydanticFunctionTool", "pydantic_function_tool"]
