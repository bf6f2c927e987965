"""Whatever comes in by the wire: an answer of the platform's shape or a clean close, and the next
caller is served as ever.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import os
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from minimax.emulator import Emulator, app
from minimax.emulator.endpoints import ENDPOINTS

from .conftest import CHAT, KEY, NATIVE, SPEECH, chat, spoken
from .samples import status

MESSAGES = "/anthropic/v1/messages"
UPLOAD = "/v1/files/upload"
SOCKET = "/ws/v1/t2a_v2"
JSON = {"Content-Type": "application/json"}
DEEP = 100_000
MB = 2**20
STATM = Path("/proc/self/statm")


@pytest.fixture(autouse=True)
def unmoved(
    emulator: Emulator,
    http: httpx.Client,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Iterator[None]:
    """After every test of this file: nobody waits, the next call is answered, and nothing was
    complained about.
    """
    yield
    assert http.post(CHAT, json=chat()).status_code == 200
    deadline = time.monotonic() + 5
    while emulator.clock.waiting() and time.monotonic() < deadline:
        http.get("/nowhere")
    assert emulator.clock.waiting() == 0, "something is stuck"
    assert capfd.readouterr().err == ""
    assert [
        record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING
    ] == []


@pytest.fixture
def send(emulator: Emulator) -> Callable[..., bytes]:
    """Bytes out, bytes back: what the server says until it closes or says `until`. `leave` closes
    our side once they are sent.
    """

    def exchange(
        data: bytes, *, opening: bytes = b"", leave: bool = False, until: bytes | None = None
    ) -> bytes:
        address = urlsplit(emulator.base_url)
        received = b""
        with socket.create_connection((address.hostname, address.port), timeout=10) as raw:
            # A server that has seen enough closes while we are still sending.
            with contextlib.suppress(ConnectionError):
                if opening:
                    raw.sendall(opening)
                    received += raw.recv(65536)
                raw.sendall(data)
                if leave:
                    raw.shutdown(socket.SHUT_WR)
                while piece := raw.recv(65536):
                    received += piece
                    if until is not None and until in received:
                        break
        return received

    return exchange


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """An HTTP request as it is written, good or not."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {KEY}",
        "Connection: close",
        f"Content-Length: {len(body)}",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


# Not HTTP, or hardly


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\xfc\x03\x03\r\n\r\n",
        bytes(1000) + b"\r\n\r\n",
        b"GET /\r\n\r\n",
        request("GET", "/" + "a" * 200_000),
        request("GET", f"/v1/models?{'a=b&' * 50_000}"),
        request("GET", "/v1/models", X_Long="a" * 500_000),
        b"GET /v1/models/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /v1/t2a_v2 HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n{}",
        b"POST /v1/t2a_v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"POST /v1/t2a_v2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}",
    ],
    ids=[
        "TLS",
        "zeros",
        "HTTP 0.9",
        "long path",
        "long query",
        "long header",
        "raw bytes",
        "length -5",
        "two lengths",
        "chunks",
    ],
)
def test_invalid_http_is_400_and_closes_the_connection(
    send: Callable[..., bytes], data: bytes
) -> None:
    answer = send(data)
    # Where we were still sending when it closed, the answer may be lost on the way.
    assert answer.startswith(b"HTTP/1.1 400 ") or (not answer and len(data) > 100_000)
    assert b"Traceback" not in answer


@pytest.mark.parametrize(
    "data",
    [b"", b"POST /v1/t2a", b"POST /v1/t2a_v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{}"],
)
def test_incomplete_requests_close_cleanly(send: Callable[..., bytes], data: bytes) -> None:
    assert send(data, leave=True) == b""


@pytest.mark.parametrize(
    "method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW", "get"]
)
def test_wrong_method_is_a_gateway_404(send: Callable[..., bytes], method: str) -> None:
    answer = send(request(method, CHAT if method != "CONNECT" else "x:80"))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert answer.endswith(b"404 page not found")


