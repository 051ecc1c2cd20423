"""Where other code imports the parsing of responses from."""

from ..formats import TextFormatT as TextFormatT
from ..formats import responses_text_format as type_to_text_format_param
from ..parsed.responses import parse_response as parse_response

__all__ = ["TextFormatT", "parse_response", "type_to_text_format_param"]
