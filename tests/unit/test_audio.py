from __future__ import annotations

import io
import json
import pickle
import re
import tracemalloc
import wave
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax.audio import (
    AudioAnswer,
    AudioFrames,
    Subtitle,
    Word,
    decode_hex,
    parse_subtitles,
    pcm_to_wav,
    split_audio_json,
    to_srt,
    to_vtt,
    wav_header,
)
from minimax.errors import DecodeError


def frame(audio: Any, **others: Any) -> dict[str, Any]:
    answer = {
        "data": {"audio": audio, "status": 1},
        "trace_id": "05a1c2",
        "base_resp": {"status_code": 0},
    }
    return answer | others


class TestDecodeHex:
    @given(
        st.binary(max_size=64),
        st.booleans(),
        st.sampled_from([str, str.encode, lambda text: memoryview(text.encode())]),
    )
    def test_round_trip(self, audio: bytes, upper: bool, form: Any) -> None:
        text = audio.hex().upper() if upper else audio.hex()
        assert decode_hex(form(text)) == audio

    def test_empty_text_is_empty_audio(self) -> None:
        assert decode_hex("") == b""

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("fffb9", "5 digits, an odd number"),
            (b"fffb9", "5 digits, an odd number"),
            ("fffbxx", r"'x' at position 4 of 6"),
            (b"fffbxx", r"b'x' at position 4 of 6"),
            ("ff fb", r"' ' at position 2 of 5"),
            ("ff\n", r"'\\n' at position 2 of 3"),
            ("ffé0", r"'é' at position 2 of 4"),
            ("https://cdn.example.net/a.mp3", r"'h' at position 0 of 29"),
        ],
    )
    def test_invalid_hex_is_located_and_kept_in_the_error(
        self, text: str | bytes, problem: str
    ) -> None:
        with pytest.raises(DecodeError, match=problem) as caught:
            decode_hex(text)
        assert caught.value.raw == text

    def test_the_error_can_be_pickled(self) -> None:
        with pytest.raises(DecodeError) as caught:
            decode_hex(memoryview(b"xx"))
        assert pickle.loads(pickle.dumps(caught.value)).raw == b"xx"


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["", "00ff", "0", '"audio":"00"'])
)
keys = st.sampled_from(["audio", "data", "status", 'x"audio', "audio\\", "字幕"]) | st.text(
    max_size=4
)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)
hexes = st.binary(max_size=8).map(bytes.hex)
frames = st.builds(
    lambda before, data, audio, after: {**before, "data": {**data, "audio": audio}, **after},
    st.dictionaries(keys, json_values, max_size=2),
    st.dictionaries(keys, json_values, max_size=2),
    hexes | scalars,
    st.dictionaries(keys, json_values, max_size=2),
)
separators = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")])


def in_pieces(payload: bytes, size: int) -> tuple[dict[str, Any], bytes | None]:
    """What is made of an answer that arrives in pieces of that size."""
    answer = AudioAnswer()
    for start in range(0, len(payload), size):
        answer.feed(payload[start : start + size])
    return answer.decode(answer.content())


def assert_equals_the_plain_way(payload: bytes) -> bytes | None:
    answer, audio = split_audio_json(payload)
    for size in range(1, len(payload) + 1):
        assert in_pieces(payload, size) == (answer, audio)
    plain = json.loads(payload)
    if audio is not None:
        assert audio == bytes.fromhex(plain["data"]["audio"])
        plain["data"]["audio"] = ""
    assert answer == plain
    return audio


class TestAudioAnswer:
    def test_memory_stays_close_to_the_size_of_the_audio(self) -> None:
        payload = json.dumps(
            {"data": {"audio": "ab" * 2_000_000, "status": 2}, "extra_info": {}}
        ).encode()
        tracemalloc.start()
        try:
            _, audio = in_pieces(payload, 65536)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert audio == b"\xab" * 2_000_000
        assert peak < 1.3 * len(audio)

    @pytest.mark.parametrize("text", ["0aF", "zz", "00\\u0041", "00xx", "0a0"])
    def test_invalid_hex_is_kept(self, text: str) -> None:
        payload = f'{{"data":{{"audio":"{text}"}},"n":1}}'.encode()
        for size in range(1, len(payload) + 1):
            assert in_pieces(payload, size) == (json.loads(payload), None)

    def test_late_audio_is_read_completely(self) -> None:
        payload = json.dumps({"notes": "x" * 70_000, "data": {"audio": "00ff"}}).encode()
        assert in_pieces(payload, 1000) == split_audio_json(payload)

    def test_truncated_responses_are_kept(self) -> None:
        answer = AudioAnswer()
        answer.feed(b'{"data":{"audio":"00f')
        assert answer.content() == b'{"data":{"audio":"00f'


