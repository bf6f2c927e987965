"""Processes killed while they fetch, store or wait, servers that die and come back, disks that
refuse: nothing lost, nothing doubled.

The log of the emulator is the judge. Batches have tests of this kind of their own, in test_batch.
"""

from __future__ import annotations

import errno
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from minimax import AsyncMiniMax, MiniMax, StreamInterrupted, ValidationError
from minimax.audio import wav_header
from minimax.emulator import Emulator

from ..unit.platform import Clock, Runner

pytestmark = pytest.mark.slow
KEY = "sk-processes"
SECONDS = 40
RECORDING = wav_header(SECONDS * 88_200, sample_rate=44100, channels=1) + bytes(range(200)) * (
    SECONDS * 441
)
"""Larger than what the buffers of a connection hold."""

BEGINNING = """
import sys, minimax
def stopped(*_):  # and told so: the kill comes in the middle, however fast the machine is
    print("now", flush=True)
    sys.stdin.read()
def watched(done, total):
    if done * 2 > total:
        stopped()
client = minimax.MiniMax("sk-processes", base_url=sys.argv[1])
"""
DOWNLOAD = "client.files.download(sys.argv[2], sys.argv[3], on_progress=watched)"
UPLOAD = 'client.files.upload(sys.argv[2], purpose="voice_clone", on_progress=watched)'
WAIT = """
task = client.speech.create_task("The tide comes in.", format="wav")
print(task.handle, flush=True)
watched = client.with_options(on_event=lambda event: event.kind == "poll" and stopped())
watched.task(task.handle).wait(interval=0.1)
"""
DISK = """
import resource
from minimax import MinimaxError
speech = client.speech.synthesize("The tide comes in.")
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
def download():
    client.files.download(sys.argv[2], sys.argv[4])
for size, act in ((1000, lambda: speech.save(sys.argv[3])), (1_200_000, download)):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        act()
    except OSError as error:
        print(error.errno, error, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
speech.save(sys.argv[3])
"""
SERVER = "from minimax.emulator import serve; serve(0, ['stall_mid_stream:chat_completions'])"
POLLED = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"id": "1", "status": "running"}')
    def log_message(self, *_):
        pass
server = HTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"""


@contextmanager
def process(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another Python, which is killed at the end whatever it does."""
    command = [sys.executable, "-W", "error", "-c", program, *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def next_line(running: subprocess.Popen[str]) -> str:
    """The next line of a process."""
    assert running.stdout is not None
    line = running.stdout.readline().strip()
    assert line, running.communicate()
    return line


def killed(running: subprocess.Popen[str]) -> None:
    running.kill()
    running.wait()


def connected(runner: Runner, **options: Any) -> Any:
    return (AsyncMiniMax if runner.is_async else MiniMax)(**options)


@pytest.fixture
def helper(emulator: Emulator) -> Iterator[MiniMax]:
    """A client with the key of the processes, whose waits turn the clock."""
    with MiniMax(**{**emulator.client_options(), "api_key": KEY}) as client:
        yield client


def test_downloads_of_killed_processes_are_resumed(
    emulator: Emulator, helper: MiniMax, tmp_path: Path
) -> None:
    file, target = (
        helper.files.upload(RECORDING, purpose="voice_clone", name="harbour.wav"),
        tmp_path / "harbour.wav",
    )
    with process(BEGINNING + DOWNLOAD, emulator.base_url, file.id, target) as running:
        assert next_line(running) == "now"
        killed(running)
    (partial,) = tmp_path.glob(".*.part")
    there = partial.stat().st_size

    helper.files.download(file.id, target)

    assert target.read_bytes() == RECORDING
    assert len(RECORDING) > there > len(RECORDING) // 2
    assert [entry.headers.get("range") for entry in emulator.requests("download")] == [
        None,
        f"bytes={there}-",
    ]
    assert [*tmp_path.iterdir()] == [target]


def test_killed_uploads_leave_nothing_and_can_be_repeated(
    emulator: Emulator, helper: MiniMax, tmp_path: Path
) -> None:
    source = tmp_path / "harbour.wav"
    source.write_bytes(RECORDING)
    with process(BEGINNING + UPLOAD, emulator.base_url, source) as running:
        assert next_line(running) == "now"
        killed(running)
    assert helper.files.list("voice_clone") == []

    stored = helper.files.upload(source, purpose="voice_clone")

    assert [(file.id, file.size) for file in helper.files.list("voice_clone")] == [
        (stored.id, len(RECORDING))
    ]


def test_tasks_of_killed_processes_are_resumed_and_paid_once(
    emulator: Emulator, helper: MiniMax, tmp_path: Path
) -> None:
    with process(BEGINNING + WAIT, emulator.base_url) as running:
        handle = next_line(running)
        assert next_line(running) == "now"
        killed(running)

    path = helper.task(handle).download(tmp_path / "tide.wav")

    assert path.read_bytes()[:4] == b"RIFF"
    assert len(emulator.requests("t2a_async_v2")) == 1


def test_server_crash_during_a_stream_keeps_the_partial_reply(
    runner: Runner,
) -> None:
    options = {"api_key": KEY, "clock": Clock()}
    with process(SERVER) as server:
        url = next_line(server)
        client = connected(runner, base_url=url, **options)
        stream = client.text.stream("What floats on the sea?")
        with runner.opened(stream):
            heard = runner.next(stream).text
            killed(server)
            with pytest.raises(StreamInterrupted) as caught:
                runner.list(stream)
    with Emulator(port=int(url.rpartition(":")[2])) as emulator:
        assert runner(client.text.chat("What floats on the sea?")).text
        assert len(emulator.requests("chat_completions")) == 1, "nothing was sent again by itself"
        runner(client.close())

    assert heard
    assert caught.value.partial.text.startswith(heard) or caught.value.partial.reasoning.startswith(
        heard
    )
    assert caught.value.partial.finish_reason is None


class Returned(BaseHTTPRequestHandler):
    """The server after its return: the task that it knew is finished."""

    def do_GET(self) -> None:
        content = json.dumps(
            {"id": "1", "status": "succeeded", "content": {"prompt": "A ship 🚢."}}
        ).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


def test_waits_survive_a_server_restart(runner: Runner) -> None:
    seen: list[str] = []
    servers: list[ThreadingHTTPServer] = []

    def watch(event: Any) -> None:
        seen.append(event.kind)
        if seen.count("poll") == 2 and server.poll() is None:
            killed(server)
        if seen.count("error") == 2 and not servers:
            servers.append(ThreadingHTTPServer(("127.0.0.1", port), Returned))
            threading.Thread(
                target=servers[0].serve_forever, kwargs={"poll_interval": 0.01}
            ).start()

    try:
        with process(POLLED) as server:
            url = next_line(server)
            port = int(url.rpartition(":")[2])
            client = connected(runner, base_url=url, api_key=KEY, clock=Clock(), on_event=watch)
            prompt = runner(client.task("video-prompt:1").wait())
            runner(client.close())
    finally:
        for each in servers:
            each.shutdown()
            each.server_close()

    assert prompt == "A ship 🚢."
    assert (seen.count("poll"), seen.count("error")) == (3, 2)


def test_full_disk_loses_no_paid_or_downloaded_data(
    emulator: Emulator, helper: MiniMax, tmp_path: Path
) -> None:
    pytest.importorskip("resource")  # which bounds the size of files as a full disk does
    file = helper.files.upload(RECORDING, purpose="voice_clone", name="harbour.wav")
    speech, target = tmp_path / "tide.mp3", tmp_path / "harbour.wav"
    with process(BEGINNING + DISK, emulator.base_url, file.id, speech, target) as running:
        saving, fetching = next_line(running), next_line(running)
        running.wait()
    (partial,) = tmp_path.glob("*.part")
    there = partial.stat().st_size

    assert saving.startswith(f"{errno.EFBIG} ")
    assert "still in memory" in saving
    assert speech.stat().st_size
    assert len(emulator.requests("t2a_v2")) == 1

    assert fetching.startswith(f"{errno.EFBIG} ")
    assert "the next call continues it" in fetching
    assert helper.files.download(file.id, target).read_bytes() == RECORDING
    assert emulator.requests("download")[-1].headers["range"] == f"bytes={there}-"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["harbour.wav", "tide.mp3"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_full_devices_are_reported(runner: Runner, client: Any) -> None:
    file = runner(client.files.upload(RECORDING, purpose="voice_clone", name="harbour.wav"))
    with (
        Path("/dev/full").open("wb", buffering=0) as device,
        pytest.raises(OSError, match="No space left") as caught,
    ):
        runner(client.files.download(file.id, device))
    assert caught.value.errno == errno.ENOSPC


@pytest.mark.parametrize("place", ["a file", "/proc"])
def test_unwritable_folder_keeps_the_paid_result(
    place: str, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
) -> None:
    # Not by permissions, which the administrator of a machine stands above.
    folder = Path(place) if place.startswith("/") else tmp_path / place
    if not folder.exists():
        if place.startswith("/"):
            pytest.skip("this system has no folder that refuses everybody")
        folder.write_bytes(b"")
    speech = runner(client.speech.synthesize("The tide comes in."))
    task = runner(client.speech.create_task("The boats rise.", format="wav"))

    for save in (
        lambda: speech.save(folder / "tide.mp3"),
        lambda: runner(task.download(folder / "boats.wav")),
    ):
        with pytest.raises((OSError, ValidationError), match="cannot write"):
            save()

    assert speech.save(tmp_path / "tide.mp3").stat().st_size
    assert runner(task.download(tmp_path / "boats.wav")).read_bytes()[:4] == b"RIFF"
    assert len(emulator.requests("t2a_v2")) == len(emulator.requests("t2a_async_v2")) == 1
