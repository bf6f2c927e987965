from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minimax.parsing import Repeats, parse

PATH = ("choices", 0, "delta", "content")
READABLE = [b'{"a": [1, "\xc3\xa9"]}', b' {"a": 1}', b'{"a": 1}\n', b'"\\ud83d"', b"[]", b"1"]
UNREADABLE = [b"", b" ", b"{", b'{"a": 1} x', b"\xff", b'"\x01"', b"[" * 100_000]


class TestParse:
    @pytest.mark.parametrize("kind", [bytes, bytearray])
    @pytest.mark.parametrize("data", READABLE)
    def test_gives_what_json_gives(self, data: bytes, kind: type[bytes] | type[bytearray]) -> None:
        assert parse(kind(data)) == json.loads(data)

    @pytest.mark.parametrize("kind", [bytes, bytearray])
    @pytest.mark.parametrize("data", UNREADABLE, ids=lambda data: data[:4])
    def test_refuses_what_is_no_json_and_leaves_it_as_it_was(
        self, data: bytes, kind: type[bytes] | type[bytearray]
    ) -> None:
        given = kind(data)
        with pytest.raises((ValueError, RecursionError)):
            parse(given)
        assert given == data

    def test_lets_go_of_a_large_event_that_it_has_read(self) -> None:
        data = bytearray(b'{"a": 1}')
        assert parse(data) == {"a": 1}
        assert data == b""


def chunk(
    written: str, before: str = '"id": "c1", ', beside: str = "", after: str = ', "usage": null'
) -> bytes:
    """A chunk whose text is written so, between the quotes."""
    text = (
        f'{{{before}"choices": [{{"index": 0, "delta": {{"content":'
        f' "{written}"{beside}}}}}]{after}}}'
    )
    return text.encode("utf-8", "surrogatepass")


def learned(data: bytes, path: tuple[str | int, ...] = PATH) -> Repeats:
    repeats = Repeats()
    repeats.learn(data, json.loads(data), *path)
    return repeats


class TestRepeats:
    @pytest.mark.parametrize(
        "written", ["", "a", "世界 🎻", '\\n\\u4e16\\\\ \\"x\\"', "</think>", "\\ud83d"]
    )
    def test_tell_the_text_of_a_frame_that_differs_in_nothing_else(self, written: str) -> None:
        assert learned(chunk("Hel")).text(chunk(written)) == json.loads(f'"{written}"')

    @pytest.mark.parametrize(
        "frame",
        [
            chunk("lo", before='"id": "c2", '),
            chunk("lo", after=', "usage": {}'),
            chunk("lo", beside=', "tool_calls": [{}]'),
            chunk('lo", "role": "x'),
            chunk('lo", "content": "again'),
            chunk("lo\\"),
            chunk("l\no"),
            chunk("lo").replace(b"lo", b"\xff"),
            chunk("lo").replace(b'lo"', b""),
            chunk("")[: chunk("").index(b'""') + 1] + chunk("")[chunk("").index(b'""') + 2 :],
            b"[DONE]",
            b"",
        ],
    )
    def test_tell_no_other_frame(self, frame: bytes) -> None:
        assert learned(chunk("Hel")).text(frame) is None

    @pytest.mark.parametrize(
        "frame",
        [
            chunk("Hel", after=', "usage": {"total_tokens": 1}'),
            chunk("Hel", beside=', "tool_calls": []'),
            chunk("Hel", after=', "choices": [{"index": 0, "delta": {"content": "last"}}]'),
            chunk("Hel", before='"content": "early", '),
            chunk("x" * 100_000),
        ],
        ids=["an object beside", "a list beside", "a key twice", "the name elsewhere", "large"],
    )
    def test_learn_no_frame_whose_copies_would_be_wrong_or_dear(self, frame: bytes) -> None:
        assert learned(frame).text(frame) is None

    def test_forget_on_demand(self) -> None:
        repeats = learned(chunk("Hel"))
        repeats.forget()
        assert repeats.text(chunk("lo")) is None

    def test_stop_learning_where_no_frame_repeats_another(self) -> None:
        repeats = Repeats()
        for number in range(20):
            frame = chunk("x", before=f'"number": {number}, ')
            assert repeats.text(frame) is None
            repeats.learn(frame, json.loads(frame), *PATH)
        assert repeats.payload is None

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [
                    '"content"',
                    '"x\\"content"',
                    '"a"',
                    '"content": "b"',
                    ":",
                    ",",
                    '"',
                    "\\",
                    '"c"',
                    " ",
                    "é",
                    "{",
                    "}",
                    "1",
                    "null",
                ]
            ),
            max_size=10,
        ).map("".join),
        st.lists(
            st.sampled_from(
                ['"', "\\", "\\u00", "41", "n", ", ", '"role": ', "é", "\n", "x", '"content": "']
            ),
            max_size=8,
        ).map("".join),
        st.booleans(),
    )
    @example('"x\\"content": "c", ', "x", True)
    @example("", "Hel", True)
    def test_are_never_wrong_about_a_frame(self, fields: str, written: str, last: bool) -> None:
        def frame(text: str) -> bytes:
            own = f'"content": "{text}"'
            return f'{{"delta": {{{f"{fields}{own}" if last else f"{own}{fields}"}}}}}'.encode()

        try:
            payload: Any = json.loads(frame("Hel"))
        except ValueError:
            return
        if not isinstance(payload["delta"].get("content"), str):
            return
        repeats = learned(frame("Hel"), ("delta", "content"))
        text = repeats.text(frame(written))
        if text is not None:
            assert {
                **repeats.payload,
                "delta": {**repeats.payload["delta"], "content": text},
            } == json.loads(frame(written))
