"""Python functions as tools of the model, and the runs in which they are called."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import Context, copy_context
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from . import schemas
from .core.call import Answer
from .core.pieces import repair
from .errors import ConfigError, MinimaxError, ValidationError
from .results.arguments import read as read_arguments
from .results.chat import ChatAccumulator, ChatEvent, ChatReply, ToolCall
from .results.run import RunReply, ToolEvent

if TYPE_CHECKING:
    from .core.io import IO
    from .core.streaming import Reader

CALL = re.compile(r"(\w+)Service\.(\w+)")
"""How calls of a client are named."""
REFUSED = "Error: the user refused this call."
NOT_RUN = (
    "Error: this call was not run, because your turn was cut off before its end ({reason}). Write"
    " less in one turn."
)


class ToolRunError(MinimaxError):
    """A run of tools that ended before the model's final reply.

    All tool calls have results: `reply.messages` is the conversation, ready to be continued, and
    `reply.turns` are the paid replies.
    """

    def __init__(self, message: str, *, reply: Any = None) -> None:
        super().__init__(message)
        self.reply = self.partial = reply


class ToolRoundsExceeded(ToolRunError):
    """The model still calls tools after `max_rounds` requests."""


class TurnCutOff(ToolRunError):
    """A turn with tool calls was cut off, at the token limit or otherwise, so none of its calls was
    run: their arguments may be truncated, even if they look complete.

    Each call gets the reason as its result. Continue from `reply.messages`, with a higher
    `max_tokens`.
    """


class Tool:
    """A Python function that the model may call; created by `tool`, or by `run_tools` itself.

    `name`, `description` and `parameters` (a JSON schema) are what the model sees.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        name: str,
        description: str,
        parameters: dict[str, Any],
        arguments: Any,
    ) -> None:
        self.function = function
        self.name = name
        self.description = description
        self.parameters = parameters
        self.is_async = any(
            map(inspect.iscoroutinefunction, (function, type(function).__call__))
        )  # the latter tells of an object
        self._arguments = arguments
        self._first = [each for each in _parameters(function) if each.kind is each.POSITIONAL_ONLY]

    @property
    def definition(self) -> dict[str, Any]:
        """The tool in the form that `text.chat` accepts."""
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": self.parameters,
            },
        }

    def __call__(self, call: ToolCall) -> Any:
        """Run the function with the arguments of a call; an async function returns an awaitable.

        Raises:
            DecodeError: the arguments are not a JSON object.
            ValueError: the arguments do not match the signature.
            Exception: any error of the function.
        """
        given = call.arguments
        values = schemas.convert(given, self._arguments)
        first = [
            getattr(values, each.name) if each.name in given else each.default
            for each in self._first
        ]
        named = {
            name: getattr(values, name)
            for name in given
            if name not in {each.name for each in self._first}
        }
        return self.function(*first, **named)

    def __repr__(self) -> str:
        return f"Tool({self.name!r}, {self.description!r})"


def tool(
    function: Callable[..., Any], *, name: str | None = None, description: str | None = None
) -> Tool:
    """A tool from a Python function: its name, its docstring, and a JSON schema from its signature.

    Parameters are described in the docstring (Google, NumPy or reST style) or by `Annotated[str,
    "the city"]`. `*args` and `**kwargs` are left out, because the model cannot name them, and so
    are the arguments that a `functools.partial` has fixed.

    Args:
        function: a function, method, partial or callable object, sync or async.
        name: another name for it.
        description: another description.

    Raises:
        ValidationError: it has no name or no signature, or a type that cannot be represented in
            JSON.
        ConfigError: the extra is not installed: pip install "minimax-sdk[tools]".
    """
    from .core.json_types import json_type

    msgspec = schemas.library()
    label = name or _name(function)
    parameters, hints = _parameters(function), _hints(function, label)
    summary, described = _docstring(function)
    fields = []
    for each in parameters:
        hint = hints.get(each.name, Any)
        facts: dict[str, Any] = {"description": _annotated(hint) or described.get(each.name)}
        if (of_a_call := json_type(hint)) is not None:
            if of_a_call.schema is None:
                continue
            hint, facts["extra_json_schema"] = Any, dict(of_a_call.schema)
        required = each.default is each.empty
        if isinstance(each.default, (str, int)) or (
            isinstance(each.default, float) and isfinite(each.default)
        ):
            facts.setdefault("extra_json_schema", {})["default"] = each.default
        hint = Annotated[hint, msgspec.Meta(**facts)]
        # The default itself stays with the function; this one only says that there is one.
        fields.append(
            (each.name, hint)
            if required
            else (each.name, hint, msgspec.field(default_factory=_absent))
        )
    arguments = msgspec.defstruct(
        label if label.isidentifier() else "arguments",
        fields,
        forbid_unknown_fields=True,
        kw_only=True,
    )
    schema = schemas.schema(arguments, what=f"the signature of {label}")
    schema.pop("title", None)
    return Tool(function, label, summary if description is None else description, schema, arguments)


