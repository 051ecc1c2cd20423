"""Client options: from arguments and environment variables to values. Pure, apart from reading the environment."""

from __future__ import annotations

# Values of any shape come through here; what narrowing leaves unknown of them is not an oversight.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .descriptor import ClientSpec, Option
from .headers import HeaderSet
from .sentinels import is_given

__all__ = [
    "checked_headers",
    "checked_mapping",
    "checked_retries",
    "checked_seconds",
    "checked_size",
    "checked_url",
    "custom_headers",
    "merged_mappings",
    "remedy",
    "resolve_base_url",
    "resolve_options",
    "websocket_url",
]

_PLACE = re.compile(r"\{([^{}]*)\}")


def environment(variable: str | None) -> str | None:
    """The value of a variable; an empty one counts as not set."""
    return (os.environ.get(variable) or None) if variable else None


def resolve_options(spec: ClientSpec, given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each option: the argument, else the environment variable, else the default; None if there is none.

    Raises ``TypeError`` for an unknown option and for a value of the wrong type.
    """
    known = {option.name for option in spec.options} | {spec.environment_option}
    unknown = sorted(name for name in given if name not in known)
    if unknown:
        raise TypeError(f"{spec.name} has no option {', '.join(unknown)}")
    secrets = {name for scheme in spec.auth for name in (scheme.option, scheme.password_option)}
    return {option.name: _resolve(option, given.get(option.name), option.name in secrets) for option in spec.options}


def _resolve(option: Option, given: Any, secret: bool) -> Any:
    value = given if given is not None else _from_environment(option)
    if value is None:
        value = option.default
    if secret and not (value is None or isinstance(value, str) or callable(value)):
        # Not the value itself: it may be the credential in another type.
        raise TypeError(f"`{option.name}` must be a str or a function that returns one, got {type(value).__name__}")
    if secret and isinstance(value, str):
        return value.strip()
    return value


def _from_environment(option: Option) -> Any:
    """The value of an option's variable, in the option's type. Raises ``ValueError`` for text that is none."""
    text = environment(option.env)
    if text is None or option.type == "str":
        return text
    if option.type == "bool":
        return text.strip().lower() in ("1", "true", "on", "yes")
    try:
        return int(text) if option.type == "int" else float(text)
    except ValueError:
        kind = "a whole number" if option.type == "int" else "a number"
        raise ValueError(f"the environment variable {option.env} must be {kind}, got {text!r}") from None


def resolve_base_url(spec: ClientSpec, given: Any, environment_name: Any, values: Mapping[str, Any]) -> str:
    """The server's URL without a trailing slash: the argument, the named environment, the variable, or the document's
    server.

    Raises ``ValueError`` when both an argument and an environment are given, and for what is no HTTP URL.
    """
    if environment_name is not None:
        if given is not None:
            raise ValueError(f"`base_url` and `{spec.environment_option}` can't both be given")
        if environment_name not in spec.environments:
            known = ", ".join(sorted(spec.environments))
            raise ValueError(f"unknown `{spec.environment_option}` {environment_name!r}; known: {known}")
        url = spec.environments[environment_name]
    elif given is not None:
        url = str(given)
    else:
        url = environment(spec.base_url_env) or spec.base_url
    return checked_url(_fill(spec, url.strip(), values))


def checked_url(url: str, name: str = "base_url", schemes: Sequence[str] = ("http", "https")) -> str:
    """``url`` if it has one of ``schemes`` and names a host. Raises ``ValueError`` otherwise."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.lower() not in schemes or not rest.split("/")[0]:
        known = " or ".join(f"{each}://" for each in schemes)
        raise ValueError(f"{name} must start with {known} and name a host, got {url!r}")
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        raise ValueError(f"{name} {url!r}: {error}") from error
    return url


def websocket_url(spec: ClientSpec, given: Any, own: Any, chosen: Any) -> Any:
    """The base of websocket connections: what is ``given``, else a client's ``own``; None is that of the API.

    A named environment (``chosen``) has both addresses. Raises ``ValueError`` for what is given beside one, and for
    what is no such URL.
    """
    if not is_given(given) or given is None:
        return own if given is not None and chosen is None else None
    if chosen is not None:
        raise ValueError(f"`websocket_base_url` and `{spec.environment_option}` can't both be given")
    checked_url(str(given), "websocket_base_url", ("ws", "wss", "http", "https"))
    return given


def _fill(spec: ClientSpec, url: str, values: Mapping[str, Any]) -> str:
    """The URL with its server variables, which options hold."""
    variables = {option.server_variable: option.name for option in spec.options if option.server_variable}

    def value(match: re.Match[str]) -> str:
        name = variables.get(match[1], match[1])
        found = values.get(name)
        if found is None:
            raise ValueError(f"the base URL {url!r} needs `{name}`")
        return str(found)

    return _PLACE.sub(value, url) if "{" in url else url


def custom_headers(spec: ClientSpec) -> dict[str, str]:
    """Headers from the variable for them: one ``Name: value`` in a line; other lines are ignored."""
    found: dict[str, str] = {}
    for line in (environment(spec.custom_headers_env) or "").splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            found[name.strip()] = value.strip()
    return found


def checked_mapping(name: str, value: Any) -> dict[str, Any]:
    """A mapping as a dict of its own; None is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{name}: expected a mapping, got {type(value).__name__}")
    return dict(value)


def checked_headers(name: str, value: Any) -> dict[str, Any]:
    """As `checked_mapping`, for names and values that can be sent as headers."""
    headers = checked_mapping(name, value)
    HeaderSet(headers)
    return headers


def checked_retries(value: Any) -> int:
    """``max_retries``, if it is a number of retries."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"max_retries must be an int >= 0, got {value!r}")
    if value < 0:
        raise ValueError(f"max_retries must be >= 0, got {value}")
    return value


def checked_seconds(name: str, value: Any) -> float | None:
    """A time limit in seconds, or None for none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of seconds or None, got {type(value).__name__}")
    if not value > 0:
        raise ValueError(f"{name} must be > 0, got {value}")
    return float(value)


def checked_size(name: str, value: Any) -> Any:
    """A number of bytes, None for no limit, or what stands for not having been given."""
    if value is None or not is_given(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a number of bytes or None, got {type(value).__name__}")
    if value <= 0:
        raise ValueError(f"{name} must be > 0, got {value}")
    return value


def merged_mappings(
    name: str, own: dict[str, Any], more: Mapping[str, Any] | None, instead: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What a copy has of a mapping: another one ``instead``, or the original's with ``more``."""
    if instead is not None:
        return checked_mapping(f"set_{name}", instead)
    return {**own, **checked_mapping(name, more)}


def remedy(options: Any) -> str:
    """The sentence that says how to give one of ``options``."""
    arguments = " or ".join(f"`{option.name}`" for option in options)
    variables = " or ".join(option.env for option in options if option.env)
    return f"Please pass {arguments}" + (f", or set the environment variable {variables}." if variables else ".")
