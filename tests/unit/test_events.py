"""Events: those of each step of a call, their handlers, and the "minimax" logger."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx
import pytest

from minimax import (
    AuthenticationError,
    ConfigError,
    Event,
    MinimaxError,
    RateLimitError,
    ServerError,
    StreamInterrupted,
    TaskFailed,
)
from minimax.core import events

from .platform import (
    AT_ONCE,
    CHAT,
    KEY,
    SPEECH,
    Clock,
    Platform,
    Runner,
    data,
    delta,
    native_error,
    ok,
    piece,
    streamed,
)

USAGE = {"input_tokens": 9, "output_tokens": 3, "total_tokens": 12}
HELLO = data(
    delta("Hel"),
    delta("lo.", finish="stop"),
    {**delta(), "choices": [], "usage": CHAT["usage"]},
    "[DONE]",
)
GOOD = {"base_resp": {"status_code": 0, "status_msg": ""}}
CREATED = {"task_id": "7", **GOOD}


def state(status: str) -> dict[str, Any]:
    return {"task_id": "7", "status": status, "file_id": "9", **GOOD}


class TestACall:
    def test_emits_every_step(self, runner: Runner, clock: Clock) -> None:
        told: list[Event] = []
        platform = Platform(
            native_error(1002, trace_id="a"),
            httpx.ConnectError("refused"),
            {**CHAT, "trace_id": "c"},
        )
        runner(runner.client(platform, clock=clock, on_event=told.append).text.chat("Hi"))
        assert [(event.kind, event.attempt) for event in told] == [
            ("request", 1),
            ("retry", 1),
            ("request", 2),
            ("retry", 2),
            ("request", 3),
            ("response", 3),
        ]
        assert {event.endpoint for event in told} == {"POST /v1/chat/completions"}
        assert [told[1].http_status, told[1].trace_id, type(told[1].error)] == [
            200,
            "a",
            RateLimitError,
        ]
        assert [told[1].seconds, told[3].seconds] == clock.sleeps
        assert told[5].trace_id == "c"

    def test_emits_its_end(self, runner: Runner) -> None:
        told: list[Event] = []
        with pytest.raises(AuthenticationError) as caught:
            runner(
                runner.client(Platform(native_error(1004)), on_event=told.append).text.chat("Hi")
            )
        assert [event.kind for event in told] == ["request", "error"]
        assert told[1].error is caught.value

    def test_is_measured_on_the_clock(self, runner: Runner, clock: Clock) -> None:
        told: list[Event] = []

        def slow(request: httpx.Request) -> httpx.Response:
            clock.now += 3.5
            return ok(CHAT)

        runner(runner.client(Platform(slow), clock=clock, on_event=told.append).text.chat("Hi"))
        assert [event.seconds for event in told] == [0.0, 3.5]

    def test_duration_of_failed_calls_is_measured(self, runner: Runner, clock: Clock) -> None:
        told: list[Event] = []

        def slow(request: httpx.Request) -> httpx.Response:
            clock.now += 3.5
            return native_error(1004)

        with pytest.raises(AuthenticationError):
            runner(runner.client(slow, clock=clock, on_event=told.append).text.chat("Hi"))
        assert [event.seconds for event in told] == [0.0, 3.5]

    def test_has_an_id_a_model_a_status_usage_and_sizes(self, runner: Runner) -> None:
        told: list[Event] = []
        platform = Platform(native_error(1002), CHAT, CHAT)
        client = runner.client(platform, retry=AT_ONCE, on_event=told.append)
        runner(client.text.chat("Hi"))
        first, [*_, last] = told[:], told
        assert len({event.call_id for event in first}) == 1
        assert {(event.operation, event.model) for event in first} == {
            ("chat_completions", "MiniMax-M3")
        }
        assert (last.http_status, last.usage) == (200, USAGE)
        assert last.bytes_sent == len(platform.requests[1].content)
        assert last.bytes_received == len(httpx.Response(200, json=CHAT).content)
        assert (last.stream, last.time_to_first_chunk) == (False, None)
        assert last.raw == CHAT
        runner(client.text.chat("Hi"))
        assert told[-1].call_id != last.call_id

    def test_speech_has_characters(self, runner: Runner) -> None:
        told: list[Event] = []
        runner(runner.client(Platform(SPEECH), on_event=told.append).speech.synthesize("Hi"))
        assert (told[-1].characters, told[-1].usage, told[-1].raw) == (21, None, None)

    def test_cancellation_is_an_error_event(self) -> None:
        runner, told = Runner("async"), list[Event]()

        async def hang(request: httpx.Request) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError

        async def main() -> None:
            call = asyncio.create_task(runner.client(hang, on_event=told.append).text.chat("Hi"))
            while not told:
                await asyncio.sleep(0)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

        asyncio.run(main())
        runner.close()
        assert [event.kind for event in told] == ["request", "error"]
        assert isinstance(told[1].error, asyncio.CancelledError)

    @pytest.mark.parametrize(
        ("usage", "expected"),
        [
            ({"prompt_tokens": 2, "completion_tokens": 3}, (2, 3, 5)),
            ({"input_tokens": "2", "output_tokens": 3.0, "total_tokens": 9}, (2, 3, 9)),
            ({"total_tokens": 4}, (0, 0, 4)),
        ],
    )
    def test_usage_is_read_in_every_form(self, usage: Any, expected: tuple[int, int, int]) -> None:
        found = events.usage_in({"usage": usage})
        assert found is not None
        assert tuple(found.values()) == expected

    def test_cached_and_reasoning_tokens_are_read(self) -> None:
        usage = {
            "prompt_tokens": 9,
            "completion_tokens": 5,
            "total_tokens": 14,
            "prompt_tokens_details": {"cached_tokens": 8},
            "completion_tokens_details": {"reasoning_tokens": 4},
        }
        assert events.usage_in({"usage": usage}) == {
            "input_tokens": 9,
            "output_tokens": 5,
            "total_tokens": 14,
            "cached_tokens": 8,
            "reasoning_tokens": 4,
        }

    @pytest.mark.parametrize("payload", [None, [], {}, {"usage": None}, {"usage": "many"}])
    def test_usage_is_none_if_not_reported(self, payload: Any) -> None:
        assert events.usage_in(payload) is None


class TestAStream:
    def read(self, runner: Runner, answer: Any, **options: Any) -> tuple[Any, list[Event]]:
        told: list[Event] = []
        client = runner.client(Platform(answer), retry=AT_ONCE, on_event=told.append, **options)
        return client.text.stream("Hi"), told

    def test_emits_first_chunk_and_end(self, runner: Runner, clock: Clock) -> None:
        answer = streamed(clock.later(1.5), HELLO[:60], clock.later(2.0), HELLO[60:])
        stream, told = self.read(runner, answer, clock=clock)
        runner(stream.final())
        assert [event.kind for event in told if event.kind != "frame"] == [
            "request",
            "response",
            "stream_end",
        ]
        assert len({event.call_id for event in told}) == 1
        end = told[-1]
        assert (end.outcome, end.error, end.stream) == ("complete", None, True)
        assert (end.time_to_first_chunk, end.seconds) == (told[1].seconds, 3.5)
        assert (end.usage, end.bytes_received) == (USAGE, len(HELLO))
        assert end.raw is not None
        assert end.raw["choices"][0]["message"]["content"] == "Hello."

    def test_leaving_early_is_closed(self, runner: Runner) -> None:
        stream, told = self.read(runner, streamed(HELLO[:-200], HELLO[-200:]))
        with runner.opened(stream):
            runner.next(stream)
        assert (told[-1].kind, told[-1].outcome, told[-1].error) == ("stream_end", "closed", None)

    def test_closing_before_the_first_chunk_is_closed(self, runner: Runner) -> None:
        stream, told = self.read(runner, streamed(HELLO))
        with runner.opened(stream):
            pass
        assert [event.kind for event in told] == ["request", "stream_end"]
        assert told[-1].outcome == "closed"

    def test_dropping_it_is_closed(self, runner: Runner) -> None:
        stream, told = self.read(runner, streamed(HELLO[:-200], HELLO[-200:]))
        runner.next(stream)
        del stream
        gc.collect()
        runner.settle()
        assert (told[-1].kind, told[-1].outcome) == ("stream_end", "closed")

    @pytest.mark.parametrize("rest", [b"", data("no JSON"), httpx.ReadError("reset")])
    def test_breaking_off_is_interrupted(self, runner: Runner, rest: Any) -> None:
        stream, told = self.read(runner, streamed(data(delta("Hel")), rest))
        with pytest.raises(StreamInterrupted):
            runner.list(stream)
        assert (told[-1].kind, told[-1].outcome) == ("stream_end", "interrupted")
        assert isinstance(told[-1].error, StreamInterrupted)

    def test_error_frames_are_interrupted(self, runner: Runner) -> None:
        refusal = {"base_resp": {"status_code": 1000, "status_msg": "no"}}
        stream, told = self.read(runner, streamed(data(delta("Hel")), data(refusal)))
        with pytest.raises(ServerError) as caught:
            runner.list(stream)
        assert (told[-1].kind, told[-1].outcome) == ("stream_end", "interrupted")
        assert told[-1].error is caught.value

    def test_refusals_emit_only_the_error(self, runner: Runner) -> None:
        stream, told = self.read(runner, native_error(1004))
        with pytest.raises(AuthenticationError):
            runner.list(stream)
        assert [event.kind for event in told] == ["request", "error"]

    def test_speech_has_characters(self, runner: Runner) -> None:
        told: list[Event] = []
        last = {**piece(b"\1\2", 2), "extra_info": {"usage_characters": 5}}
        answer = streamed(data(piece(b"\1"), last))
        runner(runner.client(Platform(answer), on_event=told.append).speech.stream("Hi").final())
        assert (told[-1].kind, told[-1].characters, told[-1].raw) == ("stream_end", 5, None)

    def test_every_endpoint_emits_the_end(self, runner: Runner) -> None:
        from minimax_generated.api import text

        told: list[Event] = []
        client = runner.client(Platform(streamed(HELLO)), on_event=told.append)
        body = {"model": "MiniMax-M3", "messages": [{"role": "user", "content": "Hi"}]}
        runner(client.stream(text.chat_completions.OPERATION, body=body).final())
        assert (told[-1].kind, told[-1].outcome, told[-1].model) == (
            "stream_end",
            "complete",
            "MiniMax-M3",
        )


class TestATask:
    def test_has_the_id_of_the_call_that_created_it(self, runner: Runner) -> None:
        told: list[Event] = []
        platform = Platform(CREATED, state("Processing"), state("Success"), {"file": {}, **GOOD})
        client = runner.client(platform, on_event=told.append)
        task = runner(client.video.create("A cat"))
        runner(task.wait())
        mine = [event for event in told if event.call_id == told[0].call_id]
        assert [event.kind for event in mine] == [
            *("request", "response"),
            *("request", "response", "poll"),
            *("request", "response", "poll", "task_end"),
        ]
        assert {event.model for event in mine} == {told[0].model}
        assert {event.task for event in mine[2:]} == {task.handle}
        assert mine[-1].outcome == "succeeded"

    def test_emits_its_end_once_with_the_duration(self, runner: Runner, clock: Clock) -> None:
        told: list[Event] = []
        platform = Platform(state("Processing"), state("Success"), {"file": {}, **GOOD})
        task = runner.client(platform, clock=clock, on_event=told.append).task("video:7")
        runner(task.wait(interval=4))
        runner(task.refresh())
        ends = [event for event in told if event.kind == "task_end"]
        assert [(end.task, end.seconds) for end in ends] == [("video:7", 4.0)]
        assert len({event.call_id for event in told if event.task}) == 1

    def test_failure_has_the_reason(self, runner: Runner) -> None:
        told: list[Event] = []
        failed = {**state("Fail"), "base_resp": {"status_code": 1027, "status_msg": "no"}}
        with pytest.raises(TaskFailed):
            runner(runner.client(Platform(failed), on_event=told.append).task("video:7").wait())
        assert (told[-1].kind, told[-1].outcome) == ("task_end", "failed")
        assert isinstance(told[-1].error, TaskFailed)


class TestHandlers:
    def test_failures_do_not_affect_results_and_are_reported_once(
        self, runner: Runner, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(event: Event) -> None:
            raise ValueError("broken hook")

        client = runner.client(Platform(CHAT), on_event=fail)
        with pytest.warns(RuntimeWarning, match="on_event failed: ValueError: broken hook"):
            assert runner(client.text.chat("Hi")).text == "Hello."
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert runner(client.text.chat("Hi")).text == "Hello."
        [record] = [each for each in caplog.records if each.name == "minimax"]
        assert record.levelno == logging.ERROR

    def test_failures_do_not_affect_results_if_warnings_are_errors(self, runner: Runner) -> None:
        def fail(event: Event) -> None:
            raise ValueError("broken hook")

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert (
                runner(runner.client(Platform(CHAT), on_event=fail).text.chat("Hi")).text
                == "Hello."
            )

    def test_cannot_be_async(self, runner: Runner) -> None:
        async def later(event: Event) -> None: ...

        with pytest.raises(ConfigError, match=r"later.* is an async function"):
            runner.client(Platform(CHAT), on_event=later)

    def test_of_a_view_replace_those_of_the_client(self, runner: Runner) -> None:
        first: list[Event] = []
        second: list[Event] = []
        client = runner.client(Platform(CHAT), on_event=first.append)
        runner(client.with_options(on_event=second.append).text.chat("Hi"))
        assert (len(first), len(second)) == (0, 2)

    def test_added_handlers_receive_events_of_all_views_until_removed(self, runner: Runner) -> None:
        own: list[Event] = []
        added: list[Event] = []
        client = runner.client(Platform(CHAT), on_event=own.append)
        view, text = client.with_options(timeout=5), client.text
        remove = client.observe(added.append)
        for service in (client.text, view.text, text, client.with_options(timeout=6).text):
            runner(service.chat("Hi"))
        assert (len(own), len(added)) == (8, 8)
        remove()
        runner(client.text.chat("Hi"))
        assert (len(own), len(added)) == (10, 8)


class TestAnEvent:
    def test_can_be_converted_to_a_dict(self) -> None:
        event = Event("error", "POST /v1/x", error=ValueError("no"), usage=USAGE, raw={"a": 1})
        assert event.to_dict()["error"] == {"type": "ValueError", "message": "no"}
        assert json.loads(event.to_json())["usage"] == USAGE

    def test_does_not_contain_content(self) -> None:
        event = Event("response", "POST /v1/x", raw={"secret": "words"})
        assert "words" not in repr(event) + event.to_json()

    def test_does_not_contain_a_key_echoed_by_the_platform(self, runner: Runner) -> None:
        told: list[Event] = []
        platform = Platform(ok(SPEECH | {"trace_id": ""}, **{"Trace-Id": KEY}))
        runner(runner.client(platform, on_event=told.append).speech.synthesize("Hi"))
        assert told[-1].trace_id == "***"
        assert KEY not in repr(told)


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Callable[[], list[logging.LogRecord]]:
    """What the "minimax" logger has written."""
    caplog.set_level(logging.DEBUG, logger="minimax")
    return lambda: [record for record in caplog.records if record.name == "minimax"]


class TestTheLogger:
    def test_has_a_record_for_each_step(self, runner: Runner, records: Any) -> None:
        platform = Platform(native_error(1002, "slow down"), CHAT)
        runner(runner.client(platform, retry=AT_ONCE).text.chat("Hi"))
        assert [(each.levelname, each.kind) for each in records()] == [
            ("DEBUG", "request"),
            ("WARNING", "retry"),
            ("DEBUG", "request"),
            ("INFO", "response"),
        ]
        assert "RateLimitError: 1002: slow down" in records()[1].getMessage()
        assert records()[3].getMessage() == (
            "response POST /v1/chat/completions attempt=2 status=200 trace=07f1c2"
        )

    def test_has_the_fields_in_extra(self, runner: Runner, records: Any) -> None:
        told: list[Event] = []
        platform = Platform(native_error(1002, "slow down"), CHAT)
        runner(runner.client(platform, retry=AT_ONCE, on_event=told.append).text.chat("Hi"))
        for event, record in zip(told, records(), strict=True):
            fields = {name: value for name, value in event.to_dict().items() if value is not None}
            assert {name for name in fields if not hasattr(record, name)} <= {
                name for name, value in fields.items() if value == ""
            }
            json.dumps({name: getattr(record, name, None) for name in fields})
        last = records()[-1]
        assert (last.call_id, last.model, last.usage) == (told[-1].call_id, "MiniMax-M3", USAGE)
        assert records()[1].error.startswith("RateLimitError: 1002")

    def test_works_alongside_handlers(self, runner: Runner, records: Any) -> None:
        told: list[Event] = []
        client = runner.client(Platform(CHAT), on_event=told.append)
        runner(client.text.chat("Hi"))
        runner(client.with_options(on_event=told.append).text.chat("Hi"))
        assert (len(records()), len(told)) == (4, 4)

    @pytest.mark.parametrize("place", [logging.Handler, logging.Filter])
    def test_failures_of_logging_do_not_affect_results(
        self, runner: Runner, records: Any, place: Any
    ) -> None:
        def fail(self: Any, record: logging.LogRecord) -> bool:
            raise ValueError("broken log")

        name = "emit" if place is logging.Handler else "filter"
        broken = type("Broken", (place,), {name: fail})()
        logger = logging.getLogger("minimax")
        (logger.addHandler if place is logging.Handler else logger.addFilter)(broken)
        try:
            with pytest.warns(RuntimeWarning, match="handler or filter of logging failed: ValueE"):
                assert runner(runner.client(Platform(CHAT)).text.chat("Hi")).text == "Hello."
        finally:
            logger.removeHandler(broken)
            logger.removeFilter(broken)

    def test_does_not_contain_key_or_content(self, runner: Runner, records: Any) -> None:
        client = runner.client(
            Platform(native_error(1002), SPEECH, native_error(1004), CHAT), retry=AT_ONCE
        )
        runner(client.speech.synthesize("A secret text"))
        picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}
        messages = [{"role": "user", "content": [picture]}]
        with pytest.raises(MinimaxError):
            runner(client.text.chat(messages))
        runner(client.text.chat(messages))
        text = "\n".join(record.getMessage() + repr(vars(record)) for record in records())
        words = (KEY, "Bearer", "fffbe8c4", "QUJD", "A secret text", "Hello.")
        assert [word for word in words if word in text] == []


INFO = ["retry", "response", "response", "response"]
DEBUG = ["request", "retry", "request", "response", *["request", "response"] * 2]


@contextmanager
def program(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The stderr of a program that has not set up logging, without the handlers of pytest."""
    root, error = logging.getLogger(), io.StringIO()
    level, handlers = root.level, list(root.handlers)
    root.handlers[:] = []
    monkeypatch.setattr(sys, "stderr", error)
    try:
        yield error
    finally:
        for handler in root.handlers:
            handler.close()
        root.setLevel(level)
        root.handlers[:] = handlers


