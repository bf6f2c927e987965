"""The emulator as the extra `emulator` installs it, without PyAV, Pillow and trustme: everything
that needs no encoding works, the rest says what to install.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

EXTRA = "minimax-sdk[emulator-full]"
SMALL = "import sys; sys.modules.update(dict.fromkeys(('av', 'PIL', 'trustme')))\n"
START = """
import base64, io, wave
from minimax import emulator
with emulator.Emulator() as platform, emulator.client(platform) as client:
"""
WORKS = {
    "chat": """
    assert client.text.chat("Please say: hi").text
    assert client.text.stream("Please say: hi").final().text
    """,
    "speech": """
    for channels in (1, 2):
        speech = client.speech.synthesize("Good morning.", format="wav", channels=channels)
        with wave.open(io.BytesIO(speech.audio)) as file:
            assert (file.getframerate(), file.getnchannels()) == (32000, channels)
            assert abs(file.getnframes() / 32000 - speech.duration) < 0.01
    assert client.speech.stream("Good morning.", format="pcm").final().audio
    """,
    "recordings": """
    speech = client.speech.synthesize("Good morning, dear listeners. " * 8, format="wav")
    assert client.speech.transcribe(speech.audio).text.startswith("Good morning")
    client.voices.clone("narrator-0001", speech.audio)
    """,
    "music": """
    for instrumental in (True, False):
        lyrics = {} if instrumental else {"lyrics": "[Verse]\\nRain on the roof\\n" * 4}
        song = client.music.generate(
            "slow piano", instrumental=instrumental, format="wav", **lyrics
        )
        with wave.open(io.BytesIO(song.audio)) as file:
            assert abs(file.getnframes() / file.getframerate() - song.duration) < 0.01
            assert max(abs(sample) for sample in memoryview(file.readframes(44100)).cast("h")) > 999
    """,
    "images": """
    (image,) = client.images.generate("A heron", width=512, height=768)
    assert image.media_type == "image/jpeg"
    (image,) = client.images.generate("A heron", model="MiniMax-H3-Image", output_format="png")
    assert image.media_type == "image/png"
    (image,) = client.images.generate("A heron", format="url")
    content = [{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,"}}]
    content[0]["image_url"]["url"] += base64.b64encode(image.read()).decode()
    assert client.text.chat([{"role": "user", "content": content}]).text
    """,
    "media of one's own": """
    platform.answer("t2a_v2", media=[b"fLaC" + bytes(64)])
    assert client.speech.synthesize("Hi").audio == b"fLaC" + bytes(64)
    platform.answer("video_generation_v2", media=[b"a video"])
    assert client.video.generate("A heron", duration=4).read() == b"a video"
    """,
    "files": """
    file = client.files.upload(b"Some words.", purpose="t2a_async_input", name="a.txt")
    assert client.files.download(file.id) == b"Some words."
    """,
}
REFUSED = {
    "mp3": 'client.speech.synthesize("Good morning.")',
    "flac": 'client.speech.synthesize("Good morning.", format="flac")',
    "a song": 'client.music.generate("piano", instrumental=True)',
    "video": 'client.video.create("A heron", duration=4)',
    "video V1": 'client.video.create("A heron", model="MiniMax-Hailuo-2.3")',
    "long speech": 'client.speech.create_task("Good morning. " * 9, format="mp3")',
    "webp": 'client.images.generate("A", model="MiniMax-H3-Image", output_format="webp")',
    "an edited image": 'client.images.edit("At night", client.images.generate("A")[0].data)',
    "a look at an image": 'client.account.describe_image(client.images.generate("A")[0].data)',
    "a designed voice": 'client.voices.design("old", preview_text="Hi")',
}


def run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", SMALL + program]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)


@pytest.mark.parametrize("name", WORKS)
def test_what_needs_no_encoding_works(name: str) -> None:
    done = run(START + WORKS[name])
    assert (done.returncode, done.stderr) == (0, "")


def test_what_needs_encoding_is_refused_with_the_extra() -> None:
    calls = "\n".join(
        f"    try: {call}; print('made', {name!r})\n    except APIError as error: print(error)"
        for name, call in REFUSED.items()
    )
    done = run(f"from minimax import APIError{START}{calls}")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line for line in done.stdout.splitlines() if EXTRA in line]
    assert len(lines) == len(REFUSED), done.stdout
    assert [line for line in lines if " needs P" not in line] == []


def test_the_fixtures_of_pytest_start(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import asyncio\n"
        "def test_sync(minimax_client):\n"
        "    assert minimax_client.text.chat('hi').text\n"
        "def test_async(async_minimax_client):\n"
        "    assert asyncio.run(async_minimax_client.text.chat('hi')).text\n",
        encoding="utf-8",
    )
    done = run(f"import pytest; sys.exit(pytest.main(['-q', {str(tmp_path)!r}]))")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
