"""Webhooks: only fresh deliveries with a fitting signature pass, by the rules of Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

import pytest

from headrace.errors import InvalidWebhookSignatureError
from headrace.webhooks import verify_webhook

KEY = b"0123456789abcdef01234567"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
NOW = 1_700_000_000
BODY = '{"type": "order.paid", "name": "Bücher"}'


@dataclass(frozen=True)
class Delivery:
    identity: str = "msg_1"
    sent: str = str(NOW)
    body: str = BODY
    key: bytes = KEY

    @property
    def signature(self) -> str:
        signed = f"{self.identity}.{self.sent}.{self.body}".encode()
        return "v1," + base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()

    @property
    def headers(self) -> dict[str, str]:
        return {"webhook-id": self.identity, "webhook-timestamp": self.sent, "webhook-signature": self.signature}


def test_a_signed_delivery_passes_as_text_and_as_bytes() -> None:
    verify_webhook(BODY, Delivery().headers, SECRET, now=NOW)
    verify_webhook(BODY.encode(), Delivery().headers, SECRET, now=NOW)


def test_a_published_vector_passes() -> None:
    """Computed with OpenSSL: printf 'a.1700000000.{}' | openssl dgst -sha256 -hmac key -binary | base64."""
    headers = {"webhook-id": "a", "webhook-timestamp": "1700000000", "webhook-signature": VECTOR}
    verify_webhook("{}", headers, "key", now=NOW)


VECTOR = "v1,cHB/Xwl1MFBkXqm0zwX7LtTWucYPikwN522G2Dzbup4="


def test_header_names_may_be_in_any_case() -> None:
    headers = {name.title(): value for name, value in Delivery().headers.items()}
    verify_webhook(BODY, headers, SECRET, now=NOW)


@pytest.mark.parametrize("secret", [KEY.decode(), KEY])
def test_a_secret_without_prefix_is_the_key(secret: str | bytes) -> None:
    verify_webhook(BODY, Delivery().headers, secret, now=NOW)


def test_one_of_several_signatures_is_enough() -> None:
    headers = Delivery().headers
    headers["webhook-signature"] = f"v2,AAAA v1,not-base64! v1,AAAA {headers['webhook-signature']}"
    verify_webhook(BODY, headers, SECRET, now=NOW)


@pytest.mark.parametrize(
    "forged",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-signature": Delivery().signature.replace("v1,", "v2,")},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(NOW - 1)},
        {"webhook-timestamp": "yesterday"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": Delivery(key=b"another").signature},
    ],
)
def test_anything_forged_is_refused(forged: dict[str, str]) -> None:
    with pytest.raises(InvalidWebhookSignatureError):
        verify_webhook(BODY, {**Delivery().headers, **forged}, SECRET, now=NOW)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(InvalidWebhookSignatureError):
        verify_webhook(BODY + " ", Delivery().headers, SECRET, now=NOW)


@pytest.mark.parametrize(("age", "message"), [(301, "older than 300"), (-301, "ahead")])
def test_old_and_early_deliveries_are_refused(age: int, message: str) -> None:
    with pytest.raises(InvalidWebhookSignatureError, match=message):
        verify_webhook(BODY, Delivery().headers, SECRET, now=NOW + age)
    verify_webhook(BODY, Delivery().headers, SECRET, now=NOW + age, tolerance=302)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(name: str) -> None:
    headers = {key: value for key, value in Delivery().headers.items() if key != name}
    with pytest.raises(ValueError, match=name):
        verify_webhook(BODY, headers, SECRET, now=NOW)


@pytest.mark.parametrize(("secret", "message"), [("", "empty"), ("whsec_ä", "Base64"), ("whsec_a", "Base64")])
def test_an_unusable_secret_is_no_forgery(secret: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        verify_webhook(BODY, Delivery().headers, secret, now=NOW)
    assert not isinstance(caught.value, InvalidWebhookSignatureError)
