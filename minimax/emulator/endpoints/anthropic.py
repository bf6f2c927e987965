"""Chat in the format of Anthropic Messages: one answer, or the events of a stream; and the token
count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from minimax.emulator import chat, language, websearch
from minimax.emulator.checks import clip
from minimax.emulator.endpoints import Call, chat_serving, endpoint
from minimax.emulator.endpoints.chat_serving import Served
from minimax.emulator.envelopes import PlatformError, invalid, success
from minimax.emulator.prompt_cache import Block
from minimax.emulator.steps import Frame, Stream

Json = dict[str, Any]
Place = tuple[str | int, ...]

_SURFACE = "messages"
_OPENINGS = {False: "I will look that up.", True: "我来查一下。"}
_STOP_REASONS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use"}
_SERVER_TOOL = "web_search_"

# Search results are part of the turn that the client sends back.
_ECHOED_BLOCKS = ("server_tool_use", "web_search_tool_result")
_BLOCKS = (
    "text",
    "image",
    "video",
    "tool_use",
    "tool_result",
    "thinking",
    "mid_conv_system",
    *_ECHOED_BLOCKS,
)
_RESULT_BLOCKS = ("text", "image")
_SOURCES = ("base64", "url")
_LARGEST_MEDIA = {"image": 10 * 2**20, "video": 50 * 2**20}


@endpoint("anthropic_messages", stream=lambda call, answer: _frames(call, answer))
async def anthropic_messages(call: Call) -> Json | Stream:
    model = _model(call)
    prompt = _prompt(call, model)
    answer = _answer(call, chat_serving.serve(call, model, prompt), prompt.search_opening or "")
    return Stream(_frames(call, answer)) if call.body.get("stream") else answer


@endpoint("anthropic_count_tokens")
async def anthropic_count_tokens(call: Call) -> Json:
    return {"input_tokens": _prompt(call, _model(call)).count_tokens()}


# Answers


def _answer(call: Call, served: Served, search_opening: str) -> Json:
    reply = served.reply
    usage = {
        "input_tokens": max(reply.prompt_tokens - served.cached.read - served.cached.written, 0),
        "output_tokens": reply.completion_tokens,
        "cache_creation_input_tokens": served.cached.written,
        "cache_read_input_tokens": served.cached.read,
    }
    answer = {
        "id": call.trace_id,
        "type": "message",
        "role": "assistant",
        "model": served.model["id"],
        "content": [*_content(call, reply, search_opening)],
        "stop_reason": _STOP_REASONS.get(reply.finish, reply.finish),
        "usage": usage,
    }
    if reply.searches:
        usage["service_tier"] = call.setting("service_tier")
        answer["base_resp"] = success("")
    return answer


def _content(call: Call, reply: chat.Reply, search_opening: str) -> Iterator[Json]:
    """The blocks in the order in which they were created."""
    if reply.reasoning:
        signature = hashlib.sha256(
            f"{call.trace_id} {reply.reasoning}".encode("utf-8", "replace")
        ).hexdigest()
        yield {"type": "thinking", "thinking": reply.reasoning, "signature": signature}
    if reply.searches:
        yield {"type": "text", "text": search_opening}
    for index, query in enumerate(reply.searches):
        used = chat_serving.call_id(call, index)
        yield {
            "type": "server_tool_use",
            "id": used,
            "name": chat.WEB_SEARCH,
            "input": {"query": query},
        }
        yield {
            "type": "web_search_tool_result",
            "tool_use_id": used,
            "content": [_page(page) for page in websearch.pages(query)],
        }
    if reply.text or not (reply.reasoning or reply.calls):
        yield {"type": "text", "text": reply.text}
    for index, called in enumerate(reply.calls, len(reply.searches)):
        yield {
            "type": "tool_use",
            "id": chat_serving.call_id(call, index),
            "name": called.name,
            "input": called.arguments,
        }


def _page(page: websearch.Page) -> Json:
    return {
        "type": "web_search_result",
        "title": page.title,
        "url": page.url,
        "page_age": page.time,
        "content": page.text,
    }


def _frames(call: Call, answer: Json) -> Iterator[Frame]:
    tier = call.setting("service_tier")
    nothing_yet = {
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {name: 0 for name in answer.get("usage", ()) if name != "service_tier"},
    }
    head = {name: answer[name] for name in ("id", "type", "role", "model") if name in answer}
    yield _frame(
        "message_start", message={**head, "content": [], **nothing_yet, "service_tier": tier}
    )
    yield _frame("ping")
    for index, block in enumerate(answer.get("content", ())):
        yield _frame("content_block_start", index=index, content_block=_without_content(block))
        for delta in _deltas(block):
            yield _frame("content_block_delta", index=index, delta=delta)
        yield _frame("content_block_stop", index=index)
    # The counts are final from here on, and replace those at the start.
    yield _frame(
        "message_delta",
        delta={"stop_reason": answer.get("stop_reason", "end_turn")},
        usage=answer.get("usage", {}),
    )
    yield _frame("message_stop")


def _frame(event: str, **members: Any) -> Frame:
    return Frame({"type": event, **members}, event)


def _without_content(block: Json) -> Json:
    """A block at its start: without the content that follows in deltas. Search results are sent
    complete.
    """
    blank: Json = {"thinking": "", "text": "", "input": {}}
    return {name: blank.get(name, value) for name, value in block.items() if name != "signature"}


def _deltas(block: Json) -> Iterator[Json]:
    if block["type"] == "text":
        for piece in language.pieces(block["text"]):
            yield {"type": "text_delta", "text": piece}
    elif block["type"] == "thinking":
        for piece in language.pieces(block["thinking"]):
            yield {"type": "thinking_delta", "thinking": piece}
        yield {"type": "signature_delta", "signature": block.get("signature", "")}
    elif "input" in block:
        for piece in language.pieces(json.dumps(block["input"], ensure_ascii=False)):
            yield {"type": "input_json_delta", "partial_json": piece}


# From the request to the model


def _model(call: Call) -> Json:
    model = chat_serving.find_model(call, _SURFACE)
    if model is None:
        raise PlatformError(None, f"unknown model '{clip(call.body['model'])}'", http=404)
    return model


def _prompt(call: Call, model: Json) -> chat.Prompt:
    tools, searches = _tools(call.body)
    prompt = chat.Prompt(
        messages=_messages(call.body),
        tools=tools,
        thinks=chat_serving.thinks(model, switched_on=call.setting("thinking.type") != "disabled"),
        most_tokens=call.body.get("max_tokens"),
    )
    return (
        replace(prompt, search_opening=_OPENINGS[language.is_chinese(prompt.question.read)])
        if searches
        else prompt
    )


def _tools(body: Json) -> tuple[tuple[chat.Tool, ...], bool]:
    """The available functions, and whether web search is enabled."""
    tools, searches = [], False
    for index, tool in enumerate(body.get("tools") or ()):
        if tool.get("input_schema") is not None:
            tools.append(
                chat.Tool(
                    tool["name"],
                    tool.get("description") or "",
                    tool["input_schema"],
                    _is_marked(tool),
                )
            )
        elif tool["type"].startswith(_SERVER_TOOL):
            searches = True
        else:
            raise invalid(f"unsupported tool type '{clip(tool['type'])}'", ("tools", index))
    return (
        ((), False)
        if (body.get("tool_choice") or {}).get("type") == "none"
        else (tuple(tools), searches)
    )


def _messages(body: Json) -> tuple[chat.Message, ...]:
    system = body.get("system") or ()
    messages = [
        _message("system", [block])
        for block in ([_text_block(system)] if isinstance(system, str) else system)
    ]
    called: dict[str, str] = {}
    for number, message in enumerate(body["messages"]):
        content = message["content"]
        blocks = [_text_block(content)] if isinstance(content, str) else content
        for index, block in enumerate(blocks):
            _check_block(block, _BLOCKS, ("messages", number, "content", index))
        messages += _turn(message["role"], blocks, called, ("messages", number, "content"))
    return tuple(messages)


def _turn(
    role: str, blocks: list[Json], called: dict[str, str], place: Place
) -> Iterator[chat.Message]:
    """The messages for the model from one turn: tool results first, then system text, then the
    rest.
    """
    content: list[Json] = []
    system: list[Json] = []
    for index, block in enumerate(blocks):
        if block["type"] == "tool_use":
            called[block["id"]] = block["name"]
        if block["type"] == "tool_result":
            yield _result(block, called, (*place, index))
        else:
            (system if block["type"] == "mid_conv_system" else content).append(block)
    if system:
        yield _message("system", system)
    if content:
        yield _message(role, content)


def _result(block: Json, called: dict[str, str], place: Place) -> chat.Message:
    used = block["tool_use_id"]
    if used not in called:
        raise invalid(f"tool id not found: {clip(used)}", (*place, "tool_use_id"))
    content = block.get("content") or ""
    parts = [_text_block(content)] if isinstance(content, str) else content
    for index, part in enumerate(parts):
        _check_block(part, _RESULT_BLOCKS, (*place, "content", index))
    message = _plain("tool", parts)
    return chat.Message(
        "tool",
        message.text,
        answers=called[used],
        images=message.images,
        blocks=(chat.block(message, _identity(block), marked=_is_marked(block)),),
    )


def _message(role: str, blocks: list[Json]) -> chat.Message:
    """A message that is cached block by block."""
    whole = _plain(role, blocks)
    pieces = tuple(_piece(role, block) for block in blocks)
    return chat.Message(role, whole.text, images=whole.images, videos=whole.videos, blocks=pieces)


def _piece(role: str, block: Json) -> Block:
    read = _plain(role, [block])
    if not read.text and not read.images and not read.videos:
        # Tool calls, thinking and search results are also input of the model.
        read = chat.Message(
            role,
            "".join(
                str(block.get(name) or "") for name in ("thinking", "name", "input", "content")
            ),
        )
    return chat.block(read, _identity(block), marked=_is_marked(block))


def _plain(role: str, blocks: list[Json]) -> chat.Message:
    """Text and media of blocks."""
    return chat.Message(
        role,
        "\n".join(
            block["text"] for block in blocks if block["type"] in ("text", "mid_conv_system")
        ),
        images=tuple(
            block["source"].get("detail") or "default"
            for block in blocks
            if block["type"] == "image"
        ),
        videos=sum(block["type"] == "video" for block in blocks),
    )


def _text_block(text: str) -> Json:
    return {"type": "text", "text": text}


def _identity(block: Json) -> str:
    return json.dumps({name: value for name, value in block.items() if name != "cache_control"})


def _is_marked(item: Json) -> bool:
    return item.get("cache_control") is not None


def _check_block(block: Json, allowed: tuple[str, ...], place: Place) -> None:
    """Reject what the platform rejects although the spec allows it: other types of blocks and
    sources, and media that is too large.
    """
    kind = block.get("type")
    if kind not in allowed:
        raise invalid(f"unsupported content type '{clip(kind)}'", place)
    if kind not in _LARGEST_MEDIA:
        return
    source = block["source"]
    if source.get("type") not in _SOURCES:
        raise invalid(f"unsupported source type '{clip(source.get('type'))}'", (*place, "source"))
    size = len(source["data"]) * 3 // 4 if source["type"] == "base64" else 0
    if size > _LARGEST_MEDIA[kind]:
        too_large = invalid(
            f"{kind} of {size} bytes, at most {_LARGEST_MEDIA[kind]} allowed", place
        )
        too_large.http = 413
        raise too_large
