"""The control API, which programs in other languages use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from minimax.emulator import Emulator
from minimax.emulator.control.inspector_page import ControlError, refuse_foreign_pages
from minimax.emulator.media.probe import probe

from .conftest import CHAT, KEY, SPEECH, chat, spoken

FAULTS, CLOCK, REPLY, RESET, STATE, REQUESTS, EVENTS = (
    f"/_emulator/{name}"
    for name in ("faults", "clock", "reply", "reset", "state", "requests", "events")
)
VIDEO = {
    "model": "MiniMax-Hailuo-2.3",
    "prompt": "The light goes round",
    "duration": 6,
    "resolution": "768P",
}


def read_events(stream: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of the feed as they come."""
    name = ""
    for line in stream.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def until(news: Iterator[tuple[str, dict[str, Any]]], name: str, **wanted: Any) -> dict[str, Any]:
    """The next event of a name that has these values."""
    return next(data for event, data in news if event == name and wanted.items() <= data.items())


# Faults


def test_faults_can_be_enabled_listed_and_disabled(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    added = anonymous.put(
        FAULTS, json={"kind": "rate_limit", "operation": "chat_completions", "first": 2, "every": 2}
    )
    assert (added.status_code, added.json()["written"]) == (201, "rate_limit:chat_completions*2/2")
    assert [http.post(CHAT, json=chat()).status_code for _ in range(4)] == [200, 429, 200, 200]

    listed = anonymous.get(FAULTS).json()
    assert [(fault["kind"], fault["seen"], fault["times"]) for fault in listed["active"]] == [
        ("rate_limit", 4, 1)
    ]
    assert {"t2a_v2", "ws_t2a_v2", "download"} <= set(listed["operations"])
    assert {"kind", "about", "value", "place"} == set(listed["kinds"][0])

    assert anonymous.delete(f"{FAULTS}/{added.json()['number']}").status_code == 200
    assert anonymous.get(FAULTS).json()["active"] == []
    assert anonymous.delete(f"{FAULTS}/{added.json()['number']}").status_code == 404


def test_faults_are_cleared_by_kind_or_all_at_once(
    emulator: Emulator, anonymous: httpx.Client
) -> None:
    for kind in ("rate_limit", "server_error", "rate_limit", "null_data"):
        anonymous.put(FAULTS, json={"kind": kind})
    assert len(anonymous.delete(FAULTS, params={"kind": "rate_limit"}).json()["removed"]) == 2
    assert [fault.name for fault in emulator.platform.faults] == ["server_error", "null_data"]
    anonymous.delete(FAULTS)
    assert list(emulator.platform.faults) == []


def test_infinite_values_are_null(emulator: Emulator, anonymous: httpx.Client) -> None:
    assert anonymous.put(FAULTS, json={"kind": "stall_mid_stream"}).json()["value"] is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "kind: no fault is called None; known: rate_limit"),
        ({"kind": "rate_limt"}, "did you mean rate_limit?"),
        (
            {"kind": "rate_limit", "operation": "t2a"},
            "no operation is called 't2a'; did you mean t2a_v2?",
        ),
        ({"kind": "rate_limit", "first": 0}, "first: 0 is not a whole number of 1 or more"),
        ({"kind": "rate_limit", "every": "2"}, "every: '2' is not a whole number"),
        ({"kind": "rate_limit", "first": True}, "first: True is not"),
        ({"kind": "slow_first_byte", "value": -1}, "value: -1 is not a number of 0 or more"),
        ({"kind": "slow_first_byte", "value": 10**400}, "is not a number of 0 or more"),
        (
            {"kind": "rate_limit", "on": "t2a_v2", "first": 0},
            "2 mistakes\n  no field is called 'on'; known: kind, operation, first",
        ),
        ([], "the body is list, expected a JSON object"),
    ],
)
def test_invalid_faults_are_rejected(anonymous: httpx.Client, body: Any, said: str) -> None:
    refused = anonymous.put(FAULTS, json=body)
    assert refused.status_code == 400
    assert said in refused.json()["error"]


# The log


