"""A server on loopback that lets only requests through that the document allows."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any

from harness.contract import Contract, Received

TICKET = "x-ticket"


@dataclass(frozen=True)
class Reply:
    """What the server answers to a request that is right. ``media_type`` None: no body."""

    status: int = 200
    media_type: str | None = "application/json"
    content: bytes = b"{}"


class ContractServer:
    """Serves the document's operations below ``url``, as a context manager.

    The test says beforehand what is to be answered (``expect``) and puts the ticket that it gets into the header
    ``x-ticket``. A request that is not right gets status 400 and the list of its problems, and never the answer. Each
    security scheme has one key in ``keys``; a request must carry the key of a scheme that the operation names.
    """

    def __init__(self, contract: Contract, keys: Mapping[str, str] | None = None) -> None:
        self.contract = contract
        self.keys = dict(keys or {})
        self._replies: dict[str, Reply] = {}
        self._received: dict[str, Received] = {}
        self._tickets = count(1)
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> ContractServer:
        self._thread.start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def expect(self, reply: Reply) -> str:
        """Plan one answer; returns its ticket."""
        ticket = str(next(self._tickets))
        self._replies[ticket] = reply
        return ticket

    def received(self, ticket: str) -> Received:
        """What came with this ticket. Raises ``KeyError`` when nothing did."""
        return self._received.pop(ticket)

    def handle(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """Judge one request and pick its answer."""
        received = self.contract.read(method, target, headers, content)
        self._check_key(received)
        ticket = headers.get(TICKET, "")
        self._received[ticket] = received
        reply = self._replies.pop(ticket, None)
        if reply is None:
            received.problems.append(f"no answer is planned for ticket {ticket!r}")
        if received.problems or reply is None:
            error = {"error": {"message": "; ".join(received.problems), "type": "contract", "code": None}}
            return Reply(400, "application/json", json.dumps(error).encode())
        return reply

    def _check_key(self, received: Received) -> None:
        if not self.keys or received.endpoint is None:
            return
        allowed = {f"Bearer {self.keys[name]}" for need in received.endpoint.security for name in need}
        if allowed and received.headers.get("authorization") not in allowed:
            received.problems.append("the key is not that of the operation's security scheme")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: ContractServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body of an answer go out in one packet; with Nagle's algorithm the second would wait for an ACK.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.owner.handle(self.command, self.path, headers, self._content(headers))
        content = b"" if reply.media_type is None else reply.content
        self.send_response(reply.status)
        self.send_header("x-request-id", f"req_{headers.get(TICKET, 'none')}")
        if reply.media_type is not None:
            self.send_header("content-type", reply.media_type)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def _content(self, headers: Mapping[str, str]) -> bytes:
        if "chunked" not in headers.get("transfer-encoding", ""):
            return self.rfile.read(int(headers.get("content-length", "0")))
        chunks: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet: the test says what went wrong."""
