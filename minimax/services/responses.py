"""Chat through the OpenAI Responses API: `client.text.responses`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from minimax_generated.api import text as api

from ..core import call
from ..core.operation import I, Service, operation, streaming
from ..core.streaming import Reader
from ..requests.request_body import build
from ..results import conversation
from ..results.reply import AsyncReplyStream, Reply, ReplyStream, answered
from ..results.responses import ResponseAccumulator, ResponseEvent, ResponseReply, failure_of
from .history import history

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options.text import (
        ResponsesFunctionCallOutputRequestParam,
        ResponsesFunctionToolParam,
        ResponsesFurtherOptions,
        ResponsesMessageRequestParam,
        ResponsesModel,
        ResponsesOptions,
        ResponsesTemperature,
        ResponsesToolChoice,
        ResponsesTopP,
        ResponsesWebSearchToolParam,
    )

    from ..core.streaming import Source

    ResponseInput: TypeAlias = (
        str
        | ResponsesMessageRequestParam
        | ResponsesFunctionCallOutputRequestParam
        | Mapping[str, Any]
        | Reply
    )
    ResponseInputs: TypeAlias = str | Sequence[ResponseInput]
    ResponseTool: TypeAlias = (
        ResponsesFunctionToolParam | ResponsesWebSearchToolParam | Mapping[str, Any]
    )


FEATURE = "text"
DEFAULT_MODEL = "MiniMax-M3"
EFFORTS = {True: "high", False: "none"}
"""The efforts for True and False, since this API has only efforts."""


class ResponseStream(ReplyStream[ResponseEvent, ResponseReply]):
    """A streamed response. Iterate over it for events, over `text` or `reasoning` for strings."""


class AsyncResponseStream(AsyncReplyStream[ResponseEvent, ResponseReply]):
    """A streamed response. Iterate over it for events, over `text` or `reasoning` for strings."""


class ResponsesService(Service[I]):
    """The language models through the OpenAI Responses API."""

    @operation
    async def create(
        self,
        input: ResponseInputs,
        *,
        model: ResponsesModel = DEFAULT_MODEL,
        instructions: str | None = None,
        tools: Sequence[ResponseTool] = (),
        tool_choice: ResponsesToolChoice | None = None,
        reasoning: bool | str | Mapping[str, Any] | None = None,
        max_output_tokens: int | None = None,
        temperature: ResponsesTemperature | None = None,
        top_p: ResponsesTopP | None = None,
        **options: Unpack[ResponsesFurtherOptions],
    ) -> ResponseReply:
        """Reply to a conversation. The platform does not store conversations: pass all messages
        every time.

        Args:
            input: a question, or the conversation so far, oldest first: texts of the user, earlier
                replies, items, or dictionaries with `role` and `content`. Content is text, or a
                list of texts, `minimax.image(...)`, `minimax.video(...)` and parts. Messages with
                the role "tool", as `text.chat` takes them, become items.
            model: model id.
            instructions: what the model should be and do.
            tools: functions, as `{"type": "function", "name", "description", "parameters"}` or as
                `text.chat` takes them, and `{"type": "web_search"}`.
            tool_choice: "auto" or "none".
            reasoning: True or False to switch it on or off, if the model supports that, or an
                effort: "none", "minimal", "low", "medium", "high", "xhigh" or "max"; by default M3
                does not think here.
            max_output_tokens: maximum number of tokens to generate.
            temperature: randomness, 0 to 1.
            top_p: probability mass to sample from, 0 to 1.
            **options: other fields of the request, typed in ResponsesOptions; `extra` sends fields
                that are newer than this package.

        Returns:
            The reply, with `text`, `reasoning`, `tool_calls`, `output`, `citations`, `usage` and
            `as_items()` for the next turn.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/responses-create
        """
        target = api.responses.OPERATION
        said = await history(self._io, input, _turn, name="input")
        given = {
            "model": model,
            "instructions": instructions,
            "tools": tools,
            "tool_choice": tool_choice,
            "reasoning": reasoning,
            "max_output_tokens": max_output_tokens,
            "temperature": temperature,
            "top_p": top_p,
            **options,
        }
        values = _values(given, said)
        answer = await call.call(self._io, self._config, target, build(target, values))
        failure = failure_of(answer.payload, call.origin(self._config, target))
        if failure is not None:
            raise failure
        return _answered(ResponseReply(answer.payload, answer.trace_id))

    @streaming(ResponseStream, AsyncResponseStream)
    def stream(
        self, input: ResponseInputs, **options: Unpack[ResponsesOptions]
    ) -> Source[ResponseEvent, ResponseReply]:
        """Reply to a conversation and stream the reply.

        Takes the arguments of `create`. Use it as a context manager, so that the connection is
        released if you leave early:

            with client.text.responses.stream("Tell me a story.") as stream:
                for piece in stream.text:
                    print(piece, end="", flush=True)
            reply = stream.final()

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the reply so far.
            MinimaxError: any error of `create`.

        Source: https://platform.minimax.io/docs/api-reference/responses-create
        """
        target = api.responses.OPERATION
        accumulator = ResponseAccumulator(call.origin(self._config, target))

        async def body() -> dict[str, Any]:
            said = await history(self._io, input, _turn, name="input")
            values = _values(options, said)
            return {**build(target, values), "stream": True}

        async def finish() -> None:
            _answered(accumulator.result())

        return Reader(self._io, self._config, target, body, accumulator, finish=finish)


def _values(given: Mapping[str, Any], said: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All fields of a request, under their Python names."""
    values = {
        "model": DEFAULT_MODEL,
        **{name: value for name, value in given.items() if value is not None},
    }
    instructions = values.get("instructions")
    values["instructions"], values["input"] = conversation.items(said, instructions)
    reasoning, tools = values.get("reasoning"), values.get("tools")
    if isinstance(reasoning, bool):
        reasoning = EFFORTS[reasoning]
    values["reasoning"] = {"effort": reasoning} if isinstance(reasoning, str) else reasoning
    values["tools"] = [conversation.tool(each) for each in tools or ()] or None
    return values


def _turn(reply: Reply) -> list[dict[str, Any]] | None:
    return reply.as_items() if isinstance(reply, ResponseReply) else None


def _answered(reply: ResponseReply) -> ResponseReply:
    return answered(
        reply, isinstance(reply.raw.get("output"), list) and (reply.output or reply.finish_reason)
    )
