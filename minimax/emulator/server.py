"""The emulator as a server on loopback: in a thread of this process, or as a process of its own."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from minimax.emulator import scripts, sockets
from minimax.emulator.app import application
from minimax.emulator.state import Platform
from minimax.emulator.tasks import TASK_SECONDS

HOST = "127.0.0.1"
_LAST_WORDS_SECONDS = 1
_START_SECONDS = 30


class _SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket that tells its session of the pings of the client, which are answered here."""

    def handle_ping(self) -> None:
        if pinged := self.scope.get("state", {}).get(sockets.PINGED):
            pinged()
        super().handle_ping()


class Server(uvicorn.Server):
    """uvicorn that tells when it is ready and ends without a raised signal."""

    def __init__(self, platform: Platform, ready: Callable[[], object]) -> None:
        # Breaking a connection off, which several faults do, is an error to uvicorn: its log would only confuse.
        super().__init__(
            uvicorn.Config(
                application(platform),
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                ws=_SocketProtocol,
                # The platform never pings, and hex of compressed audio is not worth the work of compressing it again.
                ws_ping_interval=None,
                ws_per_message_deflate=False,
                # Longer than the 5 seconds that HTTP clients keep idle connections, or both ends let go at once.
                timeout_keep_alive=75,
                timeout_graceful_shutdown=_LAST_WORDS_SECONDS,
            )
        )
        self._platform = platform
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A stalled stream would hold the server up.
        self._platform.clock.break_waits()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """SIGINT and SIGTERM end the server, and that is all: the process goes on to its own end."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._leave) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


class ThreadedServer:
    """A server in a thread; `base_url` is good as soon as the constructor returns."""

    def __init__(self, platform: Platform, port: int = 0) -> None:
        self._socket, self.base_url = listen(port)
        started = threading.Event()
        self._server = Server(platform, started.set)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="minimax-emulator", daemon=True)
        self._thread.start()
        if not started.wait(_START_SECONDS):
            raise RuntimeError(f"the emulator did not start within {_START_SECONDS} seconds")

    def close(self) -> None:
        """Stop serving and wait for the thread; running requests are broken off."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


def serve(
    port: int = 0,
    faults: Iterable[str] = (),
    strict: bool = False,
    *,
    region: str = "cn",
    pace: float = 0.0,
    task_seconds: float = TASK_SECONDS,
    rate_limits: bool = False,
    script: str | Path | None = None,
    announce: Callable[[str], object] = lambda url: print(url, flush=True),
) -> None:
    """Serve until SIGINT or SIGTERM. The base URL is announced first, by default as the first line on stdout.

    `faults` as in `minimax.emulator.faults`; `strict` refuses fields that the API does not know; `pace` is the
    pause in seconds before each frame of a stream, `task_seconds` how long a task takes; `rate_limits` refuses more
    tasks in flight than the platform takes; `script` holds replies as in `minimax.emulator.scripts`. Raises OSError
    when the port is taken or the script cannot be read, ValueError for a fault that does not exist or a script that is none.
    """
    platform = Platform(
        strict=strict,
        region=region,
        pace=pace,
        task_seconds=task_seconds,
        rate_limits=rate_limits,
        faults=faults,
        script=scripts.read(script) if script is not None else (),
    )
    listener, base_url = listen(port)
    try:
        Server(platform, lambda: announce(base_url)).run([listener])
    finally:
        listener.close()
        platform.reset()


def listen(port: int) -> tuple[socket.socket, str]:
    """A listening socket on loopback and its URL; port 0 takes a free one."""
    # With the protocol named, asyncio turns Nagle's algorithm off; without, every small answer waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        listener.close()
        raise OSError(f"cannot listen on {HOST}:{port} ({error}); choose another port, or 0 for a free one") from error
    return listener, f"http://{HOST}:{listener.getsockname()[1]}"
