"""The parts of the config that shape the client class and the package around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from headrace_codegen.config.values import Located

__all__ = [
    "ClientOption",
    "ClientSettings",
    "CustomCasing",
    "Environment",
    "OptionAuth",
    "Organization",
    "PythonTarget",
    "QuerySettings",
    "SecurityScheme",
    "Settings",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """Who publishes the API. The client class and the prefix of environment variables come from ``name``."""

    name: Located
    docs: str | None = None
    contact: str | None = None
    security_contact: str | None = None
    github_org: str | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonTarget:
    """``targets.python``: the import name, the distribution's name, the repository. None where the config is silent.

    ``model_prefix`` says that fields of models may begin with ``model_``, which pydantic used to keep for itself.
    """

    package_name: Located | None = None
    project_name: Located | None = None
    production_repo: str | None = None
    readme_title: str | None = None
    edition: str | None = None
    publish: bool = False
    keep_files: tuple[str, ...] = ()
    websockets_extra: Located | None = None
    model_prefix: bool = False
    pointer: str = "/targets/python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A named base URL. ``{var}`` in it stands for the client option whose ``server_variable`` is ``var``."""

    name: str
    url: Located
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionAuth:
    """Which security scheme an option feeds, and as what."""

    scheme: Located
    role: Literal["value", "username", "password", "client_id", "client_secret"] = "value"
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOption:
    """One constructor option. It is required (``nullable: false``) when neither the argument nor ``env`` gives a value.

    ``header`` and ``query`` name what it is sent as on every request, besides what its security scheme does.
    ``path_param`` and ``body_param`` are the wire names of arguments that it stands in for where they are left out.
    """

    name: Located
    type: Literal["string", "number", "integer", "boolean"] = "string"
    nullable: bool | None = None
    default: Any = None
    description: str | None = None
    example: Any = None
    env: Located | None = None
    auth: OptionAuth | None = None
    server_variable: Located | None = None
    header: Located | None = None
    query: Located | None = None
    body_param: Located | None = None
    path_param: Located | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """Defaults of the client. Times are in seconds, None where the config is silent."""

    opts: tuple[ClientOption, ...] = ()
    idempotency_header: Located | None = None
    default_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    timeout: float | None = None
    max_retries: int | None = None
    initial_retry_delay: float | None = None
    max_retry_delay: float | None = None
    env_prefix: Located | None = None
    client_name: Located | None = None
    omit_platform_headers: bool = False
    pointer: str = "/client_settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of the output as a whole.

    ``unwrap_fields`` are response properties that are unwrapped wherever they are the only one.
    """

    license: Located | None = None
    license_text: str | None = None
    license_extension: str | None = None
    file_header: str | None = None
    unwrap_fields: tuple[Located, ...] = ()
    unwrap_multiproperty_fields: tuple[Located, ...] = ()
    sort_properties: bool = True
    positional_params: bool = True
    per_endpoint_security: bool = False
    disable_mock_tests: bool = False
    pointer: str = "/settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """A security scheme of the config; it replaces the document's of the same name.

    ``location`` and ``parameter`` concern ``apiKey``. ``keyword`` replaces ``Bearer``; ``raw_basic`` sends user and
    password unencoded.
    """

    name: str
    type: Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]
    scheme: str | None = None
    location: Literal["header", "query", "cookie"] | None = None
    parameter: Located | None = None
    keyword: str | None = None
    raw_basic: bool = False
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySettings:
    """How arrays and objects are written in a query string."""

    array: Literal["comma", "repeat", "indices", "brackets"] = "comma"
    nested: Literal["brackets", "dots"] = "brackets"
    pointer: str = "/query_settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomCasing:
    """How one word is written, where the rules would write it otherwise."""

    word: str
    initialism: bool | None = None
    snake: str | None = None
    pascal: str | None = None
    camel: str | None = None
    capital: str | None = None
    singular: str | None = None
    plural: str | None = None
    pointer: str
