"""Long speech: from a text or a file to a tar archive."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator
from minimax.emulator.endpoints.long_speech import LIFE
from minimax.emulator.media import probe

CREATE, QUERY = "/v1/t2a_async_v2", "/v1/query/t2a_async_query_v2"
TEXT = "The harbour was quiet. Nobody had seen the ship come in."


def body(**more: Any) -> dict[str, Any]:
    return {
        "model": "speech-2.8-hd",
        "voice_setting": {"voice_id": "English_Graceful_Lady"},
        **({} if "text_file_id" in more else {"text": TEXT}),
        **more,
    }


def uploaded(
    http: httpx.Client, name: str, data: bytes | str, purpose: str = "t2a_async_input"
) -> int:
    content = data.encode() if isinstance(data, str) else data
    answer = http.post(
        "/v1/files/upload", data={"purpose": purpose}, files={"file": (name, content)}
    ).json()
    number: int = answer["file"]["file_id"]
    return number


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def unpacked(emulator: Emulator, http: httpx.Client, **more: Any) -> dict[str, bytes]:
    """The files in the result of a new task."""
    created = http.post(CREATE, json=body(**more)).json()
    assert created["base_resp"]["status_code"] == 0, created
    emulator.clock.advance(5)
    told = http.get(QUERY, params={"task_id": created["task_id"]}).json()
    assert (told["status"], told["file_id"]) == ("Success", created["file_id"])
    data = http.get("/v1/files/retrieve_content", params={"file_id": told["file_id"]}).content
    assert data[257:262] == b"ustar"
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        places = {member.name for member in archive if member.isdir()}
        files = {
            member.name: (archive.extractfile(member) or io.BytesIO()).read()
            for member in archive
            if member.isfile()
        }
    assert {name.rpartition("/")[0] for name in files} == places
    return files


def folders(files: dict[str, bytes]) -> list[str]:
    """Folder and kind of text of each audio file."""
    audio = [name for name in files if name.endswith(".mp3")]
    return [name.rpartition("-")[0] for name in audio]


def refusal(http: httpx.Client, **more: Any) -> str:
    answer = http.post(CREATE, json=body(**more)).json()
    assert (answer["task_id"], answer["base_resp"]["status_code"]) == ("", 2013), answer
    return str(answer["base_resp"]["status_msg"])


def test_text_becomes_audio_subtitles_and_info(emulator: Emulator, http: httpx.Client) -> None:
    files = unpacked(emulator, http, aigc_watermark=True)
    (name,) = {name.rpartition(".")[0] for name in files}
    folder, _, stem = name.partition("/")
    assert (folder.isdecimal(), stem) == (True, f"content-{folder}")
    assert [name.rpartition(".")[2] for name in files] == ["mp3", "titles", "extra"]
    audio, titles, extra = files.values()
    found, facts = probe(audio), json.loads(extra)
    assert (found.container, found.sample_rate, found.channels) == ("mp3", 32000, 2), (
        "stereo is the default here"
    )
    assert facts["audio_length"] == pytest.approx((found.duration or 0) * 1000, abs=100)
    assert facts.keys() == {
        "audio_length",
        "audio_sample_rate",
        "audio_size",
        "bitrate",
        "vol",
        "word_count",
    }
    assert (facts["audio_size"], facts["vol"]) == (len(audio), 1)
    assert [line["text"] for line in json.loads(titles)] == [
        "The harbour was quiet.",
        "Nobody had seen the ship come in.",
    ]


def test_response_has_the_file_id(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    created = http.post(CREATE, json=body()).json()
    assert isinstance(created["task_id"], str)
    assert isinstance(created["file_id"], int)
    assert (created["usage_characters"], created["task_token"][:4]) == (len(TEXT), "tok-")
    query = {"task_id": created["task_id"]}
    early = http.get("/v1/files/retrieve", params={"file_id": created["file_id"]}).json()
    assert (early["file"], early["base_resp"]["status_code"]) == (None, 2013)
    assert http.get(QUERY, params=query).json() == {
        "task_id": int(created["task_id"]),
        "status": "Processing",
        "file_id": created["file_id"],
        "base_resp": {"status_code": 0, "status_msg": "success"},
    }
    emulator.clock.advance(4)
    file = http.get("/v1/files/retrieve", params={"file_id": created["file_id"]}).json()["file"]
    assert (file["purpose"], file["filename"]) == ("t2a_async", f"{created['task_id']}.tar")
    assert file["bytes"] == 0
    assert file["download_url"].partition("?")[0].endswith("_with_meta.tar")
    link = anonymous.get(file["download_url"])
    assert link.headers["content-type"] == "application/x-tar"
    assert [
        each["file_id"]
        for each in http.get("/v1/files/list", params={"purpose": "t2a_async"}).json()["files"]
    ] == [created["file_id"]]


@pytest.mark.parametrize(
    ("audio", "ending", "container", "rate"),
    [
        ({"format": "opus", "audio_sample_rate": 24000, "channel": 1}, "opus", "ogg", 48000),
        ({"format": "wav", "audio_sample_rate": 8000, "channel": 1}, "wav", "wav", 8000),
        ({"format": "flac"}, "flac", "flac", 32000),
        ({"format": "pcmu_wav"}, "wav", "wav", 8000),
    ],
)
def test_the_audio_has_the_asked_format(
    emulator: Emulator,
    http: httpx.Client,
    audio: dict[str, Any],
    ending: str,
    container: str,
    rate: int,
) -> None:
    name, data = next(iter(unpacked(emulator, http, audio_setting=audio).items()))
    found = probe(data)
    assert (name.rpartition(".")[2], found.container, found.channels) == (
        ending,
        container,
        audio.get("channel", 2),
    )
    assert found.sample_rate in (rate, audio.get("audio_sample_rate", rate))


def test_a_text_file_is_read(emulator: Emulator, http: httpx.Client) -> None:
    files = unpacked(
        emulator, http, text_file_id=uploaded(http, "chapter.txt", "\ufeff一段话。再来一段。")
    )
    lines = json.loads(next(data for name, data in files.items() if name.endswith(".titles")))
    assert [line["text"] for line in lines] == ["一段话。", "再来一段。"]


def test_a_zip_of_texts_gives_a_folder_per_member(emulator: Emulator, http: httpx.Client) -> None:
    data = zipped(
        one__txt="Chapter one.", **{"sub/two__txt": "Chapter two.", "other/two__txt": "Again two."}
    )
    files = unpacked(emulator, http, text_file_id=uploaded(http, "book.zip", data))
    assert folders(files) == ["one/content", "two/content", "two-3/content"]
    assert len(files) == 9


def test_each_key_of_a_json_member_gives_three_files(
    emulator: Emulator, http: httpx.Client
) -> None:
    data = zipped(
        **{
            "1__json": json.dumps(
                {"title": "Boats", "content": "Row, row.", "extra": "", "author": "nobody"}
            )
        }
    )
    files = unpacked(emulator, http, text_file_id=uploaded(http, "book.zip", data))
    assert [name.partition("/")[2].partition("-")[0] for name in files] == [
        *["title"] * 3,
        *["content"] * 3,
    ]
    two = zipped(**{"1__json": '{"content": "One."}', "2__json": '{"content": "Two."}'})
    files = unpacked(emulator, http, text_file_id=uploaded(http, "books.zip", two))
    assert folders(files) == ["1/content", "2/content"]


@pytest.mark.parametrize("name", ["chapter_001", "01", "0", "a/1", "1 "])
def test_a_json_member_of_another_name_is_refused(http: httpx.Client, name: str) -> None:
    data = zipped(**{"1__json": '{"content": "One."}', f"{name}__json": '{"content": "Two."}'})
    message = refusal(http, text_file_id=uploaded(http, "book.zip", data))
    assert message == "invalid params, check file in zip error"


def test_a_zip_cannot_write_outside_of_the_archive(emulator: Emulator, http: httpx.Client) -> None:
    data = zipped(
        **{"../../etc/passwd__txt": "Root.", "/tmp/x__txt": "Ex.", "a\\..\\y__txt": "Why."}
    )
    files = unpacked(emulator, http, text_file_id=uploaded(http, "evil.zip", data))
    assert folders(files) == ["passwd/content", "x/content", "y/content"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"\xff\xfe\xfa", "a.txt is not UTF-8"),
        ("a.txt", b"   \n ", "text_file_id is empty"),
        ("a.txt", b"x" * 1_000_000, "1000000 characters, fewer than 1000000 allowed"),
        ("a.txt", b"x" * 4_000_001, "4000001 bytes"),
        ("a.zip", b"PK\x03\x04 not really", "the zip cannot be read"),
        ("a.zip", zipped(a__txt="x", **{"1__json": "{}"}), "all .txt or all .json"),
        ("a.zip", zipped(a__md="x"), "all .txt or all .json"),
        ("a.zip", zipped(), "all .txt or all .json"),
        ("a.zip", zipped(**{"1__json": "nope"}), "1.json is not JSON"),
        ("a.zip", zipped(**{"1__json": "[" * 100_000}), "1.json is not JSON"),
        ("a.zip", zipped(**{"1__json": '["x"]'}), "1.json must be an object"),
        ("a.zip", zipped(**{"1__json": '{"content": 5}'}), "1.json must be an object"),
        ("a.zip", zipped(**{"1__json": '{"content": " "}'}), "text_file_id is empty"),
        ("a.zip", zipped(a__txt="0" * 5_000_000), "at most 100 members and 4000000 bytes"),
        (
            "a.zip",
            zipped(**{f"{number}__txt": "x" for number in range(101)}),
            "at most 100 members",
        ),
    ],
)
def test_unsupported_files_are_rejected(
    http: httpx.Client, name: str, data: bytes, message: str
) -> None:
    assert message in refusal(http, text_file_id=uploaded(http, name, data))


def test_a_zip_that_is_damaged_or_locked_is_refused(http: httpx.Client) -> None:
    good = zipped(a__txt="Words and words and words. " * 20)
    damaged = bytearray(good)
    damaged[45:60] = bytes(15)
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    for data in (damaged, locked):
        assert "the zip cannot be read" in refusal(
            http, text_file_id=uploaded(http, "a.zip", bytes(data))
        )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"text": None}, "exactly one of text and text_file_id"),
        ({"text": TEXT, "text_file_id": 5}, "exactly one of text and text_file_id"),
        ({"text": " "}, "text is empty"),
        ({"text": "x" * 50_001}, "text: 50001 characters"),
        ({"model": "MiniMax-M3"}, "unknown model 'minimax-m3'"),
        ({"text_file_id": 5}, "file not found"),
        (
            {"audio_setting": {"format": "opus", "audio_sample_rate": 32000}},
            "the format opus requires",
        ),
        (
            {
                "audio_setting": {"format": "opus", "audio_sample_rate": 24000},
                "voice_modify": {"pitch": 1},
            },
            "voice_modify only supports",
        ),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused(
    http: httpx.Client, more: dict[str, Any], message: str
) -> None:
    assert message in refusal(http, **more)


def test_a_file_of_another_purpose_or_account_is_refused(http: httpx.Client) -> None:
    sound = uploaded(http, "a.mp3", b"ID3" + bytes(100), purpose="prompt_audio")
    assert "uploaded for prompt_audio, not for t2a_async_input" in refusal(http, text_file_id=sound)
    mine = uploaded(http, "a.txt", "Words.")
    answer = http.post(
        CREATE, json=body(text_file_id=mine), headers={"Authorization": "Bearer sk-somebody-else"}
    ).json()
    assert "file not found" in answer["base_resp"]["status_msg"]


def test_unknown_voices_and_invisible_text_have_their_codes(http: httpx.Client) -> None:
    assert (
        http.post(CREATE, json=body(voice_setting={"voice_id": "nobody"})).json()["base_resp"][
            "status_code"
        ]
        == 2054
    )
    assert (
        http.post(CREATE, json=body(text="a\x00\x01b")).json()["base_resp"]["status_code"] == 1042
    )


def test_ten_queries_per_second_are_allowed(emulator: Emulator, http: httpx.Client) -> None:
    query = {"task_id": http.post(CREATE, json=body()).json()["task_id"]}
    codes = [http.get(QUERY, params=query).json()["base_resp"]["status_code"] for _ in range(40)]
    assert codes[:10] == [0] * 10
    assert 1002 in codes
    emulator.clock.advance(1)
    assert http.get(QUERY, params=query).json()["status"] == "Processing"


def test_results_expire_after_nine_hours(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    created = http.post(CREATE, json=body()).json()
    emulator.clock.advance(LIFE)
    link = http.get("/v1/files/retrieve", params={"file_id": created["file_id"]}).json()["file"][
        "download_url"
    ]
    assert anonymous.head(link).status_code == 200
    emulator.clock.advance(5)
    assert http.get(QUERY, params={"task_id": created["task_id"]}).json()["status"] == "Expired"
    assert anonymous.head(link).status_code == 403
    assert (
        http.get("/v1/files/retrieve", params={"file_id": created["file_id"]}).json()["file"]
        is None
    )


def test_text_per_archive_is_limited(
    emulator: Emulator, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax.emulator.endpoints.long_speech._SPOKEN_CHARACTERS", 1500)
    audio = {"format": "pcm", "audio_sample_rate": 8000, "channel": 1}
    novel = "It was a long, long night at sea. " * 1_000
    files = unpacked(
        emulator, http, text_file_id=uploaded(http, "novel.txt", novel), audio_setting=audio
    )
    sound, titles, extra = files.values()
    assert 50 <= len(sound) / 16000 <= 200
    assert json.loads(extra)["word_count"] == sum(map(str.isalnum, novel))
    assert sum(len(line["text"]) for line in json.loads(titles)) <= 1500
