"""The config as typed values: what ``stainless.yml`` says, in one form for each thing it can say in several.

Every dataclass has ``pointer``, the JSON pointer of its node in the config's source; strings that name something
elsewhere (a schema, an endpoint, a scheme) are ``Located`` and carry their own. Nothing here is checked against the
document: that is the business of ``lower``. Only what concerns Python is kept; ``skipped`` marks what ``skip`` or
``only`` excludes for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

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
from headrace_codegen.config.extras import (
    ErrorRuleConfig,
    HeadraceConfig,
    LibConfig,
    MethodExtras,
    ResponsesBy,
    StreamConfig,
)
from headrace_codegen.config.values import Located

if TYPE_CHECKING:
    from headrace_codegen.source import Source

__all__ = [
    "ClientOption",
    "ClientSettings",
    "Config",
    "CustomCasing",
    "Endpoint",
    "Environment",
    "ErrorRuleConfig",
    "ExampleRequest",
    "HeadraceConfig",
    "LibConfig",
    "Located",
    "MethodConfig",
    "MethodExtras",
    "MethodStreaming",
    "ModelConfig",
    "OptionAuth",
    "Organization",
    "PaginationProperty",
    "PaginationScheme",
    "PythonTarget",
    "QuerySettings",
    "ResourceConfig",
    "ResponsesBy",
    "SecurityScheme",
    "Settings",
    "StreamConfig",
    "StreamingConfig",
    "StreamingRule",
    "TransformConfig",
    "WebhookUnwrap",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An operation by verb (lower case) and path as the document writes it: ``get /files/{file_id}``."""

    verb: str
    path: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.verb} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodStreaming:
    """The ``streaming`` of one method.

    ``param`` is the wire name of the body property that turns it on, None: no such property. ``event_model`` is
    ``"<resource.path>.<model key>"``; ``params_type_name`` replaces the word in the names of the params classes.
    """

    format: Literal["sse", "jsonl"] = "sse"
    param: Located | None = None
    event_model: Located | None = None
    params_type_name: Located | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookUnwrap:
    """A method that verifies and reads a webhook; it makes no request."""

    discriminator: Located | None = None
    key_option: Located | None = None
    event_types: tuple[Located, ...] = ()
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodConfig:
    """One method. ``name`` is the key as written.

    ``endpoint`` is set for ``http``, ``to`` for ``alias``, ``webhook`` for ``webhook_unwrap``. ``paginated`` is None
    where the config is silent (matching decides), a scheme's name, or a decision. ``unwrap`` likewise: a property's
    name, False, or None. No ``positional_params`` are another thing than None. ``timeout`` is in seconds.
    ``deprecated`` is the notice.
    """

    name: str
    type: Literal["http", "alias", "webhook_unwrap"] = "http"
    endpoint: Endpoint | None = None
    to: Located | None = None
    webhook: WebhookUnwrap | None = None
    paginated: Located | bool | None = None
    unwrap: Located | Literal[False] | None = None
    body_param_name: Located | None = None
    positional_params: tuple[Located, ...] | None = None
    streaming: MethodStreaming | None = None
    timeout: float | None = None
    max_retries: int | None = None
    skip_test_reason: str | None = None
    deprecated: str | None = None
    skipped: bool = False
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """One name for a schema.

    ``target`` is a component's name, a JSON pointer, or a JSONPath; ``alias_to`` another model instead.
    ``param_model`` (``"resource.model"``) is the request type that this model converts to. ``force`` emits it even if
    nothing refers to it. ``deprecated`` is the notice of an alias.
    """

    name: str
    target: Located | None = None
    alias_to: Located | None = None
    no_params_suffix: bool = False
    param_model: Located | None = None
    force: bool = False
    deprecated: str | None = None
    skipped: bool = False
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceConfig:
    """A node of the resource tree.

    ``path`` is made of the keys as written: ``"chat.completions"``; order is the config's. ``standalone`` gives the
    resource a package of its own (``standalone_api``).
    """

    name: str
    path: str
    models: Mapping[str, ModelConfig] = field(default_factory=dict[str, ModelConfig])
    methods: Mapping[str, MethodConfig] = field(default_factory=dict[str, MethodConfig])
    subresources: tuple[ResourceConfig, ...] = ()
    standalone: bool = False
    description: str | None = None
    deprecated: str | None = None
    skipped: bool = False
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginationProperty:
    """A request or response property of a scheme.

    ``purpose`` is None where the config leaves it to be inferred from the name.
    """

    name: str
    schema: Mapping[str, Any]
    purpose: Located | None = None
    top_level_array: bool = False
    header: Located | None = None
    required: bool = False
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginationScheme:
    """A way of paging: which properties ask for a page and which ones hold it."""

    name: Located
    type: Literal["cursor", "cursor_id", "cursor_url", "fake_page", "offset", "page_number"]
    request: tuple[PaginationProperty, ...] = ()
    response: tuple[PaginationProperty, ...] = ()
    location: Literal["query", "body"] = "query"
    continue_on_empty_items: bool = False
    description: str | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamingRule:
    """One rule of ``streaming.on_event``; the first that matches decides.

    A rule matches by the start of the data, by SSE event name (``unnamed`` matches events that have none), or always
    (``fallthrough``).
    """

    handle: Literal["done", "error", "yield", "skip"]
    data_starts_with: str | None = None
    event_types: tuple[Located, ...] = ()
    unnamed: bool = False
    fallthrough: bool = False
    error_property: Located | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamingConfig:
    """What every event stream of this API has in common."""

    on_event: tuple[StreamingRule, ...] = ()
    pointer: str = "/streaming"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformConfig:
    """A change to the document before it is read.

    ``args`` is plain data; ``legacy`` is the older ``transformations`` list.
    """

    command: Located
    reason: str | None = None
    args: Any = None
    legacy: bool = False
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleRequest:
    """An example for the README: an endpoint with its arguments."""

    name: str
    endpoint: Endpoint
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    response_property: str | None = None
    assign_to: str | None = None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole config.

    ``client`` holds what stands under ``$client`` (methods on the client itself), ``shared`` what stands under
    ``$shared``.
    """

    source: Source
    organization: Organization
    python: PythonTarget
    environments: tuple[Environment, ...] = ()
    resources: tuple[ResourceConfig, ...] = ()
    client: ResourceConfig | None = None
    shared: ResourceConfig | None = None
    pagination: tuple[PaginationScheme, ...] = ()
    streaming: StreamingConfig = field(default_factory=StreamingConfig)
    settings: Settings = field(default_factory=Settings)
    client_settings: ClientSettings = field(default_factory=ClientSettings)
    security: tuple[tuple[Located, ...], ...] | None = None
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=dict[str, SecurityScheme])
    query_settings: QuerySettings = field(default_factory=QuerySettings)
    custom_casings: Mapping[str, CustomCasing] = field(default_factory=dict[str, CustomCasing])
    transforms: tuple[TransformConfig, ...] = ()
    unspecified_endpoints: tuple[Endpoint, ...] = ()
    examples: Mapping[str, ExampleRequest] = field(default_factory=dict[str, ExampleRequest])
    error_message: Located | None = None
    headrace: HeadraceConfig = field(default_factory=HeadraceConfig)

    @property
    def client_methods(self) -> Mapping[str, MethodConfig]:
        """The methods that stand on the client itself."""
        return self.client.methods if self.client else {}

    @property
    def shared_models(self) -> Mapping[str, ModelConfig]:
        """The models that stand in ``types.shared`` and ``types.shared_params``."""
        return self.shared.models if self.shared else {}
