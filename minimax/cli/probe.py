"""`minimax doctor --probe`: send one cheap request of each kind to the real platform, and compare
the responses with the spec.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from minimax_generated.operations import find_operation

from .. import estimate
from ..core.call import USER_AGENT
from ..core.destinations import prepare_folder, reserve_free, write_file
from ..core.sse import END, SSEDecoder
from ..emulator.recordings import conformance, exchanges
from ..emulator.recordings.conformance import Difference, Event
from ..errors import (
    APIError,
    AuthenticationError,
    ConfigError,
    InsufficientBalanceError,
    NetworkError,
    Origin,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    UsageLimitError,
    error_from,
)
from ..version import __version__
from . import contexts, output, probe_report
from .options import Settings, is_agreed
from .probe_report import DIFFERS, NOT_CHECKED, OK, Result
from .probe_requests import FILE, SOCKETS, SPOKEN, STEPS, Step, cost
from .progress import Watch

if TYPE_CHECKING:
    import ssl

    import httpx

    from minimax_generated.operation import AnyOperation

STEM = "minimax-probe"
SECONDS = 60.0
"""The longest silence of the platform."""
BLAMELESS = (
    AuthenticationError,
    InsufficientBalanceError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    UsageLimitError,
)
"""Errors that do not depend on the request, so that it was not checked."""
REFUSED = "refused request"
SOCKET_EVENT = "WsServerEvent"
LAST_EVENTS = ("task_finished", "task_failed")


class Target(NamedTuple):
    """The platform that is probed."""

    base_url: str
    region: str
    key: str


class Received(NamedTuple):
    """One response to compare and record."""

    status: int
    headers: Mapping[str, str]
    body: Any
    events: Sequence[Event] | None
    seconds: float

    @property
    def media_type(self) -> str:
        """Its content type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def run(settings: Settings, *, yes: bool, out: str | None) -> int:
    """Announce the cost, ask for confirmation, probe, and write report and recording. Returns the
    exit code: 0 if all responses match the spec, otherwise 1.
    """
    with _target(settings) as target:
        announcement = f"{target.base_url}: {cost(target.region)}."
        if settings.dry_run:
            output.say(settings, announcement)
            _list_steps(settings, target.region)
            return 0
        folder = prepare_folder(Path(out or ".").expanduser(), field="-o")
        if not settings.offline and not yes and not is_agreed(announcement, "Send them?"):
            output.say(settings, "nothing was sent")
            return 0
        with reserve_free(folder / f"{STEM}.md", beside=(".json", ".jsonl")) as names:
            return _probe(settings, target, names.paths[0])


@contextmanager
def _target(settings: Settings) -> Iterator[Target]:
    if settings.offline:
        from ..emulator import Emulator

        with Emulator() as emulator:
            yield Target(emulator.base_url, "cn", "sk-emulator")
        return
    from ..core.settings import resolve

    options = contexts.client_options(
        context=settings.context,
        api_key=settings.api_key,
        region=settings.region,
        base_url=settings.base_url,
    )
    if not options["api_key"]:
        raise ConfigError("--probe needs an API key; set MINIMAX_API_KEY, or use --offline")
    found = resolve(options.pop("api_key"), **options)
    yield Target(found.base_url, found.region or estimate.REGION, found.api_key.reveal())


def _list_steps(settings: Settings, region: str) -> None:
    rows = [
        {
            "operation": step.operation,
            "request": step.name,
            "title": step.title,
            "cost": "" if not step.is_billed else str(step.cost(region) or "not known"),
        }
        for step in STEPS
    ]
    columns = ("request", "title", "cost")
    output.table(settings, rows, columns, [[row[name] for name in columns] for row in rows])


