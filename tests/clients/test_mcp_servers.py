"""The platform's MCP servers, each tool of them, through the official MCP client over stdio."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.emulator.samples import picture, wav

from .conftest import Server
from .installed import MCP, MCP_JS, PLAN_MCP, OfficialClient

pytest.importorskip("mcp")

import mcp_types as types
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

pytestmark = pytest.mark.slow

SPEECH, IMAGE, VIDEO = {"text": "Good evening."}, {"prompt": "A kite"}, {"prompt": "Waves"}
IMAGES = ["image_generation", "download", "download"]
WATCHED = ["video_generation", "query_video_generation", "files_retrieve", "download"]
CLONED = ["files_upload", "voice_clone", "download"]
DESIGN = "A calm narrator"
# tool, arguments, the operations it calls, what the answer says, and what it saves
CALLS: dict[OfficialClient, list[tuple[str, dict[str, Any], list[str], str, str | None]]] = {
    MCP: [
        ("text_to_audio", SPEECH, ["t2a_v2"], "Success", "t2a_*.mp3"),
        ("list_voices", {}, ["get_voice"], "male-qn-qingse", None),
        ("text_to_image", {**IMAGE, "n": 2}, IMAGES, "Success", "image_1*.jpg"),
        ("generate_video", VIDEO, WATCHED, "Success", "video_*.mp4"),
        (
            "generate_video",
            {**VIDEO, "first_frame_image": "{folder}/frame.jpg", "model": "MiniMax-Hailuo-2.3"},
            WATCHED,
            "Success",
            "video_*.mp4",
        ),
        ("generate_video", {**VIDEO, "async_mode": True}, WATCHED[:1], "task", None),
        ("query_video_generation", {"task_id": "{task}"}, WATCHED[1:], "Success", "video_*.mp4"),
        (
            "voice_clone",
            {"voice_id": "Narrator001", "file": "{folder}/sample.wav", "text": "Hello"},
            CLONED,
            "Narrator001",
            "voice_clone_*.wav",
        ),
        (
            "voice_design",
            {"prompt": DESIGN, "preview_text": "Hello"},
            ["voice_design"],
            "Voice ID generated",
            "voice_design_*.mp3",
        ),
    ],
    MCP_JS: [
        ("text_to_audio", SPEECH, ["t2a_v2"], "saved", "tts_*.mp3"),
        ("list_voices", {}, ["get_voice"], "male-qn-qingse", None),
        ("text_to_image", {**IMAGE, "n": 2}, IMAGES, "saved", "image_1*.jpg"),
        ("generate_video", VIDEO, WATCHED, "saved", "video_*.mp4"),
        (
            "image_to_video",
            {**VIDEO, "firstFrameImage": "{folder}/frame.jpg"},
            WATCHED,
            "saved",
            "video_*.mp4",
        ),
        ("generate_video", {**VIDEO, "asyncMode": True}, WATCHED[:1], "task", None),
        ("query_video_generation", {"taskId": "{task}"}, WATCHED[1:], "saved", "video_*.mp4"),
        (
            "voice_clone",
            {"voiceId": "Narrator001", "audioFile": "{folder}/sample.wav", "text": "Hello"},
            CLONED,
            "Narrator001",
            "voice_clone_*.wav",
        ),
        (
            "voice_design",
            {"prompt": DESIGN, "previewText": "Hello"},
            ["voice_design"],
            "Voice ID",
            "voice_*.mp3",
        ),
    ],
    PLAN_MCP: [
        ("web_search", {"query": "MiniMax"}, ["coding_plan_search"], '"organic"', None),
        (
            "understand_image",
            {"prompt": "What is it?", "image_source": "{folder}/frame.jpg"},
            ["coding_plan_vlm"],
            "JPEG image",
            None,
        ),
    ],
}
WITHOUT_REQUEST = {"play_audio"}
FILLED = {
    *("file", "audioFile", "first_frame_image", "firstFrameImage", "image_source"),
    *("task_id", "taskId"),
}


def command(client: OfficialClient) -> tuple[str, list[str]]:
    if client.registry == "npm":
        return "node", [str(client.package / "build" / "index.js")]
    return str(client.python), ["-m", "minimax_mcp.server"]


@pytest.mark.parametrize("client", CALLS, ids=str)
def test_every_tool_works(server: Server, tmp_path: Path, client: OfficialClient) -> None:
    if client.missing:
        pytest.skip(client.missing)
    (tmp_path / "frame.jpg").write_bytes(picture(512, 512, format="JPEG"))
    (tmp_path / "sample.wav").write_bytes(wav(12))
    local = dict.fromkeys(("MINIMAX_API_RESOURCE_MODE", "MINIMAX_RESOURCE_MODE"), "local")
    environment = server.environment(
        tmp_path, MINIMAX_API_HOST=server.url, MINIMAX_MCP_BASE_PATH=str(tmp_path), **local
    )

    asked: list[tuple[str, list[str]]] = []

    async def session() -> set[str]:
        program, args = command(client)
        parameters = StdioServerParameters(command=program, args=args, env=environment)
        async with Client(stdio_client(parameters)) as session:
            task = ""
            for tool, arguments, _, words, saved in CALLS[client]:
                filled = {
                    name: value.format(folder=tmp_path, task=task) if name in FILLED else value
                    for name, value in arguments.items()
                }
                result = await session.call_tool(tool, filled)
                (content,) = result.content
                assert isinstance(content, types.TextContent)
                assert words in content.text, (tool, content.text)
                asked.append((tool, server.served()))
                task = "".join(re.findall(r"\d{12,}", content.text)[:1])
                if saved:
                    kept = [path.name for path in tmp_path.rglob("*") if path.stat().st_size > 999]
                    assert fnmatch.filter(kept, saved), (tool, content.text, kept)
            return {tool.name for tool in (await session.list_tools()).tools}

    tools = anyio.run(session)
    assert asked == [(row[0], row[2]) for row in CALLS[client]]
    assert tools - WITHOUT_REQUEST == {row[0] for row in CALLS[client]}
