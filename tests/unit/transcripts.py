"""Streams of the Messages and the Responses surface, as the platform frames them: with the name of
each event on a line of its own.
"""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

MESSAGE = {
    "id": "0744",
    "type": "message",
    "role": "assistant",
    "model": "MiniMax-M3",
    "stop_reason": "tool_use",
    "content": [
        {"type": "thinking", "thinking": "The user greets. 好", "signature": "9f0c"},
        {"type": "text", "text": "Grüße, 世界 <b>"},
        {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "tide"}},
        {
            "type": "web_search_tool_result",
            "tool_use_id": "s1",
            "content": [{"type": "web_search_result", "title": "Tide", "url": "u"}],
        },
        {"type": "tool_use", "id": "c1", "name": "look", "input": {"at": ["🎻", 1]}},
        {"type": "x_future", "payload": {"kept": None}},
    ],
    "usage": {
        "input_tokens": 12,
        "output_tokens": 20,
        "cache_creation_input_tokens": 64,
        "cache_read_input_tokens": 128,
    },
}
SOURCE = {"type": "url_citation", "title": "Tide", "url": "u"}
RESPONSE = {
    "id": "0731",
    "object": "response",
    "created_at": 1792483400,
    "model": "MiniMax-M3",
    "status": "completed",
    "output": [
        {
            "id": "0731_rs",
            "type": "reasoning",
            "status": "completed",
            "summary": [],
            "content": [{"type": "reasoning_text", "text": "The user greets. 好"}],
        },
        {
            "id": "0731_ws",
            "type": "web_search_call",
            "status": "completed",
            "action": {"type": "search", "query": "tide"},
        },
        {
            "id": "0731_msg",
            "type": "message",
            "status": "completed",
            "role": "assistant",
            "content": [
                {"type": "output_text", "text": "Grüße, 世界 <b>", "annotations": [SOURCE]}
            ],
        },
        {
            "id": "0731_fc_0",
            "type": "function_call",
            "status": "completed",
            "call_id": "c1",
            "name": "look",
            "arguments": '{"at": ["🎻", 1]}',
        },
        {"id": "0731_x", "type": "x_future", "payload": {"kept": None}},
    ],
    "output_text": "Grüße, 世界 <b>",
    "usage": {
        "input_tokens": 30,
        "input_tokens_details": {"cached_tokens": 16},
        "output_tokens": 20,
        "output_tokens_details": {"reasoning_tokens": 9},
        "total_tokens": 50,
    },
    "error": None,
    "incomplete_details": None,
}


def sse(*payloads: Json) -> bytes:
    """Server-sent events with their names."""
    return "".join(
        f"event: {each.get('type')}\ndata: {json.dumps(each, ensure_ascii=False)}\n\n"
        for each in payloads
    ).encode()


def pieces(text: str, size: int = 4) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def message_events(message: Json = MESSAGE) -> list[Json]:
    """The events of a message, in the order in which the platform sends them."""
    events: list[Json] = [
        {
            "type": "message_start",
            "message": {
                **message,
                "content": [],
                "stop_reason": None,
                "stop_sequence": None,
                "service_tier": "standard",
                "usage": {
                    "input_tokens": 0,
                    "output_tokens": 0,
                    "cache_creation_input_tokens": 0,
                    "cache_read_input_tokens": 0,
                },
            },
        },
        {"type": "ping"},
    ]
    for index, block in enumerate(message["content"]):
        events += block_events(index, block)
    return [
        *events,
        {
            "type": "message_delta",
            "delta": {"stop_reason": message["stop_reason"]},
            "usage": message["usage"],
        },
        {"type": "message_stop"},
    ]


def block_events(index: int, block: Json) -> list[Json]:
    """The events of one block: what grows is empty at first."""
    empty: Json = {"thinking": "", "text": "", "input": {}}
    start = {name: empty.get(name, value) for name, value in block.items() if name != "signature"}
    deltas: list[Json] = []
    for name in ("thinking", "text"):
        deltas += [{"type": f"{name}_delta", name: piece} for piece in pieces(block.get(name, ""))]
    if "signature" in block:
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
    if "input" in block:
        written = json.dumps(block["input"], ensure_ascii=False)
        deltas += [
            {"type": "input_json_delta", "partial_json": piece}
            for piece in ("", *pieces(written, 9))
        ]
    return [
        {"type": "content_block_start", "index": index, "content_block": start},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


def response_events(response: Json = RESPONSE) -> list[Json]:
    """The events of a response, in the order in which the platform sends them."""
    started = {
        **response,
        "status": "in_progress",
        "output": [],
        "output_text": None,
        "usage": None,
    }
    events: list[Json] = [
        {"type": "response.created", "response": started},
        {"type": "response.in_progress", "response": started},
    ]
    for index, item in enumerate(response["output"]):
        start = {
            **item,
            "status": "in_progress",
            **({"content": []} if "content" in item else {}),
            **({"arguments": ""} if "arguments" in item else {}),
        }
        events.append({"type": "response.output_item.added", "output_index": index, "item": start})
        place = {"output_index": index, "item_id": item["id"]}
        for number, part in enumerate(item.get("content", ())):
            kind = part["type"]
            empty = {**part, "text": "", **({"annotations": []} if "annotations" in part else {})}
            events.append(
                {
                    "type": "response.content_part.added",
                    **place,
                    "content_index": number,
                    "part": empty,
                }
            )
            events += [
                {"type": f"response.{kind}.delta", **place, "content_index": number, "delta": piece}
                for piece in pieces(part["text"])
            ]
            events.append(
                {
                    "type": f"response.{kind}.done",
                    **place,
                    "content_index": number,
                    "text": part["text"],
                }
            )
            events.append(
                {
                    "type": "response.content_part.done",
                    **place,
                    "content_index": number,
                    "part": part,
                }
            )
        if "arguments" in item:
            events += [
                {"type": "response.function_call_arguments.delta", **place, "delta": piece}
                for piece in pieces(item["arguments"], 9)
            ]
            events.append(
                {
                    "type": "response.function_call_arguments.done",
                    **place,
                    "arguments": item["arguments"],
                }
            )
        events.append({"type": "response.output_item.done", "output_index": index, "item": item})
    events.append({"type": f"response.{response['status']}", "response": response})
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]
