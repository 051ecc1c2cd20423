"""The OpenAI document as the client was generated from it: with the overlay applied."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from harness.contract import Contract

SPEC = Path(__file__).resolve().parents[2] / "spec" / "openai"


class _Loader(yaml.CSafeLoader):
    """YAML of the JSON kind: dates stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@lru_cache(maxsize=1)
def openai_contract() -> Contract:
    """The contract of all operations. Read once per process."""
    document: dict[str, Any] = yaml.load((SPEC / "openapi.yaml").read_bytes(), _Loader)
    return Contract(document)
