"""``webhook_unwrap`` methods: printed from a config, imported, and given deliveries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from harness.lowering import Snippet, lower_snippet
from headrace_codegen.emit import emit

DOCUMENT = """
paths: {}
webhooks:
  order_paid: {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Paid"}}}}}}
  order_sent: {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Sent"}}}}}}
components:
  schemas:
    Paid: {type: object, required: [type], properties: {type: {const: order.paid}, amount: {type: integer}}}
    Sent: {type: object, required: [type], properties: {type: {const: order.sent}}}
"""
CONFIG = """
client_settings: {opts: {webhook_key: {type: string, nullable: true, read_env: SHOP_WEBHOOK_KEY}}}
resources:
  webhooks:
    models: {paid: Paid, sent: Sent}
    methods:
      unsafe_unwrap: {type: webhook_unwrap, discriminator: type}
      unwrap: {type: webhook_unwrap, discriminator: type, webhook_key_opt: webhook_key}
"""
PROGRAM = """
import asyncio, base64, hashlib, hmac, json, time
import shop
from shop.types import Paid

body = '{"type": "order.paid", "amount": 3}'
sent = str(int(time.time()))
signature = base64.b64encode(hmac.new(b"k", f"i.{sent}.{body}".encode(), hashlib.sha256).digest()).decode()
headers = {"Webhook-Id": "i", "Webhook-Timestamp": sent, "Webhook-Signature": f"v1,{signature}"}
said = []
for client in (shop.Shop(webhook_key="k"), shop.AsyncShop(webhook_key="k")):
    event = client.webhooks.unwrap(body, headers=headers)
    said.append([type(event) is Paid, event.amount, type(client.webhooks.unsafe_unwrap(body.encode())) is Paid])
    said.append(type(client.webhooks.unsafe_unwrap('{"type": "order.lost"}')).__name__)
    for payload, key in ((body + " ", None), (body, "other")):
        try:
            client.webhooks.unwrap(payload, headers, key=key)
        except shop.InvalidWebhookSignatureError as error:
            said.append(isinstance(error, shop.ShopError) and isinstance(error, ValueError))
try:
    shop.Shop().webhooks.unwrap(body, headers)
except ValueError as error:
    said.append(str(error))
print(json.dumps(said))
"""


def lowered(naming: str = "") -> Snippet:
    snippet = lower_snippet(DOCUMENT, CONFIG + naming)
    assert not snippet.diagnostics.failed, [str(found) for found in snippet.diagnostics]
    return snippet


def written(snippet: Snippet, folder: Path) -> Path:
    for name, text in emit(snippet.api).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_events_are_verified_and_read(tmp_path: Path) -> None:
    path = os.pathsep.join([str(written(lowered(), tmp_path)), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    once = [[True, 3, True], "UnknownVariant", True, True]
    *twice, missing = json.loads(done.stdout)
    assert twice == [*once, *once]
    assert "'webhook_key'" in missing


def test_names_of_argument_and_verifying_method_are_the_configs(tmp_path: Path) -> None:
    snippet = lowered("headrace: {webhooks: {argument: secret, verify_method: check}}\n")
    text = (written(snippet, tmp_path) / "shop/resources/webhooks.py").read_text("utf-8")
    expected = """
        def check(
            self,
            payload: str | bytes,
            headers: Mapping[str, str],
            *,
            secret: str | bytes | None = None,
            tolerance: int = 300,
        ) -> None:
    """
    wanted = [line.strip() for line in dedent(expected).strip().splitlines()]
    lines = [line.strip() for line in text.splitlines()]
    start = lines.index("def check(")
    assert lines[start : start + len(wanted)] == wanted
