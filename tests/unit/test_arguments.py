"""Arguments of tool calls: parsing, sending back, and streaming."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax import ValidationError
from minimax.results.accumulator import GrowingArguments
from minimax.results.reply import read_arguments, sendable_arguments, sendable_object

NO_OBJECT = ['{"a": 1', "[1]", "7", '"look"', "look(1)", "{'a': 1}", '{"a": 1}{"a": 1}', "[" * 9999]


@pytest.mark.parametrize(
    ("given", "found", "sent"),
    [
        ('{"a": 1}', {"a": 1}, '{"a": 1}'),
        (' {"a" :1}\n', {"a": 1}, ' {"a" :1}\n'),
        ("", {}, "{}"),
        (" \n", {}, "{}"),
        ("null", {}, "{}"),
        ("[]", {}, "{}"),
        (None, {}, "{}"),
        ({"a": "世"}, {"a": "世"}, '{"a": "世"}'),
        ({}, {}, "{}"),
        ('"{\\"a\\": 1}"', {"a": 1}, '{"a": 1}'),
        ('{"a": "1\n2"}', {"a": "1\n2"}, '{"a": "1\\n2"}'),
        ('{"a": "\\ud83d"}', {"a": "\ufffd"}, '{"a": "\\ud83d"}'),
    ],
)
def test_object_arguments_are_parsed_and_sent_as_json(given: Any, found: Any, sent: str) -> None:
    assert read_arguments(given) == found
    assert sendable_arguments(given) == sent
    assert sendable_object(given) == found


@pytest.mark.parametrize("text", NO_OBJECT)
def test_other_arguments_are_sent_back_wrapped_in_an_object(text: str) -> None:
    assert read_arguments(text) is None
    assert json.loads(sendable_arguments(text)) == {"INVALID_JSON": text}
    assert sendable_object(text) == {"INVALID_JSON": text}


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": -Infinity}'])
def test_nonstandard_json_is_parsed_but_not_sent(text: str) -> None:
    assert read_arguments(text) is not None
    assert json.loads(sendable_arguments(text)) == {"INVALID_JSON": text}


@pytest.mark.parametrize("given", [[1], 7, True])
def test_arguments_of_other_types_are_kept_as_text(given: Any) -> None:
    assert read_arguments(given) is None
    assert json.loads(sendable_arguments(given)) == {"INVALID_JSON": json.dumps(given)}


def test_unserializable_arguments_are_rejected() -> None:
    with pytest.raises(ValidationError, match=r"arguments: .* cannot be written as JSON"):
        sendable_arguments({"a": object()})


@given(st.text() | st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_arguments_are_always_sent_as_a_strict_json_object(given: Any) -> None:
    assert isinstance(json.loads(sendable_arguments(given)), dict)
    assert sendable_arguments(sendable_arguments(given)) == sendable_arguments(given)


def grown(*pieces: Any, restated: bool = False) -> str:
    growing = GrowingArguments()
    for piece in pieces:
        growing.add(piece, restated=restated)
    return str(growing)


class TestGrowing:
    @pytest.mark.parametrize(
        ("pieces", "restated", "text"),
        [
            (['{"a"', ": 1}"], False, '{"a": 1}'),
            (["", None, '{"a"', "", ": 1}"], False, '{"a": 1}'),
            (['{"a"', '{"a": 1}', '{"a": 1}'], True, '{"a": 1}'),
            (['{"a"', ": 1}"], True, '{"a": 1}'),
            ([{"a": 1}], False, '{"a": 1}'),
            ([{}, '{"a": 1}'], False, '{"a": 1}'),
            ([{"a": 1}, {"b": 2}], False, '{"a": 1, "b": 2}'),
            (['{"a"', {}, ": 1}"], False, '{"a": 1}'),
            (['{"a": ', {"a": 1}], False, '{"a": 1}'),
            ([[1]], False, "[1]"),
            (['{"a": "\ud83d', '\ude00"}'], False, '{"a": "😀"}'),
        ],
    )
    def test_accepts_pieces_of_any_type(self, pieces: list[Any], restated: bool, text: str) -> None:
        assert grown(*pieces, restated=restated) == text

    def test_is_complete_after_the_closing_brace(self) -> None:
        growing = GrowingArguments()
        assert (bool(growing), growing.complete) == (False, False)
        growing.add('{"a": ')
        assert (bool(growing), growing.complete) == (True, False)
        growing.add("1}")
        assert (bool(growing), growing.complete) == (True, True)
