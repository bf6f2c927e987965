"""Chat messages and tools in the form of the other surfaces: what each becomes, and what stays as
it is.
"""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from minimax import ValidationError
from minimax.results import conversation
from minimax.results.messages import Message

from .transcripts import MESSAGE

PARAMETERS = {"type": "object", "properties": {}}
CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "空"}'}}


def test_tools_keep_fields_next_to_function() -> None:
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
def test_other_tools_are_unchanged(tool: Any) -> None:
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
def test_media_become_sources(media: Any, source: dict[str, Any]) -> None:
    _, (message,) = conversation.blocks(
        [{"role": "user", "content": [{"type": "image_url", "image_url": media}]}]
    )

    assert message == {"role": "user", "content": [{"type": "image", "source": source}]}


@pytest.mark.parametrize(
    ("content", "before"), [(None, []), ("", []), ("Well.", [{"type": "text", "text": "Well."}])]
)
def test_calls_become_blocks_after_the_text(content: Any, before: list[Any]) -> None:
    _, (message,) = conversation.blocks(
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


def test_consecutive_tool_results_are_merged() -> None:
    results = [{"role": "tool", "tool_call_id": name, "content": name} for name in ("a", "b", "c")]

    _, made = conversation.blocks([*results[:2], {"role": "user", "content": "And?"}, results[2]])

    assert [
        [block["tool_use_id"] for block in each["content"] if "tool_use_id" in block]
        for each in (made[0], made[2])
    ] == [
        ["a", "b"],
        ["c"],
    ]


def test_native_blocks_and_items_are_unchanged() -> None:
    turn = {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "Hm.", "signature": "9f"},
            {"type": "x_future", "content": ["kept"]},
        ],
    }
    item = {"type": "x_future", "content": [{"type": "text", "text": "kept"}]}

    assert conversation.blocks([turn]) == (None, [turn])
    assert conversation.items([item]) == (None, [item])


@pytest.mark.parametrize("calls", [7, ["odd"], [{"id": "c1"}], [{"function": None}]])
def test_invalid_calls_are_rejected(calls: Any) -> None:
    message = {"role": "assistant", "tool_calls": calls}
    for convert in (conversation.blocks, conversation.items):
        with pytest.raises(ValidationError, match="is not a list of calls"):
            convert([message])
    assert conversation.chat([message]) == [message], "the check of the request names them"


Sent = dict[str, Any]


def as_chat(message: Sent) -> list[Sent]:
    return [call["function"] for call in conversation.chat([message])[0]["tool_calls"]]


def as_blocks(message: Sent) -> list[Sent]:
    content = conversation.blocks([message])[1][0]["content"]
    return [
        {"name": block["name"], "arguments": json.dumps(block["input"], ensure_ascii=False)}
        for block in content
    ]


def as_items(message: Sent) -> list[Sent]:
    return [
        {"name": item["name"], "arguments": item["arguments"]}
        for item in conversation.items([message])[1]
    ]


every_surface = pytest.mark.parametrize("convert", [as_chat, as_blocks, as_items])


@every_surface
@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ('{"at": 1}', '{"at": 1}'),
        ({"at": "世"}, '{"at": "世"}'),
        ("", "{}"),
        (" ", "{}"),
        ("null", "{}"),
        (None, "{}"),
        ('{"at": ', '{"INVALID_JSON": "{\\"at\\": "}'),
        ([1], '{"INVALID_JSON": "[1]"}'),
    ],
)
def test_arguments_are_sent_as_a_json_object(convert: Any, written: Any, sent: str) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": written}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    assert convert(message) == [{"name": "look", "arguments": sent}]


