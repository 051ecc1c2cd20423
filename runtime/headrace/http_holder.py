"""The HTTP client behind an API client: the user's own, or one that is made when the first request needs it.

A holder is shared by an API client and its copies, so that they share connections. It can be pickled unless the HTTP
client is the user's own: the other side makes a fresh one.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import finalize

if TYPE_CHECKING:
    import httpx

    from .loop_keeper import LoopKeeper

__all__ = ["AsyncHolder", "SyncHolder"]

_LIBRARIES = ("httpx", "httpx2")


def _check(given: Any, class_name: str) -> None:
    # An instance can only exist if its library has been imported, so nothing is imported for this.
    classes = [getattr(sys.modules[name], class_name) for name in _LIBRARIES if name in sys.modules]
    if given is not None and not isinstance(given, tuple(classes)):
        wanted = f"an httpx.{class_name} or httpx2.{class_name}"
        raise TypeError(f"Invalid `http_client` argument; expected {wanted}, got {type(given).__name__}")


def _ask_the_cookie_jar_less(client: Any) -> None:
    """Take the cookies out of those responses that have some.

    The HTTP library offers every response to its cookie jar and copies the request for it, a fifth of the time that a
    short call takes. A jar or a collection of another class than the library's is left alone.
    """
    from http.cookiejar import CookieJar

    cookies = client.cookies
    own = type(cookies).__module__.partition(".")[0] in _LIBRARIES and type(cookies.jar) is CookieJar
    if not own or "extract_cookies" in vars(cookies):
        return
    take = cookies.extract_cookies

    def take_if_any(response: httpx.Response) -> None:
        if "set-cookie" in response.headers:
            take(response)

    cookies.extract_cookies = take_if_any


class _Holder:
    _class_name: str

    def __init__(self, given: Any = None) -> None:
        _check(given, self._class_name)
        self._given = given
        self._client: Any = given
        if given is not None:
            _ask_the_cookie_jar_less(given)
        self._closed = False
        self._lock = Lock()

    def _make(self) -> Any:
        raise NotImplementedError

    def get(self) -> Any:
        """The HTTP client. Raises ``RuntimeError`` after `close`."""
        client = self._client
        if client is None:
            with self._lock:
                if self._closed:
                    raise RuntimeError("The client is closed.")
                if self._client is None:
                    self._client = self._make()
                    _ask_the_cookie_jar_less(self._client)
                client = self._client
        return client

    def own_timeout(self) -> Any:
        """The timeout that the user set on their own HTTP client; None if they left it at the library's default of 5
        seconds."""
        if self._given is None:
            return None
        timeout = self._given.timeout
        untouched = (timeout.connect, timeout.read, timeout.write, timeout.pool) == (5.0, 5.0, 5.0, 5.0)
        return None if untouched else timeout

    @property
    def is_closed(self) -> bool:
        """Whether the HTTP client is closed."""
        return self._closed or (self._client is not None and bool(self._client.is_closed))

    def __reduce__(self) -> tuple[Any, ...]:
        if self._given is not None:
            raise TypeError(
                "a client with an `http_client` of its own can't be pickled: its connections belong to this process"
            )
        return type(self), ()


class SyncHolder(_Holder):
    """Holds an ``httpx.Client`` or ``httpx2.Client``."""

    _class_name = "Client"

    def _make(self) -> httpx.Client:
        from .transport import DefaultHttpxClient

        made = DefaultHttpxClient()
        # In a dropped cycle (a client and its resources are one) objects are finalized in any order, and a socket that
        # comes first warns that nobody closed it. This keeps all of them out of it until they have been closed.
        finalize(self, made.close).atexit = False
        return made

    def close(self) -> None:
        """Close the HTTP client, also the user's own."""
        with self._lock:
            self._closed = True
            client = self._client
        if client is not None:
            client.close()

    def __del__(self) -> None:
        if getattr(self, "_given", self) is None and getattr(self, "_client", None) is not None:
            with suppress(Exception):  # there is nobody left to tell
                self._client.close()


class AsyncHolder(_Holder):
    """Holds an ``httpx.AsyncClient`` or ``httpx2.AsyncClient``.

    Connections belong to the event loop that opened them. A client that is made here is closed when it is dropped or
    when its loop is shut down (``asyncio.run`` does that), whichever comes first, and made anew for another loop. Trio
    has no such moment: there a client is closed by `close` only.
    """

    _class_name = "AsyncClient"

    _keeper: LoopKeeper | None = None

    def _make(self) -> httpx.AsyncClient:
        from .transport import DefaultAsyncHttpxClient

        return DefaultAsyncHttpxClient()

    def get(self) -> Any:
        """The HTTP client, for the running loop. Raises ``RuntimeError`` after `close`."""
        client = super().get()
        if self._keeper is None and self._given is None:
            from .loop_keeper import keep

            self._keeper = keep(client, self)
        return client

    def loop_ends(self, client: Any) -> None:
        """The loop of ``client`` is being shut down, or ``client`` is not wanted any more."""
        with self._lock:
            if self._client is client and not self._closed:
                self._client = self._keeper = None

    async def close(self) -> None:
        """Close the HTTP client, also the user's own."""
        with self._lock:
            self._closed = True
            client, keeper, self._keeper = self._client, self._keeper, None
        if keeper is not None:
            await keeper.close()
        if client is not None:
            await client.aclose()

    def __del__(self) -> None:
        keeper = getattr(self, "_keeper", None)
        if keeper is not None:
            with suppress(Exception):  # there is nobody left to tell
                keeper.release()
