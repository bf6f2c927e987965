"""Chat over HTTP: the native API and chat/completions, as JSON and as server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from minimax.emulator import chat, checks, language
from minimax.emulator.endpoints import Call, chat_serving, endpoint
from minimax.emulator.endpoints.chat_serving import Served
from minimax.emulator.envelopes import invalid, success
from minimax.emulator.steps import DONE, Frame, Stream

Json = dict[str, Any]

SPEAKER = "MiniMax AI"
_CHUNK, _WHOLE = "chat.completion.chunk", "chat.completion"
_SENSITIVE = {
    "input_sensitive": False,
    "output_sensitive": False,
    "input_sensitive_type": 0,
    "output_sensitive_type": 0,
    "output_sensitive_int": 0,
}
_SENSITIVE_IN_NATIVE_CHUNK = {
    "output_sensitive": False,
    "input_sensitive_type": 0,
    "output_sensitive_type": 0,
}
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w|\+?\d[\d -]{6,}\d")


class Turn(NamedTuple):
    """One answered request. `tagged`: the reasoning precedes the text in <think> tags; `details`:
    it is also sent as a list.
    """

    call: Call
    served: Served
    tagged: bool = False
    details: bool = False

    @property
    def reply(self) -> chat.Reply:
        return self.served.reply

    @property
    def content(self) -> str:
        reply = self.reply
        return (
            f"<think>\n{reply.reasoning}\n</think>\n\n{reply.text}"
            if self.tagged and reply.reasoning
            else reply.text
        )


@endpoint("chat_completions", stream=lambda _, answer: [*_chunks_of(answer), Frame(DONE)])
async def chat_completions(call: Call) -> Json | Stream:
    served = _serve(call)
    # The switch moves the reasoning of most models out of the text; models with an effort setting
    # never put it there.
    split = bool(call.body.get("reasoning_split"))
    turn = Turn(call, served, tagged=not split and "effort" not in served.model, details=split)
    return (
        Stream(_completion_frames(turn)) if call.body.get("stream") else _answer(turn, _usage(turn))
    )


@endpoint(
    "chatcompletion_v2",
    beside_error=lambda call: _no_choices(call),
    stream=lambda _, answer: [*_chunks_of(answer), Frame(answer)],
)
async def chatcompletion_v2(call: Call) -> Json | Stream:
    served = _serve(call)
    if call.setting("mask_sensitive_info"):
        served = served._replace(
            reply=served.reply._replace(text=_PERSONAL.sub("***", served.reply.text))
        )
    turn = Turn(call, served)
    return Stream(_native_frames(turn)) if call.body.get("stream") else _answer(turn, _usage(turn))


# Answers


def _completion_frames(turn: Turn) -> Iterator[Frame]:
    def chunk(choices: list[Json], usage: Json | None = None) -> Frame:
        return Frame({**_head(turn, _CHUNK), "choices": choices, "usage": usage, **_SENSITIVE})

    for delta, finish in _deltas(turn):
        yield chunk(
            [
                _choice(
                    finish,
                    delta={"role": "assistant", "name": SPEAKER, "audio_content": "", **delta},
                )
            ]
        )
    if turn.call.setting("stream_options.include_usage"):
        yield chunk([], _usage(turn))
    yield Frame(DONE)


def _chunks_of(answer: Json) -> Iterator[Frame]:
    """A complete response as two chunks: the content and the end."""
    head = {**answer, "object": _CHUNK}
    choices = answer.get("choices") or []
    deltas = [{"index": at, "delta": each.get("message", {})} for at, each in enumerate(choices)]
    ends = [
        {"index": at, "delta": {}, "finish_reason": each.get("finish_reason", "stop")}
        for at, each in enumerate(choices)
    ]
    yield Frame({**head, "choices": deltas, "usage": None})
    yield Frame({**head, "choices": ends})


def _native_frames(turn: Turn) -> Iterator[Frame]:
    for delta, finish in _deltas(turn):
        choices = [_choice(finish, delta={"role": "assistant", **delta})]
        yield Frame({**_head(turn, _CHUNK), "choices": choices, **_SENSITIVE_IN_NATIVE_CHUNK})
    full = turn.call.setting("stream_options.include_usage")
    yield Frame(_answer(turn, _usage(turn) if full else {"total_tokens": _total(turn.reply)}))


def _deltas(turn: Turn) -> Iterator[tuple[Json, str | None]]:
    """What each chunk adds, with the finish reason in the last one. At least two, so that a stream
    can be interrupted in between.
    """
    deltas = [] if turn.tagged else [*_thinking_deltas(turn)]
    deltas += [{"content": piece} for piece in language.pieces(turn.content)]
    deltas += _call_deltas(turn)
    deltas = [{"content": ""}] * max(0, 2 - len(deltas)) + deltas
    for index, delta in enumerate(deltas, 1):
        yield delta, turn.reply.finish if index == len(deltas) else None


def _thinking_deltas(turn: Turn) -> Iterator[Json]:
    for piece in language.pieces(turn.reply.reasoning):
        yield {
            "content": "",
            "reasoning_content": piece,
            **({"reasoning_details": [_detail(piece)]} if turn.details else {}),
        }


def _call_deltas(turn: Turn) -> Iterator[Json]:
    """Each call: first its name, then its arguments in pieces."""
    for index, called in enumerate(_tool_calls(turn)):
        function = called["function"]
        yield {"content": "", "tool_calls": [{**called, "function": {**function, "arguments": ""}}]}
        for piece in language.pieces(function["arguments"]):
            yield {
                "content": "",
                "tool_calls": [{"index": index, "function": {"arguments": piece}}],
            }


def _answer(turn: Turn, usage: Json) -> Json:
    choices = [_choice(turn.reply.finish, message=_message(turn))]
    return {
        **_head(turn, _WHOLE),
        "choices": choices,
        "usage": usage,
        **_SENSITIVE,
        "base_resp": success(""),
    }


def _head(turn: Turn, kind: str) -> Json:
    created = int(turn.call.clock.now())
    return {
        "id": turn.call.trace_id,
        "created": created,
        "model": turn.served.model["id"],
        "object": kind,
    }


def _no_choices(call: Call) -> Json:
    """The fields of a failed native call in addition to `base_resp`."""
    created = int(call.clock.now())
    model = call.body.get("model")
    head = {
        "id": call.trace_id,
        "created": created,
        "model": model if isinstance(model, str) else "",
        "object": "",
    }
    return {**head, "choices": None, "usage": {"total_tokens": 0}}


def _choice(finish: str | None, **content: Json) -> Json:
    return {"index": 0, **({"finish_reason": finish} if finish else {}), **content}


def _message(turn: Turn) -> Json:
    message: Json = {
        "role": "assistant",
        "name": SPEAKER,
        "content": turn.content,
        "audio_content": "",
    }
    if turn.reply.reasoning and not turn.tagged:
        message["reasoning_content"] = turn.reply.reasoning
        if turn.details:
            message["reasoning_details"] = [_detail(turn.reply.reasoning)]
    if turn.reply.calls:
        message["tool_calls"] = _tool_calls(turn)
    return message


def _detail(text: str) -> Json:
    return {
        "type": "reasoning.text",
        "id": "reasoning-text-1",
        "format": "MiniMax-response-v1",
        "index": 0,
        "text": text,
    }


def _tool_calls(turn: Turn) -> list[Json]:
    return [
        {
            "id": chat_serving.call_id(turn.call, index),
            "type": "function",
            "function": {"name": called.name, "arguments": called.json()},
            "index": index,
        }
        for index, called in enumerate(turn.reply.calls)
    ]


def _usage(turn: Turn) -> Json:
    reply = turn.reply
    return {
        "total_tokens": _total(reply),
        "total_characters": 0,
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
        "completion_tokens_details": {"reasoning_tokens": turn.served.reasoning_tokens},
        "prompt_tokens_details": {"cached_tokens": turn.served.cached.read},
    }


def _total(reply: chat.Reply) -> int:
    return reply.prompt_tokens + reply.completion_tokens


# From the request to the model


def _serve(call: Call) -> Served:
    body, model = call.body, chat_serving.find_model(call)
    if model is None:
        raise checks.unknown_model(call.body["model"])
    prompt = chat.Prompt(
        messages=_messages(body["messages"]),
        tools=_tools(body),
        thinks=chat_serving.thinks(
            model, switched_on=(body.get("thinking") or {}).get("type") != "disabled"
        ),
        most_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        answer_schema=_answer_schema(body.get("response_format")),
    )
    return chat_serving.serve(call, model, prompt)


def _answer_schema(response_format: object) -> Json | None:
    """The schema that the reply must match. Only one of the two APIs has the field; the other
    accepts any value in it.
    """
    wanted = response_format.get("json_schema") if isinstance(response_format, dict) else None
    schema = wanted.get("schema") if isinstance(wanted, dict) else None
    return schema if isinstance(schema, dict) else None


def _tools(body: Json) -> tuple[chat.Tool, ...]:
    if body.get("tool_choice") == "none":
        return ()
    functions = [tool["function"] for tool in body.get("tools") or ()]
    return tuple(
        chat.Tool(each["name"], each.get("description") or "", _schema(each["parameters"]))
        for each in functions
    )


def _schema(parameters: Json | str) -> Json:
    """The schema of a function's arguments; older clients send it as JSON text."""
    schema: Json = json.loads(parameters) if isinstance(parameters, str) else parameters
    return schema


def _messages(raw: list[Json]) -> tuple[chat.Message, ...]:
    called: dict[str, str] = {}
    messages = []
    for index, message in enumerate(raw):
        calls = message.get("tool_calls") or ()
        called.update({each["id"]: each["function"]["name"] for each in calls})
        answers = message.get("tool_call_id") if message["role"] == "tool" else None
        if answers is not None and answers not in called:
            raise invalid(f"tool id not found: {answers}", ("messages", index, "tool_call_id"))
        content = message.get("content")
        parts: list[Json] = (
            content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
        )
        read = chat.Message(
            role=message["role"],
            text="\n".join(part["text"] for part in parts if part.get("type") == "text"),
            answers=called.get(answers) if answers is not None else None,
            images=tuple(
                part["image_url"].get("detail") or "default"
                for part in parts
                if part.get("type") == "image_url"
            ),
            videos=sum(part.get("type") == "video_url" for part in parts),
        )
        messages.append(replace(read, blocks=(chat.block(read, json.dumps(message)),)))
    return tuple(messages)