def test_ids_are_sent_as_text() -> None:
    call = {"id": 7, "function": {"name": "look"}}
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": 7, "content": "fog"},
    ]
    asked, answered = conversation.chat(messages)
    assert asked["tool_calls"] == [
        {"id": "7", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    ]
    assert answered["tool_call_id"] == "7"
    _, (asked, answered) = conversation.blocks(messages)
    assert (asked["content"][0]["id"], answered["content"][0]["tool_use_id"]) == ("7", "7")
    _, items = conversation.items(messages)
    assert [item["call_id"] for item in items] == ["7", "7"]


@pytest.mark.parametrize(
    ("message", "role"),
    [
        ({"role": "", "content": "Hi"}, "assistant"),
        ({"role": None, "content": "Hi"}, "assistant"),
        ({"role": "", "content": "fog", "tool_call_id": "c1"}, "tool"),
    ],
)
def test_roles_are_never_empty(message: Sent, role: str) -> None:
    assert conversation.chat([message])[0]["role"] == role
    if role == "assistant":
        assert conversation.blocks([message])[1][0]["role"] == role
        assert conversation.items([message])[1][0]["role"] == role
    assert message["role"] != role, "messages of the caller are left as they are"


HELLO = {"role": "user", "content": "Hi"}
KIND = {"role": "system", "content": "Be kind."}
BRIEF = {"role": "system", "content": "Be brief."}
PARTS = {"role": "system", "content": [{"type": "text", "text": "In parts."}]}


@pytest.mark.parametrize(
    ("system", "messages", "sent"),
    [
        (None, [HELLO], []),
        ("Be kind.", [HELLO], [KIND]),
        (None, [KIND, HELLO], [KIND]),
        ("Be kind.", [BRIEF, HELLO], [{**KIND, "content": "Be kind.\n\nBe brief."}]),
        (None, [KIND, HELLO, BRIEF], [{**KIND, "content": "Be kind.\n\nBe brief."}]),
        (
            "Be kind.",
            [{**BRIEF, "role": "developer"}],
            [{**KIND, "content": "Be kind.\n\nBe brief."}],
        ),
        (None, [{**BRIEF, "role": "developer"}], [BRIEF]),
        ("", [BRIEF], [BRIEF]),
        (
            None,
            [{**KIND, "name": "Ada"}, BRIEF],
            [{**KIND, "name": "Ada", "content": "Be kind.\n\nBe brief."}],
        ),
        (None, [{"role": "system", "name": "Ada"}, BRIEF], [{**BRIEF, "name": "Ada"}]),
        (
            "Be kind.",
            [PARTS],
            [{**PARTS, "content": [{"type": "text", "text": "Be kind."}, *PARTS["content"]]}],
        ),
    ],
)
def test_chat_has_at_most_one_system_message(
    system: str | None, messages: list[Sent], sent: list[Sent]
) -> None:
    made = conversation.chat(messages, system)
    assert [message for message in made if message["role"] == "system"] == sent
    assert [message for message in made if message["role"] != "system"] == [HELLO] * messages.count(
        HELLO
    )
    assert not sent or made[0] == sent[0]


@pytest.mark.parametrize(
    ("system", "messages", "sent"),
    [
        (None, [HELLO], None),
        ("Be kind.", [HELLO], "Be kind."),
        (None, [KIND, HELLO], "Be kind."),
        ("Be kind.", [HELLO, BRIEF], "Be kind.\n\nBe brief."),
        (
            [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}],
            [BRIEF, HELLO],
            [
                {"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": "Be brief."},
            ],
        ),
    ],
)
def test_messages_has_separate_system_text(system: Any, messages: list[Sent], sent: Any) -> None:
    assert conversation.blocks(messages, system) == (sent, [HELLO])


@pytest.mark.parametrize(
    ("instructions", "messages", "sent", "roles"),
    [
        (None, [HELLO], None, ["user"]),
        ("Be kind.", [HELLO], "Be kind.", ["user"]),
        (None, [KIND, HELLO], None, ["system", "user"]),
        (None, [{**KIND, "role": "developer"}, HELLO], None, ["developer", "user"]),
        ("Be kind.", [HELLO, BRIEF], "Be kind.\n\nBe brief.", ["user"]),
        (None, [KIND, HELLO, BRIEF], None, ["system", "user"]),
        ("Be kind.", [PARTS, HELLO], None, ["system", "user"]),
    ],
)
def test_responses_has_at_most_one_system_text(
    instructions: str | None, messages: list[Sent], sent: str | None, roles: list[str]
) -> None:
    found, items = conversation.items(messages, instructions)
    assert (found, [item["role"] for item in items]) == (sent, roles)


def test_response_only_fields_are_not_sent() -> None:
    search = {"type": "web_search_call", "id": "ws", "status": "completed"}
    said = {"type": "message", "role": "assistant", "content": "Hi"}
    assert conversation.items([search, said]) == (None, [said])


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_becomes_an_item(name: str) -> None:
    _, items = conversation.items([{"role": "assistant", "content": "Hi", name: "Hm."}])
    assert items[0] == {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}


class TestSignatures:
    def sent(self, block: Sent) -> Sent:
        _, (message,) = conversation.blocks([{"role": "assistant", "content": [block]}])
        found: Sent = message["content"][0]
        return found

    def test_are_sent_with_unchanged_text(self) -> None:
        block = Message(MESSAGE).as_message()["content"][0]
        for same in (block, {**block}, json.loads(json.dumps(block)), copy.deepcopy(block)):
            assert self.sent(same) == MESSAGE["content"][0]
        assert self.sent(pickle.loads(pickle.dumps(block))) == MESSAGE["content"][0]

    def test_are_omitted_if_the_text_was_changed(self) -> None:
        block = Message(MESSAGE).as_message()["content"][0]
        changed = {**block, "thinking": "Something else."}
        assert self.sent(changed) == {"type": "thinking", "thinking": "Something else."}
        block["thinking"] += "!"
        for copied in (block, pickle.loads(pickle.dumps(block)), copy.deepcopy(block)):
            assert "signature" not in self.sent(copied)

    @pytest.mark.parametrize("thinking", ["a\ud83d", None])
    def test_are_omitted_if_the_text_cannot_be_sent(self, thinking: Any) -> None:
        block = {"type": "thinking", "thinking": thinking, "signature": "9f"}
        assert "signature" not in self.sent(block)
