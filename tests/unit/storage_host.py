"""A storage host on loopback that can do what storage hosts do to a download: break off, expire,
move, forget Range.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import zlib
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Step = Callable[["Handler"], None]
FILE_ID = "301223344556700"


class Asked(NamedTuple):
    """One request that came."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def range(self) -> str | None:
        return self.headers.get("range")


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # whoever downloads may hang up at any time


class Host:
    """Serves `content` under every path. `steps` are done first, one for each download; `name` is
    the file name that it reports, `size` the bytes, 0 for unknown.
    """

    def __init__(self, content: bytes = b"", *, name: str = "clip.mp4") -> None:
        self.content = content
        self.name = name
        self.size = 0
        self.has_links = True
        self.steps: deque[Step] = deque()
        self.asked: list[Asked] = []
        self.uploads: list[bytes] = []
        self.received = 0
        self.keeps_uploads = True
        self.break_upload_at: int | None = None
        self.sent = 0
        self._links = 0
        self._server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"host": self}))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.link = f"{self.url}/store/clip.mp4?Signature=abc"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def downloads(self) -> list[Asked]:
        """The requests for content."""
        return [
            asked
            for asked in self.asked
            if "/store/" in asked.path or "retrieve_content" in asked.path
        ]

    def file(self) -> dict[str, Any]:
        """The answer to `files/retrieve`, with another link each time."""
        self._links += 1
        link = (
            {"download_url": f"{self.url}/store/clip.mp4?Signature={self._links}"}
            if self.has_links
            else {}
        )
        facts = {
            "file_id": int(FILE_ID),
            "bytes": self.size,
            "created_at": 1790000000,
            "filename": self.name,
            "purpose": "video_generation",
        }
        return {"file": {**facts, **link}, "base_resp": {"status_code": 0, "status_msg": "success"}}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    host: Host
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.host.asked.append(
            Asked("GET", self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        if self.path.startswith("/v1/files/retrieve?"):
            answer(200, json.dumps(self.host.file()).encode(), "application/json")(self)
        else:
            step = self.host.steps.popleft() if self.host.steps else serve()
            step(self)

    def do_POST(self) -> None:
        self.host.asked.append(
            Asked("POST", self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        left, kept = int(self.headers["content-length"]), bytearray()
        while left:
            block = self.rfile.read(min(left, 65536))
            left -= len(block)
            self.host.received += len(block)
            if self.host.keeps_uploads:
                kept += block
            if self.host.break_upload_at is not None and len(kept) >= self.host.break_upload_at:
                self.host.break_upload_at = None
                return self.hang_up()
        self.host.uploads.append(bytes(kept))
        answer(200, json.dumps(self.host.file()).encode(), "application/json")(self)

    def send(self, data: bytes) -> None:
        self.host.sent += len(data)  # before the write: whoever reads it may look at once
        try:
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    def hang_up(self) -> None:
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve(
    *,
    cut: int | None = None,
    ranges: bool = True,
    kind: str = "video/mp4",
    repeat: int = 1,
    content: bytes | None = None,
    version: tuple[tuple[str, str], ...] | None = None,
    if_range: bool = True,
) -> Step:
    """The content, or the rest of it where a Range asks for that and `If-Range` names its version.

    Args:
        cut: hang up after so many bytes.
        ranges: whether the host knows Range.
        content: sent in place of that of the host.
        version: headers that name the version; left out, an ETag by the content.
        if_range: whether the host knows `If-Range`.
    """
    own, named = content, version

    def step(handler: Handler) -> None:
        content = handler.host.content if own is None else own
        version = named if named is not None else (("ETag", f'"{zlib.crc32(content):08x}"'),)
        size = len(content) * repeat
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("range", "")) if ranges else None
        known = handler.headers.get("if-range")
        if if_range and known is not None and known not in dict(version).values():
            asked = None
        begin = int(asked[1]) if asked else 0
        if begin >= size > 0:
            extent = ("Content-Range", f"bytes */{size}")
            return answer(416, b"", "text/plain", extent, *version)(handler)
        handler.send_response(206 if asked else 200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(size - begin))
        for name, value in version:
            handler.send_header(name, value)
        if asked:
            handler.send_header("Content-Range", f"bytes {begin}-{size - 1}/{size}")
        handler.end_headers()
        if repeat > 1:
            for _ in range(repeat):
                handler.send(content)
            return None
        handler.send(content[begin : None if cut is None else begin + cut])
        return handler.hang_up() if cut is not None else None

    return step


def chunked(*, cut: int | None = None, end: bool = False) -> Step:
    """The content without its length; `cut` hangs up after so many bytes, or with `end` says that
    they are all.
    """

    def step(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "video/mp4")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        content = handler.host.content[:cut]
        if content:
            handler.send(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        if cut is None or end:
            handler.send(b"0\r\n\r\n")
        else:
            handler.hang_up()

    return step


def hang_up(handler: Handler) -> None:
    """No response at all."""
    handler.hang_up()


def answer(
    status: int, body: bytes = b"", kind: str = "text/plain", *headers: tuple[str, str]
) -> Step:
    """A fixed answer."""

    def step(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *headers):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return step


def moved(to: str, status: int = 302) -> Step:
    """A redirect."""
    return answer(status, b"", "text/plain", ("Location", to))


EXPIRED = answer(
    403,
    b'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has'
    b" expired.</Message></Error>",
    "application/xml",
)