class TestAudioFrames:
    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(st.dictionaries(keys, json_values, max_size=2), min_size=2, max_size=2),
        st.lists(st.tuples(st.integers(0, 1), hexes | scalars), max_size=5),
    )
    def test_are_parsed_like_single_frames(
        self, beside: list[dict[str, Any]], order: list[tuple[int, Any]]
    ) -> None:
        stream = AudioFrames()
        for which, audio in order:
            payload = json.dumps({"data": {"status": 1, "audio": audio}} | beside[which]).encode()
            assert stream.split(payload) == split_audio_json(payload)

    @pytest.mark.parametrize(
        "payload",
        [
            b'{"data":{"audio":"00","x":"1"}}',
            b'{"data":{"audio":"0"}}',
            b'{"data":{"audio":"zz"}}',
            b'{"data":{"audio":"00\\u0030"}}',
            b'{"data":{"audio":"00"},"n":1}',
        ],
    )
    def test_different_frames_are_parsed_completely(self, payload: bytes) -> None:
        stream = AudioFrames()
        first, _ = stream.split(b'{"data":{"audio":"00ff"}}')
        assert stream.split(payload) == split_audio_json(payload)
        assert stream.split(payload)[0] is not first

    def test_truncated_frames_are_not_frames_without_audio(self) -> None:
        stream = AudioFrames()
        stream.split(b'{"data":{"audio":"00ff"}}')
        with pytest.raises(DecodeError):
            stream.split(b'{"data":{"audio":"}}')


class TestSplitAudioJSON:
    @settings(max_examples=100, deadline=None)
    @given(frames, separators, st.booleans())
    def test_equals_json_loads_for_any_frame(
        self, frame: Any, separators: tuple[str, str], ascii_only: bool
    ) -> None:
        assert_equals_the_plain_way(
            json.dumps(frame, separators=separators, ensure_ascii=ascii_only).encode()
        )

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [
                    '"audio"',
                    '"\\u0061udio"',
                    '"data"',
                    '"00ff"',
                    '"0"',
                    '""',
                    "{",
                    "}",
                    ":",
                    ",",
                    "[",
                    "]",
                    "null",
                    "\\",
                    '"',
                    " ",
                ]
            ),
            max_size=12,
        ).map("".join)
    )
    def test_equals_json_loads_for_any_text(self, inner: str) -> None:
        payload = f'{{"data":{{{inner}}}}}'.encode()
        try:
            json.loads(payload)
        except ValueError:
            with pytest.raises(DecodeError):
                split_audio_json(payload)
            with pytest.raises(DecodeError):
                in_pieces(payload, 7)
        else:
            assert_equals_the_plain_way(payload)

    @settings(max_examples=50, deadline=None)
    @given(st.binary(max_size=64), separators, st.text(max_size=16))
    def test_audio_is_split_from_ordinary_frames(
        self, audio: bytes, separators: tuple[str, str], message: str
    ) -> None:
        payload = json.dumps(frame(audio.hex(), status_msg=message), separators=separators).encode()
        assert split_audio_json(payload) == (frame("", status_msg=message), audio)

    def test_escapes_outside_the_audio_are_supported(self) -> None:
        payload = b'{"data":{"audio":"FFfb","subtitle_file":"https://x/?a=1\\u0026b=2"}}'
        assert split_audio_json(payload) == (
            {"data": {"audio": "", "subtitle_file": "https://x/?a=1&b=2"}},
            b"\xff\xfb",
        )

    @pytest.mark.parametrize(
        "payload",
        [
            b'{"data":{"audio":"https://cdn.example.net/a.mp3"}}',
            b'{"data":{"audio":null}}',
            b'{"data":null}',
            b'{"data":[{"audio":"00"}]}',
            b'{"data":{"audio":"000"}}',
            b'{"data":{"audio":"00\\u0030\\u0030"}}',
            b'{"data":{"audio":"00\\"00"}}',
            b'{"data":{"audio":["00"]}}',
            b'{"data":{"\\u0061udio":"00"}}',
            b'{"data":{"trial_audio":"00"}}',
            b'{"data":{"x\\"audio":"00"}}',
            b'{"audio":"00"}',
            b'{"audio":"00","data":{"audio":"01"}}',
            b'{"data":{"audio":"00","audio":"01"}}',
            b'{"data":{"audio":"00","\\u0061udio":"01"}}',
            b'{"data":{"audio":"00"},"data":{}}',
            b'{"data":{"audio":"00"},"data":{"audio":""}}',
            b"{}",
        ],
    )
    def test_unusual_frames_are_left_unchanged(self, payload: bytes) -> None:
        assert split_audio_json(payload) == (json.loads(payload), None)

    def test_other_audio_keys_are_ignored(self) -> None:
        payload = b'{"data":{"audio":"00"},"extra_info":{"audio":"11"}}'
        assert split_audio_json(payload) == (
            {"data": {"audio": ""}, "extra_info": {"audio": "11"}},
            b"\0",
        )

    @pytest.mark.parametrize(
        "payload",
        [
            b"",
            b"[DONE]",
            b"[]",
            b'{"data":{"audio":"00"}',
            b'{"data":{"audio":"00',
            b'{"data":{"audio":"00"}}\xff',
            b'{"data":{"audio":"00"},"x":' + b"[" * 100_000,
        ],
    )
    def test_other_json_is_a_decode_error_with_raw(self, payload: bytes) -> None:
        with pytest.raises(DecodeError, match="JSON") as caught:
            split_audio_json(payload)
        assert caught.value.raw == payload


