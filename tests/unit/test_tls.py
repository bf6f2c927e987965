"""Failed TLS handshakes close the socket immediately."""

from __future__ import annotations

import gc
import queue
import socket
from typing import Any

import pytest

from minimax import AsyncMiniMax, MiniMax, NetworkError, Retry

from .platform import KEY, Runner
from .raw_server import server


def test_a_failed_handshake_leaves_no_socket_open(runner: Runner) -> None:
    ends: queue.Queue[bool] = queue.Queue()

    def garbage(connection: socket.socket) -> None:
        connection.settimeout(10)
        connection.recv(65536)
        connection.sendall(b"this is no TLS at all")
        try:
            while connection.recv(65536):
                pass
        except TimeoutError:
            ends.put(False)
        except OSError:
            ends.put(True)
        else:
            ends.put(True)

    kind: Any = AsyncMiniMax if runner.is_async else MiniMax
    gc.disable()  # which closes what is left open, sooner or later
    try:
        with server(garbage) as url:
            client = kind(KEY, base_url=url.replace("http:", "https:"), retry=Retry(attempts=1))
            with pytest.raises(NetworkError):
                runner(client.text.chat("Hi"))
            assert ends.get(timeout=15), "the client has not closed its end"
            runner(client.close())
    finally:
        gc.enable()
