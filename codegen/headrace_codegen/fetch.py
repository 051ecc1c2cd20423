"""Documents over HTTP. Only ``http`` and ``https``, bounded in time and size; the library loads when it is needed."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from headrace_codegen.source import source_error

__all__ = ["display_url", "fetch"]

TIMEOUT = 30.0
"""Seconds for connecting, and for each wait for more bytes."""

MAX_REDIRECTS = 5


def display_url(url: str) -> str:
    """``url`` without user name, password, query and fragment, which may hold secrets."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("://")[0] + "://..."
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def fetch(url: str, limit: int) -> bytes:
    """The body of a GET. Raises ``SourceError`` when it fails, isn't a 200, or decodes to more than ``limit`` bytes."""
    import httpx

    shown = display_url(url)
    body = bytearray()
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=True, max_redirects=MAX_REDIRECTS) as client,
            client.stream("GET", url, headers={"accept": "application/yaml, application/json, */*;q=0.5"}) as response,
        ):
            if response.status_code != 200:
                raise source_error(
                    "source/unreadable", f"can't read {shown}: the server answered {response.status_code}"
                )
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > limit:
                    raise source_error("source/too-large", f"{shown} is larger than {limit // 1024 // 1024} MiB")
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise source_error("source/unreadable", f"can't read {shown}: {exc or type(exc).__name__}") from None
    return bytes(body)
