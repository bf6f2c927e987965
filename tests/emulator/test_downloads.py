"""Signed links: ranges, heads, types, what is refused, and files that are made when somebody wants
them.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from minimax.emulator import Emulator

from .conftest import drain
from .samples import upload, wav

DATA = bytes(range(256)) * 40


@pytest.fixture
def link(emulator: Emulator) -> str:
    return emulator.platform.storage.put("clip.mp4", DATA, lifetime=3600)


def test_links_return_the_complete_file(anonymous: httpx.Client, link: str) -> None:
    answer = anonymous.get(link)
    assert (answer.status_code, answer.content) == (200, DATA)
    assert (answer.headers["content-length"], answer.headers["accept-ranges"]) == (
        str(len(DATA)),
        "bytes",
    )
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 10_239),
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=10000-99999", 10_000, 10_239),
        ("bytes=-40", 10_200, 10_239),
        ("bytes=-99999", 0, 10_239),
    ],
)
def test_ranges_return_a_part(
    anonymous: httpx.Client, link: str, asked: str, first: int, last: int
) -> None:
    part = anonymous.get(link, headers={"Range": asked})
    assert (part.status_code, part.content) == (206, DATA[first : last + 1])
    assert part.headers["content-range"] == f"bytes {first}-{last}/{len(DATA)}"
    assert part.headers["content-length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", ["bytes=10240-", "bytes=99999-100000"])
def test_ranges_beyond_the_end_return_the_size(
    anonymous: httpx.Client, link: str, asked: str
) -> None:
    part = anonymous.get(link, headers={"Range": asked})
    assert (part.status_code, part.headers["content-range"]) == (416, f"bytes */{len(DATA)}")


@pytest.mark.parametrize(
    "asked", ["bytes=5-3", "bytes=x-", "bytes", "items=0-5", "bytes=0-1,5-9", "bytes=--5"]
)
def test_invalid_ranges_are_ignored(anonymous: httpx.Client, link: str, asked: str) -> None:
    whole = anonymous.get(link, headers={"Range": asked})
    assert (whole.status_code, whole.content) == (200, DATA)


def test_ranges_of_changed_files_return_the_complete_file(
    anonymous: httpx.Client, link: str
) -> None:
    tag = anonymous.head(link).headers["etag"]
    assert anonymous.get(link, headers={"Range": "bytes=5-9", "If-Range": tag}).status_code == 206
    assert (
        anonymous.get(link, headers={"Range": "bytes=5-9", "If-Range": '"another"'}).content == DATA
    )


def test_head_returns_headers_only(anonymous: httpx.Client, link: str) -> None:
    head = anonymous.head(link)
    assert (head.status_code, head.headers["content-length"], head.content) == (
        200,
        str(len(DATA)),
        b"",
    )
    assert head.headers["content-type"] == "video/mp4"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.mp4", "video/mp4"),
        ("a.tar", "application/x-tar"),
        ("a.mp3", "audio/mpeg"),
        ("a.wav", "audio/wav"),
        ("a.opus", "audio/ogg"),
        ("a.titles", "application/json"),
        ("a.png", "image/png"),
        ("a.bin", "application/octet-stream"),
    ],
)
def test_media_type_depends_on_the_name(
    emulator: Emulator, anonymous: httpx.Client, name: str, media_type: str
) -> None:
    assert (
        anonymous.get(emulator.platform.storage.put(name, b"x", lifetime=60)).headers[
            "content-type"
        ]
        == media_type
    )


@pytest.mark.parametrize("header", ["Authorization", "X-Api-Key"])
def test_keys_are_rejected_and_not_logged(
    emulator: Emulator, anonymous: httpx.Client, link: str, header: str
) -> None:
    refused = anonymous.get(link, headers={header: "Bearer sk-secret"})
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/xml")
    assert "do not send an Authorization header" in refused.text
    assert "sk-secret" not in repr(emulator.requests("download"))


def test_links_expire(emulator: Emulator, anonymous: httpx.Client, link: str) -> None:
    emulator.clock.advance(3590)
    assert anonymous.get(link).status_code == 200
    emulator.clock.advance(20)
    expired = anonymous.get(link)
    assert (expired.status_code, "<Code>AccessDenied</Code>" in expired.text) == (403, True)


@pytest.mark.parametrize(
    "change", [("Signature=", "Signature=0"), ("Expires=", "Expires=9"), ("clip.mp4", "other.mp4")]
)
def test_modified_links_are_rejected(
    anonymous: httpx.Client, link: str, change: tuple[str, str]
) -> None:
    assert "SignatureDoesNotMatch" in anonymous.get(link.replace(*change)).text


def test_deleted_files_are_not_found(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    emulator.platform.storage.remove("clip.mp4")
    assert (anonymous.get(link).status_code, "NoSuchKey" in anonymous.get(link).text) == (404, True)


def test_links_support_only_get_and_head(anonymous: httpx.Client, link: str) -> None:
    assert [
        anonymous.request(method, link).status_code for method in ("POST", "PUT", "DELETE")
    ] == [404, 404, 404]


# Faults


def test_truncated_downloads_can_be_resumed(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    emulator.fault("truncated_download*2")
    received = bytearray()
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            drain(anonymous, received, "GET", link, headers={"Range": f"bytes={len(received)}-"})
    assert len(received) == len(DATA) * 3 // 4
    drain(anonymous, received, "GET", link, headers={"Range": f"bytes={len(received)}-"})
    assert bytes(received) == DATA


def test_truncated_download_does_not_affect_head(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    emulator.fault("truncated_download")
    assert anonymous.head(link).headers["content-length"] == str(len(DATA))


def test_no_range_support_starts_from_the_beginning(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    emulator.fault("no_range_support")
    answer = anonymous.get(link, headers={"Range": "bytes=5000-"})
    assert (answer.status_code, answer.content, "accept-ranges" in answer.headers) == (
        200,
        DATA,
        False,
    )


def test_no_link_omits_the_link(emulator: Emulator, http: httpx.Client) -> None:
    number = upload(http, "voice_clone", "harbour.wav", wav(12))
    emulator.fault("no_link*1")
    files = [
        http.get("/v1/files/retrieve", params={"file_id": number}).json()["file"] for _ in range(2)
    ]
    assert ["download_url" in file for file in files] == [False, True]


def test_expired_url_affects_valid_links(
    emulator: Emulator, anonymous: httpx.Client, link: str
) -> None:
    emulator.fault("expired_url*1")
    assert [anonymous.get(link).status_code for _ in range(2)] == [403, 200]


# Files that are made when somebody wants them


def test_lazy_files_are_generated_once_on_access(
    emulator: Emulator, anonymous: httpx.Client
) -> None:
    made = []

    def make() -> bytes:
        made.append(threading.current_thread())
        return DATA

    storage = emulator.platform.storage
    assert storage.keep("later.mp4", make) == 0
    assert (storage.contains("later.mp4"), made) == (True, [])
    link = storage.link("later.mp4", lifetime=60)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: anonymous.get(link).content, range(4)))
    assert answers == [DATA] * 4
    assert len(made) == 1
    assert made[0].name != "minimax-emulator", "the server goes on meanwhile"


def test_failed_generation_is_a_storage_error(
    emulator: Emulator, anonymous: httpx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator.platform.storage.keep("never.mp4", lambda: b"%d" % (1 // 0))
    answer = anonymous.get(emulator.platform.storage.link("never.mp4", lifetime=60))
    assert (answer.status_code, "<Code>InternalError</Code>" in answer.text) == (500, True)
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert "ZeroDivisionError" not in answer.text


def test_clearing_during_generation_leaves_nothing(emulator: Emulator) -> None:
    storage = emulator.platform.storage

    def make() -> bytes:
        storage.clear()
        return DATA

    storage.keep("gone.mp4", make)
    with pytest.raises(KeyError):
        storage.path("gone.mp4")
    assert not storage.contains("gone.mp4")


def test_oldest_files_are_evicted_even_if_lazy(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax.emulator.storage._MOST_FILES", 2)
    storage = emulator.platform.storage
    for name in "abc":
        storage.keep(name, lambda: DATA)
    assert [storage.contains(name) for name in "abc"] == [False, True, True]
