"""Each fault has its documented effect on the requests that it applies to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator
from minimax.emulator.envelopes import PlatformError
from minimax.emulator.faults import KINDS, Faults, distort
from minimax.emulator.steps import Frame

from .conftest import CHAT, NATIVE, SPEECH, chat, deltas, drain, frames, joined, spoken


@pytest.mark.parametrize(
    ("fault", "code", "chat_status", "kind"),
    [
        ("rate_limit", 1002, 429, "rate_limit_error"),
        ("server_error", 1000, 500, "server_error"),
        ("overloaded", 2064, 529, "overloaded_error"),
        ("insufficient_balance", 1008, 402, "insufficient_balance_error"),
        ("usage_limit", 2056, 429, "rate_limit_error"),
        ("model_not_in_plan", 2061, 500, "server_error"),
        ("sensitive_input", 1026, 422, "unprocessable_entity_error"),
        ("wrong_region", 2049, 401, "authorized_error"),
        ("error=1041", 1041, 429, "rate_limit_error"),
    ],
)
def test_error_faults_have_the_format_of_the_api(
    emulator: Emulator, http: httpx.Client, fault: str, code: int, chat_status: int, kind: str
) -> None:
    emulator.fault(fault)
    native, openai = http.post(SPEECH, json=spoken()), http.post(CHAT, json=chat())
    assert (native.status_code, native.json()["base_resp"]["status_code"]) == (200, code)
    assert native.json()["data"] == {"audio": None}
    assert (openai.status_code, openai.json()["error"]["type"]) == (chat_status, kind)
    assert openai.json()["error"]["message"].endswith(f"({code})")
    assert [entry.code for entry in emulator.requests()] == [code, code]


def test_http_502_html_is_a_gateway_page(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("http_502_html")
    response = http.post(CHAT, json=chat())
    assert response.status_code == 502
    assert response.headers["content-type"].startswith("text/html")
    assert "502 Bad Gateway" in response.text


def test_http_404_text_is_a_wrong_path(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("http_404_text")
    assert (http.post(CHAT, json=chat()).status_code, http.post(CHAT, json=chat()).text) == (
        404,
        "404 page not found",
    )


@pytest.mark.parametrize("stream", [False, True])
def test_error_in_200_is_base_resp_in_every_family(
    emulator: Emulator, http: httpx.Client, stream: bool
) -> None:
    emulator.fault("error_in_200", value=1008)
    for path, body in ((CHAT, chat(stream=stream)), (SPEECH, spoken(stream=stream))):
        response = http.post(path, json=body)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("application/json")
        assert response.json()["base_resp"]["status_code"] == 1008


def test_json_instead_of_stream_affects_only_streams(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("json_instead_of_stream")
    assert http.post(CHAT, json=chat()).json()["choices"]
    for path, body in (
        (CHAT, chat(stream=True)),
        (NATIVE, chat(stream=True)),
        (SPEECH, spoken(stream=True)),
    ):
        response = http.post(path, json=body)
        assert (response.status_code, response.headers["content-type"]) == (
            200,
            "application/json; charset=utf-8",
        )
        assert response.json()["base_resp"]["status_code"] == 1000


def test_null_data_is_an_empty_success(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("null_data")
    speech = http.post(SPEECH, json=spoken()).json()
    assert (speech["data"], speech["extra_info"], speech["base_resp"]["status_code"]) == (
        None,
        None,
        0,
    )
    assert http.post(CHAT, json=chat()).json()["choices"] is None
    assert all(
        frame["data"] is None for frame in frames(http.post(SPEECH, json=spoken(stream=True)))
    )


def test_unknown_fields_are_in_every_object(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("unknown_fields")
    body = http.post(CHAT, json=chat()).json()
    for place in (
        body,
        body["choices"][0],
        body["choices"][0]["message"],
        body["usage"],
        body["base_resp"],
    ):
        assert "x_future_field" in place
    assert "x_future_field" in deltas(http.post(CHAT, json=chat(stream=True)))[0]


def test_unknown_enum_values_are_undocumented(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("unknown_enum_values")
    assert http.post(CHAT, json=chat()).json()["choices"][0]["finish_reason"] == "new_finish_reason"
    assert (
        http.post(SPEECH, json=spoken()).json()["extra_info"]["audio_format"] == "new_audio_format"
    )


def test_ids_change_their_type(emulator: Emulator, http: httpx.Client) -> None:
    with emulator.fault("ids_as_ints"):
        body = http.post(SPEECH, json=spoken()).json()
        assert isinstance(body["trace_id"], int)
        assert isinstance(http.post(CHAT, json=chat()).json()["id"], int)
    with emulator.fault("ids_as_strings"):
        assert isinstance(http.post(CHAT, json=chat()).json()["id"], str)


def test_ids_as_strings_and_ids_as_ints_are_inverse() -> None:
    faults = Faults(["ids_as_strings"])
    assert distort({"file": {"file_id": 301223344556677, "bytes": 1}}, list(faults)) == {
        "file": {"file_id": "301223344556677", "bytes": 1}
    }
    faults = Faults(["ids_as_ints"])
    assert distort({"task_id": "95260011", "video_id": "", "model": "x"}, list(faults)) == {
        "task_id": 95260011,
        "video_id": "",
        "model": "x",
    }


def test_numbers_as_strings_affects_everything_but_booleans(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("numbers_as_strings")
    body = http.post(SPEECH, json=spoken()).json()
    assert body["base_resp"]["status_code"] == "0"
    assert body["extra_info"]["audio_sample_rate"] == "32000"
    assert http.post(CHAT, json=chat()).json()["input_sensitive"] is False


def test_lower_case_status_affects_only_task_states() -> None:
    body = {"status": "Success", "data": {"status": 2}, "message": "Success"}
    assert distort(body, list(Faults(["lower_case_status"]))) == {
        "status": "success",
        "data": {"status": 2},
        "message": "Success",
    }


def test_odd_hex_removes_a_digit_but_not_from_links(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("odd_hex")
    assert len(http.post(SPEECH, json=spoken()).json()["data"]["audio"]) % 2 == 1
    assert all(
        len(frame["data"]["audio"]) % 2
        for frame in frames(http.post(SPEECH, json=spoken(stream=True)))
    )
    assert (
        http.post(SPEECH, json=spoken(output_format="url"))
        .json()["data"]["audio"]
        .startswith("http")
    )


def test_split_every_byte_changes_only_the_chunks(emulator: Emulator, http: httpx.Client) -> None:
    body = chat("Reply with exactly: 你好", stream=True)
    plain = frames(http.post(CHAT, json=body))
    emulator.fault("split_every_byte")
    with http.stream("POST", CHAT, json=body) as response:
        pieces = list(response.iter_raw())
    assert sum(map(len, pieces)) > 1000
    assert max(map(len, pieces)) < 1000
    received = [
        json.loads(line[6:])
        for line in b"".join(pieces).decode().splitlines()
        if line.startswith("data: {")
    ]
    assert [frame["choices"] for frame in received] == [frame["choices"] for frame in plain[:-1]]
    assert http.post(CHAT, json=chat()).json()["choices"]


def test_huge_line_sends_a_frame_of_5_mb(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("huge_line")
    response = http.post(SPEECH, json=spoken(stream=True))
    assert max(map(len, response.text.split("\n"))) > 5 * 2**20
    assert sum(len(frame) > 3 and "x_padding" in frame for frame in frames(response)) == 1


@pytest.mark.parametrize("excluded", [True, False])
def test_tail_in_last_frame_delays_the_last_piece(
    emulator: Emulator, http: httpx.Client, excluded: bool
) -> None:
    body = spoken(stream=True, stream_options={"exclude_aggregated_audio": excluded})
    *plain, _ = frames(http.post(SPEECH, json=body))
    emulator.fault("tail_in_last_frame")
    *pieces, last = frames(http.post(SPEECH, json=body))
    assert [each["data"]["audio"] for each in pieces] == [
        each["data"]["audio"] for each in plain[:-1]
    ]
    kept_back = [each["data"]["audio"] for each in (plain[-1:] if excluded else plain)]
    assert (last["data"]["status"], last["data"]["audio"]) == (2, "".join(kept_back))


def test_reasoning_snapshots_repeat_the_thinking_so_far(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("reasoning_snapshots")
    parts = deltas(http.post(CHAT, json=chat(stream=True, reasoning_split=True)))
    details = [
        part["reasoning_details"][0]["text"] for part in parts if "reasoning_details" in part
    ]
    assert details[-1] == joined(parts, "reasoning_content")
    assert all(after.startswith(before) for before, after in pairwise(details))


@pytest.mark.parametrize(
    ("path", "body"),
    [(CHAT, chat(stream=True)), (NATIVE, chat(stream=True)), (SPEECH, spoken(stream=True))],
)
def test_drop_mid_stream_closes_the_connection(
    emulator: Emulator, http: httpx.Client, path: str, body: Any
) -> None:
    emulator.fault("drop_mid_stream")
    received = bytearray()
    with pytest.raises(httpx.RemoteProtocolError):
        drain(http, received, "POST", path, json=body)
    assert received.startswith(b"data: {")
    assert received.endswith(b"\n\n")


@pytest.mark.parametrize(
    ("path", "body"),
    [(CHAT, chat(stream=True)), (NATIVE, chat(stream=True)), (SPEECH, spoken(stream=True))],
)
def test_end_mid_stream_ends_cleanly_without_the_closing_frame(
    emulator: Emulator, http: httpx.Client, path: str, body: Any
) -> None:
    emulator.fault("end_mid_stream")
    received = frames(http.post(path, json=body))
    assert received
    assert received[-1] != "[DONE]"
    assert received[-1].get("object") != "chat.completion"
    assert received[-1].get("data", {}).get("status", 1) == 1
    assert not any(choice.get("finish_reason") for choice in received[-1].get("choices", ()))


def test_shortest_streams_are_truncated(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("end_mid_stream")
    received = frames(
        http.post(
            CHAT, json=chat("Reply with exactly: a", thinking={"type": "disabled"}, stream=True)
        )
    )
    assert [frame["choices"][0].get("finish_reason") for frame in received] == [None]


def test_error_frame_mid_stream_has_the_format_of_the_api(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("error_frame_mid_stream")
    assert (
        frames(http.post(CHAT, json=chat(stream=True)))[-1]["error"]["message"]
        == "output new_sensitive (1027)"
    )
    native = frames(http.post(NATIVE, json=chat(stream=True)))[-1]
    assert (native["choices"], native["base_resp"]["status_code"]) == (None, 1027)
    speech = frames(http.post(SPEECH, json=spoken(stream=True)))
    assert (speech[0]["data"]["status"], speech[-1]["base_resp"]["status_code"]) == (1, 1027)


@contextmanager
def turning(emulator: Emulator, seconds: float) -> Iterator[None]:
    """Turn the clock as soon as somebody waits for it."""

    def turn() -> None:
        while not emulator.clock.waiting():
            done.wait(0.005)
        emulator.clock.advance(seconds)

    done = threading.Event()
    thread = threading.Thread(target=turn)
    thread.start()
    yield
    done.set()
    thread.join()


def test_slow_first_byte_waits_on_the_clock(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("slow_first_byte", value=600)
    with turning(emulator, 600):
        assert http.post(CHAT, json=chat()).status_code == 200


def test_stall_mid_stream_is_silent_until_the_client_leaves(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("stall_mid_stream")
    received = bytearray()
    with pytest.raises(httpx.ReadTimeout):
        drain(
            http, received, "POST", CHAT, json=chat(stream=True), timeout=httpx.Timeout(5, read=0.2)
        )
    assert received.count(b"data: {") > 3
    assert http.post(CHAT, json=chat()).status_code == 200


def test_finite_stalls_end_with_a_closed_connection(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("stall_mid_stream=900")
    with turning(emulator, 900), pytest.raises(httpx.RemoteProtocolError):
        http.post(SPEECH, json=spoken(stream=True))


def test_keepalive_only_sends_comments_and_never_data(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("keepalive_only", value=0.01)
    with http.stream("POST", CHAT, json=chat(stream=True)) as response:
        pieces = [piece for piece, _ in zip(response.iter_raw(), range(5), strict=False)]
    assert set(b"".join(pieces).split(b"\n\n")) <= {b": keep-alive", b""}


@pytest.fixture
def link(http: httpx.Client) -> str:
    address: str = http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"]
    return address


def test_an_expired_url_is_refused(emulator: Emulator, anonymous: httpx.Client, link: str) -> None:
    with emulator.fault("expired_url"):
        assert "Request has expired." in anonymous.get(link).text
    assert anonymous.get(link).status_code == 200


def test_a_truncated_download_breaks_off_half_way(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    size = int(anonymous.get(link).headers["content-length"])
    emulator.fault("truncated_download*1")
    received = bytearray()
    with pytest.raises(httpx.RemoteProtocolError):
        drain(anonymous, received, "GET", link)
    assert len(received) == size // 2
    rest = anonymous.get(link, headers={"Range": f"bytes={len(received)}-"})
    assert (rest.status_code, len(received) + len(rest.content)) == (206, size)


def test_no_range_support_sends_everything(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    emulator.fault("no_range_support")
    response = anonymous.get(link, headers={"Range": "bytes=10-"})
    assert response.status_code == 200
    assert "accept-ranges" not in response.headers


def test_faults_can_be_limited_to_one_operation(emulator: Emulator, http: httpx.Client) -> None:
    fault = emulator.fault("server_error:t2a_v2")
    assert http.post(CHAT, json=chat()).status_code == 200
    assert http.post(SPEECH, json=spoken()).json()["base_resp"]["status_code"] == 1000
    assert fault.times == 1


def test_links_are_only_affected_by_name(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    emulator.fault("http_502_html")
    assert anonymous.get(link).status_code == 200
    emulator.fault("http_502_html:download")
    assert anonymous.get(link).status_code == 502


@pytest.mark.parametrize(
    ("fault", "struck"),
    [
        ("rate_limit*2", [True, True, False, False, False, False]),
        ("rate_limit/3", [False, False, True, False, False, True]),
        ("rate_limit*4/2", [False, True, False, True, False, False]),
        ("rate_limit:chat_completions*1", [True, False, False, False, False, False]),
    ],
)
def test_faults_affect_the_first_n_or_every_nth_request(
    emulator: Emulator, http: httpx.Client, fault: str, struck: list[bool]
) -> None:
    emulator.fault(fault)
    assert [http.post(CHAT, json=chat()).status_code == 429 for _ in struck] == struck


def test_keywords_equal_the_string_form() -> None:
    faults = Faults()
    written = faults.add("slow_first_byte=1.5:t2a_v2*2/3")
    spelled = faults.add("slow_first_byte", on="t2a_v2", first=2, every=3, value=1.5)
    assert repr(written) == repr(spelled) == "slow_first_byte=1.5:t2a_v2*2/3"


def test_several_faults_are_combined(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("unknown_fields")
    emulator.fault("numbers_as_strings")
    body = http.post(SPEECH, json=spoken()).json()
    assert body["base_resp"]["status_code"] == "0"
    assert "x_future_field" in body["base_resp"]
    assert emulator.requests()[0].faults == ["unknown_fields", "numbers_as_strings"]


def test_unknown_faults_are_rejected_with_a_suggestion() -> None:
    with pytest.raises(
        ValueError, match="no fault is called 'rate_limits'; did you mean rate_limit"
    ):
        Faults().add("rate_limits")


@pytest.mark.parametrize(
    "written", ["", "rate_limit:", "rate_limit*x", "rate limit", "rate_limit/0", "rate_limit=abc"]
)
def test_invalid_fault_strings_are_rejected(written: str) -> None:
    with pytest.raises(ValueError, match=r"fault|n-th"):
        Faults().add(written)


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "1"])
def test_invalid_values_are_rejected(value: Any) -> None:
    with pytest.raises(ValueError, match=r"slow_first_byte: .* is not a number of 0 or more"):
        Faults().add("slow_first_byte", value=value)


def test_initial_faults_are_restored_by_reset() -> None:
    faults = Faults(["rate_limit*1"])
    assert faults.select("t2a_v2", "answer")
    faults.add("server_error")
    faults.reset()
    assert [fault.name for fault in faults.select("t2a_v2", "answer")] == ["rate_limit"]


def test_every_fault_has_an_effect() -> None:
    for name, kind in KINDS.items():
        acts = (
            kind.refuse,
            kind.plain,
            kind.delay,
            kind.rewrite,
            kind.steps,
            kind.split,
            kind.fate,
        )
        assert any(acts) or kind.place == "download", name
        assert kind.about
        if kind.refuse:
            assert isinstance(kind.refuse(kind.value), PlatformError)
        if kind.rewrite:
            assert Frame(kind.rewrite({"id": "1", "data": {"audio": "00"}}, kind.value)).encode()