def test_head_is_a_get_without_a_body(send: Callable[..., bytes]) -> None:
    assert send(request("HEAD", CHAT)).startswith(b"HTTP/1.1 404 ")
    head, _, body = send(request("HEAD", "/v1/models")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert body == b""


@pytest.mark.parametrize(
    "path",
    [
        "/download/../../etc/passwd",
        "/download/%2e%2e%2f%2e%2e%2fetc%2fpasswd?Expires=99999999999&Signature=a",
        "/download/..?Expires=99999999999&Signature=%ff",
        "/download/%00?Expires=1&Signature=x",
        "/download/a.mp3?Expires=tomorrow&Signature=",
        "/v1/models/%ff%fe%00%zz",
        "/v1/models/..%2f..%2fetc",
        "//v1/models",
        "http://elsewhere/v1/models",
    ],
)
def test_path_traversal_is_not_possible(send: Callable[..., bytes], path: str) -> None:
    plain = request("GET", path).replace(
        f"Authorization: Bearer {KEY}\r\n".encode(),
        b"" if path.startswith("/download") else b"X: y\r\n",
    )
    answer = send(plain)
    assert answer.split(b" ", 2)[1] in (b"401", b"403", b"404")
    assert b"root:" not in answer


# JSON


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":' * DEEP,
        b'{"model":"speech-2.8-hd","model":"MiniMax-M3","text":"Hi","messages":[],"unknown":'
        + b"[" * 700
        + b"]" * 700
        + b"}",
        json.dumps(spoken()).encode("utf-16"),
        b'{"model":"MiniMax-M3","text":"\xff\xfe","messages":[{"role":"user","content":"\xff\xfe"}]}',
        b'{"model":"MiniMax-M3","text":"Hi","temperature":1e999}',
        b'{"model":"MiniMax-M3","text":"Hi","unknown":-Infinity}',
        b'{"model":"MiniMax-M3","text":"Hi","unknown":' + b"9" * 5000 + b"}",
        b'{"model":"MiniMax-M3"} {}',
        b"model=MiniMax-M3&text=Hi",
        gzip.compress(b'{"model":"MiniMax-M3"}'),
    ],
    ids=[
        "deep",
        "deep unknown",
        "UTF-16",
        "bad UTF-8",
        "1e999",
        "Infinity",
        "long number",
        "two",
        "form",
        "gzip",
    ],
)
@pytest.mark.parametrize("path", [SPEECH, CHAT, NATIVE, MESSAGES])
def test_invalid_json_is_rejected_in_the_format_of_the_api(
    http: httpx.Client, path: str, content: bytes
) -> None:
    response = http.post(path, content=content, headers=JSON)
    answer = response.json()
    if path in (SPEECH, NATIVE):
        assert (response.status_code, answer["base_resp"]["status_code"]) == (200, 2013)
    else:
        assert (response.status_code, answer["type"]) == (400, "error")
        assert answer["request_id"] == response.headers["trace-id"]


def test_compressed_bodies_are_rejected(http: httpx.Client) -> None:
    headers = {**JSON, "Content-Encoding": "gzip"}
    code, message = status(
        http.post(SPEECH, content=gzip.compress(json.dumps(spoken()).encode()), headers=headers)
    )
    assert (code, message) == (
        2013,
        "invalid params, the body is not JSON; send it without the encoding gzip",
    )


@pytest.mark.parametrize("path", [SPEECH, CHAT, NATIVE, MESSAGES])
@pytest.mark.parametrize(
    "text", ["\\ud800 tram", "\\u0000", "\\ud83d\\ude8b 电车", "\\udfff\\ud800"]
)
@pytest.mark.parametrize("stream", ["true", "false"])
def test_unusual_characters_are_accepted(
    http: httpx.Client, path: str, text: str, stream: str
) -> None:
    content = (
        f'{{"model":"{"speech-2.8-hd" if path == SPEECH else "MiniMax-M3"}","max_tokens":20,'
        f'"stream":{stream},"text":"Hi {text}","{text}":1,'
        f'"messages":[{{"role":"user","content":"Say {text}"}}]}}'
    )
    response = http.post(path, content=content, headers=JSON)
    assert response.status_code == 200, response.text
    assert response.text.encode()


def test_last_duplicate_json_key_is_used(http: httpx.Client) -> None:
    content = b'{"model":"nothing","model":"speech-2.8-hd","text":"Hi"}'
    assert status(http.post(SPEECH, content=content, headers=JSON))[0] == 0


def test_a_number_of_hundreds_of_digits_is_out_of_range(http: httpx.Client) -> None:
    content = (
        b'{"model":"speech-2.8-hd","text":"Hi","voice_setting":{"voice_id":"male-qn-qingse","pitch":'
        + b"9" * 400
        + b"}}"
    )
    code, message = status(http.post(SPEECH, content=content, headers=JSON))
    assert code == 2013
    assert "voice_setting.pitch: 9999" in message
    assert len(message) < 300


# Size


