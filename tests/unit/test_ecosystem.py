"""Mocks, recorders and tracers of httpx see every request of a default client, and what is mocked
never reaches the network.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
import vcr
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pytest_httpx import HTTPXMock, IteratorStream
from vcr.errors import CannotOverwriteExistingCassetteException

from minimax import AsyncMiniMax, MiniMax, RequestTimeout, Retry

from .platform import CHAT, KEY, Runner, data, delta
from .raw_server import read_request, server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("_no_proxies"),
    pytest.mark.httpx_mock(assert_all_responses_were_requested=False),
]

NOWHERE = "http://127.0.0.1:9"
EVENTS = data(delta("Hel"), delta("lo", finish="stop"), "[DONE]")
SONG = b"ID3 song"
STORED = {"file": {"file_id": 7, "filename": "a.mp3"}, "base_resp": {"status_code": 0}}
PATHS = ["/v1/chat/completions", "/v1/chat/completions", "/v1/files/upload", "/a.mp3"]
"""What `use` asks for."""


def answer(path: str, body: bytes) -> tuple[str, bytes]:
    """Content type and content of what a host answers."""
    if path.endswith("/files/upload"):
        return "application/json", json.dumps(STORED).encode()
    if path.endswith(".mp3"):
        return "audio/mpeg", SONG
    if b'"stream":true' in body:
        return "text/event-stream", EVENTS
    return "application/json", json.dumps(CHAT).encode()


def respond(request: httpx.Request) -> httpx.Response:
    kind, content = answer(request.url.path, request.read())
    return httpx.Response(200, headers={"content-type": kind}, content=content)


async def respond_later(request: httpx.Request) -> httpx.Response:
    kind, content = answer(request.url.path, await request.aread())
    return httpx.Response(200, headers={"content-type": kind}, content=content)


def client_of(runner: Runner, url: str) -> Any:
    kind = AsyncMiniMax if runner.is_async else MiniMax
    return kind(KEY, base_url=url, retry=Retry(attempts=1))


def use(runner: Runner, url: str, folder: Path) -> None:
    """A call, a stream, an upload and a download of a default client."""
    source = folder / "a.txt"
    source.write_text("Once upon a time.")
    client = client_of(runner, url)
    assert runner(client.text.chat("Hi")).text == "Hello."
    with runner.opened(client.text.stream("Hi")) as stream:
        assert runner(stream.final()).text == "Hello"
    assert runner(client.files.upload(source, purpose="t2a_async_input")).id == "7"
    assert runner(client.files.download(f"{url}/a.mp3")) == SONG
    runner(client.close())


@pytest.fixture
def platform() -> Iterator[tuple[str, list[bytes]]]:
    """A host on loopback, and the heads of the requests that reached it."""
    heard: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        while request := read_request(connection):
            heard.append(request.partition(b"\r\n\r\n")[0])
            path = request.split(b" ", 2)[1].decode()
            kind, content = answer(path, request)
            connection.sendall(
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(content)}\r\n\r\n".encode()
                + content
            )

    with server(serve) as url:
        yield url, heard


def test_respx(runner: Runner, tmp_path: Path) -> None:
    with respx.mock() as mock:
        mock.route().mock(side_effect=respond_later if runner.is_async else respond)
        use(runner, NOWHERE, tmp_path)
        assert [call.request.url.path for call in mock.calls] == PATHS


def test_respx_side_effects_are_raised(runner: Runner) -> None:
    with respx.mock() as mock:
        mock.route().mock(side_effect=httpx.ReadTimeout)
        with pytest.raises(RequestTimeout):
            runner(client_of(runner, NOWHERE).text.chat("Hi"))


def test_pytest_httpx(runner: Runner, httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    httpx_mock.add_callback(respond_later if runner.is_async else respond, is_reusable=True)
    use(runner, NOWHERE, tmp_path)
    assert [request.url.path for request in httpx_mock.get_requests()] == PATHS


def test_pytest_httpx_streams(runner: Runner, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(
        stream=IteratorStream([EVENTS[:30], EVENTS[30:]]),
        headers={"content-type": "text/event-stream"},
    )
    assert runner(client_of(runner, NOWHERE).text.stream("Hi").final()).text == "Hello"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_vcrpy(runner: Runner, platform: tuple[str, list[bytes]], tmp_path: Path) -> None:
    url, heard = platform
    cassette: Callable[..., Any] = vcr.VCR(match_on=["method", "uri"]).use_cassette
    tape = str(tmp_path / "tape.yaml")
    with cassette(tape, filter_headers=["authorization"]):
        use(runner, url, tmp_path)
    assert len(heard) == len(PATHS)
    assert KEY not in Path(tape).read_text("utf-8")

    with cassette(tape, record_mode="none") as played:
        use(runner, url, tmp_path)
    assert (len(heard), played.play_count) == (len(PATHS), len(PATHS))

    client = client_of(runner, url)
    with (
        cassette(str(tmp_path / "none.yaml"), record_mode="none"),
        pytest.raises(CannotOverwriteExistingCassetteException),
    ):
        runner(client.text.chat("Hi"))
    runner(client.close())
    assert len(heard) == len(PATHS)


def test_opentelemetry(runner: Runner, platform: tuple[str, list[bytes]], tmp_path: Path) -> None:
    url, heard = platform
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    try:
        use(runner, url, tmp_path)
    finally:
        HTTPXClientInstrumentor().uninstrument()
    assert len(exporter.get_finished_spans()) == len(heard) == len(PATHS)
    assert all(b"\r\ntraceparent: " in head.lower() for head in heard)


SENTRY = """
import json, sys
from pathlib import Path
import sentry_sdk
from sentry_sdk.integrations.httpx import HttpxIntegration
from tests.unit.platform import Runner
from tests.unit.test_ecosystem import use
name, url, folder = sys.argv[1:]
events, runner = [], Runner(name)
sentry_sdk.init(
    dsn="http://key@127.0.0.1:9/1",
    transport=lambda item: None,
    traces_sample_rate=1.0,
    before_send_transaction=lambda event, hint: events.append(event),
    default_integrations=False,
    integrations=[HttpxIntegration()],
)
with sentry_sdk.start_transaction(name="test"):
    use(runner, url, Path(folder))
runner.close()
print(json.dumps([span["data"]["url"] for span in events[0]["spans"]]))
"""
"""In a process of its own: Sentry cannot be uninstalled."""


def test_sentry(runner: Runner, platform: tuple[str, list[bytes]], tmp_path: Path) -> None:
    url, _ = platform
    done = subprocess.run(
        [sys.executable, "-c", SENTRY, runner.name, url, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [url + path for path in PATHS]
