"""Responses and completions whose output was read into the caller's own types."""
