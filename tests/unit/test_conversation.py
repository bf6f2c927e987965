"""Chat messages and tools in the form of the other surfaces: what each becomes, and what stays as
it is.
"""

from __future__ import annotations

from typing import Any

import pytest

from minimax import ValidationError, conversation

PARAMETERS = {"type": "object", "properties": {}}
CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "空"}'}}


def test_a_tool_keeps_everything_that_stands_beside_its_function() -> None:
    tool = {
        "type": "function",
        "function": {"name": "look", "parameters": PARAMETERS},
        "cache_control": {"type": "ephemeral"},
    }

    assert conversation.block_tool(tool) == {
        "name": "look",
        "input_schema": PARAMETERS,
        "cache_control": {"type": "ephemeral"},
    }
    assert conversation.tool(tool) == {
        "type": "function",
        "name": "look",
        "parameters": PARAMETERS,
        "cache_control": {"type": "ephemeral"},
    }


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "web_search"},
        {"name": "look", "input_schema": PARAMETERS},
        {"function": "odd"},
        "odd",
        None,
    ],
)
def test_a_tool_of_another_kind_stays_as_it_is(tool: Any) -> None:
    assert conversation.tool(tool) == conversation.block_tool(tool) == tool


@pytest.mark.parametrize(
    ("media", "source"),
    [
        (
            {"url": "https://a.test/b,c.png", "detail": "low"},
            {"type": "url", "url": "https://a.test/b,c.png", "detail": "low"},
        ),
        ({"url": "mm_file://301"}, {"type": "url", "url": "mm_file://301"}),
        (
            "data:image/png;base64,AA==",
            {"type": "base64", "media_type": "image/png", "data": "AA=="},
        ),
        ({"url": "data:image/svg+xml,<svg/>"}, {"type": "url", "url": "data:image/svg+xml,<svg/>"}),
    ],
)
def test_media_become_a_source(media: Any, source: dict[str, Any]) -> None:
    (message,) = conversation.blocks(
        [{"role": "user", "content": [{"type": "image_url", "image_url": media}]}]
    )

    assert message == {"role": "user", "content": [{"type": "image", "source": source}]}


@pytest.mark.parametrize(
    ("content", "before"), [(None, []), ("", []), ("Well.", [{"type": "text", "text": "Well."}])]
)
def test_calls_become_blocks_behind_what_was_said(content: Any, before: list[Any]) -> None:
    (message,) = conversation.blocks(
        [
            {
                "role": "assistant",
                "content": content,
                "tool_calls": [CALL],
                "reasoning_content": "Hm.",
            }
        ]
    )

    assert message["content"] == [
        *before,
        {"type": "tool_use", "id": "c1", "name": "look", "input": {"at": "空"}},
    ]
    assert set(message) == {"role", "content"}


def test_arguments_that_are_no_json_are_left_for_the_check_of_the_request() -> None:
    cut = {**CALL, "function": {"name": "look", "arguments": '{"at": '}}
    (message,) = conversation.blocks([{"role": "assistant", "tool_calls": [cut]}])

    assert message["content"][0]["input"] == '{"at": '


def test_results_of_tools_are_gathered_until_somebody_else_speaks() -> None:
    results = [{"role": "tool", "tool_call_id": name, "content": name} for name in ("a", "b", "c")]

    made = conversation.blocks([*results[:2], {"role": "user", "content": "And?"}, results[2]])

    assert [
        [block["tool_use_id"] for block in each["content"] if "tool_use_id" in block]
        for each in (made[0], made[2])
    ] == [
        ["a", "b"],
        ["c"],
    ]


def test_blocks_and_items_of_a_surface_stay_as_they_are() -> None:
    turn = {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "Hm.", "signature": "9f"},
            {"type": "x_future", "content": ["kept"]},
        ],
    }
    item = {"type": "x_future", "content": [{"type": "text", "text": "kept"}]}

    assert conversation.blocks([turn]) == [turn]
    assert conversation.items([item]) == [item]


@pytest.mark.parametrize("calls", [7, ["odd"], [{"id": "c1"}], [{"function": None}]])
def test_calls_that_are_none_are_refused(calls: Any) -> None:
    for convert in (conversation.blocks, conversation.items):
        with pytest.raises(ValidationError, match="is no list of calls"):
            convert([{"role": "assistant", "tool_calls": calls}])
