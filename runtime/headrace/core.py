"""``ClientCore``: what the sync and the async client have in common, which is all but sending and waiting."""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl

from .auth import alternatives, choose, credential_options, credentials_for, headers_of
from .errors import ErrorNamespace, HeadraceError
from .headers import HeaderSet
from .logs import set_up_logging
from .options import (
    checked_headers,
    checked_mapping,
    checked_retries,
    checked_seconds,
    checked_size,
    checked_url,
    custom_headers,
    merged_mappings,
    remedy,
    resolve_base_url,
    resolve_options,
    websocket_url,
)
from .sentinels import is_given, not_given
from .timeouts import Phases, phases

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

    from .auth import Credentials
    from .descriptor import AuthScheme, ClientSpec
    from .logs import Log
    from .query import Querystring
    from .request import Call

__all__ = ["ClientCore"]


class ClientCore:
    """Options, and the pure part of a call. A generated client gives the ``_spec`` and a typed constructor.

    Every option is an attribute; assigning to one affects later requests of this client only.
    """

    _spec: ClassVar[ClientSpec]
    _is_async: ClassVar[bool] = False

    max_retries: int
    timeout: Any
    total_timeout: float | None
    idle_timeout: float | None
    max_event_bytes: Any
    websocket_base_url: Any
    _holder: Any
    _headers: tuple[Any, HeaderSet] | None = None

    def __init__(
        self,
        *,
        options: Mapping[str, Any],
        base_url: Any = None,
        timeout: Any = not_given,
        max_retries: Any = not_given,
        default_headers: Mapping[str, Any] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: Any = None,
        total_timeout: float | None = None,
        idle_timeout: float | None = None,
        max_event_bytes: Any = not_given,
        websocket_base_url: Any = None,
        _strict_response_validation: bool = False,
        _enforce_credentials: bool = True,
    ) -> None:
        spec = self._spec
        set_up_logging(spec)
        self._errors = ErrorNamespace(spec.errors)
        values = resolve_options(spec, options)
        self._token_sources = {name: value for name, value in values.items() if callable(value)}
        for name, value in values.items():
            self.__dict__[name] = "" if name in self._token_sources else value
        chosen = options.get(spec.environment_option) if spec.environment_option else None
        chosen = None if chosen is not_given else chosen
        if spec.environment_option:
            self.__dict__[spec.environment_option] = chosen
        self._base_url = resolve_base_url(spec, base_url if is_given(base_url) else None, chosen, values)
        self.websocket_base_url = websocket_url(spec, websocket_base_url, None, chosen)
        self.timeout = timeout
        self.max_retries = checked_retries(spec.max_retries if max_retries is not_given else max_retries)
        self.total_timeout = checked_seconds("total_timeout", total_timeout)
        self.idle_timeout = checked_seconds("idle_timeout", idle_timeout)
        self.max_event_bytes = checked_size("max_event_bytes", max_event_bytes)
        self._custom_headers = {**custom_headers(spec), **checked_headers("default_headers", default_headers)}
        self._custom_query = checked_mapping("default_query", default_query)
        self._strict_response_validation = _strict_response_validation
        self._enforce_credentials = _enforce_credentials
        if _enforce_credentials:
            self._check_credentials()
        self._holder = self._make_holder(http_client)
        self._phases(timeout)  # a wrong type is an error here, not at the first request

    def _make_holder(self, http_client: Any) -> Any:  # the twins give it
        raise NotImplementedError

    # Facts

    @property
    def base_url(self) -> httpx.URL:
        """The server's URL; always ends with a slash. Can be assigned a str or URL."""
        import httpx

        base, separator, query = self._base_url.partition("?")
        return httpx.URL(f"{base.rstrip('/')}/{separator}{query}")

    @base_url.setter
    def base_url(self, url: Any) -> None:
        self._base_url = checked_url(str(url))

    @property
    def user_agent(self) -> str:
        """The ``User-Agent`` header: the class of the client and the SDK's version."""
        return f"{type(self).__name__}/Python {self._spec.version}"

    @property
    def default_headers(self) -> Mapping[str, Any]:
        """The headers of every request, credentials excepted. A subclass may give others."""
        return dict(self._default_header_set().items())

    @property
    def qs(self) -> Querystring:
        """How query strings are written. A subclass may give another way."""
        from .query import Querystring

        return Querystring(array_format=self._spec.query_array, nested_format=self._spec.query_nested)

    @property
    def auth_headers(self) -> dict[str, str]:
        """The headers that authenticate a request whose operation asks for nothing in particular. What a subclass
        gives goes with every request instead of the client's own credentials."""
        schemes = choose(alternatives(self._spec), self._available())
        values = {option.name: getattr(self, option.name) for option in self._spec.options}
        return dict(credentials_for(schemes, values).headers) if schemes else {}

    @property
    def default_query(self) -> dict[str, object]:
        """The query parameters of every request."""
        spec = self._spec
        values = {option.query: getattr(self, option.name) for option in spec.options if option.query}
        return {**{name: value for name, value in values.items() if value is not None}, **self._custom_query}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} base_url={self._base_url.partition('?')[0]!r} max_retries={self.max_retries}>"

    # Credentials

    def _available(self) -> dict[str, bool]:
        """Which options have a value or a source of values."""
        return {
            option.name: option.name in self._token_sources or bool(getattr(self, option.name))
            for option in self._spec.options
        }

    def _check_credentials(self) -> None:
        spec = self._spec
        own = {scheme.option for scheme in spec.auth} | {scheme.password_option for scheme in spec.auth}
        missing = [o for o in spec.options if o.required and o.name not in own and getattr(self, o.name) is None]
        if missing:
            raise self._root_error(f"Missing options. {remedy(missing)}")
        candidates = [*alternatives(spec), *([scheme] for scheme in spec.auth)]
        if not spec.auth or choose(candidates, self._available()) is not None:
            return
        if headers_of(candidates) & {name.lower() for name in self._custom_headers}:
            return
        names = dict.fromkeys(name for schemes in candidates for name in credential_options(schemes))
        raise self._root_error(f"Missing credentials. {remedy([o for o in spec.options if o.name in names])}")

    def _root_error(self, message: str) -> HeadraceError:
        """The root of the SDK's exception tree, or the runtime's."""
        classes = self._errors.APIError.__mro__
        root = next(
            (cls for cls in classes if HeadraceError in cls.__bases__ and cls.__module__ != HeadraceError.__module__),
            None,
        )
        made: HeadraceError = (root or HeadraceError)(message)
        return made

    # Copies

    def _copy(
        self,
        *,
        options: Mapping[str, Any] | None = None,
        base_url: Any = not_given,
        timeout: Any = not_given,
        max_retries: Any = not_given,
        http_client: Any = None,
        default_headers: Mapping[str, Any] | None = None,
        set_default_headers: Mapping[str, Any] | None = None,
        default_query: Mapping[str, object] | None = None,
        set_default_query: Mapping[str, object] | None = None,
        total_timeout: Any = not_given,
        idle_timeout: Any = not_given,
        max_event_bytes: Any = not_given,
        websocket_base_url: Any = not_given,
        _strict_response_validation: Any = not_given,
        _enforce_credentials: bool | None = None,
        _extra_kwargs: Mapping[str, Any] | None = None,
    ) -> Self:
        if default_headers is not None and set_default_headers is not None:
            raise ValueError("The `default_headers` and `set_default_headers` arguments are mutually exclusive")
        if default_query is not None and set_default_query is not None:
            raise ValueError("The `default_query` and `set_default_query` arguments are mutually exclusive")
        made = object.__new__(type(self))
        made.__dict__.update(self._own_state())
        made._token_sources = dict(self._token_sources)
        given = {name: value for name, value in (options or {}).items() if is_given(value)}
        chosen = given.get(self._spec.environment_option or "")
        made._set_options(given, base_url)
        made.websocket_base_url = websocket_url(self._spec, websocket_base_url, self.websocket_base_url, chosen)
        if is_given(timeout):
            self._phases(timeout)
            made.timeout = timeout
        if is_given(max_retries):
            made.max_retries = checked_retries(max_retries)
        if is_given(total_timeout):
            made.total_timeout = checked_seconds("total_timeout", total_timeout)
        if is_given(idle_timeout):
            made.idle_timeout = checked_seconds("idle_timeout", idle_timeout)
        if is_given(max_event_bytes):
            made.max_event_bytes = checked_size("max_event_bytes", max_event_bytes)
        if is_given(_strict_response_validation):
            made._strict_response_validation = _strict_response_validation
        checked_headers("default_headers", set_default_headers or default_headers)
        made._custom_headers = merged_mappings(
            "default_headers", self._custom_headers, default_headers, set_default_headers
        )
        made._custom_query = merged_mappings("default_query", self._custom_query, default_query, set_default_query)
        if http_client is not None and is_given(http_client):
            made._holder = made._make_holder(http_client)
        if _enforce_credentials is not None:
            made._enforce_credentials = _enforce_credentials
        if made._enforce_credentials:
            made._check_credentials()
        # What a subclass keeps beside the options: its constructor isn't called again.
        made.__dict__.update(_extra_kwargs or {})
        return made

    def _own_state(self) -> dict[str, Any]:
        """The attributes, without resources and views: those belong to one client and are made again when used."""
        return {name: value for name, value in self.__dict__.items() if not getattr(value, "_belongs_to_client", False)}

    def _set_options(self, given: dict[str, Any], base_url: Any) -> None:
        spec = self._spec
        chosen = given.pop(spec.environment_option, None) if spec.environment_option else None
        without_env = {o.name: o for o in spec.options}
        for name, value in given.items():
            if name not in without_env:
                raise TypeError(f"{spec.name} has no option {name}")
            checked = None if value is None else resolve_options(spec, {name: value})[name]
            self._token_sources.pop(name, None)
            if callable(checked):
                self._token_sources[name] = checked
            self.__dict__[name] = "" if callable(checked) else checked
        if chosen is not None or is_given(base_url):
            values = {option.name: getattr(self, option.name) for option in spec.options}
            self._base_url = resolve_base_url(spec, base_url if is_given(base_url) else None, chosen, values)
            if spec.environment_option:
                self.__dict__[spec.environment_option] = chosen

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self._own_state().items() if name not in ("_log", "_errors", "_headers")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._errors = ErrorNamespace(self._spec.errors)

    # The parts of a request

    @cached_property
    def _log(self) -> Log:
        from .logs import Log

        return Log(self._spec.logger)

    def _phases(self, timeout: Any, otherwise: Phases = (None, None, None, None)) -> Phases:
        return phases(timeout, otherwise) if is_given(timeout) else otherwise

    def _timeout_of(self, call: Call) -> Phases:
        """The call's timeout; or the client's, the HTTP client's where the user set one there, the document's."""
        total = self._spec.timeout
        documents = self._spec.connect_timeout, total, total, total
        adopted = self._holder.own_timeout()
        default = documents if adopted is None else self._phases(adopted, documents)
        return self._phases(call.timeout, self._phases(self.timeout, default))

    def _default_header_set(self) -> HeaderSet:
        """The headers of every request, to be added to. They are put together anew when an option has changed."""
        spec = self._spec
        library = None
        if self._is_async and spec.platform_headers:
            from .platform_headers import running_library

            library = running_library()
        own = {option.header: getattr(self, option.name) for option in spec.options if option.header}
        made_of = self.user_agent, library, own, dict(self._custom_headers)
        if self._headers is None or self._headers[0] != made_of:
            self._headers = made_of, self._made_headers(library, own)
        return self._headers[1].copy()

    def _made_headers(self, library: str | None, own: Mapping[str, Any]) -> HeaderSet:
        spec = self._spec
        headers = HeaderSet({"Accept": "application/json", "User-Agent": self.user_agent})
        if spec.platform_headers:
            from .platform_headers import async_header, platform_headers

            headers.update(platform_headers(spec.version))
            headers.update(async_header(library))
        headers.update(spec.default_headers)
        headers.update(own)
        headers.update(self._custom_headers)
        return headers

    def _headers_of(self, call: Call, credentials: Credentials | None, timeout: Phases, retries: int) -> HeaderSet:
        from .platform_headers import READ_TIMEOUT_HEADER, RETRY_COUNT_HEADER

        spec, cls = self._spec, type(self)
        headers = self._default_header_set()
        if cls.default_headers is not ClientCore.default_headers:
            headers.update(self.default_headers)
        own = self.auth_headers if cls.auth_headers is not ClientCore.auth_headers else None
        if own is None:
            own = credentials.headers if credentials else {}
        for name, value in own.items():
            headers.set_default(name, value)
        headers.merge(call.headers)
        payload = call.payload
        if payload.kind in ("json", "urlencoded", "raw") and payload.media_type:
            headers.set_default("Content-Type", payload.media_type)
        elif payload.kind == "form" and "boundary" not in (headers.get("Content-Type") or "boundary"):
            headers.remove("Content-Type")  # the HTTP library writes it, with its boundary
        if spec.platform_headers:
            headers.set_default(RETRY_COUNT_HEADER, str(retries))
            if timeout[1] is not None:
                headers.set_default(READ_TIMEOUT_HEADER, f"{timeout[1]:g}")
        if spec.idempotency_header and call.method != "GET":
            if call.idempotency_key is None:
                from uuid import uuid4

                call.idempotency_key = f"headrace-retry-{uuid4()}"
            headers.set_default(spec.idempotency_header, call.idempotency_key)
        return headers

    def _url_of(self, call: Call, credentials: Credentials | None) -> str:
        from .query import encode_query

        query = {**self.default_query, **(credentials.query if credentials else {}), **call.query}
        if call.path.startswith(("https://", "http://")):
            base, separator, fixed = call.path.partition("?")
        else:
            base, separator, fixed = self._base_url.partition("?")
            base = f"{base.rstrip('/')}/{call.path.lstrip('/')}"
        if separator:  # parameters of the same name win over those of the base URL
            fixed_items = [
                (name, value) for name, value in parse_qsl(fixed, keep_blank_values=True) if name not in query
            ]
            fixed = encode_query(dict(fixed_items)) if len(dict(fixed_items)) == len(fixed_items) else fixed
        text = self.qs.stringify(query, formats=call.formats) if query else ""
        joined = "&".join(part for part in (fixed, text) if part)
        return f"{base}?{joined}" if joined else base

    def _needs(self, call: Call) -> Sequence[AuthScheme]:
        """The schemes that this call's credentials come from; none where the caller has set or removed their header.

        Raises ``TypeError`` when the client has no credential of the kind that the operation asks for.
        """
        if type(self).auth_headers is not ClientCore.auth_headers:
            return ()
        candidates = alternatives(self._spec, call.op.security if call.security is None else call.security)
        if not call.op.id and call.security is None:  # a raw verb: what the path asks for isn't known
            candidates += [[scheme] for scheme in self._spec.auth]
        if not candidates:
            return ()
        custom = {name.lower() for name in self._custom_headers}
        if any(name in custom or call.headers.decided(name) for name in headers_of(candidates)):
            return ()
        schemes = choose(candidates, self._available())
        if schemes is None:
            names = " or ".join(dict.fromkeys(f"`{s.option}`" for schemes in candidates for s in schemes))
            raise TypeError(
                f"Could not resolve authentication method. {call.op.id or call.path} needs {names} to be set on the "
                "client, or its header to be given or explicitly omitted in `extra_headers`"
            )
        return schemes
