"""The coordinator over HTTP, for Dask, Celery and any other engine: one process serves it, and
workers get a ledger from `connect`. Bodies are JSON, and requests need a token.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from typing import Any

from ..errors import ConfigError
from ..version import __version__
from .coordinator import Coordinator
from .marks import MovingMark, require_shared
from .object_store import open_store
from .protocol import BatchError, Grant, Known, State, Stop, WorkerLost
from .remote import Answers, Booking, RemoteLedger, Signals, book

TOKEN = "MINIMAX_BATCH_TOKEN"
"""The environment variable with the token."""
MOST_BYTES = 512 * 2**20
BEAT = 1.0
"""Seconds between heartbeats; a stop takes effect within this time."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0


class Server(ThreadingHTTPServer):
    """Serves a coordinator."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self,
        coordinator: Coordinator,
        token: str,
        mark: MovingMark,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        super().__init__((host, port), _Handler)
        self.coordinator = coordinator
        self.token = token
        self.batch = mark.batch

    @property
    def url(self) -> str:
        """Its address."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        """Answer a list of ledger calls; an empty list is answered with the destination."""
        given = self.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.server.token}".encode()):
            self._answer(401, {"error": f"the token is not valid; see {TOKEN}"})
            return
        try:
            size = int(self.headers.get("content-length", ""))
            if not 0 <= size <= MOST_BYTES:
                raise ValueError("the body is too large")
            asked = json.loads(self.rfile.read(size), object_hook=_with_bytes)
            worker, version = str(asked["worker"]), asked["version"]
            bookings = [_booking(str(name), given) for name, given in asked["bookings"]]
        except (ValueError, TypeError, KeyError) as error:
            self._answer(400, {"error": f"this is not a valid request: {error}"})
            return
        if version != __version__:
            problem = f"the coordinator has version {__version__}, the worker {version}"
            self._answer(409, {"error": f"{problem}; install the same version on all machines"})
            return
        coordinator = self.server.coordinator
        answers = [_result(each) for each in book(coordinator, worker, bookings)]
        self._answer(
            200,
            {
                "answers": answers,
                "signals": Signals.of(coordinator),
                "destination": coordinator.store.address,
                "batch": self.server.batch,
            },
        )

    def _answer(self, status: int, content: Mapping[str, Any]) -> None:
        body = json.dumps(content, default=_as_base64).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if status != 200:
            self.send_header("connection", "close")  # the body was not read
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Do not log requests."""


def connect(
    url: str,
    token: str | None,
    worker: str | None,
    out: str | PathLike[str] | None,
    patience: float,
) -> HTTPLedger:
    """Connect this process to the ledger of a coordinator; see `minimax.batch.connect`."""
    token = token or os.environ.get(TOKEN)
    if not token:
        raise ConfigError(f"the coordinator needs a token: pass token=, or set {TOKEN}")
    name = worker or f"{socket.gethostname()}-{os.getpid()}"
    caller = _Caller(url, token, name, patience)
    try:
        found = caller.post([])
        store = open_store(out if out is not None else found["destination"])
        require_shared(store, found["batch"])
    except BaseException:
        caller.close()
        raise
    return HTTPLedger(caller, store)


