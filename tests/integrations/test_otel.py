"""Spans and metrics of OpenTelemetry, by the real API and SDK with their in-memory exporters."""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

pytest.importorskip("opentelemetry.sdk")

from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from minimax import (
    AsyncMiniMax,
    AuthenticationError,
    HTTPResponse,
    MiniMax,
    StreamInterrupted,
    TaskFailed,
)
from minimax.emulator import Emulator
from minimax.integrations import otel_content
from minimax.integrations.otel import CONTENT_VARIABLE, instrument, uninstrument
from minimax_generated.operations import list_operations
from tests.unit.platform import (
    AT_ONCE,
    CHAT,
    KEY,
    SPEECH,
    Platform,
    Runner,
    data,
    delta,
    native_error,
    streamed,
)

GOOD = {"base_resp": {"status_code": 0, "status_msg": ""}}
HELLO = data(
    delta("Hel"),
    delta("lo.", finish="stop"),
    {**delta(), "choices": [], "usage": CHAT["usage"]},
    "[DONE]",
)
TASK = {"task_id": "7", "status": "Success", "file_id": "9", **GOOD}


class Telemetry:
    """An SDK of OpenTelemetry that keeps everything in memory."""

    def __init__(self) -> None:
        self.exporter, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.meters = MeterProvider(metric_readers=[self.reader])

    def instrument(self, client: Any, **options: Any) -> Any:
        given = {"tracer_provider": self.tracers, "meter_provider": self.meters, **options}
        return instrument(client, **given)

    @property
    def spans(self) -> list[Any]:
        """The spans that have ended."""
        return list(self.exporter.get_finished_spans())

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.spans]

    @property
    def metrics(self) -> dict[str, list[Any]]:
        """The points of each metric."""
        found = self.reader.get_metrics_data()
        return {
            metric.name: list(metric.data.data_points)
            for resource in (found.resource_metrics if found else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }

    def text(self) -> str:
        """Everything that was exported."""
        return "".join(span.to_json() for span in self.spans) + str(self.reader.get_metrics_data())


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    made = Telemetry()
    yield made
    made.tracers.shutdown()
    made.meters.shutdown()


@pytest.fixture(params=["sync", "async"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    made = Runner(request.param)
    yield made
    made.close()


class TestACall:
    def test_is_a_span_by_the_conventions(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(CHAT)))
        more = {"stop": ["x"], "seed": 7}
        runner(client.text.chat("Hi", temperature=0.5, max_tokens=9, extra=more))
        [span] = telemetry.spans
        assert (span.name, span.kind) == ("chat MiniMax-M3", SpanKind.CLIENT)
        attributes = dict(span.attributes)
        assert len(attributes.pop("minimax.call.id")) == 16
        assert attributes == {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "minimax",
            "gen_ai.output.type": "text",
            "gen_ai.request.model": "MiniMax-M3",
            "gen_ai.request.temperature": 0.5,
            "gen_ai.request.max_tokens": 9,
            "gen_ai.request.seed": 7,
            "gen_ai.request.stop_sequences": ("x",),
            "gen_ai.response.id": "07f1c2",
            "gen_ai.response.model": "MiniMax-M3",
            "gen_ai.response.finish_reasons": ("stop",),
            "gen_ai.usage.input_tokens": 9,
            "gen_ai.usage.output_tokens": 3,
            "server.address": "api.example.test",
            "server.port": 443,
            "minimax.endpoint": "POST /v1/chat/completions",
            "minimax.attempts": 1,
        }

    def test_is_measured(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(CHAT)))
        runner(client.text.chat("Hi"))
        metrics = telemetry.metrics
        assert metrics.keys() == {"gen_ai.client.operation.duration", "gen_ai.client.token.usage"}
        common = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "minimax",
            "gen_ai.request.model": "MiniMax-M3",
            "gen_ai.response.model": "MiniMax-M3",
            "server.address": "api.example.test",
            "server.port": 443,
        }
        [duration] = metrics["gen_ai.client.operation.duration"]
        assert (dict(duration.attributes), duration.count) == (common, 1)
        assert duration.explicit_bounds[:3] == (0.01, 0.02, 0.04)
        tokens = {
            point.attributes["gen_ai.token.type"]: (point.sum, dict(point.attributes))
            for point in metrics["gen_ai.client.token.usage"]
        }
        assert tokens == {
            "input": (9, {**common, "gen_ai.token.type": "input"}),
            "output": (3, {**common, "gen_ai.token.type": "output"}),
        }

    def test_retries_are_one_span(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(
            runner.client(Platform(native_error(1002), CHAT), retry=AT_ONCE)
        )
        runner(client.text.chat("Hi"))
        [span] = telemetry.spans
        assert span.attributes["minimax.attempts"] == 2
        assert [(event.name, event.attributes["error.type"]) for event in span.events] == [
            ("retry", "RateLimitError")
        ]
        assert span.status.status_code is StatusCode.UNSET

    def test_failures_have_the_error_type(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(native_error(1004))))
        with pytest.raises(AuthenticationError):
            runner(client.text.chat("Hi"))
        [span] = telemetry.spans
        assert span.attributes["error.type"] == "AuthenticationError"
        assert span.status.status_code is StatusCode.ERROR
        [duration] = telemetry.metrics["gen_ai.client.operation.duration"]
        assert duration.attributes["error.type"] == "AuthenticationError"

    def test_cancellation_ends_the_span(self, telemetry: Telemetry) -> None:
        runner = Runner("async")

        async def hang(request: httpx.Request) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError

        async def main() -> None:
            client = telemetry.instrument(runner.client(hang))
            call = asyncio.create_task(client.text.chat("Hi"))
            await asyncio.sleep(0.01)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

        asyncio.run(main())
        runner.close()
        assert telemetry.spans[0].attributes["error.type"] == "CancelledError"

    def test_of_messages_counts_cached_tokens_as_input(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        usage = {
            "input_tokens": 2,
            "output_tokens": 3,
            "cache_read_input_tokens": 10,
            "cache_creation_input_tokens": 20,
        }
        answer = {
            "id": "m1",
            "role": "assistant",
            "content": [{"type": "text", "text": "Hi"}],
            "stop_reason": "end_turn",
            "usage": usage,
        }
        client = telemetry.instrument(runner.client(Platform(answer)))
        runner(client.text.messages.create("Hi", max_tokens=9))
        found = telemetry.spans[0].attributes
        assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (32, 3)
        assert found["gen_ai.usage.cache_read.input_tokens"] == 10
        assert found["gen_ai.usage.cache_creation.input_tokens"] == 20
        assert found["gen_ai.response.finish_reasons"] == ("end_turn",)

    def test_is_a_child_of_the_current_span(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(CHAT)))
        with telemetry.tracers.get_tracer("app").start_as_current_span("app"):
            runner(client.text.chat("Hi"))
        chat, app = telemetry.spans
        assert chat.parent.span_id == app.context.span_id

    def test_is_current_while_its_requests_are_sent(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        current: list[Any] = []

        def answer(request: httpx.Request) -> Any:
            current.append(trace.get_current_span())
            return httpx.Response(200, json=CHAT)

        client = telemetry.instrument(runner.client(answer))
        runner(client.text.chat("Hi"))
        assert current[0].get_span_context() == telemetry.spans[0].context
        assert trace.get_current_span() is trace.INVALID_SPAN

    def test_middleware_responses_are_spans(self, runner: Runner, telemetry: Telemetry) -> None:
        def mocked(request: Any, call_next: Any) -> Any:
            return HTTPResponse(json=CHAT)

        client = telemetry.instrument(runner.client(Platform(CHAT), middleware=[mocked]))
        runner(client.text.chat("Hi"))
        assert telemetry.names == ["chat MiniMax-M3"]


class TestAStream:
    def test_ends_its_span(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(streamed(HELLO[:60], HELLO[60:]))))
        stream = client.text.stream("Hi")
        runner.next(stream)
        assert telemetry.spans == []
        runner(stream.final())
        [span] = telemetry.spans
        found = span.attributes
        assert found["gen_ai.request.stream"] is True
        assert found["minimax.stream.outcome"] == "complete"
        assert found["gen_ai.usage.output_tokens"] == 3
        assert found["gen_ai.response.finish_reasons"] == ("stop",)
        [first] = telemetry.metrics["gen_ai.client.operation.time_to_first_chunk"]
        assert first.sum == found["gen_ai.response.time_to_first_chunk"]

    def test_leaving_early_ends_the_span(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(streamed(HELLO[:-200], HELLO[-200:]))))
        with runner.opened(client.text.stream("Hi")) as stream:
            runner.next(stream)
        [span] = telemetry.spans
        assert span.attributes["minimax.stream.outcome"] == "closed"
        assert span.status.status_code is StatusCode.UNSET

    def test_interruption_is_an_error(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(streamed(data(delta("Hel"))))))
        with pytest.raises(StreamInterrupted):
            runner(client.text.stream("Hi").final())
        [span] = telemetry.spans
        assert span.attributes["error.type"] == "StreamInterrupted"
        assert span.attributes["minimax.stream.outcome"] == "interrupted"


