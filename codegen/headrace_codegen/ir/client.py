"""The client and the distribution around it: options, authentication, defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from headrace_codegen.ir.expressions import TypeExpr
from headrace_codegen.ir.origin import Origin
from headrace_codegen.ir.streams import Stream

__all__ = ["AuthScheme", "Client", "Distribution", "Option"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One constructor option: see ``headrace.descriptor.Option``."""

    name: str
    type: TypeExpr
    env: str | None = None
    required: bool = False
    default: Any = None
    header: str | None = None
    query: str | None = None
    server_variable: str | None = None
    secret: bool = False
    callable: bool = False
    doc: str | None = None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthScheme:
    """As ``headrace.descriptor.AuthScheme``."""

    id: str
    kind: Literal["bearer", "basic", "api_key_header", "api_key_query", "api_key_cookie"]
    option: str
    password_option: str | None = None
    name: str = "Authorization"
    prefix: str = ""
    raw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """What stands around the package: its licence (SPDX, and the text with the name of its file), and addresses.

    ``file_header`` stands in every Python file, ``readme_title`` above the README. ``extras`` are optional
    dependencies: ``(("realtime", "websockets>=13"),)``.
    """

    license: str = "Apache-2.0"
    license_file: str | None = None
    license_text: str | None = None
    file_header: str | None = None
    readme_title: str | None = None
    urls: tuple[tuple[str, str], ...] = ()
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The client class and everything that its ``ClientSpec`` needs.

    ``environment_type`` is the name under which the type of ``environment_option`` is exported, if it is.
    ``websockets_extra`` is the extra of the distribution that websocket connections need; None where there are none.
    """

    name: str
    package: str
    project: str
    version: str
    title: str
    base_url: str
    environments: tuple[tuple[str, str], ...] = ()
    environment_option: str | None = None
    environment_type: str | None = None
    env_prefix: str = ""
    options: tuple[Option, ...] = ()
    auth: tuple[AuthScheme, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    default_headers: tuple[tuple[str, str], ...] = ()
    query_array: Literal["brackets", "comma", "repeat", "indices"] = "comma"
    query_nested: Literal["brackets", "dots"] = "brackets"
    timeout: float = 60.0
    connect_timeout: float = 5.0
    max_retries: int = 2
    initial_retry_delay: float = 0.5
    max_retry_delay: float = 8.0
    idempotency_header: str | None = None
    platform_headers: bool = False
    error_message: str = "message"
    compat: bool = False
    stream: Stream | None = None
    exports: tuple[tuple[str, str], ...] = ()
    websockets_extra: str | None = None
    distribution: Distribution = field(default_factory=Distribution)
