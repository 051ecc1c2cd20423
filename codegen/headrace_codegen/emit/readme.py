"""``README.md``: how to use this SDK, shown with calls that exist in it.

The config's examples come first; where it has none for a purpose, a method is found that fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from headrace_codegen import ir
from headrace_codegen.emit.resources import every_resource
from headrace_codegen.emit.samples import Sampler, sample_call
from headrace_codegen.emit.templates import render
from headrace_codegen.emit.text import literal, printable

__all__ = ["readme"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")

Call = tuple[ir.Resource, ir.Method, dict[str, object]]
"""A method with the arguments that an example gives, by wire name."""


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """``README.md``. Calls are expressions; None leaves their section out."""

    title: str
    project: str
    package: str
    client: str
    key_option: str | None
    key_env: str | None
    call: str | None
    stream_call: str | None
    page_call: str | None
    upload_call: str | None
    connect_call: str | None
    extra: str | None
    timeout: str
    max_retries: str


def readme(api: ir.Api) -> str:
    """The text of ``README.md``."""
    sampler = Sampler(api.modules)
    keys = [option for option in api.client.options if option.secret]
    key = next((option for option in keys if any(scheme.option == option.name for scheme in api.client.auth)), None)
    streaming = _find(api, sampler, ("streaming", "default", "headline"), _streams)
    plain = _find(api, sampler, ("default", "headline"), lambda method: True, _streams, _makes_a_model)
    paged = _find(api, sampler, ("pagination",), _pages)
    upload = _find(api, sampler, ("file_uploads",), lambda method: method.body is not None and bool(method.body.files))
    switch = f"{streaming[1].stream.param}=True" if streaming and streaming[1].stream else ""
    return render(
        "README.md",
        ReadmeView(
            title=_title(api.client),
            project=api.client.project,
            package=api.client.package,
            client=api.client.name,
            key_option=key.name if key is not None else None,
            key_env=printable(key.env) if key is not None and key.env else None,
            call=sample_call(sampler, *plain) if plain else None,
            stream_call=sample_call(sampler, *streaming, switch) if streaming else None,
            page_call=sample_call(sampler, *paged) if paged else None,
            upload_call=sample_call(sampler, *upload) if upload else None,
            connect_call=_connect_call(api, sampler),
            extra=api.client.websockets_extra,
            timeout=f"{api.client.timeout:g}",
            max_retries=literal(api.client.max_retries),
        ),
    )


def _connect_call(api: ir.Api, sampler: Sampler) -> str | None:
    """Of the connections, that of the resource which is nearest to the client."""
    found = [(each, connection) for each in every_resource(api.resources) for connection in each.connections]
    if not found:
        return None
    resource, connection = min(found, key=lambda pair: pair[0].path.count("."))
    return sample_call(sampler, resource, connection.handshake, {})


def _title(client: ir.Client) -> str:
    chosen = client.distribution.readme_title
    text = chosen or (f"{client.title}: Python client" if client.title.strip() else f"{client.name}: Python client")
    return _MARKUP.sub(r"\\\1", printable(" ".join(text.split())))


Test = Callable[[ir.Method], bool]


def _find(api: ir.Api, sampler: Sampler, uses: tuple[str, ...], fits: Test, *preferred: Test) -> Call | None:
    """The first example for one of ``uses`` that fits; else the first method that fits, preferred ones first."""
    for use in uses:
        for example in api.examples:
            for resource, method in _methods(api):
                same = (method.http.upper(), method.path) == (example.http.upper(), example.path)
                if example.use == use and same and fits(method):
                    return resource, method, dict(example.arguments)
    usable = [found for found in _methods(api) if found[1].deprecated is None and sampler.can_call(found[1])]
    for test in (*preferred, fits):
        for resource, method in usable:
            if fits(method) and test(method):
                return resource, method, {}
    return None


def _methods(api: ir.Api) -> Iterator[tuple[ir.Resource, ir.Method]]:
    for resource in every_resource(api.resources):
        for method in resource.methods:
            yield resource, method


def _streams(method: ir.Method) -> bool:
    return method.stream is not None and method.stream.param is not None


def _makes_a_model(method: ir.Method) -> bool:
    return method.result.kind == "model" and method.http.upper() == "POST"


def _pages(method: ir.Method) -> bool:
    return method.result.kind == "page" and not any(param.required for param in method.params)
