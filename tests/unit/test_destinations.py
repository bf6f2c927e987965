"""Destinations: what is refused before anything is paid, which names are reserved, and that neither
another process nor a symlink can make a result overwrite something.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from minimax import ValidationError
from minimax.core import destinations

FITTING = [
    ("a.mp3", "mp3"),
    ("a.MP3", "mp3"),
    ("a.wav", "pcm"),
    ("a.raw", "pcm"),
    ("a.wav", "pcmu_wav"),
    ("a.ogg", "opus"),
    ("a.jpg", "jpeg"),
    ("a.jpeg", "jpg"),
    ("a.mp4", "mp4"),
    ("a", "mp3"),
    ("a.take2", "mp3"),
    ("a.mp3", "a format of next year"),
    ("a.mp3", ""),
    ("a.json", "text"),
]
CONTRADICTING = [
    ("a.wav", "mp3", "use the extension '.mp3', or ask for the format 'wav' or 'pcmu_wav'"),
    ("a.mp3", "wav", "use the extension '.wav', or ask for the format 'mp3'"),
    ("a.flac", "pcm", "use the extension '.pcm', or ask for the format 'flac'"),
    ("a.wav", "pcmu_raw", "use the extension '.pcmu', or ask for the format 'wav' or 'pcmu_wav'"),
    ("a.mp3", "mp4", "use the extension '.mp4'"),
    ("a.mp4", "mp3", "use the extension '.mp3'"),
    ("a.mp3", "jpeg", "use the extension '.jpeg'"),
    ("a.PNG", "jpeg", "use the extension '.jpeg', or ask for the format 'png'"),
    ("a.webp", "jpg", "the format 'jpeg'; use the extension '.jpeg', or ask for the format 'webp'"),
    ("a.mov", "mp4", "use the extension '.mp4'"),
    ("a.tar", "mp3", "use the extension '.mp3'"),
    ("a.srt", "mp3", "use the extension '.mp3'"),
    ("a.mp3", "text", "use the extension '.txt'"),
]


@pytest.mark.parametrize(("path", "format"), FITTING)
def test_extension_matching_the_format(path: str, format: str) -> None:
    destinations.check_extension(path, format)


@pytest.mark.parametrize(("path", "format", "advice"), CONTRADICTING)
def test_extension_of_another_format_is_an_error(path: str, format: str, advice: str) -> None:
    with pytest.raises(ValidationError) as caught:
        destinations.check_extension(path, format, field="to")
    assert f"to: {path!r} does not fit the format" in str(caught.value)
    assert advice in str(caught.value)
    assert ("or ask for" in str(caught.value)) is ("or ask for" in advice)
    assert (caught.value.field, caught.value.value) == ("to", path)


def test_error_names_all_allowed_extensions() -> None:
    with pytest.raises(ValidationError) as caught:
        destinations.check_extension("a.png", "pcm")
    assert (caught.value.field, caught.value.allowed) == ("save", ".pcm or .raw or .wav or .wave")


@pytest.mark.parametrize(
    ("format", "extension"),
    [
        ("mp3", ".mp3"),
        ("pcmu_raw", ".pcmu"),
        ("pcmu_wav", ".wav"),
        ("opus", ".opus"),
        ("jpg", ".jpeg"),
        ("x", ".x"),
    ],
)
def test_default_extension(format: str, extension: str) -> None:
    assert destinations.extension_of(format) == extension


class TestPreparing:
    def test_missing_folders_are_created(self, tmp_path: Path) -> None:
        path = tmp_path / "a" / "b" / "c.mp3"
        assert destinations.prepare(path, format="mp3") == path
        assert path.parent.is_dir()
        assert list(path.parent.iterdir()) == []

    def test_a_path_that_ends_with_a_slash_is_a_folder(self, tmp_path: Path) -> None:
        destinations.prepare(f"{tmp_path}/a.wav/", format="mp3")
        assert (tmp_path / "a.wav").is_dir()

    def test_existing_files_are_kept_until_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "a.mp3").write_bytes(b"before")
        destinations.prepare(tmp_path / "a.mp3")
        assert (tmp_path / "a.mp3").read_bytes() == b"before"

    @pytest.mark.parametrize(
        "name", ["file/a.mp3", "file/", "pipe", f"{'x' * 300}.mp3", "a\0b.mp3", "/proc/no/a.mp3"]
    )
    def test_unwritable_paths_are_rejected_with_a_reason(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").write_bytes(b"x")
        os.mkfifo(tmp_path / "pipe")
        path = f"{tmp_path}/{name}" if name[0] != "/" else name
        with pytest.raises(ValidationError, match=r"to: cannot write .*: (?!None)[\w ]+") as caught:
            destinations.prepare(path, field="to")
        assert caught.value.field == "to"
        assert path.startswith(str(caught.value.value))

    def test_contradicting_extensions_are_rejected(self, tmp_path: Path) -> None:
        with pytest.raises(ValidationError, match=r"to: .*a\.wav' does not fit the format 'mp3'"):
            destinations.prepare(tmp_path / "new" / "a.wav", format="mp3", field="to")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_without_write_permission(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(ValidationError, match="Permission denied"):
            destinations.prepare(tmp_path / "a.mp3")

    def test_full_disk_is_detected(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(**options: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(destinations.tempfile, "TemporaryFile", full)
        with pytest.raises(ValidationError, match="No space left"):
            destinations.prepare(tmp_path / "a.mp3")


class TestReserving:
    def test_names_are_reserved_by_empty_files_and_released(self, tmp_path: Path) -> None:
        with destinations.reserve_free(tmp_path / "new" / "speech.mp3") as held:
            assert held.paths == [tmp_path / "new" / "speech.mp3"]
            assert held.holds(held.paths[0])
            assert held.paths[0].read_bytes() == b""
        assert list((tmp_path / "new").iterdir()) == []

    def test_written_files_are_not_removed(self, tmp_path: Path) -> None:
        with destinations.reserve_free(tmp_path / "speech.mp3", beside=(".srt",)) as held:
            destinations.write_file(held.paths[0], b"paid")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
            "speech.mp3": b"paid"
        }

    def test_files_of_other_programs_are_not_removed(self, tmp_path: Path) -> None:
        with destinations.reserve_free(tmp_path / "speech.mp3") as held:
            (tmp_path / "other").write_bytes(b"")
            (tmp_path / "other").replace(held.paths[0])
            assert not held.holds(held.paths[0])
        assert (tmp_path / "speech.mp3").exists()

    def test_existing_names_are_skipped(self, tmp_path: Path) -> None:
        (tmp_path / "a.mp3").touch()
        (tmp_path / "a-2.mp3").symlink_to("nowhere")
        (tmp_path / "a-3.mp3").mkdir()
        assert destinations.reserve_free(tmp_path / "a.mp3").paths == [tmp_path / "a-4.mp3"]
        assert not (tmp_path / "nowhere").exists()

    def test_companion_files_must_be_free_too(self, tmp_path: Path) -> None:
        (tmp_path / "a.srt").touch()
        held = destinations.reserve_free(tmp_path / "a.mp3", beside=(".srt",))
        assert held.paths == [tmp_path / "a-2.mp3"]
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            "a-2.mp3",
            "a-2.srt",
            "a.srt",
        ]

    def test_numbering_continues_after_existing_files(self, tmp_path: Path) -> None:
        (tmp_path / "image-2.jpeg").touch()
        held = destinations.reserve_free(tmp_path / "image.jpeg", count=3)
        assert [path.name for path in held.paths] == [
            "image-1.jpeg",
            "image-3.jpeg",
            "image-4.jpeg",
        ]

    def test_reserving_several_names_is_atomic(self, tmp_path: Path) -> None:
        (tmp_path / "b.mp3").write_bytes(b"kept")
        with pytest.raises(ValidationError, match=r"to: .*b\.mp3': it already exists") as caught:
            destinations.reserve([tmp_path / "a.mp3", tmp_path / "b.mp3"], field="to")
        assert (caught.value.field, caught.value.value) == ("to", f"{tmp_path / 'b.mp3'}")
        assert [path.name for path in tmp_path.iterdir()] == ["b.mp3"]

    def test_names_are_added_to_a_reservation(self, tmp_path: Path) -> None:
        names = [tmp_path / "new" / name for name in ("a.mp3", "b.mp3", "c.mp3")]
        with destinations.reserve(names[:1]) as held:
            assert destinations.reserve(names[1:], into=held) is held
            assert held.paths == names
            assert all(map(held.holds, names))
        assert list((tmp_path / "new").iterdir()) == []

    @pytest.mark.parametrize("name", [f"{'x' * 300}.mp3", "a\0b.mp3"])
    def test_errors_name_the_unreservable_name(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(ValidationError, match="to: cannot write") as caught:
            destinations.reserve([tmp_path / name], field="to")
        assert (caught.value.field, caught.value.value) == ("to", f"{tmp_path / name}")

    def test_errors_name_the_uncreatable_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ValidationError, match="to: cannot write") as caught:
            destinations.reserve([tmp_path / "file" / "a.mp3"], field="to")
        assert caught.value.value == f"{tmp_path / 'file'}"

    def test_free_names_are_added_to_a_reservation(self, tmp_path: Path) -> None:
        with destinations.reserve_free(tmp_path / "a.mp3") as held:
            assert destinations.reserve_free(tmp_path / "a.mp3", into=held) is held
            assert [path.name for path in held.paths] == ["a.mp3", "a-2.mp3"]
        assert list(tmp_path.iterdir()) == []

    def test_removed_or_replaced_files_are_not_reserved(self, tmp_path: Path) -> None:
        with destinations.reserve_free(tmp_path / "a.mp3") as held:
            assert not held.holds(tmp_path / "b.mp3")
            held.paths[0].unlink()
            assert not held.holds(held.paths[0])

    @pytest.mark.parametrize("name", ["file/a.mp3", "a\0b.mp3"])
    def test_errors_name_the_invalid_free_name(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ValidationError, match="to: cannot write") as caught:
            destinations.reserve_free(tmp_path / name, field="to")
        assert caught.value.field == "to"
        assert f"{tmp_path / name}".startswith(str(caught.value.value))

    def test_numbering_is_limited(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(destinations, "MOST_NUMBERS", 3)
        path = tmp_path / "a.mp3"
        for _ in range(2):
            destinations.claim_free(path)
        with pytest.raises(
            FileExistsError, match="there are too many files with this name"
        ) as caught:
            destinations.claim_free(path)
        assert (caught.value.errno, caught.value.filename) == (errno.EEXIST, f"{path}")
        with pytest.raises(ValidationError, match="too many files with this name"):
            destinations.reserve_free(path)

    def test_long_names_can_be_numbered(self, tmp_path: Path) -> None:
        long = tmp_path / f"{'声' * 83}.mp3"
        long.touch()
        assert destinations.reserve_free(long).paths[0].name.endswith("-2.mp3")

    def test_threads_never_get_the_same_name(self, tmp_path: Path) -> None:
        names: list[Path] = []
        threads = [
            threading.Thread(
                target=lambda: names.extend(
                    destinations.reserve_free(tmp_path / "a.mp3", beside=(".srt",)).paths
                )
            )
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(names)) == 8

    def test_other_processes_get_other_names(self, tmp_path: Path) -> None:
        program = (
            "import sys; from pathlib import Path; from minimax.core import destinations;"
            " print(destinations.reserve_free(Path(sys.argv[1])).paths[0].name)"
        )
        with destinations.reserve_free(tmp_path / "a.mp3"):
            found = subprocess.run(
                [sys.executable, "-c", program, str(tmp_path / "a.mp3")],
                capture_output=True,
                text=True,
                check=True,
            )
        assert found.stdout.strip() == "a-2.mp3"


class TestWriting:
    def test_writes_are_atomic(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a").write_bytes(b"before")
        monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(OSError, match="full"):
            destinations.write_file(tmp_path / "a", b"after")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"before"}

    def test_symlinks_are_replaced_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "victim").write_bytes(b"mine")
        (tmp_path / "a").symlink_to("victim")
        destinations.write_file(tmp_path / "a", b"result")
        assert (tmp_path / "victim").read_bytes() == b"mine"
        assert (tmp_path / "a").read_bytes() == b"result"

    def test_devices_are_not_replaced(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OSError, match="not a regular file"):
            destinations.write_file(tmp_path / "pipe", b"result")
        assert (tmp_path / "pipe").is_fifo()

    @pytest.mark.parametrize("name", ["", "a\0b.mp3", "a\0/b.mp3", "\ud800.mp3"])
    def test_impossible_paths_are_os_errors(self, name: str) -> None:
        with pytest.raises(OSError, match=r"the path is empty|not a valid path"):
            destinations.write_file(Path(name), b"result")

    def test_existing_files_lead_to_a_free_name(self, tmp_path: Path) -> None:
        paths = [
            destinations.write_file(tmp_path / "new" / "a.mp3", data, replace=False)
            for data in (b"1", b"2")
        ]
        assert [(path.name, path.read_bytes()) for path in paths] == [
            ("a.mp3", b"1"),
            ("a-2.mp3", b"2"),
        ]

    def test_locks_exclude_other_openings(self, tmp_path: Path) -> None:
        with destinations.open_new(tmp_path / "a") as first, (tmp_path / "a").open("rb") as second:
            assert destinations.lock(first.fileno())
            assert not destinations.lock(second.fileno())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A.mp3", "a.mp3", True),
        ("caf\u00e9.mp3", "CAFE\u0301.MP3", True),
        ("straße", "STRASSE", True),
        ("a.mp3", "b.mp3", False),
        ("\uff11.mp3", "1.mp3", False),
    ],
)
def test_names_that_may_be_the_same_file(one: str, other: str, same: bool) -> None:
    assert (destinations.folded(one) == destinations.folded(other)) is same