def _probe(settings: Settings, target: Target, path: Path) -> int:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    with Prober(target) as prober, Watch(settings, "probing") as watch:
        results = []
        for number, step in enumerate(STEPS):
            watch.phase(f"{step.name}: {step.title}")
            watch.count(number, len(STEPS))
            results.append(prober.ask(step))
    facts = {"base_url": target.base_url, "region": target.region, "started_at": started}
    document = probe_report.report(results, version=f"minimax-sdk {__version__}", **facts)
    tape = "".join(f"{exchange.line()}\n" for exchange in prober.exchanges)
    written = {".md": probe_report.markdown(document), ".jsonl": tape}
    written[".json"] = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    for extension, text in written.items():
        write_file(path.with_suffix(extension), text.encode("utf-8", "replace"))
    probe_report.show(settings, results, document, path)
    return 1 if document["differences"] else 0


class Prober:
    """Sends the requests, and keeps the scrubbed exchanges and the values for later requests. A
    context manager.
    """

    def __init__(self, target: Target) -> None:
        import httpx

        from ..core.connections import verified_tls

        self.exchanges: list[exchanges.Exchange] = []
        self._target = target
        self._tls: ssl.SSLContext = verified_tls()
        self._headers = {"Authorization": f"Bearer {target.key}", "User-Agent": USER_AGENT}
        self._client = httpx.Client(
            base_url=target.base_url, verify=self._tls, timeout=SECONDS, headers=self._headers
        )
        self._learnt: dict[str, str] = {}

    def __enter__(self) -> Prober:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, step: Step) -> Result:
        """Send one request and compare its response.

        Raises:
            AuthenticationError: the first request was rejected because of the key.
            NetworkError: the first request got no response.
        """
        try:
            if step.operation in SOCKETS:
                return self._ask_socket(step)
            return self._ask(step, find_operation(step.operation))
        except KeyError as error:
            return Result(step, NOT_CHECKED, reason=f"an earlier response had no {error.args[0]}")
        except (NetworkError, ImportError) as error:
            if not self.exchanges:
                raise
            return Result(step, NOT_CHECKED, reason=str(error))

    def _ask(self, step: Step, operation: AnyOperation) -> Result:
        import httpx

        request = self._request(step, operation)
        started = time.monotonic()
        try:
            response = self._client.send(request)
        except httpx.HTTPError as error:
            raise NetworkError(f"{step.name}: {error or type(error).__name__}") from error
        seconds = time.monotonic() - started
        body, events = decode(response)
        received = Received(response.status_code, response.headers, body, events, seconds)
        path = str(request.url).removeprefix(self._target.base_url)
        self._keep(step, operation.method, path, request.headers, step.body, received)
        self._learn(step, body)
        found = conformance.response_differences(
            operation,
            status=received.status,
            media_type=received.media_type,
            body=body,
            events=events,
        )
        return self._result(step, received, found)

    def _ask_socket(self, step: Step) -> Result:
        from websockets.exceptions import ConnectionClosed, WebSocketException
        from websockets.sync.client import connect

        url = f"ws{self._target.base_url.removeprefix('http')}{SOCKETS[step.operation]}"
        tls = self._tls if url.startswith("wss:") else None
        start = {"event": "task_start", **{k: v for k, v in SPOKEN.items() if k != "text"}}
        rest = [{"event": "task_continue", "text": SPOKEN["text"]}, {"event": "task_finish"}]
        events: list[Event] = []

        def receive_until(*names: str) -> None:
            while not (events and events[-1].name in (*names, *LAST_EVENTS)):
                frame = _json(socket.recv(timeout=SECONDS))
                name = frame.get("event") if isinstance(frame, Mapping) else None
                events.append(Event(str(name or ""), frame))

        started = time.monotonic()
        try:
            with connect(url, additional_headers=self._headers, ssl=tls) as socket:
                socket.send(json.dumps(start))
                receive_until("task_started")
                for message in rest:
                    socket.send(json.dumps(message))
                receive_until()
        except ConnectionClosed:
            pass  # the events contain the reason
        except (OSError, WebSocketException) as error:
            raise NetworkError(f"{step.name}: {error or type(error).__name__}") from error
        received = Received(101, {}, None, events, time.monotonic() - started)
        path = SOCKETS[step.operation]
        self._keep(step, "WS", path, self._headers, [start, *rest], received)
        schemas = conformance.document("speech")["components"]["schemas"]
        found = [
            difference
            for event in events
            for difference in conformance.event_differences(
                event, schemas[SOCKET_EVENT], schemas, tag="event"
            )
        ]
        return self._result(step, received, list(dict.fromkeys(found)))

    def _result(self, step: Step, received: Received, found: list[Difference]) -> Result:
        """The result of a step. An error about the request is also a difference."""
        refusal, reason = refusal_in(received, step.name), ""
        if isinstance(refusal, AuthenticationError) and len(self.exchanges) == 1:
            raise refusal
        if refusal is not None and not step.refused:
            message = str(exchanges.scrub(str(refusal.args[0]), secrets=[self._target.key]))
            if isinstance(refusal, BLAMELESS):
                reason = message
            else:
                found = [*found, Difference(REFUSED, "", message, "a result")]
        state = DIFFERS if found else NOT_CHECKED if reason else OK
        return Result(step, state, found, received.status, received.seconds, reason)

    def _request(self, step: Step, operation: AnyOperation) -> httpx.Request:
        """Build the request of a step. Raises KeyError if an earlier step lacks a value."""
        query = {name: self._filled(value) for name, value in step.query.items()}
        path = operation.path
        for name in [name for name in query if f"{{{name}}}" in path]:
            path = path.replace(f"{{{name}}}", quote(str(query.pop(name)), safe=""))
        options: dict[str, Any] = {"params": query} if query else {}
        body = step.body and {name: self._filled(value) for name, value in step.body.items()}
        if step.file:
            options |= {"data": body, "files": {"file": self._file(step.file)}}
        elif body is not None:
            options["json"] = body
        return self._client.build_request(operation.method, path, **options)

    def _filled(self, value: Any) -> Any:
        if not (isinstance(value, str) and value.startswith("{")):
            return value
        learnt = self._learnt[value.strip("{}")]
        return int(learnt) if learnt.isdigit() else learnt

    def _file(self, kind: str) -> tuple[str, bytes]:
        return ("probe.mp3", bytes.fromhex(self._learnt["audio"])) if kind == "audio" else FILE

    def _learn(self, step: Step, body: Any) -> None:
        for name, place in step.learn.items():
            value = body
            for field in place.split("."):
                value = value.get(field) if isinstance(value, Mapping) else None
            if value:
                self._learnt[name] = str(value)

    def _keep(
        self,
        step: Step,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: object,
        received: Received,
    ) -> None:
        def shown(value: Any, *, private: bool = False) -> Any:
            if isinstance(value, bytes):
                return exchanges.media_reference(value)
            return exchanges.scrub(value, secrets=[self._target.key], private=private)

        content = (
            {"body": shown(received.body, private=step.private)}
            if received.events is None
            else {
                "events": [{"event": name, "data": shown(data)} for name, data in received.events]
            }
        )
        self.exchanges.append(
            exchanges.Exchange(
                step.operation,
                method,
                exchanges.scrub_url(path),
                {"headers": exchanges.scrub_headers(headers), "body": shown(body)},
                {
                    "status": received.status,
                    "headers": exchanges.scrub_headers(received.headers),
                    **content,
                },
                round(received.seconds, 3),
            )
        )


def decode(response: httpx.Response) -> tuple[Any, list[Event] | None]:
    """The body of a response, or the events of a stream."""
    media_type = response.headers.get("content-type", "")
    if media_type.startswith(conformance.EVENTS):
        events = SSEDecoder().feed(response.content + END)
        return None, [Event(event.event, _json(bytes(event.data))) for event in events]
    if media_type.startswith("text/") or "json" in media_type:
        return _json(response.content), None
    return response.content, None


def refusal_in(received: Received, name: str) -> APIError | None:
    """The error in a response, None for a result."""
    origin = Origin(name)
    if received.events is None:
        return error_from(received.body, origin, http_status=received.status)
    bodies = (event.data for event in received.events if isinstance(event.data, Mapping))
    return next(filter(None, (error_from(body, origin) for body in bodies)), None)


def _json(content: str | bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content if isinstance(content, str) else content.decode("utf-8", "replace")
