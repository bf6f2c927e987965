"""Typed replies: `client.text.parse`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ..core.operation import Service
from ..core.sources import refused
from ..errors import MinimaxError
from ..results.chat import ChatReply
from ..results.run import Parsed, RunReply
from .chat_call import DEFAULT_MODEL, chat_call, models_with

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import text as keywords

    from .history import InputMessage

    Messages: TypeAlias = str | Sequence[keywords.ChatMessageParam | InputMessage]

FEATURE = "text"
"""The module with the generated options of the calls."""
JSON_INSTRUCTION = "Answer with JSON and nothing else. It has to fit this JSON schema:"
ANSWER_SCHEMA = ("type", "properties", "required")
REPAIR_REQUEST = (
    "This answer does not fit the JSON schema: {problem}, at {path}. Answer again, with JSON and"
    " nothing else."
)


async def parse(
    service: Service[Any],
    messages: Messages,
    into: Any,
    *,
    repairs: int = 1,
    **options: Unpack[keywords.ParseOptions],
) -> Parsed[Any]:
    """Reply to a conversation with a value of a type.

    The JSON schema of the type is appended to `system`, and also sent as `response_format` to
    models that support it.

    Args:
        messages: as in `chat`.
        into: a dataclass, attrs class, TypedDict, pydantic model, or a type such as `list[City]`,
            `Literal["yes", "no"]` or `int`. A NamedTuple is an array in JSON.
        repairs: how often the model is asked to correct an invalid reply, each time in a paid
            request; 0 for never.
        **options: as in `chat`, except for the tools.

    Returns:
        The `value`, and the `reply` that it was parsed from, with `turns` and `total_usage` if it
        took several requests.

    Raises:
        ParseError: the last reply is still invalid; the error has `problem`, `path`, the text in
            `raw` and the reply in `reply`.
        ValidationError: the type cannot be represented in JSON, or an argument breaks a rule of the
            API; nothing was sent.
        ConfigError: the extra is not installed; run pip install "minimax-sdk[tools]".
        MinimaxError: any error of `chat`; `partial` has the replies so far.

    Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
    """
    if not isinstance(repairs, int) or repairs < 0:
        raise refused("repairs", f"{repairs!r} is not allowed; it must be at least 0", repairs)
    from .. import schemas

    schema = schemas.schema(into)
    if (options.get("model") or DEFAULT_MODEL) in models_with("answer_schema"):
        options.setdefault("response_format", _response_format(schema))
    system, instruction = options.get("system"), f"{JSON_INSTRUCTION}\n{schemas.encode(schema)}"
    options["system"] = f"{system}\n\n{instruction}" if system else instruction
    chat = chat_call(service._io, service._config, options)
    history, turns = await chat.history(messages), list[ChatReply]()
    while True:
        try:
            turns.append(await chat.reply(history))
        except MinimaxError as error:
            if turns:
                error.partial = RunReply(turns[-1], messages=history, turns=turns)
            raise
        history = [*history, turns[-1].as_message()]
        reply = RunReply(turns[-1], messages=history, turns=turns)
        try:
            return Parsed(reply.parse(into), reply)
        except schemas.ParseError as error:
            if len(turns) > repairs:
                raise
            history = [
                *history,
                {
                    "role": "user",
                    "content": REPAIR_REQUEST.format(problem=error.problem, path=error.path),
                },
            ]


def _response_format(schema: Mapping[str, Any]) -> Any:
    """Convert a schema for `response_format`: an object whose properties are all required, without
    references.
    """
    if (
        schema.get("type") != "object"
        or "$defs" in schema
        or set(schema.get("properties", ())) != set(schema.get("required", ()))
    ):
        return None
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": {name: schema[name] for name in ANSWER_SCHEMA}},
    }
