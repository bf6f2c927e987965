"""Headers of download responses, without any I/O."""

from __future__ import annotations

import pytest

from minimax.core.partfiles import FileResponse, excerpt, is_text

DATE = "Wed, 21 Oct 2015 07:28:00 GMT"
NEXT_SECOND = "Wed, 21 Oct 2015 07:28:01 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "extent"),
    [
        (200, {"content-length": "10"}, (0, 10, 10)),
        (200, {}, (0, None, 0)),
        (200, {"content-length": "ten"}, (0, None, 0)),
        (200, {"content-length": "10", "content-encoding": "gzip"}, (0, None, 0)),
        (200, {"content-length": "10", "content-encoding": "Identity"}, (0, 10, 10)),
        (206, {"content-range": "bytes 4-9/10", "content-length": "6"}, (4, 10, 10)),
        (206, {"content-range": "bytes 4-9/*"}, (4, None, 10)),
        (206, {"content-range": "lines 4-9/10"}, (None, None, 0)),
        (206, {"content-range": "bytes 4-9/10", "content-encoding": "gzip"}, (None, None, 0)),
        (206, {"content-length": "6"}, (None, None, 0)),
        (416, {"content-range": "bytes */10"}, (None, 10, 10)),
        (416, {}, (None, None, 0)),
    ],
)
def test_range_of_a_response(
    status: int, headers: dict[str, str], extent: tuple[int | None, int | None, int]
) -> None:
    head = FileResponse(status, headers)
    assert (head.begin, head.total, head.end) == extent


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ({"etag": '"a"'}, '"a"'),
        ({"etag": '""'}, '""'),
        ({"etag": '"a"', "last-modified": DATE}, '"a"'),
        ({"etag": 'W/"a"'}, ""),
        ({"etag": 'W/"a"', "last-modified": DATE}, ""),
        ({"etag": "a"}, ""),
        ({"etag": '"a", "b"'}, ""),
        ({"last-modified": DATE}, DATE),
        ({"last-modified": DATE, "date": NEXT_SECOND}, DATE),
        ({"last-modified": DATE, "date": DATE}, ""),
        ({"last-modified": "yesterday"}, ""),
        ({"etag": '"a"', "content-encoding": "gzip"}, ""),
        ({}, ""),
    ],
)
def test_strong_validators(headers: dict[str, str], validator: str) -> None:
    assert FileResponse(200, headers).validator == validator


@pytest.mark.parametrize(
    ("validator", "headers", "same"),
    [
        ('"a"', {"etag": '"a"'}, True),
        ('"a"', {"etag": '"b"'}, False),
        ('"a"', {"etag": 'W/"a"'}, False),
        ('"a"', {}, False),
        (DATE, {"last-modified": DATE}, True),
        (DATE, {"last-modified": NEXT_SECOND}, False),
        (DATE, {}, True),
    ],
)
def test_partial_response_matches_the_existing_part(
    validator: str, headers: dict[str, str], same: bool
) -> None:
    head = FileResponse(206, {"content-range": "bytes 4-9/10", **headers})
    assert head.is_of(validator) is same


@pytest.mark.parametrize(
    ("kind", "head", "text", "refused"),
    [
        ("text/plain", b"link expired", False, True),
        ("text/plain", b"link expired", None, True),
        ("text/plain", b"Once upon a time", True, False),
        ("text/plain; charset=gbk", "链接已过期".encode("gbk"), False, True),
        ("text/plain", b"\x00\x00\x00\x18ftypmp42", False, False),
        ("application/json", b'{"state": "expired"}', False, True),
        ("application/json", b"gone", False, True),
        ("application/json", b'{"title": "one"}', None, False),
        ("application/json", b'{"title": "one"}', True, False),
        ("application/json", b"\xff\xfb\x90\x00", False, False),
        ("text/html", b"gone", True, True),
        ("application/problem+xml", b"gone", True, True),
        ("", b"<?xml version='1.0'?><Error/>", None, True),
        ("application/octet-stream", b"\xef\xbb\xbf \n<!DOCTYPE html>", False, True),
        ("video/mp4", b"<Error><Code>AccessDenied</Code></Error>", False, True),
        ("video/mp4", b"<errors of a compressor", False, False),
        ("video/mp4", b"any bytes", False, False),
        ("", b"any bytes", None, False),
    ],
)
def test_text_instead_of_a_file_is_detected(
    kind: str, head: bytes, text: bool | None, refused: bool
) -> None:
    response = FileResponse(200, {"content-type": kind})
    assert response.is_refusal(head, text=text, json=False) is refused


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("a.mp4",), False),
        (("a.JSON",), True),
        (("story.txt", "https://cdn.example.net/1.mp4"), True),
        (("", "https://cdn.example.net/1.mp4", "a.txt"), False),
        (("1", "2.x"), None),
        ((), None),
    ],
)
def test_media_type_from_names(names: tuple[str, ...], text: bool | None) -> None:
    assert is_text(*names) is text


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "deflate"])
def test_supported_encodings(encoding: str) -> None:
    assert FileResponse(200, {"content-encoding": encoding}).readable


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, br"])
def test_unsupported_encodings(encoding: str) -> None:
    assert not FileResponse(200, {"content-encoding": encoding}).readable


def test_excerpts_do_not_contain_signatures() -> None:
    assert excerpt(b"expired: https://x/a?Signature=abc&b=1 ") == ": 'expired: https://x/a?...'"
    assert excerpt(b"<html>") == ""
