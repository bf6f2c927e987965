"""Recordings: recorded by a proxy without secrets, replayed, and compared with the spec."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

import minimax
from minimax.cli import serving
from minimax.emulator import Emulator, Recording, check_recording, client, spec
from minimax.emulator.input_errors import Mistakes
from minimax.emulator.recordings import exchanges, tape

from .conftest import CHAT, SPEECH, chat, frames, spoken
from .test_stubs import transcribe

SECRET = "sk-very-secret-key"
BODY = chat("Hello", thinking={"type": "disabled"})
VOICE = {"voice_id": "male-qn-qingse"}
VIDEO = {"model": "MiniMax-H3", "content": [{"type": "text", "text": "A kite"}], "duration": 4}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tape.jsonl"


@pytest.fixture
def recording(emulator: Emulator, file: Path) -> Iterator[Recording]:
    with Recording(emulator.base_url, to=file) as recording:
        yield recording


@pytest.fixture
def http(recording: Recording) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {SECRET}"}
    with httpx.Client(
        base_url=recording.base_url, headers=headers, trust_env=False, timeout=60
    ) as client:
        yield client


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def speak(base_url: str) -> list[Any]:
    """A session over a WebSocket: everything that the server sent."""
    url, headers = base_url.replace("http", "ws"), {"Authorization": f"Bearer {SECRET}"}
    heard = []
    with connect(f"{url}/ws/v1/t2a_v2", additional_headers=headers, proxy=None) as socket:
        heard.append(json.loads(socket.recv()))
        for event in (
            {"event": "task_start", "model": "speech-2.8-hd", "voice_setting": VOICE},
            {"event": "task_continue", "text": "Hello there."},
            {"event": "task_finish"},
        ):
            socket.send(json.dumps(event))
            if event["event"] == "task_continue":
                while not heard[-1].get("is_final"):
                    heard.append(json.loads(socket.recv()))
        for text in socket:
            heard.append(json.loads(text))
    return heard


# Recording


def test_forwarded_requests_are_unchanged_and_recorded(
    emulator: Emulator, http: httpx.Client, file: Path
) -> None:
    emulator.reply("Lima.")
    answer = http.post(CHAT, json=BODY)
    assert answer.json()["choices"][0]["message"]["content"] == "Lima."
    assert answer.headers["trace-id"]
    (line,) = lines(file)
    assert (line["operation"], line["method"], line["path"]) == ("chat_completions", "POST", CHAT)
    assert line["request"]["body"] == BODY
    assert line["response"]["status"] == 200
    assert line["response"]["body"] == answer.json()


def test_nothing_secret_or_personal_is_recorded(http: httpx.Client, file: Path) -> None:
    http.post(CHAT, json=chat(f"My key is {SECRET}"))
    http.post(SPEECH, json=spoken(output_format="url"), params={"GroupId": "1234567"})
    http.get("/account/query_balance", headers={"Cookie": "session=c00kie"})
    http.post(
        "/v1/files/upload",
        data={"purpose": "t2a_async_input"},
        files={"file": ("diary of Ann.txt", b"Dear diary")},
    )
    text = file.read_text("utf-8")
    for secret in (SECRET, "1234567", "c00kie", "Ann", "Dear diary", "1000.00", "127.0.0.1:"):
        assert secret not in text.replace("http://127.0.0.1:", "")
    assert not re.search(r"Signature=(?!\*\*\*)", text)


def test_media_are_files_named_by_their_hash(http: httpx.Client, file: Path) -> None:
    audio = http.post(SPEECH, json=spoken()).json()["data"]["audio"]
    reference = lines(file)[0]["response"]["body"]["data"]["audio"]
    assert reference == f"{exchanges.media_reference(bytes.fromhex(audio))};hex"
    (kept,) = tape.folder_of(file).iterdir()
    assert kept.read_bytes() == bytes.fromhex(audio)


def test_streams_are_forwarded_event_by_event_and_recorded(http: httpx.Client, file: Path) -> None:
    sent = frames(http.post(CHAT, json=chat(stream=True)))
    (line,) = lines(file)
    assert [event["data"] for event in line["response"]["events"]] == sent


def test_broken_streams_are_recorded_partially(
    emulator: Emulator, http: httpx.Client, file: Path
) -> None:
    emulator.fault("drop_mid_stream")
    with pytest.raises(httpx.RemoteProtocolError):
        http.post(CHAT, json=chat(stream=True))
    assert lines(file)[0]["response"]["events"]


def test_links_are_rewritten_to_the_recorder(http: httpx.Client, file: Path) -> None:
    link = http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"]
    assert link.startswith(f"{http.base_url}".rstrip("/") + exchanges.LINK_PATH)
    sound = httpx.get(link, trust_env=False, timeout=60).content
    assert lines(file)[1]["operation"] == "download"
    assert tape.read(file).restore(lines(file)[1]["response"]["body"]) == sound
    assert httpx.get(link + "0", trust_env=False, timeout=60).status_code == 404


def test_a_websocket_is_forwarded_and_recorded(recording: Recording, file: Path) -> None:
    heard = speak(recording.base_url)
    assert heard[-1]["event"] == "task_finished"
    (line,) = lines(file)
    senders = [message["from"] for message in line["response"]["messages"]]
    assert (senders[0], senders[-1]) == ("server", "server")
    assert senders.count("client") == 3
    assert len([each for each in senders if each == "server"]) == len(heard)
    assert SECRET not in file.read_text("utf-8")


def test_refused_handshakes_are_forwarded(
    emulator: Emulator, recording: Recording, file: Path
) -> None:
    emulator.fault("http_502_html")
    with pytest.raises(Exception, match="502"):
        speak(recording.base_url)
    assert lines(file)[0]["response"]["status"] == 502


def test_unreachable_platforms_are_502(file: Path) -> None:
    with Recording("http://127.0.0.1:9", to=file) as recording:
        answer = httpx.get(recording.base_url + "/v1/models", trust_env=False, timeout=60)
        assert answer.status_code == 502
        assert "cannot reach http://127.0.0.1:9/v1/models" in answer.json()["error"]
    assert lines(file) == []


def test_invalid_upstreams_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not a valid URL to record"):
        Recording("api.minimax.io", to=tmp_path / "tape.jsonl")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        Recording("http://127.0.0.1:9", to=tmp_path / "folder")


# Replaying


def everything(http: httpx.Client) -> list[Any]:
    link = http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"]
    return [
        http.post(CHAT, json=chat("One")).json(),
        http.post(CHAT, json=chat("Two")).json(),
        frames(http.post(CHAT, json=chat(stream=True))),
        http.post(SPEECH, json=spoken()).json(),
        transcribe(http).json(),
        httpx.get(link, trust_env=False, timeout=60).content,
        http.get("/v1/models").json(),
    ]


def test_replays_return_recorded_responses(http: httpx.Client, file: Path) -> None:
    recorded = everything(http)
    with (
        Emulator(replay=file, replay_only=True) as replay,
        httpx.Client(base_url=replay.base_url, trust_env=False, timeout=60) as again,
    ):
        again.headers["Authorization"] = "Bearer sk-another"
        assert everything(again) == recorded
        entry = replay.requests("chat_completions")[0]
        assert (entry.status, entry.notes) == (200, ["from line 2 of tape.jsonl"])


def test_a_websocket_is_replayed(recording: Recording, file: Path) -> None:
    heard = speak(recording.base_url)
    with Emulator(replay=file, replay_only=True) as replay:
        assert speak(replay.base_url) == heard


def test_the_sdk_works_on_a_replay(
    emulator: Emulator, recording: Recording, file: Path, tmp_path: Path
) -> None:
    def generate(base_url: str, name: str) -> bytes:
        with client(emulator, base_url=base_url) as ours:
            return ours.video.create("A kite", duration=4).download(tmp_path / name).read_bytes()

    recorded = generate(recording.base_url, "recorded.mp4")
    with Emulator(replay=file, replay_only=True) as replay:
        assert generate(replay.base_url, "replayed.mp4") == recorded


def test_repeated_requests_get_their_responses_in_order(
    emulator: Emulator, http: httpx.Client, file: Path
) -> None:
    for text in ("First.", "Second."):
        emulator.reply(text)
        http.post(CHAT, json=BODY)
    with Emulator(replay=file) as replay, httpx.Client(trust_env=False, timeout=60) as again:
        texts = [
            again.post(replay.base_url + CHAT, json=BODY).json()["choices"][0]["message"]
            for _ in range(3)
        ]
    assert [each["content"] for each in texts] == ["First.", "Second.", "Second."]


def test_unrecorded_requests_are_emulated_or_rejected(http: httpx.Client, file: Path) -> None:
    http.post(CHAT, json=chat("One"))
    headers = {"Authorization": "Bearer sk-1"}
    for only, status in ((False, 200), (True, 404)):
        with Emulator(replay=file, replay_only=only) as replay:
            again = httpx.Client(
                base_url=replay.base_url, headers=headers, trust_env=False, timeout=60
            )
            with again:
                assert again.post(CHAT, json=chat("One")).status_code == 200
                answer = again.post(CHAT, json=chat("Two"))
                assert answer.status_code == status
                assert again.get("/_emulator/settings").status_code == 200
    assert f"has no POST {CHAT} with this body; other bodies: lines 1" in answer.json()["error"]


def test_only_requires_a_recording() -> None:
    with pytest.raises(ValueError, match="replay_only requires a recording"):
        Emulator(replay_only=True)


GOOD = exchanges.Exchange("x", "GET", "/v1/models", {}, {"status": 200, "body": {}}, 0.1).line()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{GOOD}\nnonsense\n{GOOD}", "line 2: not valid JSON"),
        ("[]", "line 1: [] is not an exchange"),
        (GOOD.replace('"seconds":0.1', '"seconds":"x"'), "line 1: seconds: 'x' is not a number"),
        (GOOD.replace("200", '"ok"'), "line 1: response.status: 'ok' is not a status"),
        (GOOD.replace('"body"', '"bodi"'), "line 1: response: it has neither of body, events"),
        (GOOD.replace('"seconds"', '"second"'), "did you mean seconds?"),
        (
            GOOD.replace("{}", f'"media:sha256:{"0" * 64}:1;raw"'),
            "line 1: there is no file",
        ),
        (GOOD.replace('"body":{}', '"events":[1]'), "response.events: it is not a list of objects"),
        (f"1\n{GOOD}\n2", "2 mistakes"),
    ],
)
def test_every_invalid_line_is_named(file: Path, text: str, message: str) -> None:
    file.write_text(text, "utf-8")
    for use in (tape.read, check_recording, lambda path: Emulator(replay=path)):
        with pytest.raises(Mistakes, match=re.escape(message)):
            use(file)


# Comparing


def test_recordings_of_the_emulator_match_the_spec(
    emulator: Emulator, recording: Recording, http: httpx.Client, file: Path
) -> None:
    everything(http)
    speak(recording.base_url)
    http.get("/account/query_balance")
    http.post("/v2/video_generation", json=VIDEO)
    http.post("/v1/image_generation", json={"model": "image-01", "prompt": "a kite"})
    http.post("/anthropic/v1/messages", json=chat(max_tokens=100, stream=True))
    http.post("/v1/responses", json={"model": "MiniMax-M3", "input": "Hi", "stream": True})
    http.post(CHAT, json={"model": "x"})
    http.post(SPEECH, json=spoken(), headers={"Authorization": "Bearer sk-bad"})
    assert [str(each) for each in check_recording(file)] == []


def changed(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(line: dict[str, Any]) -> None:
        place = line
        *way, last = name.split(".")
        for step in way:
            place = place[step] if isinstance(place, dict) else place[int(step)]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (changed("response.body.data.new", 1), "unknown field data.new (integer)"),
        (changed("response.body.extra_info.audio_length", "x"), "wrong type extra_info.audio_le"),
        (changed("response.status", 299), "unknown status (HTTP 299)"),
        (changed("response.headers.content-type", "text/x"), "unknown media type (text/x)"),
        (changed("path", "/v1/brand_new"), "unknown operation (HTTP 200)"),
        (changed("request.body.voice", "x"), "unknown field of the request voice"),
        (changed("request.body.model", 5), "refused by the emulator model (expected string"),
        (
            changed("response.body.base_resp", {"status_code": 9999}),
            "unknown status (code 9999)",
        ),
    ],
)
def test_differences_are_listed(
    http: httpx.Client, file: Path, change: Callable[[dict[str, Any]], None], found: str
) -> None:
    http.post(SPEECH, json=spoken())
    (line,) = lines(file)
    change(line)
    file.write_text("\n".join([json.dumps(line)] * 2), "utf-8")
    findings = [str(each) for each in check_recording(file)]
    assert len(findings) == 1, findings
    assert found in findings[0]
    assert "[lines 1, 2]" in findings[0]


def test_unknown_events_are_listed(recording: Recording, http: httpx.Client, file: Path) -> None:
    http.post("/v1/responses", json={"model": "MiniMax-M3", "input": "Hi", "stream": True})
    speak(recording.base_url)
    stream, socket = lines(file)
    stream["response"]["events"][0]["data"]["type"] = "response.new"
    socket["response"]["messages"][0]["data"]["event"] = "hello"
    file.write_text("\n".join(map(json.dumps, (stream, socket))), "utf-8")
    kinds = [(each.kind, each.received) for each in check_recording(file)]
    assert kinds == [("unknown event", "response.new"), ("unknown event", "hello")]


# The command


def run(*args: str) -> tuple[int, str]:
    from click.testing import CliRunner

    result = CliRunner().invoke(serving.command(), args)
    return result.exit_code, result.output


def test_the_command_checks_a_recording(http: httpx.Client, file: Path) -> None:
    http.post(SPEECH, json=spoken())
    assert run("--check", str(file)) == (0, "")
    (line,) = lines(file)
    line["response"]["body"]["new"] = 1
    file.write_text(json.dumps(line), "utf-8")
    code, output = run("--check", str(file))
    assert code == 1
    assert output == f"POST {SPEECH}: unknown field new (integer) [line 1]\n"
    file.write_text("{", "utf-8")
    assert run("--check", str(file))[0] == 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--record", "https://api.minimax.io"], "--record and --to belong together"),
        (["--to", "tape.jsonl"], "--record and --to belong together"),
        (["--record", "x", "--to", "y", "--strict"], "--record cannot be combined with --strict"),
        (["--replay-only"], "--replay-only requires a recording"),
        (["--replay", "no.jsonl"], "no.jsonl"),
    ],
)
def test_invalid_options_are_rejected(
    args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run(*args)
    assert (code, message in output) == (2, True), output


def test_recording_paths_do_not_collide_with_platform_paths() -> None:
    assert not [
        each.path for each in spec.operations() if each.path.startswith(exchanges.LINK_PATH)
    ]
    assert minimax.__version__
