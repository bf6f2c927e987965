"""The MCP server, with the official client: in this process, and as a process over both
transports.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp")

import mcp_types as types
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from minimax import AsyncMiniMax, ConfigError, MiniMax, MinimaxError
from minimax.emulator import Emulator
from minimax.integrations.mcp import GROUPS, MiniMaxServer
from minimax.integrations.mcp.stdin import whole_characters

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-W", "error", "-m", "minimax", "mcp"]


class Session:
    """A client that is connected, and the server where it is in this process."""

    def __init__(self, client: Client, server: MiniMaxServer | None = None) -> None:
        self.client = client
        self.server = server
        self.progress: list[str | None] = []

    async def call(self, name: str, **arguments: Any) -> types.CallToolResult:
        async def note(progress: float, total: float | None, message: str | None) -> None:
            self.progress.append(message)

        return await self.client.call_tool(name, arguments, progress_callback=note)


def texts(result: types.CallToolResult) -> list[str]:
    return [block.text for block in result.content if isinstance(block, types.TextContent)]


def facts(result: types.CallToolResult) -> Any:
    assert not result.is_error, texts(result)
    return json.loads(texts(result)[0])


def links(result: types.CallToolResult) -> list[types.ResourceLink]:
    return [block for block in result.content if isinstance(block, types.ResourceLink)]


@asynccontextmanager
async def session(
    out: Path, *, mode: str = "auto", answer: str | None = None, **options: Any
) -> AsyncIterator[Session]:
    """A client of a server in this process. `answer` is what its user does when asked."""

    async def ask(context: object, params: object) -> types.ElicitResult:
        return types.ElicitResult(action=answer)  # type: ignore[arg-type]

    async with AsyncMiniMax() as minimax:
        server = MiniMaxServer(minimax, out=out, **{"groups": GROUPS, **options})
        asked: Any = None if answer is None else ask
        async with Client(server.server, mode=mode, elicitation_callback=asked) as client:
            yield Session(client, server)


def in_session(work: Callable[[Session], Awaitable[None]], out: Path, **options: Any) -> None:
    async def main() -> None:
        async with session(out, **options) as found:
            await work(found)

    anyio.run(main)


def environment(emulator: Emulator) -> dict[str, str]:
    return {**os.environ, "MINIMAX_API_KEY": "sk-mcp", "MINIMAX_BASE_URL": emulator.base_url}


@asynccontextmanager
async def over_stdio(emulator: Emulator, *words: str) -> AsyncIterator[Session]:
    server = StdioServerParameters(
        command=COMMAND[0], args=[*COMMAND[1:], *words], env=environment(emulator)
    )
    async with Client(stdio_client(server)) as client:
        yield Session(client)


@asynccontextmanager
async def over_http(emulator: Emulator, *words: str) -> AsyncIterator[Session]:
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *words],
        env=environment(emulator),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        url = (await anyio.to_thread.run_sync(process.stderr.readline)).split()[-1]
        async with Client(url) as client:
            yield Session(client)
    finally:
        process.terminate()
        out, _ = process.communicate(timeout=20)
    assert out == ""


@pytest.mark.parametrize("connect", [over_stdio, over_http])
def test_tools_run_over_both_transports(
    connect: Callable[..., Any], emulator: Emulator, tmp_path: Path
) -> None:
    async def main() -> None:
        words = ("--tools", "text,speech,video", "--out", str(tmp_path / "media"))
        async with connect(emulator, *words) as found:
            tools = {tool.name for tool in (await found.client.list_tools()).tools}
            assert {"text_chat", "speech_synthesize", "video_generate", "task_wait"} <= tools
            emulator.reply("Lima.")
            assert (
                texts(await found.call("text_chat", messages="The capital of Peru?"))[0] == "Lima."
            )
            spoken = await found.call("speech_synthesize", text="Good morning!")
            assert Path(facts(spoken)["files"][0]).read_bytes()[:2] == b"\xff\xfb"
            await found.call("video_generate", prompt="The light goes round")
            assert any("is succeeded" in (message or "") for message in found.progress)
            refused = await found.call("speech_synthesize", text="x", speed=9)
            assert refused.is_error

    anyio.run(main)


def test_stdout_contains_only_the_protocol(emulator: Emulator, tmp_path: Path) -> None:
    initialize = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "text_chat", "arguments": {"messages": "hi"}},
    }
    lines = [initialize, {"jsonrpc": "2.0", "method": "notifications/initialized"}, call]
    process = subprocess.Popen(
        [*COMMAND, "--out", str(tmp_path)],
        env={**environment(emulator), "MINIMAX_LOG": "debug"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for line in lines:
        process.stdin.write(json.dumps(line) + "\n")
    process.stdin.flush()
    said = [json.loads(process.stdout.readline()) for _ in range(2)]
    out, err = process.communicate(timeout=30)
    assert [message["id"] for message in said] == [1, 2]
    assert out == ""
    assert "/v1/chat/completions" in err  # what is logged goes to stderr


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_both_generations_of_the_protocol_work(
    mode: str, emulator: Emulator, tmp_path: Path
) -> None:
    async def work(found: Session) -> None:
        assert not (await found.call("account_quota")).is_error

    in_session(work, tmp_path, mode=mode)


class TestTools:
    def test_few_groups_are_offered_by_default(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            tools = (await found.client.list_tools()).tools
            assert {tool.name.partition("_")[0] for tool in tools} == {
                *("text", "speech", "images"),
                "task",
            }
            size = sum(len(tool.model_dump_json(exclude_none=True)) for tool in tools)
            assert size < 24_000

        in_session(work, tmp_path, groups=("text", "speech", "images"))

    def test_every_group_covers_the_calls_of_its_service(
        self, emulator: Emulator, tmp_path: Path
    ) -> None:
        not_tools = {
            *("text.stream", "text.run_tools", "text.stream_tools", "text.parse"),
            *("speech.stream", "speech.speak", "speech.connect", "speech.transcribe_stream"),
            "music.stream",
        }

        async def work(found: Session) -> None:
            tools = {tool.name for tool in (await found.client.list_tools()).tools}
            client = MiniMax()
            calls = {
                f"{group}.{name}"
                for group in GROUPS
                for name, value in vars(type(getattr(client, group))).items()
                if hasattr(value, "body") or name == "templates"
            }
            assert {call.replace(".", "_") for call in calls - not_tools} == {
                name for name in tools if not name.startswith("task_")
            }

        in_session(work, tmp_path)

    def test_parameters_come_from_the_signature(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            tools = {tool.name: tool for tool in (await found.client.list_tools()).tools}
            schema = tools["speech_synthesize"].input_schema
            assert schema["required"] == ["text"]
            assert schema["properties"]["speed"] == {
                "type": "number",
                "description": "speaking rate, 0.5 to 2.",
            }
            assert "happy" in schema["properties"]["emotion"]["enum"]
            assert not {"retry", "headers", "extra", "output"} & schema["properties"].keys()
            assert tools["voices_delete"].annotations.destructive_hint
            assert tools["account_quota"].annotations.read_only_hint
            assert not tools["speech_synthesize"].annotations.read_only_hint

        in_session(work, tmp_path)

    @pytest.mark.parametrize(
        ("tool", "arguments"),
        [
            ("speech_synthesize", {"text": "x", "speed": 9}),
            ("text_chat", {"messages": "hi", "temprature": 1}),
            ("video_create", {"prompt": "x", "duration": 99}),
            ("files_list", {"porpoise": "voice_clone"}),
        ],
    )
    def test_invalid_arguments_are_reported_like_in_python(
        self, tool: str, arguments: dict[str, Any], emulator: Emulator, tmp_path: Path
    ) -> None:
        service, _, name = tool.partition("_")
        with MiniMax() as client, pytest.raises((MinimaxError, TypeError)) as python:
            getattr(getattr(client, service), name)(**arguments)

        async def work(found: Session) -> None:
            result = await found.call(tool, **arguments)
            assert result.is_error
            assert texts(result)[0].startswith(str(python.value))

        in_session(work, tmp_path)
        assert emulator.requests() == []

    @pytest.mark.parametrize(
        ("tool", "arguments", "complaint"),
        [
            ("speech_synthesize", {}, "speech_synthesize requires 'text'"),
            ("task_wait", {}, "task_wait requires 'handle'"),
            ("task_wait", {"handle": 5}, "handle: 5 is not allowed; it must be a text"),
            ("voices_list", {"contains": 5}, "contains: 5 is not allowed; it must be a text"),
            ("speech_synthesize", {"text": "hi", "save": 5}, "save: 5 is not allowed"),
            ("speech_synthesize", {"text": "hi", "save": "a\0.mp3"}, "save: 'a\\x00.mp3' is not a"),
            (
                "images_generate",
                {"prompt": "x", "reference": "a\0"},
                "reference: 'a\\x00' is not a",
            ),
        ],
    )
    def test_arguments_of_a_wrong_kind_are_named(
        self,
        tool: str,
        arguments: dict[str, Any],
        complaint: str,
        emulator: Emulator,
        tmp_path: Path,
    ) -> None:
        async def work(found: Session) -> None:
            result = await found.call(tool, **arguments)
            assert result.is_error
            assert texts(result)[0].startswith(complaint)

        in_session(work, tmp_path)
        assert emulator.requests() == []

    def test_platform_errors_include_the_hint(self, emulator: Emulator, tmp_path: Path) -> None:
        emulator.fault("insufficient_balance", on="t2a_v2")

        async def work(found: Session) -> None:
            result = await found.call("speech_synthesize", text="hi")
            assert result.is_error
            assert "1008" in texts(result)[0]
            assert "Top up" in texts(result)[0] or "top up" in texts(result)[0]

        in_session(work, tmp_path)

    @pytest.mark.parametrize("name", ["headers", "timeout", "extra", "on_progress"])
    def test_program_only_arguments_are_rejected(
        self, name: str, emulator: Emulator, tmp_path: Path
    ) -> None:
        async def work(found: Session) -> None:
            result = await found.call("speech_transcribe", file="a.mp3", **{name: {"a": "b"}})
            assert texts(result) == [f"{name}: it cannot be set through MCP"]

        in_session(work, tmp_path)

    def test_an_unknown_group_is_refused(self, emulator: Emulator, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="did you mean 'images'"):
            MiniMaxServer(AsyncMiniMax(), groups=["image"], out=tmp_path)

    def test_long_lists_are_truncated(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            (all_of_them,) = texts(await found.call("voices_list"))
            assert "more; narrow it with contains" in all_of_them
            (few,) = texts(await found.call("voices_list", contains="Graceful Lady"))
            assert "English_Graceful_Lady" in few
            assert len(few.splitlines()) < 10

        in_session(work, tmp_path)


class TestTasks:
    def test_a_task_is_awaited_by_its_handle(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            handle = facts(await found.call("video_create", prompt="The light goes round"))[
                "handle"
            ]
            assert facts(await found.call("task_refresh", handle=handle))["handle"] == handle
            result = await found.call("task_wait", handle=handle)
            assert Path(facts(result)["files"][0]).suffix == ".mp4"
            assert found.progress[-1] == f"{handle} is succeeded"

        in_session(work, tmp_path)

    def test_timeouts_name_the_handle(self, emulator: Emulator, tmp_path: Path) -> None:
        emulator.fault("task_never_ends")

        async def work(found: Session) -> None:
            handle = facts(await found.call("video_create", prompt="The light goes round"))[
                "handle"
            ]
            result = await found.call("task_wait", handle=handle, timeout=0.05, interval=0.1)
            assert result.is_error
            assert handle in texts(result)[0]

        in_session(work, tmp_path)


class TestMedia:
    @pytest.mark.parametrize("name", ["../out.mp3", "/tmp/out.mp3", "", "link/out.mp3", "."])
    def test_nothing_is_written_outside_the_folder(
        self, name: str, emulator: Emulator, tmp_path: Path
    ) -> None:
        media, elsewhere = tmp_path / "media", tmp_path / "elsewhere"
        media.mkdir()
        elsewhere.mkdir()
        (media / "link").symlink_to(elsewhere)

        async def work(found: Session) -> None:
            result = await found.call("speech_synthesize", text="hi", save=name)
            assert "is not a file name in the media folder" in texts(result)[0]

        in_session(work, media)
        assert emulator.requests() == []  # nothing was paid
        assert list(elsewhere.iterdir()) == []
        assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "media"]

    def test_full_disk_loses_no_paid_results(
        self, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = Path.replace

        def full(self: Path, target: Path) -> Path:
            if Path(target).parent == tmp_path / "media":
                raise OSError(28, "No space left on device")
            return real(self, target)

        async def work(found: Session) -> None:
            (file,) = facts(await found.call("speech_synthesize", text="hi"))["files"]
            assert Path(file).parent.parent == tmp_path
            assert Path(file).stat().st_size > 0

        monkeypatch.setattr(Path, "replace", full)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        in_session(work, tmp_path / "media")

    def test_names_set_the_format_and_do_not_overwrite(
        self, emulator: Emulator, tmp_path: Path
    ) -> None:
        async def work(found: Session) -> None:
            for name in ("a.wav", "a-2.wav"):
                result = await found.call("speech_synthesize", text="hi", save="a.wav")
                assert facts(result)["files"] == [str(tmp_path / name)]
                assert (tmp_path / name).read_bytes()[:4] == b"RIFF"
                (link,) = links(result)
                assert (link.name, link.mime_type) == (name, "audio/x-wav")

        in_session(work, tmp_path)

    def test_a_name_that_contradicts_the_format_is_refused_before_paying(
        self, emulator: Emulator, tmp_path: Path
    ) -> None:
        async def work(found: Session) -> None:
            assert (await found.call("images_generate", prompt="cat", save="cat.mp3")).is_error

        in_session(work, tmp_path)
        assert emulator.requests() == []
        assert list(tmp_path.iterdir()) == []

    def test_several_images_get_numbers(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            result = await found.call("images_generate", prompt="cat", n=2, save="cat.jpeg")
            assert [link.name for link in links(result)] == ["cat-1.jpeg", "cat-2.jpeg"]

        in_session(work, tmp_path)

    def test_saved_files_are_resources(self, emulator: Emulator, tmp_path: Path) -> None:
        (tmp_path / "secret.txt").write_text("no")
        media = tmp_path / "media"

        async def work(found: Session) -> None:
            (link,) = links(await found.call("speech_synthesize", text="hi"))
            listed = (await found.client.list_resources()).resources
            assert [str(each.uri) for each in listed] == [str(link.uri)]
            (content,) = (await found.client.read_resource(link.uri)).contents
            assert isinstance(content, types.BlobResourceContents)
            assert base64.b64decode(content.blob) == (media / link.name).read_bytes()
            for uri in (
                (tmp_path / "secret.txt").as_uri(),
                f"{media.as_uri()}/../secret.txt",
                f"{media.as_uri()}/%2e%2e/secret.txt",
            ):
                with pytest.raises(MCPError, match="there is no resource"):
                    await found.client.read_resource(uri)

        in_session(work, media)

    def test_files_are_read_only_from_allowed_folders(
        self, emulator: Emulator, tmp_path: Path
    ) -> None:
        media, allowed, other = (tmp_path / name for name in ("media", "allowed", "other"))
        allowed.mkdir()
        other.mkdir()

        async def work(found: Session) -> None:
            spoken = facts(await found.call("speech_synthesize", text="Hello", format="wav"))
            name = Path(spoken["files"][0]).name
            for folder in (allowed, other):
                (folder / name).write_bytes((media / name).read_bytes())
            assert not (await found.call("speech_transcribe", file=name)).is_error
            assert not (await found.call("speech_transcribe", file=str(allowed / name))).is_error
            refused = await found.call("speech_transcribe", file=str(other / name))
            assert "--read" in texts(refused)[0]

        in_session(work, media, readable=[allowed])


class TestDeletion:
    @pytest.mark.parametrize("mode", ["auto", "legacy"])
    @pytest.mark.parametrize(
        ("answer", "given", "deleted"),
        [
            (None, {}, False),
            (None, {"confirm": False}, False),
            (None, {"confirm": True}, True),
            ("accept", {}, True),
            ("decline", {"confirm": True}, False),
            ("cancel", {}, False),
        ],
    )
    def test_voices_are_deleted_only_after_confirmation(
        self,
        mode: str,
        answer: str | None,
        given: dict[str, bool],
        deleted: bool,
        emulator: Emulator,
        tmp_path: Path,
    ) -> None:
        with MiniMax() as client:
            voice = client.voices.design("A warm voice", preview_text="Hello.").voice_id

        async def work(found: Session) -> None:
            result = await found.call("voices_delete", voice_id=voice, kind="designed", **given)
            assert result.is_error is not deleted, texts(result)

        in_session(work, tmp_path, mode=mode, answer=answer)
        assert len(emulator.requests("delete_voice")) == deleted


class TestCosts:
    def test_billed_calls_report_their_cost(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            result = await found.call("images_generate", prompt="cat", n=2)
            assert texts(result)[-1].startswith("Cost: about 0.007 USD")
            assert len(texts(await found.call("account_quota"))) == 1

        in_session(work, tmp_path)

    def test_calls_beyond_the_cost_limit_are_rejected(
        self, emulator: Emulator, tmp_path: Path
    ) -> None:
        async def work(found: Session) -> None:
            first = await found.call("images_generate", prompt="cat", n=2)
            assert "0.007 USD of 0.01 USD so far" in texts(first)[-1]
            refused = await found.call("images_generate", prompt="cat")
            assert "--max-cost 0.01" in texts(refused)[0]
            assert not (await found.call("account_quota")).is_error

        in_session(work, tmp_path, max_cost="0.01")
        assert len(emulator.requests("image_generation")) == 1

    def test_chats_can_use_the_remaining_budget(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            assert not (await found.call("text_chat", messages="hi")).is_error

        in_session(work, tmp_path, max_cost="0.001")
        (request,) = emulator.requests("chat_completions")
        assert 256 <= request.json["max_completion_tokens"] < 1000

    def test_limits_require_known_prices(self, emulator: Emulator, tmp_path: Path) -> None:
        async def work(found: Session) -> None:
            result = await found.call("speech_transcribe", file="a.mp3")
            assert "its price is unknown" in texts(result)[0]

        in_session(work, tmp_path, max_cost=100)

    def test_rejected_calls_cost_nothing(self, emulator: Emulator, tmp_path: Path) -> None:
        emulator.fault("insufficient_balance", on="image_generation", first=1)

        async def work(found: Session) -> None:
            assert (await found.call("images_generate", prompt="cat")).is_error
            assert not (await found.call("images_generate", prompt="cat")).is_error

        in_session(work, tmp_path, max_cost="0.004")


def command(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "MINIMAX_API_KEY"}
    return subprocess.run(
        [*COMMAND, *words],
        env={**variables, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("words", "env", "message"),
    [
        ((), {}, "no API key"),
        (("--tools", "spech"), {"MINIMAX_API_KEY": "sk-x"}, "did you mean 'speech'"),
        (("--max-cost", "much"), {"MINIMAX_API_KEY": "sk-x"}, "an amount of US dollars"),
        (("--port", "0", "--host", "0.0.0.0"), {"MINIMAX_API_KEY": "sk-x"}, "MINIMAX_MCP_TOKEN"),
    ],
)
def test_command_reports_errors(
    words: tuple[str, ...], env: dict[str, str], message: str, tmp_path: Path
) -> None:
    done = command(*words, MINIMAX_CONFIG=str(tmp_path / "none.json"), **env)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "a", "version": "1"},
}


@pytest.fixture
def raw(emulator: Emulator, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A server over stdio, after the handshake, without a client of the SDK."""
    with subprocess.Popen(
        [*COMMAND, "--tools", "text,video", "--out", str(tmp_path)], env=environment(emulator),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert asked(process, "initialize", HELLO)["serverInfo"]["name"] == "minimax"
            told(process, {"method": "notifications/initialized"})
            yield process
        finally:
            process.kill()


def told(process: subprocess.Popen[str], message: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    process.stdin.flush()


def asked(process: subprocess.Popen[str], method: str, params: dict[str, Any]) -> Any:
    told(process, {"id": 1, "method": method, "params": params})
    assert process.stdout is not None
    return json.loads(process.stdout.readline())["result"]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_a_server_whose_client_is_silent(
    raw: subprocess.Popen[str], emulator: Emulator, number: signal.Signals, code: int
) -> None:
    emulator.configure(task_seconds=1000)
    task = asked(raw, "tools/call", {"name": "video_create", "arguments": {"prompt": "a cat"}})
    arguments = {"handle": json.loads(task["content"][0]["text"])["handle"]}
    waiting = {"name": "task_wait", "arguments": arguments}
    told(raw, {"id": 2, "method": "tools/call", "params": waiting})
    while not emulator.requests("query_video_generation_v2"):
        assert raw.poll() is None, raw.communicate()

    raw.send_signal(number)

    assert raw.wait(timeout=60) == code
    assert raw.stderr is not None
    assert raw.stderr.read().strip() == "minimax: interrupted"


def test_half_a_character_in_a_request_gets_a_reply(
    raw: subprocess.Popen[str], emulator: Emulator
) -> None:
    arguments = {"messages": "cut in the middle \ud83d"}
    result = asked(raw, "tools/call", {"name": "text_chat", "arguments": arguments})
    assert result["isError"] is False
    assert emulator.requests("chat_completions")[-1].json["messages"][-1]["content"] == (
        "cut in the middle \ufffd"
    )


@pytest.mark.parametrize(
    ("message", "whole"),
    [
        ('{"a": "\\ud83d"}', '{"a": "\ufffd"}'),
        ('{"a": "\\uD83D\\uDE00"}', '{"a": "\U0001f600"}'),
        ('{"a": "\\\\ud83d"}', '{"a": "\\\\ud83d"}'),
        ('{"a": "\\ud83d', '{"a": "\\ud83d'),
        ('{"a": "\U0001f600"}', '{"a": "\U0001f600"}'),
    ],
)
def test_messages_have_whole_characters(message: str, whole: str) -> None:
    assert whole_characters(message) == whole


def test_a_port_in_use_is_named(emulator: Emulator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--port", port], env=environment(emulator), capture_output=True, text=True
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot listen on 127.0.0.1, port {port}: Address already in use" in done.stderr
