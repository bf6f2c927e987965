"""The emulator as a server, on loopback unless told otherwise: in a thread of this process, or as a process of its own."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Generator, Iterable
from ipaddress import ip_address
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
        self._platform.closing = True
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

    def __init__(self, platform: Platform, port: int = 0, *, host: str = HOST, allow_remote: bool = False) -> None:
        self._socket, self.base_url = listen(port, host, allow_remote=allow_remote)
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
    host: str = HOST,
    allow_remote: bool = False,
    announce: Callable[[str], object] = lambda url: print(url, flush=True),
) -> None:
    """Serve until SIGINT or SIGTERM. The base URL is announced first, by default as the first line on stdout.

    `faults` as in `minimax.emulator.faults`; `strict` refuses fields that the API does not know; `pace` is the
    pause in seconds before each frame of a stream, `task_seconds` how long a task takes; `rate_limits` refuses what
    goes beyond the documented requests per minute and jobs at once; `script` holds replies as in `minimax.emulator.scripts`.
    A `host` that other machines reach needs `allow_remote=True`: whoever reaches it can use, read and control the
    emulator. Raises OSError when the port is taken or the script cannot be read, ValueError for a fault that does not
    exist, a script that is none or a host that is not to be served.
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
    listener, base_url = listen(port, host, allow_remote=allow_remote)
    try:
        Server(platform, lambda: announce(base_url)).run([listener])
    finally:
        listener.close()
        platform.reset()


def listen(port: int, host: str = HOST, *, allow_remote: bool = False) -> tuple[socket.socket, str]:
    """A listening socket and its URL; port 0 takes a free one.

    Raises ValueError for a host that is not loopback, unless `allow_remote` says that it is meant.
    """
    family, address = _address(host)
    if not (allow_remote or ip_address(address).is_loopback):
        raise ValueError(
            f"{host} is not loopback: every machine that reaches it could use the emulator, read what was sent to it "
            f"and switch its faults, with any key. Serve on {HOST}, or say allow_remote=True if that is meant."
        )
    # With the protocol named, asyncio turns Nagle's algorithm off; without, every small answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        listener.close()
        raise OSError(f"cannot listen on {host}:{port} ({error}); choose another port, or 0 for a free one") from error
    return listener, f"http://{_reachable(address)}:{listener.getsockname()[1]}"


def _address(host: str) -> tuple[socket.AddressFamily, str]:
    """Family and address of a host; OSError where it has none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host or HOST, None, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise OSError(f"cannot listen on {host!r}: it is no address of this machine ({error})") from error
    return family, str(address[0])


def _reachable(address: str) -> str:
    """How a URL on this machine names an address; one that stands for all of them is reached on loopback."""
    parsed = ip_address(address)
    if parsed.version == 6:
        return "[::1]" if parsed.is_unspecified else f"[{address}]"
    return HOST if parsed.is_unspecified else address
