"""Reading what shapes the client: organization, targets, environments, options, security, casings, settings."""

from __future__ import annotations

from typing import Literal

from headrace_codegen.config.client import (
    ClientOption,
    ClientSettings,
    CustomCasing,
    Environment,
    OptionAuth,
    Organization,
    PythonTarget,
    QuerySettings,
    SecurityScheme,
    Settings,
)
from headrace_codegen.config.durations import seconds
from headrace_codegen.config.table import Table, reject
from headrace_codegen.config.values import Located
from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.plain import is_object
from headrace_codegen.source import Node

__all__ = [
    "client_settings",
    "custom_casing",
    "environments",
    "organization",
    "python_target",
    "query_settings",
    "security",
    "security_scheme",
    "settings",
]


_Type = Literal["string", "number", "integer", "boolean"]
_TYPES: tuple[_Type, ...] = ("string", "number", "integer", "boolean")
_Role = Literal["value", "username", "password", "client_id", "client_secret"]
_ROLES: tuple[_Role, ...] = ("value", "username", "password", "client_id", "client_secret")
_Scheme = Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]
_SCHEMES: tuple[_Scheme, ...] = ("http", "apiKey", "oauth2", "openIdConnect", "mutualTLS")
_LANGUAGES = (
    "python",
    "typescript",
    "node",
    "java",
    "kotlin",
    "go",
    "ruby",
    "terraform",
    "cli",
    "php",
    "csharp",
    "sql",
    "http",
    "openapi",
    "mcp",
)


def organization(root: Table) -> Organization:
    """``organization``. Its name is the one thing that a config must say."""
    table = root.table("organization")
    name = table.text("name") if table is not None else None
    if table is None:
        root.missing("organization")
        return Organization(name=Located("api", root.pointer), pointer=root.pointer)
    if name is None:
        table.missing("name")
    found = Organization(
        name=name or Located("api", table.pointer),
        docs=table.plain("docs"),
        contact=table.plain("contact"),
        security_contact=table.plain("security_contact"),
        github_org=table.plain("github_org"),
        pointer=table.pointer,
    )
    table.ignore("security_policy_url", "security_policy_terms", "upload_spec")
    table.close()
    return found


def python_target(root: Table) -> PythonTarget:
    """``targets.python``; other languages are passed over. ``languages`` is the older name of ``targets``."""
    targets = root.table("targets") or root.table("languages")
    root.ignore("targets", "languages")
    table = targets.table("python") if targets is not None else None
    if table is None:
        return PythonTarget()
    options = table.table("options")
    found = PythonTarget(
        package_name=table.text("package_name"),
        project_name=table.text("project_name"),
        production_repo=table.plain("production_repo"),
        readme_title=table.plain("readme_title"),
        edition=table.plain("edition"),
        publish=_publishes(table),
        keep_files=table.texts("keep_files") or (),
        websockets_extra=options.text("websockets_extra_name") if options else None,
        model_prefix=bool(options and options.flag("disable_pydantic_namespace_protection")),
        pointer=table.pointer,
    )
    table.ignore("staging_repo", "screencast", "skip")
    table.close()
    if options is not None:
        options.ignore("use_uv")
        options.close()
    return found


def _publishes(table: Table) -> bool:
    publish = table.table("publish")
    return publish is not None and publish.value("pypi") not in (None, False)


def environments(root: Table) -> tuple[Environment, ...]:
    """Named base URLs in their order; the first is the default."""
    found: list[Environment] = []
    for name, node in root.members("environments"):
        if isinstance(node.value, str):
            found.append(Environment(name=name, url=Located(node.value, node.pointer), pointer=node.pointer))
        else:
            reject(root.diagnostics, node, "a URL")
    return tuple(found)


def client_settings(root: Table) -> ClientSettings:
    table = root.table("client_settings")
    if table is None:
        return ClientSettings()
    retries = table.table("default_retries")
    idempotency = table.table("idempotency")
    found = ClientSettings(
        opts=tuple(_option(node, root.diagnostics) for _, node in table.members("opts")),
        idempotency_header=idempotency.text("header") if idempotency else None,
        default_headers=table.written("default_headers"),
        timeout=seconds(table, "default_timeout"),
        max_retries=retries.whole("max_retries") if retries else None,
        initial_retry_delay=retries.number("initial_delay_seconds") if retries else None,
        max_retry_delay=retries.number("max_delay_seconds") if retries else None,
        env_prefix=table.text("default_env_prefix"),
        client_name=table.text("default_client_name"),
        omit_platform_headers=table.flag("omit_stainless_headers"),
        pointer=table.pointer,
    )
    # The last is of older configs: a switch to what is the only behaviour since.
    table.ignore("default_client_example_name", "opt_in_new_security_behaviour")
    table.unsupported("response_headers")
    for inner in (retries, idempotency, table):
        if inner is not None:
            inner.close()
    return found


