"""Which model serves a chat request on any surface, what it replies, and what that costs."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from minimax.emulator import chat, ledger, scripts, spec
from minimax.emulator.checks import clip
from minimax.emulator.endpoint import Call
from minimax.emulator.envelopes import PlatformError, invalid
from minimax.emulator.prompt_cache import Cached
from minimax_generated.tables.prices import PRICES

Json = dict[str, Any]

_NEWER = "minimax-m"
_STAND_IN = "minimax-m3"
_MARKS_ONLY = "MiniMax-M2"
_LARGE_INPUT = 512_000


class Served(NamedTuple):
    """An answered request: the row of the model, its reply, and what of the prompt was in the
    cache.
    """

    model: Json
    reply: chat.Reply
    cached: Cached

    @property
    def reasoning_tokens(self) -> int:
        """Tokens of thinking that the answer tells of: models with an effort setting keep them to
        themselves.
        """
        return 0 if "effort" in self.model else self.reply.reasoning_tokens


def find_model(call: Call, surface: str | None = None) -> Json | None:
    """The row of the model that serves a call; None where there is no such model, or none on the
    surface.

    Ids come in any case; one that is newer than the table is served by M3.
    """
    known = spec.models("text")
    asked = call.body["model"].lower()
    row = known.get(asked) or (known[_STAND_IN] if asked.startswith(_NEWER) else None)
    missing = (
        row is None
        or row["state"] == "retired"
        or (surface is not None and surface not in row["surfaces"])
    )
    return None if missing else row


def unknown_model(call: Call) -> PlatformError:
    """What is answered to an id that names no model, outside of the Anthropic paths."""
    return invalid(f"unknown model '{clip(call.body['model'].lower())}'")


def thinks(model: Json, *, switched_on: bool) -> bool:
    """Whether a model thinks; `switched_on` is what the request says, or what the surface takes
    without it.
    """
    return model["thinking"] == "always" or (model["thinking"] == "switchable" and switched_on)


def serve(call: Call, model: Json, prompt: chat.Prompt) -> Served:
    """Answer a prompt, by script where one fits, and charge for it."""
    reply = chat.respond(prompt, scripts.take(call.platform.replies, prompt.question.text))
    units = _priced_units(model["id"])
    cached = call.account.prompts.look_up(
        model["id"],
        prompt.blocks(),
        call.platform.clock.now(),
        unasked="cache_read_token" in units and model["id"] != _MARKS_ONLY,
        at_marks="cache_write_token" in units,
    )
    ledger.charge(
        call,
        model["id"],
        when={"input": ">512k" if reply.prompt_tokens > _LARGE_INPUT else "<=512k"},
        input_token=reply.prompt_tokens - cached.read - cached.written,
        cache_read_token=cached.read,
        cache_write_token=cached.written,
        output_token=reply.completion_tokens,
    )
    ledger.charge(call, chat.WEB_SEARCH, call=len(reply.searches))
    return Served(model, reply, cached)


def call_id(call: Call, index: int) -> str:
    """The id of a tool call, counted from 0."""
    return f"call_function_{call.trace_id[:12]}_{index + 1}"


@cache
def _priced_units(model_id: str) -> frozenset[str]:
    return frozenset(row["unit"] for row in PRICES["prices"] if row["item"] == model_id)
