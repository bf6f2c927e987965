"""Select the model for a chat request of any API, generate its reply, and charge for it."""

from __future__ import annotations

from typing import Any, NamedTuple

from minimax import prices
from minimax.emulator import chat, scripts, spec
from minimax.emulator.endpoints import Call
from minimax.emulator.envelopes import refused
from minimax.emulator.prompt_cache import Cached

Json = dict[str, Any]

_NEWER = "minimax-m"
_STAND_IN = "minimax-m3"
_MARKS_ONLY = "MiniMax-M2"


class Served(NamedTuple):
    """An answered request: the row of the model, its reply, and the cached part of the prompt."""

    model: Json
    reply: chat.Reply
    cached: Cached

    @property
    def reasoning_tokens(self) -> int:
        """The reported number of reasoning tokens; models with an effort setting do not report
        them.
        """
        return 0 if "effort" in self.model else self.reply.reasoning_tokens


def find_model(call: Call, surface: str | None = None) -> Json | None:
    """The row of the model for a call; None if there is no such model, or not in this API.

    Ids are case-insensitive. Unless the platform is strict, models that are newer than the table
    are served by M3.
    """
    asked = call.body["model"].lower()
    row = spec.model("text", asked)
    if row is None and asked.startswith(_NEWER) and not call.settings.strict:
        row = spec.model("text", _STAND_IN)
    return None if row is None or surface not in (None, *row["surfaces"]) else row


def thinks(model: Json, *, switched_on: bool) -> bool:
    """Whether a model thinks; `switched_on` is the value of the request, or the default of the
    API.
    """
    return model["thinking"] == "always" or (model["thinking"] == "switchable" and switched_on)


def serve(call: Call, model: Json, prompt: chat.Prompt) -> Served:
    """Answer a prompt, with a matching script if there is one, and charge for it. Raises the
    platform's error for an empty prompt.
    """
    if not any(message.has_content for message in prompt.messages):
        raise refused("chat content is empty")
    reply = chat.respond(
        prompt, scripts.take(call.platform.replies, prompt.question.text, call.account.name)
    )
    units = {row["unit"] for row in prices.rows(model["id"])}
    cached = call.account.prompts.look_up(
        model["id"],
        prompt.blocks(),
        call.clock.now(),
        unasked="cache_read_token" in units and model["id"] != _MARKS_ONLY,
        at_marks="cache_write_token" in units,
    )
    if reply.cached_tokens is not None:
        cached = cached._replace(read=reply.cached_tokens, written=0)
    charges = prices.chat(
        model["id"],
        fresh=max(reply.prompt_tokens - cached.read - cached.written, 0),
        output=reply.completion_tokens,
        cached=cached.read,
        written=cached.written,
        service_tier=call.body.get("service_tier"),
        web_searches=len(reply.searches),
    )
    call.bill(charges)
    return Served(model, reply, cached)


def call_id(call: Call, index: int) -> str:
    """The id of a tool call, counted from 0."""
    return f"call_function_{call.trace_id[:12]}_{index + 1}"
