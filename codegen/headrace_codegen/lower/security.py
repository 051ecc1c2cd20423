"""Security schemes and the options that feed them.

A scheme comes from the config, or else from the document. It takes effect when an option of the client feeds it. Where
the config declares no options at all, one is derived for each scheme that the API asks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from headrace_codegen import ir
from headrace_codegen.plain import is_object

if TYPE_CHECKING:
    from headrace_codegen.config.model import ClientOption
    from headrace_codegen.document import Operation
    from headrace_codegen.lower.context import Context
    from headrace_codegen.source import Node

__all__ = ["SecurityPlan", "plan_security"]

Requirement = tuple[str, ...]
Kind = Literal["bearer", "basic", "api_key_header", "api_key_query", "api_key_cookie"]

_KEY_KINDS: dict[str, Kind] = {"header": "api_key_header", "query": "api_key_query", "cookie": "api_key_cookie"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scheme:
    """A scheme as declared, wherever that is. ``pointer`` is in the config if ``ours``, else in the document."""

    id: str
    kind: Kind
    name: str
    prefix: str
    raw: bool = False
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityPlan:
    """Schemes in effect, the client's default requirement, and the options that had to be derived for them."""

    schemes: tuple[ir.AuthScheme, ...] = ()
    default: tuple[Requirement, ...] = ()
    options: tuple[ir.Option, ...] = ()
    declared: frozenset[str] = frozenset()

    def of_operation(self, ctx: Context, operation: Operation) -> tuple[Requirement, ...]:
        """The operation's own requirements; empty means the client's default, ``((),)`` that it takes no credentials.

        A requirement with a scheme that no option feeds is left out: it can't be met. If none is left, the default
        holds.
        """
        if operation.security is None:
            return ()
        wanted = _requirements(ctx, operation.node)
        if not wanted:
            return ((),)
        for name in sorted({name for requirement in wanted for name in requirement} - self.declared):
            if ctx.config.security is None:
                ctx.diagnostics.warning(
                    "security/unknown-scheme",
                    f"the operation asks for the security scheme {name!r}, which the document doesn't declare",
                    node=operation.node["security"],
                    hint="declare it under `components.securitySchemes`, or under `security_schemes` in the config",
                )
        fed = {scheme.id for scheme in self.schemes}
        usable = tuple(requirement for requirement in wanted if fed.issuperset(requirement))
        return () if usable == self.default else usable


def plan_security(ctx: Context, env_prefix: str) -> SecurityPlan:
    """Bind schemes to options, and settle the default requirement."""
    declared, unsent = _declared(ctx)
    default = _default_requirement(ctx, {*declared, *unsent})
    bound: dict[str, ir.AuthScheme] = {}
    for option in ctx.config.client_settings.opts:
        if option.auth is None or str(option.auth.scheme) not in unsent:
            _bind(ctx, option, declared, bound)
    derived: list[ir.Option] = []
    wanted = list(dict.fromkeys(name for requirement in _asked_for(ctx, default) for name in requirement))
    for name in wanted:
        scheme = declared.get(name)
        if scheme is None or name in bound:
            continue
        if ctx.config.client_settings.opts:
            ctx.config_warning(
                "security/no-option",
                f"no option of the client feeds the security scheme {name!r}",
                ctx.config.client_settings.pointer,
                hint=f"give an option under `client_settings.opts` the key `auth: {{security_scheme: {name}}}`",
            )
            continue
        derived.extend(_derive(ctx, scheme, env_prefix, bound, taken={option.name for option in derived}))
    schemes = tuple(bound[name] for name in declared if name in bound)
    fed = frozenset(bound)
    usable = tuple(requirement for requirement in default if fed.issuperset(requirement))
    return SecurityPlan(
        schemes=schemes, default=usable, options=tuple(derived), declared=frozenset({*declared, *unsent})
    )


def _declared(ctx: Context) -> tuple[dict[str, _Scheme], set[str]]:
    """All schemes by name, the document's with the config's over them; and the names of those that nothing can send."""
    found: dict[str, _Scheme] = {}
    unsent: set[str] = set()
    for name, node in ctx.document.security_schemes.items():
        raw = ctx.document.resolve(node)
        auth = raw.get("x-stainless-auth")
        keyword = auth.str("scheme_keyword") if auth is not None else None
        plain = auth.bool("disable_base64", False) if auth is not None else False
        scheme = _scheme(
            name,
            raw.str("type", ""),
            http=raw.str("scheme"),
            place=raw.str("in"),
            parameter=raw.str("name"),
            keyword=keyword,
            raw_basic=plain,
            pointer=node.pointer,
        )
        if scheme is None:
            ctx.ledger_line(
                "security/unsupported",
                node,
                f"the security scheme {name!r} can't be sent as a header, query or cookie value",
                "not sent",
            )
            unsent.add(name)
        else:
            found[name] = scheme
    for name, item in ctx.config.security_schemes.items():
        scheme = _scheme(
            name,
            item.type,
            http=item.scheme,
            place=item.location,
            parameter=item.parameter,
            keyword=item.keyword,
            raw_basic=item.raw_basic,
            pointer=item.pointer,
        )
        if scheme is None:
            ctx.config_warning(
                "security/unsupported",
                f"the security scheme {name!r} can't be sent as a header, query or cookie value",
                item.pointer,
                hint="use `type: http` with `scheme: bearer` or `basic`, or `type: apiKey`",
            )
            unsent.add(name)
        else:
            found[name] = scheme
            unsent.discard(name)
    return found, unsent


