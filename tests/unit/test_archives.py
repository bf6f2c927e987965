"""Archives from the network: hostile ones write nothing outside their folder, and good ones lose
nothing.
"""

from __future__ import annotations

import io
import struct
import tarfile
from pathlib import Path

import pytest

from minimax import DecodeError
from minimax.core import archives, destinations


def tar(
    *members: tuple[str, bytes] | tarfile.TarInfo, format: int = tarfile.PAX_FORMAT
) -> io.BytesIO:
    """An archive with these files, or members as they are given."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    file.seek(0)
    return file


def odd(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """A member that is no plain file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def unpacked(file: io.BytesIO, folder: Path) -> dict[str, bytes]:
    with archives.open_archive(file) as archive:
        paths = archive.unpack(folder)
    assert all(path.is_file() and not path.is_symlink() for path in paths)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder inside another one, in which nothing may appear."""
    inside = tmp_path / "outside" / "inside"
    inside.mkdir(parents=True)
    return inside


class TestUnpacking:
    @pytest.mark.parametrize(
        "format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]
    )
    def test_members_are_extracted_unchanged(self, folder: Path, format: int) -> None:
        members = {
            "a.mp3": b"audio",
            "one/two/b.titles": b"[]",
            "empty.extra": b"",
            "长文 🎧.txt": b"text",
            "n/" * 60 + "x.txt": b"long",
        }

        assert unpacked(tar(*members.items(), format=format), folder) == members

    @pytest.mark.parametrize(
        ("name", "inside"),
        [
            ("../evil.mp3", "evil.mp3"),
            ("a/../../../evil.mp3", "a/evil.mp3"),
            ("/etc/evil.mp3", "etc/evil.mp3"),
            ("..\\..\\evil.mp3", "evil.mp3"),
            ("C:\\Windows\\evil.mp3", "C_/Windows/evil.mp3"),
            ("~/.bashrc", "~/bashrc"),
            (".git/hooks/post-commit", "git/hooks/post-commit"),
            ("a/.../b", "a/b"),
            ("con.mp3", "_con.mp3"),
            ("line\nbreak.mp3", "line_break.mp3"),
            ("..", "file"),
            ("/", "file"),
        ],
    )
    def test_member_names_cannot_escape_the_folder(
        self, folder: Path, tmp_path: Path, name: str, inside: str
    ) -> None:
        assert unpacked(tar((name, b"evil")), folder) == {inside: b"evil"}
        assert [path.name for path in tmp_path.iterdir()] == ["outside"]
        assert [path.name for path in folder.parent.iterdir()] == ["inside"]

    @pytest.mark.parametrize(
        "kind",
        [
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.BLKTYPE,
            tarfile.FIFOTYPE,
            tarfile.DIRTYPE,
        ],
    )
    def test_only_regular_files_are_extracted(self, folder: Path, kind: bytes) -> None:
        assert unpacked(
            tar(odd("out", kind, "/etc"), ("out/passwd", b"inside"), ("ok.mp3", b"ok")), folder
        ) == {
            "out/passwd": b"inside",
            "ok.mp3": b"ok",
        }

    def test_symlinks_out_of_the_folder_are_not_followed(self, folder: Path) -> None:
        (folder.parent / "victim").write_bytes(b"safe")

        unpacked(tar(odd("link", tarfile.SYMTYPE, "../victim"), ("link", b"evil")), folder)

        assert (folder.parent / "victim").read_bytes() == b"safe"

    def test_members_of_the_same_name_do_not_replace_each_other(self, folder: Path) -> None:
        members = (
            ("a.mp3", b"1"),
            ("A.MP3", b"2"),
            ("x/../a.mp3", b"3"),
            ("x/a.mp3", b"4"),
            ("a.mp3", b"5"),
            ("b", b"6"),
            ("b", b"7"),
        )

        assert unpacked(tar(*members), folder) == {
            "a.mp3": b"1",
            "A-2.MP3": b"2",
            "x/a.mp3": b"3",
            "x/a-2.mp3": b"4",
            "a-3.mp3": b"5",
            "b": b"6",
            "b-2": b"7",
        }

    def test_modes_and_owners_are_ignored(self, folder: Path) -> None:
        info = tarfile.TarInfo("run.sh")
        info.mode = 0o4777

        unpacked(tar(info), folder)

        assert (folder / "run.sh").stat().st_mode & 0o7111 == 0

    def test_huge_sparse_files_are_not_extracted(self, folder: Path) -> None:
        info = tarfile.TarInfo("bomb.mp3")
        info.pax_headers = {
            "GNU.sparse.major": "1",
            "GNU.sparse.minor": "0",
            "GNU.sparse.name": "bomb.mp3",
            "GNU.sparse.realsize": str(2**50),
        }
        content = b"1\n0\n0\n".ljust(512, b"\0")
        info.size = len(content)
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            archive.addfile(info, io.BytesIO(content))

        with archives.open_archive(file) as archive:
            assert list(archive.entries) == []

    def test_existing_files_are_not_replaced(self, folder: Path) -> None:
        (folder / "a.mp3").write_bytes(b"before")
        (folder / "b.mp3").mkdir()

        with archives.open_archive(tar(("a.mp3", b"after"), ("b.mp3", b"too"))) as archive:
            paths = archive.unpack(folder)

        assert [(path.name, path.read_bytes()) for path in paths] == [
            ("a-2.mp3", b"after"),
            ("b-2.mp3", b"too"),
        ]
        assert (folder / "a.mp3").read_bytes() == b"before"

    def test_extraction_is_all_or_nothing(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "c").write_bytes(b"a file where a folder is needed")
        with (
            archives.open_archive(tar(("a.mp3", b"1"), ("c/b.mp3", b"2"))) as archive,
            pytest.raises(OSError, match=r"exists|Not a directory"),
        ):
            archive.unpack(folder)
        assert [path.name for path in folder.iterdir()] == ["c"]


class TestDamage:
    def test_truncated_archives_are_an_error(self) -> None:
        whole = tar(("a.mp3", bytes(5000))).getvalue()

        with (
            pytest.raises(DecodeError, match=r"truncated: 'a.mp3' should have 5,000 bytes"),
            archives.open_archive(io.BytesIO(whole[:3000])),
        ):
            pass

    @pytest.mark.parametrize("size", [2**40, -512, -(2**60)])
    def test_impossible_sizes_are_an_error(self, size: int) -> None:
        content = bytearray(
            tar(("a.mp3", b"x"), ("b.mp3", b"y"), format=tarfile.GNU_FORMAT).getvalue()
        )
        content[124:136] = (
            b"\x80" + size.to_bytes(11, "big")
            if size > 0
            else b"\xff" + size.to_bytes(11, "big", signed=True)
        )
        content[148:156] = b" " * 8
        content[148:156] = b"%06o\0 " % sum(content[:512])

        with (
            pytest.raises(DecodeError, match="truncated"),
            archives.open_archive(io.BytesIO(bytes(content))),
        ):
            pass

    def test_too_many_members_are_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archives, "MOST_MEMBERS", 3)

        with (
            pytest.raises(DecodeError, match="more than 3 members"),
            archives.open_archive(tar(*((f"{n}", b"") for n in range(4)))),
        ):
            pass

    @pytest.mark.parametrize(
        "content", [b"", b"short", bytes(1024), b"x" * 2000, struct.pack("<512H", *range(512))]
    )
    def test_other_files_are_an_error_or_their_own_only_member(self, content: bytes) -> None:
        assert not archives.is_tar(content)
        with archives.open_archive(io.BytesIO(content), bare="speech.pcm") as archive:
            (entry,) = archive.entries
            assert (entry.name, entry.size, archive.read(entry)) == (
                "speech.pcm",
                len(content),
                content,
            )

    def test_raw_pcm_silence_is_not_an_empty_archive(self, tmp_path: Path) -> None:
        with archives.open_archive(io.BytesIO(bytes(4096)), bare="speech.pcm") as archive:
            assert archive.unpack(tmp_path) == [tmp_path / "speech.pcm"]
        assert (tmp_path / "speech.pcm").stat().st_size == 4096

    def test_raw_content_without_a_name_is_an_error(self) -> None:
        with (
            pytest.raises(DecodeError, match="cannot be read"),
            archives.open_archive(io.BytesIO(b"x" * 2000)),
        ):
            pass


class TestFileNames:
    @pytest.mark.parametrize(
        ("name", "safe"),
        [
            ("clip.mp4", "clip.mp4"),
            ("海.mp4", "海.mp4"),
            ("a/b/c.mp4", "c.mp4"),
            ("a\\b.mp4", "b.mp4"),
            ("..", ""),
            ("./.", ""),
            ("...hidden", "hidden"),
            ("trailing. . ", "trailing"),
            ("a\x00b\x1f", "a_b_"),
            ("LPT1", "_LPT1"),
            ("comma", "comma"),
        ],
    )
    def test_contain_only_safe_characters(self, name: str, safe: str) -> None:
        assert destinations.safe_name(name) == safe

    def test_of_links_are_readable(self) -> None:
        assert (
            destinations.name_in_url(
                "https://cdn.example.net/v/%E6%B5%B7%20a.mp4?sig=%2Fetc%2Fpasswd"
            )
            == "海 a.mp4"
        )
        assert destinations.name_in_url("https://cdn.example.net/%2e%2e%2fevil") == "evil"
        assert destinations.name_in_url("https://cdn.example.net/") == ""

    @pytest.mark.parametrize(
        "name",
        [
            "短.mp4",
            "x" * 400,
            "界" * 200 + ".mp4",
            "." + "x" * 300,
            "a." + "e" * 300,
            "🎧" * 100 + ".titles",
        ],
    )
    def test_are_shortened_but_keep_their_extension(self, name: str) -> None:
        short = destinations.shortened_name(name)

        assert len(short.encode()) <= destinations.MOST_BYTES
        assert name.startswith(short.rpartition(".")[0])
        assert short.endswith((".mp4", ".titles")) == name.endswith((".mp4", ".titles"))
