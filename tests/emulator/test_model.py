"""The deterministic model behind the chat surfaces: what it says, which tool it calls and with
what.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax.emulator import language
from minimax.emulator.chat import Message, Prompt, Reply, Tool, respond, script
from minimax.emulator.tool_arguments import fill


def tool(
    name: str, description: str = "", required: tuple[str, ...] = (), **properties: Any
) -> Tool:
    return Tool(
        name, description, {"type": "object", "properties": properties, "required": list(required)}
    )


WEATHER = tool(
    "get_weather",
    "Current weather of a city.",
    ("city",),
    city={"type": "string"},
    unit={"type": "string", "enum": ["celsius", "fahrenheit"]},
)
CLOCK = tool("get_time", "The time of day somewhere.", ("place",), place={"type": "string"})
STOCKS = tool(
    "lookup", "Find the stock price of a company.", ("company",), company={"type": "string"}
)
ADD = tool("add", "Add two numbers.", ("a", "b"), a={"type": "integer"}, b={"type": "integer"})
MAIL = tool(
    "send_email", "Send a mail.", ("to", "body"), to={"type": "string"}, body={"type": "string"}
)
TOOLS = (WEATHER, CLOCK, STOCKS, ADD, MAIL)


def ask(text: str, *tools: Tool, **options: Any) -> Reply:
    return respond(Prompt((Message("user", text),), tools, **options))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Reply with exactly: pong", "pong"),
        ('Please repeat "abc def" after me', "abc def"),
        ("Hello", "Hello! I am the MiniMax emulator. What can I do for you?"),
    ],
)
def test_simple_requests_are_followed(question: str, answer: str) -> None:
    assert ask(question).text == answer


def test_other_prompts_are_echoed() -> None:
    assert "Why is the sky blue?" in ask("Why is the sky blue?").text
    assert "天空" in ask("天空为什么是蓝色的？").text


def test_empty_questions_have_a_reply() -> None:
    assert ask("").text


def test_number_of_words_is_respected() -> None:
    assert len(ask("Write a story of 120 words about a ferry").text.split()) == 120


def test_earlier_messages_are_remembered() -> None:
    talk = (
        Message("user", "My name is Ada."),
        Message("assistant", "Noted."),
        Message("user", "What is my name?"),
    )
    assert respond(Prompt(talk)).text == 'Earlier you said: "My name is Ada."'


def test_images_are_mentioned() -> None:
    assert respond(
        Prompt((Message("user", "What is this?", images=("default", "low"), videos=1),))
    ).text.startswith("I see 2 images and 1 video. ")


@pytest.mark.parametrize(
    ("question", "calls"),
    [
        ("What is the weather in Paris?", [("get_weather", {"city": "Paris"})]),
        (
            "Weather for Oslo in fahrenheit, please",
            [("get_weather", {"city": "Oslo", "unit": "fahrenheit"})],
        ),
        (
            "Give me weather and time in New York",
            [("get_weather", {"city": "New York"}), ("get_time", {"place": "New York"})],
        ),
        ("What is the stock price of ACME?", [("lookup", {"company": "ACME"})]),
        ("Please add 17 and 25", [("add", {"a": 17, "b": 25})]),
        ("Call add with 3 and -4", [("add", {"a": 3, "b": -4})]),
        (
            "Send an email to bob@example.org saying 'see you at nine'",
            [("send_email", {"to": "bob@example.org", "body": "see you at nine"})],
        ),
        ("Tell me a joke", []),
    ],
)
def test_requested_tools_are_called(question: str, calls: list[tuple[str, Any]]) -> None:
    reply = ask(question, *TOOLS)
    assert [(call.name, call.arguments) for call in reply.calls] == calls
    assert reply.finish == ("tool_calls" if calls else "stop")


def test_tools_are_called_in_chinese() -> None:
    weather = tool("query_weather", "查询城市天气", ("city",), city={"type": "string"})
    assert [call.arguments for call in ask("北京的天气怎么样？", weather).calls] == [
        {"city": "北京"}
    ]


def test_tool_results_are_reported_without_another_call() -> None:
    talk = (
        Message("user", "What is the weather in Paris?"),
        Message("assistant"),
        Message("tool", '{"celsius": 21, "sky": ["clear", "dry"]}', answers="get_weather"),
    )
    reply = respond(Prompt(talk, TOOLS))
    assert reply.calls == ()
    assert (
        reply.text
        == 'About "What is the weather in Paris?": get_weather returned celsius 21, sky clear, dry.'
    )


@pytest.mark.parametrize(
    ("schema", "sentence", "value"),
    [
        ({"type": "integer", "minimum": 3, "maximum": 5}, "take 9", 5),
        ({"type": "number"}, "it is 2.5 m", 2.5),
        ({"type": "boolean"}, "turn it on", True),
        ({"type": "boolean"}, "turn it off", False),
        ({"type": ["string", "null"], "format": "date"}, "nothing", "2026-01-01"),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, "7", 7),
        (
            {"type": "array", "items": {"type": "string"}},
            "compare Paris and London",
            ["Paris", "London"],
        ),
        ({"type": "array", "items": {"type": "number"}}, "add 1, 2 and 3", [1, 2, 3]),
        ({"const": "x"}, "", "x"),
        ({"enum": ["a", "beta"]}, "the beta one", "beta"),
        (
            {
                "type": "object",
                "properties": {"origin": {"type": "string"}, "goal": {"type": "string"}},
                "required": ["origin", "goal"],
            },
            "Book a flight from Berlin to San Francisco",
            {"origin": "Berlin", "goal": "San Francisco"},
        ),
        ({"$ref": "#/$defs/n", "$defs": {"n": {"type": "integer"}}}, "8", 8),
        ({"type": "nonsense"}, "word", "word"),
    ],
)
def test_a_schema_is_filled_from_the_sentence(
    schema: dict[str, Any], sentence: str, value: Any
) -> None:
    assert fill(schema, sentence) == value


KEYWORDS = [
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "anyOf",
    "minimum",
    "maximum",
    "minItems",
    "format",
    "default",
    "$ref",
    "a",
]
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
)
TYPES = st.sampled_from(
    ["object", "array", "string", "integer", "number", "boolean", "null", "#/a", "a"]
)
SCHEMAS = st.recursive(
    SCALARS | TYPES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYWORDS), inner, max_size=4)
    ),
)


@given(st.dictionaries(st.sampled_from(KEYWORDS), SCHEMAS, max_size=4), st.text(max_size=40))
def test_arbitrary_schemas_are_filled(schema: dict[str, Any], sentence: str) -> None:
    json.dumps(fill(schema, sentence))


def test_recursive_schemas_end() -> None:
    node: dict[str, Any] = {
        "type": "object",
        "properties": {"next": {"$ref": "#"}},
        "required": ["next"],
    }
    assert json.dumps(fill(node, "x")).count("next") == 8


def test_json_schemas_in_instructions_are_followed() -> None:
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
    }
    talk = (
        Message("system", f"Answer with JSON of this schema: {json.dumps(schema)}"),
        Message("user", "Ada Lovelace is 36."),
    )
    assert json.loads(respond(Prompt(talk)).text) == {"name": "Ada Lovelace", "age": 36}


def test_max_tokens_is_applied_exactly() -> None:
    reply = ask("Why is the sky blue?", thinks=True, most_tokens=10)
    assert reply.finish == "length"
    assert reply.completion_tokens == 10
    assert reply.reasoning
    assert reply.text


def test_an_answer_within_the_limit_stops_by_itself() -> None:
    reply = ask("Reply with exactly: pong", most_tokens=1)
    assert (reply.text, reply.finish, reply.completion_tokens) == ("pong", "stop", 1)


def test_calls_beyond_the_limit_are_omitted() -> None:
    reply = ask("What is the weather in Paris?", WEATHER, most_tokens=3)
    assert (reply.calls, reply.finish) == ((), "length")


def test_images_and_tools_cost_tokens() -> None:
    plain = Prompt((Message("user", "What is this?"),))
    assert plain.count_tokens() < Prompt(plain.messages, TOOLS).count_tokens()
    assert Prompt((Message("user", "What is this?", images=("high",)),)).count_tokens() > 10_000


def test_scripts_are_followed_exactly() -> None:
    scripted = script(
        "Lima.", reasoning="Peru.", tool_calls={"f": {"x": 1}}, finish_reason="content_filter"
    )
    reply = respond(Prompt((Message("user", "Hi"),), thinks=True), scripted)
    assert (reply.text, reply.reasoning, reply.finish) == ("Lima.", "Peru.", "content_filter")
    assert [call.json() for call in reply.calls] == ['{"x": 1}']


def test_the_same_question_gets_the_same_answer() -> None:
    assert ask("Why?", *TOOLS, thinks=True) == ask("Why?", *TOOLS, thinks=True)


@given(st.text())
def test_tokens_join_to_the_text(text: str) -> None:
    assert "".join(language.tokens(text)) == text


@given(st.text(max_size=200))
def test_arbitrary_sentences_have_a_reply(text: str) -> None:
    ask(text, *TOOLS, thinks=True)
