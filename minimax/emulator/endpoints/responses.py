"""Chat in the format of OpenAI Responses: one answer, or the events of a stream; and the token
count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from minimax.emulator import chat, checks, envelopes, language, websearch
from minimax.emulator.checks import clip
from minimax.emulator.endpoints import Call, chat_serving, endpoint
from minimax.emulator.endpoints.chat_serving import Served
from minimax.emulator.envelopes import PlatformError, invalid
from minimax.emulator.steps import Frame, Step, Stream

Json = dict[str, Any]
Place = tuple[str | int, ...]

_SURFACE = "responses"
_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}
_THINKING_OFF = "none"


def _error_frame(call: Call, error: PlatformError, before: Sequence[Step]) -> Frame:
    """The error of an interrupted stream: the envelope of the family as an event."""
    _, data = envelopes.envelope(call.operation.family, error, call.trace_id)
    return Frame({**data, "sequence_number": len(before)}, "error")


def _failed_frame(call: Call, error: PlatformError, before: Sequence[Step]) -> Frame:
    """The end of a failed stream: a response with an error instead of output."""
    _, data = envelopes.envelope(call.operation.family, error, call.trace_id)
    failed = _head(call, _model(call)["id"], "failed")
    failed["error"] = {"code": str(error.code), "message": data["error"]["message"]}
    return _frame("response.failed", len(before), response=failed)


@endpoint(
    "responses",
    error_frames={"error": _error_frame, "failed": _failed_frame},
    stream=lambda call, answer: _frames(call, answer),
)
async def responses(call: Call) -> Json | Stream:
    model = _model(call)
    served = chat_serving.serve(call, model, _prompt(call, model))
    answer = _response(call, served)
    return Stream(_frames(call, answer)) if call.body.get("stream") else answer


@endpoint("responses_input_tokens")
async def responses_input_tokens(call: Call) -> Json:
    return {
        "object": "response.input_tokens",
        "input_tokens": _prompt(call, _model(call)).count_tokens(),
    }


# Answers


def _response(call: Call, served: Served) -> Json:
    reply = served.reply
    reason = _INCOMPLETE.get(reply.finish)
    return {
        **_head(call, served.model["id"], "incomplete" if reason else "completed"),
        "output": [*_output(call, reply)],
        "output_text": reply.text or None,
        "usage": {
            "input_tokens": reply.prompt_tokens,
            "input_tokens_details": {"cached_tokens": served.cached.read},
            "output_tokens": reply.completion_tokens,
            "output_tokens_details": {"reasoning_tokens": served.reasoning_tokens},
            "total_tokens": reply.prompt_tokens + reply.completion_tokens,
        },
        "incomplete_details": {"reason": reason} if reason else None,
    }


def _head(call: Call, model: str, status: str) -> Json:
    """A response without output."""
    return {
        "id": call.trace_id,
        "object": "response",
        "created_at": int(call.clock.now()),
        "model": model,
        "status": status,
        "output": [],
        "output_text": None,
        "usage": None,
        "error": None,
        "incomplete_details": None,
        "parallel_tool_calls": True,
        "store": False,
        "truncation": "disabled",
    }


def _output(call: Call, reply: chat.Reply) -> Iterator[Json]:
    """The items in the order in which they were created."""

    def item(ending: str, kind: str, **members: Any) -> Json:
        return {"id": f"{call.trace_id}_{ending}", "type": kind, "status": "completed", **members}

    if reply.reasoning:
        yield item(
            "rs",
            "reasoning",
            summary=[],
            content=[{"type": "reasoning_text", "text": reply.reasoning}],
        )
    for index, query in enumerate(reply.searches):
        yield item(f"ws_{index}", "web_search_call", action={"type": "search", "query": query})
    if reply.text or not (reply.reasoning or reply.calls):
        sources = [_citation(page) for query in reply.searches for page in websearch.pages(query)]
        yield item(
            "msg",
            "message",
            role="assistant",
            content=[{"type": "output_text", "text": reply.text, "annotations": sources}],
        )
    for index, called in enumerate(reply.calls):
        call_id = chat_serving.call_id(call, index)
        yield item(
            f"fc_{index}",
            "function_call",
            call_id=call_id,
            name=called.name,
            arguments=called.json(),
        )


def _citation(page: websearch.Page) -> Json:
    return {
        "type": "url_citation",
        "title": page.title,
        "url": page.url,
        "start_index": 0,
        "end_index": 0,
        "content": page.text,
    }


def _frames(call: Call, whole: Json) -> Iterator[Frame]:
    started = _head(call, str(whole.get("model", call.body["model"])), "in_progress")
    for number, (event, members) in enumerate(_events(whole, started)):
        yield _frame(event, number, **members)


def _frame(event: str, number: int, **members: Any) -> Frame:
    return Frame({"type": event, "sequence_number": number, **members}, event)


def _events(whole: Json, started: Json) -> Iterator[tuple[str, Json]]:
    yield "response.created", {"response": started}
    yield "response.in_progress", {"response": started}
    for index, item in enumerate(whole.get("output", ())):
        yield "response.output_item.added", {"output_index": index, "item": _without_content(item)}
        for event, members in _item_events(item):
            yield event, {"item_id": item.get("id", ""), "output_index": index, **members}
        yield "response.output_item.done", {"output_index": index, "item": item}
    yield f"response.{whole.get('status', 'completed')}", {"response": whole}


def _without_content(item: Json) -> Json:
    """An item at its start: its content is sent in separate events."""
    blank: Json = {"content": [], "arguments": ""}
    return {
        **{name: blank.get(name, value) for name, value in item.items()},
        "status": "in_progress",
    }


def _item_events(item: Json) -> Iterator[tuple[str, Json]]:
    for index, part in enumerate(item.get("content", ())):
        place = {"content_index": index}
        empty = {**part, "text": "", **({"annotations": []} if "annotations" in part else {})}
        yield "response.content_part.added", {**place, "part": empty}
        for piece in language.pieces(part["text"]):
            yield f"response.{part['type']}.delta", {**place, "delta": piece}
        if part["type"] == "output_text":
            yield "response.output_text.done", {**place, "text": part["text"]}
        yield "response.content_part.done", {**place, "part": part}
    if "arguments" in item:
        for piece in language.pieces(item["arguments"]):
            yield "response.function_call_arguments.delta", {"delta": piece}
        yield "response.function_call_arguments.done", {"arguments": item["arguments"]}


# From the request to the model


def _model(call: Call) -> Json:
    model = chat_serving.find_model(call, _SURFACE)
    if model is None:
        raise checks.unknown_model(call.body["model"])
    return model


def _prompt(call: Call, model: Json) -> chat.Prompt:
    body, effort = call.body, call.setting("reasoning.effort")
    most = body.get("max_output_tokens")
    if most is not None and most < 1:
        raise invalid(f"{most} is out of range (from 1)", ("max_output_tokens",))
    offered = () if body.get("tool_choice") == "none" else body.get("tools") or ()
    return chat.Prompt(
        messages=(*_instructions(body), *_messages(call)),
        tools=tuple(_function(tool) for tool in offered if tool.get("type") == "function"),
        thinks=chat_serving.thinks(model, switched_on=effort != _THINKING_OFF),
        most_tokens=most,
        search_opening="" if any(tool.get("type") == chat.WEB_SEARCH for tool in offered) else None,
    )


def _function(tool: Json) -> chat.Tool:
    return chat.Tool(tool["name"], tool.get("description") or "", tool.get("parameters") or {})


def _instructions(body: Json) -> Iterator[chat.Message]:
    if body.get("instructions"):
        yield chat.Message("system", body["instructions"])


def _messages(call: Call) -> Iterator[chat.Message]:
    items = call.body["input"]
    if not items:
        raise invalid("is empty", ("input",))
    if isinstance(items, str):
        items = [{"role": "user", "content": items}]
    called: dict[str, str] = {}
    for index, item in enumerate(items):
        kind = str(item.get("type") or "message")
        if kind in _READERS:
            read = _READERS[kind](item, called, ("input", index))
            yield replace(read, blocks=(chat.block(read, json.dumps(item)),))
        else:
            call.notes.append(f"input[{index}]: items of the type {clip(kind)} are not read")


def _message(item: Json, called: Mapping[str, str], place: Place) -> chat.Message:
    return _plain(item["role"], item["content"])


def _function_call(item: Json, called: dict[str, str], place: Place) -> chat.Message:
    called[item["call_id"]] = item["name"]
    return chat.Message("assistant")


def _function_call_output(item: Json, called: Mapping[str, str], place: Place) -> chat.Message:
    if item["call_id"] not in called:
        raise invalid(f"tool id not found: {clip(item['call_id'])}", (*place, "call_id"))
    read = _plain("tool", item["output"])
    return replace(read, answers=called[item["call_id"]])


def _reasoning(item: Json, called: Mapping[str, str], place: Place) -> chat.Message:
    return chat.Message("assistant")


def _plain(role: str, content: str | list[Json]) -> chat.Message:
    """Text and media of a message or of a function result."""
    parts = [{"type": "input_text", "text": content}] if isinstance(content, str) else content
    images = [part["image_url"] for part in parts if part.get("type") == "input_image"]
    return chat.Message(
        role,
        "\n".join(
            part["text"] for part in parts if part.get("type") in ("input_text", "output_text")
        ),
        images=tuple(
            (image.get("detail") if isinstance(image, dict) else None) or "default"
            for image in images
        ),
        videos=sum(part.get("type") == "input_video" for part in parts),
    )


_READERS = {
    "message": _message,
    "function_call": _function_call,
    "function_call_output": _function_call_output,
    "reasoning": _reasoning,
}