def _scheme(
    name: str,
    kind: str,
    *,
    http: str | None,
    place: str | None,
    parameter: str | None,
    keyword: str | None,
    raw_basic: bool,
    pointer: str,
) -> _Scheme | None:
    """One scheme in our terms, or None where there is nothing that a client could put into a request."""
    http = (http or "").lower()
    prefix = f"{keyword} " if keyword else ""
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and http == "bearer"):
        prefix = "Bearer " if keyword is None else prefix
        return _Scheme(id=name, kind="bearer", name="Authorization", prefix=prefix, pointer=pointer)
    if kind == "http" and http == "basic":
        prefix = "Basic " if keyword is None else prefix
        return _Scheme(id=name, kind="basic", name="Authorization", prefix=prefix, raw=raw_basic, pointer=pointer)
    if kind == "apiKey" and place in _KEY_KINDS and parameter:
        return _Scheme(id=name, kind=_KEY_KINDS[place], name=str(parameter), prefix=prefix, pointer=pointer)
    return None


def _default_requirement(ctx: Context, declared: set[str]) -> tuple[Requirement, ...]:
    """The config's ``security`` if it has one (names are checked), else the document's."""
    if ctx.config.security is not None:
        for requirement in ctx.config.security:
            for name in requirement:
                if name not in declared:
                    ctx.config_error(
                        "security/unknown-scheme",
                        f"there is no security scheme {str(name)!r}",
                        name.pointer,
                        hint=_known("schemes", declared),
                    )
        return tuple(tuple(str(name) for name in requirement) for requirement in ctx.config.security)
    return tuple(_requirements(ctx, ctx.document.root))


def _requirements(ctx: Context, owner: Node) -> list[Requirement]:
    """The requirements of the document or of an operation. What is no object of schemes is an error at its place."""
    found: list[Requirement] = []
    for item in owner.get("security") or ():
        if is_object(item.value):
            found.append(item.keys())
        else:
            ctx.diagnostics.error(
                "security/bad-requirement", "a security requirement must be an object of schemes", item
            )
    return found


def _asked_for(ctx: Context, default: tuple[Requirement, ...]) -> Iterable[Requirement]:
    """The default requirements, then those of single operations."""
    yield from default
    for operation in ctx.document.operations:
        yield from _requirements(ctx, operation.node)


def _bind(ctx: Context, option: ClientOption, declared: dict[str, _Scheme], bound: dict[str, ir.AuthScheme]) -> None:
    """Let ``option`` feed its scheme. A basic scheme takes two options, user and password."""
    auth = option.auth
    if auth is None:
        return
    scheme = declared.get(str(auth.scheme))
    if scheme is None:
        ctx.config_error(
            "security/unknown-scheme",
            f"there is no security scheme {str(auth.scheme)!r}",
            auth.scheme.pointer,
            hint=_known("schemes", declared),
        )
        return
    name = ctx.argument(str(option.name))
    before = bound.get(scheme.id)
    if scheme.kind == "basic" and auth.role == "password":
        user = before.option if before else ""
        bound[scheme.id] = _auth(scheme, user, password=name)
    elif scheme.kind == "basic":
        bound[scheme.id] = _auth(scheme, name, password=before.password_option if before else None)
    elif before is None:
        bound[scheme.id] = _auth(scheme, name)


def _auth(scheme: _Scheme, option: str, password: str | None = None) -> ir.AuthScheme:
    return ir.AuthScheme(
        id=scheme.id,
        kind=scheme.kind,
        option=option,
        password_option=password,
        name=scheme.name,
        prefix=scheme.prefix,
        raw=scheme.raw,
    )


def _derive(
    ctx: Context, scheme: _Scheme, env_prefix: str, bound: dict[str, ir.AuthScheme], *, taken: set[str]
) -> list[ir.Option]:
    """Options for a scheme of which the config says nothing: ``api_key``, or ``username`` and ``password``."""
    stems: tuple[str, ...] = ("username", "password") if scheme.kind == "basic" else ("api_key",)
    if taken.intersection(stems):
        stems = tuple(f"{ctx.snake(scheme.id)}_{stem}" for stem in stems)
    names = [ctx.argument(stem) for stem in stems]
    bound[scheme.id] = _auth(scheme, names[0], password=names[1] if len(names) > 1 else None)
    return [
        ir.Option(
            name=name,
            type=ir.Prim("str"),
            env=f"{env_prefix}_{name.upper()}",
            secret=True,
            origin=ir.Origin(scheme.pointer, "derived from the security scheme"),
        )
        for name in names
    ]


def _known(what: str, names: Iterable[str]) -> str:
    listed = ", ".join(sorted(names))
    return f"known {what}: {listed}" if listed else f"the document declares no {what}"
