"""Invalid file sources, and uploads whose response is lost."""

from __future__ import annotations

import base64
import gc
import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import NetworkError, ServerError, ValidationError, image

from .platform import AT_ONCE, Platform, Runner, native_error, ok

CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "video": lambda client, source: client.video.create(
        "x", model="MiniMax-Hailuo-2.3", first_frame=source
    ),
    "images": lambda client, source: client.images.generate("x", reference=source),
    "chat": lambda client, source: client.text.chat([{"role": "user", "content": [image(source)]}]),
    "clone": lambda client, source: client.voices.clone("CaseVoice2024", source),
    "upload": lambda client, source: client.files.upload(source, purpose="voice_clone"),
    "cover": lambda client, source: client.music.prepare_cover(source),
    "transcript": lambda client, source: client.speech.transcribe(source),
}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def refused(runner: Runner, call: str, source: Any) -> ValidationError:
    """The error of a call that sends nothing."""
    platform = Platform(ok({}))
    with pytest.raises(ValidationError) as caught:
        runner(CALLS[call](runner.client(platform), source))
    assert platform.requests == []
    return caught.value


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "content", [bytes(300_000), PNG, b"RIFF" + bytes(30)], ids=["large", "png", "wav"]
)
def test_base64_instead_of_a_path_is_rejected_with_a_short_message(
    runner: Runner, call: str, content: bytes
) -> None:
    error = refused(runner, call, base64.b64encode(content).decode())
    assert "looks like Base64, not a path; pass the decoded bytes" in str(error)
    assert len(str(error)) < 400
    assert len(repr(error.value)) < 400


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "path", ["x" * 5000 + ".png", "no/such/file.png", "nul\0byte", "/" + "very/long/path/" * 60]
)
def test_unreadable_paths_are_reported_with_a_reason(runner: Runner, call: str, path: str) -> None:
    error = refused(runner, call, path)
    assert "cannot read" in str(error)
    assert "None" not in str(error)
    assert len(str(error)) < 400


def test_data_urls_instead_of_files_are_rejected_with_a_short_message(runner: Runner) -> None:
    error = refused(runner, "upload", "data:image/png;base64," + "A" * 10_000)
    assert "is a data URL, which is not accepted here" in str(error)
    assert len(str(error)) < 400


class WebUpload:
    """As web frameworks have it: a file inside, and methods to await."""

    filename = "a.mp3"

    def __init__(self) -> None:
        self.file = io.BytesIO(b"ID3" + bytes(64))

    async def read(self, size: int = -1) -> bytes:
        return self.file.read(size)


class AsyncFile:
    async def read(self, size: int = -1) -> bytes:
        return b""


class Wrapped(AsyncFile):
    """Its `read` is plain, and gives something to await."""

    def read(self, size: int = -1) -> Any:
        return super().read(size)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("kind", "advice"),
    [(WebUpload, "its .file"), (AsyncFile, "the bytes"), (Wrapped, "the bytes")],
)
def test_async_files_are_rejected_with_a_hint(
    runner: Runner, call: str, kind: type[Any], advice: str
) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        error = refused(runner, call, kind())
        gc.collect()
    assert f"read() of this {kind.__name__} is async; pass {advice}" in str(error)
    assert [str(each.message) for each in caught] == []


def test_wrapped_files_are_unwrapped(runner: Runner) -> None:
    platform = Platform(ok({"file": {"file_id": 7}}))
    upload = runner.client(platform).files.upload(
        WebUpload().file, purpose="voice_clone", name="a.mp3"
    )
    assert runner(upload).id == "7"


STORED = ok({"file": {"file_id": 7}})


class Reading:
    """A platform that reads a body up to a place, and then answers or raises."""

    def __init__(self, *answers: Any, most: int | None = None) -> None:
        self.answers = list(answers)
        self.most = most
        self.requests = 0

    def transport(self, runner: Runner) -> Any:
        def answer() -> httpx.Response:
            found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            self.requests += 1
            if isinstance(found, Exception):
                raise found
            return httpx.Response(found.status_code, content=found.content)

        most = self.most

        class Blocking(httpx.BaseTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                for index, _ in enumerate(request.stream):  # type: ignore[arg-type]
                    if index == most:
                        break
                return answer()

        class Awaited(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                index = 0
                async for _ in request.stream:  # type: ignore[union-attr]
                    if index == most:
                        break
                    index += 1
                return answer()

        return Awaited() if runner.is_async else Blocking()

    def client(self, runner: Runner) -> Any:
        from minimax import AsyncMiniMax, MiniMax

        options: dict[str, Any] = {"base_url": "https://api.example.test", "retry": AT_ONCE}
        transport = self.transport(runner)
        if runner.is_async:
            return AsyncMiniMax(
                "sk-1", http_client=httpx.AsyncClient(transport=transport), **options
            )
        return MiniMax("sk-1", http_client=httpx.Client(transport=transport), **options)


class TestAnUpload:
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        path = tmp_path / "sample.mp3"
        path.write_bytes(b"ID3" + bytes(600_000))
        return path

    def test_is_not_retried_after_a_lost_response(self, runner: Runner, sample: Path) -> None:
        platform = Reading(httpx.ReadError("reset"), STORED)
        with pytest.raises(NetworkError, match=r"may have been stored: .*client\.files\.list"):
            runner(platform.client(runner).files.upload(sample, purpose="voice_clone"))
        assert platform.requests == 1

    def test_is_not_retried_if_it_may_have_been_stored(self, runner: Runner, sample: Path) -> None:
        platform = Reading(httpx.Response(502), STORED)
        with pytest.raises(ServerError):
            runner(platform.client(runner).files.upload(sample, purpose="voice_clone"))
        assert platform.requests == 1

    @pytest.mark.parametrize("most", [0, 1, 2])
    def test_is_retried_after_an_interruption(
        self, runner: Runner, sample: Path, most: int
    ) -> None:
        platform = Reading(httpx.WriteError("broken pipe"), STORED, most=most)
        file = runner(platform.client(runner).files.upload(sample, purpose="voice_clone"))
        assert (file.id, platform.requests) == ("7", 2)

    @pytest.mark.parametrize(
        "answer", [httpx.ConnectError("refused"), native_error(1002), httpx.Response(529)]
    )
    def test_is_retried_after_a_refusal(self, runner: Runner, sample: Path, answer: Any) -> None:
        platform = Reading(answer, STORED)
        file = runner(platform.client(runner).files.upload(sample, purpose="voice_clone"))
        assert (file.id, platform.requests) == ("7", 2)

    def test_progress_counts_only_file_bytes(self) -> None:
        from minimax.core.sources import Upload

        told: list[tuple[int, int | None]] = []
        upload = Upload(
            {"purpose": "x"}, b"0123456789", on_progress=lambda *counts: told.append(counts)
        )
        head = len(next(upload.blocks()))
        for count in (3, head, head + 4, upload.length):
            upload.sent(count)
        assert told == [(0, 10), (0, 10), (4, 10), (10, 10)]
