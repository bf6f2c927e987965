"""Chat through the OpenAI Responses API: `client.text.responses`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from minimax_generated.api import text as api

from ..core.operation import I, Service, arguments, operation, streaming
from ..results import conversation
from ..results.reply import AsyncReplyStream, ReplyStream
from ..results.responses import ResponseAccumulator, ResponseEvent, ResponseReply
from .chat_call import DEFAULT_MODEL, ChatCall, provided

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import text as keywords

    from ..core.streaming import Source
    from .chat_call import InputMessage

    ResponseInput: TypeAlias = (
        keywords.ResponsesMessageRequestParam
        | keywords.ResponsesFunctionCallOutputRequestParam
        | InputMessage
    )
    ResponseInputs: TypeAlias = str | Sequence[ResponseInput]
    ResponseTool: TypeAlias = (
        keywords.ResponsesFunctionToolParam
        | keywords.ResponsesWebSearchToolParam
        | Mapping[str, Any]
    )

FEATURE = "text"
"""Where the generated options of the calls are."""
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
        model: keywords.ResponsesModel = DEFAULT_MODEL,
        instructions: str | None = None,
        tools: Sequence[ResponseTool] = (),
        tool_choice: keywords.ResponsesToolChoice | None = None,
        reasoning: bool | str | Mapping[str, Any] | None = None,
        max_output_tokens: int | None = None,
        temperature: keywords.ResponsesTemperature | None = None,
        top_p: keywords.ResponsesTopP | None = None,
        **options: Unpack[keywords.ResponsesFurtherOptions],
    ) -> ResponseReply:
        """Send a conversation and return the reply. The platform stores no conversations, so pass
        all messages every time.

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
        given = arguments(locals(), "input")
        return await self._chat(given).reply(input)

    @streaming(ResponseStream, AsyncResponseStream)
    def stream(
        self, input: ResponseInputs, **options: Unpack[keywords.ResponsesOptions]
    ) -> Source[ResponseEvent, ResponseReply]:
        """Send a conversation and stream the reply.

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
        return self._chat(options).stream(input, into=lambda accumulator: accumulator)

    def _chat(self, given: Mapping[str, Any]) -> ChatCall[ResponseEvent, ResponseReply]:
        """A call without its conversation."""
        values = partial(_values, given)
        target = api.responses.OPERATION
        return ChatCall(self, target, ResponseAccumulator, values, parameter="input")


def _values(given: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All fields of a request, under their Python names."""
    values = provided(given)
    instructions = values.get("instructions")
    values["instructions"], values["input"] = conversation.items(turns, instructions)
    reasoning, tools = values.get("reasoning"), values.get("tools")
    if isinstance(reasoning, bool):
        reasoning = EFFORTS[reasoning]
    values["reasoning"] = {"effort": reasoning} if isinstance(reasoning, str) else reasoning
    values["tools"] = [conversation.tool(each) for each in tools or ()] or None
    return values
