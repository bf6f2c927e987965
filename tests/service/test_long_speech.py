"""Long speech: a text or a file becomes a task, and its archive becomes audio, subtitles and
figures, however it is named or damaged.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import tarfile
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    DecodeError,
    MinimaxError,
    NetworkError,
    RateLimitError,
    TaskFailed,
    ValidationError,
)
from minimax.core import archives, partfiles
from minimax.emulator import Emulator, media
from minimax.results.speech_file import SpeechFile

from ..unit.platform import Chunks, Platform, Runner, native_error, ok

TEXT = "The harbour was quiet. Nobody had seen the ship come in."
GOOD = {"status_code": 0, "status_msg": "success"}
CREATED = {
    "task_id": "95260011",
    "task_token": "tok",
    "file_id": 95260012,
    "usage_characters": 56,
    "base_resp": GOOD,
}
DONE = {"task_id": 95260011, "status": "Success", "file_id": 95260012, "base_resp": GOOD}
FILE = {
    "file": {
        "file_id": 95260012,
        "filename": "result.tar",
        "download_url": "https://cdn.example.test/r.tar?sig=1",
    },
    "base_resp": GOOD,
}
STORED = {
    "file": {"file_id": 95260007, "filename": "book.txt", "purpose": "t2a_async_input"},
    "base_resp": GOOD,
}
LINES = [{"text": "One.", "time_begin": 0, "time_end": 900.5}]
FIGURES = {
    "audio_length": 900,
    "audio_sample_rate": 24000,
    "audio_channel": 1,
    "usage_characters": 56,
}


def tar(members: dict[str, bytes], folder: str = "") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        if folder:
            place = tarfile.TarInfo(folder)
            place.type = tarfile.DIRTYPE
            archive.addfile(place)
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


RESULT = {
    "95/95260012.mp3": b"ID3audio",
    "95/95260012.titles": json.dumps(LINES).encode(),
    "95/95260012.extra": json.dumps(FIGURES).encode(),
}


class Store:
    """A platform whose task is done, with this content as its result. `steps` are answers to the
    first downloads.
    """

    def __init__(
        self, content: bytes, *, created: dict[str, Any] = CREATED, done: dict[str, Any] = DONE
    ) -> None:
        self.content, self.created, self.done = content, created, done
        self.steps: list[Any] = []
        self.paths: list[str] = []

    def __call__(self, request: httpx.Request) -> Any:
        self.paths.append(request.url.path)
        if request.url.path == "/v1/t2a_async_v2":
            return ok(self.created)
        if request.url.path.startswith("/v1/query"):
            return ok(self.done)
        if request.url.path.startswith("/v1/files"):
            return ok(FILE)
        assert "authorization" not in request.headers
        return self.steps.pop(0) if self.steps else _rest(self.content, request)


def _rest(content: bytes, request: httpx.Request) -> httpx.Response:
    """What a Range asks for."""
    begin = int(request.headers.get("range", "bytes=0-")[6:-1])
    size = len(content)
    headers = {"content-range": f"bytes {begin}-{size - 1}/{size}"} if begin else {}
    headers["etag"] = '"a"'
    return httpx.Response(
        206 if begin else 200,
        headers={"content-type": "application/x-tar", **headers},
        content=content[begin:],
    )


def result_of(runner: Runner, content: bytes, **options: Any) -> SpeechFile[Any]:
    """The result of a finished task with this content."""
    client = runner.client(Store(content))
    task = runner(client.speech.create_task(TEXT, **options))
    return runner(task.wait())  # type: ignore[no-any-return]


class TestStarting:
    def test_from_a_text(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        task = runner(
            client.speech.create_task(
                TEXT, format="wav", sample_rate=16000, channels=1, pronunciation=["quiet/silent"]
            )
        )

        assert task.kind == "speech"
        assert task.status == "queued"
        assert task.handle == f"speech:{task.id}"
        assert task.raw["usage_characters"] == len(TEXT)
        assert emulator.requests("t2a_async_v2")[0].json == {
            "model": "speech-2.8-hd",
            "text": TEXT,
            "voice_setting": {"voice_id": "English_expressive_narrator"},
            "audio_setting": {"format": "wav", "audio_sample_rate": 16000, "channel": 1},
            "pronunciation_dict": {"tone": ["quiet/silent"]},
        }

    @pytest.mark.parametrize("form", ["path", "bytes", "memory file", "zip"])
    def test_from_a_file_that_is_uploaded_first(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path, form: str
    ) -> None:
        path = tmp_path / "book.txt"
        path.write_text(TEXT)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", TEXT)
        file: Any = {
            "path": path,
            "bytes": TEXT.encode(),
            "memory file": io.BytesIO(TEXT.encode()),
            "zip": packed.getvalue(),
        }[form]
        told: list[int] = []

        task = runner(
            client.speech.create_task(file=file, on_progress=lambda done, total: told.append(done))
        )

        (stored,) = runner(client.files.list("t2a_async_input"))
        assert stored.name == {"path": "book.txt", "zip": "file.zip"}.get(form, "file.txt")
        assert emulator.requests("t2a_async_v2")[0].json["text_file_id"] == int(stored.id)
        assert told[-1] == stored.size
        assert task.id

    @pytest.mark.parametrize("form", ["id", "number", "file"])
    def test_from_a_file_that_was_uploaded(
        self, runner: Runner, client: Any, emulator: Emulator, form: str
    ) -> None:
        stored = runner(
            client.files.upload(TEXT.encode(), purpose="t2a_async_input", name="book.txt")
        )

        runner(
            client.speech.create_task(
                file={"id": stored.id, "number": int(stored.id), "file": stored}[form]
            )
        )

        assert len(emulator.requests("files_upload")) == 1
        assert emulator.requests("t2a_async_v2")[0].json["text_file_id"] == int(stored.id)

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ({}, "exactly one of text and file"),
            ({"text": TEXT, "file": b"text"}, "exactly one of text and file"),
            ({"text": "x" * 50_001}, "at most 50,000 characters"),
            ({"text": ""}, "at least 1 character"),
            (
                {"file": b"text", "format": "opus", "sample_rate": 44100},
                "format opus requires sample_rate",
            ),
            ({"file": b"text", "speed": 3}, "at most 2"),
            ({"text": TEXT, "emotion": "whisper"}, "whisper"),
            ({"file": b""}, "empty"),
            ({"file": "absent.txt"}, "cannot read"),
            ({"file": "."}, "cannot read"),
            (
                {"file": b"x" * 1_000_001},
                "1,000,001 characters; t2a_async_input accepts at most 1,000,000 characters",
            ),
            ({"text": TEXT, "subtitles": True}, "not a parameter of speech.create_task"),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_invalid_input_is_rejected_before_sending(
        self, runner: Runner, arguments: dict[str, Any], complaint: str
    ) -> None:
        platform = Platform(CREATED)

        with pytest.raises(ValidationError, match=complaint):
            runner(runner.client(platform).speech.create_task(**arguments))
        assert platform.requests == []

    def test_only_text_and_zip_files_are_uploaded(self, runner: Runner, tmp_path: Path) -> None:
        (tmp_path / "book.pdf").write_bytes(b"%PDF")

        with pytest.raises(ValidationError, match=r"accepts txt, zip, not .pdf"):
            runner(runner.client(Platform(STORED)).speech.create_task(file=tmp_path / "book.pdf"))

    def test_text_in_other_encodings_is_checked_by_the_platform(self, runner: Runner) -> None:
        platform = Platform(STORED, CREATED)

        runner(
            runner.client(platform).speech.create_task(file=("你好" * 300_000).encode("gb18030"))
        )

        assert len(platform.requests) == 2

    def test_errors_after_the_upload_name_the_file(self, runner: Runner) -> None:
        platform = Platform(STORED, native_error(1008, "insufficient balance"))

        with pytest.raises(MinimaxError, match="already uploaded: file='95260007'") as caught:
            runner(runner.client(platform).speech.create_task(file=TEXT.encode()))
        assert caught.value.uploaded == {"file": "95260007"}

    @pytest.mark.parametrize("answer", [{"task_id": ""}, {"task_id": None}, {}])
    def test_success_without_a_task_is_an_error(
        self, runner: Runner, answer: dict[str, Any]
    ) -> None:
        with pytest.raises(DecodeError, match="sent no valid task id"):
            runner(runner.client(Platform({**answer, "base_resp": GOOD})).speech.create_task(TEXT))


def zipped(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


ONE = '{"content": "One."}'
LOCKED = bytearray(zipped({"1.json": ONE}))
LOCKED[6] |= 1
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1


class TestZips:
    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (zipped({}), "must be all .txt or all .json; it contains nothing"),
            (zipped({"a.txt": TEXT, "1.json": ONE}), "it contains .json, .txt"),
            (zipped({"a.pdf": TEXT}), "it contains .pdf"),
            (zipped({"a": TEXT}), "it contains no ending"),
            (zipped({"1.json": ONE, "chapter_002.json": ONE}), "'chapter_002.json' must be"),
            (zipped({"01.json": ONE}), "'01.json' must be named 1.json"),
            (zipped({"0.json": ONE}), "'0.json' must be named 1.json"),
            (zipped({"book/1.json": ONE}), "without a folder"),
            (zipped({"1.JSON": ONE}), "'1.JSON' must be named"),
            (zipped({"1.json": ONE, "2.json": "nope"}), "2.json must be a JSON object"),
            (zipped({"1.json": "[" * 100_000}), "1.json must be a JSON object"),
            (zipped({"1.json": '["x"]'}), "1.json must be a JSON object"),
            (zipped({"1.json": '{"content": 5}'}), "text under title, content, extra"),
            (zipped({"1.json": '{"content": " ", "text": "x"}'}), "at least one of them"),
            (b"PK\x03\x04 not really", "the zip cannot be read"),
            (zipped({"1.json": ONE})[:-30], "the zip cannot be read"),
            (bytes(LOCKED), "1.json is encrypted"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_invalid_zips_are_not_uploaded(
        self, runner: Runner, content: bytes, complaint: str
    ) -> None:
        platform = Platform(STORED, CREATED)

        with pytest.raises(ValidationError, match=re.escape(complaint)):
            runner(runner.client(platform).speech.create_task(file=content))
        with pytest.raises(ValidationError, match=re.escape(complaint)):
            runner(
                runner.client(platform).files.upload(
                    content, purpose="t2a_async_input", name="book.zip"
                )
            )
        assert platform.requests == []

    @pytest.mark.parametrize(
        "members",
        [
            {"1.json": ONE},
            {"1.json": ONE, "2.json": '{"title": "Two", "extra": "More."}', "10.json": ONE},
            {"one.txt": TEXT, "more/two.TXT": TEXT},
            {"1.json": ONE, ".DS_Store": "x", "__MACOSX/._1.json": "x"},
        ],
        ids=lambda members: ", ".join(members),
    )
    def test_valid_zips_are_synthesized(
        self, runner: Runner, client: Any, members: dict[str, str]
    ) -> None:
        task = runner(client.speech.create_task(file=zipped(members)))

        assert any(member.kind == "audio" for member in runner(runner(task.wait()).members()))

    def test_are_checked_by_the_platform_without_validation(self, runner: Runner) -> None:
        platform = Platform(STORED, CREATED)
        client = runner.client(platform).with_options(validate=False)

        runner(client.speech.create_task(file=zipped({"chapter.json": ONE})))

        assert len(platform.requests) == 2


class TestTheTask:
    def test_wait_returns_the_result(self, runner: Runner, client: Any) -> None:
        seen: list[str] = []
        task = runner(client.speech.create_task(TEXT))

        result = runner(task.wait(on_status=lambda task: seen.append(task.raw_status)))

        assert isinstance(result, SpeechFile)
        assert seen[-1] == "Success"
        assert task.done

    def test_downloads_its_audio(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        task = runner(client.speech.create_task(TEXT, format="flac"))

        path = runner(task.download(tmp_path / "harbour.flac"))

        assert media.probe(path.read_bytes()).container == "flac"
        assert list(tmp_path.iterdir()) == [path], "no archive stays behind"

    def test_is_resumed_by_its_handle(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        task = runner(client.speech.create_task(TEXT))

        again = client.task(task.handle)
        path = runner(again.download(tmp_path))

        assert path.name == f"{runner(again.result()).file_id}.mp3"
        assert media.probe(path.read_bytes()).container == "mp3"

    def test_polls_at_most_ten_times_a_second(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        tasks = [runner(client.speech.create_task(TEXT)) for _ in range(3)]
        for task in tasks * 8:
            runner(task.refresh())

        assert {request.code for request in emulator.requests("query_t2a_async_v2")} == {None}

    def test_failure_is_raised(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        emulator.fault("task_fails")

        with pytest.raises(TaskFailed, match="speech:"):
            runner(runner(client.speech.create_task(TEXT)).wait())

    def test_old_tasks_have_expired(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        task = runner(client.speech.create_task(TEXT))
        emulator.clock.advance(10 * 3600)

        with pytest.raises(TaskFailed, match="expired"):
            runner(task.wait())

    def test_file_id_of_the_creation_is_used(self, runner: Runner) -> None:
        store = Store(
            tar(RESULT),
            done={"task_id": 95260011, "status": "success", "file_id": 0, "base_resp": GOOD},
        )
        task = runner(runner.client(store).speech.create_task(TEXT))

        assert runner(task.wait()).file_id == "95260012"

    def test_without_a_file_is_an_error(self, runner: Runner) -> None:
        store = Store(b"", done={"task_id": 95260011, "status": "Success", "base_resp": GOOD})

        with pytest.raises(DecodeError, match="sent no file"):
            runner(runner.client(store).task("speech:95260011").wait())

    def test_cannot_be_cancelled(self, runner: Runner, client: Any) -> None:
        with pytest.raises(ValidationError, match="cannot cancel"):
            runner(runner(client.speech.create_task(TEXT)).cancel())


class TestTheResult:
    def test_in_memory_has_audio_subtitles_and_info(self, runner: Runner, client: Any) -> None:
        result = runner(runner(client.speech.create_task(TEXT)).wait())

        speech = runner(result.read())

        assert media.probe(speech.audio).duration == pytest.approx(speech.duration, abs=0.2)
        assert " ".join(line.text for line in speech.subtitles()).split() == TEXT.split()
        assert speech.characters == len(TEXT)
        assert speech.to_srt().startswith("1\n")

    @pytest.mark.parametrize("folder", ["", "95260012/", "deep/er/"])
    def test_archives_with_and_without_a_folder_are_read(
        self, runner: Runner, tmp_path: Path, folder: str
    ) -> None:
        told = {"audio_length": 900, "audio_sample_rate": 24000, "vol": 1, "word_count": 45}
        stem = f"{folder}content-95260012"
        members = {
            f"{stem}.pcm": bytes(960),
            f"{stem}.titles": json.dumps(LINES).encode(),
            f"{stem}.extra": json.dumps(told).encode(),
        }
        result = result_of(runner, tar(members, folder), format="pcm", channels=1)

        speech = runner(result.read())

        assert (speech.pcm, speech.characters, speech.duration) == ((24000, 1), 56, 0.9)
        assert [line.text for line in speech.subtitles()] == ["One."]
        probe = media.probe(runner(result.save(tmp_path / "a.wav")).read_bytes())
        assert (probe.sample_rate, probe.channels) == (24000, 1)
        assert len(runner(result.members())) == 3

    def test_lists_its_members(self, runner: Runner) -> None:
        members = runner(result_of(runner, tar(RESULT)).members())

        assert [(member.name, member.kind) for member in members] == [
            ("95/95260012.mp3", "audio"),
            ("95/95260012.titles", "subtitles"),
            ("95/95260012.extra", "info"),
        ]
        assert members[0].data == b"ID3audio"

    def test_extracts_into_a_new_folder(self, runner: Runner, tmp_path: Path) -> None:
        paths = runner(result_of(runner, tar(RESULT)).unpack(tmp_path / "book" / "one"))

        assert {
            path.relative_to(tmp_path / "book" / "one").as_posix(): path.read_bytes()
            for path in paths
        } == RESULT
        assert [path.name for path in (tmp_path / "book" / "one").iterdir()] == ["95"], (
            "no archive stays behind"
        )

    def test_archive_can_be_saved(self, runner: Runner, tmp_path: Path) -> None:
        result = result_of(runner, tar(RESULT))

        assert runner(result.archive.save(tmp_path)) == tmp_path / "95260012.tar"
        assert runner(result.archive.read()) == tar(RESULT)

    @pytest.mark.parametrize(
        "members",
        [
            {"x.mp3": b"audio"},
            {"b.titles": b"[]", "deep/er/A.MP3": b"audio", "c.extra": b"{}"},
            {"a.json": b"{}", "b.title": b"[]", "c.mp3": b"audio"},
            {"no_ending": b"audio", "tiny": b"x", "a.extra": b"{}"},
            {"../../evil.mp3": b"audio"},
        ],
    )
    def test_audio_is_found_by_its_extension(
        self, runner: Runner, tmp_path: Path, members: dict[str, bytes]
    ) -> None:
        path = runner(result_of(runner, tar(members)).save(tmp_path / "book.mp3"))

        assert path.read_bytes() == b"audio"
        assert [entry.name for entry in tmp_path.iterdir()] == ["book.mp3"]

    @pytest.mark.parametrize("known", [True, False], ids=["created here", "resumed"])
    def test_plain_audio_is_accepted(self, runner: Runner, tmp_path: Path, known: bool) -> None:
        client = runner.client(Store(b"fLaC" + bytes(2000)))
        task = (
            runner(client.speech.create_task(TEXT, format="flac"))
            if known
            else client.task("speech:95260011")
        )
        result = runner(task.wait())

        assert runner(result.save(tmp_path)).name == "95260012.flac"
        assert runner(result.read()).format == "flac"
        assert [member.kind for member in runner(result.members())] == ["audio"]

    def test_plain_silence_is_audio(self, runner: Runner) -> None:
        assert runner(result_of(runner, bytes(20_000), format="pcm").read()).audio == bytes(20_000)

    @pytest.mark.parametrize(
        ("figures", "expected"),
        [(FIGURES, (24000, 1)), ({"extra_info": FIGURES}, (24000, 1)), (None, (32000, 2))],
    )
    def test_raw_samples_get_a_wav_header_when_saved_as_wav(
        self, runner: Runner, tmp_path: Path, figures: Any, expected: tuple[int, int]
    ) -> None:
        members = {
            "a.pcm": bytes(960),
            **({"a.extra": json.dumps(figures).encode()} if figures else {}),
        }
        result = result_of(runner, tar(members), format="pcm")

        probe = media.probe(runner(result.save(tmp_path / "a.wav")).read_bytes())
        assert (probe.sample_rate, probe.channels) == expected
        assert runner(result.save(tmp_path / "a.pcm")).read_bytes() == bytes(960)

    def test_several_texts_have_several_audio_files(
        self, runner: Runner, client: Any, tmp_path: Path
    ) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("one.txt", "One.")
            archive.writestr("two.txt", "Two.")
        result = runner(runner(client.speech.create_task(file=packed.getvalue())).wait())

        with pytest.raises(MinimaxError, match=r"contains 2 audio files .* use unpack\(folder\)"):
            runner(result.save(tmp_path / "book.mp3"))
        assert list(tmp_path.iterdir()) == []
        assert len([path for path in runner(result.unpack(tmp_path)) if path.suffix == ".mp3"]) == 2

    def test_damaged_subtitles_or_info_do_not_affect_the_audio(self, runner: Runner) -> None:
        speech = runner(
            result_of(
                runner, tar({"a.mp3": b"audio", "a.titles": b"{broken", "a.extra": b"[1]"})
            ).read()
        )

        assert speech.audio == b"audio"
        assert speech.duration == 0.0
        with pytest.raises(DecodeError, match=r"a.titles is not valid JSON"):
            speech.subtitles()

    def test_without_audio_is_an_error(self, runner: Runner) -> None:
        with pytest.raises(DecodeError, match=r"contains no audio, only a.titles"):
            runner(result_of(runner, tar({"a.titles": b"[]"})).read())


class TestMishaps:
    def test_hostile_members_stay_inside_the_folder(self, runner: Runner, tmp_path: Path) -> None:
        inside = tmp_path / "inside"
        members = {"../../../evil.mp3": b"1", "/etc/evil.titles": b"2", "..\\evil.extra": b"3"}

        paths = runner(result_of(runner, tar(members)).unpack(inside))

        assert sorted(path.relative_to(inside).as_posix() for path in paths) == [
            "etc/evil.titles",
            "evil.extra",
            "evil.mp3",
        ]
        assert [path.name for path in tmp_path.iterdir()] == ["inside"]

    def test_an_expired_link_is_replaced(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
    ) -> None:
        result = runner(runner(client.speech.create_task(TEXT)).wait())
        emulator.fault("expired_url", first=1)

        assert runner(result.save(tmp_path)).exists()
        assert len(emulator.requests("files_retrieve")) == 2

    def test_missing_files_are_an_error(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
    ) -> None:
        result = runner(runner(client.speech.create_task(TEXT)).wait())
        emulator.clock.advance(10 * 3600)

        with pytest.raises(MinimaxError, match="file not found"):
            runner(result.save(tmp_path))
        assert list(tmp_path.iterdir()) == []

    def test_broken_downloads_are_resumed(
        self, runner: Runner, client: Any, emulator: Emulator, tmp_path: Path
    ) -> None:
        result = runner(runner(client.speech.create_task(TEXT)).wait())
        emulator.fault("truncated_download", first=1)

        assert media.probe(runner(result.save(tmp_path)).read_bytes()).container == "mp3"
        assert emulator.requests("download")[-1].headers["range"].startswith("bytes=")

    def test_a_download_that_failed_is_continued_by_the_next_call(
        self, runner: Runner, tmp_path: Path
    ) -> None:
        content = tar({"a.mp3": bytes(range(256)) * 4000})
        store = Store(content)
        result = runner(runner(runner.client(store).speech.create_task(TEXT)).wait())
        half = {"content-length": str(len(content)), "etag": '"a"'}
        store.steps += [
            httpx.Response(
                200, headers=half, stream=Chunks(content[:500_000], httpx.ReadError("cut"))
            )
        ]
        store.steps += [httpx.Response(503)] * 3
        with pytest.raises(NetworkError):
            runner(result.save(tmp_path / "a.mp3"))
        (partial,) = tmp_path.glob(".*.part")
        assert partial.stat().st_size == 500_000

        assert runner(result.save(tmp_path / "a.mp3")).read_bytes() == bytes(range(256)) * 4000
        assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]

    def test_a_full_disk_while_unpacking_keeps_the_archive_for_the_next_call(
        self, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = Store(tar(RESULT))
        result = runner(runner(runner.client(store).speech.create_task(TEXT)).wait())

        def full(*_: Any, **__: Any) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            patch.setattr(archives, "write_file", full)
            with pytest.raises(
                OSError,
                match=(
                    r"No space left on device; the archive is kept in .*95260012.tar.*, and the"
                    r" next call"
                ),
            ) as caught:
                runner(result.save(tmp_path / "a.mp3"))
        fetched = store.paths.count("/r.tar")

        assert caught.value.errno == errno.ENOSPC
        assert runner(result.save(tmp_path / "a.mp3")).read_bytes() == b"ID3audio"
        assert store.paths.count("/r.tar") == fetched, "nothing is fetched twice"
        assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]

    def test_a_full_disk_while_downloading(
        self, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        result = result_of(runner, tar(RESULT))

        def full(sink: Any, data: bytes) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(partfiles.Sink, "write", full)
        with pytest.raises(OSError, match="The result stays on the platform"):
            runner(result.save(tmp_path / "a.mp3"))
        assert list(tmp_path.iterdir()) == []

    def test_damaged_archives_are_kept_and_downloaded_again_on_request(
        self, runner: Runner, tmp_path: Path
    ) -> None:
        store = Store(tar(RESULT)[:700])
        result = runner(runner(runner.client(store).speech.create_task(TEXT)).wait())
        with pytest.raises(
            DecodeError, match=r"archive .*kept in .*resume=False downloads it again"
        ):
            runner(result.save(tmp_path / "a.mp3"))

        store.content = tar(RESULT)
        assert runner(result.save(tmp_path / "a.mp3", resume=False)).read_bytes() == b"ID3audio"

    def test_a_large_result_is_never_in_memory(self, runner: Runner, tmp_path: Path) -> None:
        content = tar({"a.wav": bytes(24 * 2**20)})
        store = Store(b"")
        result = runner(runner(runner.client(store).speech.create_task(TEXT, format="wav")).wait())
        pieces = [content[place : place + 65536] for place in range(0, len(content), 65536)]
        store.steps.append(
            httpx.Response(
                200, headers={"content-length": str(len(content))}, stream=Chunks(*pieces)
            )
        )

        tracemalloc.start()
        path = runner(result.save(tmp_path / "a.wav"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert path.stat().st_size == 24 * 2**20
        assert peak < 8 * 2**20

    def test_rate_limited_polls_are_not_failures(self, runner: Runner) -> None:
        busy = native_error(1002, "rate limit")
        client = runner.client(Platform(CREATED, busy, busy, busy, busy, ok(DONE)))
        task = runner(client.speech.create_task(TEXT))

        assert runner(task.wait()).file_id == "95260012"
        with pytest.raises(RateLimitError):
            runner(runner.client(Platform(busy)).speech.create_task(TEXT))
