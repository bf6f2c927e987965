"""A loopback server of plain sockets, for tests of real connections."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from .platform import CHAT


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on loopback that hands every connection to `serve`. Gives its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def attend(connection: socket.socket) -> None:
        try:
            serve(connection)
        except OSError:
            pass  # the other side hung up, or the test is over

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            held.append(connection)
            threads.append(threading.Thread(target=attend, args=(connection,), daemon=True))
            threads[-1].start()

    door = threading.Thread(target=accept, daemon=True)
    door.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        door.join(5)
        for connection in held:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads from it
        for thread in threads:
            thread.join(5)
        for connection in held:
            connection.close()


def read_request(connection: socket.socket) -> bytes:
    """One request with its body; b"" when the other side has closed."""
    text = b""
    while b"\r\n\r\n" not in text:
        block = connection.recv(65536)
        if not block:
            return b""
        text += block
    head, _, body = text.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def talk(
    connection: socket.socket,
    *,
    replies: int | None = None,
    before: Callable[[], object] | None = None,
    heard: Callable[[bytes], object] | None = None,
) -> None:
    """Answer the requests of one connection with a chat reply each."""
    content = json.dumps(CHAT).encode()
    while replies is None or replies > 0:
        request = read_request(connection)
        if not request:
            return
        if heard:
            heard(request)
        if before:
            before()
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(content)
            + content
        )
        replies = replies and replies - 1
