"""``Resumption``: whether and how a stream goes on after its connection broke. Pure: it neither sends nor waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .retry import Outcome

if TYPE_CHECKING:
    from .request import Call
    from .retry import RetryPolicy
    from .stream_base import StreamBase

__all__ = ["Resumption"]


class Resumption:
    """The attempts of one stream.

    A stream that broke before its first event is asked for again, as any request would be; those attempts count
    together with the request's own. One that broke later is taken up after its last event: by the call that
    ``call.resume`` makes, or by the same call with the parameter that the document has for it
    (``StreamSpec.resume_param``). From the first event on the policy's ``max_retries`` counts anew, and then for all of
    the stream.
    """

    def __init__(self, call: Call) -> None:
        self.call = call
        self._retries = call.retries or 0
        self._had_events = False

    def next(self, stream: StreamBase[Any], policy: RetryPolicy) -> tuple[Call, float] | None:
        """The call that goes on with ``stream``, and the seconds to wait before it; None to let the stream fail."""
        if not self._had_events and stream.events_seen:
            self._had_events = True
            self._retries = 0
        call = self._continuation(stream) if self._had_events else self.call
        # A server may tell in the stream itself how long to wait (the standard's ``retry`` field, in milliseconds).
        asked = {} if stream.retry is None else {policy.milliseconds_header: str(stream.retry)}
        delay = None if call is None else policy.decide(self._retries, Outcome(headers=asked))
        if call is None or delay is None:
            return None
        self._retries += 1
        return call.changed(retries=self._retries), delay

    def made(self, retries: int) -> None:
        """Note how many attempts the answer took, this stream's earlier ones included."""
        self._retries = retries

    def _continuation(self, stream: StreamBase[Any]) -> Call | None:
        call, rules = self.call, self.call.stream
        if stream.sequence is None or rules is None:
            return None
        if call.resume is not None:
            return call.resume(stream)
        wire = next((param.wire for param in call.op.query if param.name == rules.resume_param), None)
        return None if wire is None else call.changed(query={**call.query, wire: stream.sequence})