def test_the_log_is_json_without_keys_and_media(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    http.post(SPEECH, json=spoken(temprature=1))
    http.post(
        CHAT,
        json=chat(
            [{"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 5000}}]
        ),
    )
    listed = anonymous.get(REQUESTS)
    assert KEY not in listed.text
    assert "A" * 100 not in listed.text
    first, second = listed.json()["requests"]
    assert (first["operation"], first["status"], first["unknown_fields"]) == (
        "t2a_v2",
        200,
        ["temprature"],
    )
    assert first["seconds"] is not None
    assert [
        entry["number"]
        for entry in anonymous.get(REQUESTS, params={"operation": "chat_completions"}).json()[
            "requests"
        ]
    ] == [2]
    assert second["json"]["messages"][0]["role"] == "user"


def test_control_requests_are_not_logged(emulator: Emulator, anonymous: httpx.Client) -> None:
    for path in (STATE, REQUESTS, FAULTS, "/_emulator/", "/_emulator/nothing", "/"):
        anonymous.get(path, headers={"Accept": "text/html"})
    assert emulator.requests() == []


def test_single_requests_include_the_response(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    emulator.reply("Lima.")
    answered = http.post(CHAT, json=chat()).json()
    seen = anonymous.get(f"{REQUESTS}/1").json()
    assert seen["response"]["body"] == answered
    assert (seen["response"]["media_type"], seen["response"]["cut"]) == ("application/json", False)


def test_a_stream_is_shown_frame_by_frame(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    emulator.fault("split_every_byte")
    http.post(CHAT, json=chat(stream=True))
    seen = anonymous.get(f"{REQUESTS}/1").json()
    assert seen["events"] == len(seen["response"]["body"]) > 3
    assert seen["response"]["body"][-1] == {"data": "[DONE]"}


def test_interrupted_requests_are_finished(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    emulator.fault("drop_mid_stream")
    with pytest.raises(httpx.RemoteProtocolError):
        http.post(CHAT, json=chat(stream=True))
    with anonymous.stream("GET", EVENTS) as stream:
        assert (
            next(
                data
                for event, data in read_events(stream)
                if event == "request" and data["seconds"] is not None
            )["events"]
            > 0
        )


@pytest.mark.parametrize("path", ["99", "0", "-1", "x", "%F0%9F%8C%8A", "9" * 40])
def test_unknown_requests_are_404(anonymous: httpx.Client, path: str) -> None:
    for found in (anonymous.get(f"{REQUESTS}/{path}"), anonymous.get(f"/_emulator/media/{path}")):
        assert found.status_code == 404
        assert "the log has no request" in found.json()["error"]


# Media


@pytest.mark.parametrize(
    ("more", "media_type"),
    [
        ({}, "audio/mpeg"),
        ({"stream": True}, "audio/mpeg"),
        ({"output_format": "url"}, "audio/mpeg"),
        ({"audio_setting": {"format": "wav"}}, "audio/wav"),
        ({"audio_setting": {"format": "pcm", "sample_rate": 16000}, "stream": True}, "audio/wav"),
        ({"audio_setting": {"format": "flac"}}, "audio/flac"),
    ],
)
def test_speech_is_available_in_the_log(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client, more: Any, media_type: str
) -> None:
    http.post(SPEECH, json=spoken(**more))
    (medium,) = anonymous.get(f"{REQUESTS}/1").json()["response"]["media"]
    heard = anonymous.get(medium["url"])
    assert (medium["kind"], heard.headers["content-type"]) == ("audio", media_type)
    assert anonymous.get("/_emulator/media/1").content == heard.content
    assert 1 < (probe(heard.content).duration or 0) < 6, (
        "the frame that repeats everything is not heard twice"
    )


def test_media_supports_range_requests(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    http.post(SPEECH, json=spoken())
    whole = anonymous.get("/_emulator/media/1").content
    part = anonymous.get("/_emulator/media/1", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert (
        anonymous.get("/_emulator/media/1", headers={"Range": f"bytes={len(whole) - 5}-"}).content
        == whole[-5:]
    )
    for odd in ("bytes=9-3", f"bytes={len(whole)}-", "bytes=x", "lines=1-2"):
        assert anonymous.get("/_emulator/media/1", headers={"Range": odd}).content == whole


def test_images_are_available_in_the_log_by_index(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    body = {"model": "image-01", "prompt": "A lighthouse", "n": 2, "width": 512, "height": 512}
    for number, form in enumerate(("base64", "url"), 1):
        http.post("/v1/image_generation", json={**body, "response_format": form})
        media = anonymous.get(f"{REQUESTS}/{number}").json()["response"]["media"]
        assert [medium["kind"] for medium in media] == ["image", "image"]
        seen = [anonymous.get(f"/_emulator/media/{number}/{index}") for index in range(3)]
        assert [each.status_code for each in seen] == [200, 200, 404]
        assert {each.headers["content-type"] for each in seen[:2]} == {"image/jpeg"}
    assert len(emulator.requests()) == 2, "to look is no request"


def test_task_videos_are_available(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    http.post("/v1/video_generation", json=VIDEO)
    anonymous.post(CLOCK, json={"seconds": 3600})
    (account,) = anonymous.get(STATE).json()["accounts"]
    (task,) = account["tasks"]
    assert (task["stage"], task["url"]) == ("succeeded", account["files"][0]["url"])
    part = anonymous.get(task["url"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.headers["content-type"], len(part.content)) == (
        206,
        "video/mp4",
        100,
    )


def test_files_are_available_by_name(anonymous: httpx.Client) -> None:
    for name in ("none.mp4", "..%2f..%2fetc%2fpasswd", "%2e%2e"):
        assert anonymous.get(f"/_emulator/files/{name}").status_code == 404


# Clock, replies, state, reset


def test_clock_can_be_advanced(emulator: Emulator, anonymous: httpx.Client) -> None:
    before = emulator.clock.now()
    assert anonymous.post(CLOCK, json={"seconds": 900}).json()["turned"] == 900
    assert emulator.clock.now() >= before + 900


@pytest.mark.parametrize("seconds", [-1, "60", None, True, 10**300, 1e308])
def test_clock_advances_are_validated(anonymous: httpx.Client, seconds: Any) -> None:
    refused = anonymous.post(CLOCK, json={"seconds": seconds})
    assert refused.status_code == 400
    assert "seconds is" in refused.json()["error"]


def test_replies_can_be_scripted(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    assert anonymous.post(REPLY, json={"text": "利马 🌊", "when": "Peru"}).json() == {"replies": 1}
    assert (
        http.post(CHAT, json=chat("Capital of Peru?"))
        .json()["choices"][0]["message"]["content"]
        .endswith("利马 🌊")
    )
    refused = anonymous.post(REPLY, json={"txt": "Lima."})
    assert (refused.status_code, refused.json()["error"]) == (
        400,
        "no field is called 'txt'; did you mean text? Known: text, reasoning, finish_reason, when,"
        " key, tool_calls, usage",
    )


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b"1"])
def test_invalid_json_is_rejected(anonymous: httpx.Client, content: bytes) -> None:
    for path in (REPLY, CLOCK):
        refused = anonymous.post(path, content=content)
        assert refused.status_code == 400
        assert refused.json()["error"]


def test_a_body_that_is_too_large_is_refused(anonymous: httpx.Client) -> None:
    assert anonymous.post(REPLY, content=b" " * (2**20 + 1)).status_code == 413


def test_state_contains_accounts(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    http.post(
        "/v1/files/upload",
        data={"purpose": "t2a_async_input"},
        files={"file": ("文.txt", b"Hello")},
    )
    http.post(
        "/v1/voice_design", json={"prompt": "a calm old sailor", "preview_text": "Good evening"}
    )
    http.post(SPEECH, json=spoken())
    state = anonymous.get(STATE)
    assert KEY not in state.text
    (account,) = state.json()["accounts"]
    assert [(file["name"], file["bytes"]) for file in account["files"]] == [("文.txt", 5)]
    assert [(voice["kind"], voice["used"]) for voice in account["voices"]] == [
        ("voice_generation", False)
    ]
    assert float(account["balance"]) < 1000
    assert anonymous.get(account["files"][0]["url"]).content == b"Hello"


def test_reset_clears_everything(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    http.post(CHAT, json=chat())
    anonymous.put(FAULTS, json={"kind": "rate_limit"})
    anonymous.post(RESET)
    assert anonymous.get(REQUESTS).json() == {"requests": []}
    assert anonymous.get(STATE).json()["accounts"] == []
    assert anonymous.get(FAULTS).json()["active"] == []


# Events


def test_events_are_streamed(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    with anonymous.stream("GET", EVENTS) as stream:
        news = read_events(stream)
        assert next(news) == ("start", {})
        emulator.fault("rate_limit", on="t2a_v2", first=1)
        assert until(news, "faults") == {"active": []}
        assert [fault["written"] for fault in until(news, "faults")["active"]] == [
            "rate_limit:t2a_v2*1"
        ]
        http.post(SPEECH, json=spoken())
        assert until(news, "request", operation="t2a_v2")["code"] == 1002
        assert until(news, "account")["balance"] == "1000.00"
        http.post(SPEECH, json=spoken())
        assert float(until(news, "account")["balance"]) < 1000
        http.post("/v1/video_generation", json=VIDEO)
        assert until(news, "task")["stage"] == "preparing"
        emulator.clock.advance(60)
        assert until(news, "clock")["turned"] == 60
        assert until(news, "task")["stage"] == "succeeded"
        file = until(news, "file")
        http.post(
            "/v1/files/delete", json={"file_id": int(file["id"]), "purpose": "video_generation"}
        )
        assert until(news, "file", id=file["id"])["removed"] is True
        emulator.reset()
        assert until(news, "start") == {}
        http.post(CHAT, json=chat())
        assert until(news, "request")["number"] == 1


def test_requests_have_start_and_end_events(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    emulator.fault("keepalive_only=0.01", first=1)
    with anonymous.stream("GET", EVENTS) as stream:
        news = read_events(stream)
        with http.stream("POST", CHAT, json=chat(stream=True)):
            assert until(news, "request", status=200)["seconds"] is None
        while until(news, "request")["seconds"] is None:
            pass


def test_watchers_do_not_prevent_shutdown() -> None:
    emulator = Emulator()
    try:
        with (
            httpx.Client(base_url=emulator.base_url, trust_env=False) as client,
            client.stream("GET", EVENTS) as stream,
        ):
            news = read_events(stream)
            next(news)
            emulator.close()
            assert [event for event, _ in news][-1:] != ["start"]
    finally:
        emulator.close()


# Who may come in


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8080"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_origins_are_rejected(
    emulator: Emulator, anonymous: httpx.Client, headers: dict[str, str]
) -> None:
    emulator.reply("kept")
    for method, path in (("GET", STATE), ("POST", RESET), ("GET", EVENTS), ("DELETE", FAULTS)):
        refused = anonymous.request(method, path, headers=headers)
        assert refused.status_code == 403, path
        assert refused.json()["error"]
    assert len(emulator.platform.replies) == 1


def test_own_origin_and_programs_are_accepted(emulator: Emulator, anonymous: httpx.Client) -> None:
    port = emulator.base_url.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
        headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert anonymous.get(STATE, headers=headers).status_code == 200, host


def test_a_server_for_other_machines_has_other_names() -> None:
    def visit(*headers: tuple[bytes, bytes]) -> None:
        refuse_foreign_pages(
            Request(
                {
                    "type": "http",
                    "scheme": "http",
                    "path": STATE,
                    "headers": headers,
                    "server": ("10.0.0.7", 80),
                }
            )
        )

    visit((b"host", b"emulator.test"))
    with pytest.raises(ControlError):
        visit((b"host", b"emulator.test"), (b"origin", b"https://evil.example"))


def test_unknown_paths_list_the_known_ones(anonymous: httpx.Client) -> None:
    for method, path in (
        ("GET", "/_emulator/nothing"),
        ("POST", STATE),
        ("GET", CLOCK),
        ("GET", "/_emulator/inspector/secret.py"),
    ):
        missing = anonymous.request(method, path)
        assert missing.status_code == 404
        assert missing.json()["error"]
    ways = anonymous.get("/_emulator/").json()["ways"]
    assert ("POST", RESET) in [(way["method"], way["path"]) for way in ways]


# The page


def test_page_is_served_only_to_browsers(emulator: Emulator, anonymous: httpx.Client) -> None:
    page = anonymous.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    for accept in ("*/*", "application/json"):
        plain = anonymous.get("/", headers={"Accept": accept})
        assert (plain.status_code, plain.text) == (404, "404 page not found")
    assert len(emulator.requests()) == 2
