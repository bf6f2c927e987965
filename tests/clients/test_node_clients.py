"""The official command and the providers for node."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.samples import picture, wav

from .conftest import KEY, Server
from .installed import AI_SDK, MMX, VERCEL, OfficialClient

pytestmark = pytest.mark.slow

SCRIPTS = Path(__file__).parent / "scripts"
TOOL_ANSWER = 'About "What is the weather in Paris?": get_weather returned city Paris, celsius 21.'
CHAT = {"text": "hello", "stream": "hello", "tools": TOOL_ANSWER}
EXPECTED: dict[tuple[OfficialClient, str], tuple[dict[str, Any], dict[str, int]]] = {
    (AI_SDK, "ai_sdk.mjs"): (
        {**CHAT, "video": "video/mp4"},
        {
            "anthropic_messages": 4,
            "video_generation_v2": 1,
            "query_video_generation_v2": 1,
            "download": 1,
        },
    ),
    (VERCEL, "vercel.mjs"): (
        {"anthropic": CHAT, "openai": CHAT},
        {"anthropic_messages": 4, "chat_completions": 4},
    ),
    (MMX, "mmx_sdk.mjs"): (
        {
            "text": "hello",
            "stream": "hello",
            "chunks": True,
            "voices": True,
            "heard": "Good evening.",
            "subtitles": True,
            "heardStream": "Good evening.",
            "saved": True,
            "h3": "succeeded",
            "found": True,
            "seen": True,
            "quota": True,
            "retrieved": "notes.txt",
            "listed": True,
        },
        {
            "anthropic_messages": 2,
            "t2a_v2": 2,
            "get_voice": 1,
            "speech_to_text": 3,
            "image_generation": 1,
            "video_generation": 1,
            "query_video_generation": 1,
            "video_generation_v2": 1,
            "query_video_generation_v2": 1,
            "coding_plan_search": 1,
            "coding_plan_vlm": 1,
            "token_plan_remains": 1,
            "files_upload": 1,
            "files_retrieve": 2,
            "files_list": 1,
            "files_delete": 1,
            "download": 1,
        },
    ),
}


def run(
    client: OfficialClient,
    server: Server,
    home: Path,
    *args: str,
    folder: Path,
    script: str | None = None,
) -> str:
    """What node writes to stdout in a folder."""
    if client.missing:
        pytest.skip(client.missing)
    environment = server.environment(
        home, MINIMAX_BASE_URL=server.url, MINIMAX_REGION="global", MMX_CONFIG_DIR=str(home)
    )
    done = subprocess.run(
        ["node", *args],
        cwd=folder,
        env=environment,
        input=script,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.mark.parametrize(("client", "script"), EXPECTED, ids=lambda value: str(value))
def test_scripts_of_the_sdks(
    server: Server, tmp_path: Path, client: OfficialClient, script: str
) -> None:
    results, operations = EXPECTED[client, script]
    text = (SCRIPTS / script).read_text(encoding="utf-8")
    # A module from stdin finds the packages of the folder in which it runs.
    args = ["--input-type=module", "-"]
    written = run(client, server, tmp_path, *args, folder=client.folder, script=text)
    assert json.loads(written) == results
    assert Counter(server.served()) == operations


CLIP = "video generate --prompt Waves --poll-interval 1"
V1 = ["video_generation", "query_video_generation", "files_retrieve", "download"]
V2 = ["video_generation_v2", "query_video_generation_v2", "download"]
# a command in a folder with frame.jpg and sample.wav, its operations, and what it writes or saves
COMMANDS: list[tuple[str, list[str], str]] = [
    ("text chat --message 'Please say: hello'", ["anthropic_messages"], "hello"),
    ("text chat --message 'Please say: hi' --stream", ["anthropic_messages"], "hi"),
    ("image 'A kite' --n 2 --out-dir .", ["image_generation", *["download"] * 2], "image_002.jpg"),
    (
        "image 'A kite' --subject-ref type=character,image=frame.jpg"
        " --response-format base64 --out kite.jpg",
        ["image_generation"],
        "kite.jpg",
    ),
    ("speech synthesize --text Hello --subtitles --out a.mp3", ["t2a_v2", "download"], "a.srt"),
    ("speech voices", ["get_voice"], "English_expressive_narrator"),
    (
        "speech transcribe --file sample.wav --response-format verbose_json"
        " --timestamp-level word --language en --output json",
        ["speech_to_text"],
        "segments",
    ),
    (f"{CLIP} --download waves.mp4", V1, "waves.mp4"),
    (f"{CLIP} --image frame.jpg --async", V1[:1], "taskId"),
    (f"{CLIP} --image frame.jpg --last-frame frame.jpg --async", V1[:1], "taskId"),
    (f"{CLIP} --subject-image frame.jpg --async", V1[:1], "taskId"),
    (f"{CLIP} --model MiniMax-H3 --download h3.mp4", V2, "h3.mp4"),
    (
        f"{CLIP} --model MiniMax-H3 --reference-image frame.jpg --reference-audio sample.wav"
        " --async",
        V2[:1],
        "taskId",
    ),
    ("vision frame.jpg", ["coding_plan_vlm"], "JPEG image"),
    ("search MiniMax", ["coding_plan_search"], "organic"),
    ("quota", ["token_plan_remains"], "model_remains"),
    ("file upload --file sample.wav --purpose voice_clone", ["files_upload"], "voice_clone"),
    ("file list", ["files_list"], "files"),
]


@pytest.mark.parametrize(("line", "operations", "words"), COMMANDS)
def test_commands(
    server: Server, tmp_path: Path, line: str, operations: list[str], words: str
) -> None:
    (tmp_path / "frame.jpg").write_bytes(picture(512, 512, format="JPEG"))
    (tmp_path / "sample.wav").write_bytes(wav(12))
    args = [str(MMX.package / "dist" / "mmx.mjs"), *shlex.split(line), "--non-interactive"]
    written = run(MMX, server, tmp_path, *args, "--api-key", KEY, folder=tmp_path)
    assert words in written
    assert Counter(server.served()) == Counter(operations)