class TestMinimaxLog:
    @pytest.mark.parametrize(
        ("level", "set_up", "expected"),
        [
            ("info", None, INFO),
            (" DEBUG ", None, DEBUG),
            ("", None, []),
            ("0", None, []),
            ("loud", None, []),
            ("info", lambda: logging.basicConfig(level=logging.INFO), INFO),
            ("info", lambda: logging.basicConfig(level=logging.ERROR), INFO),
            ("info", lambda: logging.basicConfig(filename=os.devnull), INFO),
            ("", lambda: logging.basicConfig(level=logging.INFO), INFO),
            ("", lambda: logging.basicConfig(), ["retry"]),
            ("info", lambda: logging.getLogger("minimax").setLevel(logging.DEBUG), INFO),
            (
                "info",
                lambda: logging.getLogger("minimax").addHandler(logging.StreamHandler()),
                INFO,
            ),
        ],
    )
    def test_writes_each_line_once(
        self,
        level: str,
        set_up: Callable[[], None] | None,
        expected: list[str],
        runner: Runner,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("MINIMAX_LOG", level)
        platform = Platform(native_error(1002), CHAT)
        with program(monkeypatch) as stderr:
            clients = [runner.client(platform, retry=AT_ONCE) for _ in range(2)]
            if set_up:
                set_up()
            for client in (*clients, runner.client(platform)):
                runner(client.text.chat("Hi"))
        lines = [line for line in stderr.getvalue().splitlines() if "POST /v1" in line]
        kinds = ("request", "retry", "response")
        assert [kind for line in lines for kind in kinds if f"{kind} POST" in line] == expected

    def test_adds_one_handler(self, runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        before = len(logging.getLogger("minimax").handlers)
        monkeypatch.setenv("MINIMAX_LOG", "info")
        with program(monkeypatch) as stderr:
            clients = [runner.client(Platform(CHAT)) for _ in range(3)]
            runner(clients[0].with_options(timeout=3).text.chat("Hi"))
        assert len(logging.getLogger("minimax").handlers) == before + 1
        assert stderr.getvalue().count("response POST") == 1


def asks(*names: str) -> dict[str, Any]:
    """A turn in which the model calls tools."""
    calls = [
        {"id": f"c{number}", "type": "function", "function": {"name": name, "arguments": "{}"}}
        for number, name in enumerate(names)
    ]
    message = {"role": "assistant", "content": "", "tool_calls": calls}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
    return {**CHAT, "choices": [choice]}


class TestTools:
    def test_emit_start_and_end(self, runner: Runner) -> None:
        def tide() -> int:
            """Height of the tide."""
            return 3

        def wind() -> int:
            """Speed of the wind."""
            raise OSError("calm")

        told: list[Event] = []
        client = runner.client(Platform(asks("tide", "wind"), CHAT), on_event=told.append)
        runner(client.text.run_tools("Hi", tools=[tide, wind], parallel=False))
        found = [event for event in told if event.tool]
        assert [(event.kind, event.tool) for event in found] == [
            ("tool_start", "tide"),
            ("tool_end", "tide"),
            ("tool_start", "wind"),
            ("tool_end", "wind"),
        ]
        assert found[0].call_id == found[1].call_id != found[2].call_id
        assert [type(event.error) for event in found[1::2]] == [type(None), OSError]
        assert found[1].raw == {
            "id": "c0",
            "description": "Height of the tide.",
            "arguments": "{}",
            "result": "3",
        }

    @pytest.mark.parametrize("parallel", [True, False])
    @pytest.mark.parametrize("is_async", [True, False])
    def test_see_context_variables_set_by_handlers(
        self, runner: Runner, parallel: bool, is_async: bool
    ) -> None:
        if is_async and not runner.is_async:
            pytest.skip("the sync client takes no async functions")
        name: ContextVar[str] = ContextVar("name", default="")
        seen: list[str] = []

        def handler(event: Event) -> None:
            if event.kind == "tool_start":
                name.set(event.tool)

        async def later() -> None:
            seen.append(name.get())

        def tide() -> None:
            seen.append(name.get())

        later.__name__ = "tide"
        client = runner.client(Platform(asks("tide", "tide"), CHAT), on_event=handler)
        tool = later if is_async else tide
        runner(client.text.run_tools("Hi", tools=[tool], parallel=parallel))
        assert seen == ["tide", "tide"]
