"""Converts the content of calls to the OpenTelemetry format: messages with parts, as JSON text,
without media.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..core.parsing import mapping, objects, plain_text, text
from ..results.reply import Reply, read_arguments

Json = dict[str, Any]

PROMPTS = ("text", "texts", "prompt", "lyrics", "input")
"""The fields with the input text of requests without messages."""
MEDIA = {"image": "image", "video": "video", "audio": "audio", "document": "document"}


def of_request(body: Mapping[str, Any]) -> dict[str, str]:
    """The content attributes of a request."""
    found = {}
    system = body.get("system") or body.get("instructions")
    if system:
        found["gen_ai.system_instructions"] = _json(_parts(system))
    turns = body.get("messages") or body.get("input")
    if isinstance(turns, list) and any(isinstance(each, Mapping) for each in turns):
        messages = [_message(each) for each in objects(turns)]
    else:
        prompts = [body[name] for name in PROMPTS if isinstance(body.get(name), (str, list))]
        messages = [{"role": "user", "parts": _parts(prompt)} for prompt in prompts]
    if messages:
        found["gen_ai.input.messages"] = _json(messages)
    return found


def of_reply(reply: Reply) -> dict[str, str]:
    """The content attributes of a reply."""
    parts: list[Json] = []
    if reply.reasoning:
        parts.append({"type": "reasoning", "content": reply.reasoning})
    if reply.text:
        parts.append({"type": "text", "content": reply.text})
    parts += [_call(call.id, call.name, call.raw_arguments) for call in reply.tool_calls]
    message = {"role": "assistant", "parts": parts, "finish_reason": reply.finish_reason or ""}
    return {"gen_ai.output.messages": _json([message])}


def _message(message: Mapping[str, Any]) -> Json:
    """Convert a message or item of any API."""
    kind = text(message.get("type"))
    if kind in ("function_call", "function_call_output", "reasoning"):
        role = "tool" if kind == "function_call_output" else "assistant"
        return {"role": role, "parts": [_part(message)]}
    role, content = text(message.get("role")) or "user", message.get("content")
    if role == "tool":
        result = plain_text(content)
        return {"role": role, "parts": [_result(message.get("tool_call_id"), result)]}
    parts = _parts(content)
    for call in objects(message.get("tool_calls")):
        function = mapping(call.get("function"))
        parts.append(_call(call.get("id"), function.get("name"), function.get("arguments")))
    return {"role": role, "parts": parts}


def _parts(content: object) -> list[Json]:
    """Convert a text, or parts, blocks and items, to parts."""
    if isinstance(content, str):
        return [{"type": "text", "content": content}] if content else []
    given: Iterable[object] = content if isinstance(content, list) else [content]
    return [
        _part(each) if isinstance(each, Mapping) else {"type": "text", "content": plain_text(each)}
        for each in given
        if each
    ]


def _part(part: Mapping[str, Any]) -> Json:
    kind = text(part.get("type"))
    if kind in ("thinking", "reasoning"):
        thinking = part.get("thinking") or part.get("summary") or part.get("content")
        return {"type": "reasoning", "content": plain_text(thinking)}
    if kind in ("tool_use", "function_call"):
        arguments = part.get("input", part.get("arguments"))
        return _call(part.get("call_id") or part.get("id"), part.get("name"), arguments)
    if kind in ("tool_result", "function_call_output"):
        result = plain_text(part.get("content") or part.get("output"))
        return _result(part.get("tool_use_id") or part.get("call_id"), result)
    for name, modality in MEDIA.items():
        if name in kind:
            return {"type": kind, "modality": modality}
    if "text" in part:
        return {"type": "text", "content": text(part["text"])}
    return {"type": kind or "unknown"}


def _call(call_id: object, name: object, arguments: object) -> Json:
    given = arguments if isinstance(arguments, Mapping) else read_arguments(text(arguments))
    known = given if given is not None else text(arguments)
    return {"type": "tool_call", "id": text(call_id), "name": text(name), "arguments": known}


def _result(call_id: object, result: str) -> Json:
    return {"type": "tool_call_response", "id": text(call_id), "result": result}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
