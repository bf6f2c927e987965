"""Tools that are run for the model, against the emulator: rounds, results, errors, streams, and
what is left behind.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from minimax import (
    APIError,
    ConfigError,
    NetworkError,
    RateLimitError,
    Retry,
    RunReply,
    StreamInterrupted,
    ToolRoundsExceeded,
    TurnCutOff,
    ValidationError,
    tool,
)
from minimax.emulator import Emulator

from ..unit.platform import Runner

TIDE = {
    "type": "function",
    "function": {
        "name": "tide",
        "description": "Height of the tide.",
        "parameters": {"type": "object", "properties": {}},
    },
}


@pytest.fixture(autouse=True)
def _nothing_left_behind(runner: Runner) -> Iterator[None]:
    """No thread of ours and no task outlives a test."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in set(threading.enumerate()) - before
        if not thread.name.startswith(("asyncio_", "AnyIO worker"))
    ]
    assert left == []
    assert runner(_tasks()) == [] if runner.is_async else True


async def _tasks() -> list[Any]:
    await asyncio.sleep(0)
    return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]


def add(first: int, second: int) -> int:
    """Add two numbers."""
    return first + second


def divide(first: int, second: int) -> float:
    """Divide one number by another."""
    return first / second


def results(reply: RunReply) -> list[Any]:
    """What the model was told by tools."""
    return [message["content"] for message in reply.messages if message["role"] == "tool"]


def sent(emulator: Emulator) -> list[list[dict[str, Any]]]:
    """The conversations that were sent."""
    return [request.json["messages"] for request in emulator.requests("chat_completions")]


@pytest.fixture(params=["whole", "streamed"])
def run(request: pytest.FixtureRequest, runner: Runner, client: Any) -> Any:
    """Runs tools either way, and gives the reply at the end."""

    def whole(messages: Any, **arguments: Any) -> Any:
        return runner(client.text.run_tools(messages, **arguments))

    def streamed(messages: Any, **arguments: Any) -> Any:
        with runner.opened(client.text.stream_tools(messages, **arguments)) as stream:
            return runner(stream.final())

    return whole if request.param == "whole" else streamed