class HTTPLedger(RemoteLedger):
    """The ledger of a process. A context manager; closing it ends its heartbeats."""

    def __init__(self, caller: _Caller, store: Any) -> None:
        super().__init__(caller.call, store)
        self._caller = caller
        self._ended = threading.Event()
        threading.Thread(target=self._beat, name="minimax-beat", daemon=True).start()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            self.ask("beat")

    def close(self) -> None:
        """End the connection."""
        self._ended.set()
        self._caller.close()

    def __enter__(self) -> HTTPLedger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Caller:
    """Sends ledger calls, and repeats them while the coordinator cannot be reached."""

    def __init__(self, url: str, token: str, worker: str, patience: float) -> None:
        import httpx

        self._url = url
        self._name = worker
        self._rename()
        self._patience = patience
        headers = {"authorization": f"Bearer {token}"}
        self._client = httpx.Client(headers=headers, timeout=30.0, trust_env=False)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="minimax-ledger")

    def _rename(self) -> None:
        self._worker = f"{self._name}-{os.urandom(4).hex()}"

    def call(self, bookings: list[Booking]) -> Future[Answers]:
        """Send ledger calls and return a future of their answers."""
        return self._pool.submit(self._call, bookings)

    def _call(self, bookings: list[Booking]) -> Answers:
        each, signals = self._answers(bookings)
        if refused := [n for n, answer in enumerate(each) if isinstance(answer, WorkerLost)]:
            # This process was suspended for so long that its requests in flight are unknown by now.
            # It can still settle them; everything else it does under the name of a new worker.
            self._rename()
            again, signals = self._answers([bookings[n] for n in refused])
            for n, answer in zip(refused, again, strict=True):
                each[n] = answer
        return Answers(each, signals)

    def _answers(self, bookings: list[Booking]) -> Answers:
        found = self.post(bookings)
        each = [_answer(name, answer) for (name, _), answer in
                zip(bookings, found["answers"], strict=True)]  # fmt: skip
        return Answers(each, Signals(*found["signals"]))

    def post(self, bookings: Sequence[Booking]) -> dict[str, Any]:
        """Send ledger calls and return the whole answer. Raises BatchError if there is none in
        time.
        """
        import httpx

        body = json.dumps(
            {"worker": self._worker, "version": __version__, "bookings": list(bookings)},
            default=_as_base64,
        )
        began, pause = time.monotonic(), FIRST_PAUSE
        while True:
            try:
                response = self._client.post(self._url, content=body)
                found: dict[str, Any] = json.loads(response.content, object_hook=_with_bytes)
                if response.status_code != 200:
                    raise BatchError(
                        f"The coordinator at {self._url} rejected the request: {found['error']}."
                    )
                return found
            except (httpx.HTTPError, ValueError, KeyError) as error:
                if time.monotonic() - began + pause > self._patience:
                    raise BatchError(
                        f"The coordinator at {self._url} cannot be reached: {error}. Nothing more"
                        " is sent."
                    ) from None
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.close()


def _booking(name: str, given: Sequence[Any]) -> Booking:
    """Parse a ledger call."""
    match name, given:
        case "take", [str(id), int(key)]:
            return name, (id, key)
        case "begin", [
            int(line),
            str(before),
            int(attempt),
            str(nonce),
            str(rate_class),
            str(model),
            int(weight),
            dict(facts),
        ]:
            given = (line, State(before), attempt, nonce, rate_class, model, weight, facts)
            return name, given
        case "settle", [int(line), int(attempt), str(state), dict(facts), stop]:
            return name, (line, attempt, State(state), facts, Stop(*stop) if stop else None)
        case "beat", []:
            return name, ()
    raise ValueError(f"{name!r} is not a ledger call")


def _result(answer: Any) -> Any:
    """An answer as a JSON value."""
    if isinstance(answer, Future):
        try:
            answer = answer.result()
        except Exception as error:
            answer = error
    if isinstance(answer, BaseException):
        return {"error": str(answer), "lost": isinstance(answer, WorkerLost)}
    return {"is": answer}


def _answer(name: str, answer: Mapping[str, Any]) -> Any:
    """The answer to a ledger call, parsed for `once`."""
    if "error" in answer:
        return WorkerLost(answer["error"]) if answer["lost"] else BatchError(answer["error"])
    value = answer["is"]
    if name == "take":
        return Known(value[0], State(value[1]), *value[2:])
    return Grant(*value) if name == "begin" else value


def _as_base64(value: object) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, Exception):
        return None  # it stays where it is
    raise TypeError(f"{type(value).__name__} cannot be sent to the coordinator")


def _with_bytes(found: dict[str, Any]) -> Any:
    return base64.b64decode(found["base64"]) if found.keys() == {"base64"} else found
