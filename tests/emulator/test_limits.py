"""Rate limits as documented, where they are switched on: per account and model, over a clock that
tests turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from minimax.emulator import Clock, Emulator, limits, spec
from minimax.emulator.envelopes import PlatformError
from minimax_generated.tables.models import MODELS

from .conftest import CHAT, SPEECH, chat, spoken

MUSIC = "/v1/music_generation"
SONG: dict[str, Any] = {
    "model": "music-2.6",
    "prompt": "a quiet harbour at dawn",
    "lyrics": "[Verse]\nBoats go out",
    "stream": True,
}
ROWS = [
    (region, row["class"], model, row[region])
    for row in MODELS["rate_limits"]
    for region in ("cn", "global")
    if region in row
    for model in row["models"] or [""]
]


@pytest.fixture
def limited(emulator: Emulator) -> Iterator[Emulator]:
    emulator.configure(rate_limits=True)
    yield emulator
    emulator.configure(rate_limits=False)


@pytest.mark.parametrize(("region", "rate_class", "model", "numbers"), ROWS)
def test_every_limit_of_the_table_is_enforced(
    region: str, rate_class: str, model: str, numbers: dict[str, int]
) -> None:
    limit = limits.limit_of(region, rate_class, model.upper())
    assert limit is not None
    assert (limit.rpm, limit.concurrent) == (numbers.get("rpm"), numbers.get("concurrent"))
    if limit.rpm is None:
        return
    rates, clock = limits.Rates(), Clock(running=False)
    for _ in range(limit.rpm):
        rates.check(limit, clock.now(), job=False)
    clock.advance(limits.WINDOW - 1)
    with pytest.raises(PlatformError) as refused:
        rates.check(limit, clock.now(), job=False)
    assert refused.value.code == 1002
    clock.advance(1)
    rates.check(limit, clock.now(), job=False)


def test_every_class_of_the_table_is_in_the_spec() -> None:
    classes = {operation.rate_class for operation in spec.operations()}
    assert {row["class"] for row in MODELS["rate_limits"]} <= classes


def test_requests_of_a_minute_are_counted_per_account_and_model(
    limited: Emulator, http: httpx.Client
) -> None:
    # A stopped clock would be simpler, but the emulator of these tests has a running one: the burst
    # is over long before a minute.
    answers = [http.post(SPEECH, json=spoken("Hi")).json()["base_resp"] for _ in range(21)]
    assert [answer["status_code"] for answer in answers] == [0] * 20 + [1002]
    assert answers[-1]["status_msg"] == "rate limit, please retry later"
    assert (
        http.post(SPEECH, json=spoken("Hi", model="speech-2.8-turbo")).json()["base_resp"][
            "status_code"
        ]
        == 0
    )
    other = http.post(
        SPEECH, json=spoken("Hi"), headers={"Authorization": "Bearer sk-somebody-else"}
    )
    assert other.json()["base_resp"]["status_code"] == 0
    limited.clock.advance(60)
    assert http.post(SPEECH, json=spoken("Hi")).json()["base_resp"]["status_code"] == 0


@pytest.mark.parametrize(
    ("path", "kind"), [(CHAT, "openai"), ("/anthropic/v1/messages", "anthropic")]
)
def test_other_apis_return_429_without_retry_after(
    limited: Emulator, http: httpx.Client, path: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = limits._limits("cn")
    monkeypatch.setitem(known, ("text", "minimax-m3"), known["text", "minimax-m3"]._replace(rpm=1))
    body = chat("Say hi", max_tokens=9)
    assert http.post(path, json=body).status_code == 200
    refused = http.post(path, json=body)
    assert (refused.status_code, refused.json()["error"]["type"]) == (429, "rate_limit_error")
    assert "rate limit, please retry later (1002)" in refused.json()["error"]["message"]
    assert not [
        name for name in refused.headers if name.startswith("x-ratelimit") or name == "retry-after"
    ]


def test_rejected_requests_are_not_counted_or_charged(
    limited: Emulator, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = limits._limits("cn")
    monkeypatch.setitem(known, ("clone", ""), known["clone", ""]._replace(rpm=1))
    for _ in range(3):
        # Wrong requests are refused before they count.
        assert (
            http.post("/v1/voice_clone", json={"file_id": 1}).json()["base_resp"]["status_code"]
            == 2013
        )
    body = {"file_id": 1, "voice_id": "HarbourNarrator01"}
    told = [
        http.post("/v1/voice_clone", json=body).json()["base_resp"]["status_code"] for _ in range(2)
    ]
    assert told == [20132, 1002]


def test_concurrent_music_requests_are_limited_per_account(
    limited: Emulator, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = limits._limits("cn")
    monkeypatch.setitem(
        known, ("music", "music-2.6"), known["music", "music-2.6"]._replace(concurrent=1)
    )
    fault = limited.fault("stall_mid_stream:music_generation*1")
    begun = threading.Event()

    def listen() -> None:
        with http.stream("POST", MUSIC, json=SONG, timeout=30) as response:
            try:
                for _ in response.iter_raw():
                    begun.set()
            except httpx.RemoteProtocolError:
                return

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        assert begun.wait(20)
        refused = http.post(MUSIC, json=SONG)
        assert refused.status_code == 200
        assert refused.json()["base_resp"] == {
            "status_code": 1041,
            "status_msg": "connection limit exceeded",
        }
    finally:
        limited.clock.break_waits()
        listener.join()
    assert (
        http.post(MUSIC, json=SONG, timeout=30)
        .headers["content-type"]
        .startswith("text/event-stream")
    )
    fault.remove()


def test_limits_can_be_disabled(emulator: Emulator, http: httpx.Client) -> None:
    assert {
        http.post(SPEECH, json=spoken("Hi")).json()["base_resp"]["status_code"] for _ in range(22)
    } == {0}
