"""The emulator as a process and as a thread: start, binding, and shutdown."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from websockets.sync.client import connect

import minimax.emulator
from minimax.emulator import Emulator
from minimax.emulator.server import listen

from .conftest import CHAT, SPEECH, chat, frames, joined, spoken

SERVE = "import sys; from minimax.emulator import serve; serve(0, sys.argv[1:], strict=True)"


@pytest.fixture
def process(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-c", SERVE, *getattr(request, "param", ())]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        yield running
        running.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_prints_its_url_first_and_exits_silently_on_a_signal(
    process: subprocess.Popen[str], number: signal.Signals
) -> None:
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert (
        httpx.post(
            url + CHAT, json=chat(), headers={"Authorization": "Bearer k"}, trust_env=False
        ).status_code
        == 200
    )
    process.send_signal(number)
    rest, errors = process.communicate(timeout=10)
    assert (process.returncode, rest, errors) == (0, "", "")


@pytest.mark.slow
@pytest.mark.parametrize("process", [["stall_mid_stream"]], indirect=True)
def test_exits_during_a_stalled_stream(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    request = httpx.Request(
        "POST", url + CHAT, json=chat(stream=True), headers={"Authorization": "Bearer k"}
    )
    with httpx.Client(trust_env=False) as client:
        response = client.send(request, stream=True)
        process.send_signal(signal.SIGTERM)
        with pytest.raises(httpx.RemoteProtocolError):
            response.read()
    assert process.wait(timeout=10) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "process", [["keepalive_only=0.01:chat_completions", "stall_mid_stream:t2a_v2"]], indirect=True
)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_exits_within_two_seconds_with_open_connections(
    process: subprocess.Popen[str], number: signal.Signals
) -> None:
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    host, port = url.removeprefix("http://").split(":")
    headers = {"Authorization": "Bearer k"}
    with contextlib.ExitStack() as open_still:
        client = open_still.enter_context(
            httpx.Client(base_url=url, headers=headers, trust_env=False)
        )
        for path, body in ((CHAT, chat(stream=True)), (SPEECH, spoken(stream=True))) * 5:
            begun = open_still.enter_context(client.stream("POST", path, json=body))
            next(begun.iter_raw())
        for begin in (b"", b"POST /v1/t2a_v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"):
            half = open_still.enter_context(socket.create_connection((host, int(port))))
            half.sendall(begin)
        socket_url = f"{url.replace('http', 'ws')}/ws/v1/t2a_v2"
        speaking = open_still.enter_context(
            connect(socket_url, additional_headers=headers, proxy=None)
        )
        speaking.recv()
        started = time.monotonic()
        process.send_signal(number)
        output, errors = process.communicate(timeout=20)
        seconds = time.monotonic() - started
    assert (process.returncode, output, errors) == (0, "", "")
    assert seconds < 2


@pytest.mark.parametrize("process", [["no_such_fault"]], indirect=True)
def test_invalid_faults_prevent_the_start(process: subprocess.Popen[str]) -> None:
    output, errors = process.communicate(timeout=10)
    assert output == ""
    assert "no fault is called 'no_such_fault'" in errors


def test_used_ports_are_reported_with_a_fix(emulator: Emulator) -> None:
    port = int(emulator.base_url.rpartition(":")[2])
    with pytest.raises(
        OSError, match=rf"cannot listen on 127\.0\.0\.1:{port} .* choose another port"
    ):
        listen(port)
    with pytest.raises(OSError, match="cannot listen"):
        listen(99_999)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_public_hosts_require_confirmation(host: str) -> None:
    with pytest.raises(
        ValueError,
        match=rf"{re.escape(host)} is not loopback: any machine .* pass allow_remote=True",
    ):
        Emulator(host=host)
    with pytest.raises(ValueError, match="is not loopback"):
        minimax.emulator.serve(host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", ""])
def test_all_loopback_names_are_accepted(host: str) -> None:
    with Emulator(host=host) as emulator:
        assert httpx.get(f"{emulator.base_url}/nowhere", trust_env=False).status_code == 404


def test_confirmed_public_hosts_have_a_working_local_url() -> None:
    with Emulator(host="0.0.0.0", allow_remote=True) as emulator:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", emulator.base_url)
        assert httpx.get(f"{emulator.base_url}/nowhere", trust_env=False).status_code == 404


def test_unresolvable_hosts_are_reported() -> None:
    with pytest.raises(
        OSError, match="cannot listen on 'no such host': it is not an address of this machine"
    ):
        Emulator(host="no such host")


def test_a_region_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no region is called 'mars'; known: cn, global"):
        Emulator(region="mars")


def test_starts_and_exits_quickly() -> None:
    started = time.perf_counter()
    with Emulator() as emulator:
        assert httpx.get(f"{emulator.base_url}/nowhere", trust_env=False).status_code == 404
    assert time.perf_counter() - started < 2


def test_small_responses_are_sent_immediately(emulator: Emulator, http: httpx.Client) -> None:
    started = time.perf_counter()
    for _ in range(25):
        http.get("/nowhere")
    assert time.perf_counter() - started < 0.8, "40 ms each means that Nagle's algorithm is on"


def test_closing_frees_port_and_thread() -> None:
    before = threading.active_count()
    with Emulator() as emulator:
        port = int(emulator.base_url.rpartition(":")[2])
    assert threading.active_count() == before
    again, _ = listen(port)
    again.close()


def test_closing_does_not_wait_for_clients_that_are_only_connected() -> None:
    def seconds() -> float:
        with httpx.Client(trust_env=False) as client, Emulator() as emulator:
            client.get(f"{emulator.base_url}/nowhere")
            started = time.perf_counter()
            emulator.close()
            return time.perf_counter() - started

    assert any(seconds() < 0.05 for _ in range(5))


def test_close_can_be_repeated() -> None:
    with Emulator() as emulator:
        emulator.close()


def test_a_paced_stream_waits_before_each_frame() -> None:
    with Emulator(pace=0.001) as emulator:
        headers = {"Authorization": "Bearer k"}
        response = httpx.post(
            emulator.base_url + CHAT,
            json=chat("Say hi", stream=True),
            headers=headers,
            trust_env=False,
        )
        assert "hi" in joined(
            [frame["choices"][0]["delta"] for frame in frames(response)[:-1]], "content"
        )


def test_disconnecting_clients_do_not_affect_others(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("keepalive_only=0.01", first=20)
    for _ in range(20):
        with http.stream("POST", CHAT, json=chat(stream=True)) as response:
            next(response.iter_raw())
    assert http.post(CHAT, json=chat()).status_code == 200
    deadline = time.monotonic() + 5
    while emulator.clock.waiting() and time.monotonic() < deadline:
        http.get("/nowhere")
    assert emulator.clock.waiting() == 0, "no stream may go on for a client that has left"


def test_parallel_streams_do_not_mix(emulator: Emulator) -> None:
    async def scene() -> list[str]:
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(
            base_url=emulator.base_url,
            headers={"Authorization": "Bearer k"},
            limits=limits,
            trust_env=False,
        ) as client:

            async def one(number: int) -> str:
                body = chat(
                    f"Reply with exactly: {number} {'tram ' * 20}",
                    stream=True,
                    thinking={"type": "disabled"},
                )
                response = await client.post(CHAT, json=body, timeout=30)
                return joined(
                    [frame["choices"][0]["delta"] for frame in frames(response)[:-1]], "content"
                )

            return await asyncio.gather(*map(one, range(40)))

    answers = asyncio.run(scene())
    assert answers == [f"{number} {'tram ' * 20}".strip() for number in range(40)]


def test_emulators_are_independent(emulator: Emulator) -> None:
    with Emulator() as other:
        other.fault("rate_limit")
        assert httpx.post(
            emulator.base_url + SPEECH,
            json=spoken(),
            headers={"Authorization": "Bearer k"},
            trust_env=False,
        ).json()["data"]
        assert other.requests() == []


def loaded(code: str) -> str:
    """Which of the extra's libraries a program has loaded at its end."""
    watched = "{'starlette', 'uvicorn', 'jsonschema', 'websockets', 'av', 'PIL'}"
    command = [
        sys.executable,
        "-c",
        f"import sys; {code}; print(*sorted({watched} & set(sys.modules)))",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_loads_nothing_of_the_extra() -> None:
    assert loaded("import minimax.emulator") == ""


def test_media_and_websockets_are_loaded_when_first_needed() -> None:
    program = (
        "from minimax.emulator import client; c = client(); c.__enter__().text.chat('hi');"
        " c.__exit__(None, None, None)"
    )
    assert loaded(program) == "starlette uvicorn"


def test_package_lists_its_attributes() -> None:
    for name in minimax.emulator.__all__:
        assert getattr(minimax.emulator, name)
        assert name in dir(minimax.emulator)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        minimax.emulator.nothing


def test_a_missing_extra_says_how_to_install_it() -> None:
    code = (
        "import sys; sys.modules['starlette'] = None; import minimax.emulator;"
        " minimax.emulator.Emulator"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'pip install "minimax-sdk[emulator]"' in done.stderr
