"""Webhooks: whether a request really is from the API, and what it says.

The signatures are those of the Standard Webhooks specification: HMAC-SHA256 over id, timestamp and body, in base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from ..types.webhooks import UnwrapWebhookEvent

__all__ = ["AsyncWebhookVerification", "InvalidWebhookSignatureError", "WebhookVerification"]

HeadersLike: TypeAlias = "Union[Mapping[str, str], Iterable[tuple[str, str]]]"


class InvalidWebhookSignatureError(ValueError):
    """The request isn't from the API, was changed on the way, or is too old."""


class WebhookVerification:
    """Adds to ``webhooks``. Nothing is sent, so the async client's methods are no coroutines either."""

    _client: Any

    def unwrap(self, payload: str | bytes, headers: HeadersLike, *, secret: str | None = None) -> UnwrapWebhookEvent:
        """Verify a webhook request and read its event.

        Args:
            payload: The request's body as it came: parsed and written again, it has another signature.
            headers: The request's headers.
            secret: The secret of the endpoint; the client's ``webhook_secret`` by default.

        Raises ``InvalidWebhookSignatureError``, and ``ValueError`` when a header or the secret is missing.
        """
        from headrace.spi import read_json

        from ..types.webhooks import UnwrapWebhookEvent

        self.verify_signature(payload, headers, secret=secret)
        event: UnwrapWebhookEvent = read_json(UnwrapWebhookEvent, payload)
        return event

    def verify_signature(
        self, payload: str | bytes, headers: HeadersLike, *, secret: str | None = None, tolerance: int = 300
    ) -> None:
        """Verify that a webhook request is from the API and was sent not longer than ``tolerance`` seconds ago.

        Raises ``InvalidWebhookSignatureError``, and ``ValueError`` when a header or the secret is missing.
        """
        key = secret if secret is not None else self._client.webhook_secret
        if key is None:
            raise ValueError(
                "No webhook secret: give `secret`, the client's `webhook_secret`, or the environment variable "
                "OPENAI_WEBHOOK_SECRET"
            )
        source: Any = headers
        found = {name.lower(): value for name, value in (source.items() if hasattr(source, "items") else source)}
        message_id, timestamp = _header(found, "webhook-id"), _header(found, "webhook-timestamp")
        given = _header(found, "webhook-signature")
        _check_age(timestamp, tolerance)
        body = payload.encode() if isinstance(payload, str) else payload
        signed = b".".join((message_id.encode(), timestamp.encode(), body))
        expected = base64.b64encode(hmac.new(_key(key), signed, hashlib.sha256).digest())
        # Several signatures may be given, while a secret is being replaced.
        candidates = [value for version, _, value in (each.partition(",") for each in given.split()) if version == "v1"]
        if not any(hmac.compare_digest(expected, each.encode()) for each in candidates):
            raise InvalidWebhookSignatureError("None of the signatures matches the request")


class AsyncWebhookVerification(WebhookVerification):
    """Adds to ``webhooks`` of the async client."""


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name)
    if value is None:
        raise ValueError(f"The request has no header {name}")
    return value


def _check_age(timestamp: str, tolerance: int) -> None:
    try:
        age = time.time() - int(timestamp)
    except ValueError:
        raise InvalidWebhookSignatureError("The request's timestamp is no number") from None
    if age > tolerance:
        raise InvalidWebhookSignatureError("The request is too old")
    if age < -tolerance:
        raise InvalidWebhookSignatureError("The request's timestamp lies in the future")


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix("whsec_")
    if encoded == secret:
        return secret.encode()
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError("The webhook secret isn't base64 after whsec_") from None
