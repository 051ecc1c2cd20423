"""The exception tree of the small SDK: its own names on top of the runtime's."""

from __future__ import annotations

from headrace import spi


class AcmeError(spi.HeadraceError):
    """The root."""


class APIError(AcmeError, spi.APIError):
    """As the runtime's."""


class APIConnectionError(APIError, spi.APIConnectionError):
    """As the runtime's."""


class APITimeoutError(APIConnectionError, spi.APITimeoutError):
    """As the runtime's."""


class APIResponseValidationError(APIError, spi.APIResponseValidationError):
    """As the runtime's."""


class APIStatusError(APIError, spi.APIStatusError):
    """As the runtime's."""


class BadRequestError(APIStatusError, spi.BadRequestError):
    """As the runtime's."""


class RateLimitError(APIStatusError, spi.RateLimitError):
    """As the runtime's."""


class InternalServerError(APIStatusError, spi.InternalServerError):
    """As the runtime's."""


class WebSocketConnectionClosedError(APIConnectionError, spi.WebSocketConnectionClosedError):
    """As the runtime's."""


class WebSocketQueueFullError(APIError, spi.WebSocketQueueFullError):
    """As the runtime's."""
