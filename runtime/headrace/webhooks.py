"""Webhooks: checking that a delivery comes from the API and is fresh, and reading the event in it.

The signature scheme is that of Standard Webhooks (``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``
headers, HMAC-SHA256). No request is made and nothing is remembered: whoever must not handle a delivery twice keeps the
``webhook-id`` of those that were handled.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import InvalidWebhookSignatureError
from .record import Record

if TYPE_CHECKING:
    from .descriptor import Ref

__all__ = ["DEFAULT_TOLERANCE", "Webhook", "read_webhook", "verify_webhook"]

DEFAULT_TOLERANCE = 300
"""How old a delivery may be, and how far ahead its clock, in seconds."""

_PREFIX = "whsec_"
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class Webhook(Record):
    """What a generated ``unwrap`` method reads: the type of the events, and the client option with the secret."""

    type: Ref
    option: str | None = None


def verify_webhook(
    payload: str | bytes,
    headers: Mapping[str, str],
    secret: str | bytes,
    *,
    tolerance: float = DEFAULT_TOLERANCE,
    now: float | None = None,
    error: type[Exception] = InvalidWebhookSignatureError,
) -> None:
    """Check the signature and the age of a delivery.

    ``payload`` is the body as it came, before any parsing. Names in ``headers`` may be in any case. A ``secret`` that
    begins with ``whsec_`` is Base64, any other is the key itself. ``now`` is the Unix time to compare with.

    Raises ``error`` if no signature fits or the timestamp is too old, too new or no number, and ``ValueError`` if a
    header is missing or the secret is empty or not Base64.
    """
    import hmac

    found = {name.lower(): value for name, value in headers.items() if name.lower() in _HEADERS}
    for name in _HEADERS:
        if name not in found:
            raise ValueError(f"the delivery has no header {name!r}")
    identity, sent, signatures = (found[name] for name in _HEADERS)
    key = _key(secret)
    _check_age(sent, time.time() if now is None else now, tolerance, error)
    body = payload.encode() if isinstance(payload, str) else bytes(payload)
    expected = hmac.new(key, b".".join((identity.encode(), sent.encode(), body)), "sha256").digest()
    # Several signatures stand side by side while a secret is being replaced. All are compared, in constant time each.
    fits = [hmac.compare_digest(expected, signature) for signature in _signatures(signatures)]
    if not any(fits):
        raise error("no signature of the delivery fits its payload and the secret")


def read_webhook(tp: Any, payload: str | bytes) -> Any:
    """The event in ``payload``, as a value of ``tp``; an event of unknown type is an unknown variant.

    Raises ``ValueError`` if the payload is not JSON.
    """
    from .reading import read_json

    return read_json(tp, payload)


def _key(secret: str | bytes) -> bytes:
    import base64

    if not secret:
        raise ValueError("the secret of the webhook is empty")
    if isinstance(secret, bytes):
        return secret
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret[len(_PREFIX) :], validate=True)
    except ValueError as error:  # what is no Base64, and what is not even ASCII
        raise ValueError(f"the secret of the webhook begins with {_PREFIX!r}, but is not Base64") from error


def _check_age(sent: str, now: float, tolerance: float, error: type[Exception]) -> None:
    if not (sent.isascii() and sent.isdigit() and len(sent) < 20):
        raise error("the webhook-timestamp header is no Unix time")
    age = now - int(sent)
    if age > tolerance:
        raise error(f"the delivery is older than {tolerance:g} seconds")
    if age < -tolerance:
        raise error(f"the delivery's time is more than {tolerance:g} seconds ahead")


def _signatures(header: str) -> list[bytes]:
    """The signatures of version 1; others, and what is not Base64, can't be checked and don't count."""
    import base64

    found: list[bytes] = []
    for entry in header.split():
        version, _, text = entry.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(text, validate=True))
            except ValueError:
                continue
    return found