class Round:
    """The stream of one request of a run: its events with the number of the request; its result is
    the whole run so far.
    """

    def __init__(self, stream: ChatAccumulator, number: int, run: Run) -> None:
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
    """A conversation in which the model calls tools, so far."""

    def __init__(
        self,
        tools: Iterable[Any],
        *,
        max_rounds: int,
        parallel: bool,
        on_call: Callable[[ToolCall], Any] | None,
        io: IO,
    ) -> None:
        if not isinstance(max_rounds, int) or max_rounds < 1:
            raise ValidationError(
                f"max_rounds: {max_rounds!r} is not allowed; it must be at least 1",
                field="max_rounds",
                value=max_rounds,
            )
        self._tools = _named(tools)
        for each in self._tools.values():
            if isinstance(each, Tool) and each.is_async and not io.is_async:
                raise ValidationError(
                    f"tools: {each.name} is an async function; give it to AsyncMiniMax, or give a"
                    " plain function",
                    field="tools",
                    value=each,
                )
        self._max_rounds = max_rounds
        self._parallel = parallel
        self._on_call = on_call
        self._io = io
        self._pending: list[ToolCall] = []
        self._stream: ChatAccumulator | None = None
        self.messages: list[dict[str, Any]] = []
        self.turns: list[ChatReply] = []
        self.complete = False

    @property
    def definitions(self) -> list[Any]:
        """The tools in the form of a request."""
        return [
            each.definition if isinstance(each, Tool) else each for each in self._tools.values()
        ]

    def streamed(self, stream: ChatAccumulator, number: int) -> Round:
        """The stream of the next request, which becomes a part of the run."""
        self._stream = stream
        return Round(stream, number, self)

    def result(self) -> RunReply:
        """The result so far. A turn that is still being streamed has its text in the conversation,
        but no calls.
        """
        if self._stream is None:
            last = self.turns[-1] if self.turns else ChatReply({})
            return RunReply(
                last, messages=list(self.messages), turns=self.turns, pending=self._pending
            )
        last = self._stream.result()
        message = {key: value for key, value in last.as_message().items() if key != "tool_calls"}
        said = [message] if last.text or last.reasoning else []
        return RunReply(last, messages=[*self.messages, *said], turns=[*self.turns, last])

    async def rounds(
        self, ask: Callable[[list[dict[str, Any]]], Coroutine[Any, Any, ChatReply]]
    ) -> RunReply:
        """Send a request, run the tools that the model calls, send their results, and repeat until
        it calls none.

        An error after the first reply has the result so far in `partial`.
        """
        while not self.complete:
            number = self.next_round()
            with self.keeping():
                reply = await ask(self.messages)
            self.replied(reply)
            await self.run_calls(number)
            self.check()
        return self.result()

    def next_round(self) -> int:
        """The number of the next request. Raises ToolRoundsExceeded when it would be too many."""
        if len(self.turns) < self._max_rounds:
            return len(self.turns) + 1
        raise ToolRoundsExceeded(
            f"The model still asks for tools after {self._max_rounds} requests; go on with"
            " reply.messages, or raise max_rounds",
            reply=self.result(),
        )

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Attach the result so far to an error after the first reply."""
        try:
            yield
        except MinimaxError as error:
            if self.turns:
                error.partial = self.result()
            raise

    def replied(self, reply: ChatReply) -> None:
        """Note a reply of the model."""
        self._stream = None
        self.turns.append(reply)
        self.messages.append(reply.as_message())

    async def run_calls(self, number: int) -> list[ToolEvent]:
        """Run the calls of the last reply; returns their results as events."""
        reply = self.turns[-1]
        calls = reply.tool_calls
        cut_off = bool(calls) and reply.cut_off
        self._pending = [call for call in calls if not cut_off and self._is_of_the_caller(call)]
        mine = [call for call in calls if call not in self._pending]
        if cut_off:
            results = [NOT_RUN.format(reason=_reason(reply))] * len(mine)
        else:
            results = await self._results(mine)
        answers = [_answer(call, text) for call, text in zip(mine, results, strict=True)]
        self.messages += answers
        self.complete = not cut_off and bool(self._pending or not calls)
        return [
            ToolEvent("tool_result", answer["content"], call, answer, number)
            for call, answer in zip(mine, answers, strict=True)
        ]

    def check(self) -> None:
        """Raise TurnCutOff if the last reply calls tools and was cut off."""
        reply = self.turns[-1]
        if reply.tool_calls and reply.cut_off:
            names = ", ".join(dict.fromkeys(call.name for call in reply.tool_calls))
            raise TurnCutOff(
                f"The turn that asks for {names:.200} was cut off ({_reason(reply)}), so none"
                " of its calls was run; go on from reply.messages with a higher max_tokens",
                reply=self.result(),
            )

    def _is_of_the_caller(self, call: ToolCall) -> bool:
        """Whether a call is of a tool that is not a Python function."""
        return isinstance(self._tools.get(call.name), Mapping)

    async def _results(self, calls: list[ToolCall]) -> list[str]:
        """The results of calls, in their order."""
        steps = []
        for call in calls:
            forbidden = await self._forbidden(call)
            steps.append(self._outcome(call, forbidden, copy_context()))
        if self._parallel and len(steps) > 1:
            results = await self._io.gather(steps, len(steps))
        else:
            results = [await step for step in steps]
        for result in results:
            if isinstance(
                result, BaseException
            ):  # no failure of a tool, for that is a text: Ctrl-C, a cancellation, a mistake
                raise result
        return list(results)

    async def _forbidden(self, call: ToolCall) -> bool:
        """Whether the hook refuses a call. It is not called for invalid arguments."""
        if self._on_call is None or read_arguments(call.raw_arguments) is None:
            return False
        verdict = self._on_call(call)
        if inspect.isawaitable(verdict):
            verdict = await self._io.wait_for(verdict)
        return verdict is False

    async def _outcome(self, call: ToolCall, forbidden: bool, context: Context) -> str:
        """The result of a call, as text. Exceptions of a tool are reported to the model, which may
        correct its call.
        """
        found = self._tools.get(call.name)
        if forbidden:
            return REFUSED
        if not isinstance(found, Tool):
            return f"Error: there is no tool {call.name!r}; there are {', '.join(self._tools)}."
        try:
            value = (
                found(call)
                if found.is_async
                else (await self._io.work(lambda: context.run(found, call)))
            )
            if self._io.is_async and inspect.isawaitable(value):
                value = await self._io.wait_for(value)
        except schemas.Misfit as error:
            return f"Error: the arguments do not fit: {error}."
        except Exception as error:
            return _told(error)
        if inspect.iscoroutine(value):
            value.close()
            raise ConfigError(
                f"tools: {call.name} gave a coroutine; give it to AsyncMiniMax, or give a plain"
                " function"
            )
        try:
            return _text(value)
        except Exception as error:
            return _told(error)


class RunStream:
    """The source of a streamed run: the streams of its requests, one after another, with the
    results of the tools in between.

    `begin` prepares the conversation; `ask` creates the stream of a request, whose reply is added
    to the run.
    """

    def __init__(
        self,
        run: Run,
        begin: Callable[[], Coroutine[Any, Any, None]],
        ask: Callable[[list[dict[str, Any]], int], Reader[ToolEvent, Any]],
    ) -> None:
        self._run, self._begin, self._ask = run, begin, ask
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
            await self._begin()
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
            with run.keeping():
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
        self._number = self._run.next_round()
        self._reader = self._ask(self._run.messages, self._number)
        with self._run.keeping():
            await self._reader.start()


def _reason(reply: ChatReply) -> str:
    """Why a turn was cut off, in the words of the platform."""
    return f"finish_reason {reply.finish_reason!r}" if reply.finish_reason else "no finish_reason"


def _answer(call: ToolCall, text: str) -> dict[str, Any]:
    """The message with the result of a call. File names may contain lone surrogates."""
    return {"role": "tool", "tool_call_id": call.id, "content": repair(text)}


def _told(error: Exception) -> str:
    """An error as reported to the model: its class and message, without a location."""
    return (
        f"Error: {type(error).__name__}: {error}"
        if str(error)
        else f"Error: {type(error).__name__}"
    )


def _text(value: object) -> str:
    """The result of a tool as text: text unchanged, None as "", everything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else schemas.encode(value)


