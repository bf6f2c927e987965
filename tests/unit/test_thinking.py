from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax.results.thinking import Piece, ThinkSplitter, split_thinking


def split(*texts: str, starts_inside: bool = False) -> list[Piece]:
    """The pieces of a stream, neighbours of one kind joined: what a reader sees, however the stream
    was cut.
    """
    splitter = ThinkSplitter(starts_inside=starts_inside)
    pieces = [piece for text in texts for piece in splitter.feed(text)] + splitter.close()
    assert all(text for _, text in pieces)
    runs = [list(run) for _, run in groupby(pieces, key=lambda piece: piece[0])]
    return [(run[0][0], "".join(text for _, text in run)) for run in runs]


def cut(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


def without_tags(text: str) -> str:
    return text.replace("think>", "thank>")


places = st.lists(st.integers(0, 2**16), max_size=10)
tagged = st.lists(
    st.sampled_from(
        [
            "<think>",
            "</think>",
            "<mm:think>",
            "</mm:think>",
            "<mm:",
            "<thi",
            "nk>",
            "</thin",
            "k>",
            "<",
            "</",
            ">",
            "a",
            "思",
            " ",
            "\n",
            "\u3000",
        ]
    ),
    max_size=20,
).map("".join)


class TestThinkSplitter:
    @settings(max_examples=100, deadline=None)
    @given(tagged, places, st.booleans())
    def test_every_split_yields_the_same_pieces(
        self, text: str, places: list[int], inside: bool
    ) -> None:
        assert split(*cut(text, places), starts_inside=inside) == split(text, starts_inside=inside)

    @settings(max_examples=100, deadline=None)
    @given(tagged, st.booleans())
    def test_single_characters_yield_the_same_pieces(self, text: str, inside: bool) -> None:
        assert split(*text, starts_inside=inside) == split(text, starts_inside=inside)

    @settings(max_examples=100, deadline=None)
    @given(tagged.map(without_tags), places)
    def test_text_without_tags_is_unchanged(self, text: str, places: list[int]) -> None:
        assert "".join(piece for _, piece in split(*cut(text, places))) == text

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.text("ab <\n"), st.text("ab <\n").filter(lambda text: text == text.lstrip())
            ),
            max_size=4,
        ),
        places,
    )
    def test_parses_written_blocks(self, blocks: list[tuple[str, str]], places: list[int]) -> None:
        written = "".join(f"<think>{reasoning}</think>\n\n{text}" for reasoning, text in blocks)
        pieces = split(*cut(written, places))
        assert "".join(text for kind, text in pieces if kind == "reasoning") == "".join(
            reasoning for reasoning, _ in blocks
        )
        assert "".join(text for kind, text in pieces if kind == "text") == "".join(
            text for _, text in blocks
        )

    def test_text_is_emitted_immediately_except_possible_tags(self) -> None:
        splitter = ThinkSplitter()
        assert splitter.feed("1 < 2 <th") == [("text", "1 < 2 ")]
        assert splitter.feed("e end <think>so") == [("text", "<the end "), ("reasoning", "so")]
        assert splitter.feed(" on</th") == [("reasoning", " on")]
        assert splitter.feed("ink> \n") == []
        assert splitter.feed(" Hi <") == [("text", "Hi ")]
        assert splitter.close() == [("text", "<")]
        assert splitter.close() == []

    def test_several_blocks_are_separated(self) -> None:
        assert split("<think>a</think>b<think>c</think>d") == [
            ("reasoning", "a"),
            ("text", "b"),
            ("reasoning", "c"),
            ("text", "d"),
        ]

    def test_whitespace_is_trimmed_right_after_the_closing_tag_only(self) -> None:
        assert split(" \n<think>\na \n</think>\n\n b \n c\n") == [
            ("text", " \n"),
            ("reasoning", "\na \n"),
            ("text", "b \n c\n"),
        ]

    def test_unclosed_blocks_are_reasoning(self) -> None:
        assert split("<think>a</thin") == [("reasoning", "a</thin")]

    def test_an_opening_tag_inside_reasoning_is_reasoning(self) -> None:
        assert split("<think>a<think>b</think>c") == [("reasoning", "a<think>b"), ("text", "c")]

    def test_a_closing_tag_in_text_is_text(self) -> None:
        assert split("a</think> b") == [("text", "a</think> b")]

    @pytest.mark.parametrize("opening", ["", "<think>"])
    def test_missing_opening_tag_at_the_start_is_accepted(self, opening: str) -> None:
        assert split(opening + "a</think>b", starts_inside=True) == [
            ("reasoning", "a"),
            ("text", "b"),
        ]

    def test_only_one_opening_tag_is_removed_at_the_start(self) -> None:
        assert split("<think>", starts_inside=True) == []
        assert split("\n<think><think>a</think>b", starts_inside=True) == [
            ("reasoning", "\n<think>a"),
            ("text", "b"),
        ]

    @pytest.mark.parametrize("text", ["<", "<thinker", "</thin", " ", "< think>"])
    def test_similar_text_is_kept(self, text: str) -> None:
        assert split(text) == [("text", text)]
        assert split(text, starts_inside=True) == [("reasoning", text)]


class TestSplitThinking:
    @pytest.mark.parametrize(
        ("text", "answer", "reasoning"),
        [
            ("", "", ""),
            ("plain", "plain", ""),
            ("<think>\nwhy\n</think>\n\nbecause", "because", "\nwhy\n"),
            ("why</think>\nbecause", "because", "why"),
            ("why</think>a<think>how</think>b", "ab", "whyhow"),
            ("<think>why", "", "why"),
            ("a<think>why</think>b</think>", "ab</think>", "why"),
            ("<mm:think>why</mm:think>because", "because", "why"),
            ("why</mm:think>because", "because", "why"),
            ("<mm:think>a</think>b</mm:think>c", "c", "a</think>b"),
        ],
    )
    def test_returns_text_and_reasoning(self, text: str, answer: str, reasoning: str) -> None:
        assert split_thinking(text) == (answer, reasoning)

    @settings(max_examples=100, deadline=None)
    @given(tagged.map(without_tags), tagged)
    def test_missing_opening_tag_is_accepted(self, reasoning: str, rest: str) -> None:
        closed = f"{reasoning}</think>{rest}"
        assert split_thinking(closed) == split_thinking("<think>" + closed)
