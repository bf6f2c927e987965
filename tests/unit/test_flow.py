"""Flows by hand, and the two drivers that perform them."""

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
from minimax.core.drivers import Async, Driver, Sync
from minimax.core.flow import Flow, Now, Open, Request, Response, Send, Sleep, Work
from minimax.core.secret import Secret
from minimax.core.settings import Config
from minimax.errors import RateLimitError, ServerError
from minimax.services.text import TextService
from minimax_generated.operations import find_operation

from .platform import CHAT, KEY, Chunks, Clock, Face, Platform
from .raw_server import read_request, server, talk

CHAT_ENDPOINT = find_operation("chat_completions")
MODELS = find_operation("list_models")


def config(**options: Any) -> Config:
    return Config(Secret(KEY), "https://api.example.test", None, **options)


def answer(payload: Any, status: int = 200, **headers: str) -> Response:
    return Response(status, httpx.Headers(headers), json.dumps(payload).encode())


def by_hand(flow: Flow[Any], *answers: Any, clock: Clock | None = None) -> tuple[Any, list[Any]]:
    """Run a flow without a driver: each request gets the next answer, time is that of the clock.
    Gives result and effects.
    """
    clock, left, effects = clock or Clock(), list(answers), []
    step: Callable[[Any], Any] = flow.send
    value: Any = None
    try:
        while True:
            effect = step(value)
            effects.append(effect)
            step, value = flow.send, None
            if isinstance(effect, Now):
                value = clock.monotonic()
            elif isinstance(effect, Sleep):
                clock.sleep(effect.seconds)
            elif isinstance(left[0], Exception):
                step, value = flow.throw, left.pop(0)
            else:
                value = left.pop(0)
    except StopIteration as stop:
        return stop.value, effects


class TestAFlowByHand:
    def test_is_a_request_and_an_answer(self) -> None:
        result, effects = by_hand(
            call(config(), CHAT_ENDPOINT, {"model": "m", "messages": [{"role": "user"}]}),
            answer(CHAT),
        )
        (request,) = [effect.request for effect in effects if isinstance(effect, Send)]
        assert (request.method, request.url) == (
            "POST",
            "https://api.example.test/v1/chat/completions",
        )
        assert dict(request.headers.reveal())["Authorization"] == f"Bearer {KEY}"
        assert json.loads(request.content)["model"] == "m"
        assert result.payload == CHAT

    def test_waits_as_the_platform_asks_and_tries_again(self) -> None:
        limited = answer({"base_resp": {"status_code": 1002}}, **{"retry-after": "7"})
        result, effects = by_hand(call(config(), MODELS), limited, limited, answer(CHAT))
        assert [effect.seconds for effect in effects if isinstance(effect, Sleep)] == [7.0, 7.0]
        assert result.payload == CHAT

    def test_gives_up_when_all_waits_together_would_be_too_long(self) -> None:
        clock, limited = (
            Clock(),
            answer({"base_resp": {"status_code": 1002}}, **{"retry-after": "7"}),
        )
        with pytest.raises(RateLimitError) as caught:
            by_hand(
                call(config(retry=Retry(attempts=99, total=20)), MODELS),
                *[limited] * 99,
                clock=clock,
            )
        assert clock.sleeps == [7.0, 7.0]
        assert caught.value.attempts == 3

    def test_draws_its_waits_below_a_growing_bound(self) -> None:
        clock = Clock()
        with pytest.raises(ServerError):
            by_hand(
                call(config(retry=Retry(attempts=6)), MODELS), *[answer({}, 502)] * 6, clock=clock
            )
        assert all(
            wait <= bound for wait, bound in zip(clock.sleeps, [0.5, 1, 2, 4, 8], strict=True)
        )

    def test_shows_no_key(self) -> None:
        _, effects = by_hand(call(config(), MODELS), answer({}))
        assert KEY not in repr(effects)


class Closing(Exception):
    pass


def steps(log: list[str], *effects: Any) -> Flow[str]:
    """A flow that tells what happens to it."""
    try:
        for effect in effects:
            log.append(repr((yield effect)))
    except BaseException as error:
        log.append(type(error).__name__)
        raise
    finally:
        log.append("closed")
    return "result"