def _named(tools: Iterable[Any]) -> dict[str, Tool | Mapping[str, Any]]:
    """Tools by name, in their order: functions, and dictionaries that describe the caller's own
    tools.
    """
    if isinstance(tools, (str, Mapping)) or not isinstance(tools, Iterable):
        raise ValidationError(
            f"tools: give a list of functions, not {tools!r}", field="tools", value=tools
        )
    found: dict[str, Tool | Mapping[str, Any]] = {}
    for each in tools:
        made = each if isinstance(each, (Tool, Mapping)) else tool(each)
        function = made.get("function") if isinstance(made, Mapping) else None
        name = (
            made.name
            if isinstance(made, Tool)
            else function.get("name")
            if isinstance(function, Mapping)
            else None
        )
        if not isinstance(name, str):
            raise ValidationError(
                'tools: a dictionary needs {"type": "function", "function": {"name": ...}}'
                + f"; got {made!r}",
                field="tools",
                value=made,
            )
        if name in found:
            raise ValidationError(
                f"tools: two tools have the name {name!r}; rename one with minimax.tool(...)",
                field="tools",
                value=name,
            )
        found[name] = made
    return found


def _name(function: Any) -> str:
    if not callable(function) or isinstance(function, type):
        raise ValidationError(
            f"tools: {function!r} is not a function; give a function, or a tool as a dictionary",
            field="tools",
            value=function,
        )
    plain = _unwrapped(function)
    call = CALL.fullmatch(getattr(plain, "__qualname__", ""))
    if call is not None and str(plain.__module__).startswith(f"{__package__}.services."):
        return f"{call[1].lower()}_{call[2]}"
    name = getattr(plain, "__name__", type(plain).__name__)
    if name == "<lambda>":
        raise ValidationError(
            "tools: a lambda has no name; write a function with def, or minimax.tool(..., name=)",
            field="tools",
        )
    return str(name)


