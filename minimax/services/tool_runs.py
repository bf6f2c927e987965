"""A series of requests in which the model calls Python functions: `client.text.run_tools`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, Any

from .. import schemas
from ..config import is_whole
from ..core.call import Answer
from ..core.events import ToolEvents, is_observed
from ..core.parsing import mapping, repair
from ..core.sources import refused
from ..errors import ConfigError, MinimaxError, error_words
from ..results.accumulator import Accumulator
from ..results.chat import ChatEvent, ChatReply, RunReply, ToolEvent
from ..results.reply import ToolCall, read_arguments
from ..tools import Tool, ToolRoundsExceeded, TurnCutOff, tool

ChatStream = Accumulator[ChatEvent, ChatReply, Any]

if TYPE_CHECKING:
    from ..core.operation import Service
    from ..core.reader import Reader
    from .chat_call import ChatCall

REFUSED_BY_USER = "Error: the user refused this call."
NOT_RUN = (
    "Error: this call was not run, because your turn was cut off before its end ({reason}). Write"
    " less in one turn."
)


class Round:
    """The stream of one request of a run. Its events carry the number of the request; its result is
    the whole run so far.
    """

    def __init__(self, stream: ChatStream, number: int, run: Run) -> None:
        self._stream = stream
        self._number = number
        self._run = run

    @property
    def complete(self) -> bool:
        """Whether the terminal frame of this request has arrived."""
        return self._stream.complete

    def feed(self, data: bytes | bytearray) -> Sequence[ToolEvent]:
        """The events of one frame."""
        return [self._event(event) for event in self._stream.feed(data)]

    def whole(self, answer: Answer) -> Sequence[ToolEvent]:
        """The events of a complete response that arrived instead of a stream."""
        return [self._event(event) for event in self._stream.whole(answer)]

    def result(self) -> RunReply:
        """The run so far."""
        return self._run.result()

    def _event(self, event: ChatEvent) -> ToolEvent:
        return ToolEvent(event.type, event.text, event.tool_call, event.raw, self._number)


class Run:
    """The state of a conversation in which the model calls tools."""

    def __init__(
        self,
        service: Service[Any],
        tools: Iterable[Any],
        max_rounds: int,
        parallel: bool,
        on_call: Callable[[ToolCall], Any] | None,
    ) -> None:
        if not is_whole(max_rounds) or max_rounds < 1:
            raise refused(
                "max_rounds", f"{max_rounds!r} is not allowed; it must be at least 1", max_rounds
            )
        if on_call is not None and not callable(on_call):
            raise refused("on_call", f"{on_call!r} is not a function", on_call)
        is_async = service._io.is_async
        hint = "use it with AsyncMiniMax, or pass a regular function"
        if inspect.iscoroutinefunction(on_call) and not is_async:
            raise refused("on_call", f"{on_call!r} is an async function; {hint}", on_call)
        self._tools = _tools_by_name(tools)
        for each in self._tools.values():
            if isinstance(each, Tool) and each.is_async and not is_async:
                raise refused("tools", f"{each.name} is an async function; {hint}", each)
        self._max_rounds = max_rounds
        self._parallel = parallel
        self._on_call = on_call
        self._io, self._config = service._io, service._config
        self._pending: list[ToolCall] = []
        self._stream: ChatStream | None = None
        self.messages: list[dict[str, Any]] = []
        self.turns: list[ChatReply] = []
        self.complete = False

    @property
    def definitions(self) -> list[Any]:
        """The tools in the form of a request."""
        tools = self._tools.values()
        return [each.definition if isinstance(each, Tool) else each for each in tools]

    def track_stream(self, stream: ChatStream, number: int) -> Round:
        """The stream of the next request, as part of the run."""
        self._stream = stream
        return Round(stream, number, self)

    def result(self) -> RunReply:
        """The result so far. A turn that is still being streamed has its text in the conversation,
        but no calls.
        """
        if self._stream is None:
            last, messages = self.turns[-1] if self.turns else ChatReply({}), [*self.messages]
            return RunReply(last, messages=messages, turns=self.turns, pending=self._pending)
        last = self._stream.result()
        message = {key: value for key, value in last.as_message().items() if key != "tool_calls"}
        partial = [message] if last.text or last.reasoning else []
        return RunReply(last, messages=[*self.messages, *partial], turns=[*self.turns, last])

    async def rounds(
        self, send: Callable[[list[dict[str, Any]]], Coroutine[Any, Any, ChatReply]]
    ) -> RunReply:
        """Send a request, run the tools that the model calls, send their results, and repeat until
        it calls none.

        An error after the first reply has the result so far in `partial`.
        """
        while not self.complete:
            number = self.next_round()
            with self.partial_results():
                reply = await send(self.messages)
            self.add_reply(reply)
            await self.run_calls(number)
            self.check()
        return self.result()

    def next_round(self) -> int:
        """The number of the next request. Raises ToolRoundsExceeded if the limit is reached."""
        if len(self.turns) < self._max_rounds:
            return len(self.turns) + 1
        raise ToolRoundsExceeded(
            f"The model still calls tools after {self._max_rounds} requests; continue with"
            " reply.messages, or increase max_rounds",
            reply=self.result(),
        )

    @contextmanager
    def partial_results(self) -> Iterator[None]:
        """Attach the result so far to an error after the first reply."""
        try:
            yield
        except MinimaxError as error:
            if self.turns:
                error.partial = self.result()
            raise

    def add_reply(self, reply: ChatReply) -> None:
        """Record a reply of the model."""
        self._stream = None
        self.turns.append(reply)
        self.messages.append(reply.as_message())

    async def run_calls(self, number: int) -> list[ToolEvent]:
        """Run the calls of the last reply; returns their results as events."""
        reply = self.turns[-1]
        calls = reply.tool_calls
        cut_off = bool(calls) and reply.cut_off
        self._pending = [call for call in calls if not cut_off and self._is_left_to_caller(call)]
        own = [call for call in calls if call not in self._pending]
        if cut_off:
            results = [NOT_RUN.format(reason=_reason(reply))] * len(own)
        else:
            with self.partial_results():
                results = await self._results(own)
        answers = [_answer(call, text) for call, text in zip(own, results, strict=True)]
        self.messages += answers
        self.complete = not cut_off and bool(self._pending or not calls)
        return [
            ToolEvent("tool_result", answer["content"], call, answer, number)
            for call, answer in zip(own, answers, strict=True)
        ]

    def check(self) -> None:
        """Raise TurnCutOff if the last reply calls tools and was cut off."""
        reply = self.turns[-1]
        if reply.tool_calls and reply.cut_off:
            names = ", ".join(dict.fromkeys(call.name for call in reply.tool_calls))
            raise TurnCutOff(
                f"The turn that calls {names:.200} was cut off ({_reason(reply)}), so none"
                " of its calls was run; continue from reply.messages with a higher max_tokens",
                reply=self.result(),
            )

    def _is_left_to_caller(self, call: ToolCall) -> bool:
        """Whether a call is for a tool that the caller runs: one passed as a dictionary."""
        return isinstance(self._tools.get(call.name), Mapping)

    async def _results(self, calls: list[ToolCall]) -> list[str]:
        """The results of calls, in order."""
        steps = []
        for call in calls:
            refused = await self._is_refused(call)
            steps.append(self._outcome(call, refused, copy_context()))
        if self._parallel and len(steps) > 1:
            results = await self._io.gather(steps, len(steps))
        else:
            results = [await step for step in steps]
        for result in results:
            # Failures of tools have become texts, so this is Ctrl-C, a cancellation or a bug.
            if isinstance(result, BaseException):
                raise result
        return list(results)

    async def _is_refused(self, call: ToolCall) -> bool:
        """Whether `on_call` refuses a call. It is not called for invalid arguments."""
        if self._on_call is None or read_arguments(call.raw_arguments) is None:
            return False
        verdict = self._on_call(call)
        if inspect.isawaitable(verdict):
            verdict = await self._io.wait_for(verdict)
        return verdict is False

    async def _outcome(self, call: ToolCall, refused: bool, context: Context) -> str:
        """The result of a call, as text."""
        found = self._tools.get(call.name)
        if refused:
            return REFUSED_BY_USER
        if not isinstance(found, Tool):
            return f"Error: there is no tool {call.name!r}; the tools are {', '.join(self._tools)}."
        if not is_observed(self._config):
            return (await self._result(found, call, context))[0]
        events = ToolEvents(self._config, self._io, call, found.description)
        # Handlers run in the same context as the function, so that it sees their context variables.
        emit = _call if found.is_async else context.run
        emit(events.begin)
        try:
            text, problem = await self._result(found, call, context)
        except BaseException as error:
            events.end("", error)
            raise
        emit(events.end, text, problem)
        return text

    async def _result(
        self, found: Tool, call: ToolCall, context: Context
    ) -> tuple[str, BaseException | None]:
        """The result of a tool, as text, and its exception. Exceptions are reported to the model,
        which may correct its call.
        """
        try:
            if found.is_async:
                value = found(call)
            else:
                value = await self._io.work(lambda: context.run(found, call))
            if self._io.is_async and inspect.isawaitable(value):
                value = await self._io.wait_for(value)
        except schemas.Misfit as error:
            return f"Error: invalid arguments: {error}.", error
        except Exception as error:
            return _error_text(error), error
        except BaseException as error:
            # On the sync client, it is of an event loop that the tool has run.
            if self._io.is_async or not _is_cancellation(error):
                raise
            return _error_text(error), error
        if inspect.iscoroutine(value):
            value.close()
            raise ConfigError(
                f"tools: {call.name} returned a coroutine; use it with AsyncMiniMax, or pass a"
                " regular function"
            )
        try:
            return _text(value), None
        except Exception as error:
            return _error_text(error), error


def _is_cancellation(error: BaseException) -> bool:
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and isinstance(error, asyncio.CancelledError)


def _call(function: Callable[..., object], *values: object) -> None:
    function(*values)


class RunStream:
    """The source of a run's stream: the streams of all requests, with the tool results in between.

    Args:
        chat: the call that every request of the run makes.
    """

    def __init__(self, run: Run, chat: ChatCall[ChatEvent, ChatReply], messages: object) -> None:
        self._run, self._chat, self._messages = run, chat, messages
        self._reader: Reader[ToolEvent, Any] | None = None
        self._number = 0
        self._closed = False

    @property
    def complete(self) -> bool:
        """Whether the run has ended."""
        return self._run.complete

    def result(self) -> RunReply:
        """The run so far."""
        return self._run.result()

    async def start(self) -> None:
        """Send the first request."""
        if self._number == 0 and not self._closed:
            self._run.messages = await self._chat.history(self._messages)
            await self._next()

    async def fill(self) -> Sequence[ToolEvent] | None:
        """Wait for the next events; None at the end of the run."""
        run = self._run
        await self.start()
        while not self._closed:
            if self._reader is None:
                run.check()
                if run.complete:
                    return None
                await self._next()
                continue
            with run.partial_results():
                events = await self._reader.fill()
            if events is None and not self._closed:
                self._reader = None
                events = await run.run_calls(self._number)
            if events:
                return events
        return None

    async def close(self) -> None:
        """Stop, also from another thread or task."""
        self._closed = True
        if self._reader is not None:
            await self._reader.close()

    async def _next(self) -> None:
        run, self._number = self._run, self._run.next_round()
        self._reader = self._chat.stream(
            [*run.messages],
            into=lambda reply: run.track_stream(reply, self._number),
            finish=run.add_reply,
        )
        with run.partial_results():
            await self._reader.start()


def _reason(reply: ChatReply) -> str:
    """Why a turn was cut off, as reported by the platform."""
    return f"finish_reason {reply.finish_reason!r}" if reply.finish_reason else "no finish_reason"


def _answer(call: ToolCall, text: str) -> dict[str, Any]:
    """The message with the result of a call. File names may contain lone surrogates."""
    return {"role": "tool", "tool_call_id": call.id, "content": repair(text)}


def _error_text(error: BaseException) -> str:
    """An error as reported to the model: its class and message, without a location."""
    return f"Error: {error_words(error)}"


def _text(value: object) -> str:
    """The result of a tool as text: text unchanged, None as "", everything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else schemas.encode(value)


def _tools_by_name(tools: Iterable[Any]) -> dict[str, Tool | Mapping[str, Any]]:
    """Tools by name, in order: functions, and dictionaries that describe tools that the caller
    runs.
    """
    if isinstance(tools, (str, Mapping)) or not isinstance(tools, Iterable):
        raise refused("tools", f"pass a list of functions, not {tools!r}", tools)
    found: dict[str, Tool | Mapping[str, Any]] = {}
    for each in tools:
        made = each if isinstance(each, (Tool, Mapping)) else tool(each)
        name = made.name if isinstance(made, Tool) else mapping(made.get("function")).get("name")
        if not isinstance(name, str):
            needed = '{"type": "function", "function": {"name": ...}}'
            raise refused("tools", f"a dictionary needs {needed}; got {made!r}", made)
        if name in found:
            problem = f"two tools have the name {name!r}; rename one with minimax.tool(...)"
            raise refused("tools", problem, name)
        found[name] = made
    return found
