"""Uploads and downloads against a storage host that breaks off, expires, moves and forgets: nothing
is lost, doubled or kept in memory.
"""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import random
import subprocess
import sys
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from minimax import (
    AsyncMiniMax,
    DecodeError,
    MiniMax,
    NetworkError,
    NotFoundError,
    Retry,
    ValidationError,
)
from minimax.core import partfiles, transfer
from minimax.core.sources import Upload, describe

from .platform import Clock, Runner
from .storage_host import EXPIRED, FILE_ID, Host, answer, chunked, hang_up, moved, serve

KEY = "sk-api-canary-5f0c2b7e91d4"
CONTENT = random.Random(7).randbytes(3_000_000)
MEGABYTE = 1024 * 1024


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host(CONTENT)
    yield host
    host.close()


@pytest.fixture
def client(runner: Runner, host: Host) -> Iterator[Any]:
    client = connected(runner, host)
    yield client
    runner(client.close())


def connected(runner: Runner, host: Host, **options: Any) -> Any:
    kind = AsyncMiniMax if runner.is_async else MiniMax
    return kind(KEY, base_url=host.url, clock=Clock(), **options)


def fill(place: Any, content: bytes) -> None:
    with open(place, "wb") as file:  # noqa: PTH123 - a path or a descriptor
        file.write(content)


def partials(folder: Path) -> list[Path]:
    return sorted(folder.glob(".*.part"))


@contextmanager
def measured() -> Iterator[list[int]]:
    """The most memory that was taken at any one time, in bytes, as the only item of a list."""
    peak: list[int] = []
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    yield peak
    peak.append(tracemalloc.get_traced_memory()[1] - before)
    tracemalloc.stop()


def part_of(body: bytes) -> tuple[bytes, bytes]:
    """Headers and content of the file in a form."""
    boundary = body.partition(b"\r\n")[0]
    part = body.split(boundary)[-2]
    headers, _, content = part.partition(b"\r\n\r\n")
    return headers, content.removesuffix(b"\r\n")