def _unwrapped(function: Any) -> Any:
    """The function inside partials."""
    while isinstance(function, functools.partial):
        function = function.func
    return function


def _parameters(function: Any) -> list[inspect.Parameter]:
    """The valid inputs for a tool."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise ValidationError(
            f"tools: {function!r} has no signature; put a function of your own around it",
            field="tools",
        ) from None
    fixed = function.keywords if isinstance(function, functools.partial) else {}
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        each
        for each in signature.parameters.values()
        if each.kind not in variable and each.name not in fixed
    ]


def _hints(function: Any, label: str) -> dict[str, Any]:
    plain = _unwrapped(function)
    typed = plain if inspect.isroutine(plain) else type(plain).__call__
    try:
        return get_type_hints(typed, include_extras=True)
    except (NameError, TypeError) as error:
        raise ValidationError(
            f"tools: the type hints of {label} cannot be read: {error}",
            field="tools",
            value=function,
        ) from None


def _annotated(hint: Any) -> str | None:
    """The description in `Annotated[..., "text"]`, or of an annotation that has one: `Field`,
    `Meta`.
    """
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    for note in notes:
        text = note if isinstance(note, str) else getattr(note, "description", None)
        if isinstance(text, str):
            return text
    return None


def _docstring(function: Any) -> tuple[str, dict[str, str]]:
    """The description in a docstring, and those of the parameters."""
    plain = _unwrapped(function)
    text = (
        inspect.getdoc(plain if inspect.isroutine(plain) else type(plain).__call__)
        or inspect.getdoc(plain)
        or ""
    )
    docstring_parser = schemas.library("docstring_parser")
    try:
        read = docstring_parser.parse(text)
    except docstring_parser.ParseError:
        return text, {}
    told = "\n\n".join(part for part in (read.short_description, read.long_description) if part)
    return told, {each.arg_name: each.description for each in read.params if each.description}


def _absent() -> Any:
    """Stands for an argument that the model omitted; never passed to a function."""
