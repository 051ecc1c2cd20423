"""Where other code imports the parsing of chat completions from."""

from ..formats import ResponseFormatT as ResponseFormatT
from ..formats import chat_response_format as type_to_response_format_param
from ..parsed.chat import parse_chat_completion as parse_chat_completion

__all__ = ["ResponseFormatT", "parse_chat_completion", "type_to_response_format_param"]
