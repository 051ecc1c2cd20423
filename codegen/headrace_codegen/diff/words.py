"""Changes in words, grouped for people: what every renderer shows, in one order."""

from __future__ import annotations

from dataclasses import dataclass

from headrace_codegen.diff.changes import Change
from headrace_codegen.diff.levels import Level
from headrace_codegen.diff.report import Report
from headrace_codegen.diff.sdk import SdkChange
from headrace_codegen.pointer import split

__all__ = ["Count", "counts", "safe", "sdk_lines", "subject", "users", "verdict"]

_CONTROL = {
    **dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029), "\N{REPLACEMENT CHARACTER}"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many changes of one sort there are, by level."""

    what: str
    breaking: int
    additions: int
    patches: int


def safe(text: str) -> str:
    """Text of a document without what would steer a terminal or end a line."""
    return text.translate(_CONTROL)


def subject(change: Change) -> str:
    """What a change is about: ``POST /responses``, ``Response.status``, ``servers``."""
    path = split(change.pointer)
    if path[:1] in (("paths",), ("webhooks",)) and len(path) > 1:
        verb = path[2].upper() if len(path) > 2 else ""
        head = f"{verb} {path[1]}".strip() if path[0] == "paths" else f"webhook {path[1]}"
        return safe(_tail(head, path[3:]))
    if path[:1] == ("components",) and len(path) > 2:
        return safe(_tail(path[2], path[3:]))
    return safe("/".join(path)) or "the document"


def users(change: Change, most: int = 3) -> str:
    """The operations that a change reaches, few of them by name."""
    names = [safe(name) for name in change.operations[:most]]
    more = len(change.operations) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def verdict(report: Report) -> str:
    """One line: what this update is."""
    if report.empty:
        return "Nothing changed."
    words = {Level.BREAKING: "It breaks something", Level.ADDITION: "It only adds", Level.PATCH: "Nobody will notice"}
    version = f", the next version is {report.next_version}" if report.next_version else ""
    return f"{words[report.level]}: a {report.level.bump} update{version}."


def counts(report: Report) -> list[Count]:
    """The changes by what they are about."""
    groups: dict[str, list[Level]] = {}
    for change in report.changes:
        groups.setdefault(_group(change.kind), []).append(change.level)
    for change in report.sdk or ():
        groups.setdefault("names in the SDK", []).append(change.level)
    order = ("operations", "parameters and bodies", "responses", "streams and webhooks", "schemas", "properties")
    order += ("values and limits", "security and servers", "wording", "names in the SDK")
    return [
        Count(
            name,
            *(sum(found is level for found in groups[name]) for level in (Level.BREAKING, Level.ADDITION, Level.PATCH)),
        )
        for name in order
        if name in groups
    ]


def sdk_lines(changes: tuple[SdkChange, ...], level: Level) -> list[str]:
    """The sentences of one level; what one owner gained several times is one sentence."""
    lines: dict[str, list[str]] = {}
    for change in changes:
        if change.level is level:
            head, mark, name = change.text.rpartition(" `")
            if change.kind in ("field-added", "argument-added") and mark:
                lines.setdefault(head, []).append(f"`{name}")
            else:
                lines.setdefault(change.text, [])
    return [safe(head if not names else f"{_plural(head, names)} {', '.join(names)}") for head, names in lines.items()]


def _plural(head: str, names: list[str]) -> str:
    if len(names) == 1:
        return head
    return head.replace("the required ", "the required ").removesuffix("field").removesuffix("argument") + (
        "fields" if head.endswith("field") else "arguments"
    )


def _tail(head: str, path: tuple[str, ...]) -> str:
    """The way inside a schema as people write it: properties by name, items as ``[]``."""
    parts: list[str] = []
    tokens = list(path)
    while tokens:
        token = tokens.pop(0)
        if token == "properties" and tokens:
            parts.append(f".{tokens.pop(0)}")
        elif token == "items":
            parts.append("[]")
        elif token == "parameters" and tokens:
            parts.append(f" parameter {tokens.pop(0)}")
        elif token == "responses" and tokens:
            parts.append(f" {tokens.pop(0)}")
        elif token == "requestBody":
            parts.append(" body")
    return head + "".join(parts)


_GROUPS = (
    ("operation", "operations"),
    ("callback", "operations"),
    ("parameter", "parameters and bodies"),
    ("body", "parameters and bodies"),
    ("encoding-changed", "parameters and bodies"),
    ("response", "responses"),
    ("stream", "streams and webhooks"),
    ("webhook", "streams and webhooks"),
    ("security", "security and servers"),
    ("server", "security and servers"),
    ("schema", "schemas"),
    ("component", "schemas"),
    ("reference", "schemas"),
    ("property", "properties"),
    ("prose", "wording"),
    ("extension", "wording"),
    ("info", "wording"),
    ("tag", "wording"),
    ("restructured", "wording"),
)


def _group(kind: str) -> str:
    return next((group for start, group in _GROUPS if kind.startswith(start)), "values and limits")
