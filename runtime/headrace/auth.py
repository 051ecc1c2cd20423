"""Security schemes: which credentials an operation needs, and where they are written."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence

from .descriptor import AuthScheme, ClientSpec

__all__ = ["Credentials", "alternatives", "choose", "credential_options", "headers_of"]


class Credentials:
    """What authenticates one request. Its repr shows no value."""

    __slots__ = ("cookies", "headers", "query")

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.query: dict[str, str] = {}
        self.cookies: dict[str, str] = {}


def alternatives(spec: ClientSpec, security: Sequence[Sequence[str]] = ()) -> list[list[AuthScheme]]:
    """The sets of schemes of which one has to be satisfied: the operation's, else the client's, else each scheme by
    itself."""
    by_id = {scheme.id: scheme for scheme in spec.auth}
    wanted = security or spec.security or [(scheme.id,) for scheme in spec.auth]
    return [[by_id[name] for name in names if name in by_id] for names in wanted]


def credential_options(schemes: Sequence[AuthScheme]) -> list[str]:
    """The names of the client options that hold the credentials of ``schemes``."""
    return [name for scheme in schemes for name in (scheme.option, scheme.password_option) if name]


def choose(candidates: Sequence[Sequence[AuthScheme]], has: Mapping[str, bool]) -> Sequence[AuthScheme] | None:
    """The first alternative whose options are all there; None if there is none."""
    return next((schemes for schemes in candidates if all(has.get(name) for name in credential_options(schemes))), None)


def headers_of(candidates: Sequence[Sequence[AuthScheme]]) -> set[str]:
    """Lower-case names of the headers in which any alternative would send its credentials."""
    return {_header(scheme).lower() for schemes in candidates for scheme in schemes if scheme.kind != "api_key_query"}


def _header(scheme: AuthScheme) -> str:
    return {"api_key_header": scheme.name, "api_key_cookie": "Cookie"}.get(scheme.kind, "Authorization")


def credentials_for(schemes: Sequence[AuthScheme], values: Mapping[str, str]) -> Credentials:
    """Write the option values of ``schemes`` where they belong."""
    made = Credentials()
    for scheme in schemes:
        value = values[scheme.option]
        if scheme.kind == "bearer":
            made.headers["Authorization"] = f"{scheme.prefix or 'Bearer '}{value}"
        elif scheme.kind == "basic":
            password = values.get(scheme.password_option, "") if scheme.password_option else ""
            both = f"{value}:{password}"
            sent = both if scheme.raw else b64encode(both.encode()).decode("ascii")
            made.headers["Authorization"] = f"{scheme.prefix or 'Basic '}{sent}"
        elif scheme.kind == "api_key_header":
            made.headers[scheme.name] = f"{scheme.prefix}{value}"
        elif scheme.kind == "api_key_query":
            made.query[scheme.name] = value
        else:
            made.cookies[scheme.name] = value
    if made.cookies:
        made.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in made.cookies.items())
    return made