class TestBothDrivers:
    @staticmethod
    def run(face: Face, flow: Flow[Any], clock: Clock | None = None) -> Any:
        driver = (Async if face.is_async else Sync)(clock=clock or Clock())
        return face(driver.run(flow))

    def test_perform_effects_in_order(self, face: Face, clock: Clock) -> None:
        log: list[str] = []
        assert (
            self.run(face, steps(log, Now(), Sleep(2.5), Now(), Work(lambda: "read")), clock)
            == "result"
        )
        assert log == ["1000.0", "None", "1002.5", "'read'", "closed"]

    def test_throw_what_goes_wrong_into_the_flow(self, face: Face) -> None:
        log: list[str] = []

        def fail() -> None:
            raise Closing

        with pytest.raises(Closing):
            self.run(face, steps(log, Work(fail), Now()))
        assert log == ["Closing", "closed"]

    def test_let_the_flow_recover(self, face: Face) -> None:
        def flow() -> Flow[str]:
            try:
                yield Work(lambda: 1 / 0)
            except ZeroDivisionError:
                return (yield Work(lambda: "recovered"))
            return ""

        assert self.run(face, flow()) == "recovered"

    def test_keep_nothing_alive_after_an_error(self, face: Face) -> None:
        class Big:
            pass

        gone: list[bool] = []

        def flow() -> Flow[None]:
            big = Big()
            weakref.finalize(big, gone.append, True)
            yield Sleep(1)

        class Broken(Clock):
            def sleep(self, seconds: float) -> None:
                raise Closing

        async def tried(driver: Async) -> None:
            with suppress(Closing):
                await driver.run(flow())

        gc.collect()
        gc.disable()
        try:
            if face.is_async:
                face(tried(Async(clock=Broken())))
            else:
                with suppress(Closing):
                    Sync(clock=Broken()).run(flow())
            assert gone == [True]
        finally:
            gc.enable()

    def test_work_blocks_no_event_loop(self) -> None:
        face = Face("async")
        threads: list[int] = []
        self.run(face, steps([], Work(lambda: threads.append(threading.get_ident()))))
        assert threads != [threading.get_ident()]
        face.close()


class TestTheSyncDriver:
    def test_closes_the_flow_when_it_is_interrupted(self) -> None:
        class Impatient(Clock):
            def sleep(self, seconds: float) -> None:
                raise KeyboardInterrupt

        log: list[str] = []
        with pytest.raises(KeyboardInterrupt):
            Sync(clock=Impatient()).run(steps(log, Sleep(1)))
        assert log == ["KeyboardInterrupt", "closed"]

    def test_serves_many_threads_at_once(self) -> None:
        together = threading.Barrier(8, timeout=5)

        def slow(request: httpx.Request) -> httpx.Response:
            together.wait()
            return httpx.Response(
                200, json={**CHAT, "id": json.loads(request.content)["messages"][0]["content"]}
            )

        client = Face("sync").client(slow)
        with ThreadPoolExecutor(8) as pool:
            replies = list(
                pool.map(lambda number: client.text.chat(str(number)).raw["id"], range(8))
            )
        assert replies == [str(number) for number in range(8)]


