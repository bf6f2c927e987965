"""The request log, without media and keys."""

from __future__ import annotations

from typing import Any

import httpx

from minimax.emulator import Emulator, LoggedRequest
from minimax.emulator.log import (
    GONE,
    KEPT,
    KEPT_ANSWER_BYTES,
    KEPT_REQUEST_BYTES,
    LARGEST_ANSWER,
    Answer,
    RequestLog,
    elide_media,
)

from .conftest import CHAT, KEY, SPEECH, chat, spoken


def test_requests_are_logged_with_their_response(emulator: Emulator, http: httpx.Client) -> None:
    response = http.post(CHAT, json=chat(), params={"GroupId": "7"})
    (entry,) = emulator.requests()
    assert (entry.number, entry.method, entry.path, entry.query) == (
        1,
        "POST",
        CHAT,
        {"GroupId": "7"},
    )
    assert (entry.operation_id, entry.status, entry.code) == ("chat_completions", 200, None)
    assert entry.json == chat()
    assert entry.trace_id == response.headers["trace-id"]
    assert abs(entry.time - emulator.clock.now()) < 5


def test_requests_can_be_filtered_by_operation(emulator: Emulator, http: httpx.Client) -> None:
    http.post(CHAT, json=chat())
    http.post(SPEECH, json=spoken())
    http.get("/nowhere")
    assert [entry.operation_id for entry in emulator.requests()] == [
        "chat_completions",
        "t2a_v2",
        None,
    ]
    assert [entry.path for entry in emulator.requests("t2a_v2")] == [SPEECH]


def test_errors_are_logged_with_their_code(emulator: Emulator, http: httpx.Client) -> None:
    http.post(SPEECH, json={"model": "speech-2.8-hd"})
    http.post(CHAT, content=b"{")
    assert [(entry.status, entry.code) for entry in emulator.requests()] == [
        (200, 2013),
        (400, 2013),
    ]


def test_a_download_is_logged_as_such(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    anonymous.get(http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"])
    assert [entry.status for entry in emulator.requests("download")] == [200]


def test_keys_are_not_stored_anywhere(emulator: Emulator, http: httpx.Client) -> None:
    http.post(CHAT, json=chat(), headers={"x-api-key": KEY})
    assert KEY not in repr(emulator.requests())
    assert KEY not in repr(emulator.platform.accounts)


def test_media_is_replaced_by_its_size(emulator: Emulator, http: httpx.Client) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 5000}}
    http.post(CHAT, json=chat([image]))
    logged = emulator.requests()[0].json["messages"][0]["content"][0]["image_url"]["url"]
    assert logged == "data:image/png;base64,<5000 characters>"
    assert elide_media({"audio": "ab" * 900, "text": "a sentence " * 100}) == {
        "audio": "<1800 characters>",
        "text": "a sentence " * 100,
    }


def test_a_very_large_body_is_not_kept(emulator: Emulator, http: httpx.Client) -> None:
    http.post(CHAT, json=chat(numbers=list(range(100_000))))
    assert emulator.requests()[0].json.endswith("bytes>")


def test_old_entries_are_evicted() -> None:
    log = RequestLog()
    for _ in range(KEPT + 3):
        log.add(
            lambda number: LoggedRequest(number, 0.0, "GET", "/", {}, {}, None, f"trace {number}")
        )
    assert [entry.number for entry in log.entries()[:2]] == [4, 5]


def entry_of(log: RequestLog, **more: Any) -> LoggedRequest:
    entry = log.add(
        lambda number: LoggedRequest(number, 0.0, "GET", "/", {}, {}, None, "trace", **more)
    )
    entry.answer = Answer("application/json")
    return entry


def test_bodies_are_evicted_before_requests() -> None:
    log, mebibyte = RequestLog(), bytes(2**20)
    entries = [entry_of(log, json="x" * 2**20) for _ in range(100)]
    for entry in entries:
        log.keep(entry, mebibyte)
        log.finish(entry, seconds=0.0, received=2**20)
    assert len(log.entries()) == 100
    assert sum(len(entry.answer.data) for entry in entries if entry.answer) == KEPT_ANSWER_BYTES
    assert sum(len(entry.json) for entry in entries if entry.json != GONE) <= KEPT_REQUEST_BYTES
    assert (entries[0].answer, entries[0].json) == (None, GONE)
    assert entries[-1].json != GONE


def test_start_of_endless_responses_is_kept() -> None:
    log = RequestLog()
    entry = entry_of(log)
    for _ in range(30):
        log.keep(entry, bytes(2**20))
    assert entry.answer is not None
    assert (len(entry.answer.data), entry.answer.size) == (LARGEST_ANSWER, 30 * 2**20)


def test_long_request_texts_are_truncated(emulator: Emulator, http: httpx.Client) -> None:
    http.get("/" + "x" * 20_000, params={"q": "y" * 20_000}, headers={"X-Long": "z" * 10_000})
    (entry,) = emulator.requests()
    assert max(map(len, (entry.path, entry.query["q"], entry.headers["x-long"]))) < 2_100


def test_log_has_duration_and_sent_bytes(emulator: Emulator, http: httpx.Client) -> None:
    response = http.post(CHAT, json=chat(stream=True))
    (entry,) = emulator.requests()
    assert entry.seconds is not None
    assert entry.events == response.text.count("\n\n")
    assert entry.answer is not None
    assert (entry.answer.media_type, bytes(entry.answer.data)) == (
        "text/event-stream",
        response.content,
    )


def test_responses_after_a_reset_are_discarded() -> None:
    log = RequestLog()
    old = entry_of(log)
    log.clear()
    new = entry_of(log)
    log.keep(old, b"late")
    log.finish(old, seconds=0.0, received=0)
    assert new.answer == Answer("application/json")
    assert log.entries() == [new]


def test_reset_clears_the_log(emulator: Emulator, http: httpx.Client) -> None:
    first = http.post(CHAT, json=chat()).json()["id"]
    emulator.reply("unused")
    emulator.fault("rate_limit")
    emulator.reset()
    assert emulator.requests() == []
    second = http.post(CHAT, json=chat())
    assert second.status_code == 200
    assert "unused" not in second.text
    assert second.json()["id"] == first, "ids come in the same order after every reset"
