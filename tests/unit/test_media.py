"""Images and videos from every kind of source, and errors for invalid ones."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import minimax
from minimax import ValidationError, media
from minimax.core.sources import describe

HEADS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "image/heic": b"\0\0\0\x18ftypheic",
    "video/mp4": b"\0\0\0\x18ftypmp42",
    "video/mov": b"\0\0\0\x14ftypqt  ",
    "video/x-matroska": b"\x1aE\xdf\xa3",
    "video/x-msvideo": b"RIFF\0\0\0\0AVI LIST",
    "audio/mp4": b"\0\0\0\x18ftypM4A ",
    "audio/wav": b"RIFF\0\0\0\0WAVEfmt ",
    "audio/flac": b"fLaC",
    "audio/ogg": b"OggS",
    "audio/mpeg": b"ID3\x04",
}
PNG = HEADS["image/png"] + bytes(20)


def png(mode: str) -> Image.Image:
    return Image.new(mode, (8, 6))


def decoded(url: str) -> tuple[str, bytes]:
    head, _, text = url.partition(",")
    return head, base64.b64decode(text, validate=True)


class TestTheKind:
    @pytest.mark.parametrize(("media_type", "head"), HEADS.items())
    def test_is_detected_from_the_first_bytes(self, media_type: str, head: bytes) -> None:
        assert media.sniff(head + bytes(100)) == media_type
        assert media.sniff(head) == media_type

    def test_of_mpeg_audio_without_a_tag(self) -> None:
        assert media.sniff(b"\xff\xfb\x90\x64") == "audio/mpeg"
        assert media.sniff(b"\xff\xf3\x90\x64") == "audio/mpeg"

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff",
            b"RIFF",
            b"RIFF\0\0\0\0",
            b"ftyp",
            b"<svg/>",
            b"%PDF-1.7",
            b"BM",
            "四".encode(),
        ],
    )
    def test_of_other_content_is_unknown(self, content: bytes) -> None:
        assert media.sniff(content) is None


class TestAUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "http://x.example/a.png",
            "https://x.example/a",
            "data:image/png;base64,AA==",
            "mm_file://12",
        ],
    )
    def test_is_unchanged(self, url: str) -> None:
        assert media.url_of(url, kind="image") == url

    @pytest.mark.parametrize(
        "form",
        ["path", "text path", "bytes", "bytearray", "memoryview", "memory file", "open file"],
    )
    def test_other_sources_become_data_urls(self, tmp_path: Path, form: str) -> None:
        path = tmp_path / "图 🖼.png"
        path.write_bytes(PNG)
        with path.open("rb") as file:
            source: Any = {
                "path": path,
                "text path": str(path),
                "bytes": PNG,
                "bytearray": bytearray(PNG),
                "memoryview": memoryview(PNG),
                "memory file": io.BytesIO(PNG),
                "open file": file,
            }[form]
            assert decoded(media.url_of(source, kind="image")) == ("data:image/png;base64", PNG)

    @pytest.mark.parametrize(
        "mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "YCbCr", "HSV", "F"]
    )
    def test_pil_images_of_any_mode_become_data_urls(self, mode: str) -> None:
        head, content = decoded(media.url_of(png(mode), kind="image"))

        assert head == "data:image/png;base64"
        assert Image.open(io.BytesIO(content)).size == (8, 6)

    def test_media_type_comes_from_the_content(self, tmp_path: Path) -> None:
        (tmp_path / "photo.png").write_bytes(HEADS["image/jpeg"])
        assert media.url_of(tmp_path / "photo.png", kind="image").startswith("data:image/jpeg;")

    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [("image", "video/mp4"), ("video", "image/png"), ("image", "audio/wav")],
    )
    def test_other_kinds_are_rejected(self, kind: str, media_type: str) -> None:
        with pytest.raises(ValidationError, match=f"not a recognised {kind}") as caught:
            media.url_of(HEADS[media_type], kind=kind)
        assert caught.value.field == kind


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        "case",
        [
            "missing",
            "folder",
            "empty file",
            "no bytes",
            "empty stream",
            "text stream",
            "number",
            "nothing",
            "list",
        ],
    )
    def test_is_reported_by_name(self, tmp_path: Path, case: str) -> None:
        (tmp_path / "empty.png").touch()
        sources: dict[str, Any] = {
            "missing": tmp_path / "absent.png",
            "folder": str(tmp_path),
            "empty file": tmp_path / "empty.png",
            "no bytes": b"",
            "empty stream": io.BytesIO(),
            "text stream": io.StringIO("x"),
            "number": 7,
            "nothing": None,
            "list": [b"x"],
        }
        with pytest.raises(ValidationError) as caught:
            media.url_of(sources[case], kind="image")

        assert caught.value.field == "image"
        assert str(caught.value).startswith("image: ")

    def test_error_does_not_contain_the_content(self) -> None:
        with pytest.raises(ValidationError) as caught:
            media.url_of(b"secret" * 100, kind="image")
        assert "secret" not in str(caught.value)
        assert "600 bytes" in str(caught.value)

    def test_error_truncates_long_urls(self) -> None:
        assert len(describe("x" * 5000)) < 90


class TestPartsOfAMessage:
    def test_are_read_when_sent(self, tmp_path: Path) -> None:
        part = minimax.image(tmp_path / "later.png", detail="low")
        (tmp_path / "later.png").write_bytes(PNG)

        resolved = part.resolved()

        assert resolved["type"] == "image_url"
        assert resolved["image_url"]["detail"] == "low"
        assert decoded(resolved["image_url"]["url"])[1] == PNG

    def test_send_only_given_options(self) -> None:
        assert minimax.video("mm_file://9", fps=0.5).resolved() == {
            "type": "video_url",
            "video_url": {"url": "mm_file://9", "fps": 0.5},
        }
        assert minimax.image("https://x.example/a.png").resolved() == {
            "type": "image_url",
            "image_url": {"url": "https://x.example/a.png"},
        }
