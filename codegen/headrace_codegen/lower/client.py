"""The client: its name, servers, options, credentials and defaults.

What the config says wins over the document; what neither says has the default of the Stainless format.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headrace_codegen import ir
from headrace_codegen.lower.distribution import lower_distribution
from headrace_codegen.lower.security import SecurityPlan, plan_security
from headrace_codegen.lower.words import read_table

if TYPE_CHECKING:
    from headrace_codegen.config.model import ClientOption
    from headrace_codegen.document import Document
    from headrace_codegen.lower.context import Context

__all__ = ["LoweredClient", "lower_client"]

_OPTION_TYPES = {
    "string": ir.Prim("str"),
    "number": ir.Prim("float"),
    "integer": ir.Prim("int"),
    "boolean": ir.Prim("bool"),
}

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")

LoweredClient = tuple[ir.Client, SecurityPlan]


def lower_client(ctx: Context) -> LoweredClient:
    """The client class and the security plan that its methods are bound to."""
    config, extras = ctx.config, ctx.config.headrace
    settings = config.client_settings
    organization = str(config.organization.name)
    package = str(extras.package_name or config.python.package_name or ctx.snake(organization))
    prefix = str(settings.env_prefix or ctx.snake(organization).upper())
    base_url, environments = _servers(ctx)
    plan = plan_security(ctx, prefix)
    options = tuple(_option(ctx, option, plan) for option in settings.opts) + plan.options
    _check_option_names(ctx, settings.opts)
    _check_path_params(ctx, settings.opts)
    client = ir.Client(
        name=_class_name(ctx, organization),
        package=package,
        project=str(extras.project_name or config.python.project_name or config.python.package_name or package),
        version=extras.version or "0.1.0",
        title=ctx.document.title,
        base_url=base_url,
        environments=environments if len(environments) > 1 else (),
        environment_option=str(extras.environment_option or "environment") if len(environments) > 1 else None,
        environment_type=_environment_type(ctx) if len(environments) > 1 else None,
        env_prefix=prefix,
        options=options,
        auth=plan.schemes,
        security=plan.default,
        default_headers=tuple(settings.default_headers.items()),
        query_array=config.query_settings.array,
        query_nested=config.query_settings.nested,
        timeout=settings.timeout if settings.timeout is not None else 60.0,
        connect_timeout=extras.connect_timeout if extras.connect_timeout is not None else 5.0,
        max_retries=settings.max_retries if settings.max_retries is not None else 2,
        initial_retry_delay=settings.initial_retry_delay if settings.initial_retry_delay is not None else 0.5,
        max_retry_delay=settings.max_retry_delay if settings.max_retry_delay is not None else 8.0,
        idempotency_header=_text(settings.idempotency_header),
        error_message=str(config.error_message or "message"),
        compat=extras.compat,
        platform_headers=extras.platform_headers and not settings.omit_platform_headers,
        exports=tuple(sorted((name, str(target)) for name, target in extras.lib.exports.items())),
        distribution=lower_distribution(config),
    )
    return client, plan


def _class_name(ctx: Context, organization: str) -> str:
    reserved = read_table("client_class_reserved.txt")
    chosen = ctx.config.headrace.client_name or ctx.config.client_settings.client_name
    name = str(chosen) if chosen else ctx.pascal(organization)
    if name not in reserved:
        return name
    if chosen:
        message = f"the client can't be called {name}: every SDK exports a class of that name, or a {name}Error"
        ctx.config_error("config/name", message, chosen.pointer, hint=f"call it {name}Client")
    return f"{name}Client"


def _environment_type(ctx: Context) -> str | None:
    """Where the config names the option, its type has a name too."""
    option = ctx.config.headrace.environment_option
    name = ctx.pascal(str(option)) if option is not None else None
    return None if name in read_table("client_class_reserved.txt") else name


def _servers(ctx: Context) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The default base URL and all named ones. Without environments in the config: the document's first server."""
    named = tuple((env.name, str(env.url)) for env in ctx.config.environments)
    if named:
        return named[0][1], named
    url = _document_server(ctx.document)
    if not url.startswith(("http://", "https://")):
        ctx.diagnostics.warning(
            "client/no-base-url",
            f"the document names no absolute server URL ({url!r}), so the client has no default base URL",
            node=ctx.document.root,
            hint="add `environments:` to the config, or `servers:` to the document",
        )
        return "", ()
    return url, ()


def _document_server(document: Document) -> str:
    """The first server's URL with the defaults of its variables put in; ``"/"`` where there is none (OpenAPI 3.1,
    4.8.1).
    """
    servers = document.root.get("servers")
    for server in servers or ():
        url = server.str("url", "/")
        variables = server.get("variables")
        for name, variable in variables.items() if variables is not None else ():
            url = url.replace("{" + name + "}", str(variable.str("default", "")))
        return url
    return "/"


def _option(ctx: Context, option: ClientOption, plan: SecurityPlan) -> ir.Option:
    """One option of the config. What its scheme sends anyway is not sent twice."""
    name = ctx.argument(str(option.name))
    scheme = next((s for s in plan.schemes if name in (s.option, s.password_option)), None)
    header, query = _text(option.header), _text(option.query)
    if scheme and scheme.kind == "api_key_query" and scheme.name == query:
        query = None
    if scheme and scheme.kind == "api_key_header" and header and scheme.name.lower() == header.lower():
        header = None
    extras = ctx.config.headrace
    return ir.Option(
        name=name,
        type=_OPTION_TYPES[option.type],
        env=_text(option.env),
        required=option.nullable is False and option.default is None,
        default=option.default,
        header=header,
        query=query,
        server_variable=_text(option.server_variable),
        secret=option.auth is not None or str(option.name) in extras.secret_options,
        callable=str(option.name) in extras.callable_options,
        doc=option.description,
        origin=ctx.config_origin(option.pointer),
    )


def _check_option_names(ctx: Context, options: tuple[ClientOption, ...]) -> None:
    """Two options under one name, or an option under the name of a constructor argument that every client has."""
    seen: dict[str, str] = {}
    for option in options:
        name = ctx.argument(str(option.name))
        if name in read_table("option_reserved.txt"):
            ctx.config_error(
                "client/option-name",
                f"the option {name!r} has the name of an argument that every client has",
                option.pointer,
                hint="rename the option in `client_settings.opts`",
            )
        elif name in seen:
            ctx.config_error(
                "client/option-name",
                f"two options are called {name!r}: this one and the one at {seen[name]}",
                option.pointer,
                hint="rename one of them in `client_settings.opts`",
            )
        seen.setdefault(name, option.pointer)


def _check_path_params(ctx: Context, options: tuple[ClientOption, ...]) -> None:
    """An option that stands in for a part of paths which no path has."""
    known = {name for operation in ctx.document.operations for name in _PLACEHOLDER.findall(operation.path)}
    known |= {ctx.argument(name) for name in known}
    for option in options:
        if option.path_param is not None and option.path_param not in known:
            ctx.config_warning(
                "config/unknown-parameter",
                f"no path has a parameter {str(option.path_param)!r} for the option {str(option.name)!r}",
                option.path_param.pointer,
            )


def _text(value: object) -> str | None:
    """A plain ``str`` instead of a located one, so that the IR holds nothing of the config's."""
    return None if value is None else str(value)
