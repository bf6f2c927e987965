"""One settings object for Python, the command, the marker, scenario files and HTTP; and everything
that can be limited to one key.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import click
import httpx
import pytest

from minimax.cli import serving
from minimax.emulator import Emulator, Settings, client
from minimax.emulator.settings import SettingsFields, describe_settings

from .conftest import CHAT, SPEECH, chat, spoken
from .test_stubs import HEARD, transcribe

SETTINGS = "/_emulator/settings"


@pytest.fixture
def a(emulator: Emulator) -> Any:
    with httpx.Client(base_url=emulator.base_url, trust_env=False, timeout=60) as http:
        http.headers["Authorization"] = "Bearer sk-a"
        yield http


@pytest.fixture
def b(emulator: Emulator) -> Any:
    with httpx.Client(base_url=emulator.base_url, trust_env=False, timeout=60) as http:
        http.headers["Authorization"] = "Bearer sk-b"
        yield http


def reply_text(http: httpx.Client) -> str:
    text: str = http.post(CHAT, json=chat("Hello")).json()["choices"][0]["message"]["content"]
    return text


def test_names_are_the_same_everywhere() -> None:
    names = {each.name for each in dataclasses.fields(Settings)}
    assert names == set(SettingsFields.__annotations__)
    command = serving.command()
    with_options = {option.name for option in command.params if isinstance(option, click.Option)}
    assert names <= with_options
    with Emulator() as emulator, httpx.Client(trust_env=False, timeout=60) as http:
        assert set(http.get(emulator.base_url + SETTINGS).json()) == names


def test_can_be_read_and_changed_over_http(emulator: Emulator, anonymous: httpx.Client) -> None:
    assert anonymous.get(SETTINGS).json() == Settings().to_dict()
    changed = anonymous.patch(SETTINGS, json={"strict": True, "task_seconds": 10})
    assert changed.json() == Settings(strict=True, task_seconds=10).to_dict()
    assert emulator.settings == Settings(strict=True, task_seconds=10)
    emulator.reset()
    assert emulator.settings == Settings()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stritc": True}, "no setting is called 'stritc'; did you mean strict?"),
        ({"strict": "yes"}, "strict: 'yes' is not true or false"),
        ({"pace": -1}, "pace: -1 is not a number of 0 or more"),
        ({"pace": True}, "pace: True is not a number of 0 or more"),
        ({"region": "mars"}, "region: no region is called 'mars'; known: cn, global"),
        ({"cors": 5}, "cors: 5 is not a text"),
        ({"cors": "localhost:3000"}, "cors: 'localhost:3000' is not an origin such as http://"),
        ({"cors": "*, http://a.test/"}, "cors: 'http://a.test/' is not an origin such as"),
        ({"cors": "*", "key": "sk-a"}, "cors: cannot be set for one key"),
        ({"key": ""}, "key: '' is not a key"),
        ({"pace": "x", "region": 1}, "2 mistakes"),
    ],
)
def test_invalid_settings_are_rejected_without_effect(
    emulator: Emulator, anonymous: httpx.Client, changes: dict[str, Any], message: str
) -> None:
    refused = anonymous.patch(SETTINGS, json=changes)
    assert refused.status_code == 400
    assert message in refused.json()["error"]
    assert emulator.settings == Settings()


def test_python_reports_the_same_errors(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="strict: 'yes' is not true or false"):
        Emulator(strict="yes")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no setting is called 'speed'"):
        emulator.configure(speed=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("setting", describe_settings(), ids=lambda each: each.name)
def test_command_passes_every_setting(setting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("minimax.emulator.serve", lambda **options: given.update(options))
    flag = f"--{setting.name.replace('_', '-')}"
    value = {bool: True, float: 2.5}.get(type(setting.default), "global")
    args = [flag] if value is True else [flag, str(value)]
    serving.command().main(args, standalone_mode=False)
    assert given[setting.name] == value
    given.clear()
    serving.command().main([], standalone_mode=False)
    assert setting.name not in given


# For one key


def test_settings_can_be_changed_for_one_key(
    a: httpx.Client, b: httpx.Client, anonymous: httpx.Client
) -> None:
    anonymous.patch(SETTINGS, json={"strict": True, "key": "sk-a"})
    assert anonymous.get(SETTINGS, params={"key": "sk-a"}).json()["strict"] is True
    assert anonymous.get(SETTINGS).json()["strict"] is False
    codes = [
        http.post(SPEECH, json=spoken(temprature=1)).json()["base_resp"]["status_code"]
        for http in (a, b)
    ]
    assert codes == [2013, 0]


def test_a_region_can_be_given_to_one_key(emulator: Emulator, a: httpx.Client) -> None:
    a.headers["Authorization"] = "Bearer sk-global-1"
    assert a.get("/account/query_balance").json()["base_resp"]["status_code"] == 2049
    emulator.configure(region="global", key="sk-global-1")
    assert a.get("/account/query_balance").json()["base_resp"]["status_code"] == 0


def test_faults_replies_and_answers_can_be_limited_to_one_key(
    emulator: Emulator, a: httpx.Client, b: httpx.Client, anonymous: httpx.Client
) -> None:
    emulator.fault("rate_limit:t2a_v2", key="sk-a")
    anonymous.put("/_emulator/faults", json={"kind": "overloaded", "key": "sk-b"})
    codes = [http.post(SPEECH, json=spoken()).json()["base_resp"]["status_code"] for http in (a, b)]
    assert codes == [1002, 2064]
    cleared = anonymous.delete("/_emulator/faults", params={"key": "sk-b"}).json()["removed"]
    assert [fault["kind"] for fault in cleared] == ["overloaded"]

    emulator.reply("For B.", key="sk-b")
    anonymous.post("/_emulator/reply", json={"text": "For A.", "key": "sk-a"})
    assert ["For" in reply_text(http) for http in (a, b)] == [True, True]

    emulator.answer("speech_to_text", HEARD, key="sk-a")
    assert [transcribe(http).json() == HEARD for http in (a, b)] == [True, False]


def test_a_fault_of_links_can_be_limited_to_the_key_they_were_made_for(
    emulator: Emulator, a: httpx.Client, b: httpx.Client, anonymous: httpx.Client
) -> None:
    emulator.fault("expired_url", key="sk-a")
    links = [
        http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"]
        for http in (a, b)
    ]
    assert [anonymous.get(link).status_code for link in links] == [403, 200]


def test_the_log_can_be_asked_for_one_key(
    emulator: Emulator, a: httpx.Client, b: httpx.Client, anonymous: httpx.Client
) -> None:
    reply_text(a), reply_text(b), reply_text(a)
    assert len(emulator.requests(key="sk-a")) == 2
    assert len(emulator.requests("t2a_v2", key="sk-a")) == 0
    listed = anonymous.get("/_emulator/requests", params={"key": "sk-b"})
    assert [entry["number"] for entry in listed.json()["requests"]] == [2]
    assert "sk-b" not in listed.text


def test_the_clock_can_be_turned_for_one_key(
    emulator: Emulator, a: httpx.Client, b: httpx.Client, anonymous: httpx.Client
) -> None:
    body = {
        "model": "speech-2.8-hd",
        "text": "Hello",
        "voice_setting": {"voice_id": "male-qn-jingying"},
    }
    tasks = [http.post("/v1/t2a_async_v2", json=body).json()["task_id"] for http in (a, b)]
    links = [
        http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"]
        for http in (a, b)
    ]
    turned = anonymous.post("/_emulator/clock", json={"seconds": 900, "key": "sk-a"})
    assert turned.json()["turned"] == 900
    states = [
        http.get("/v1/query/t2a_async_query_v2", params={"task_id": task}).json()["status"]
        for http, task in zip((a, b), tasks, strict=True)
    ]
    assert states == ["Success", "Processing"]
    emulator.clock_of("sk-a").advance(24 * 3600)
    assert [anonymous.get(link).status_code for link in links] == [403, 200]
    assert emulator.clock.turned == 0


def test_a_client_with_a_key_of_its_own_turns_only_its_clock(emulator: Emulator) -> None:
    with client(emulator, key="sk-a") as ours:
        ours.video.create("A kite over dunes", duration=4).wait()
    assert emulator.clock.turned == 0
    assert emulator.clock_of("sk-a").turned > 0
    with client(emulator) as ours:
        ours.video.create("A kite over dunes", duration=4).wait()
    assert emulator.clock.turned > 0


def test_one_key_can_be_reset(
    emulator: Emulator, a: httpx.Client, b: httpx.Client, anonymous: httpx.Client
) -> None:
    for key in ("sk-a", "sk-b"):
        emulator.fault("rate_limit:t2a_v2", key=key)
        emulator.reply(f"For {key}.", key=key)
        emulator.answer("speech_to_text", HEARD, key=key)
        emulator.configure(strict=True, key=key)
    a.get("/account/query_balance"), b.get("/account/query_balance")
    anonymous.post("/_emulator/reset", json={"key": "sk-a"})
    assert [len(emulator.requests(key=key)) for key in ("sk-a", "sk-b")] == [0, 1]
    results = [
        (
            http.post(SPEECH, json=spoken(temprature=1)).json()["base_resp"]["status_code"],
            "For" in reply_text(http),
            transcribe(http).json() == HEARD,
        )
        for http in (a, b)
    ]
    assert results == [(0, False, False), (1002, True, True)]


# Web pages

PAGE = "http://localhost:3000"
PREFLIGHT = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.mark.parametrize("cors", [PAGE, "*", f"http://a.test, {PAGE}"])
def test_pages_of_an_allowed_origin_may_call_the_platform(
    emulator: Emulator, a: httpx.Client, cors: str
) -> None:
    emulator.configure(cors=cors)
    asked = a.options(CHAT, headers=PREFLIGHT)
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-headers"] == "authorization,content-type"
    answer = a.post(CHAT, json=chat(), headers={"Origin": PAGE})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, PAGE)
    assert emulator.requests()[0].method == "POST"


def test_other_origins_are_rejected_and_none_can_control_the_emulator(
    emulator: Emulator, a: httpx.Client
) -> None:
    for cors, path in (("", CHAT), ("http://other.test", CHAT), ("*", SETTINGS)):
        emulator.configure(cors=cors)
        asked = a.options(path, headers=PREFLIGHT)
        assert asked.status_code == 404
        assert "access-control-allow-origin" not in asked.headers
