"""Results of both clients show themselves in notebooks, and nothing is sent for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minimax.emulator import Emulator

from ..unit.platform import Face

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
    name: str, face: Face, client: Any, emulator: Emulator
) -> None:
    shown, call = CALLS[name]
    face(client.files.upload(b"Some words.", purpose="t2a_async_input", name="a.txt"))
    result = face(call(client))
    before = len(emulator.requests())
    assert shown in result._repr_mimebundle_()["text/html"]
    assert len(emulator.requests()) == before


def test_a_video_is_a_player_of_its_link(face: Face, client: Any, emulator: Emulator) -> None:
    video = face(client.video.generate("A heron", duration=4))
    before = len(emulator.requests())
    shown = video._repr_mimebundle_()["text/html"]
    assert shown.startswith(f'<video controls preload="none" src="{emulator.base_url}')
    assert len(emulator.requests()) == before


def test_a_transcript_is_a_table_of_its_segments(face: Face, client: Any) -> None:
    speech = face(client.speech.synthesize("Good morning.", **WAV))
    transcript = face(client.speech.transcribe(speech.audio, format="verbose"))
    assert "<th>speaker</th>" in transcript._repr_mimebundle_()["text/html"]
