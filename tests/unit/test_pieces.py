"""Text in pieces: split characters, snapshots, and growing objects."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax.core.parsing import GrowingFields, GrowingText, plain_text, repair, repair_all

places = st.lists(st.integers(0, 2**16), max_size=10)
halves = st.text(st.characters(categories=["Cs", "Lu"]) | st.sampled_from("a\ud83d\ude00😀"))


def cut(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


class TestRepair:
    @pytest.mark.parametrize(
        ("text", "repaired"),
        [
            ("plain", "plain"),
            ("世界 😀", "世界 😀"),
            ("\ud83d\ude00", "😀"),
            ("a\ud83d", "a\ufffd"),
            ("\ude00\ud83d!", "\ufffd\ufffd!"),
            ("caf\udce9.txt", "caf\ufffd.txt"),
        ],
    )
    def test_joins_surrogate_pairs_and_replaces_lone_ones(self, text: str, repaired: str) -> None:
        assert repair(text) == repaired

    @given(halves)
    def test_result_can_be_encoded(self, text: str) -> None:
        repair(text).encode()
        assert repair(repair(text)) == repair(text)

    def test_repairs_nested_texts(self) -> None:
        value = {"a\ud83d": [1, None, ("\ude00",), {"b": "ok"}]}
        assert repair_all(value) == {"a\ufffd": [1, None, ["\ufffd"], {"b": "ok"}]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (7, "7"),
        ({"text": "a"}, "a"),
        ({"content": ["a", {"text": "b"}]}, "ab"),
        (["a", None, 1], "a1"),
        ({"url": "u"}, ""),
    ],
)
def test_text_is_found_in_any_form(value: Any, text: str) -> None:
    assert plain_text(value) == text


def test_deeply_nested_text_is_ignored() -> None:
    deep: Any = "a"
    for _ in range(100_000):
        deep = [deep]
    assert plain_text(deep) == ""


class TestGrowingText:
    @given(halves, places)
    def test_returns_whole_characters_at_any_split(self, text: str, places: list[int]) -> None:
        growing = GrowingText()
        given = [growing.feed(piece) for piece in cut(text, places)]
        so_far = str(growing)
        given.append(growing.close())
        assert "".join(given) == so_far == str(growing) == repair(text)
        for piece in given:
            piece.encode()

    def test_waits_for_the_second_half(self) -> None:
        growing = GrowingText()
        assert [growing.feed(each) for each in ("a\ud83d", "", "\ude00b", "\ud83d", "c")] == [
            "a",
            "",
            "😀b",
            "",
            "\ufffdc",
        ]

    def test_can_be_completed_with_the_full_text(self) -> None:
        growing = GrowingText()
        growing.feed("a\ud83d")
        assert growing.finish("a😀b") == "😀b"
        assert (growing.finish("a😀b"), growing.finish("other"), str(growing)) == ("", "", "other")


class TestSnapshots:
    @given(st.text(min_size=1), places)
    def test_growing_snapshots_return_each_part_once(self, text: str, places: list[int]) -> None:
        ends = sorted({place % len(text) + 1 for place in places} | {len(text)})
        buffer = GrowingText(snapshots=True)
        assert "".join(buffer.feed(text[:end]) for end in ends) == text

    @given(st.lists(st.text("ab"), max_size=10))
    def test_increments_are_all_kept(self, increments: list[str]) -> None:
        buffer, so_far = GrowingText(snapshots=True), "-" * 10
        buffer.feed(so_far)
        for increment in increments:
            assert buffer.feed(increment) == increment
            so_far += increment
        assert buffer.feed(so_far + "!") == "!"

    def test_an_equal_text_is_an_increment(self) -> None:
        buffer = GrowingText(snapshots=True)
        assert [buffer.feed(text) for text in ("ha", "ha", "haha!")] == ["ha", "ha", "!"]

    def test_longer_text_with_another_start_is_an_increment(self) -> None:
        buffer = GrowingText(snapshots=True)
        assert [buffer.feed(text) for text in ("", "so", "then we", "sothen we go")] == [
            "",
            "so",
            "then we",
            " go",
        ]

    def test_can_be_split_inside_a_character(self) -> None:
        buffer = GrowingText(snapshots=True)
        assert [buffer.feed(text) for text in ("a\ud83d", "a😀", "a😀b")] == ["a", "😀", "b"]


class TestGrowingFields:
    def test_join_texts_and_lists_and_keep_what_is_constant(self) -> None:
        fields = GrowingFields()
        for piece in (
            {"id": "x", "poem": "Roses ", "notes": [1], "at": 1, "skip": "a", "none": None},
            {"id": "x", "poem": "are red.", "notes": [2], "at": 0, "skip": "b", "empty": ""},
        ):
            fields.add(piece, frozenset({"skip"}))
        assert fields.whole() == {
            "id": "x",
            "poem": "Roses are red.",
            "notes": [1, 2],
            "at": 0,
        }

    def test_grow_inside_of_objects(self) -> None:
        fields = GrowingFields()
        fields.add({"audio": {"id": "a", "data": "QU"}})
        first = fields.whole()
        fields.add({"audio": {"id": "a", "data": "FB"}})
        assert (first, fields.whole()) == (
            {"audio": {"id": "a", "data": "QU"}},
            {"audio": {"id": "a", "data": "QUFB"}},
        )

    def test_may_change_their_type(self) -> None:
        fields = GrowingFields()
        for value in ("a", 1, ["b"], {"c": "d"}, "e"):
            fields.add({"field": value})
        assert fields.whole() == {"field": "e"}
