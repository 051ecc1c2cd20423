"""The methods of an SDK as a user sees them, taken from the intermediate representation, for comparison with recorded
surfaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headrace_codegen import ir
from headrace_codegen.config.load import load_config
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.document import Document
from headrace_codegen.lower import lower
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.source import load_source
from headrace_codegen.transforms import apply_transforms
from headrace_codegen.tree import Tree

__all__ = ["Signature", "Tally", "lower_folder", "returns", "signature", "walk"]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a caller writes: positional names, keyword names in order, those that are required, and the annotated
    result.
    """

    positional: tuple[str, ...]
    keyword: tuple[str, ...]
    required: tuple[str, ...]
    returns: str


@dataclass(slots=True)
class Tally:
    """Counts of one comparison: how many are right, and every difference in words."""

    right: int = 0
    wanted: int = 0
    wrong: list[str] | None = None

    def check(self, label: str, found: object, expected: object) -> None:
        """Count one fact."""
        self.wanted += 1
        if found == expected:
            self.right += 1
        else:
            self.wrong = [*(self.wrong or []), f"{label}: {found!r} instead of {expected!r}"]

    def __str__(self) -> str:
        return f"{self.right}/{self.wanted}"


def lower_folder(document: Path, config: Path, overlay: Path | None = None) -> tuple[ir.Api, Diagnostics]:
    """Lower the files of one SDK."""
    diagnostics = Diagnostics()
    tree = Tree(load_source(document))
    if overlay is not None:
        apply_overlay(tree, load_source(overlay), diagnostics)
    source = load_source(config)
    loaded = load_config(source, diagnostics)
    apply_transforms(tree, source, loaded.transforms, diagnostics)
    return lower(Document(tree), loaded, None, diagnostics), diagnostics


def walk(resources: tuple[ir.Resource, ...], *, aliases: bool = False) -> Iterator[tuple[str, ir.Resource]]:
    """All resources with their attribute paths. With ``aliases``, those below an alias a second time."""
    by_path = dict(_walk(resources, ""))
    yield from by_path.items()
    for path, resource in by_path.items() if aliases else ():
        if resource.alias_of is not None:
            yield from ((path + below.removeprefix(resource.alias_of), found) for below, found in by_path.items()
                        if below == resource.alias_of or below.startswith(f"{resource.alias_of}."))  # fmt: skip


def _walk(resources: tuple[ir.Resource, ...], prefix: str) -> Iterator[tuple[str, ir.Resource]]:
    for resource in resources:
        yield prefix + resource.name, resource
        yield from _walk(resource.resources, f"{prefix}{resource.name}.")


def signature(method: ir.Method) -> Signature:
    """The signature of the synchronous method."""
    arguments = [param for param in method.params if param.const is None]
    return Signature(
        positional=tuple(param.name for param in arguments if param.positional),
        keyword=tuple(param.name for param in arguments if not param.positional),
        required=tuple(param.name for param in arguments if not param.positional and param.required),
        returns=returns(method),
    )


def returns(method: ir.Method) -> str:
    """The annotation of the result as the surfaces write it."""
    result = method.result
    if result.kind == "page":
        return f"Sync{result.page}[{_name(result.type)}]"
    kinds = {"none": "None", "binary": "HttpxBinaryResponseContent"}
    plain = kinds.get(result.kind) or _name(result.type)
    if result.cases:
        plain = " | ".join(sorted({_name(expr) for _, expr in result.cases}))
    if method.stream is None:
        return plain
    stream = f"Stream[{_name(method.stream.event)}]"
    return stream if method.stream.param is None else f"{plain} | {stream}"


def _name(expr: ir.TypeExpr) -> str:
    if isinstance(expr, ir.Named):
        return expr.name
    if isinstance(expr, ir.Prim):
        return {"any": "object", "none": "None"}.get(expr.name, expr.name)
    if isinstance(expr, ir.UnionOf):
        inner = [_name(member) for member in expr.members if member != ir.Prim("none")]
        return f"Optional[{inner[0]}]" if len(inner) == 1 else " | ".join(inner)
    return repr(expr)
