"""OpenAI Responses over HTTP: responses, events, function calls, search and errors."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator, checks
from minimax.emulator.prompt_cache import FEWEST

from .conftest import drain
from .events import events, kinds
from .test_conformance import validator

RESPONSES, COUNT = "/v1/responses", "/v1/responses/input_tokens"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Current weather of a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
SEARCH = {"type": "web_search"}
THINKING = {"effort": "low"}


def ask(question: Any = "Reply with exactly: pong", **more: Any) -> dict[str, Any]:
    return {"model": "MiniMax-M3", "input": question, **more}


def answer(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def refusal(response: httpx.Response) -> tuple[int, str]:
    body = response.json()
    assert (body["type"], body["error"]["http_code"]) == ("error", str(response.status_code))
    return response.status_code, body["error"]["message"]


# Answers


def test_an_answer_carries_every_field_of_the_platform(
    emulator: Emulator, http: httpx.Client
) -> None:
    response = http.post(RESPONSES, json=ask(reasoning=THINKING))
    body = answer(response)
    number = response.headers["trace-id"]
    usage = body.pop("usage")
    assert abs(body.pop("created_at") - emulator.clock.now()) < 5
    thought = 'The user says: "Reply with exactly: pong" I can answer from these words.'
    assert body == {
        "id": number,
        "object": "response",
        "model": "MiniMax-M3",
        "status": "completed",
        "output": [
            {
                "id": f"{number}_rs",
                "type": "reasoning",
                "status": "completed",
                "summary": [],
                "content": [{"type": "reasoning_text", "text": thought}],
            },
            {
                "id": f"{number}_msg",
                "type": "message",
                "status": "completed",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "pong", "annotations": []}],
            },
        ],
        "output_text": "pong",
        "error": None,
        "incomplete_details": None,
        "parallel_tool_calls": True,
        "store": False,
        "truncation": "disabled",
    }
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["output_tokens_details"] == {"reasoning_tokens": usage["output_tokens"] - 1}
    assert usage["input_tokens_details"] == {"cached_tokens": 0}


@pytest.mark.parametrize(
    ("model", "effort", "thinks"),
    [
        ("MiniMax-M3", None, False),
        ("MiniMax-M3", "none", False),
        ("MiniMax-M3", "minimal", True),
        ("MiniMax-M2.7", "none", True),
        ("MiniMax-M3.1-Flash", None, True),
    ],
)
def test_each_model_thinks_as_the_platform_has_it_here(
    http: httpx.Client, model: str, effort: str | None, thinks: bool
) -> None:
    body = answer(
        http.post(
            RESPONSES, json=ask(model=model, reasoning={"effort": effort} if effort else None)
        )
    )
    assert (body["output"][0]["type"] == "reasoning") is thinks


def test_flash_cannot_stop_thinking(http: httpx.Client) -> None:
    status, message = refusal(
        http.post(RESPONSES, json=ask(model="MiniMax-M3.1-Flash", reasoning={"effort": "none"}))
    )
    assert status == 400
    assert "requires adaptive thinking" in message


def test_the_output_cap_leaves_the_response_incomplete(http: httpx.Client) -> None:
    body = answer(http.post(RESPONSES, json=ask("Why is the sky blue?", max_output_tokens=6)))
    assert (body["status"], body["incomplete_details"]) == (
        "incomplete",
        {"reason": "max_output_tokens"},
    )
    assert body["usage"]["output_tokens"] == 6
    assert refusal(http.post(RESPONSES, json=ask(max_output_tokens=0)))[1] == (
        "invalid params, max_output_tokens: 0 is out of range (from 1) (2013)"
    )


def test_messages_of_every_role_and_kind_are_read(http: httpx.Client) -> None:
    talk = [
        {"role": "developer", "content": "Be brief."},
        {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "My name is Ada."}],
        },
        {
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Noted.", "annotations": []}],
        },
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "What is my name?"},
                {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
                {
                    "type": "input_image",
                    "image_url": {"url": "https://example.com/a.png", "detail": "low"},
                },
                {"type": "input_video", "video_url": {"url": "mm_file://1", "fps": 1}},
            ],
        },
        {"role": "system", "content": "Stay calm."},
    ]
    assert answer(http.post(RESPONSES, json=ask(talk)))["output_text"] == (
        'I see 2 images and 1 video. Earlier you said: "My name is Ada."'
    )


def test_instructions_are_read(http: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    body = answer(
        http.post(
            RESPONSES, json=ask("Ada is 36.", instructions=f"Answer in JSON: {json.dumps(schema)}")
        )
    )
    assert json.loads(body["output_text"]) == {"age": 36}


def test_a_long_start_is_read_from_the_cache_the_second_time(http: httpx.Client) -> None:
    long = "The harbour opens at six and closes at nine in the evening. " * 60
    first, again = (
        answer(http.post(RESPONSES, json=ask("Hi", instructions=long)))["usage"] for _ in range(2)
    )
    assert first["input_tokens"] == again["input_tokens"]
    assert again["input_tokens_details"]["cached_tokens"] >= FEWEST


# Function calls


def test_a_function_is_called_and_its_output_told(emulator: Emulator, http: httpx.Client) -> None:
    emulator.configure(strict=True)
    question = {"role": "user", "content": "What is the weather in Paris?"}
    body = answer(http.post(RESPONSES, json=ask([question], tools=[WEATHER], reasoning=THINKING)))
    thought, called = body["output"]
    assert body["output_text"] is None
    assert called == {
        "id": f"{body['id']}_fc_0",
        "type": "function_call",
        "status": "completed",
        "call_id": called["call_id"],
        "name": "get_weather",
        "arguments": '{"city": "Paris"}',
    }
    assert re.fullmatch(r"call_function_\w+_1", called["call_id"])
    for output in ('{"celsius": 21}', [{"type": "input_text", "text": '{"celsius": 21}'}]):
        result = {"type": "function_call_output", "call_id": called["call_id"], "output": output}
        again = answer(
            http.post(RESPONSES, json=ask([question, thought, called, result], tools=[WEATHER]))
        )
        assert (
            again["output_text"]
            == 'About "What is the weather in Paris?": get_weather returned celsius 21.'
        )


def test_tool_choice_none_calls_nothing(http: httpx.Client) -> None:
    body = answer(
        http.post(
            RESPONSES, json=ask("Weather in Oslo?", tools=[WEATHER, SEARCH], tool_choice="none")
        )
    )
    assert [item["type"] for item in body["output"]] == ["message"]


# Streams


def test_a_stream_goes_from_created_to_completed(http: httpx.Client) -> None:
    response = http.post(
        RESPONSES, json=ask("Why is the sky blue?", reasoning=THINKING, stream=True)
    )
    found = events(response)
    part = ["response.content_part.added", "{}.delta", "{}.done", "response.content_part.done"]
    item = ["response.output_item.added", *part, "response.output_item.done"]
    reasoning = [kind.format("response.reasoning_text") for kind in item if kind != "{}.done"]
    message = [kind.format("response.output_text") for kind in item]
    assert kinds(found) == [
        "response.created",
        "response.in_progress",
        *reasoning,
        *message,
        "response.completed",
    ]
    assert [event["sequence_number"] for event in found] == list(range(len(found)))

    whole = found[-1]["response"]
    assert found[0]["response"] == {
        **whole,
        "status": "in_progress",
        "output": [],
        "output_text": None,
        "usage": None,
    }
    done = [event["item"] for event in found if event["type"] == "response.output_item.done"]
    assert done == whole["output"]
    for index, (kind, item_done) in enumerate(
        zip(("reasoning_text", "output_text"), done, strict=True)
    ):
        deltas = [event for event in found if event["type"] == f"response.{kind}.delta"]
        assert {
            (event["item_id"], event["output_index"], event["content_index"]) for event in deltas
        } == {(item_done["id"], index, 0)}
        assert "".join(event["delta"] for event in deltas) == item_done["content"][0]["text"]
    added = [event["item"] for event in found if event["type"] == "response.output_item.added"]
    assert [(each["status"], each["content"]) for each in added] == [("in_progress", [])] * 2
    text = next(event["text"] for event in found if event["type"] == "response.output_text.done")
    assert text == whole["output_text"]


def test_a_streamed_function_call_comes_in_pieces(http: httpx.Client) -> None:
    found = events(http.post(RESPONSES, json=ask("Weather in Oslo?", tools=[WEATHER], stream=True)))
    added = next(event["item"] for event in found if event["type"] == "response.output_item.added")
    assert (added["name"], added["arguments"], added["status"]) == (
        "get_weather",
        "",
        "in_progress",
    )
    deltas = [
        event["delta"]
        for event in found
        if event["type"] == "response.function_call_arguments.delta"
    ]
    done = next(
        event for event in found if event["type"] == "response.function_call_arguments.done"
    )
    assert len(deltas) > 2
    assert "".join(deltas) == done["arguments"] == '{"city": "Oslo"}'
    assert done["item_id"] == added["id"]


def test_a_stream_at_the_cap_ends_with_incomplete(http: httpx.Client) -> None:
    last = events(
        http.post(RESPONSES, json=ask("Why is the sky blue?", max_output_tokens=6, stream=True))
    )[-1]
    assert (last["type"], last["response"]["status"]) == ("response.incomplete", "incomplete")


# Search


def test_a_question_for_the_web_is_searched_by_the_platform(http: httpx.Client) -> None:
    body = answer(
        http.post(RESPONSES, json=ask("Which city hosts the next winter games?", tools=[SEARCH]))
    )
    searched, message = body["output"]
    assert searched == {
        "id": f"{body['id']}_ws_0",
        "type": "web_search_call",
        "status": "completed",
        "action": {"type": "search", "query": "Which city hosts the next winter games"},
    }
    sources = message["content"][0]["annotations"]
    assert {tuple(source) for source in sources} == {
        ("type", "title", "url", "start_index", "end_index", "content")
    }
    assert sources[0]["content"] in body["output_text"]
    found = events(
        http.post(
            RESPONSES,
            json=ask("Which city hosts the next winter games?", tools=[SEARCH], stream=True),
        )
    )
    assert found[2]["item"]["type"] == found[3]["item"]["type"] == "web_search_call"
    again = [
        {"role": "user", "content": "News?"},
        searched,
        message,
        {"role": "user", "content": "Reply with exactly: pong"},
    ]
    assert answer(http.post(RESPONSES, json=ask(again)))["output_text"] == "pong"


# Counting


def test_the_count_is_what_a_response_would_read(http: httpx.Client) -> None:
    body = ask("Weather in Oslo?", instructions="Be brief.", tools=[WEATHER])
    counted = answer(http.post(COUNT, json=body))
    usage = answer(http.post(RESPONSES, json=body))["usage"]
    assert counted == {"object": "response.input_tokens", "input_tokens": usage["input_tokens"]}


# Refusals


@pytest.mark.parametrize("model", ["GPT-5", "claude-sonnet-4-5", "M2-her"])
def test_other_models_are_refused_in_lower_case(http: httpx.Client, model: str) -> None:
    for path in (RESPONSES, COUNT):
        assert refusal(http.post(path, json=ask(model=model))) == (
            400,
            f"invalid params, unknown model '{model.lower()}' (2013)",
        )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"model": "MiniMax-M3"}, "input is empty"),
        (ask([]), "input is empty"),
        (ask([{"role": "user"}]), "input[0].content is empty"),
        (
            ask([{"role": "user", "content": 5}]),
            "input[0].content: got number, expected string or array",
        ),
        (
            ask([{"role": "user", "content": [{"type": "input_text"}]}]),
            "input[0].content[0].text is empty",
        ),
        (
            ask([{"type": "function_call_output", "call_id": "x", "output": "1"}]),
            "input[0].call_id: tool id not found: x",
        ),
        (ask(tools=[{"type": "function"}]), "tools[0].name is empty"),
        (ask(tool_choice="required"), "tool_choice: 'required' is not one of none, auto"),
        (ask(temperature=1.5), "temperature: 1.5 is out of range (from 0 to 1)"),
        (
            ask(text={"format": {"type": "json_schema"}}),
            "text.format.type: 'json_schema' is not one of text",
        ),
    ],
)
def test_a_bad_request_names_the_place(http: httpx.Client, body: Any, message: str) -> None:
    assert refusal(http.post(RESPONSES, json=body)) == (400, f"invalid params, {message} (2013)")


@pytest.mark.parametrize("kind", ["item_reference", {"odd": 1}])
def test_items_of_other_kinds_are_noted_and_not_read(
    emulator: Emulator, http: httpx.Client, kind: object
) -> None:
    body = answer(
        http.post(
            RESPONSES,
            json=ask([{"role": "user", "content": "Reply with exactly: pong"}, {"type": kind}]),
        )
    )
    assert body["output_text"] == "pong"
    assert emulator.requests()[0].notes == [f"input[1]: items of the type {kind} are not read"]


def test_fields_that_the_platform_does_not_keep_are_noted(
    emulator: Emulator, http: httpx.Client
) -> None:
    answer(http.post(RESPONSES, json=ask(previous_response_id="r1", store=True)))
    assert emulator.requests("responses")[0].unknown_fields == ["previous_response_id", "store"]


def test_strict_mode_still_sees_a_misspelt_field_of_an_item(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.configure(strict=True)
    status, message = refusal(
        http.post(RESPONSES, json=ask([{"role": "user", "content": "Hi", "nmae": "Ada"}]))
    )
    assert status == 400
    assert "input[0].nmae: unknown field" in message


# Scripts and faults


def test_a_script_is_followed_here_too(emulator: Emulator, http: httpx.Client) -> None:
    emulator.reply("Lima.", reasoning="Peru, then.", finish_reason="content_filter")
    emulator.reply(
        "Dry.", tool_calls={"web_search": {"query": "Lima"}, "get_weather": {"city": "Lima"}}
    )
    first, second = (
        answer(http.post(RESPONSES, json=ask(reasoning=THINKING, tools=[SEARCH]))) for _ in range(2)
    )
    assert first["output"][0]["content"][0]["text"] == "Peru, then."
    assert (first["output_text"], first["incomplete_details"]) == (
        "Lima.",
        {"reason": "content_filter"},
    )
    assert [item["type"] for item in second["output"][1:]] == [
        "web_search_call",
        "message",
        "function_call",
    ]


def test_faults_refuse_in_the_family(emulator: Emulator, http: httpx.Client) -> None:
    with emulator.fault("rate_limit:responses"):
        assert refusal(http.post(RESPONSES, json=ask())) == (
            429,
            "rate limit, please retry later (1002)",
        )
    with emulator.fault("json_instead_of_stream"):
        assert (
            http.post(RESPONSES, json=ask(stream=True)).json()["base_resp"]["status_code"] == 1000
        )


def test_an_error_in_the_stream_is_the_envelope_as_an_event(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.fault("error_frame_mid_stream", value=1027)
    response = http.post(RESPONSES, json=ask("Why is the sky blue?", stream=True))
    found = events(response)
    assert found[-1] == {
        "type": "error",
        "error": {
            "type": "unprocessable_entity_error",
            "message": "output new_sensitive (1027)",
            "http_code": "422",
        },
        "request_id": response.headers["trace-id"],
        "sequence_number": len(found) - 1,
    }


def test_a_response_can_fail_in_the_stream(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("failed_mid_stream", value=1000)
    found = events(http.post(RESPONSES, json=ask("Why is the sky blue?", stream=True)))
    failed = found[-1]["response"]
    assert (found[-1]["type"], found[-1]["sequence_number"]) == ("response.failed", len(found) - 1)
    assert (failed["status"], failed["id"]) == ("failed", found[0]["response"]["id"])
    assert failed["error"] == {"code": "1000", "message": "unknown error (1000)"}


def test_other_streams_fail_with_an_error_frame(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("failed_mid_stream", value=1000)
    body = {"model": "MiniMax-M3", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    assert '"message":"unknown error (1000)"' in http.post("/v1/chat/completions", json=body).text
    assert "event: error" in http.post("/anthropic/v1/messages", json=body).text


def test_a_stream_can_break(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("drop_mid_stream")
    with pytest.raises(httpx.RemoteProtocolError):
        drain(http, bytearray(), "POST", RESPONSES, json=ask(stream=True))


# Conformance

BODIES = [
    ask(reasoning=THINKING),
    ask("Weather in Oslo?", tools=[WEATHER]),
    ask("What is new?", tools=[SEARCH]),
]


@pytest.mark.parametrize("fault", [None, "error_frame_mid_stream", "failed_mid_stream"])
@pytest.mark.parametrize("body", BODIES)
def test_answers_and_events_are_described_to_the_last_field(
    emulator: Emulator, http: httpx.Client, body: Any, fault: str | None
) -> None:
    check, schema = validator(RESPONSES, "application/json")
    check.validate(whole := answer(http.post(RESPONSES, json=body)))
    assert checks.unknown_fields(schema, whole) == []
    if fault:
        emulator.fault(fault)
    check, schema = validator(RESPONSES, "text/event-stream")
    for event in events(http.post(RESPONSES, json={**body, "stream": True})):
        check.validate(event)
        assert checks.unknown_fields(schema, event) == []
