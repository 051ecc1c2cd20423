"""The clients of the small SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from headrace.spi import (
    AsyncClient,
    AsyncRawView,
    AsyncStreamingView,
    AuthScheme,
    ClientSpec,
    Option,
    RawView,
    Ref,
    StreamingView,
    SyncClient,
    cached_property,
    not_given,
)

if TYPE_CHECKING:
    from .resources import AsyncWidgets, Widgets

SPEC = ClientSpec(
    name="Acme",
    package="acme",
    version="1.2.3",
    base_url="https://{region}.acme.invalid/v1",
    errors=Ref(f"{__package__}.exceptions:"),
    environments={"north": "https://north.acme.invalid/v1", "south": "https://south.acme.invalid/v1"},
    environment_option="residency",
    base_url_env="ACME_BASE_URL",
    custom_headers_env="ACME_CUSTOM_HEADERS",
    log_env="ACME_LOG",
    logger="acme",
    options=(
        Option(name="api_key", env="ACME_API_KEY", secret=True),
        Option(name="admin_key", env="ACME_ADMIN_KEY", secret=True),
        Option(name="team", env="ACME_TEAM", header="Acme-Team"),
        Option(name="region", default="eu", server_variable="region"),
    ),
    auth=(
        AuthScheme(id="key", kind="bearer", option="api_key"),
        AuthScheme(id="admin", kind="api_key_header", option="admin_key", name="X-Admin-Key"),
    ),
    security=(("key",), ("admin",)),
    default_headers={"Acme-Version": "7"},
    query_array="brackets",
    timeout=30.0,
    platform_headers=True,
)


class Acme(SyncClient):
    _spec: ClassVar[ClientSpec] = SPEC

    def __init__(
        self,
        *,
        api_key: Any = None,
        admin_key: Any = None,
        team: str | None = None,
        region: str | None = None,
        residency: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            options={
                "api_key": api_key,
                "admin_key": admin_key,
                "team": team,
                "region": region,
                "residency": residency,
            },
            **options,
        )

    def with_options(
        self,
        *,
        api_key: Any = not_given,
        admin_key: Any = not_given,
        team: Any = not_given,
        residency: Any = not_given,
        **options: Any,
    ) -> Acme:
        return self._copy(
            options={"api_key": api_key, "admin_key": admin_key, "team": team, "residency": residency}, **options
        )

    @cached_property
    def widgets(self) -> Widgets:
        from .resources import Widgets

        return Widgets(self)

    @cached_property
    def with_raw_response(self) -> Any:
        return RawView(self)

    @cached_property
    def with_streaming_response(self) -> Any:
        return StreamingView(self)


class AsyncAcme(AsyncClient):
    _spec: ClassVar[ClientSpec] = SPEC

    def __init__(
        self,
        *,
        api_key: Any = None,
        admin_key: Any = None,
        team: str | None = None,
        region: str | None = None,
        residency: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            options={
                "api_key": api_key,
                "admin_key": admin_key,
                "team": team,
                "region": region,
                "residency": residency,
            },
            **options,
        )

    def with_options(
        self,
        *,
        api_key: Any = not_given,
        admin_key: Any = not_given,
        team: Any = not_given,
        residency: Any = not_given,
        **options: Any,
    ) -> AsyncAcme:
        return self._copy(
            options={"api_key": api_key, "admin_key": admin_key, "team": team, "residency": residency}, **options
        )

    @cached_property
    def widgets(self) -> AsyncWidgets:
        from .resources import AsyncWidgets

        return AsyncWidgets(self)

    @cached_property
    def with_raw_response(self) -> Any:
        return AsyncRawView(self)

    @cached_property
    def with_streaming_response(self) -> Any:
        return AsyncStreamingView(self)
