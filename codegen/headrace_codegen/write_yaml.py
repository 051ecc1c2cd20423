"""Plain data to YAML: block style, keys in the order of the data, readable by YAML 1.1 and 1.2 readers alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from headrace_codegen.read_yaml import is_plain_text

__all__ = ["to_yaml"]

if TYPE_CHECKING:
    _DUMPER = yaml.SafeDumper
else:
    _DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_DUMPER):
    def ignore_aliases(self, data: Any) -> bool:
        """Equal parts are written out in full; an anchor would make the file depend on object identity."""
        return True


def _text(dumper: Any, value: str) -> Any:
    # PyYAML quotes what YAML 1.1 would misread; this adds what only YAML 1.2 would ("1e3", "0o17").
    style = "|" if "\n" in value else None if is_plain_text(value) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def to_yaml(value: Any, comment: str = "") -> str:
    """``value`` as a YAML document, below ``comment`` (lines without ``#``). The same data gives the same bytes."""
    head = "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    untyped: Any = yaml  # newer stubs leave a type of `dump` open
    body: str = untyped.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=4096
    )
    return head + body
