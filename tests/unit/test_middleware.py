"""Middleware: functions around every attempt of a call, on both clients."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    AsyncMiniMax,
    AuthenticationError,
    ConfigError,
    Event,
    HTTPRequest,
    HTTPResponse,
    MiniMax,
    NetworkError,
    RateLimitError,
)

from .platform import (
    AT_ONCE,
    CHAT,
    KEY,
    SPEECH,
    Chunks,
    Platform,
    Runner,
    data,
    delta,
    native_error,
    ok,
    streamed,
)

GOOD = {"base_resp": {"status_code": 0, "status_msg": ""}}
HELLO = data(delta("Hel"), delta("lo.", finish="stop"), "[DONE]")


def around(
    runner: Runner,
    before: Callable[[HTTPRequest], HTTPResponse | None],
    after: Callable[[HTTPResponse], HTTPResponse] = lambda response: response,
) -> Any:
    """Middleware that does something before and after an attempt, for either client."""

    def middleware(request: HTTPRequest, call_next: Any) -> Any:
        return before(request) or after(call_next(request))

    async def awaited(request: HTTPRequest, call_next: Any) -> Any:
        return before(request) or after(await call_next(request))

    return awaited if runner.is_async else middleware


def seen(runner: Runner, requests: list[HTTPRequest]) -> Any:
    """Middleware that notes the requests."""
    return around(runner, requests.append)


class TestARequest:
    def test_describes_the_call(self, runner: Runner) -> None:
        requests: list[HTTPRequest] = []
        told: list[Event] = []
        platform = Platform(native_error(1002), CHAT)
        options = {"middleware": [seen(runner, requests)], "on_event": told.append}
        runner(runner.client(platform, retry=AT_ONCE, **options).text.chat("Hi"))
        assert [request.attempt for request in requests] == [1, 2]
        assert {request.call_id for request in requests} == {told[0].call_id}
        request = requests[0]
        assert (request.method, request.url) == (
            "POST",
            "https://api.example.test/v1/chat/completions",
        )
        assert (request.endpoint, request.operation) == (
            "POST /v1/chat/completions",
            "chat_completions",
        )
        assert (request.billed, request.stream, request.model) == (True, False, "MiniMax-M3")
        assert request.json == platform.bodies[0]

    def test_has_headers_that_can_be_changed(self, runner: Runner) -> None:
        def change(request: HTTPRequest) -> None:
            request.headers["X-Tenant"] = "42"
            request.headers["USER-AGENT"] = "app/1"
            del request.headers["x-old"]

        platform = Platform(CHAT)
        options = {"headers": {"X-Old": "1"}, "middleware": [around(runner, change)]}
        runner(runner.client(platform, **options).text.chat("Hi"))
        headers = platform.requests[0].headers
        assert (headers["x-tenant"], headers.get_list("user-agent")) == ("42", ["app/1"])
        assert "x-old" not in headers
        assert headers["authorization"] == f"Bearer {KEY}"

    def test_does_not_show_the_key(self, runner: Runner) -> None:
        shown: list[Any] = []

        def look(request: HTTPRequest) -> None:
            request.headers["X-Copy"] = f"key={KEY}"
            shown.append([repr(request), repr(request.headers), dict(request.headers)])
            shown.append(f"{request!r} {vars(request)} {vars(request.headers)}")

        platform = Platform(CHAT)
        runner(runner.client(platform, middleware=[around(runner, look)]).text.chat("Hi"))
        assert KEY not in repr(shown)
        assert shown[0][2]["Authorization"] == "***"
        assert platform.requests[0].headers["x-copy"] == f"key={KEY}"

    def test_can_get_another_key(self, runner: Runner) -> None:
        def change(request: HTTPRequest) -> None:
            request.headers["Authorization"] = "Bearer other"

        platform = Platform(CHAT)
        runner(runner.client(platform, middleware=[around(runner, change)]).text.chat("Hi"))
        assert platform.requests[0].headers["authorization"] == "Bearer other"

    @pytest.mark.parametrize(("name", "value"), [("X-A", "a\nb"), ("a b", "c"), ("Expect", "x")])
    def test_refuses_headers_that_cannot_be_sent(
        self, runner: Runner, name: str, value: str
    ) -> None:
        def change(request: HTTPRequest) -> None:
            request.headers[name] = value

        platform = Platform(CHAT)
        client = runner.client(platform, middleware=[around(runner, change)])
        with pytest.raises(ConfigError, match=name):
            runner(client.text.chat("Hi"))
        assert platform.requests == []

    def test_missing_headers_are_none(self, runner: Runner) -> None:
        def look(request: HTTPRequest) -> None:
            assert "X-None" not in request.headers
            assert request.headers.get("x-none") is None
            with pytest.raises(KeyError):
                del request.headers["X-None"]

        runner(runner.client(Platform(CHAT), middleware=[around(runner, look)]).text.chat("Hi"))


class TestMiddleware:
    def test_is_nested_in_the_order_of_the_list(self, runner: Runner) -> None:
        steps: list[str] = []

        def named(name: str) -> Any:
            def after(response: HTTPResponse) -> HTTPResponse:
                steps.append(f"after {name}")
                return response

            return around(runner, lambda request: steps.append(f"before {name}"), after)

        client = runner.client(Platform(CHAT), middleware=[named("1"), named("2")])
        remove = client.observe(middleware=named("0"))
        runner(client.text.chat("Hi"))
        assert steps == [
            *("before 0", "before 1", "before 2"),
            *("after 2", "after 1", "after 0"),
        ]
        remove()
        runner(client.text.chat("Hi"))
        assert steps[6:] == ["before 1", "before 2", "after 2", "after 1"]

    def test_sees_calls_streams_uploads_downloads_and_polls(
        self, runner: Runner, tmp_path: Path
    ) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.host == "files.test":
                return httpx.Response(200, headers={"content-length": "3"}, stream=Chunks(b"abc"))
            if b'"stream":true' in request.content:
                return streamed(HELLO)
            if "upload" in request.url.path:
                return ok(
                    {"file": {"file_id": 9, "bytes": 3, "purpose": "t2a_async_input"}, **GOOD}
                )
            if "query" in request.url.path:
                return ok({"task_id": "7", "status": "Processing", **GOOD})
            return ok(CHAT)

        requests: list[HTTPRequest] = []
        client = runner.client(answer, middleware=[seen(runner, requests)])
        source = tmp_path / "a.txt"
        source.write_bytes(b"abc")
        runner(client.text.chat("Hi"))
        assert runner(client.text.stream("Hi").final()).text == "Hello."
        runner(client.files.upload(source, purpose="t2a_async_input"))
        runner(client.files.download("https://files.test/b?signature=1", tmp_path / "b.txt"))
        runner(client.task("video:7").refresh())
        assert [(request.operation, request.stream) for request in requests] == [
            ("chat_completions", False),
            ("chat_completions", True),
            ("files_upload", False),
            ("download", False),
            ("query_video_generation", False),
        ]
        assert requests[2].json is None
        assert "signature" not in repr(requests[3])
        assert (tmp_path / "b.txt").read_bytes() == b"abc"

    def test_of_a_view_replaces_that_of_the_client(self, runner: Runner) -> None:
        first: list[HTTPRequest] = []
        second: list[HTTPRequest] = []
        client = runner.client(Platform(CHAT), middleware=[seen(runner, first)])
        runner(client.with_options(timeout=3).text.chat("Hi"))
        runner(client.with_options(middleware=[seen(runner, second)]).text.chat("Hi"))
        runner(client.with_options(middleware=[]).text.chat("Hi"))
        assert (len(first), len(second)) == (1, 1)

    def test_can_respond_without_sending(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        client = runner.client(
            platform, middleware=[around(runner, lambda request: HTTPResponse(json=SPEECH))]
        )
        speech = runner(client.speech.synthesize("Hi"))
        assert (speech.audio, speech.trace_id) == (bytes.fromhex("fffbe8c4"), "05a1c2")
        assert platform.requests == []

    @pytest.mark.parametrize("content", [HELLO, [HELLO[:30], b"", HELLO[30:]]])
    def test_can_respond_with_a_stream(self, runner: Runner, content: Any) -> None:
        headers = {"Content-Type": "text/event-stream"}
        client = runner.client(
            Platform(CHAT),
            middleware=[around(runner, lambda _: HTTPResponse(content=content, headers=headers))],
        )
        assert [event.text for event in runner.list(client.text.stream("Hi"))][:2] == ["Hel", "lo."]

    def test_can_respond_with_an_error(self, runner: Runner) -> None:
        refusal = {"base_resp": {"status_code": 1004, "status_msg": "login fail"}}
        client = runner.client(
            Platform(CHAT), middleware=[around(runner, lambda _: HTTPResponse(401, json=refusal))]
        )
        with pytest.raises(AuthenticationError):
            runner(client.text.chat("Hi"))

    def test_can_read_the_response(self, runner: Runner) -> None:
        bodies: list[bytes] = []

        def middleware(request: HTTPRequest, call_next: Any) -> HTTPResponse:
            response: HTTPResponse = call_next(request)
            bodies.extend([response.read(), response.read()])
            assert (response.status, response.headers["x-a"]) == (200, "1")
            return response

        async def awaited(request: HTTPRequest, call_next: Any) -> HTTPResponse:
            response: HTTPResponse = await call_next(request)
            bodies.extend([await response.aread(), await response.aread()])
            assert (response.status, response.headers["x-a"]) == (200, "1")
            return response

        client = runner.client(
            Platform(ok(CHAT, **{"X-A": "1"})),
            middleware=[awaited if runner.is_async else middleware],
        )
        assert runner(client.text.chat("Hi")).text == "Hello."
        assert bodies == [httpx.Response(200, json=CHAT).content] * 2

    def test_replacing_a_response_closes_the_original(self, runner: Runner) -> None:
        body = Chunks(HELLO)
        client = runner.client(
            lambda _: httpx.Response(200, stream=body),
            middleware=[around(runner, lambda _: None, lambda _: HTTPResponse(json=CHAT))],
        )
        assert runner(client.text.chat("Hi")).text == "Hello."
        assert body.closed

    def test_errors_are_raised_unchanged(self, runner: Runner) -> None:
        told: list[Event] = []

        def fail(request: HTTPRequest) -> None:
            raise LookupError("no tenant")

        platform = Platform(CHAT)
        client = runner.client(platform, middleware=[around(runner, fail)], on_event=told.append)
        with pytest.raises(LookupError, match="no tenant"):
            runner(client.text.chat("Hi"))
        assert platform.requests == []
        assert [(event.kind, type(event.error)) for event in told] == [
            ("request", type(None)),
            ("error", LookupError),
        ]

    @pytest.mark.parametrize(("sent", "tries"), [(False, 3), (True, 1)])
    def test_network_errors_are_retried_if_safe(
        self, runner: Runner, sent: bool, tries: int
    ) -> None:
        requests: list[HTTPRequest] = []

        def fail(request: HTTPRequest) -> None:
            requests.append(request)
            raise NetworkError("down", sent=sent)

        client = runner.client(Platform(CHAT), retry=AT_ONCE, middleware=[around(runner, fail)])
        with pytest.raises(NetworkError):
            runner(client.text.chat("Hi"))
        assert len(requests) == tries

    def test_sees_the_errors_of_an_attempt(self, runner: Runner) -> None:
        caught: list[Exception] = []

        def middleware(request: HTTPRequest, call_next: Any) -> Any:
            try:
                return call_next(request)
            except NetworkError as error:
                caught.append(error)
                return HTTPResponse(json=CHAT)

        async def awaited(request: HTTPRequest, call_next: Any) -> Any:
            try:
                return await call_next(request)
            except NetworkError as error:
                caught.append(error)
                return HTTPResponse(json=CHAT)

        function = awaited if runner.is_async else middleware
        client = runner.client(Platform(httpx.ReadError("reset")), middleware=[function])
        assert runner(client.text.chat("Hi")).text == "Hello."
        assert len(caught) == 1


def twice(runner: Runner) -> Any:
    """Middleware that sends every request twice."""

    def middleware(request: HTTPRequest, call_next: Any) -> Any:
        try:
            call_next(request)
        except NetworkError:
            pass
        return call_next(request)

    async def awaited(request: HTTPRequest, call_next: Any) -> Any:
        try:
            await call_next(request)
        except NetworkError:
            pass
        return await call_next(request)

    return awaited if runner.is_async else middleware


class TestCallingNextTwice:
    def test_is_rejected_if_it_could_be_billed_twice(self, runner: Runner) -> None:
        for answer in (CHAT, httpx.ReadError("reset")):
            platform = Platform(answer)
            client = runner.client(platform, middleware=[twice(runner)])
            with pytest.raises(ConfigError, match="charge you twice"):
                runner(client.text.chat("Hi"))
            assert len(platform.requests) == 1

    def test_is_allowed_if_nothing_was_sent(self, runner: Runner) -> None:
        platform = Platform(httpx.ConnectError("refused"), CHAT)
        client = runner.client(platform, middleware=[twice(runner)])
        assert runner(client.text.chat("Hi")).text == "Hello."

    def test_is_allowed_for_free_calls(self, runner: Runner) -> None:
        platform = Platform({"data": []})
        runner(runner.client(platform, middleware=[twice(runner)]).text.models())
        assert len(platform.requests) == 2


class TestWhatIsNoMiddleware:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            (print, "must be a list of functions, not <built-in"),
            ("print", "must be a list of functions, not 'print'"),
            ([print, 3], "middleware: 3 is not a function"),
        ],
    )
    def test_is_rejected(self, runner: Runner, given: Any, message: str) -> None:
        for make in (
            lambda: runner.client(Platform(CHAT), middleware=given),
            lambda: runner.client(Platform(CHAT)).with_options(middleware=given),
        ):
            with pytest.raises(ConfigError, match=message):
                make()

    def test_async_functions_are_rejected_by_the_sync_client(self) -> None:
        async def later(request: Any, call_next: Any) -> Any: ...

        class Callable:
            async def __call__(self, request: Any, call_next: Any) -> Any: ...

        for function in (later, Callable()):
            with pytest.raises(ConfigError, match="is an async function; use it with AsyncMiniMax"):
                MiniMax(KEY, middleware=[function])
            AsyncMiniMax(KEY, middleware=[function])

    @pytest.mark.parametrize("value", [None, b"", {"a": 1}])
    def test_missing_responses_name_the_middleware(self, runner: Runner, value: Any) -> None:
        def wrong(request: HTTPRequest, call_next: Any) -> Any:
            return value

        platform = Platform(CHAT)
        with pytest.raises(
            ConfigError, match=r"wrong returned .*; return the response of call_next"
        ):
            runner(runner.client(platform, middleware=[wrong]).text.chat("Hi"))
        assert platform.requests == []

    def test_missing_requests_name_the_middleware(self, runner: Runner) -> None:
        def wrong(request: HTTPRequest, call_next: Any) -> Any:
            return call_next(request.url)

        with pytest.raises(ConfigError, match="wrong passed str to call_next; pass the request"):
            runner(runner.client(Platform(CHAT), middleware=[wrong]).text.chat("Hi"))

    def test_plain_functions_work_with_both_clients(self, runner: Runner) -> None:
        def tenant(request: HTTPRequest, call_next: Any) -> Any:
            request.headers["X-Tenant"] = "42"
            return call_next(request)

        platform = Platform(CHAT)
        runner(runner.client(platform, middleware=[tenant]).text.chat("Hi"))
        assert platform.requests[0].headers["x-tenant"] == "42"


def test_rate_limits_and_retries_wrap_it(runner: Runner) -> None:
    requests: list[HTTPRequest] = []
    client = runner.client(
        Platform(native_error(1002)), retry=AT_ONCE, middleware=[seen(runner, requests)]
    )
    with pytest.raises(RateLimitError):
        runner(client.text.chat("Hi"))
    assert [request.attempt for request in requests] == [1, 2, 3]
