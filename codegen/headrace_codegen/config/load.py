"""Reading a whole config. ``load_config`` makes a ``Config`` of a source; what it can't read is in the diagnostics."""

from __future__ import annotations

from headrace_codegen.config import load_client, load_streams
from headrace_codegen.config.load_extras import headrace
from headrace_codegen.config.load_resources import endpoint, resource
from headrace_codegen.config.model import Config, Endpoint, ExampleRequest, ResourceConfig
from headrace_codegen.config.table import Table
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.plain import is_object
from headrace_codegen.source import Node, Source

__all__ = ["load_config"]

_OTHERS_BUSINESS = ("edition", "codeflow", "diagnostics", "multipart_settings", "models", "package")
"""Top-level keys about the hosted generator itself, or left over from its older formats."""

_NOT_SHARED = ("methods", "subresources")
"""What ``$shared`` can't have."""


def load_config(source: Source, diagnostics: Diagnostics) -> Config:
    """The config in ``source``.

    Errors and warnings go to ``diagnostics``; what is wrong reads as absent, so that all of it is found. Whoever goes
    on with the result calls ``diagnostics.check()`` first.
    """
    root = Table(source.root, diagnostics)
    resources = _resources(root)
    root.ignore(*_OTHERS_BUSINESS)
    schemes = (load_client.security_scheme(node, diagnostics) for _, node in root.members("security_schemes"))
    config = Config(
        source=source,
        organization=load_client.organization(root),
        python=load_client.python_target(root),
        environments=load_client.environments(root),
        resources=tuple(found for name, found in resources.items() if not name.startswith("$")),
        client=resources.get("$client"),
        shared=resources.get("$shared"),
        pagination=load_streams.pagination(root),
        streaming=load_streams.streaming(root),
        settings=load_client.settings(root),
        client_settings=load_client.client_settings(root),
        security=load_client.security(root),
        security_schemes={scheme.name: scheme for scheme in schemes if scheme is not None},
        query_settings=load_client.query_settings(root),
        custom_casings={
            key: load_client.custom_casing(node, diagnostics) for key, node in root.members("custom_casings")
        },
        transforms=load_streams.transforms(root),
        unspecified_endpoints=_unspecified(root),
        examples=_examples(root),
        error_message=_error_message(root),
        headrace=headrace(root),
    )
    root.close()
    return config


def _resources(root: Table) -> dict[str, ResourceConfig]:
    """All resources by name; a name that starts with ``$`` must be one of the two special ones."""
    found: dict[str, ResourceConfig] = {}
    for name, node in root.members("resources"):
        if name.startswith("$") and name not in ("$client", "$shared"):
            root.diagnostics.error(
                "config/bad-value", f"there is no special resource {name!r}", node, hint="one of: $client, $shared"
            )
            continue
        found[name] = resource(node, root.diagnostics)
        if name == "$client":
            for below, inner in Table(node, root.diagnostics).members("subresources"):
                found.setdefault(below, resource(inner, root.diagnostics))
        for key in _NOT_SHARED if name == "$shared" else ():
            if (extra := node.get(key)) is not None:
                message = f"{key!r} of {name!r} has no effect"
                root.diagnostics.warning("config/unsupported-key", message, extra, hint="put it under a resource")
    return found


def _unspecified(root: Table) -> tuple[Endpoint, ...]:
    """Operations that have no method on purpose."""
    found: list[Endpoint] = []
    for text in root.texts("unspecified_endpoints") or ():
        written = endpoint(text, root.diagnostics, Node(None, text.pointer, root.node.document))
        if written is not None:
            found.append(written)
    return tuple(found)


def _error_message(root: Table) -> Located | None:
    """``errors.message_property``: the property of an error's body that says what is wrong."""
    errors = root.table("errors")
    if errors is None:
        return None
    found = errors.text("message_property")
    errors.unsupported("union")
    errors.close()
    return found


def _examples(root: Table) -> dict[str, ExampleRequest]:
    """``readme.example_requests``. Only requests are known; what is not one is passed over."""
    readme = root.table("readme")
    if readme is None:
        return {}
    readme.ignore("example_types", "include_stainless_attribution")
    found: dict[str, ExampleRequest] = {}
    for name, node in readme.members("example_requests"):
        table = Table(node, root.diagnostics)
        text = table.text("endpoint")
        written = endpoint(text, root.diagnostics, node["endpoint"]) if isinstance(text, Located) else None
        params = table.table("params")
        if written is not None:
            found[name] = ExampleRequest(
                name=name,
                endpoint=written,
                params=params.node.value if params is not None and is_object(params.node.value) else {},
                response_property=table.plain("response_property"),
                assign_to=table.plain("assign_to"),
                pointer=node.pointer,
            )
        table.ignore("type", "file_param", "file_path", "example_properties")
        table.close()
    readme.close()
    return found