def test_functions_are_called_and_their_results_used(run: Any, emulator: Emulator) -> None:
    def weather(city: str) -> dict[str, Any]:
        """The weather of a city."""
        return {"city": city, "天气": "晴", "degrees": 21}

    reply = run("What is the weather in Paris?", tools=[weather], system="Be brief.", temperature=0)

    assert "21" in reply.text
    assert results(reply) == ['{"city":"Paris","天气":"晴","degrees":21}']
    assert [message["role"] for message in reply.messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert (len(reply.turns), reply.pending, reply.finish_reason) == (2, [], "stop")
    assert (
        reply.total_usage.total_tokens
        == sum(turn.usage.total_tokens for turn in reply.turns)
        > reply.usage.total_tokens
    )
    bodies = [request.json for request in emulator.requests("chat_completions")]
    assert [body["messages"][0] for body in bodies] == [
        {"role": "system", "content": "Be brief."}
    ] * 2
    assert bodies[1]["messages"][1:] == reply.messages[:-1], "the whole turn goes back as it came"
    assert [body["temperature"] for body in bodies] == [0, 0]


def test_conversation_can_be_continued(run: Any, emulator: Emulator) -> None:
    emulator.reply(tool_calls={"add": {"first": 1, "second": 2}})
    emulator.reply("Three.")
    emulator.reply("Still three.")

    first = run("What is 1 + 2?", tools=[add])
    second = run([*first.messages, "Sure? 🎻"], tools=[add])

    assert second.text == "Still three."
    assert sent(emulator)[-1] == [*first.messages, {"role": "user", "content": "Sure? 🎻"}]


def test_calls_of_one_turn_run_in_parallel_and_results_are_in_order(
    run: Any, runner: Runner, emulator: Emulator
) -> None:
    both = threading.Barrier(2, timeout=10)
    finished: list[str] = []
    first_may_end = threading.Event()

    def slow(name: str) -> str:
        both.wait()
        first_may_end.wait(10)
        finished.append(name)
        return name

    def quick(name: str) -> str:
        both.wait()
        finished.append(name)
        first_may_end.set()
        return name

    emulator.reply(tool_calls=[("slow", {"name": "a"}), ("quick", {"name": "b"})])
    emulator.reply("Done.")

    reply = run("Go.", tools=[slow, quick])

    assert (finished, results(reply)) == (["b", "a"], ["a", "b"])
    assert len(sent(emulator)) == 2, "both are answered in one request"


def test_calls_can_run_sequentially(run: Any, emulator: Emulator) -> None:
    running: list[str] = []

    def step(name: str) -> str:
        assert running == []
        running.append(name)
        running.clear()
        return name

    emulator.reply(tool_calls=[("step", {"name": each}) for each in "abc"])
    emulator.reply("Done.")

    assert results(run("Go.", tools=[step], parallel=False)) == ["a", "b", "c"]


def test_exceptions_are_reported_to_the_model_without_traceback(
    run: Any, emulator: Emulator
) -> None:
    def silent() -> None:
        raise TimeoutError

    emulator.reply(
        tool_calls=[
            ("divide", {"first": 1, "second": 0}),
            ("divide", {"first": "one", "second": 2}),
            ("divide", {"first": 1}),
            ("multiply", {"first": 1}),
            ("silent", {}),
            ("divide", {"first": 6, "second": 4}),
        ]
    )
    emulator.reply("Well.")

    assert results(run("Divide.", tools=[divide, silent])) == [
        "Error: ZeroDivisionError: division by zero",
        "Error: invalid arguments: Expected `int`, got `str` at $.first.",
        "Error: invalid arguments: Object missing required field `second`.",
        "Error: there is no tool 'multiply'; the tools are divide, silent.",
        "Error: TimeoutError",
        "1.5",
    ]


def test_results_are_sent_as_text(run: Any, emulator: Emulator) -> None:
    def give(what: str) -> Any:
        return {"text": "grün", "none": None, "set": {"ä"}, "odd": object()}[what]

    emulator.reply(tool_calls=[("give", {"what": what}) for what in ("text", "none", "set", "odd")])
    emulator.reply("Thanks.")

    assert results(run("Give.", tools=[give])) == [
        "grün",
        "",
        '["ä"]',
        "Error: TypeError: object cannot be represented in JSON",
    ]


def test_on_call_sees_every_call_and_can_refuse_it(run: Any, emulator: Emulator) -> None:
    ran: list[int] = []
    seen: list[Any] = []

    def pay(amount: int) -> None:
        ran.append(amount)

    def allowed(call: Any) -> bool:
        seen.append((call.name, call.arguments))
        return bool(call.arguments["amount"] < 100)

    emulator.reply(tool_calls=[("pay", {"amount": 5}), ("pay", {"amount": 500})])
    emulator.reply("Paid.")

    reply = run("Pay.", tools=[pay], on_call=allowed)

    assert ran == [5]
    assert seen == [("pay", {"amount": 5}), ("pay", {"amount": 500})]
    assert results(reply) == ["", "Error: the user refused this call."]


def test_exceptions_without_readable_message_are_reported_by_their_class(
    run: Any, emulator: Emulator
) -> None:
    class Unspeakable(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    def fail() -> None:
        """Fail."""
        raise Unspeakable

    emulator.reply(tool_calls={"fail": {}})
    emulator.reply("It failed.")

    assert results(run("Go.", tools=[fail])) == ["Error: Unspeakable"]


def test_sdk_errors_of_on_call_keep_the_paid_turns(run: Any, emulator: Emulator) -> None:
    def forbid(call: Any) -> None:
        raise ConfigError("not here")

    emulator.reply(tool_calls={"add": {"first": 1, "second": 2}})

    with pytest.raises(ConfigError, match="not here") as caught:
        run("Go.", tools=[add], on_call=forbid)
    assert len(caught.value.partial.turns) == 1


def test_exceptions_of_on_call_end_the_run(run: Any, emulator: Emulator) -> None:
    def stop(call: Any) -> None:
        raise LookupError(call.name)

    emulator.reply(tool_calls={"add": {"first": 1, "second": 2}})

    with pytest.raises(LookupError, match="add"):
        run("Add.", tools=[add], on_call=stop)


def test_calls_of_a_described_tool_are_left_to_the_caller(run: Any, emulator: Emulator) -> None:
    emulator.reply(tool_calls=[("add", {"first": 1, "second": 2}), ("tide", {})])
    emulator.reply("High.")

    reply = run("Both.", tools=[add, TIDE])
    assert [call.name for call in reply.pending] == ["tide"]
    assert (reply.finish_reason, results(reply)) == ("tool_calls", ["3"])

    answer = {"role": "tool", "tool_call_id": reply.pending[0].id, "content": "5 m"}
    assert run([*reply.messages, answer], tools=[add, TIDE]).text == "High."


def test_max_rounds_raises_with_the_conversation(run: Any, emulator: Emulator) -> None:
    for number in range(3):
        emulator.reply(tool_calls={"add": {"first": number, "second": 1}})
    emulator.reply("Enough.")

    with pytest.raises(ToolRoundsExceeded, match="after 3 requests") as caught:
        run("Count.", tools=[add], max_rounds=3)
    reply = caught.value.reply

    assert len(sent(emulator)) == 3
    assert (len(reply.turns), results(reply)) == (3, ["1", "2", "3"])
    assert run(reply.messages, tools=[add]).text == "Enough."


@pytest.mark.parametrize("reason", ["length", "content_filter"])
@pytest.mark.parametrize("earlier", [0, 1])
def test_calls_of_cut_off_turns_are_not_run(
    run: Any, emulator: Emulator, reason: str, earlier: int
) -> None:
    ran: list[str] = []

    def wipe(path: str = "/") -> None:
        ran.append(path)

    for _ in range(earlier):
        emulator.reply(tool_calls={"add": {"first": 1, "second": 2}})
    emulator.reply("I wipe.", tool_calls=[("wipe", {}), ("tide", {})], finish_reason=reason)

    with pytest.raises(
        TurnCutOff, match=rf"wipe, tide was cut off \(finish_reason '{reason}'\)"
    ) as caught:
        run("Wipe.", tools=[wipe, add, TIDE], on_call=lambda call: ran.append("asked"))
    reply = caught.value.reply

    assert ran == ["asked"] * earlier
    assert (reply.text, reply.finish_reason, reply.pending) == ("I wipe.", reason, [])
    assert (len(reply.turns), caught.value.partial) == (earlier + 1, reply)
    told = results(reply)[earlier:]
    assert len(told) == 2
    assert all("was not run" in text and reason in text for text in told)

    emulator.reply("Then I do not.")
    assert run(reply.messages, tools=[wipe, add, TIDE]).text == "Then I do not."
    assert sent(emulator)[-1] == reply.messages


def test_turns_without_calls_can_be_cut_off(run: Any, emulator: Emulator) -> None:
    emulator.reply("I wo", finish_reason="length")
    reply = run("Wipe.", tools=[add])
    assert (reply.text, reply.cut_off) == ("I wo", True)


def test_errors_in_later_rounds_keep_earlier_replies(
    run: Any, connect: Any, emulator: Emulator
) -> None:
    emulator.reply(tool_calls={"add": {"first": 1, "second": 2}})

    def then_fail(call: Any) -> None:
        emulator.fault("insufficient_balance")

    with pytest.raises(APIError) as caught:
        run("Add.", tools=[add], on_call=then_fail)

    assert [message["role"] for message in caught.value.partial.messages] == [
        "user",
        "assistant",
        "tool",
    ]
    assert caught.value.partial.total_usage.total_tokens > 0


def test_rounds_are_retried_if_free_and_no_tool_runs_twice(run: Any, emulator: Emulator) -> None:
    ran: list[int] = []

    def count(number: int) -> None:
        ran.append(number)
        emulator.fault("rate_limit", on="chat_completions", first=1)

    emulator.reply(tool_calls={"count": {"number": 1}})
    emulator.reply("Counted.")

    assert run("Count.", tools=[count]).text == "Counted."
    assert (ran, len(sent(emulator))) == ([1], 3)


def test_no_tools_behave_like_chat(run: Any, emulator: Emulator) -> None:
    emulator.reply("Hello.")

    reply = run("Hi", tools=[])

    assert (reply.text, len(reply.turns)) == ("Hello.", 1)
    assert "tools" not in emulator.requests("chat_completions")[0].json


def test_context_variables_reach_the_tools(run: Any, emulator: Emulator) -> None:
    user = contextvars.ContextVar("user", default="nobody")
    user.set("ada")

    def who() -> str:
        return user.get()

    emulator.reply(tool_calls=[("who", {}), ("who", {})])
    emulator.reply("Ada.")

    assert results(run("Who?", tools=[who])) == ["ada", "ada"]


@pytest.mark.parametrize(
    ("tools", "arguments", "words"),
    [
        (add, {}, "pass a list of functions"),
        ("add", {}, "pass a list of functions"),
        (TIDE, {}, "pass a list of functions"),
        ([add, add], {}, "two tools have the name 'add'"),
        ([{"name": "tide"}], {}, "a dictionary needs"),
        ([lambda: 1], {}, "lambda"),
        ([add], {"max_rounds": 0}, "max_rounds: 0 is not allowed"),
        ([add], {"temperature": 7}, "temperature"),
    ],
)
def test_invalid_arguments_are_rejected_before_sending(
    run: Any, emulator: Emulator, tools: Any, arguments: Any, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        run("Hi", tools=tools, **arguments)

    assert words in str(caught.value)
    assert emulator.requests() == []


def test_unreachable_servers_are_a_network_error(runner: Runner, connect: Any) -> None:
    client = connect(base_url="http://127.0.0.1:9", retry=Retry(attempts=1))

    with pytest.raises(NetworkError):
        runner(client.text.run_tools("Hi", tools=[add]))


# Async functions


async def later(number: int) -> int:
    """Give a number after a while."""
    await asyncio.sleep(0)
    return number


def disguised(number: int) -> Any:
    """Give something to await, without saying so."""
    return later(number)


def test_async_functions_are_awaited_or_rejected(
    run: Any, runner: Runner, emulator: Emulator
) -> None:
    emulator.reply(tool_calls=[("later", {"number": 1}), ("add", {"first": 1, "second": 1})])
    emulator.reply("Done.")

    if runner.is_async:
        assert results(run("Go.", tools=[later, add])) == ["1", "2"]
    else:
        with pytest.raises(
            ValidationError, match="later is an async function; use it with AsyncMiniMax"
        ):
            run("Go.", tools=[later, add])
        assert emulator.requests() == []


@pytest.mark.parametrize("calls", [1, 2])
def test_returned_awaitables_are_awaited_or_an_error(
    run: Any, runner: Runner, emulator: Emulator, calls: int
) -> None:
    emulator.reply(tool_calls=[("disguised", {"number": 1})] * calls)
    emulator.reply("Done.")

    if runner.is_async:
        assert results(run("Go.", tools=[disguised])) == ["1"] * calls
    else:
        with pytest.raises(ConfigError, match="disguised returned a coroutine"):
            run("Go.", tools=[disguised])


def test_async_on_call_requires_the_async_client(
    run: Any, runner: Runner, emulator: Emulator
) -> None:
    async def never(call: Any) -> bool:
        return False

    emulator.reply(tool_calls={"add": {"first": 1, "second": 2}})
    emulator.reply("Done.")

    if runner.is_async:
        assert results(run("Go.", tools=[add], on_call=never)) == [
            "Error: the user refused this call."
        ]
    else:
        with pytest.raises(ValidationError, match="AsyncMiniMax"):
            run("Go.", tools=[add], on_call=never)
        assert emulator.requests() == []


# Leaving in the middle


@pytest.mark.parametrize("calls", [1, 2])
def test_ctrl_c_in_a_tool_passes_through(
    run: Any, runner: Runner, emulator: Emulator, calls: int
) -> None:
    error = asyncio.CancelledError if runner.is_async else KeyboardInterrupt

    def interrupted() -> None:
        raise error

    async def cancelled() -> None:
        raise error

    made = tool(cancelled if runner.is_async else interrupted, name="wait")
    emulator.reply(tool_calls=[("wait", {})] * calls)

    with pytest.raises(error):
        run("Wait.", tools=[made])
    assert len(sent(emulator)) == 1


@pytest.mark.parametrize("runner", ["async"], indirect=True)
def test_cancellation_cancels_running_tools(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    ended: list[str] = []

    async def scenario() -> None:
        started = asyncio.Event()

        async def wait(name: str) -> None:
            started.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(name)

        emulator.reply(tool_calls=[("wait", {"name": "a"}), ("wait", {"name": "b"})])
        task = asyncio.create_task(client.text.run_tools("Wait.", tools=[wait]))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    runner(scenario())
    assert sorted(ended) == ["a", "b"]


def test_cancellations_in_an_event_loop_of_a_tool_are_reported(
    runner: Runner, run: Any, emulator: Emulator
) -> None:
    async def wait_for_other() -> None:
        other = asyncio.ensure_future(asyncio.sleep(60))
        other.cancel()
        await other

    def wait() -> None:
        """Wait."""
        asyncio.run(wait_for_other())

    if runner.is_async:
        pytest.skip("on the async client, a cancellation ends the run")
    emulator.reply(tool_calls={"wait": {}})
    emulator.reply("It was cancelled.")

    assert results(run("Wait.", tools=[wait])) == ["Error: CancelledError"]


# The stream


def test_streams_emit_every_step_of_every_round(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.reply(
        "I look.",
        reasoning="Two numbers.",
        tool_calls=[("add", {"first": 1, "second": 2}), ("divide", {"first": 1, "second": 0})],
    )
    emulator.reply("It is three.", reasoning="Easy.")

    with runner.opened(client.text.stream_tools("1 + 2?", tools=[add, divide])) as stream:
        events = runner.list(stream)
    reply = runner(stream.final())

    kinds = [(event.type, event.round) for event in events]
    assert list(dict.fromkeys(kinds)) == [
        ("reasoning", 1),
        ("text", 1),
        ("tool_call", 1),
        ("finish", 1),
        ("tool_result", 1),
        ("reasoning", 2),
        ("text", 2),
        ("finish", 2),
    ]
    assert [
        (event.tool_call.name, event.text) for event in events if event.type == "tool_result"
    ] == [
        ("add", "3"),
        ("divide", "Error: ZeroDivisionError: division by zero"),
    ]
    assert "".join(event.text for event in events if event.type == "text") == "I look.It is three."
    assert (reply.text, reply.turns[0].text, reply.turns[0].reasoning) == (
        "It is three.",
        "I look.",
        "Two numbers.",
    )


def test_stream_text_covers_all_rounds(runner: Runner, client: Any, emulator: Emulator) -> None:
    emulator.reply("One moment. ", tool_calls={"add": {"first": 1, "second": 2}})
    emulator.reply("Three.")

    with runner.opened(client.text.stream_tools("1 + 2?", tools=[add])) as stream:
        assert "".join(runner.list(stream.text)) == "One moment. Three."


def test_stream_text_can_be_spoken(runner: Runner, client: Any, emulator: Emulator) -> None:
    emulator.reply("One moment. ", tool_calls={"add": {"first": 1, "second": 2}})
    emulator.reply("It is three.")

    with runner.opened(client.text.stream_tools("1 + 2?", tools=[add])) as stream:
        with runner.opened(client.speech.speak(stream.text, format="pcm")) as speech:
            audio = b"".join(runner.list(speech))

    assert len(audio) > 1000
    assert runner(stream.final()).text == "It is three."


@pytest.mark.parametrize("stop", ["text", "finish", "tool_result"])
def test_leaving_a_stream_early_stops_everything(
    runner: Runner, client: Any, emulator: Emulator, stop: str
) -> None:
    ran: list[int] = []

    def count(number: int) -> None:
        ran.append(number)

    emulator.reply("Some words first.", tool_calls={"count": {"number": 1}})

    with runner.opened(client.text.stream_tools("Count.", tools=[count])) as stream:
        while runner.next(stream).type != stop:
            pass

    assert ran == ([1] if stop == "tool_result" else [])
    assert len(sent(emulator)) == 1
    with pytest.raises(StreamInterrupted):
        runner(stream.final())
    roles = [message["role"] for message in stream.snapshot.messages]
    assert (
        roles == ["user", "assistant", "tool"] if stop == "tool_result" else ["user", "assistant"]
    )
    assert ("tool_calls" in stream.snapshot.messages[1]) == (stop == "tool_result"), (
        "no call without its answer"
    )


def test_interrupted_streams_keep_earlier_rounds(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.reply(tool_calls={"add": {"first": 1, "second": 2}})
    emulator.reply("A reply that is long enough to be cut somewhere in the middle of it.")

    def then_break(call: Any) -> None:
        emulator.fault("drop_mid_stream")

    with pytest.raises((StreamInterrupted, APIError)) as caught:
        with runner.opened(
            client.text.stream_tools("1 + 2?", tools=[add], on_call=then_break)
        ) as stream:
            runner(stream.final())

    assert [message["role"] for message in caught.value.partial.messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert "A reply that is long".startswith(caught.value.partial.text[:10])


def test_refused_first_requests_raise_like_chat(
    run: Any, runner: Runner, connect: Any, emulator: Emulator
) -> None:
    emulator.fault("rate_limit")
    client = connect(retry=Retry(attempts=1))

    with pytest.raises(RateLimitError):
        runner(client.text.run_tools("Hi", tools=[add]))
