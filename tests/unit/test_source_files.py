"""Sources are opened once, closed by whoever opened them, and can be reused."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from minimax.core.sources import SourceFile
from minimax.media import url_of

from .platform import Platform, Runner, ok

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\x00\x00\x00\x03\x00" + bytes(60)


class Pipe(io.RawIOBase):
    """It gives its content once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


@pytest.mark.parametrize("pictures", [False, True])
@pytest.mark.parametrize("form", ["path", "bytes", "memoryview", "strided view", "file", "pipe"])
def test_every_source_has_the_same_properties(form: str, pictures: bool, tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    path.write_bytes(PNG)
    forms: dict[str, Any] = {
        "path": path,
        "bytes": PNG,
        "memoryview": memoryview(PNG),
        "strided view": memoryview(bytes(byte for byte in PNG for _ in range(2)))[::2],
        "file": io.BytesIO(PNG),
        "pipe": Pipe(PNG),
    }
    with SourceFile(forms[form], pictures=pictures) as file:
        assert (file.size, file.media_type, file.pixels) == (len(PNG), "image/png", (1024, 768))
        assert file.read() == file.read() == PNG
        assert file.name == ("kite.png" if form == "path" else "file")
        assert file.reopens is (form != "pipe")


def test_files_of_the_caller_stay_open_at_their_position() -> None:
    file = io.BytesIO(b"before" + PNG)
    file.seek(6)
    for _ in range(2):
        assert url_of(file, kind="image").startswith("data:image/png;base64,")
        assert (file.closed, file.tell()) == (False, 6)


def test_a_file_of_a_class_of_its_own_needs_no_closed() -> None:
    class Minimal:
        name = "a.png"

        def __init__(self) -> None:
            file = io.BytesIO(PNG)
            self.read, self.seek, self.tell = file.read, file.seek, file.tell
            self.seekable = file.seekable

    assert url_of(Minimal(), kind="image").startswith("data:image/png;base64,")


def test_files_opened_by_the_client_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    with SourceFile(path) as source:
        file = source.rewound()
    assert file.closed


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes of this kind")
def test_a_named_pipe_is_read_once(runner: Runner, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(PNG,), daemon=True)
    writer.start()
    platform = Platform(ok({"task_id": "7"}))
    client = runner.client(platform)
    runner(client.video.create("x", model="MiniMax-Hailuo-2.3", first_frame=str(pipe)))
    writer.join(10)
    assert platform.bodies[0]["first_frame_image"] == url_of(PNG, kind="image")
