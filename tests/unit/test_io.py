"""The I/O of operations: without a socket, and of the two clients."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import pydoc
import socket
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest

from minimax import (
    AsyncMiniMax,
    ConfigError,
    MiniMax,
    NetworkError,
    RequestTimeout,
    Retry,
    Timeout,
)
from minimax.core.call import call
from minimax.core.http import Request, Response, ResponseBuffer
from minimax.core.io import IO, AsyncIO, SyncIO, run
from minimax.core.secret import Secret
from minimax.core.settings import Config
from minimax.errors import RateLimitError, ServerError
from minimax.services.text import TextService
from minimax_generated.operations import find_operation

from .platform import CHAT, KEY, Chunks, Clock, Platform, Runner
from .raw_server import read_request, server, talk

CHAT_ENDPOINT = find_operation("chat_completions")
MODELS = find_operation("list_models")


def config(**options: Any) -> Config:
    return Config(Secret(KEY), "https://api.example.test", None, **options)


def answer(payload: Any, status: int = 200, **headers: str) -> Response:
    return Response(status, httpx.Headers(headers), json.dumps(payload).encode())


class Scripted(IO):
    """I/O without a socket and a clock: each request gets the next answer."""

    is_async = False

    def __init__(self, *answers: Any) -> None:
        super().__init__(Clock())
        self.answers = list(answers)
        self.requests: list[Request] = []

    async def send(self, request: Request, buffer: object) -> Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Response)
        return answer

    async def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    @property
    def sleeps(self) -> list[float]:
        clock: Any = self.clock
        return list(clock.sleeps)


class TestACallWithoutASocket:
    def test_sends_a_request_and_reads_the_response(self) -> None:
        io = Scripted(answer(CHAT))
        body = {"model": "m", "messages": [{"role": "user"}]}
        result = run(call(io, config(), CHAT_ENDPOINT, body))
        (request,) = io.requests
        assert (request.method, request.url) == (
            "POST",
            "https://api.example.test/v1/chat/completions",
        )
        assert dict(request.headers.reveal())["Authorization"] == f"Bearer {KEY}"
        assert isinstance(request.content, bytes)
        assert json.loads(request.content)["model"] == "m"
        assert result.payload == CHAT

    def test_retries_after_the_requested_delay(self) -> None:
        limited = answer({"base_resp": {"status_code": 1002}}, **{"retry-after": "7"})
        io = Scripted(limited, limited, answer(CHAT))
        assert run(call(io, config(), MODELS)).payload == CHAT
        assert io.sleeps == [7.0, 7.0]

    def test_fails_if_the_total_delay_is_too_long(self) -> None:
        limited = answer({"base_resp": {"status_code": 1002}}, **{"retry-after": "7"})
        io = Scripted(*[limited] * 99)
        with pytest.raises(RateLimitError) as caught:
            run(call(io, config(retry=Retry(attempts=99, total=20)), MODELS))
        assert io.sleeps == [7.0, 7.0]
        assert caught.value.attempts == 3

    def test_delays_are_random_below_a_growing_limit(self) -> None:
        io = Scripted(*[answer({}, 502)] * 6)
        with pytest.raises(ServerError):
            run(call(io, config(retry=Retry(attempts=6)), MODELS))
        assert all(wait <= bound for wait, bound in zip(io.sleeps, [0.5, 1, 2, 4, 8], strict=True))

    def test_does_not_show_the_key(self) -> None:
        io = Scripted(answer({}))
        run(call(io, config(), MODELS))
        assert KEY not in repr(io.requests)


class TestRun:
    def test_returns_the_result_of_a_coroutine(self) -> None:
        async def body() -> str:
            return "result"

        assert run(body()) == "result"

    def test_rejects_suspending_coroutines(self) -> None:
        with pytest.raises(RuntimeError, match="was suspended"):
            run(asyncio.sleep(0))

    def test_keeps_no_references_after_an_error(self) -> None:
        class Big:
            pass

        gone: list[bool] = []

        async def body() -> None:
            big = Big()
            weakref.finalize(big, gone.append, True)
            raise ZeroDivisionError

        gc.collect()
        gc.disable()
        try:
            with suppress(ZeroDivisionError):
                run(body())
            assert gone == [True]
        finally:
            gc.enable()


class TestBothKinds:
    @staticmethod
    def io(runner: Runner, clock: Clock | None = None) -> Any:
        return (AsyncIO if runner.is_async else SyncIO)(clock=clock or Clock())

    @staticmethod
    def result(runner: Runner, call: Any) -> Any:
        """The result of a coroutine of the I/O."""
        return runner(call) if runner.is_async else run(call)

    def test_sleep_and_read_the_clock(self, runner: Runner) -> None:
        io = self.io(runner)
        self.result(runner, io.sleep(2.5))
        assert io.now() == 1002.5

    def test_work_returns_or_raises(self, runner: Runner) -> None:
        io = self.io(runner)
        assert self.result(runner, io.work(lambda: "read")) == "read"
        with pytest.raises(ZeroDivisionError):
            self.result(runner, io.work(lambda: 1 / 0))

    def test_gather_returns_results_and_errors_in_order(self, runner: Runner) -> None:
        async def one(number: int) -> int:
            if number == 2:
                raise ValueError(number)
            return number

        io = self.io(runner)
        results = self.result(runner, io.gather([one(1), one(2), one(3)], 2))
        assert [type(each) for each in results] == [int, ValueError, int]
        assert results[::2] == [1, 3]

    def test_work_does_not_block_the_event_loop(self) -> None:
        runner = Runner("async")
        threads: list[int] = []
        self.result(runner, self.io(runner).work(lambda: threads.append(threading.get_ident())))
        assert threads != [threading.get_ident()]
        runner.close()


class TestTheSyncClient:
    def test_serves_many_threads_at_once(self) -> None:
        together = threading.Barrier(8, timeout=5)

        def slow(request: httpx.Request) -> httpx.Response:
            together.wait()
            return httpx.Response(
                200, json={**CHAT, "id": json.loads(request.content)["messages"][0]["content"]}
            )

        client = Runner("sync").client(slow)
        with ThreadPoolExecutor(8) as pool:
            replies = list(
                pool.map(lambda number: client.text.chat(str(number)).raw["id"], range(8))
            )
        assert replies == [str(number) for number in range(8)]


class TestTheAsyncClient:
    def test_closes_the_connection_when_the_task_is_cancelled_in_a_request(self) -> None:
        body: Chunks

        async def main() -> None:
            nonlocal body
            started = asyncio.Event()

            async def hang() -> None:
                started.set()
                await asyncio.Event().wait()

            body = Chunks(b"{", hang)
            client = httpx.AsyncClient(
                transport=httpx.MockTransport(lambda request: httpx.Response(200, stream=body))
            )
            request = Request("GET", "https://api.example.test/", Secret(()), None, Timeout())
            task = asyncio.create_task(AsyncIO(client).send(request, ResponseBuffer()))
            await asyncio.wait_for(started.wait(), 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(main())
        assert body.closed


class TestBoundOperations:
    def test_are_created_once_per_service(self) -> None:
        client = MiniMax(KEY)
        assert client.text.chat is client.text.chat
        assert client.text is client.text
        assert client.with_options(timeout=5).text is not client.text

    def test_show_their_real_signature(self, runner: Runner) -> None:
        client = runner.client(Platform(CHAT))
        signature = inspect.signature(client.text.chat)
        assert list(signature.parameters)[:2] == ["messages", "model"]
        assert "service_tier" in signature.parameters
        assert "self" not in signature.parameters
        assert signature.return_annotation == (
            "Coroutine[Any, Any, ChatReply]" if runner.is_async else "ChatReply"
        )
        stream = inspect.signature(client.speech.stream)
        assert stream.return_annotation == (
            "AsyncAudioStream" if runner.is_async else "AudioStream"
        )

    def test_have_a_name_and_help(self, runner: Runner) -> None:
        client = runner.client(Platform(CHAT))
        assert client.text.chat.__qualname__ == "TextService.chat"
        text = pydoc.plain(pydoc.render_doc(client.text.chat))
        assert "max_tokens: maximum number of tokens" in text
        assert "mask_sensitive_info" in text

    def test_are_coroutine_functions_on_the_async_client(self, runner: Runner) -> None:
        assert (
            inspect.iscoroutinefunction(runner.client(Platform(CHAT)).text.chat) is runner.is_async
        )

    def test_can_be_inspected_on_the_class(self) -> None:
        assert "Send a conversation" in str(TextService.chat.__doc__)
        assert "stream the reply" in str(TextService.stream.__doc__)


def hang_up(connection: socket.socket) -> None:
    read_request(connection)
    connection.close()


def stall(connection: socket.socket) -> None:
    read_request(connection)


def cut(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    connection.close()


@pytest.fixture
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def ask(runner: Runner, url: str, **options: Any) -> Any:
    """One chat call over a real connection."""
    client = (AsyncMiniMax if runner.is_async else MiniMax)(
        KEY, base_url=url, retry=Retry(attempts=1), **options
    )
    try:
        return runner(client.text.chat("Hi"))
    finally:
        runner(client.close())


@pytest.mark.usefixtures("_no_proxy")
class TestRealConnections:
    def test_work(self, runner: Runner) -> None:
        with server(talk) as url:
            assert ask(runner, url).text == "Hello."

    def test_connection_refused_means_nothing_was_sent(self, runner: Runner) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with pytest.raises(NetworkError) as caught:
            ask(runner, f"http://127.0.0.1:{port}")
        refused = f"could not connect to http://127.0.0.1:{port}: Connection refused"
        assert str(caught.value) == refused
        assert caught.value.sent is False
        assert not isinstance(caught.value, RequestTimeout)

    @pytest.mark.parametrize("serve", [hang_up, cut])
    def test_broken_connections_may_have_been_served(
        self, runner: Runner, serve: Callable[[socket.socket], None]
    ) -> None:
        with server(serve) as url, pytest.raises(NetworkError, match=r"^127.0.0.1: ") as caught:
            ask(runner, url)
        assert caught.value.sent is True

    def test_proxy_failures_name_the_proxy_and_its_setting(
        self, runner: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            proxy = f"127.0.0.1:{listener.getsockname()[1]}"
        monkeypatch.setenv("HTTP_PROXY", f"http://ann:secret@{proxy}")
        with pytest.raises(NetworkError) as caught:
            ask(runner, "http://host.test")
        assert str(caught.value) == (
            f"could not connect to http://host.test through the proxy http://{proxy} from"
            " HTTP_PROXY: Connection refused"
        )

    def test_stalled_connections_time_out(self, runner: Runner) -> None:
        with (
            server(stall) as url,
            pytest.raises(
                RequestTimeout, match=r"waited too long for the next bytes; see the timeout option"
            ) as caught,
        ):
            ask(runner, url, timeout=Timeout(connect=5.0, idle=0.05))
        assert caught.value.sent is True

    def test_connect_timeouts_mean_nothing_was_sent(self, runner: Runner) -> None:
        def transport(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectTimeout("slow", request=request)

        with pytest.raises(RequestTimeout, match="waited too long to connect") as caught:
            runner(runner.client(transport, retry=Retry(attempts=1)).text.chat("Hi"))
        assert caught.value.sent is False


@pytest.mark.usefixtures("_no_proxy")
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
class TestSeveralEventLoops:
    @pytest.fixture(autouse=True)
    def _collect(self) -> Iterator[None]:
        yield
        gc.collect()  # connections that nobody closed complain here, where it is expected

    def test_sequential_loops_share_a_client(self) -> None:
        with server(talk) as url:
            client = AsyncMiniMax(KEY, base_url=url)
            for _ in range(3):
                assert asyncio.run(client.text.chat("Hi")).text == "Hello."

    def test_concurrent_loops_share_a_client(self) -> None:
        with server(talk) as url:
            client = AsyncMiniMax(KEY, base_url=url)
            with ThreadPoolExecutor(4) as pool:
                replies = list(
                    pool.map(lambda _: asyncio.run(client.text.chat("Hi")).text, range(8))
                )
        assert replies == ["Hello."] * 8

    def test_finished_loops_release_their_connections(self) -> None:
        loops: list[weakref.ref[Any]] = []
        with server(talk) as url:
            client = AsyncMiniMax(KEY, base_url=url)

            async def main() -> None:
                loops.append(weakref.ref(asyncio.get_running_loop()))
                await client.text.chat("Hi")

            for _ in range(4):
                asyncio.run(main())
            gc.collect()
            assert [loop() is None for loop in loops] == [True, True, True, False]


def test_http_client_of_the_wrong_kind_is_rejected(runner: Runner) -> None:
    with httpx.Client() as blocking:
        wrong: Any = blocking if runner.is_async else httpx.AsyncClient()
        with pytest.raises(
            ConfigError,
            match=(
                r"http_client must be an httpx\.(Async)?Client or an httpx2\.(Async)?Client, not"
                r" httpx\."
            ),
        ):
            (AsyncMiniMax if runner.is_async else MiniMax)(KEY, http_client=wrong)


def test_request_repr_has_no_headers() -> None:
    request = Request(
        "GET", "https://api.example.test/", Secret((("A", KEY),)), b"secret", Timeout()
    )
    assert repr([request]) == "[Request(GET https://api.example.test/)]"