class TestWAV:
    @given(
        st.binary(max_size=96),
        st.sampled_from([8000, 16_000, 32_000, 44_100]),
        st.sampled_from([1, 2]),
        st.sampled_from([1, 2, 3, 4]),
    )
    def test_is_readable_by_other_libraries(
        self, pcm: bytes, rate: int, channels: int, width: int
    ) -> None:
        pcm = pcm[: len(pcm) // (channels * width) * channels * width]
        with wave.open(
            io.BytesIO(pcm_to_wav(pcm, sample_rate=rate, channels=channels, sample_width=width))
        ) as reader:
            assert reader.getparams()[:3] == (channels, width, rate)
            assert reader.readframes(reader.getnframes()) == pcm

    def test_header_has_the_size_of_the_rest(self) -> None:
        pcm = b"\x01\x00" * 100
        file = pcm_to_wav(pcm, sample_rate=32_000, channels=1)
        assert file == wav_header(len(pcm), sample_rate=32_000, channels=1) + pcm
        assert len(file) == 44 + 200
        assert int.from_bytes(file[4:8], "little") == len(file) - 8

    def test_odd_sizes_are_padded(self) -> None:
        file = pcm_to_wav(b"\x80" * 3, sample_rate=8000, channels=1, sample_width=1)
        assert int.from_bytes(file[4:8], "little") == len(file) - 8 == 40
        assert int.from_bytes(file[40:44], "little") == 3

    def test_any_buffer_is_accepted(self) -> None:
        pcm = b"\x01\x00\x02\x00"
        expected = pcm_to_wav(pcm, sample_rate=8000, channels=2)
        assert pcm_to_wav(bytearray(pcm), sample_rate=8000, channels=2) == expected
        assert pcm_to_wav(memoryview(pcm), sample_rate=8000, channels=2) == expected

    def test_sizes_beyond_the_format_are_capped(self) -> None:
        header = wav_header(5 * 2**30, sample_rate=44_100, channels=2)
        assert header[4:8] == header[40:44] == b"\xff" * 4


class TestParseSubtitles:
    def test_a_subtitle_file_of_sentences(self) -> None:
        file = [
            {
                "text": "One.",
                "time_begin": 0,
                "time_end": 1480.5,
                "timestamped_words": None,
                "is_final_segment": False,
            },
            {"text": "Two.", "time_begin": 1480.5, "time_end": 2000},
        ]
        assert parse_subtitles(file) == [
            Subtitle("One.", 0.0, 1.4805),
            Subtitle("Two.", 1.4805, 2.0),
        ]

    @pytest.mark.parametrize("form", [json.dumps, lambda file: json.dumps(file).encode()])
    def test_a_subtitle_file_as_it_was_downloaded(self, form: Any) -> None:
        assert parse_subtitles(form([{"text": "One.", "time_begin": 0, "time_end": 1}])) == [
            Subtitle("One.", 0.0, 0.001)
        ]

    def test_invalid_json_is_a_decode_error(self) -> None:
        with pytest.raises(DecodeError) as caught:
            parse_subtitles(b"<Error>expired</Error>")
        assert caught.value.raw == b"<Error>expired</Error>"

    @pytest.mark.parametrize(
        "nest",
        [
            lambda s: s,
            lambda s: {"subtitle": s},
            lambda s: {"data": {"audio": "00", "subtitle": s}},
        ],
    )
    def test_subtitles_are_found_at_any_position_of_a_frame(self, nest: Any) -> None:
        words = [
            {"word": "Hi", "word_begin": 0, "word_end": 2, "time_begin": 10, "time_end": 200},
            {"word": " ", "time_begin": 200, "time_end": 210.5},
        ]
        subtitle = {
            "text": "Hi ",
            "text_begin": 0,
            "time_begin": 10,
            "time_end": 210.5,
            "timestamped_words": words,
        }
        assert parse_subtitles(nest(subtitle)) == [
            Subtitle("Hi ", 0.01, 0.2105, (Word("Hi", 0.01, 0.2), Word(" ", 0.2, 0.2105)))
        ]

    def test_subtitles_next_to_the_data_are_found(self) -> None:
        assert parse_subtitles(
            frame("00", subtitle={"text": "Hi", "time_begin": 0, "time_end": 1000})
        ) == [Subtitle("Hi", 0.0, 1.0)]

    @pytest.mark.parametrize(
        "payload",
        [None, [], {}, {"data": None}, frame("00"), {"data": {"subtitle": None}}, 7, [None]],
    )
    def test_frames_without_subtitles_return_none(self, payload: object) -> None:
        assert parse_subtitles(payload) == []

    def test_missing_times_are_interpolated(self) -> None:
        words = [
            {"word": "a", "time_begin": 100, "time_end": 200},
            {"word": "b"},
            {"word": "c", "time_end": "300"},
            "?",
        ]
        assert parse_subtitles({"text": "abc", "time_begin": None, "timestamped_words": words}) == [
            Subtitle(
                "abc", 0.1, 0.3, (Word("a", 0.1, 0.2), Word("b", 0.2, 0.2), Word("c", 0.2, 0.3))
            )
        ]
        assert parse_subtitles({"text": None, "time_begin": 500, "time_end": "soon"}) == [
            Subtitle("", 0.5, 0.5)
        ]

    @settings(max_examples=75, deadline=None)
    @given(
        st.recursive(
            scalars | st.floats(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "text",
                            "data",
                            "subtitle",
                            "time_begin",
                            "time_end",
                            "timestamped_words",
                            "word",
                        ]
                    ),
                    inner,
                )
            ),
            max_leaves=12,
        ).filter(lambda payload: not isinstance(payload, str))
    )
    def test_any_json_is_parsed_without_errors(self, payload: object) -> None:
        subtitles = parse_subtitles(payload)
        assert to_vtt(subtitles).count(" --> ") == to_srt(subtitles).count(" --> ")


