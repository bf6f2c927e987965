"""Files: stored for a purpose after a check, listed, looked up, fetched and deleted, on both
clients.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    APIError,
    DecodeError,
    InvalidParameterError,
    MinimaxError,
    NetworkError,
    NotFoundError,
    ValidationError,
)
from minimax.audio import wav_header
from minimax.emulator import Emulator
from minimax.services.files import File

from ..unit.platform import Platform, Runner, native_error, ok

GOOD = {"status_code": 0, "status_msg": "success"}
RAW = {
    "file_id": 301223344556677,
    "bytes": 182044,
    "created_at": 1790000000,
    "filename": "sample.wav",
    "purpose": "voice_clone",
}
SAMPLE = wav_header(32_000, sample_rate=1600, channels=1) + bytes(32_000)


class TestStoring:
    def test_returns_the_file(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        (tmp_path / "录音 🎤.wav").write_bytes(SAMPLE)

        file = runner(client.files.upload(tmp_path / "录音 🎤.wav", purpose="voice_clone"))

        assert (file.name, file.size, file.purpose) == ("录音 🎤.wav", len(SAMPLE), "voice_clone")
        assert file.id.isdecimal()
        assert file.reference == f"mm_file://{file.id}"
        assert file.created_at.tzinfo is UTC

    def test_needs_a_name_when_the_source_has_none(self, runner: Runner, client: Any) -> None:
        assert (
            runner(
                client.files.upload(io.BytesIO(SAMPLE), purpose="voice_clone", name="sample.wav")
            ).name
            == "sample.wav"
        )

    @pytest.mark.parametrize(
        ("name", "size", "purpose", "complaint"),
        [
            ("a.ogg", 10, "voice_clone", r"a.ogg: voice_clone accepts mp3, m4a, wav, not .ogg"),
            (
                "a.wav",
                20 * 2**20 + 1,
                "prompt_audio",
                "a.wav has 20,971,521 bytes; prompt_audio accepts at most 20,971,520",
            ),
            (
                "a.exe",
                10,
                "video_generation_input",
                "accepts jpg, jpeg, png, webp, heic, heif, mp4, mov, wav, mp3",
            ),
            ("a.mp4", 50 * 2**20 + 1, "video_generation_input", "at most 52,428,800"),
            ("a.docx", 10, "t2a_async_input", "accepts txt, zip"),
        ],
    )
    def test_rejects_files_that_the_purpose_does_not_accept(
        self, runner: Runner, tmp_path: Path, name: str, size: int, purpose: str, complaint: str
    ) -> None:
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
        platform = Platform({"file": RAW, "base_resp": GOOD})

        with pytest.raises(ValidationError, match=complaint) as caught:
            runner(runner.client(platform).files.upload(tmp_path / name, purpose=purpose))
        assert (caught.value.field, platform.requests) == ("file", [])

    def test_unknown_purposes_are_checked_by_the_platform(self, runner: Runner) -> None:
        platform = Platform({"file": RAW, "base_resp": GOOD})
        runner(runner.client(platform).files.upload(b"x", purpose="music_input", name="a.xyz"))
        assert b"music_input" in platform.requests[0].content

    def test_reports_errors_of_the_platform(self, runner: Runner, client: Any) -> None:
        with pytest.raises(InvalidParameterError, match="unsupported purpose"):
            runner(client.files.upload(b"x", purpose="music_input", name="a.xyz"))

    def test_broken_connections_are_retried(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        emulator.fault("rate_limit", on="files_upload", first=1)
        assert runner(client.files.upload(SAMPLE, purpose="voice_clone", name="a.wav")).size == len(
            SAMPLE
        )

    @pytest.mark.parametrize(
        "answer", [{"file": None}, {"file": {}}, {}, {"file": []}, {"file": {"file_id": None}}]
    )
    def test_success_without_a_file_is_an_error(
        self, runner: Runner, answer: dict[str, Any]
    ) -> None:
        with pytest.raises(DecodeError, match="sent no file"):
            runner(
                runner.client(Platform({**answer, "base_resp": GOOD})).files.upload(
                    b"x", purpose="any"
                )
            )


class TestLookingUp:
    def test_lists_the_files_of_a_purpose(self, runner: Runner, client: Any) -> None:
        one = runner(client.files.upload(b"One.", purpose="t2a_async_input", name="one.txt"))
        two = runner(client.files.upload(b"Two.", purpose="t2a_async_input", name="two.txt"))

        assert [file.id for file in runner(client.files.list("t2a_async_input"))] == [
            one.id,
            two.id,
        ]
        assert runner(client.files.list("voice_clone")) == []

    def test_lists_all_files_without_a_purpose(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        one = runner(client.files.upload(b"One.", purpose="t2a_async_input", name="one.txt"))
        two = runner(client.files.upload(SAMPLE, purpose="voice_clone", name="two.wav"))

        assert [file.id for file in runner(client.files.list())] == [one.id, two.id]
        assert emulator.requests("files_list")[0].query == {}

    @pytest.mark.parametrize("files", [None, [], {}, "none"])
    def test_no_files_are_an_empty_list(self, runner: Runner, files: Any) -> None:
        assert (
            runner(
                runner.client(Platform({"files": files, "base_resp": GOOD})).files.list(
                    "voice_clone"
                )
            )
            == []
        )

    @pytest.mark.parametrize("form", ["id", "number", "file"])
    def test_gets_a_file(self, runner: Runner, client: Any, form: str) -> None:
        stored = runner(client.files.upload(b"One.", purpose="t2a_async_input", name="one.txt"))

        file = runner(
            client.files.get({"id": stored.id, "number": int(stored.id), "file": stored}[form])
        )

        assert (file.id, file.name, file.size) == (stored.id, "one.txt", 4)

    @pytest.mark.parametrize("file_id", ["", "abc", "../1", "12 34", 1.5, None, True])
    def test_invalid_ids_are_not_sent(self, runner: Runner, file_id: Any) -> None:
        platform = Platform({})
        with pytest.raises(ValidationError, match="an id consists of digits"):
            runner(runner.client(platform).files.get(file_id))
        assert platform.requests == []

    def test_files_of_other_accounts_are_not_found(self, runner: Runner, connect: Any) -> None:
        stored = runner(connect().files.upload(b"One.", purpose="t2a_async_input", name="one.txt"))

        with pytest.raises(APIError, match="file not found"):
            runner(connect(api_key="sk-another").files.get(stored.id))

    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            (RAW, ("301223344556677", "sample.wav", 182044, 1790000000, "")),
            (
                {**RAW, "file_id": "301223344556677", "bytes": "182044"},
                ("301223344556677", "sample.wav", 182044, 1790000000, ""),
            ),
            ({"file_id": 2**63 - 1}, (str(2**63 - 1), "", 0, 0, "")),
            (
                {"file_id": 1, "bytes": None, "created_at": "soon", "filename": 7},
                ("1", "", 0, 0, ""),
            ),
            (
                {"file_id": 1, "download_url": "www.example.net/f.mp4?s=1"},
                ("1", "", 0, 0, "https://www.example.net/f.mp4?s=1"),
            ),
        ],
    )
    def test_numbers_in_any_form_are_read(
        self, raw: dict[str, Any], expected: tuple[Any, ...]
    ) -> None:
        file = File.of(raw)
        assert (file.id, file.name, file.size, file.created, file.url) == expected
        assert file.raw == raw

    def test_has_created_at(self) -> None:
        assert File.of(RAW).created_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


class TestFetching:
    @pytest.fixture
    def stored(self, runner: Runner, client: Any) -> File:
        return runner(client.files.upload(b"One.", purpose="t2a_async_input", name="../一 one.txt"))  # type: ignore[no-any-return]

    def test_uploaded_files_can_be_downloaded(
        self, runner: Runner, client: Any, stored: File, tmp_path: Path
    ) -> None:
        file = io.BytesIO()

        assert runner(client.files.download(stored.id)) == b"One."
        assert runner(client.files.download(stored, file)) == 4
        assert file.getvalue() == b"One."
        assert (
            runner(client.files.download(stored.id, tmp_path / "saved.txt")).read_bytes() == b"One."
        )
        assert runner(client.files.download(stored.id, tmp_path)) == tmp_path / "一 one.txt"

    def test_results_are_downloaded_from_their_link(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
    ) -> None:
        task = runner(client.speech.create_task("One."))
        result = runner(task.wait())

        path = runner(client.files.download(result.file_id, tmp_path))

        assert path.suffix == ".tar"
        assert len(emulator.requests("download")) == 1
        assert [file.name for file in runner(client.files.list("t2a_async"))] == [path.name]

    def test_links_can_be_passed(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        (image,) = runner(client.images.generate("a heron", format="url", width=512, height=512))

        path = runner(client.files.download(image.url, tmp_path))

        assert path.suffix == ".jpeg"
        assert path.read_bytes().startswith(b"\xff\xd8")

    @pytest.mark.parametrize("fault", ["truncated_download", "expired_url"])
    def test_interruptions_are_recovered(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path, fault: str
    ) -> None:
        result = runner(runner(client.speech.create_task("One. Two. Three.")).wait())
        whole = runner(client.files.download(result.file_id))
        emulator.fault(fault, first=1)
        emulator.fault("no_range_support")

        assert runner(client.files.download(result.file_id, tmp_path)).read_bytes() == whole
        assert len(emulator.requests("download")) == 3

    def test_missing_file(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        with pytest.raises(APIError, match="file not found"):
            runner(client.files.download("123", tmp_path))
        assert list(tmp_path.iterdir()) == []

    def test_unreachable_storage(self, runner: Runner, client: Any) -> None:
        with pytest.raises(NetworkError, match="127"):
            runner(client.files.download("http://127.0.0.1:9/clip.mp4"))

    def test_files_without_link_are_downloaded_from_the_platform(self, runner: Runner) -> None:
        found = {
            "file": {**RAW, "download_url": "https://cdn.example.test/a.wav?s=1"},
            "base_resp": GOOD,
        }
        platform = Platform(
            found,
            ok({}, 403),
            {"file": RAW, "base_resp": GOOD},
            httpx.Response(200, content=bytes(RAW["bytes"])),
        )

        found = runner(runner.client(platform).files.download("301223344556677"))
        assert found == bytes(RAW["bytes"])
        assert ["authorization" in request.headers for request in platform.requests] == [
            True,
            False,
            True,
            True,
        ]


class TestDeleting:
    def test_removes_the_file(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        stored = runner(client.files.upload(b"One.", purpose="t2a_async_input", name="one.txt"))

        assert runner(client.files.delete(stored, purpose="t2a_async_input")) is None

        assert runner(client.files.list("t2a_async_input")) == []
        assert emulator.requests("files_delete")[0].json == {
            "file_id": int(stored.id),
            "purpose": "t2a_async_input",
        }

    def test_requires_only_the_id(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        stored = runner(client.files.upload(b"One.", purpose="t2a_async_input", name="one.txt"))

        assert runner(client.files.delete(stored.id)) is None

        assert emulator.requests("files_delete")[0].json == {"file_id": int(stored.id)}

    def test_wrong_purpose_is_rejected(self, runner: Runner, client: Any) -> None:
        stored = runner(client.files.upload(b"One.", purpose="t2a_async_input", name="one.txt"))

        with pytest.raises(InvalidParameterError, match="purpose"):
            runner(client.files.delete(stored.id, purpose="voice_clone"))

    @pytest.mark.parametrize(
        ("delete", "code", "message"),
        [
            (
                lambda client: client.files.delete("1", purpose="voice_clone"),
                2013,
                "invalid params, file not found",
            ),
            (
                lambda client: client.voices.delete("HarbourNarrator01", kind="cloned"),
                2013,
                "invalid params, voice id not exist",
            ),
            (lambda client: client.video.delete("7"), 1000, "record not found"),
        ],
    )
    def test_not_found_is_success_only_after_a_lost_response(
        self, runner: Runner, delete: Any, code: int, message: str
    ) -> None:
        gone = native_error(code, message)

        assert runner(delete(runner.client(Platform(httpx.ReadTimeout(""), gone)))) is None
        with pytest.raises(NotFoundError):
            runner(delete(runner.client(Platform(gone))))

    def test_errors_are_raised(self, runner: Runner) -> None:
        with pytest.raises(MinimaxError, match="1004"):
            runner(
                runner.client(Platform(native_error(1004, "login fail"))).files.delete(
                    "1", purpose="voice_clone"
                )
            )