class TestOtherCalls:
    @pytest.mark.parametrize(
        ("call", "answer", "name", "output"),
        [
            (lambda c: c.speech.synthesize("Hi"), SPEECH, "generate_content speech-", "speech"),
            (
                lambda c: c.images.generate("A cat", model="image-01"),
                {"data": {"image_urls": ["https://a.test/1"]}, "id": "1", **GOOD},
                "generate_content image-01",
                "image",
            ),
            (
                lambda c: c.video.create("A cat"),
                {"task_id": "7", **GOOD},
                "generate_content MiniMax-H",
                "video",
            ),
            (
                lambda c: c.music.lyrics("A song"),
                {"song_title": "a", "lyrics": "b", **GOOD},
                "generate_content",
                "text",
            ),
        ],
    )
    def test_that_generate_are_spans(
        self, runner: Runner, telemetry: Telemetry, call: Any, answer: Any, name: str, output: str
    ) -> None:
        runner(call(telemetry.instrument(runner.client(Platform(answer)))))
        [span] = telemetry.spans
        assert span.name.startswith(name)
        assert span.attributes["gen_ai.output.type"] == output

    def test_of_speech_have_characters_and_no_tokens(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        runner(telemetry.instrument(runner.client(Platform(SPEECH))).speech.synthesize("Hi"))
        assert telemetry.spans[0].attributes["minimax.usage.characters"] == 21
        assert "gen_ai.client.token.usage" not in telemetry.metrics

    def test_that_do_not_generate_have_no_span(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform({"files": [], **GOOD})))
        runner(client.files.list())
        runner(client.voices.list())
        assert telemetry.spans == []

    def test_every_generating_endpoint_has_a_name(self) -> None:
        from minimax.config import Event
        from minimax.integrations import otel

        named = {
            operation.id: otel._operation(
                Event("request", operation.name, operation=operation.id, feature=operation.feature)
            )
            for operation in list_operations()
            if operation.billed and operation.feature in otel.OUTPUTS
        }
        assert {name for name, (kind, _) in named.items() if kind == "chat"} == set(otel.REPLIES)
        assert named["embeddings"] == ("embeddings", "")
        assert named["speech_to_text"] == ("generate_content", "text")
        assert set(otel.WRITTEN) <= named.keys()


