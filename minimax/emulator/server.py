"""The emulator as a server, by default on loopback: in a thread of this process, or in a separate
process.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Unpack

import uvicorn
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from minimax.emulator.app import application
from minimax.emulator.log import LoggedRequest
from minimax.emulator.scenario import read as read_scenario
from minimax.emulator.settings import SettingsFields
from minimax.emulator.state import Platform

if TYPE_CHECKING:
    import ssl

    from minimax.emulator.certificates import Certificate
    from minimax.emulator.recordings.exchanges import Exchange

HOST = "127.0.0.1"
_LAST_WORDS_SECONDS = 1
_START_SECONDS = 30
_TICK_SECONDS = 1
_MOMENT_SECONDS = 0.002


def _socket_protocol(**options: Any) -> asyncio.Protocol:
    """The protocol for WebSocket connections, imported on first use."""
    from minimax.emulator.socket_protocol import SocketProtocol

    return SocketProtocol(**options)


class Server(uvicorn.Server):
    """A uvicorn server that reports when it is ready, stops immediately, and does not raise signals
    again.
    """

    def __init__(
        self,
        platform: Platform,
        ready: Callable[[], object],
        app: ASGIApp | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        # uvicorn logs dropped connections, which several faults cause, as errors, which would be
        # confusing.
        protocol: Any = _socket_protocol  # uvicorn declares a class, but only calls it
        super().__init__(
            uvicorn.Config(
                app or application(platform),
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                ws=protocol,
                # The platform never pings, and compressing hex of compressed audio is not worth it.
                ws_ping_interval=None,
                ws_per_message_deflate=False,
                # Longer than the 5 seconds for which HTTP clients keep idle connections, so that
                # both ends do not close at once.
                timeout_keep_alive=75,
            )
        )
        self.config.load()
        self.config.ssl = tls
        self._platform = platform
        self._ready = ready
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leaving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self._ready()

    def leave(self) -> None:
        """Begin to shut down. Can be called from any thread, and from a signal handler."""
        self.should_exit = True
        if self._loop is None:
            return
        try:
            self._loop.call_soon_threadsafe(self._leaving.set)
        except RuntimeError:  # it has already ended
            pass

    # uvicorn checks about ten times a second, and waits a tenth of a second for open connections,
    # which would slow down every test.

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # updates the Date header
            try:
                await asyncio.wait_for(self._leaving.wait(), _TICK_SECONDS)
            except TimeoutError:
                pass

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._platform.closing = True
        # A stalled stream would block the shutdown.
        self._platform.clock.break_waits()
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        end = time.monotonic() + _LAST_WORDS_SECONDS
        while (
            (self.server_state.connections or self.server_state.tasks)
            and time.monotonic() < end
            and not self.force_exit
        ):
            await asyncio.sleep(_MOMENT_SECONDS)
        for task in self.server_state.tasks:
            task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """SIGINT and SIGTERM only end the server; the process continues."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self._leave) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.leave()


class ThreadedServer:
    """A server in a thread; `base_url` can be used as soon as the constructor returns."""

    def __init__(
        self,
        platform: Platform,
        port: int = 0,
        *,
        host: str = HOST,
        allow_remote: bool = False,
        app: ASGIApp | None = None,
    ) -> None:
        self._socket, self.base_url = listen(port, host, allow_remote=allow_remote)
        started = threading.Event()
        self._server = Server(platform, started.set, app)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="minimax-emulator", daemon=True
        )
        self._thread.start()
        if not started.wait(_START_SECONDS):
            raise RuntimeError(f"the emulator did not start within {_START_SECONDS} seconds")

    def close(self) -> None:
        """Stop the server and wait for the thread; running requests are aborted."""
        self._server.leave()
        self._thread.join()
        self._socket.close()


def replaying(
    platform: Platform, replay: str | Path | None, *, only: bool = False
) -> ASGIApp | None:
    """The platform that replays a recording; None if there is no recording."""
    if replay is None:
        if only:
            raise ValueError("replay_only requires a recording; pass it as replay")
        return None
    from minimax.emulator.recordings.replay import Replay
    from minimax.emulator.recordings.tape import read

    middleware = Middleware(Replay, platform=platform, tape=read(replay), only=only)
    return application(platform, middleware)


