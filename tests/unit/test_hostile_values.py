"""What fuzzing once found: values in answers that crashed where an error, or nothing, was due."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    ConfigError,
    DecodeError,
    MiniMax,
    NetworkError,
    Retry,
    TaskFailed,
    ValidationError,
)
from minimax.core.filenames import safe
from minimax.errors import Origin
from minimax.realtime.protocol import Protocol
from minimax.results.account import quota_from
from minimax.results.chat import ChatAccumulator
from minimax.results.video import VideoUsage
from minimax.services.files import File

from .platform import CHAT, Chunks, Platform, Runner, delta, ok

HERE = Origin("POST /")
MANY_DIGITS = "9" * 5000


@pytest.mark.parametrize("odd", [[], {}, [{"a": 1}]])
def test_a_detail_of_reasoning_with_an_odd_index_is_read(odd: Any) -> None:
    accumulator = ChatAccumulator(HERE)
    accumulator.feed(
        json.dumps(
            delta(None, reasoning_details=[{"index": odd, "id": odd, "text": "So"}])
        ).encode()
    )
    assert accumulator.result().reasoning == "So"


def test_a_reason_with_braces_closes_a_session() -> None:
    with pytest.raises(NetworkError, match=r"going \{away\}"):
        Protocol({}, HERE).closed("going {away}")


@pytest.mark.parametrize("number", [MANY_DIGITS, float("inf"), float("nan"), "²"])
def test_a_count_that_is_no_number_is_nought(number: Any) -> None:
    usage = VideoUsage.of({"total_tokens": number})
    assert usage is not None
    assert usage.total_tokens == 0


def test_an_endless_count_of_a_quota_is_not_known() -> None:
    (entry,) = quota_from(
        {"model_remains": [{"current_interval_total_count": MANY_DIGITS}]}, None
    ).entries
    assert entry.interval.total is None


@pytest.mark.parametrize("seconds", [10**12, -(10**12), 10**30])
def test_a_time_that_no_calendar_has_counts_as_none(seconds: int) -> None:
    assert File.of({"file_id": "1", "created_at": seconds}).created_at.year == 1970


def test_usage_of_a_chat_with_endless_digits_is_nought(runner: Runner) -> None:
    client = runner.client(Platform(ok({**CHAT, "usage": {"total_tokens": MANY_DIGITS}})))
    assert runner(client.text.chat("Hello")).usage.total_tokens == 0


def test_a_failure_with_endless_digits_has_no_code(runner: Runner) -> None:
    answer = {"id": "1", "status": "failed", "error": {"code": MANY_DIGITS, "message": "no"}}
    with pytest.raises(TaskFailed) as caught:
        runner(runner.client(Platform(ok(answer))).task("video-prompt:1").wait())
    assert caught.value.code is None


def test_an_id_of_endless_digits_is_refused(runner: Runner) -> None:
    with pytest.raises(ValidationError, match="is not a valid id"):
        runner(runner.client(Platform(ok({}))).files.delete(MANY_DIGITS, purpose="voice_clone"))


def test_half_a_character_in_an_id_is_refused_before_it_is_sent(runner: Runner) -> None:
    platform = Platform(ok({}))
    with pytest.raises(ValidationError, match="not a valid task handle"):
        runner(runner.client(platform).task("video-v2:\ud83d").refresh())
    assert platform.requests == []


def test_a_redirect_to_no_link_is_the_end_of_a_download(runner: Runner) -> None:
    client = runner.client(
        Platform(httpx.Response(302, headers={"location": "http://["})),
        retry=Retry(attempts=1, base=0),
    )
    with pytest.raises(
        DecodeError,
        match=r"^https://storage\.example\.test/a\.mp4 redirects to 'http://\[', which is not",
    ):
        runner(client.files.download("https://storage.example.test/a.mp4?signature=1?"))


def test_a_link_that_is_none_is_named(runner: Runner) -> None:
    with pytest.raises(DecodeError, match=r"'http://\['"):
        runner(runner.client(Platform(ok({}))).files.download("http://["))


def test_half_a_character_is_no_part_of_a_file_name() -> None:
    assert safe("a\ud83d.mp3") == "a_.mp3"


@pytest.mark.parametrize("file_id", ["../../x", "\0", MANY_DIGITS])
def test_an_id_of_a_file_leads_to_no_other_folder(
    file_id: str, runner: Runner, tmp_path: Path
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host != "api.example.test":
            return httpx.Response(200, content=b"ID3")
        answer = {
            "status": "Success",
            "file_id": file_id,
            "file": {"file_id": 1, "download_url": "https://storage.example.test/a"},
        }
        return httpx.Response(200, text=json.dumps(answer))

    path = runner(runner.client(Platform(answer)).task("speech:1").download(inside))

    assert path.parent == inside
    assert [each.name for each in tmp_path.iterdir()] == ["inside"]


@pytest.mark.parametrize("headers", [{"content-length": MANY_DIGITS}, {"content-length": "٣"}])
def test_a_length_that_is_none_is_passed_over(headers: dict[str, str], runner: Runner) -> None:
    answer = httpx.Response(
        200,
        headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        stream=Chunks(b"ID3"),
    )
    assert (
        runner(runner.client(Platform(answer)).files.download("https://storage.example.test/a.mp3"))
        == b"ID3"
    )


@pytest.mark.parametrize("host", ["...", "xn--", "a" * 300, "127.0.0.1:9/\ud83d"])
def test_a_host_that_no_network_name_can_spell_is_named(host: str) -> None:
    with MiniMax("sk-test", base_url="http://127.0.0.1:9", retry=Retry(attempts=1)) as client:
        with pytest.raises((ConfigError, DecodeError), match="is not a valid URL"):
            client.files.download(f"http://{host}/")
