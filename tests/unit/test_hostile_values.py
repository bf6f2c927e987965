"""Values in responses found by fuzzing, which must not crash the client."""

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
    MinimaxError,
    NetworkError,
    Retry,
    TaskFailed,
    ValidationError,
)
from minimax.core.destinations import safe_name
from minimax.errors import Origin
from minimax.realtime.protocol import Protocol
from minimax.results.chat import ChatAccumulator
from minimax.results.records import Quota
from minimax.results.video import VideoUsage
from minimax.services.files import File

from .platform import CHAT, Chunks, Platform, Runner, delta, ok

HERE = Origin("POST /")
MANY_DIGITS = "9" * 5000


@pytest.mark.parametrize("odd", [[], {}, [{"a": 1}]])
def test_reasoning_details_with_unusual_index_are_read(odd: Any) -> None:
    accumulator = ChatAccumulator(HERE)
    accumulator.feed(
        json.dumps(
            delta(None, reasoning_details=[{"index": odd, "id": odd, "text": "So"}])
        ).encode()
    )
    assert accumulator.result().reasoning == "So"


def test_reason_with_braces_closes_a_session() -> None:
    with pytest.raises(NetworkError, match=r"going \{away\}"):
        Protocol({}, HERE).closed("going {away}")


@pytest.mark.parametrize("number", [MANY_DIGITS, float("inf"), float("nan"), "²"])
def test_invalid_counts_are_zero(number: Any) -> None:
    usage = VideoUsage.of({"total_tokens": number})
    assert usage is not None
    assert usage.total_tokens == 0


def test_infinite_quota_counts_are_unknown() -> None:
    raw = {"model_remains": [{"current_interval_total_count": MANY_DIGITS}]}
    (entry,) = Quota.read(raw, trace_id=None).entries
    assert entry.interval.total is None


@pytest.mark.parametrize("seconds", [10**12, -(10**12), 10**30])
def test_impossible_times_are_none(seconds: int) -> None:
    assert File.of({"file_id": "1", "created_at": seconds}).created_at.year == 1970


def test_huge_usage_numbers_are_zero(runner: Runner) -> None:
    client = runner.client(Platform(ok({**CHAT, "usage": {"total_tokens": MANY_DIGITS}})))
    assert runner(client.text.chat("Hello")).usage.total_tokens == 0


def test_huge_failure_codes_are_ignored(runner: Runner) -> None:
    answer = {"id": "1", "status": "failed", "error": {"code": MANY_DIGITS, "message": "no"}}
    with pytest.raises(TaskFailed) as caught:
        runner(runner.client(Platform(ok(answer))).task("video-prompt:1").wait())
    assert caught.value.code is None


def test_huge_ids_are_rejected(runner: Runner) -> None:
    with pytest.raises(ValidationError, match="is not a valid id"):
        runner(runner.client(Platform(ok({}))).files.delete(MANY_DIGITS, purpose="voice_clone"))


def test_ids_with_lone_surrogates_are_rejected_before_sending(runner: Runner) -> None:
    platform = Platform(ok({}))
    with pytest.raises(ValidationError, match="not a valid task handle"):
        runner(runner.client(platform).task("video-v2:\ud83d").refresh())
    assert platform.requests == []


INVALID_LINKS = [
    "http://[",
    "http://files.example.test:99999/a",
    "http://files.example.test:-5/a",
    "http://files.example.test:0/a",
    "file:///etc/passwd",
    "ftp://files.example.test/a",
    "http:///a",
]


@pytest.mark.parametrize("target", INVALID_LINKS)
def test_redirects_to_invalid_urls_end_a_download(runner: Runner, target: str) -> None:
    client = runner.client(
        Platform(httpx.Response(302, headers={"location": f"{target}?signature=1"})),
        retry=Retry(attempts=1, base=0),
    )
    with pytest.raises(MinimaxError) as caught:
        runner(client.files.download("https://storage.example.test/a.mp4?signature=1?"))
    assert "storage.example.test" in str(caught.value)
    assert "signature" not in str(caught.value)


@pytest.mark.parametrize("target", ["javascript:1", "data:video/mp4;base64,AA"])
def test_invalid_redirects_of_calls_are_a_network_error(runner: Runner, target: str) -> None:
    platform = Platform(httpx.Response(302, headers={"location": target}))

    with pytest.raises(NetworkError, match=r"^api\.example\.test: .*(?i:invalid)"):
        runner(runner.client(platform).text.chat("Hi"))
    assert len(platform.requests) == 1


@pytest.mark.parametrize("url", [*INVALID_LINKS[:4], "https://files.example.test/a\r\nX: y"])
def test_invalid_links_are_named(runner: Runner, url: str) -> None:
    with pytest.raises(DecodeError, match="is not a valid link") as caught:
        runner(runner.client(Platform(ok({}))).files.download(f"{url}?signature=1"))
    assert repr(url)[1:-1] in str(caught.value)
    assert "signature" not in str(caught.value)


def test_lone_surrogates_are_removed_from_file_names() -> None:
    assert safe_name("a\ud83d.mp3") == "a_.mp3"


@pytest.mark.parametrize("file_id", ["../../x", "\0", MANY_DIGITS])
def test_file_ids_cannot_escape_the_folder(file_id: str, runner: Runner, tmp_path: Path) -> None:
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
def test_invalid_lengths_are_ignored(headers: dict[str, str], runner: Runner) -> None:
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
def test_invalid_host_names_are_named(host: str) -> None:
    with MiniMax("sk-test", base_url="http://127.0.0.1:9", retry=Retry(attempts=1)) as client:
        with pytest.raises((ConfigError, DecodeError), match="is not a valid URL"):
            client.files.download(f"http://{host}/")