def _option(node: Node, diagnostics: Diagnostics) -> ClientOption:
    table = Table(node, diagnostics)
    nullable = table.value("nullable")
    kind: _Type | Literal["null"] | None = table.choice("type", (*_TYPES, "null"))
    found = ClientOption(
        name=Located(node.key, node.pointer),
        type="string" if kind is None or kind == "null" else kind,
        nullable=table.flag("nullable") if nullable is not None else None,
        default=table.value("default"),
        description=table.plain("description"),
        example=table.value("example"),
        env=table.text("read_env"),
        auth=_auth(table),
        server_variable=table.text("server_variable"),
        header=table.text("send_in_header"),
        query=table.text("send_as_query_param"),
        body_param=table.text("send_as_body_param"),
        path_param=table.text("send_as_path_param"),
        pointer=node.pointer,
    )
    table.ignore("required_in_tests")
    table.close()
    return found


def _auth(table: Table) -> OptionAuth | None:
    inner = table.table("auth")
    if inner is None:
        return None
    scheme = inner.text("security_scheme")
    role: _Role = inner.choice("role", _ROLES) or "value"
    inner.close()
    if scheme is None:
        inner.missing("security_scheme")
        return None
    return OptionAuth(scheme=scheme, role=role, pointer=inner.pointer)


def security(root: Table) -> tuple[tuple[Located, ...], ...] | None:
    """Alternatives, each a set of schemes that apply together; None where the document decides."""
    if "security" not in root:
        return None
    found: list[tuple[Located, ...]] = []
    for node in root.rows("security"):
        if is_object(node.value):
            found.append(tuple(Located(name, item.pointer) for name, item in node.items()))
        else:
            reject(root.diagnostics, node, "an object of scheme names")
    return tuple(found)


def security_scheme(node: Node, diagnostics: Diagnostics) -> SecurityScheme | None:
    """One scheme, as OpenAPI writes it, with the extension ``x-stainless-auth``. None when its type is missing."""
    table = Table(node, diagnostics)
    kind: _Scheme | None = table.choice("type", _SCHEMES)
    if kind is None:
        if "type" not in table:
            table.missing("type")
        return None
    extension = table.table("x-stainless-auth")
    found = SecurityScheme(
        name=node.key,
        type=kind,
        scheme=table.plain("scheme"),
        location=table.choice("in", ("header", "query", "cookie")),
        parameter=table.text("name"),
        keyword=extension.plain("scheme_keyword") if extension else None,
        raw_basic=extension.flag("disable_base64") if extension else False,
        pointer=node.pointer,
    )
    table.ignore("description", "bearerFormat", "flows", "openIdConnectUrl")
    table.close()
    if extension is not None:
        extension.unsupported("custom")
        extension.close()
    return found


def query_settings(root: Table) -> QuerySettings:
    table = root.table("query_settings")
    if table is None:
        return QuerySettings()
    found = QuerySettings(
        array=table.choice("array_format", ("comma", "repeat", "indices", "brackets")) or "comma",
        nested=table.choice("nested_format", ("brackets", "dots")) or "brackets",
        pointer=table.pointer,
    )
    table.close()
    return found


def custom_casing(node: Node, diagnostics: Diagnostics) -> CustomCasing:
    table = Table(node, diagnostics)
    initialism = table.value("initialism")
    found = CustomCasing(
        word=node.key,
        initialism=table.flag("initialism") if initialism is not None else None,
        snake=table.plain("snake"),
        pascal=table.plain("pascal"),
        camel=table.plain("camel"),
        capital=table.plain("capital"),
        singular=table.plain("singular"),
        plural=table.plain("plural"),
        pointer=node.pointer,
    )
    table.close()
    return found


def _multiproperty(table: Table) -> tuple[Located, ...]:
    """Fields that are unwrapped wherever they stand: a list, or true for all of ``unwrap_response_fields``."""
    key = "unwrap_multiproperty_response_fields"
    if isinstance(table.value(key), bool):
        return (table.texts("unwrap_response_fields") or ()) if table.flag(key) else ()
    return table.texts(key) or ()


def settings(root: Table) -> Settings:
    table = root.table("settings")
    if table is None:
        return Settings()
    custom = table.table("license") if is_object(table.value("license")) else None
    found = Settings(
        license=custom.text("name") if custom else table.text("license"),
        license_text=custom.plain("contents") if custom else None,
        license_extension=custom.plain("extension") if custom else None,
        file_header=table.plain("file_header"),
        unwrap_fields=table.texts("unwrap_response_fields") or (),
        unwrap_multiproperty_fields=_multiproperty(table),
        sort_properties=table.flag("sort_schema_properties", True),
        positional_params=table.flag("positional_params", True),
        per_endpoint_security=table.flag("per_endpoint_security"),
        disable_mock_tests=table.flag("disable_mock_tests"),
        pointer=table.pointer,
    )
    if custom is not None:
        custom.close()
    table.ignore("disable_tests", "mock_server", "require_websocket_dependencies", *_LANGUAGES)
    table.close()
    return found