class TestUploads:
    @pytest.fixture(
        params=[
            "path",
            "text path",
            "bytes",
            "bytearray",
            "memory file",
            "open file",
            "pipe",
            "named pipe",
        ]
    )
    def source(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
        content, path = CONTENT[:500_000], tmp_path / "sample.wav"
        path.write_bytes(content)
        kind = request.param
        if kind == "open file":
            with path.open("rb") as file:
                yield file
                assert not file.closed, "a file that the caller opened stays open"
        elif kind == "pipe":
            reading, writing = os.pipe()
            threading.Thread(target=fill, args=(writing, content), daemon=True).start()
            with open(reading, "rb") as file:  # noqa: PTH123
                yield file
        elif kind == "named pipe":
            pipe = tmp_path / "pipe.wav"
            os.mkfifo(pipe)
            threading.Thread(target=fill, args=(pipe, content), daemon=True).start()
            yield pipe
        else:
            makers: dict[str, Any] = {
                "path": lambda: path,
                "text path": lambda: str(path),
                "bytes": lambda: content,
                "bytearray": lambda: bytearray(content),
                "memory file": lambda: io.BytesIO(content),
            }
            yield makers[kind]()

    def test_every_source_is_sent_completely(
        self, runner: Runner, client: Any, host: Host, source: Any
    ) -> None:
        runner(client.files.upload(source, purpose="video_understanding", name="sample.mp4"))

        headers, content = part_of(host.uploads[0])
        assert content == CONTENT[:500_000]
        assert b'filename="sample.mp4"' in headers
        assert b'name="purpose"\r\n\r\nvideo_understanding\r\n' in host.uploads[0]

    def test_open_files_are_sent_from_their_position(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        file = io.BytesIO(b"skipped" + b"sent")
        file.seek(7)

        runner(client.files.upload(file, purpose="anything"))

        assert part_of(host.uploads[0])[1] == b"sent"

    def test_a_large_file_is_never_in_memory(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        path = tmp_path / "large.mp4"
        with path.open("wb") as file:
            file.truncate(64 * MEGABYTE)
        host.keeps_uploads, told = False, list[tuple[int, int]]()
        runner(client.files.upload(b"warm", purpose="anything"))

        with measured() as peak:
            runner(
                client.files.upload(
                    path,
                    purpose="anything",
                    on_progress=lambda done, total: told.append((done, total)),
                )
            )

        assert host.received > 64 * MEGABYTE
        assert peak[0] < 6 * MEGABYTE
        assert told == sorted(told)
        assert told[-1] == (64 * MEGABYTE, 64 * MEGABYTE)

    @pytest.mark.parametrize("rewindable", [True, False], ids=["file", "pipe"])
    def test_broken_uploads_are_restarted(
        self, runner: Runner, client: Any, host: Host, rewindable: bool
    ) -> None:
        host.break_upload_at = 1_000_000
        content = CONTENT * (32 * MEGABYTE // len(CONTENT))  # more than sockets hold
        source = io.BytesIO(content)
        if not rewindable:
            source.seekable = lambda: False  # type: ignore[method-assign]
        told: list[int] = []

        runner(
            client.files.upload(
                source, purpose="anything", on_progress=lambda done, total: told.append(done)
            )
        )

        assert [part_of(body)[1] == content for body in host.uploads] == [True]
        assert len([asked for asked in host.asked if asked.method == "POST"]) == 2
        assert told[-1] == len(content)
        assert sorted(told) != told, "progress begins again with the second attempt"

    @pytest.mark.parametrize(
        ("name", "sent"),
        [
            ("录音 🎤.wav", 'filename="录音 🎤.wav"'.encode()),
            ('a"b\r\nX: y.wav', b'filename="a%22b%0D%0AX: y.wav"'),
            ("\udcff.wav", 'filename="\ufffd.wav"'.encode()),
        ],
    )
    def test_all_kinds_of_file_names(
        self, runner: Runner, client: Any, host: Host, name: str, sent: bytes
    ) -> None:
        runner(client.files.upload(b"RIFF", purpose="anything", name=name))

        assert sent in part_of(host.uploads[0])[0]

    def test_missing_extension_is_derived_from_the_content(self) -> None:
        body = Upload(
            {}, b"RIFF....WAVE", ending=lambda head: ".wav" if head.startswith(b"RIFF") else ""
        )

        assert body.name == "file.wav"
        assert b"".join(body.blocks()).count(b"RIFF....WAVE") == 1

    def test_name_defaults_to_that_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.wav"
        path.write_bytes(b"RIFF")
        with path.open("rb") as file, os.fdopen(os.open(path, os.O_RDONLY), "rb") as nameless:
            sources: list[Any] = [path, str(path), file, nameless, io.BytesIO(b"RIFF"), b"RIFF"]
            bodies = [Upload({}, source) for source in sources]
            assert [body.name for body in bodies] == ["a.wav"] * 3 + ["file"] * 3
            for body in bodies:
                body.close()

    @pytest.mark.parametrize(
        "case",
        [
            "missing",
            "folder",
            "empty",
            "no bytes",
            "no path",
            "URL",
            "closed",
            "broken",
            "text file",
            "text stream",
            "number",
        ],
    )
    def test_invalid_sources_are_rejected_before_sending(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, case: str
    ) -> None:
        (tmp_path / "empty.wav").touch()
        (tmp_path / "text.wav").write_text("words")
        opened = (tmp_path / "text.wav").open()

        closed = io.BytesIO(b"words")
        closed.close()

        class Broken:
            def read(self, size: int = -1) -> bytes:
                raise OSError(5, "Input/output error")

        class Words(io.RawIOBase):
            def readable(self) -> bool:
                return True

            def read(self, size: int = -1) -> Any:
                return "words"

        sources: dict[str, Any] = {
            "missing": tmp_path / "absent.wav",
            "folder": tmp_path,
            "empty": tmp_path / "empty.wav",
            "no bytes": b"",
            "no path": "",
            "URL": "https://files.example.test/a.wav",
            "closed": closed,
            "broken": Broken(),
            "text file": opened,
            "text stream": Words(),
            "number": 7,
        }
        complaints = {
            "missing": f"cannot read {describe(tmp_path / 'absent.wav')}",
            "folder": describe(tmp_path),
            "empty": f"{str(tmp_path / 'empty.wav')!r} is empty",
            "no bytes": "the file is empty",
            "no path": "the path is empty",
            "URL": "is a URL; download the file and pass its path or bytes",
            "closed": "I/O operation on closed file",
            "broken": "cannot read Broken: Input/output error",
            "text file": "binary",
            "text stream": "binary",
            "number": "file: int is not allowed; pass a path, bytes, or an open binary file",
        }
        with pytest.raises(ValidationError) as caught:
            runner(client.files.upload(sources[case], purpose="voice_clone"))

        assert complaints[case] in str(caught.value)
        assert caught.value.field == "file"
        assert host.asked == []
        opened.close()

    def test_shrinking_files_do_not_hang(self, tmp_path: Path) -> None:
        path = tmp_path / "log.txt"
        path.write_bytes(bytes(MEGABYTE))
        body = Upload({}, path)
        blocks = body.blocks()
        next(blocks), next(blocks)
        path.write_bytes(b"")

        with pytest.raises(ValidationError, match="was truncated"):
            list(blocks)
        body.close()

    def test_disk_failures_are_named(self) -> None:
        class Failing(io.BytesIO):
            name = "a.wav"

            def read(self, size: int | None = -1) -> bytes:
                raise OSError(5, "Input/output error")

        with pytest.raises(ValidationError, match=r"file: cannot read a.wav: Input/output error"):
            list(Upload({}, Failing(b"words")).blocks())

    def test_progress_counts_only_file_bytes(self) -> None:
        told: list[tuple[int, int | None]] = []
        upload = Upload(
            {"purpose": "x"}, b"0123456789", on_progress=lambda *counts: told.append(counts)
        )
        head = next(upload.blocks())
        for count in (len(head) + 4, 3, upload.length):
            upload.sent(count)
        assert told == [(4, 10), (0, 10), (10, 10)]


class TestDownloads:
    def test_retry_delays_grow_up_to_the_maximum(self, runner: Runner, host: Host) -> None:
        clock = Clock()
        kind = AsyncMiniMax if runner.is_async else MiniMax
        client = kind(
            KEY, base_url=host.url, clock=clock, retry=Retry(attempts=5, base=1.0, cap=3.0)
        )
        host.steps += [answer(503)] * 9
        with pytest.raises(NetworkError):
            runner(client.files.download(host.link))
        assert clock.sleeps == [1.0, 2.0, 3.0, 3.0]
        runner(client.close())

    def test_to_a_path(self, runner: Runner, client: Any, host: Host, tmp_path: Path) -> None:
        told: list[tuple[int, int | None]] = []

        path = runner(
            client.files.download(
                host.link,
                tmp_path / "a.mp4",
                on_progress=lambda done, total: told.append((done, total)),
            )
        )

        assert path == tmp_path / "a.mp4"
        assert path.read_bytes() == CONTENT
        assert list(tmp_path.iterdir()) == [path], "no temporary file stays behind"
        assert told[0] == (0, len(CONTENT))
        assert told[-1] == (len(CONTENT), len(CONTENT))
        assert told == sorted(told)

    def test_to_a_folder_under_the_name_of_the_file(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.name = "film.mp4"
        assert runner(client.files.download(host.link, tmp_path)) == tmp_path / "clip.mp4"
        assert runner(client.files.download(FILE_ID, str(tmp_path))) == tmp_path / "film.mp4"

    def test_a_file_in_a_folder_is_not_replaced(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        (tmp_path / "clip.mp4").write_bytes(b"another result")
        assert runner(client.files.download(host.link, tmp_path)) == tmp_path / "clip-2.mp4"
        assert (tmp_path / "clip.mp4").read_bytes() == b"another result"
        assert (tmp_path / "clip-2.mp4").read_bytes() == CONTENT

    def test_into_memory(self, runner: Runner, client: Any, host: Host) -> None:
        assert runner(client.files.download(FILE_ID)) == CONTENT

    def test_to_an_open_file_after_its_content(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        host.steps += [serve(cut=1_000_000, ranges=False), serve(ranges=False)]
        file = io.BytesIO(b"header")
        file.seek(6)

        written = runner(client.files.download(host.link, file))

        assert written == len(CONTENT)
        assert file.getvalue() == b"header" + CONTENT
        assert not file.closed

    @pytest.mark.parametrize("accepted", [0, -1, None])
    def test_a_file_that_accepts_no_more_is_an_error(
        self, runner: Runner, client: Any, host: Host, accepted: int | None
    ) -> None:
        class Full(io.RawIOBase):
            def writable(self) -> bool:
                return True

            def write(self, data: Any) -> Any:
                return accepted

        with pytest.raises(OSError, match="accepts no more after 0 bytes"):
            runner(client.files.download(host.url, to=Full()))

    def test_names_that_are_too_long_are_refused_before_the_download(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        with pytest.raises(OSError, match=r"cannot write .* too long"):
            runner(client.files.download(host.url, to=tmp_path / ("a" * 300)))
        assert host.downloads == []
        assert list(tmp_path.iterdir()) == []

    def test_partial_writes_are_completed(self, runner: Runner, client: Any, host: Host) -> None:
        class Slow(io.BytesIO):
            def write(self, data: Any) -> int:
                return super().write(bytes(data[:100_000]))

        file = Slow()
        runner(client.files.download(host.link, file))

        assert file.getvalue() == CONTENT

    def test_a_large_file_is_never_in_memory(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.content = bytes(MEGABYTE)
        runner(client.files.download(host.link, tmp_path / "warm.mp4"))
        host.steps.append(serve(repeat=64))

        with measured() as peak:
            path = runner(client.files.download(host.link, tmp_path / "large.mp4"))

        assert path.stat().st_size == 64 * MEGABYTE
        assert peak[0] < 6 * MEGABYTE

    @pytest.mark.parametrize("to", ["path", "memory", "file", "pipe"])
    def test_interrupted_downloads_are_resumed(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, to: str
    ) -> None:
        host.steps += [serve(cut=1_000_000), serve(cut=500_000)]
        pipe = Pipe()
        target: Any = {
            "path": tmp_path / "a.mp4",
            "memory": None,
            "file": io.BytesIO(),
            "pipe": pipe,
        }[to]

        got = runner(client.files.download(host.link, target))

        content = {
            "path": lambda: got.read_bytes(),
            "memory": lambda: got,
            "file": lambda: target.getvalue(),
            "pipe": pipe.taken,
        }[to]()
        assert content == CONTENT
        assert [asked.range for asked in host.downloads] == [
            None,
            "bytes=1000000-",
            "bytes=1500000-",
        ]
        assert host.sent == len(CONTENT), "not one byte twice"

    def test_progress_resets_the_retry_count(self, runner: Runner, client: Any, host: Host) -> None:
        host.steps += [serve(cut=200_000)] * 12

        assert runner(client.files.download(host.link)) == CONTENT

    def test_hosts_without_range_support_restart(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.steps += [serve(cut=1_000_000, ranges=False), serve(ranges=False)]

        assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == CONTENT
        assert len(host.downloads) == 2

    def test_pipes_cannot_restart(self, runner: Runner, client: Any, host: Host) -> None:
        host.steps += [serve(cut=1_000_000, ranges=False), serve(ranges=False)]

        with pytest.raises(NetworkError, match="cannot resume"):
            runner(client.files.download(host.link, Pipe()))

    @pytest.mark.parametrize(
        "part",
        [[("Content-Range", f"bytes 5-9/{len(CONTENT)}")], [("Content-Range", "lines 1-2")], []],
    )
    def test_wrong_ranges_are_rejected(
        self, runner: Runner, client: Any, host: Host, part: list[tuple[str, str]]
    ) -> None:
        host.steps += [serve(cut=1_000_000), answer(206, b"wrong", "video/mp4", *part)]

        assert runner(client.files.download(host.link)) == CONTENT

    def test_changed_files_are_downloaded_again(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        host.steps += [
            serve(cut=1_000_000),
            answer(206, b"x", "video/mp4", ("Content-Range", "bytes 1000000-1000000/1000001")),
        ]

        assert runner(client.files.download(host.link)) == CONTENT

    def test_incomplete_downloads_are_kept(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.steps += [serve(cut=1_000_000), *[serve(cut=0)] * 3]

        with pytest.raises(NetworkError) as caught:
            runner(client.files.download(host.link, tmp_path / "a.mp4"))

        (partial,) = partials(tmp_path)
        assert partial.read_bytes() == CONTENT[:1_000_000]
        assert str(partial) in caught.value.__notes__[0]
        assert not (tmp_path / "a.mp4").exists()

    def test_next_call_resumes_it(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.steps += [serve(cut=1_000_000), *[serve(cut=0)] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))

        assert runner(client.files.download(FILE_ID, tmp_path / "a.mp4")).read_bytes() == CONTENT
        assert host.downloads[-1].range == "bytes=1000000-"
        assert host.sent == len(CONTENT)
        assert partials(tmp_path) == []

    def test_resume_can_be_disabled(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.steps += [serve(cut=1_000_000), *[serve(cut=0)] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))

        assert (
            runner(client.files.download(FILE_ID, tmp_path / "a.mp4", resume=False)).read_bytes()
            == CONTENT
        )
        assert host.downloads[-1].range is None

    def test_a_partial_file_is_only_continued_with_the_same_file(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.steps += [serve(cut=1_000_000), *[serve(cut=0)] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))

        runner(client.files.download(f"{host.url}/store/other.mp4", tmp_path / "a.mp4"))

        assert host.downloads[-1].range is None

    def test_downloads_of_killed_processes_are_resumed(self, host: Host, tmp_path: Path) -> None:
        host.content = CONTENT * 2
        program = (
            f"import os, sys, minimax\nurl, to = sys.argv[1:]\nclient = minimax.MiniMax({KEY!r},"
            f" base_url={host.url!r})\nclient.files.download(url, to, on_progress=lambda done,"
            " total: done > 2_000_000 and os._exit(9))\n"
        )
        killed = subprocess.run(
            [sys.executable, "-c", program, host.link, str(tmp_path / "a.mp4")], timeout=60
        )
        (partial,) = partials(tmp_path)
        there = partial.stat().st_size
        with MiniMax(KEY, base_url=host.url) as client:
            path = client.files.download(host.link, tmp_path / "a.mp4")

        assert killed.returncode == 9
        assert there > 1_000_000
        assert path.read_bytes() == CONTENT * 2
        assert host.downloads[-1].range == f"bytes={there}-"

    def test_complete_part_files_are_not_downloaded_again(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        self._leave_a_partial(runner, client, host, tmp_path, CONTENT)

        assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == CONTENT
        assert host.sent == 1_000_000, "what the broken download brought, and nothing since"

    def test_too_long_part_files_are_discarded(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        self._leave_a_partial(runner, client, host, tmp_path, CONTENT + b"more")

        assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == CONTENT

    def _leave_a_partial(
        self, runner: Runner, client: Any, host: Host, folder: Path, content: bytes
    ) -> None:
        host.steps += [serve(cut=1_000_000), *[serve(cut=0)] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(host.link, folder / "a.mp4"))
        partials(folder)[0].write_bytes(content)

    def test_expired_links_are_replaced(self, runner: Runner, client: Any, host: Host) -> None:
        host.steps += [serve(cut=1_000_000), EXPIRED]

        assert runner(client.files.download(FILE_ID)) == CONTENT
        assert [asked.path.rpartition("=")[2] for asked in host.downloads] == ["1", "1", "2"]
        assert host.downloads[-1].range == "bytes=1000000-", "and the file is continued"

    def test_expired_links_are_replaced_without_retries(self, runner: Runner, host: Host) -> None:
        host.steps.append(EXPIRED)
        client = connected(runner, host, retry=Retry(attempts=1))

        assert runner(client.files.download(FILE_ID)) == CONTENT
        runner(client.close())

    @pytest.mark.parametrize("source", [FILE_ID, "the link"])
    def test_links_without_content_are_an_error(
        self, runner: Runner, client: Any, host: Host, source: str
    ) -> None:
        host.steps += [EXPIRED] * 9

        with pytest.raises(
            DecodeError, match=r"HTTP 403 application/xml. The link may have expired"
        ) as caught:
            runner(client.files.download(host.link if source == "the link" else source))

        assert "Signature" not in str(caught.value)
        assert len(host.downloads) == (1 if source == "the link" else 3)

    @pytest.mark.parametrize("kind", ["application/xml", "text/html; charset=utf-8"])
    def test_error_documents_are_not_files(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, kind: str
    ) -> None:
        host.steps += [answer(200, b"<Error/>", kind)] * 9

        with pytest.raises(DecodeError, match="sent no file"):
            runner(client.files.download(host.link, tmp_path / "a.mp4"))

        assert list(tmp_path.iterdir()) == [], "an empty temporary file is swept away"

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_busy_hosts_are_retried(
        self, runner: Runner, client: Any, host: Host, status: int
    ) -> None:
        host.steps += [answer(status), answer(status)]

        assert runner(client.files.download(host.link)) == CONTENT
        assert runner(client.files.get(FILE_ID)).id == FILE_ID

    def test_permanently_busy_hosts_are_a_network_error(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        host.steps += [answer(503)] * 9

        with pytest.raises(NetworkError, match="HTTP 503"):
            runner(client.files.download(host.link))
        assert len(host.downloads) == 3

    def test_without_content_length(self, runner: Runner, client: Any, host: Host) -> None:
        host.steps.append(chunked())
        told: list[tuple[int, int | None]] = []

        assert (
            runner(
                client.files.download(
                    host.link, on_progress=lambda done, total: told.append((done, total))
                )
            )
            == CONTENT
        )
        assert told[-1] == (len(CONTENT), None)

    def test_truncated_without_content_length(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        host.steps.append(chunked(cut=1_000_000))

        assert runner(client.files.download(host.link)) == CONTENT

    def test_links_without_scheme_are_https(self) -> None:
        assert (
            transfer.web_url("cdn.example.net/a.mp4?u=http://x")
            == "https://cdn.example.net/a.mp4?u=http://x"
        )
        assert transfer.web_url("//cdn.example.net/a") == "https://cdn.example.net/a"
        assert transfer.web_url("http://127.0.0.1:8/a") == "http://127.0.0.1:8/a"


LATER = (("Last-Modified", "Thu, 22 Oct 2015 07:28:00 GMT"),)
EARLIER = (("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT"),)
A, B = bytes(300_000), b"\xff" * 300_000


class TestTheSameFile:
    """A download is only continued when the host proves that the file has not changed."""

    @pytest.mark.parametrize("calls", ["one call", "two calls"])
    @pytest.mark.parametrize(
        ("before", "after", "if_range", "ranges"),
        [
            ((("ETag", '"a"'),), (("ETag", '"b"'),), True, [None, "bytes=100000-"]),
            ((("ETag", '"a"'),), (("ETag", '"b"'),), False, [None, "bytes=100000-", None]),
            ((("ETag", '"a"'),), (), False, [None, "bytes=100000-", None]),
            (EARLIER, LATER, True, [None, "bytes=100000-"]),
            (EARLIER, LATER, False, [None, "bytes=100000-", None]),
            ((("ETag", 'W/"a"'),), (("ETag", 'W/"a"'),), True, [None, None]),
            ((("ETag", 'W/"a"'), *EARLIER), EARLIER, True, [None, None]),
            ((("ETag", "a"),), (("ETag", "a"),), True, [None, None]),
            ((), (), True, [None, None]),
        ],
    )
    def test_versions_of_a_file_are_not_mixed(
        self,
        runner: Runner,
        host: Host,
        tmp_path: Path,
        calls: str,
        before: Any,
        after: Any,
        if_range: bool,
        ranges: list[str | None],
    ) -> None:
        client = connected(runner, host, retry=Retry(attempts=3 if calls == "one call" else 1))
        changed = serve(content=B, version=after, if_range=if_range)
        host.steps.append(serve(content=A, version=before, cut=100_000))
        if calls == "two calls":
            host.steps.append(hang_up)
            with pytest.raises(NetworkError):
                runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))
            del host.asked[-1]
        host.steps += [changed, changed]

        path = runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))

        assert path.read_bytes() == B
        assert [asked.range for asked in host.downloads] == ranges
        assert list(tmp_path.iterdir()) == [path]
        runner(client.close())

    @pytest.mark.parametrize(
        ("version", "sent"), [((("ETag", '"a"'), *EARLIER), '"a"'), (EARLIER, EARLIER[0][1])]
    )
    def test_the_strongest_validator_is_sent(
        self, runner: Runner, client: Any, host: Host, version: Any, sent: str
    ) -> None:
        host.steps += [serve(version=version, cut=100_000), serve(version=version)]
        assert runner(client.files.download(host.link)) == CONTENT
        assert host.downloads[1].headers["if-range"] == sent
        assert "if-range" not in host.downloads[0].headers

    def test_different_length_is_a_different_file(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        longer = [("Content-Range", f"bytes 100000-{len(A)}/{len(A) + 1}"), ("ETag", '"a"')]
        host.steps += [
            serve(content=A, version=(("ETag", '"a"'),), cut=100_000),
            answer(206, b"x" * (len(A) + 1 - 100_000), "video/mp4", *longer),
            serve(content=B),
        ]
        assert runner(client.files.download(host.link)) == B

    @pytest.mark.parametrize(
        ("status", "headers"),
        [
            (416, [("Content-Range", f"bytes */{len(A) + 5}"), ("ETag", '"a"')]),
            (416, [("Content-Range", "bytes */100000"), ("ETag", '"a"')]),
            (416, [("Content-Range", f"bytes */{len(A)}"), ("ETag", '"b"')]),
            (416, [("ETag", '"a"')]),
            (416, []),
            (206, [("Content-Type", "multipart/byteranges; boundary=x")]),
        ],
    )
    def test_hosts_that_cannot_resume_send_the_whole_file(
        self, runner: Runner, client: Any, host: Host, status: int, headers: list[tuple[str, str]]
    ) -> None:
        host.steps += [
            serve(content=A, version=(("ETag", '"a"'),), cut=100_000),
            answer(status, b"", "video/mp4", *headers),
            serve(content=B),
        ]
        assert runner(client.files.download(host.link)) == B
        assert [asked.range for asked in host.downloads] == [None, "bytes=100000-", None]

    def test_complete_parts_of_other_versions_are_discarded(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.steps += [serve(content=A, version=(("ETag", '"a"'),), cut=200_000), *[hang_up] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(host.link, tmp_path / "a.mp4"))
        with partials(tmp_path)[0].open("ab") as file:
            file.write(bytes(100_000))
        other = [("Content-Range", f"bytes */{len(A)}"), ("ETag", '"b"')]
        host.steps += [answer(416, b"", "text/plain", *other), serve(content=B)]

        assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == B


class TestTheWholeFile:
    """A download is the complete file or an error, and what was at its path survives an error."""

    @pytest.mark.parametrize(
        ("step", "size", "message"),
        [
            (answer(204), 0, "HTTP 204"),
            (answer(304), 0, "HTTP 304"),
            (answer(300), 0, "HTTP 300"),
            (answer(302), 0, "without a Location"),
            (answer(202, b"{}"), 0, "HTTP 202"),
            (answer(200, b"", "video/mp4"), 0, "empty"),
            (answer(200, b"", "video/mp4"), 5, "empty"),
            (answer(200, b"abcd", "video/mp4"), 5, "4 of the 5 bytes"),
            (answer(200, b"abcdef", "video/mp4"), 5, "more than the 5 bytes"),
            (chunked(cut=0, end=True), 0, "empty"),
            (chunked(cut=4, end=True), 5, "4 of the 5 bytes"),
            (chunked(), 5, "more than the 5 bytes"),
            (answer(200, b"x", "video/mp4", ("Content-Encoding", "br")), 0, "encoding 'br'"),
            (answer(200, b"x", "video/mp4", ("Content-Encoding", "a, gzip")), 0, "encoding"),
            (answer(200, b"link expired", "text/plain"), 0, "sent no file.*'link expired'"),
            (answer(200, b'{"state": "expired"}', "application/json"), 0, "sent no file"),
            (answer(200, b'{"state": "expired"}', "binary/octet-stream"), 0, "sent no file"),
            (answer(200, b"<Error/>", "application/xml"), 0, "sent no file"),
            (answer(200, b"<?xml?><Error/>", "video/mp4"), 0, "sent no file"),
            (answer(200, b"<Error/>", "application/xml"), 5_000_000, "sent no file"),
            (answer(206, b"x", "video/mp4", ("Content-Range", "bytes 3-3/9")), 0, "than requested"),
            (answer(206, b"x", "video/mp4", ("Content-Range", "bytes 0-0/9")), 0, "1 of 9 bytes"),
            (answer(206, b"x", "video/mp4"), 0, "than requested"),
            (answer(416, b"", "text/plain", ("Content-Range", "bytes */0")), 0, "HTTP 416"),
        ],
    )
    def test_incomplete_or_different_content_is_an_error(
        self, runner: Runner, host: Host, tmp_path: Path, step: Any, size: int, message: str
    ) -> None:
        client = connected(runner, host, retry=Retry(attempts=1))
        host.steps += [step] * 9
        host.size = size
        path = tmp_path / "a.mp4"
        path.write_bytes(b"the good old file")

        with pytest.raises((DecodeError, NetworkError), match=message):
            runner(client.files.download(FILE_ID, path))

        assert path.read_bytes() == b"the good old file"
        assert {each for each in tmp_path.iterdir() if each.suffix != ".part"} == {path}
        runner(client.close())

    @pytest.mark.parametrize("encoding", ["gzip", "deflate"])
    def test_encoded_files_are_decoded(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, encoding: str
    ) -> None:
        packed = gzip.compress(CONTENT) if encoding == "gzip" else zlib.compress(CONTENT)
        host.size = len(CONTENT)
        host.steps.append(answer(200, packed, "video/mp4", ("Content-Encoding", encoding)))

        assert runner(client.files.download(FILE_ID, tmp_path / "a.mp4")).read_bytes() == CONTENT

    def test_truncated_encoded_files_are_incomplete(
        self, runner: Runner, host: Host, tmp_path: Path
    ) -> None:
        client = connected(runner, host, retry=Retry(attempts=1))
        cut = gzip.compress(CONTENT)[:-10]
        host.steps += [answer(200, cut, "video/mp4", ("Content-Encoding", "gzip"))] * 9

        with pytest.raises(NetworkError):
            runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))
        assert not (tmp_path / "a.mp4").exists()
        runner(client.close())

    def test_text_files_are_downloaded(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.name, host.content = "story.txt", b"Once upon a time"
        host.steps.append(serve(kind="text/plain"))
        assert runner(client.files.download(FILE_ID)) == b"Once upon a time"

    def test_expected_size_identifies_the_file(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        host.content, host.size = b"<html>a page of one's own</html>", 32
        host.steps.append(serve(kind="text/html"))
        assert runner(client.files.download(FILE_ID)) == host.content

    def test_wrong_files_are_requested_again_with_a_fresh_link(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        host.size = len(CONTENT)
        host.steps.append(answer(200, b"abcd", "video/mp4"))
        assert runner(client.files.download(FILE_ID)) == CONTENT
        assert [asked.path[-1] for asked in host.downloads] == ["1", "2"]


class TestPartFiles:
    def test_concurrent_downloads_use_separate_part_files(self, host: Host, tmp_path: Path) -> None:
        second_began, first_ended = threading.Event(), threading.Event()

        def hold(handler: Any) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "video/mp4")
            handler.send_header("Content-Length", str(len(CONTENT)))
            handler.end_headers()
            handler.send(CONTENT[:1_500_000])
            assert second_began.wait(10)
            handler.send(CONTENT[1_500_000:])

        def die(handler: Any) -> None:
            second_began.set()
            serve(cut=100_000, ranges=False)(handler)
            first_ended.wait(10)

        got: dict[str, Any] = {}
        holding = threading.Event()
        host.steps += [hold, die, hang_up]

        def fetch(name: str) -> None:
            with MiniMax(KEY, base_url=host.url, retry=Retry(attempts=1)) as client:
                try:
                    got[name] = client.files.download(
                        host.link,
                        tmp_path / "a.mp4",
                        on_progress=lambda *_: holding.set(),
                    ).read_bytes()
                except NetworkError as error:
                    got[name] = error

        one = threading.Thread(target=fetch, args=("one",))
        two = threading.Thread(target=fetch, args=("two",))
        one.start()
        assert holding.wait(10)
        two.start()
        one.join(10)
        first_ended.set()
        two.join(10)

        assert got["one"] == CONTENT
        assert isinstance(got["two"], NetworkError)
        assert (tmp_path / "a.mp4").read_bytes() == CONTENT
        assert list(tmp_path.iterdir()) == [tmp_path / "a.mp4"]

    @pytest.mark.parametrize("kind", ["symlink", "dangling", "hard link", "pipe"])
    def test_foreign_files_in_place_of_part_files_are_kept(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, kind: str
    ) -> None:
        host.steps += [serve(cut=100_000), *[serve(cut=0)] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(host.link, tmp_path / "a.mp4"))
        (partial,) = partials(tmp_path)
        victim = tmp_path / "victim"
        partial.unlink()
        if kind != "dangling":
            victim.write_bytes(b"mine")
        if kind == "hard link":
            partial.hardlink_to(victim)
        elif kind == "pipe":
            os.mkfifo(partial)
        else:
            partial.symlink_to(victim)

        assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == CONTENT
        assert not (tmp_path / "a.mp4").is_symlink()
        assert victim.read_bytes() == b"mine" if kind != "dangling" else not victim.exists()

    def test_folders_in_place_of_part_files_are_avoided(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.steps += [serve(cut=100_000), *[serve(cut=0)] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(host.link, tmp_path / "a.mp4"))
        (partial,) = partials(tmp_path)
        partial.unlink()
        partial.mkdir()

        assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == CONTENT

    @pytest.mark.parametrize("record", ["", "{", "[]", '{"validator": 7, "total": "x"}', None])
    def test_unknown_part_files_are_not_resumed(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, record: str | None
    ) -> None:
        host.steps += [serve(cut=100_000), *[serve(cut=0)] * 3]
        with pytest.raises(NetworkError):
            runner(client.files.download(host.link, tmp_path / "a.mp4"))
        (noted,) = tmp_path.glob(".*.resume")
        noted.unlink() if record is None else noted.write_text(record)

        assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == CONTENT
        assert host.downloads[-1].range is None

    def test_part_files_without_validator_are_kept_but_not_resumed(
        self, runner: Runner, host: Host, tmp_path: Path
    ) -> None:
        client = connected(runner, host, retry=Retry(attempts=1))
        host.steps += [serve(version=(), cut=100_000)] * 9
        with pytest.raises(NetworkError) as caught:
            runner(client.files.download(host.link, tmp_path / "a.mp4"))
        host.steps.clear()
        [part] = tmp_path.iterdir()
        assert part.read_bytes() == host.content[: part.stat().st_size]
        assert "the next call starts over" in caught.value.__notes__[0]

        runner(client.files.download(host.link, tmp_path / "a.mp4"))
        assert (tmp_path / "a.mp4").read_bytes() == host.content
        assert list(tmp_path.iterdir()) == [tmp_path / "a.mp4"]
        runner(client.close())

    def test_names_taken_meanwhile_are_not_replaced(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        def appears(*_: Any) -> None:
            (tmp_path / "clip.mp4").write_bytes(b"another result")

        path = runner(client.files.download(host.link, tmp_path, on_progress=appears))
        assert path == tmp_path / "clip-2.mp4"
        assert (tmp_path / "clip.mp4").read_bytes() == b"another result"


class TestOpenFiles:
    @pytest.mark.parametrize("kind", ["text stream", "text file", "number"])
    def test_text_files_are_rejected_before_the_download(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, kind: str
    ) -> None:
        with (tmp_path / "a.txt").open("w") as file:
            to: Any = {"text stream": io.StringIO(), "text file": file, "number": 7}[kind]
            label = {"text stream": "StringIO", "text file": file.name, "number": "int"}[kind]
            with pytest.raises(ValidationError) as caught:
                runner(client.files.download(host.link, to))
        allowed = "a path, a folder, or a file open in binary mode ('wb')"
        assert str(caught.value) == f"to: {label} is not allowed; pass {allowed}"
        error = caught.value
        assert (error.field, error.value, error.allowed) == ("to", label, allowed)
        assert host.downloads == []


class TestRedirects:
    @pytest.fixture
    def elsewhere(self) -> Iterator[Host]:
        host = Host(CONTENT)
        yield host
        host.close()

    def test_are_followed_and_resumed_on_other_hosts(
        self, runner: Runner, client: Any, host: Host, elsewhere: Host
    ) -> None:
        host.steps += [moved("/store/second"), moved(elsewhere.link, 307), moved(elsewhere.link)]
        elsewhere.steps.append(serve(cut=1_000_000))

        assert runner(client.files.download(host.link)) == CONTENT
        assert [asked.range for asked in elsewhere.downloads] == [None, "bytes=1000000-"]

    def test_loops_are_limited(self, runner: Runner, client: Any, host: Host) -> None:
        host.steps += [moved("/store/again")] * 99

        with pytest.raises(NetworkError, match="redirects"):
            runner(client.files.download(host.link))

    def test_never_carry_the_key(
        self, runner: Runner, client: Any, host: Host, elsewhere: Host
    ) -> None:
        host.has_links = False
        host.steps.append(moved(elsewhere.link))

        assert runner(client.files.download(FILE_ID)) == CONTENT
        assert host.downloads[0].headers["authorization"] == f"Bearer {KEY}", (
            "the platform itself hands the file out and wants the key"
        )
        assert not any(
            "authorization" in asked.headers or KEY in str(asked) for asked in elsewhere.asked
        )

    def test_links_do_not_carry_the_key(self, runner: Runner, client: Any, host: Host) -> None:
        runner(client.files.download(FILE_ID))

        assert not any("authorization" in asked.headers for asked in host.downloads)


class TestWithoutALink:
    def test_errors_at_http_200_are_not_files(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        host.has_links = False
        refusal = {"base_resp": {"status_code": 2013, "status_msg": "file not found"}}
        host.steps.append(answer(200, json.dumps(refusal).encode(), "application/json"))

        with pytest.raises(NotFoundError, match="file not found"):
            runner(client.files.download(FILE_ID, tmp_path / "a"))
        assert list(tmp_path.iterdir()) == []

    def test_errors_while_resuming_keep_received_data(
        self, runner: Runner, client: Any, host: Host
    ) -> None:
        host.has_links = False
        busy = json.dumps({"base_resp": {"status_code": 1002, "status_msg": "slow down"}}).encode()
        host.steps += [
            answer(200, busy, "application/json"),
            serve(cut=1_000_000),
            answer(200, busy, "application/json"),
        ]

        assert runner(client.files.download(FILE_ID)) == CONTENT
        assert [asked.range for asked in host.downloads] == [
            None,
            None,
            "bytes=1000000-",
            "bytes=1000000-",
        ]

    @pytest.mark.parametrize(
        "content", [b'{"title":"one"}', b"[1]", b"{broken", b'"' + bytes(200_000) + b'"']
    )
    def test_json_files_are_downloaded(
        self, runner: Runner, client: Any, host: Host, content: bytes
    ) -> None:
        host.has_links, host.name = False, "story.json"
        host.steps.append(answer(200, content, "application/json"))

        assert runner(client.files.download(FILE_ID)) == content


class TestTheDisk:
    def test_full_disk_keeps_received_data(
        self,
        runner: Runner,
        client: Any,
        host: Host,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def full(sink: Any, data: bytes) -> None:
            sink.file.write(data[:1_000])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            patch.setattr(partfiles.Sink, "write", full)
            with pytest.raises(OSError, match="No space left on device") as caught:
                runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))

        (partial,) = partials(tmp_path)
        assert caught.value.errno == errno.ENOSPC
        assert str(partial) in str(caught.value)
        assert "The result stays on the platform" in str(caught.value)
        assert runner(client.files.download(FILE_ID, tmp_path / "a.mp4")).read_bytes() == CONTENT
        assert host.downloads[-1].range == "bytes=1000-"

    def test_unwritable_folders_are_reported_before_downloading(
        self,
        runner: Runner,
        client: Any,
        host: Host,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refused(*_: Any, **__: Any) -> Any:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(partfiles.PartFile, "open", refused)

        with pytest.raises(
            PermissionError,
            match=r"cannot write .*a.mp4: Permission denied. The result stays on the platform",
        ):
            runner(client.files.download(FILE_ID, tmp_path / "a.mp4"))
        assert host.downloads == []

    @pytest.mark.parametrize(
        ("to", "error"),
        [
            ("a file/a.mp4", "exists|Not a directory"),
            ("a file/", "exists|Not a directory"),
            ("a pipe", "not a regular file"),
            ("a\0b.mp4", "not a valid path"),
            ("\ud800.mp4", "not a valid path"),
        ],
    )
    def test_unwritable_targets(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, to: str, error: str
    ) -> None:
        (tmp_path / "a file").touch()
        os.mkfifo(tmp_path / "a pipe")

        with pytest.raises(OSError, match=f"cannot write .*({error})"):
            runner(client.files.download(FILE_ID, f"{tmp_path}/{to}"))
        assert host.downloads == []
        assert partials(tmp_path) == []

    @pytest.mark.parametrize("to", ["absent/deeper/clip.mp4", "absent/deeper/", "a folder"])
    def test_missing_folders_are_created(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, to: str
    ) -> None:
        (tmp_path / "a folder").mkdir()
        path = runner(client.files.download(FILE_ID, f"{tmp_path}/{to}"))
        assert path.name == "clip.mp4"
        assert path.read_bytes() == CONTENT

    @pytest.mark.parametrize("mode", ["rb", "closed"])
    def test_unwritable_files(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, mode: str
    ) -> None:
        (tmp_path / "a.mp4").touch()
        with (tmp_path / "a.mp4").open("wb" if mode == "closed" else mode) as to:
            if mode == "closed":
                to.close()
            with pytest.raises(ValidationError, match=r"is closed|is not open for writing"):
                runner(client.files.download(host.link, to))
        assert host.downloads == []

    @pytest.mark.parametrize("to", [io.StringIO(), 7, object()])
    def test_invalid_file_objects(self, runner: Runner, client: Any, host: Host, to: Any) -> None:
        with pytest.raises(ValidationError) as caught:
            runner(client.files.download(host.link, to))
        assert caught.value.field == "to"

    @pytest.mark.parametrize(
        ("name", "saved"),
        [
            ("海边 🌊.mp4", "海边 🌊.mp4"),
            ("../../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("\u202e4pm.\x9b31m\u2028.mp4", "_4pm._31m_.mp4"),
            ("com\xb9 .mp4", "_com\xb9 .mp4"),
            ("..", "download"),
            ("", "download"),
            (".profile", "profile"),
            ("nul.mp4", "_nul.mp4"),
            ("a:b?.mp4", "a_b_.mp4"),
            ("界" * 300 + ".mp4", "界" * 65 + ".mp4"),
        ],
    )
    def test_names_from_responses_stay_in_the_folder(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path, name: str, saved: str
    ) -> None:
        host.name = name

        assert runner(client.files.download(FILE_ID, tmp_path)) == tmp_path / saved
        assert [path.name for path in tmp_path.iterdir()] == [saved]

    def test_long_names_are_supported(
        self, runner: Runner, client: Any, host: Host, tmp_path: Path
    ) -> None:
        path = tmp_path / ("长" * 83 + ".mp4")

        assert runner(client.files.download(host.link, path)).read_bytes() == CONTENT


def test_cancelled_downloads_keep_received_data(host: Host, tmp_path: Path) -> None:
    import asyncio

    host.steps.append(serve(cut=2_500_000))
    runner = Runner("async")
    client = connected(runner, host)

    async def cancelled() -> None:
        task = asyncio.ensure_future(
            client.files.download(
                host.link, tmp_path / "a.mp4", on_progress=lambda done, _: done and task.cancel()
            )
        )
        with pytest.raises(asyncio.CancelledError):
            await task

    runner(cancelled())

    assert partials(tmp_path)[0].stat().st_size >= 500_000
    assert runner(client.files.download(host.link, tmp_path / "a.mp4")).read_bytes() == CONTENT
    runner(client.close())
    runner.close()


class Pipe(io.RawIOBase):
    """A file that can only be written."""

    def __init__(self) -> None:
        self._taken = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: Any) -> int:
        self._taken += bytes(data)
        return len(data)

    def taken(self) -> bytes:
        return bytes(self._taken)