class TestTheAsyncDriver:
    @staticmethod
    async def cancelled(flow: Flow[Any], driver: Async, started: asyncio.Event) -> None:
        task = asyncio.create_task(driver.run(flow))
        await asyncio.wait_for(started.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    def test_closes_the_flow_when_the_task_is_cancelled_while_it_sleeps(self) -> None:
        log: list[str] = []

        async def main() -> None:
            started = asyncio.Event()

            class Endless(Clock):
                async def asleep(self, seconds: float) -> None:
                    started.set()
                    await asyncio.Event().wait()

            await self.cancelled(steps(log, Sleep(1)), Async(clock=Endless()), started)

        asyncio.run(main())
        assert log == ["CancelledError", "closed"]

    def test_closes_the_flow_and_the_connection_when_the_task_is_cancelled_in_a_request(
        self,
    ) -> None:
        log: list[str] = []
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
            await self.cancelled(steps(log, Send(request)), Async(client), started)

        asyncio.run(main())
        assert log == ["CancelledError", "closed"]
        assert body.closed

    def test_frees_what_a_coroutine_held_that_nobody_awaited_to_its_end(self) -> None:
        log: list[str] = []

        async def main() -> None:
            forever = asyncio.get_running_loop().create_future()

            class Endless(Clock):
                async def asleep(self, seconds: float) -> None:
                    await forever

            coroutine = Async(clock=Endless()).run(steps(log, Sleep(1)))
            coroutine.send(None)
            coroutine.close()

        asyncio.run(main())
        assert log == ["GeneratorExit", "closed"]


class TestBoundOperations:
    def test_are_made_once_for_each_service(self) -> None:
        client = MiniMax(KEY)
        assert client.text.chat is client.text.chat
        assert client.text is client.text
        assert client.with_options(timeout=5).text is not client.text

    def test_show_their_real_signature(self, face: Face) -> None:
        client = face.client(Platform(CHAT))
        signature = inspect.signature(client.text.chat)
        assert list(signature.parameters)[:2] == ["messages", "model"]
        assert "service_tier" in signature.parameters
        assert "self" not in signature.parameters
        assert signature.return_annotation == (
            "Coroutine[Any, Any, ChatReply]" if face.is_async else "ChatReply"
        )
        stream = inspect.signature(client.speech.stream)
        assert stream.return_annotation == ("AsyncAudioStream" if face.is_async else "AudioStream")

    def test_have_a_name_and_help(self, face: Face) -> None:
        client = face.client(Platform(CHAT))
        assert client.text.chat.__qualname__ == "TextService.chat"
        text = pydoc.plain(pydoc.render_doc(client.text.chat))
        assert "max_tokens: most tokens to generate" in text
        assert "mask_sensitive_info" in text

    def test_are_coroutine_functions_on_the_async_face(self, face: Face) -> None:
        assert inspect.iscoroutinefunction(face.client(Platform(CHAT)).text.chat) is face.is_async

    def test_can_be_looked_at_on_the_class(self) -> None:
        assert "Answer a conversation" in str(TextService.chat.__doc__)
        assert "hand out the reply as it is written" in str(TextService.stream.__doc__)


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


def ask(face: Face, url: str, **options: Any) -> Any:
    """One chat call over a real connection."""
    client = (AsyncMiniMax if face.is_async else MiniMax)(
        KEY, base_url=url, retry=Retry(attempts=1), **options
    )
    try:
        return face(client.text.chat("Hi"))
    finally:
        face(client.close())


@pytest.mark.usefixtures("_no_proxy")
class TestRealConnections:
    def test_work(self, face: Face) -> None:
        with server(talk) as url:
            assert ask(face, url).text == "Hello."

    def test_to_a_closed_port_prove_that_nothing_was_sent(self, face: Face) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with pytest.raises(NetworkError, match=r"^127.0.0.1: ") as caught:
            ask(face, f"http://127.0.0.1:{port}")
        assert caught.value.sent is False
        assert not isinstance(caught.value, RequestTimeout)

    @pytest.mark.parametrize("serve", [hang_up, cut])
    def test_that_break_may_have_been_served(
        self, face: Face, serve: Callable[[socket.socket], None]
    ) -> None:
        with server(serve) as url, pytest.raises(NetworkError, match=r"^127.0.0.1: ") as caught:
            ask(face, url)
        assert caught.value.sent is True

    def test_that_stall_time_out(self, face: Face) -> None:
        with (
            server(stall) as url,
            pytest.raises(
                RequestTimeout, match=r"waited too long for the next bytes; see the timeout option"
            ) as caught,
        ):
            ask(face, url, timeout=Timeout(connect=5.0, idle=0.05))
        assert caught.value.sent is True

    def test_that_time_out_before_they_stand_prove_that_nothing_was_sent(self, face: Face) -> None:
        def transport(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectTimeout("slow", request=request)

        with pytest.raises(RequestTimeout, match="waited too long to connect") as caught:
            face(face.client(transport, retry=Retry(attempts=1)).text.chat("Hi"))
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

    def test_one_after_the_other_work_with_one_client(self) -> None:
        with server(talk) as url:
            client = AsyncMiniMax(KEY, base_url=url)
            for _ in range(3):
                assert asyncio.run(client.text.chat("Hi")).text == "Hello."

    def test_at_the_same_time_work_with_one_client(self) -> None:
        with server(talk) as url:
            client = AsyncMiniMax(KEY, base_url=url)
            with ThreadPoolExecutor(4) as pool:
                replies = list(
                    pool.map(lambda _: asyncio.run(client.text.chat("Hi")).text, range(8))
                )
        assert replies == ["Hello."] * 8

    def test_that_ended_are_forgotten_with_their_connections(self) -> None:
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


def test_a_client_of_the_other_face_is_refused(face: Face) -> None:
    with httpx.Client() as blocking:
        wrong: Any = blocking if face.is_async else httpx.AsyncClient()
        with pytest.raises(
            ConfigError,
            match=(
                r"http_client must be an httpx\.(Async)?Client or an httpx2\.(Async)?Client, not"
                r" httpx\."
            ),
        ):
            (AsyncMiniMax if face.is_async else MiniMax)(KEY, http_client=wrong)


def test_every_effect_has_a_performer_on_both_drivers() -> None:
    from minimax.core import flow

    effects = set(flow.Effect.__args__)
    for driver in (Sync(), Async()):
        assert isinstance(driver, Driver)
        assert set(driver._performers) == effects


def test_a_request_shows_no_headers() -> None:
    request = Request(
        "GET", "https://api.example.test/", Secret((("A", KEY),)), b"secret", Timeout()
    )
    assert repr([Send(request), Open(request)]).count("Request(GET https://api.example.test/)") == 2
