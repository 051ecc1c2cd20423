"""``SyncResource`` and ``AsyncResource``: the bases of generated resource classes.

A resource holds a client and a mode. The mode says in which form its methods give their answer: the parsed value, or
a response object. A view (``with_raw_response``) is the same resource in another mode, so no method is written or
wrapped twice.
"""

from __future__ import annotations

# The parts of one client know each other's underscored names: those are hidden from users, not from here.
# pyright: reportPrivateUsage=false
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from .sentinels import not_given

if TYPE_CHECKING:
    from typing_extensions import Self

    from .async_client import AsyncClient
    from .client import SyncClient
    from .descriptor import Operation
    from .webhooks import Webhook

__all__ = ["AsyncResource", "Mode", "SyncResource"]

Mode: TypeAlias = Literal["value", "raw", "streaming"]

# The result of a call is what the generated method around it declares: a type checker takes it from there.
R = TypeVar("R")


class _Resource:
    _belongs_to_client = True
    _mode: Mode = "value"
    _client: Any

    def _in_mode(self, mode: Mode) -> Self:
        """The same resource with answers in another form."""
        made = object.__new__(type(self))
        made.__dict__.update(
            (key, value) for key, value in self.__dict__.items() if not getattr(value, "_belongs_to_client", False)
        )
        made._mode = mode
        return made

    def _verify_webhook(
        self, hook: Webhook, payload: str | bytes, headers: Mapping[str, str], secret: Any, tolerance: float = 300
    ) -> None:
        """Check a delivery. Without ``secret`` the client's option is used; raises ``ValueError`` if that isn't set."""
        from .webhooks import verify_webhook

        key = secret if secret is not None else getattr(self._client, hook.option or "", None)
        if key is None:
            raise ValueError(f"the secret of the webhook is not given: pass it, or set {hook.option!r} on the client")
        error = self._client._errors.InvalidWebhookSignatureError
        verify_webhook(payload, headers, key, tolerance=tolerance, error=error)

    def _read_webhook(self, hook: Webhook, payload: str | bytes) -> R:  # type: ignore[type-var]  # pyright: ignore[reportInvalidTypeVarUse]
        """The event in a delivery, which is not checked."""
        from .webhooks import read_webhook

        event: R = read_webhook(hook.type.resolve(), payload)
        return event

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"


class SyncResource(_Resource):
    """A group of operations, in blocking code."""

    _client: SyncClient

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def _call(
        self,
        op: Operation,
        args: Mapping[str, Any],
        *,
        extra_headers: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Any = None,
        timeout: Any = not_given,
        idempotency_key: str | None = None,
        **options: Any,
    ) -> R:  # type: ignore[type-var]  # pyright: ignore[reportInvalidTypeVarUse]
        """Make the call that ``op`` describes. ``options`` are further fields of a `Call` (``post_parser``,
        ``max_retries``)."""
        answer: R = self._client._call(
            op,
            args,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
            idempotency_key=idempotency_key,
            mode=self._mode,
            **options,
        )
        return answer


class AsyncResource(_Resource):
    """A group of operations, in async code."""

    _client: AsyncClient

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def _call(
        self,
        op: Operation,
        args: Mapping[str, Any],
        *,
        extra_headers: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Any = None,
        timeout: Any = not_given,
        idempotency_key: str | None = None,
        **options: Any,
    ) -> R:  # type: ignore[type-var]  # pyright: ignore[reportInvalidTypeVarUse]
        """Make the call that ``op`` describes: something to await, for a list an `AsyncPaginator`."""
        answer: R = self._client._call(
            op,
            args,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
            idempotency_key=idempotency_key,
            mode=self._mode,
            **options,
        )
        return answer
