"""Files: multipart forms, storage, and signed links."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from minimax.emulator import Emulator
from minimax.emulator.endpoints import ENDPOINTS

from .conftest import KEY
from .samples import assert_described, picture, send, speech, status, upload, wav

UPLOAD, LIST, RETRIEVE, CONTENT, DELETE = (
    f"/v1/files/{name}" for name in ("upload", "list", "retrieve", "retrieve_content", "delete")
)
BOUNDARY = "multipart/form-data; boundary=abc"
WHOLE = (
    b"--abc\r\nContent-Disposition: form-data;"
    b' name="purpose"\r\n\r\nvoice_clone\r\n--abc\r\nContent-Disposition: form-data; name="file";'
    b' filename="a.wav"\r\n\r\nRIFF\r\n--abc--\r\n'
)


def raw(http: httpx.Client, body: bytes, content_type: str = BOUNDARY) -> httpx.Response:
    return http.post(UPLOAD, content=body, headers={"Content-Type": content_type})


# Store, list, look up, hand out, delete


def test_an_upload_answers_with_the_file_object(emulator: Emulator, http: httpx.Client) -> None:
    emulator.configure(strict=True)
    answer = send(http, "voice_clone", "harbour.wav", wav(1)).json()
    file = answer["file"]
    assert_described("files_upload", answer)
    assert isinstance(file["file_id"], int)
    assert (file["bytes"], file["filename"], file["purpose"]) == (
        len(wav(1)),
        "harbour.wav",
        "voice_clone",
    )
    assert abs(file["created_at"] - emulator.clock.now()) < 5
    [entry] = emulator.requests("files_upload")
    assert entry.json == {"purpose": "voice_clone", "file": f"<harbour.wav, {len(wav(1))} bytes>"}


def test_files_are_listed_by_purpose_and_kept_apart_by_account(http: httpx.Client) -> None:
    first, second = (
        upload(http, "voice_clone", "a.wav", wav(1)),
        upload(http, "voice_clone", "b.wav", wav(1)),
    )
    upload(http, "prompt_audio", "c.wav", wav(1))
    answer = http.get(LIST, params={"purpose": "voice_clone"}).json()
    assert_described("files_list", answer)
    assert [file["file_id"] for file in answer["files"]] == [first, second]
    other = {"Authorization": "Bearer sk-other"}
    assert http.get(LIST, params={"purpose": "voice_clone"}, headers=other).json()["files"] is None
    assert status(http.get(RETRIEVE, params={"file_id": first}, headers=other)) == (
        2013,
        "invalid params, file not found",
    )


def test_a_file_comes_back_as_it_was(http: httpx.Client, anonymous: httpx.Client) -> None:
    data = wav(2)
    number = upload(http, "voice_clone", "a.wav", data)
    content = http.get(CONTENT, params={"file_id": number})
    assert (content.content, content.headers["content-type"]) == (data, "application/octet-stream")
    answer = http.get(RETRIEVE, params={"file_id": number}).json()
    assert_described("files_retrieve", answer)
    assert anonymous.get(answer["file"]["download_url"]).content == data
    assert http.get(answer["file"]["download_url"]).status_code == 400


def test_an_unknown_id_is_an_error_at_200(http: httpx.Client) -> None:
    for path, empty in ((RETRIEVE, {"file": None}), (CONTENT, {})):
        response = http.get(path, params={"file_id": 1})
        assert response.status_code == 200
        assert response.json() == {
            **empty,
            "base_resp": {"status_code": 2013, "status_msg": "invalid params, file not found"},
        }
    assert status(http.get(RETRIEVE)) == (2013, "invalid params, file_id is empty")
    assert status(http.get(RETRIEVE, params={"file_id": "abc"})) == (
        2013,
        "invalid params, file_id: abc is not an integer",
    )


def test_a_deleted_file_is_gone_and_its_links_with_it(
    http: httpx.Client, anonymous: httpx.Client
) -> None:
    number = upload(http, "voice_clone", "a.wav", wav(1))
    link = http.get(RETRIEVE, params={"file_id": number}).json()["file"]["download_url"]
    answer = http.post(DELETE, json={"file_id": number, "purpose": "voice_clone"}).json()
    assert_described("files_delete", answer)
    assert answer == {"file_id": number, "base_resp": {"status_code": 0, "status_msg": "success"}}
    assert anonymous.get(link).status_code == 404
    assert http.get(LIST, params={"purpose": "voice_clone"}).json()["files"] is None
    assert (
        http.post(DELETE, json={"file_id": number, "purpose": "voice_clone"}).json()["file_id"] == 0
    )


def test_the_purpose_of_a_delete_has_to_be_the_files_own(http: httpx.Client) -> None:
    number = upload(http, "voice_clone", "a.wav", wav(1))
    answer = http.post(DELETE, json={"file_id": number, "purpose": "prompt_audio"})
    assert answer.json()["file_id"] == 0
    assert status(answer) == (
        2013,
        "invalid params, purpose: prompt_audio is not the purpose of the file",
    )
    assert http.get(LIST, params={"purpose": "voice_clone"}).json()["files"]


def test_a_link_ends_after_an_hour_and_a_fresh_one_works(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    number = upload(http, "voice_clone", "a.wav", wav(1))
    link = http.get(RETRIEVE, params={"file_id": number}).json()["file"]["download_url"]
    emulator.clock.advance(3600 + 2)
    assert "Request has expired." in anonymous.get(link).text
    fresh = http.get(RETRIEVE, params={"file_id": number}).json()["file"]["download_url"]
    assert anonymous.get(fresh).status_code == 200


def test_an_upload_for_video_is_kept_for_seven_days(emulator: Emulator, http: httpx.Client) -> None:
    number = upload(http, "video_generation_input", "a.png", picture())
    emulator.clock.advance(7 * 24 * 3600 - 60)
    assert http.get(CONTENT, params={"file_id": number}).content == picture()
    emulator.clock.advance(120)
    assert (
        status(http.get(RETRIEVE, params={"file_id": number}))[1]
        == "invalid params, file not found"
    )
    assert http.get(LIST, params={"purpose": "video_generation_input"}).json()["files"] is None


# Results


def test_a_result_is_a_file_like_any_other(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client, tmp_path: Path
) -> None:
    platform = emulator.platform
    promised = platform.new_number()
    made = tmp_path / "clip"
    made.write_bytes(b"moving")
    stored = platform.account(KEY).files.store(
        "output_aigc.mp4",
        made,
        purpose="video_generation",
        file_id=promised,
    )
    file = http.get(RETRIEVE, params={"file_id": stored.file_id}).json()["file"]
    assert stored.file_id == promised
    assert (file["filename"], file["bytes"]) == ("output_aigc.mp4", 0)
    served = anonymous.get(file["download_url"])
    assert (served.content, served.headers["content-type"]) == (b"moving", "video/mp4")


def test_a_result_of_long_speech_is_lost_after_nine_hours(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    platform = emulator.platform
    stored = platform.account(KEY).files.store(
        "speech.tar",
        b"tar",
        purpose="t2a_async",
        lifetime=9 * 3600,
    )
    emulator.clock.advance(8 * 3600)
    late = http.get(RETRIEVE, params={"file_id": stored.file_id}).json()["file"]["download_url"]
    assert anonymous.get(late).content == b"tar"
    emulator.clock.advance(3600 + 1)
    assert anonymous.get(late).status_code == 403
    assert status(http.get(RETRIEVE, params={"file_id": stored.file_id}))[0] == 2013


# Rules


@pytest.mark.parametrize(
    ("purpose", "name", "data", "http_status", "message"),
    [
        ("holiday", "a.wav", b"x", 200, "unsupported purpose"),
        (
            "voice_clone",
            "a.ogg",
            b"x",
            200,
            "unsupported file format ogg, expected one of mp3, m4a, wav",
        ),
        (
            "voice_clone",
            "noending",
            b"x",
            200,
            "unsupported file format without an ending, expected one of mp3, m4a, wav",
        ),
        ("voice_clone", "a.wav", b"", 200, "the file is empty"),
        (
            "prompt_audio",
            "a.wav",
            bytes(20 * 2**20 + 1),
            200,
            "the file has 20971521 bytes, prompt_audio takes at most 20971520",
        ),
        (
            "video_generation_input",
            "a.png",
            b"no picture",
            400,
            "not a readable media file (10 bytes)",
        ),
        ("video_generation_input", "a.mp4", picture(), 400, "the file is not video"),
        ("video_generation_input", "a.mp3", picture(), 400, "the file is not audio"),
        ("video_generation_input", "a.gif", b"x", 400, "unsupported file format gif"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(
    http: httpx.Client, purpose: str, name: str, data: bytes, http_status: int, message: str
) -> None:
    response = send(http, purpose, name, data)
    assert (response.status_code, response.json()["file"]) == (http_status, None)
    assert status(response)[0] == 2013
    assert f"invalid params, {message}" in status(response)[1]


@pytest.mark.parametrize("name", ["a.png", "a.JPG", "a.webp"])
def test_pictures_for_video_are_looked_at(http: httpx.Client, name: str) -> None:
    format = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[name[2:].lower()]
    assert upload(http, "video_generation_input", name, picture(format=format))


def test_sound_for_video_is_looked_at(http: httpx.Client) -> None:
    assert upload(http, "video_generation_input", "a.mp3", speech(http, "Mind the gap."))


def test_the_name_of_a_file_never_chooses_a_place(emulator: Emulator, http: httpx.Client) -> None:
    for name in ("../../etc/passwd.wav", "..\\..\\boot.wav", "/abs/olute.wav", "ü/名.wav"):
        number = upload(http, "voice_clone", name, wav(1))
        file = http.get(RETRIEVE, params={"file_id": number}).json()["file"]
        assert "/" not in file["filename"]
        assert "\\" not in file["filename"]
        assert f"/download/{number}.wav?" in file["download_url"]


# Bad forms


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (WHOLE[:-9], BOUNDARY, "the form cannot be read: it ends before its closing boundary"),
        (WHOLE[:60], BOUNDARY, "the form cannot be read: it ends before its closing boundary"),
        (b"", BOUNDARY, "the form cannot be read: it ends before its closing boundary"),
        (b"\x00\xff garbage" * 10_000, BOUNDARY, "the form cannot be read: invalid multipart data"),
        (
            WHOLE.replace(b' name="file";', b""),
            BOUNDARY,
            'the form cannot be read: the Content-Disposition header field "name" must be provided',
        ),
        (WHOLE, "multipart/form-data", "the form cannot be read: missing boundary in multipart"),
        (
            b'{"purpose": "voice_clone"}',
            "application/json",
            "content type application/json, expected multipart/form-data",
        ),
        (b"", "", "content type missing, expected multipart/form-data"),
        (
            WHOLE.replace(b'; filename="a.wav"', b""),
            BOUNDARY,
            "file is not a file; send the part with a file name",
        ),
        (
            WHOLE.replace(b"a.wav", b""),
            BOUNDARY,
            "file is not a file; send the part with a file name",
        ),
        (WHOLE.replace(b'"file"', b'"document"'), BOUNDARY, "file is empty"),
        (WHOLE.replace(b'"purpose"', b'"reason"'), BOUNDARY, "purpose is empty"),
    ],
)
def test_a_bad_form_is_answered_as_the_platform_does(
    http: httpx.Client, body: bytes, content_type: str, message: str
) -> None:
    response = raw(http, body, content_type)
    assert (response.status_code, response.json()["file"]) == (200, None)
    assert status(response) == (2013, f"invalid params, {message}")


def test_an_unknown_part_is_noted_and_refused_when_strict(
    emulator: Emulator, http: httpx.Client
) -> None:
    body = WHOLE.replace(
        b"--abc--", b'--abc\r\nContent-Disposition: form-data; name="porpose"\r\n\r\nx\r\n--abc--'
    )
    assert raw(http, body).json()["file"]["filename"] == "a.wav"
    assert emulator.requests("files_upload")[0].unknown_fields == ["porpose"]
    emulator.configure(strict=True)
    assert "did you mean purpose?" in status(raw(http, body))[1]


@pytest.mark.parametrize("head", [WHOLE.partition(b"RIFF")[0], b"garbage"])
def test_a_form_that_is_too_large_is_read_and_thrown_away(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setitem(
        ENDPOINTS, "files_upload", replace(ENDPOINTS["files_upload"], largest_body=2**20)
    )
    response = raw(http, head + bytes(8 * 2**20))
    assert response.status_code == 413
    assert status(response)[1].endswith("at most 1048576 allowed")


def test_a_client_that_goes_away_leaves_nothing_behind(
    emulator: Emulator, http: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    host, port = emulator.base_url.removeprefix("http://").split(":")
    head = (
        f"POST {UPLOAD} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer k\r\nContent-Type:"
        f" {BOUNDARY}\r\nContent-Length: 9000\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as gone:
        gone.sendall(head.encode() + WHOLE[:120])
    assert upload(http, "voice_clone", "a.wav", wav(1))
    assert [entry.status for entry in emulator.requests("files_upload") if entry.json] == [200]
    assert capfd.readouterr().err == ""


def test_a_reset_forgets_every_file(emulator: Emulator, http: httpx.Client) -> None:
    number = upload(http, "voice_clone", "a.wav", wav(1))
    emulator.reset()
    assert (
        status(http.get(CONTENT, params={"file_id": number}))[1] == "invalid params, file not found"
    )


# Faults


@pytest.mark.parametrize("fault", ["insufficient_balance", "sensitive_input", "rate_limit"])
def test_refusals_keep_the_null_file(emulator: Emulator, http: httpx.Client, fault: str) -> None:
    emulator.fault(fault, on="files_upload")
    answer = send(http, "voice_clone", "a.wav", wav(1)).json()
    assert answer["file"] is None
    assert answer["base_resp"]["status_code"] in (1008, 1026, 1002)


def test_ids_come_as_strings_on_demand(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("ids_as_strings")
    number = send(http, "voice_clone", "a.wav", wav(1)).json()["file"]["file_id"]
    assert isinstance(number, str)
    assert http.get(RETRIEVE, params={"file_id": number}).json()["file"]["file_id"] == number


def test_null_data_and_unknown_fields_reach_files(emulator: Emulator, http: httpx.Client) -> None:
    upload(http, "voice_clone", "a.wav", wav(1))
    with emulator.fault("null_data"):
        assert http.get(LIST, params={"purpose": "voice_clone"}).json()["files"] is None
    with emulator.fault("unknown_fields"):
        assert (
            "x_future_field" in http.get(LIST, params={"purpose": "voice_clone"}).json()["files"][0]
        )


def test_a_link_expires_on_demand(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    number = upload(http, "voice_clone", "a.wav", wav(1))
    link = http.get(RETRIEVE, params={"file_id": number}).json()["file"]["download_url"]
    emulator.fault("expired_url", first=1)
    assert [anonymous.get(link).status_code for _ in range(2)] == [403, 200]