def serve(
    port: int = 0,
    faults: Iterable[str] = (),
    *,
    scenario: str | Path | Mapping[str, Any] | None = None,
    replay: str | Path | None = None,
    replay_only: bool = False,
    host: str = HOST,
    allow_remote: bool = False,
    tls: Certificate | None = None,
    announce: Callable[[str], object] = lambda url: print(url, flush=True),
    on_request: Callable[[LoggedRequest], object] = lambda _: None,
    **settings: Unpack[SettingsFields],
) -> None:
    """Serve until SIGINT or SIGTERM. The base URL is announced first, by default as the first line
    on stdout.

    `scenario`, `faults`, `replay` and the settings are those of `minimax.emulator.Emulator`. A
    `host` that is reachable by other machines requires `allow_remote=True`: anyone who reaches it
    can use, read and control the emulator. `tls` serves https with a certificate of
    `minimax.emulator.certificates`. `on_request` is called with every finished request.

    Raises OSError if the port is in use or a file cannot be read, and ValueError for mistakes in a
    fault, the scenario or a setting, and for a host that is not allowed.
    """
    platform = Platform(read_scenario(scenario).with_changes(settings, faults))
    platform.log.finished = on_request
    app = replaying(platform, replay, only=replay_only)
    _serve(platform, app, port, host, allow_remote, tls, announce)


def record(
    upstream: str,
    to: str | Path,
    *,
    port: int = 0,
    host: str = HOST,
    allow_remote: bool = False,
    tls: Certificate | None = None,
    announce: Callable[[str], object] = lambda url: print(url, flush=True),
    on_exchange: Callable[[Exchange], object] = lambda _: None,
) -> None:
    """Forward requests to another platform, such as https://api.minimax.io, and record them to a
    file, until SIGINT or SIGTERM. The base URL to use is announced as by `serve`.
    """
    from minimax.emulator.recordings.recorder import Recorder

    recorder = Recorder(upstream, to, on_exchange)
    _serve(Platform(), recorder, port, host, allow_remote, tls, announce)


def _serve(
    platform: Platform,
    app: ASGIApp | None,
    port: int,
    host: str,
    allow_remote: bool,
    tls: Certificate | None,
    announce: Callable[[str], object],
) -> None:
    listener, base_url = listen(port, host, allow_remote=allow_remote)
    if tls is not None:
        base_url = base_url.replace("http", "https", 1)
    try:
        context = tls.context if tls else None
        Server(platform, lambda: announce(base_url), app, context).run([listener])
    finally:
        listener.close()
        platform.reset()


def listen(port: int, host: str = HOST, *, allow_remote: bool = False) -> tuple[socket.socket, str]:
    """Open a listening socket and return it with its URL; port 0 selects a free port.

    Raises ValueError for a host that is not loopback, unless `allow_remote` is set.
    """
    family, address = _address(host)
    if not (allow_remote or ip_address(address).is_loopback):
        raise ValueError(
            f"{host} is not loopback: any machine that can reach it could use the emulator, read"
            f" the requests and control its faults, with any key. Use {HOST}, or pass"
            " allow_remote=True if that is intended."
        )
    # With an explicit protocol, asyncio disables Nagle's algorithm; otherwise every small response
    # waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        listener.close()
        raise OSError(
            f"cannot listen on {host}:{port} ({error}); choose another port, or 0 for a free one"
        ) from error
    return listener, f"http://{_reachable(address)}:{listener.getsockname()[1]}"


def _address(host: str) -> tuple[socket.AddressFamily, str]:
    """The family and address of a host. Raises OSError if it has none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host or HOST, None, type=socket.SOCK_STREAM)[
            0
        ]
    except (OSError, UnicodeError) as error:
        raise OSError(
            f"cannot listen on {host!r}: it is not an address of this machine ({error})"
        ) from error
    return family, str(address[0])


def _reachable(address: str) -> str:
    """The host for a local URL; a wildcard address is replaced by loopback."""
    parsed = ip_address(address)
    if parsed.version == 6:
        return "[::1]" if parsed.is_unspecified else f"[{address}]"
    return HOST if parsed.is_unspecified else address
