"""A real HTTP server on loopback whose answers a test writes down, and which remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """One answer. A ``body`` that isn't bytes is sent as JSON; ``pieces`` one by one, without a content length."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterator[bytes]] | None = None
    hang_up: bool = False


@dataclass
class ScriptedServer:
    """``url`` to give to a client, and the requests so far, in order."""

    url: str
    requests: list[Asked] = field(default_factory=list)

    @property
    def last(self) -> Asked:
        return self.requests[-1]


class QuietServer(ThreadingHTTPServer):
    """A server that says nothing when a client hangs up: some tests are about that."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        return


@contextmanager
def scripted_server(answer: Callable[[Asked], Reply] | Reply | list[Reply]) -> Iterator[ScriptedServer]:
    """Serve until the block ends. A list is played in order, its last reply again and again."""

    def pick(asked: Asked) -> Reply:
        if isinstance(answer, list):
            return answer[min(len(server.requests), len(answer)) - 1]
        return answer if isinstance(answer, Reply) else answer(asked)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            return

        def _serve(self) -> None:
            asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, self._body())
            server.requests.append(asked)
            reply = pick(asked)
            if reply.hang_up:
                self.close_connection = True
                return
            content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", **reply.headers}
            if reply.pieces is None:
                headers["Content-Length"] = str(len(content))
            else:
                headers["Connection"] = "close"
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for piece in reply.pieces() if reply.pieces else [content]:
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                self.close_connection = True  # the client went away, which some tests are about

        def _body(self) -> bytes:
            if "chunked" not in (self.headers.get("Transfer-Encoding") or ""):
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    httpd = QuietServer(("127.0.0.1", 0), Handler)
    server = ScriptedServer(f"http://127.0.0.1:{httpd.server_port}/v1")
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
