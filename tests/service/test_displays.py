"""Results of both clients are displayed in notebooks without requests; progress bars work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from minimax import batch, notebook
from minimax.emulator import Emulator

from ..unit.platform import Runner

WAV = {"format": "wav", "model": "speech-2.8-turbo"}
CALLS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "images": ("<img src=", lambda client: client.images.generate("A heron")),
    "links of images": ('<img src="http', lambda client: client.images.generate("A", format="url")),
    "speech": ("<audio ", lambda client: client.speech.synthesize("Hi", **WAV)),
    "link of speech": ("<audio ", lambda client: client.speech.synthesize("Hi", output="url")),
    "music": ("<audio ", lambda client: client.music.generate("piano", instrumental=True)),
    "a designed voice": ("<audio ", lambda client: client.voices.design("old", preview_text="Hi")),
    "voices": ("<th>name</th>", lambda client: client.voices.list()),
    "models": ("<th>id</th>", lambda client: client.text.models()),
    "files": ("<th>purpose</th>", lambda client: client.files.list()),
    "quota": ("<th>percent left</th>", lambda client: client.account.quota()),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_result_is_displayed_without_a_request(
    name: str, runner: Runner, client: Any, emulator: Emulator
) -> None:
    shown, call = CALLS[name]
    runner(client.files.upload(b"Some words.", purpose="t2a_async_input", name="a.txt"))
    result = runner(call(client))
    before = len(emulator.requests())
    assert shown in result._repr_mimebundle_()["text/html"]
    assert len(emulator.requests()) == before


def test_a_video_is_a_player_of_its_link(runner: Runner, client: Any, emulator: Emulator) -> None:
    video = runner(client.video.generate("A heron", duration=4))
    before = len(emulator.requests())
    shown = video._repr_mimebundle_()["text/html"]
    assert shown.startswith(f'<video controls preload="none" src="{emulator.base_url}')
    assert len(emulator.requests()) == before


def test_a_transcript_is_a_table_of_its_segments(runner: Runner, client: Any) -> None:
    speech = runner(client.speech.synthesize("Good morning.", **WAV))
    transcript = runner(client.speech.transcribe(speech.audio, format="verbose"))
    assert "<th>speaker</th>" in transcript._repr_mimebundle_()["text/html"]


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> notebook.ProgressBar:
    """A progress bar that nobody sees."""
    display = SimpleNamespace(display=lambda shown, display_id: None)
    monkeypatch.setattr(notebook, "import_module", lambda name: display)
    return notebook.progress("Work")


def test_a_bar_follows_a_wait_and_a_download(
    runner: Runner, client: Any, bar: notebook.ProgressBar, tmp_path: Path
) -> None:
    task = runner(client.video.create("A heron", duration=4))
    video = runner(task.wait(on_status=bar))
    assert (bar.text, bar.share) == ("succeeded", 1.0)
    runner(video.save(tmp_path / "heron.mp4", on_progress=bar))
    assert bar.text.startswith("100% of ")


def test_a_bar_follows_a_batch(
    runner: Runner, client: Any, bar: notebook.ProgressBar, tmp_path: Path
) -> None:
    jobs = [{"op": "text.chat", "messages": f"Count to {number}."} for number in range(3)]
    assert runner(batch.run(client, jobs, out=tmp_path, on_progress=bar)).ok
    assert (bar.text, bar.share) == ("3 of 3 jobs", 1.0)
