"""Where a name of the SDK came from: the answers of ``headrace explain NAME``.

A name may be a class (``Response``), a module and class (``types.responses.response:Response``), a resource (``chat.completions``), a method
(``responses.create``), one of its arguments (``responses.create.stream``), a page class or a client option.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from headrace_codegen import ir

__all__ = ["Explanation", "explain", "similar"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One thing that has the name. ``origin`` points into the document or, where ``in_config``, into the config.

    ``facts`` are sentences about it: what it became, and for a stream what was inferred and from what.
    """

    what: str
    name: str
    origin: ir.Origin
    in_config: bool = False
    facts: tuple[str, ...] = ()


def explain(api: ir.Api, name: str) -> tuple[Explanation, ...]:
    """Everything in ``api`` that is called ``name``, in the order of the IR. Empty if nothing is."""
    return tuple(found for names, found in _everything(api) if name in names)


def similar(api: ir.Api, name: str) -> tuple[str, ...]:
    """Up to three names that look like ``name``, for a message."""
    known = [known for names, _ in _everything(api) for known in names]
    return tuple(get_close_matches(name, dict.fromkeys(known), n=3))


_Entry = tuple[tuple[str, ...], Explanation]


def _everything(api: ir.Api) -> Iterator[_Entry]:
    yield from _types(api)
    for resource in api.resources:
        yield from _resource(resource)
    for method in api.methods:
        yield from _method(method, "")
    for page in api.pages:
        names = (page.name, f"Sync{page.name}", f"Async{page.name}")
        rules = tuple(f"{rule}: {value}" for rule, value in page.rules)
        yield (
            names,
            Explanation(
                "page class", page.name, page.origin, True, (f"scheme {page.scheme!r} of type {page.type}", *rules)
            ),
        )
    for option in api.client.options:
        env = (f"read from {option.env}",) if option.env else ()
        derived = option.origin.rule.startswith("derived")
        yield (option.name,), Explanation("client option", option.name, option.origin, not derived, env)
    for webhook in api.webhooks:
        yield (webhook.name,), Explanation("webhook", webhook.name, webhook.origin)


def _types(api: ir.Api) -> Iterator[_Entry]:
    for module in api.modules:
        for item in module.declarations:
            kind = item.kind if isinstance(item, ir.Model) else "alias"
            full = f"{module.module}:{item.name}"
            yield (item.name, full), Explanation(kind, full, item.origin)
            for field in item.fields if isinstance(item, ir.Model) else ():
                names = (f"{item.name}.{field.name}", f"{full}.{field.name}")
                sent = () if field.name == field.wire else (f"{field.wire!r} on the wire",)
                yield names, Explanation("field", names[-1], field.origin, facts=sent)


def _resource(resource: ir.Resource) -> Iterator[_Entry]:
    names = (resource.path, resource.class_name, f"Async{resource.class_name}")
    yield (
        names,
        Explanation(
            "resource", resource.path, resource.origin, True, (f"class {resource.module}:{resource.class_name}",)
        ),
    )
    for method in resource.methods:
        yield from _method(method, f"{resource.path}.")
    for alias in resource.aliases:
        full = f"{resource.path}.{alias.name}"
        yield (
            (full,),
            Explanation("method alias", full, resource.origin, True, (f"the same as {resource.path}.{alias.to}",)),
        )
    for child in resource.resources:
        yield from _resource(child)


def _method(method: ir.Method, prefix: str) -> Iterator[_Entry]:
    full = prefix + method.name
    facts = [
        f"{method.http} {method.path}",
        f"returns {method.result.kind}" + (f" {method.page}" if method.page else ""),
    ]
    if method.stream is not None:
        facts += [f"streams: {sentence}" for sentence in method.stream.evidence]
    yield (full,), Explanation("method", full, method.origin, facts=tuple(facts))
    for param in method.params:
        place = f"{param.wire!r} in the {param.location}" if param.location != "none" else "not sent"
        name = f"{full}.{param.name}"
        yield (
            (name,),
            Explanation("argument", name, param.origin, facts=(place, "required" if param.required else "optional")),
        )