def zeros(count: int) -> Iterable[bytes]:
    yield b'{"model":"MiniMax-M3","messages":['
    for _ in range(count // 1000):
        yield b"0," * 1000
    yield b"0]}"


@pytest.mark.skipif(not STATM.exists(), reason="memory is measured on Linux only")
def test_bodies_of_100_mb_are_rejected_without_buffering(http: httpx.Client) -> None:
    before = resident()
    for path in (CHAT, SPEECH, MESSAGES):
        response = http.post(path, content=(b" " * MB for _ in range(100)), headers=JSON)
        assert response.status_code == 413
        assert response.headers["content-type"].startswith("application/json")
    assert resident() - before < 2 * app.LARGEST_BODY


def resident() -> int:
    """Bytes of memory that this process takes, and with it the emulator."""
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_million_invalid_items_are_one_error_without_blocking(
    http: httpx.Client,
) -> None:
    response = http.post(CHAT, content=zeros(200_000), headers=JSON)
    assert response.status_code == 400
    assert "messages[0]: expected object, got number (2013)" in response.json()["error"]["message"]


# Forms


def form(*parts: tuple[str, str | None, bytes], end: bytes = b"--B--\r\n") -> bytes:
    written = b""
    for name, filename, data in parts:
        called = f'; filename="{filename}"' if filename is not None else ""
        written += (
            f'--B\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'.encode(
                "latin-1"
            )
            + data
            + b"\r\n"
        )
    return written + end


PURPOSE = ("purpose", None, b"voice_clone")
FILE = ("file", "a.wav", b"RIFF")
FORM = {"Content-Type": "multipart/form-data; boundary=B"}


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (form(PURPOSE, FILE, end=b""), "B", "it ends before its closing boundary"),
        (b"", "B", "it ends before its closing boundary"),
        (form(PURPOSE, FILE), "C", "cannot be read"),
        (form(PURPOSE, FILE), "", "missing boundary"),
        (form(PURPOSE), "B", "file is empty"),
        (form(FILE), "B", "purpose is empty"),
        (form(PURPOSE, ("file", None, b"RIFF")), "B", "file: is not a file"),
        (form(("purpose", None, b"v" * (2 * MB)), FILE), "B", "maximum size"),
        (form(("purpose", None, b"\xff\xfe"), FILE), "B", "unsupported purpose"),
        (form(*[(f"f{index}", None, b"x") for index in range(500)]), "B", "too many fields"),
        (form(*[(f"f{index}", "x", b"x") for index in range(500)]), "B", "too many files"),
        (b"--B\r\n\r\nx\r\n--B--\r\n", "B", "cannot be read"),
        (
            form(PURPOSE, FILE).replace(b"form-data", b"form-data; x=" + b"a" * 100_000, 1),
            "B",
            "cannot be read",
        ),
    ],
)
def test_invalid_forms_are_2013(http: httpx.Client, content: bytes, kind: str, told: str) -> None:
    content_type = f"multipart/form-data; boundary={kind}" if kind else "multipart/form-data"
    response = http.post(UPLOAD, content=content, headers={"Content-Type": content_type})
    code, message = status(response)
    assert (response.status_code, code) == (200, 2013)
    assert told.replace("file: is not", "file is not") in message or told in message


def test_duplicate_parts_and_hostile_file_names(
    http: httpx.Client,
) -> None:
    twice = form(
        PURPOSE, ("file", "../../tmp/\xff\xfe/first.wav", b"RIFF"), ("file", "second.wav", b"other")
    )
    stored = http.post(UPLOAD, content=twice, headers=FORM).json()["file"]
    assert (stored["filename"], stored["bytes"]) == ("first.wav", 4)


def test_an_upload_over_the_limit_is_413(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        ENDPOINTS, "files_upload", replace(ENDPOINTS["files_upload"], largest_body=MB)
    )
    response = http.post(
        UPLOAD, content=form(PURPOSE, ("file", "a.wav", bytes(3 * MB))), headers=FORM
    )
    assert response.status_code == 413
    assert status(response)[0] == 2013


# Clients that leave


@pytest.mark.parametrize(
    "fault",
    [None, "keepalive_only=0.01", "stall_mid_stream", "slow_first_byte=1000", "split_every_byte"],
)
def test_clients_that_disconnect_during_a_stream_leak_nothing(
    emulator: Emulator, fault: str | None
) -> None:
    if fault:
        emulator.fault(fault)
    address = urlsplit(emulator.base_url)
    body = json.dumps(chat("Tell me of trams. " * 200, stream=True)).encode()
    for _ in range(10):
        with socket.create_connection((address.hostname, address.port), timeout=10) as raw:
            raw.sendall(request("POST", CHAT, body, Content_Type="application/json"))
            if fault != "slow_first_byte=1000":
                raw.recv(100)
            # Not a word of good-bye: the connection is reset.
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    emulator.platform.faults.reset()


