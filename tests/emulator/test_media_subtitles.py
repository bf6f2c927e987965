from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax.emulator.media import subtitles, synthesize

TEXT = "Hello there, friend. 你好，世界！ It's 3.14 metres — (laughs) isn't it? 😀\nThe end"


def test_sentences_are_slices_of_the_text() -> None:
    lines = subtitles(TEXT, 9000, words=False)
    assert [line["text"] for line in lines] == [
        "Hello there, friend.",
        "你好，世界！",
        "It's 3.14 metres — (laughs) isn't it?",
        "😀",
        "The end",
    ]
    assert all(line["text"] == TEXT[line["text_begin"] : line["text_end"]] for line in lines)
    assert all(line["timestamped_words"] is None for line in lines)
    assert [line["is_final_segment"] for line in lines] == [False, False, False, False, True]


def test_words_cover_the_sentence_and_a_space_is_an_entry_of_its_own() -> None:
    line = subtitles("It's late, 我知道 (sighs).", 3000, words=True)[0]
    words = line["timestamped_words"]
    assert [word["word"] for word in words] == [
        "It's",
        " ",
        "late",
        ",",
        " ",
        "我",
        "知",
        "道",
        " ",
        "(sighs)",
        ".",
    ]
    assert words[0] == {
        "word": "It's",
        "word_begin": 0,
        "word_end": 4,
        "pronounce_word": "It's",
        "pronounce_word_begin": 0,
        "pronounce_word_end": 4,
        "time_begin": 0.0,
        "time_end": words[1]["time_begin"],
    }
    assert words[-1]["time_end"] == pytest.approx(line["time_end"]) == pytest.approx(3000)


def test_a_pause_mark_stands_between_sentences_and_is_not_pronounced() -> None:
    first, second = subtitles("Wait<#1.5#>now", 2500, words=False)
    assert (first["text"], second["text"]) == ("Wait", "now")
    assert second["time_begin"] - first["time_end"] == pytest.approx(1500)
    assert (second["text_begin"], second["text_end"]) == (11, 14)
    assert (second["pronounce_text_begin"], second["pronounce_text_end"]) == (4, 7)
    assert second["pronounce_text"] == "now"


def test_times_match_the_sound() -> None:
    text = "One moment.<#2#>And here it goes on, after a rest."
    audio = synthesize(text, voice="Calm_Woman", speed=1.6)
    first, second = subtitles(text, audio.duration_ms, words=False)
    assert second["time_begin"] - first["time_end"] == pytest.approx(2000)
    assert second["time_end"] == pytest.approx(audio.duration_ms)


def test_a_long_sentence_is_cut_at_a_breath_and_a_long_word_anywhere() -> None:
    text = "word " * 30 + "x" * 120
    lines = subtitles(text, 10_000, words=False)
    assert all(0 < len(line["text"]) <= 50 for line in lines)
    assert lines[0]["text"] == ("word " * 10).strip()
    assert "".join(line["text"] for line in lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["", "   ", "<#1#>"])
def test_nothing_said_has_no_subtitles(text: str) -> None:
    assert subtitles(text, 1000, words=True) == []


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.sampled_from("ab,. !?。，你好é😀\n3<#>()"), max_size=160),
    st.booleans(),
    st.floats(1, 100_000),
)
def test_any_text_keeps_the_order_the_offsets_and_the_limit(
    text: str, words: bool, duration_ms: float
) -> None:
    lines = subtitles(text, duration_ms, words=words)
    entries = [(line, "text") for line in lines]
    entries += [(word, "word") for line in lines for word in line["timestamped_words"] or ()]
    for entry, name in entries:
        assert entry[name] == text[entry[f"{name}_begin"] : entry[f"{name}_end"]] != ""
        assert 0 <= entry["time_begin"] <= entry["time_end"] <= duration_ms * 1.000001
    for before, after in itertools.pairwise(lines):
        assert before["text_end"] <= after["text_begin"]
        assert before["time_end"] <= after["time_begin"]
    assert all(len(line["text"]) <= 50 for line in lines)
    spoken = [char for char in text if not char.isspace()]
    assert [
        char for line in lines for char in line["text"] if not char.isspace()
    ] == spoken or "<#" in text


def test_a_hundred_thousand_characters_take_no_time() -> None:
    started = time.process_time()
    subtitles("x" * 50_000 + "word, " * 8_000, 6_000_000, words=True)
    assert time.process_time() - started < 3
