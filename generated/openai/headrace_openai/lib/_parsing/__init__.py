"""Where other code imports the parsing of structured outputs from."""

from ._completions import ResponseFormatT as ResponseFormatT
from ._completions import parse_chat_completion as parse_chat_completion
from ._completions import type_to_response_format_param as type_to_response_format_param

__all__ = ["ResponseFormatT", "parse_chat_completion", "type_to_response_format_param"]