# WebSockets


def frame(
    opcode: int, data: bytes, *, masked: bool = True, final: bool = True, length: int | None = None
) -> bytes:
    size = len(data) if length is None else length
    first = bytes([(0x80 if final else 0) | opcode])
    mask = 0x80 if masked else 0
    head = (
        bytes([mask | size])
        if size < 126
        else (
            bytes([mask | 126]) + size.to_bytes(2)
            if size < 65536
            else bytes([mask | 127]) + size.to_bytes(8)
        )
    )
    return first + head + (bytes(4) if masked else b"") + data


HANDSHAKE = (
    f"GET {SOCKET} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nConnection:"
    " Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"
    " dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
).encode()
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
CLOSING = b"\x88"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (frame(BINARY, b"\x00\xff"), b"the frame is not a JSON object"),
        (frame(TEXT, b"{"), b"the frame is not a JSON object"),
        (frame(TEXT, b"[1]"), b"the frame is not a JSON object"),
        (frame(TEXT, b'{"event":"task_start","model":NaN}'), b"the frame is not a JSON object"),
        (frame(TEXT, b"[" * 60_000), b"the frame is not a JSON object"),
        (frame(TEXT, b'{"event":"task_start","x":' + b"[" * 900 + b"]" * 900 + b"}"), b"base_resp"),
        (frame(TEXT, b'{"event":"task_dance"}'), b"illegal event"),
        (frame(TEXT, b'{"event":{"a":1}}'), b"illegal event"),
        (frame(TEXT, b'{"event":"task_start"}'), b"model is empty"),
        (frame(TEXT, b'{"event":"task_start","model":"\\ud800"}'), b"2013"),
        (frame(TEXT, b"\xff\xfe"), CLOSING),
        (frame(TEXT, b"{}", masked=False), CLOSING),
        (frame(15, b"{}"), CLOSING),
        (frame(TEXT, b"", length=2**40), CLOSING),
        (frame(TEXT, b"{}", final=False) + frame(TEXT, b"{}"), CLOSING),
        (frame(CLOSE, b"\x00"), CLOSING),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_invalid_frames_close_the_connection_with_a_reason(
    send: Callable[..., bytes], data: bytes, told: bytes
) -> None:
    answer = send(data, opening=HANDSHAKE, until=CLOSING)
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert told in answer
    assert b"Traceback" not in answer


@pytest.mark.parametrize(
    "data",
    [
        b"",
        frame(PING, b"hi"),
        frame(TEXT, b'{"event":', final=False),
        frame(TEXT, b"{}", length=1000),
    ],
)
def test_dropped_connections_are_cleaned_up(send: Callable[..., bytes], data: bytes) -> None:
    assert send(data, opening=HANDSHAKE, leave=True).startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"Version: 13", b"Version: 8", (b"400", b"426")),
        (b"dGhlIHNhbXBsZSBub25jZQ==", b"short", (b"400",)),
        (b"/ws/v1/t2a_v2", b"/ws/none", (b"404",)),
    ],
)
def test_invalid_handshakes_are_rejected(
    send: Callable[..., bytes], old: bytes, new: bytes, code: tuple[bytes, ...]
) -> None:
    assert send(HANDSHAKE.replace(old, new), leave=True).split(b" ", 2)[1] in code


def test_a_websocket_path_without_an_upgrade_is_404(http: httpx.Client) -> None:
    assert http.get(SOCKET).status_code == 404
    assert http.post(SOCKET, json={}).text == "404 page not found"


@pytest.mark.parametrize("path", [CHAT, NATIVE, MESSAGES])
@pytest.mark.parametrize(
    "value",
    [True, -1, "\ud800", [[]], {"": 0}, {"json_schema": 1}, {"json_schema": {"schema": []}}],
    ids=repr,
)
def test_unknown_fields_can_have_any_value(http: httpx.Client, path: str, value: Any) -> None:
    for name in ("response_format", "max_tokens", "reasoning", "n", "stop"):
        content = json.dumps({**chat("Reply in JSON", max_tokens=9), name: value})
        assert http.post(path, content=content, headers=JSON).status_code in (200, 400)