class TestATask:
    def test_is_a_span_from_its_creation_to_its_end(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        file = {"file": {"file_id": 9, "download_url": "https://a.test/v"}, **GOOD}
        platform = Platform({"task_id": "7", **GOOD}, {**TASK, "status": "Processing"}, TASK, file)
        client = telemetry.instrument(runner.client(platform))
        task = runner(client.video.create("A cat"))
        runner(task.wait(interval=3))
        creation, whole = telemetry.spans
        assert whole.name == f"task {task.kind}"
        assert whole.parent.span_id == creation.context.span_id
        assert whole.attributes["minimax.task.handle"] == task.handle
        assert whole.attributes["minimax.task.status"] == "succeeded"
        assert whole.attributes["minimax.call.id"] == creation.attributes["minimax.call.id"]
        assert whole.end_time - whole.start_time == 6_000_000_000  # two waits

    def test_of_another_process_is_a_span_that_can_fail(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        client = telemetry.instrument(runner.client(Platform({**TASK, "status": "Fail"})))
        with pytest.raises(TaskFailed):
            runner(client.task("video:7").wait())
        [span] = telemetry.spans
        assert (span.name, span.parent) == ("task video", None)
        assert span.attributes["error.type"] == "TaskFailed"


def asks(*names: str) -> dict[str, Any]:
    """A turn in which the model calls tools."""
    calls = [
        {"id": f"c{number}", "type": "function", "function": {"name": name, "arguments": "{}"}}
        for number, name in enumerate(names)
    ]
    message = {"role": "assistant", "content": "", "tool_calls": calls}
    return {**CHAT, "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}]}


class TestTools:
    @pytest.mark.parametrize("parallel", [True, False])
    def test_are_spans_around_their_calls(
        self, runner: Runner, telemetry: Telemetry, parallel: bool
    ) -> None:
        client = telemetry.instrument(runner.client(Platform(asks("look", "fail"), CHAT)))
        tracer = telemetry.tracers.get_tracer("app")

        def look() -> str:
            """Look out of the window."""
            with tracer.start_as_current_span("inside"):
                return "rain"

        def fail() -> None:
            raise OSError("no")

        with tracer.start_as_current_span("app"):
            runner(client.text.run_tools("Hi", tools=[look, fail], parallel=parallel))
        spans = {span.name: span for span in telemetry.spans}
        tool = spans["execute_tool look"]
        assert tool.kind is SpanKind.INTERNAL
        assert dict(tool.attributes) == {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "look",
            "gen_ai.tool.type": "function",
            "gen_ai.tool.call.id": "c0",
            "gen_ai.tool.description": "Look out of the window.",
        }
        assert spans["inside"].parent.span_id == tool.context.span_id
        assert spans["execute_tool fail"].attributes["error.type"] == "OSError"
        assert len({span.context.trace_id for span in telemetry.spans}) == 1
        durations = telemetry.metrics["gen_ai.execute_tool.duration"]
        assert {point.attributes["gen_ai.tool.name"] for point in durations} == {"look", "fail"}

    def test_async_ones_are_spans_around_their_calls(self, telemetry: Telemetry) -> None:
        runner = Runner("async")
        client = telemetry.instrument(runner.client(Platform(asks("look"), CHAT, CHAT)))

        async def look() -> str:
            await asyncio.sleep(0)
            return str((await client.text.chat("And?")).text)

        runner(client.text.run_tools("Hi", tools=[look]))
        runner.close()
        spans = {span.name: span for span in telemetry.spans}
        tool = spans["execute_tool look"]
        inner = next(span for span in telemetry.spans if span.parent is not None)
        assert (inner.name, inner.parent.span_id) == ("chat MiniMax-M3", tool.context.span_id)
        assert trace.get_current_span() is trace.INVALID_SPAN


class TestContent:
    def test_is_recorded_on_request_only(
        self, runner: Runner, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def look() -> str:
            """Look."""
            return "a secret result"

        def run(**options: Any) -> str:
            telemetry.exporter.clear()
            client = telemetry.instrument(runner.client(Platform(asks("look"), CHAT)), **options)
            runner(client.text.run_tools("A secret question", tools=[look]))
            return telemetry.text()

        words = ("A secret question", "Hello.", "a secret result")
        assert [word for word in words if word in run()] == []
        assert [word for word in words if word in run(content=True)] == list(words)
        monkeypatch.setenv(CONTENT_VARIABLE, "SPAN_ONLY")
        assert [word for word in words if word in run()] == list(words)
        assert [word for word in words if word in run(content=False)] == []

    def test_of_a_chat_is_messages_with_parts(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(CHAT)), content=True)
        runner(client.text.chat("Hi", system="Be brief."))
        found = telemetry.spans[0].attributes
        assert json.loads(found["gen_ai.input.messages"]) == [
            {"role": "system", "parts": [{"type": "text", "content": "Be brief."}]},
            {"role": "user", "parts": [{"type": "text", "content": "Hi"}]},
        ]
        assert json.loads(found["gen_ai.output.messages"]) == [
            {
                "role": "assistant",
                "parts": [{"type": "text", "content": "Hello."}],
                "finish_reason": "stop",
            }
        ]

    def test_of_a_stream_is_the_whole_answer(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(streamed(HELLO))), content=True)
        runner(client.text.stream("Hi").final())
        [message] = json.loads(telemetry.spans[0].attributes["gen_ai.output.messages"])
        assert message["parts"] == [{"type": "text", "content": "Hello."}]

    def test_of_speech_is_its_text_without_audio(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        client = telemetry.instrument(runner.client(Platform(SPEECH)), content=True)
        runner(client.speech.synthesize("Good morning"))
        assert "Good morning" in telemetry.spans[0].attributes["gen_ai.input.messages"]
        assert "fffbe8c4" not in telemetry.text()

    @pytest.mark.parametrize(
        ("body", "role", "part"),
        [
            (
                {"messages": [{"role": "tool", "tool_call_id": "c", "content": "3"}]},
                "tool",
                {"type": "tool_call_response", "id": "c", "result": "3"},
            ),
            (
                {
                    "messages": [
                        {
                            "role": "assistant",
                            "content": "",
                            "tool_calls": [
                                {"id": "c", "function": {"name": "f", "arguments": '{"a": 1}'}}
                            ],
                        }
                    ]
                },
                "assistant",
                {"type": "tool_call", "id": "c", "name": "f", "arguments": {"a": 1}},
            ),
            (
                {
                    "messages": [
                        {
                            "role": "user",
                            "content": [
                                {"type": "image_url", "image_url": {"url": "data:image/png;QUJD"}}
                            ],
                        }
                    ]
                },
                "user",
                {"type": "image_url", "modality": "image"},
            ),
            (
                {
                    "messages": [
                        {
                            "role": "assistant",
                            "content": [
                                {"type": "tool_use", "id": "c", "name": "f", "input": {"a": 1}}
                            ],
                        }
                    ]
                },
                "assistant",
                {"type": "tool_call", "id": "c", "name": "f", "arguments": {"a": 1}},
            ),
            (
                {
                    "messages": [
                        {
                            "role": "user",
                            "content": [
                                {"type": "tool_result", "tool_use_id": "c", "content": "3"}
                            ],
                        }
                    ]
                },
                "user",
                {"type": "tool_call_response", "id": "c", "result": "3"},
            ),
            (
                {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Hi"}]}]},
                "user",
                {"type": "text", "content": "Hi"},
            ),
            (
                {"input": [{"type": "function_call_output", "call_id": "c", "output": "3"}]},
                "tool",
                {"type": "tool_call_response", "id": "c", "result": "3"},
            ),
            (
                {"input": [{"type": "reasoning", "summary": [{"text": "Hm"}]}]},
                "assistant",
                {"type": "reasoning", "content": "Hm"},
            ),
            ({"input": "Hi", "text": {"format": 1}}, "user", {"type": "text", "content": "Hi"}),
        ],
    )
    def test_of_every_api_has_the_same_form(
        self, body: dict[str, Any], role: str, part: dict[str, Any]
    ) -> None:
        found = otel_content.of_request(body)
        assert json.loads(found["gen_ai.input.messages"]) == [{"role": role, "parts": [part]}]

    def test_of_instructions_is_separate(self) -> None:
        for name in ("system", "instructions"):
            found = otel_content.of_request({name: "Be brief."})
            assert json.loads(found["gen_ai.system_instructions"]) == [
                {"type": "text", "content": "Be brief."}
            ]


class TestInstrument:
    def test_returns_the_client_and_is_idempotent(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        client = runner.client(Platform(CHAT))
        for _ in range(3):
            assert telemetry.instrument(client) is client
        runner(client.text.chat("Hi"))
        runner(telemetry.instrument(client.with_options(timeout=3)).text.chat("Hi"))
        assert len(telemetry.spans) == 2

    def test_applies_to_existing_views_and_services(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        client = runner.client(Platform(CHAT))
        view, text = client.with_options(timeout=3), client.text
        telemetry.instrument(client)
        runner(view.text.chat("Hi"))
        runner(text.chat("Hi"))
        assert len(telemetry.spans) == 2

    def test_works_alongside_handlers_and_middleware(
        self, runner: Runner, telemetry: Telemetry
    ) -> None:
        told: list[Any] = []
        client = telemetry.instrument(runner.client(Platform(CHAT), on_event=told.append))
        runner(client.with_options(on_event=told.append, middleware=[]).text.chat("Hi"))
        assert (len(told), len(telemetry.spans)) == (2, 1)

    def test_can_be_undone(self, runner: Runner, telemetry: Telemetry) -> None:
        client = telemetry.instrument(runner.client(Platform(CHAT)))
        uninstrument(client)
        uninstrument(client)
        runner(client.text.chat("Hi"))
        assert telemetry.spans == []

    def test_does_not_keep_the_client_alive(self, telemetry: Telemetry) -> None:
        client = telemetry.instrument(MiniMax(KEY))
        gone = weakref.ref(client.io)
        del client
        gc.collect()
        assert gone() is None

    def test_uses_the_global_providers(
        self, runner: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = Telemetry()
        monkeypatch.setattr(trace, "_TRACER_PROVIDER", made.tracers)
        client = instrument(runner.client(Platform(CHAT)))
        runner(client.text.chat("Hi"))
        assert made.names == ["chat MiniMax-M3"]


@pytest.mark.parametrize("content", [True, False])
def test_no_span_and_no_metric_shows_the_key(
    runner: Runner, telemetry: Telemetry, content: bool
) -> None:
    refused = native_error(1004, f"login fail: {KEY}")
    platform = Platform(native_error(1002, f"slow down, {KEY}"), CHAT, refused)
    client = telemetry.instrument(runner.client(platform, retry=AT_ONCE), content=content)
    runner(client.text.chat("Hi"))
    with pytest.raises(AuthenticationError):
        runner(client.text.chat("Hi"))
    assert len(telemetry.spans) == 2
    assert KEY not in telemetry.text()


@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
def test_everything_runs_against_the_emulator(
    kind: Any, emulator: Emulator, telemetry: Telemetry
) -> None:
    runner = Runner("async" if kind is AsyncMiniMax else "sync")
    client = telemetry.instrument(kind())
    runner(client.text.chat("Hi"))
    runner(client.text.stream("Hi").final())
    runner(client.text.messages.create("Hi", max_tokens=50))
    runner(client.text.responses.create("Hi"))
    runner(client.speech.stream("Hi").final())
    runner(client.images.generate("A cat"))
    task = runner(client.video.create("A cat"))
    runner(task.wait(interval=0.1))
    with runner.opened(client.speech.connect()) as socket:
        runner(socket.send("Good morning."))
        runner(socket.finish())
        runner.list(socket.events())
    runner(client.close())
    runner.close()
    kinds = [span.attributes.get("gen_ai.operation.name", span.name) for span in telemetry.spans]
    assert kinds == [
        *["chat"] * 4,
        *["generate_content"] * 3,
        f"task {task.kind}",
        "generate_content",
    ]
    chats, spoken = telemetry.spans[:4], telemetry.spans[-1]
    assert all(span.attributes["gen_ai.usage.output_tokens"] > 0 for span in chats)
    assert all(span.attributes["gen_ai.response.finish_reasons"] for span in chats)
    assert spoken.attributes["minimax.usage.characters"] > 0
    assert spoken.attributes["minimax.stream.outcome"] == "complete"
    assert all(span.status.status_code is StatusCode.UNSET for span in telemetry.spans)


@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
def test_requests_of_httpx_are_children_and_carry_the_trace(
    kind: Any, emulator: Emulator, telemetry: Telemetry
) -> None:
    instrumentation = pytest.importorskip("opentelemetry.instrumentation.httpx")
    instrumentor = instrumentation.HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=telemetry.tracers)
    runner = Runner("async" if kind is AsyncMiniMax else "sync")
    try:
        client = telemetry.instrument(kind())
        runner(client.text.chat("Hi"))
        runner(client.text.stream("Hi").final())
        runner(client.close())
    finally:
        instrumentor.uninstrument()
        runner.close()
    by_id = {span.context.span_id: span for span in telemetry.spans}
    requests = [span for span in telemetry.spans if span.name == "POST"]
    assert [by_id[span.parent.span_id].name for span in requests] == ["chat MiniMax-M3"] * 2