SPOKEN = [Subtitle("First line\nsecond line", 0.0, 1.4805), Subtitle("2", 59.9996, 3725.25)]


class TestSubtitleFiles:
    def test_srt(self) -> None:
        assert (
            to_srt(SPOKEN)
            == "1\n00:00:00,000 --> 00:00:01,480\nFirst line\nsecond line\n\n2\n00:01:00,000 -->"
            " 01:02:05,250\n2\n"
        )

    def test_vtt(self) -> None:
        assert (
            to_vtt(SPOKEN)
            == "WEBVTT\n\n00:00:00.000 --> 00:00:01.480\nFirst line\nsecond line\n\n00:01:00.000"
            " --> 01:02:05.250\n2\n"
        )

    def test_empty_subtitles_are_an_empty_file(self) -> None:
        assert (to_srt([]), to_vtt([])) == ("", "WEBVTT\n")

    def test_special_characters_are_escaped(self) -> None:
        subtitles = [Subtitle("a --> b & <i>c</i>", 0.0, 1.0)]
        assert to_srt(subtitles).splitlines()[2] == "a → b & <i>c</i>"
        assert to_vtt(subtitles).splitlines()[3] == "a --&gt; b &amp; &lt;i&gt;c&lt;/i&gt;"

    def test_empty_subtitles_are_omitted_and_numbers_are_consecutive(self) -> None:
        subtitles = [
            Subtitle(" \n", 0, 1),
            Subtitle("a\r\n\r\n \nb\r", 1, 2),
            Subtitle("", 2, 3),
            Subtitle("c", 3, 4),
        ]
        assert (
            to_srt(subtitles)
            == "1\n00:00:01,000 --> 00:00:02,000\na\nb\n\n2\n00:00:03,000 --> 00:00:04,000\nc\n"
        )

    def test_decreasing_times_are_corrected(self) -> None:
        assert "00:00:02.000 --> 00:00:02.000" in to_vtt([Subtitle("a", 2.0, 1.0)])
        assert "00:00:00.000 --> 00:00:01.000" in to_vtt([Subtitle("a", -1.0, 1.0)])

    @settings(max_examples=75, deadline=None)
    @given(
        st.lists(
            st.builds(
                Subtitle, st.text("ab1<>&- \n\r-->\u2028"), st.floats(0, 1e5), st.floats(0, 1e5)
            ),
            max_size=4,
        )
    )
    def test_parsers_find_one_cue_per_text(self, subtitles: list[Subtitle]) -> None:
        spoken = [subtitle for subtitle in subtitles if subtitle.text.strip()]
        time = r"\d\d+:[0-5]\d:[0-5]\d[.,]\d{3}"
        for text in (to_srt(subtitles), to_vtt(subtitles).removeprefix("WEBVTT\n")):
            blocks = [block for block in re.split(r"\n\n+", text.strip("\n")) if block]
            assert len(blocks) == len(spoken)
            for block in blocks:
                assert block.count("-->") == 1
                assert re.match(rf"(\d+\n)?{time} --> {time}\n.", block)
