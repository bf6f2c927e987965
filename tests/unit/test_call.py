"""The call flow of both clients: requests, retries and errors."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from minimax import (
    APIError,
    AuthenticationError,
    DecodeError,
    Limits,
    MinimaxError,
    NetworkError,
    RateLimitError,
    RequestTimeout,
    Retry,
    ServerError,
    Timeout,
    ValidationError,
)
from minimax.core.call import call
from minimax.core.operation import Service, operation
from minimax_generated.operations import find_operation

from .platform import (
    AT_ONCE,
    CHAT,
    KEY,
    SPEECH,
    Chunks,
    Clock,
    Platform,
    Runner,
    native_error,
    ok,
    openai_error,
)


class Probe(Service[Any]):
    """Two operations with nothing around the call: one that costs money, one that does not."""

    @operation
    async def paid(self, **body: Any) -> Any:
        request = {"model": "m", "messages": [{"role": "user"}], **body}
        return await call(self._io, self._config, find_operation("chat_completions"), request)

    @operation
    async def free(self, **query: Any) -> Any:
        return await call(self._io, self._config, find_operation("list_models"), query=query)

    @operation
    async def model(self, model_id: str) -> Any:
        target = find_operation("retrieve_model")
        return await call(self._io, self._config, target, path={"model_id": model_id})


def probe(client: Any) -> Any:
    return Probe(client._io, client._config)


class TestTheRequest:
    def test_is_json_to_the_host_with_the_key(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        runner(runner.client(platform).text.chat("Grüße, 世界"))
        (request,) = platform.requests
        assert (request.method, str(request.url)) == (
            "POST",
            "https://api.example.test/v1/chat/completions",
        )
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.headers["content-type"] == "application/json"
        assert request.headers["user-agent"].startswith("minimax-sdk-python/")
        assert "Grüße, 世界".encode() in request.content

    def test_sends_zero_and_false_and_leaves_none_out(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        runner(
            runner.client(platform).text.chat(
                "Hi", temperature=0, top_p=None, thinking=False, max_tokens=None, service_tier=None
            )
        )
        (body,) = platform.bodies
        assert body["temperature"] == 0
        assert body["thinking"] == {"type": "disabled"}
        assert body.keys() == {"messages", "model", "temperature", "thinking", "reasoning_split"}

    def test_extra_overrides_the_body(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        runner(
            runner.client(platform).text.chat("Hi", extra={"top_k": 0, "reasoning_split": False})
        )
        assert platform.bodies[0]["top_k"] == 0
        assert platform.bodies[0]["reasoning_split"] is False

    def test_carries_a_group_id_when_one_is_set(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        client = runner.client(platform, group_id="17 9")
        runner(client.text.chat("Hi"))
        runner(probe(client).free(limit=5, after=None))
        assert [str(request.url).partition("?")[2] for request in platform.requests] == [
            "GroupId=17+9",
            "limit=5&GroupId=17+9",
        ]

    def test_path_parameters_are_quoted(self, runner: Runner) -> None:
        platform = Platform({"id": "m"})
        runner(probe(runner.client(platform)).model("a/../b?c"))
        assert platform.requests[0].url.raw_path == b"/v1/models/a%2F..%2Fb%3Fc"

    def test_ids_cannot_change_the_path(self, runner: Runner) -> None:
        platform = Platform({"id": "m"})
        ids: list[Any] = ["", ".", "..", True, None, 1.5, ["a"]]
        for model_id in ids:
            with pytest.raises(ValidationError) as caught:
                runner(probe(runner.client(platform)).model(model_id))
            assert f"model_id: {model_id!r} is not a valid id" in str(caught.value)
            assert (caught.value.field, caught.value.value) == ("model_id", model_id)
        assert platform.requests == []
        runner(probe(runner.client(platform)).model(7))
        assert platform.requests[0].url.raw_path == b"/v1/models/7"

    def test_extra_headers_override_default_headers(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        client = (
            runner.client(platform)
            .with_options(headers={"user-agent": "app/1", "X-Trace": "7"})
            .with_options(headers={"x-trace": "8"})
        )
        runner(client.text.chat("Hi"))
        headers = platform.requests[0].headers
        assert (headers["user-agent"], headers.get_list("x-trace")) == ("app/1", ["8"])

    def test_invalid_requests_are_not_sent(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        client = runner.client(platform)
        with pytest.raises(ValidationError, match=r"^temperature: 3 is not allowed"):
            runner(client.text.chat("Hi", temperature=3))
        assert platform.requests == []
        runner(client.with_options(validate=False).text.chat("Hi", temperature=3))
        assert platform.bodies[0]["temperature"] == 3

    @pytest.mark.parametrize(
        ("content", "sent"),
        [
            ("caf\udce9.txt", "caf\ufffd.txt"),
            ("\ud83d\ude00", "😀"),
            ({"\ud83d": ["a\ude00"]}, {"\ufffd": ["a\ufffd"]}),
        ],
    )
    def test_lone_surrogates_are_replaced(self, runner: Runner, content: Any, sent: Any) -> None:
        platform = Platform(CHAT)
        runner(runner.client(platform).text.chat("Hi", extra={"field": content}))
        assert platform.bodies[0]["field"] == sent

    @pytest.mark.parametrize("content", [float("nan"), {1, 2}, b"bytes", 1j])
    def test_unserializable_values_are_a_validation_error(
        self, runner: Runner, content: Any
    ) -> None:
        platform = Platform(CHAT)
        with pytest.raises(ValidationError, match="cannot be written as JSON"):
            runner(runner.client(platform).text.chat("Hi", extra={"field": content}))
        assert platform.requests == []

    def test_timeout_of_the_options_is_used(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        runner(runner.client(platform, timeout=Timeout(3, 60)).text.chat("Hi"))
        assert platform.requests[0].extensions["timeout"] == {
            "connect": 3,
            "read": 60,
            "write": 60,
            "pool": 3,
        }


ANSWERS: list[tuple[str, Callable[[], Any], type[MinimaxError], bool, bool]] = [
    # what happens, how, the error, tried again when free, tried again when paid
    ("no connection", lambda: httpx.ConnectError("refused"), NetworkError, True, True),
    ("no connection in time", lambda: httpx.ConnectTimeout("slow"), RequestTimeout, True, True),
    ("no free connection", lambda: httpx.PoolTimeout("full"), RequestTimeout, True, True),
    ("no proxy", lambda: httpx.ProxyError("407"), NetworkError, True, True),
    ("no answer in time", lambda: httpx.ReadTimeout("slow"), RequestTimeout, True, False),
    ("stuck while sending", lambda: httpx.WriteTimeout("slow"), RequestTimeout, True, False),
    ("cut", lambda: httpx.ReadError("reset"), NetworkError, True, False),
    (
        "hung up",
        lambda: httpx.RemoteProtocolError("Server disconnected"),
        NetworkError,
        True,
        False,
    ),
    ("1002", lambda: native_error(1002), RateLimitError, True, True),
    ("1002 at 429", lambda: openai_error(429, "slow down (1002)"), RateLimitError, True, True),
    ("429 alone", lambda: httpx.Response(429), RateLimitError, True, True),
    ("1041", lambda: native_error(1041), RateLimitError, True, True),
    ("1000", lambda: native_error(1000), ServerError, True, False),
    ("1033", lambda: native_error(1033), ServerError, True, False),
    ("500", lambda: httpx.Response(500), ServerError, True, False),
    (
        "502 in HTML",
        lambda: httpx.Response(502, html="<h1>Bad Gateway</h1>"),
        ServerError,
        True,
        False,
    ),
    ("425", lambda: httpx.Response(425), ServerError, True, True),
    ("524", lambda: httpx.Response(524), ServerError, True, False),
    ("529", lambda: httpx.Response(529), ServerError, True, True),
    ("2064 at 529", lambda: openai_error(529, "overloaded (2064)"), ServerError, True, True),
    ("2064 at 200", lambda: native_error(2064), ServerError, True, True),
    ("2056 at 429", lambda: openai_error(429, "used up (2056)"), APIError, False, False),
    ("2061 at 500", lambda: openai_error(500, "not in the plan (2061)"), APIError, False, False),
    ("1008 at 500", lambda: openai_error(500, "no money (1008)"), APIError, False, False),
    ("2013", lambda: native_error(2013), APIError, False, False),
    ("1004", lambda: native_error(1004), AuthenticationError, False, False),
    (
        "404 in plain text",
        lambda: httpx.Response(404, text="404 page not found"),
        APIError,
        False,
        False,
    ),
    ("no JSON", lambda: httpx.Response(200, text="hello"), DecodeError, False, False),
]


class TestTheBilledRule:
    @pytest.mark.parametrize(
        ("make", "error", "free", "paid"), [pytest.param(*row[1:], id=row[0]) for row in ANSWERS]
    )
    def test_paid_calls_are_retried_only_if_they_did_not_run(
        self,
        runner: Runner,
        make: Callable[[], Any],
        error: type[MinimaxError],
        free: bool,
        paid: bool,
    ) -> None:
        for name, again in (("free", free), ("paid", paid)):
            platform = Platform(make())
            with pytest.raises(error) as caught:
                runner(getattr(probe(runner.client(platform, retry=AT_ONCE)), name)())
            assert len(platform.requests) == (3 if again else 1), name
            assert caught.value.attempts == len(platform.requests)

    def test_retried_calls_return_their_response(self, runner: Runner) -> None:
        platform = Platform(httpx.ConnectError("refused"), native_error(1002), CHAT)
        assert runner(runner.client(platform, retry=AT_ONCE).text.chat("Hi")).text == "Hello."
        assert platform.bodies[0] == platform.bodies[1] == platform.bodies[2]

    def test_code_1039_is_retried_once(self, runner: Runner) -> None:
        platform = Platform(native_error(1039))
        with pytest.raises(RateLimitError):
            runner(runner.client(platform, retry=Retry(attempts=9, base=0)).text.chat("Hi"))
        assert len(platform.requests) == 2

    def test_can_be_switched_off(self, runner: Runner) -> None:
        platform = Platform(native_error(1002))
        with pytest.raises(RateLimitError):
            runner(runner.client(platform).with_options(retry=Retry(attempts=1)).text.chat("Hi"))
        assert len(platform.requests) == 1


class TestTheWaits:
    def test_follow_retry_after(self, runner: Runner, clock: Clock) -> None:
        limited = openai_error(429, "slow down (1002)", **{"Retry-After": "9"})
        runner(runner.client(Platform(limited, limited, CHAT), clock=clock).text.chat("Hi"))
        assert clock.sleeps == [9.0, 9.0]

    def test_are_limited_in_total(self, runner: Runner, clock: Clock) -> None:
        platform = Platform(openai_error(429, "slow down (1002)", **{"Retry-After": "25"}))
        with pytest.raises(RateLimitError) as caught:
            runner(runner.client(platform, clock=clock, retry=Retry(attempts=99)).text.chat("Hi"))
        assert clock.sleeps == [25.0, 25.0]
        assert (caught.value.attempts, caught.value.retry_after) == (3, 25.0)


class TestTheAnswer:
    @pytest.mark.parametrize(
        ("answer", "error", "text"),
        [
            (
                httpx.Response(502, html="<html><body><h1>502 Bad Gateway</h1></body></html>"),
                ServerError,
                "502 Bad Gateway",
            ),
            (httpx.Response(404, text="404 page not found"), APIError, "ends at the host, without"),
            (httpx.Response(200, text="hello"), DecodeError, "not a JSON object: 'hello'"),
            (httpx.Response(200, html="<h1>Login</h1>"), DecodeError, "not a JSON object: 'Login'"),
            (httpx.Response(200, text='{"a": '), DecodeError, "not a JSON object"),
            (httpx.Response(200, content=b""), DecodeError, "the response is empty"),
            (httpx.Response(200, content=b'\xff\xfe{"a":1}'), DecodeError, "not a JSON object"),
            (httpx.Response(200, text="null"), DecodeError, "not a JSON object"),
            (httpx.Response(200, text="[1]"), DecodeError, r"not a JSON object: '\[1\]'"),
            (httpx.Response(200, text='{"a":' * 5000), DecodeError, "not a JSON object"),
            (httpx.Response(500, text='{"a": '), ServerError, "HTTP 500"),
            *(
                (
                    httpx.Response(status, headers={"location": "https://b.test/v1?key=1?"}),
                    DecodeError,
                    f"HTTP {status} redirects to 'https://b.test/v1'; set base_url",
                )
                for status in (300, 301, 399)
            ),
            (httpx.Response(304), DecodeError, "HTTP 304, but the response is empty"),
            (
                httpx.Response(307, headers={"Location": "/login"}),
                DecodeError,
                "HTTP 307 redirects to '/login'; set base_url to a host that answers",
            ),
            *(
                (httpx.Response(500, text=text), ServerError, r"500: no luck \(")
                for text in ('"no luck"', '\ufeff \n"no luck"', '[{"message": "no luck"}]')
            ),
            (httpx.Response(500, text="42 no luck"), ServerError, r"500: 42 no luck \("),
            (native_error(1004, "login fail"), AuthenticationError, 'region="global"'),
        ],
    )
    @pytest.mark.parametrize("service", ["text", "speech"])
    def test_invalid_responses_are_minimax_errors(
        self, runner: Runner, service: str, answer: Any, error: type[MinimaxError], text: str
    ) -> None:
        client = runner.client(Platform(answer), retry=Retry(attempts=1))
        with pytest.raises(error, match=text) as caught:
            runner(client.text.chat("Hi") if service == "text" else client.speech.synthesize("Hi"))
        assert type(caught.value).__module__ == "minimax.errors"

    def test_unreadable_responses_are_kept_in_raw(self, runner: Runner) -> None:
        with pytest.raises(DecodeError) as caught:
            runner(runner.client(Platform(httpx.Response(200, text="[paid]"))).text.chat("Hi"))
        assert caught.value.raw == "[paid]"

    def test_responses_in_unknown_encodings_are_kept_in_raw(self, runner: Runner) -> None:
        answer = httpx.Response(200, headers={"content-encoding": "br"}, stream=Chunks(b"paid"))
        with pytest.raises(DecodeError, match="encoded with 'br'") as caught:
            runner(runner.client(Platform(answer)).text.chat("Hi"))
        assert caught.value.raw == b"paid"

    def test_html_errors_have_the_trace_id(self, runner: Runner) -> None:
        answer = httpx.Response(500, html="<h1>Sorry</h1>", headers={"trace-id": "05a1"})
        with pytest.raises(ServerError) as caught:
            runner(runner.client(Platform(answer), retry=Retry(attempts=1)).text.chat("Hi"))
        assert caught.value.trace_id == "05a1"

    @pytest.mark.parametrize("pad", ["", " \n\t", "\r\n" * 20])
    def test_leading_whitespace_is_ignored(self, runner: Runner, pad: str) -> None:
        platform = Platform(httpx.Response(200, text=pad + json.dumps(CHAT)))
        assert runner(runner.client(platform).text.chat("Hi")).text == "Hello."

    def test_invalid_utf8_is_replaced(self, runner: Runner) -> None:
        content = json.dumps(CHAT).encode().replace(b"Hello.", b"Caf\xe9.")
        platform = Platform(httpx.Response(200, content=content))
        assert runner(runner.client(platform).text.chat("Hi")).text == "Caf\ufffd."

    def test_has_the_trace_id(self, runner: Runner) -> None:
        platform = Platform(ok(SPEECH), ok({**CHAT, "id": ""}, **{"Trace-Id": "0721"}))
        client = runner.client(platform)
        assert runner(client.speech.synthesize("Hi")).trace_id == "05a1c2"
        assert runner(client.text.chat("Hi")).trace_id == "0721"

    def test_authentication_errors_name_the_hosts(self, runner: Runner) -> None:
        client = runner.client(
            Platform(native_error(2049, "invalid api key")), base_url="https://api.minimax.io"
        )
        with pytest.raises(AuthenticationError) as caught:
            runner(client.text.chat("Hi"))
        assert "This call went to https://api.minimax.io" in str(caught.value)
        assert 'use region="cn" (https://api.minimaxi.com)' in str(caught.value)


class TestLimits:
    def test_space_calls_evenly(self, runner: Runner, clock: Clock) -> None:
        client = runner.client(Platform(CHAT), clock=clock, limits=Limits(rpm=30))
        for _ in range(4):
            runner(client.text.chat("Hi"))
        assert clock.sleeps == [2.0, 2.0, 2.0]

    def test_do_not_delay_slow_callers(self, runner: Runner, clock: Clock) -> None:
        client = runner.client(Platform(CHAT), clock=clock, limits=Limits(rpm=30))
        for _ in range(3):
            runner(client.text.chat("Hi"))
            clock.now += 2.0
        assert clock.sleeps == []

    def test_are_kept_for_each_class_of_calls(self, runner: Runner, clock: Clock) -> None:
        client = runner.client(
            Platform(lambda request: ok(SPEECH if "t2a" in str(request.url) else CHAT)),
            clock=clock,
            limits=Limits(rpm={"speech": 60}),
        )
        for _ in range(2):
            runner(client.text.chat("Hi"))
        assert clock.sleeps == []
        for _ in range(2):
            runner(client.speech.synthesize("Hi"))
        assert clock.sleeps == [1.0]

    def test_are_shared_by_the_views_of_a_client(self, runner: Runner, clock: Clock) -> None:
        client = runner.client(Platform(CHAT), clock=clock, limits=Limits(rpm={"text": 60}))
        for view in (
            client,
            client.with_options(timeout=5),
            client.with_options(limits=Limits(rpm={"text": 60})),
        ):
            runner(view.text.chat("Hi"))
        assert clock.sleeps == [1.0, 1.0]

    def test_bound_the_threads_in_flight(self) -> None:
        count, most, lock = 0, 0, threading.Lock()
        full = threading.Barrier(2, timeout=5)

        def busy(request: httpx.Request) -> httpx.Response:
            nonlocal count, most
            with lock:
                count += 1
                most = max(most, count)
            full.wait()
            with lock:
                count -= 1
            return ok(CHAT)

        client = Runner("sync").client(busy, limits=Limits(concurrent=2))
        threads = [threading.Thread(target=client.text.chat, args=("Hi",)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert most == 2

    def test_bound_the_tasks_in_flight(self) -> None:
        runner = Runner("async")
        count, most = 0, 0

        async def busy(request: httpx.Request) -> httpx.Response:
            nonlocal count, most
            count += 1
            most = max(most, count)
            await asyncio.sleep(0)
            count -= 1
            return ok(CHAT)

        async def main() -> None:
            client = runner.client(busy, limits=Limits(concurrent=2))
            await asyncio.gather(*(client.text.chat("Hi") for _ in range(6)))

        runner(main())
        assert most == 2
        runner.close()

    @pytest.mark.parametrize(
        "answer", [native_error(1004), httpx.ReadError("cut"), httpx.Response(200, text="no JSON")]
    )
    def test_release_slots_after_errors(self, runner: Runner, answer: Any) -> None:
        client = runner.client(Platform(answer, CHAT), limits=Limits(concurrent=1))
        with pytest.raises(MinimaxError):
            runner(client.text.chat("Hi"))
        assert runner(client.text.chat("Hi")).text == "Hello."

    def test_release_slots_after_interrupted_waits(self) -> None:
        class Impatient(Clock):
            patience = 0

            def sleep(self, seconds: float) -> None:
                if not self.patience:
                    raise KeyboardInterrupt
                super().sleep(seconds)

        clock = Impatient()
        client = Runner("sync").client(
            Platform(CHAT), clock=clock, limits=Limits(rpm=60, concurrent=1)
        )
        client.text.chat("Hi")
        with pytest.raises(KeyboardInterrupt):
            client.text.chat("Hi")
        clock.patience = 1
        assert client.text.chat("Hi").text == "Hello."

    def test_release_slots_after_cancelled_waits(self) -> None:
        runner = Runner("async")

        async def main() -> None:
            waiting = asyncio.Event()

            class Patient(Clock):
                async def asleep(self, seconds: float) -> None:
                    waiting.set()
                    await asyncio.Event().wait()

            client = runner.client(
                Platform(CHAT), clock=Patient(), limits=Limits(rpm={"text": 60}, concurrent=1)
            )
            await client.text.chat("Hi")
            task = asyncio.create_task(client.text.chat("Hi"))
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            client._io.clock.now += 600
            assert (await asyncio.wait_for(client.text.chat("Hi"), 5)).text == "Hello."

        runner(main())
        runner.close()


class TestWhatACallHolds:
    def test_success_refills_the_retry_budget(self, runner: Runner) -> None:
        limited = openai_error(429, "slow down (1002)")
        platform = Platform(*[limited, CHAT] * 3)
        client = runner.client(platform, retry=Retry(base=0.0, budget=1))
        for _ in range(3):
            assert runner(client.text.chat("Hi")).text == "Hello."

    def test_success_restores_the_budget_spent_on_retries(self, runner: Runner) -> None:
        limited = openai_error(429, "slow down (1002)")
        platform = Platform(*[limited, limited, CHAT] * 2)
        client = runner.client(platform, retry=Retry(base=0.0, budget=2))
        for _ in range(2):
            assert runner(client.text.chat("Hi")).text == "Hello."

    def test_retries_after_timeouts_cost_two(self, runner: Runner) -> None:
        platform = Platform(httpx.ConnectTimeout("late"), CHAT)
        client = runner.client(platform, retry=Retry(base=0.0, budget=1))
        with pytest.raises(RequestTimeout):
            runner(client.text.chat("Hi"))
        assert len(platform.requests) == 1

    def test_streams_have_a_shorter_read_timeout(self, runner: Runner) -> None:
        platform = Platform(httpx.Response(404))
        client = runner.client(platform, retry=Retry(attempts=1))
        for make in (client.text.stream("Hi").final, lambda: client.text.chat("Hi")):
            with pytest.raises(APIError):
                runner(make())
        waits = [request.extensions["timeout"]["read"] for request in platform.requests]
        assert waits == [120, 600]

    @pytest.mark.parametrize(
        "answer",
        [openai_error(402, "empty (1008)"), native_error(1008), httpx.Response(200, text="no")],
    )
    def test_streams_that_fail_to_open_release_their_slot(
        self, runner: Runner, answer: httpx.Response
    ) -> None:
        client = runner.client(
            Platform(answer, CHAT), limits=Limits(concurrent=1), retry=Retry(attempts=1)
        )
        with pytest.raises(MinimaxError):
            runner(client.text.stream("Hi").final())
        reply = client.text.chat("Hi")
        assert runner(asyncio.wait_for(reply, 5) if runner.is_async else reply).text == "Hello."
