"""Connections of our own: one per call in flight, used again, never by two calls at once."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from minimax import AsyncMiniMax, ConfigError, MiniMax, connections
from minimax.connections import KEPT_SECONDS, _Stack

from .platform import KEY, Face
from .raw_server import server, talk

pytestmark = pytest.mark.usefixtures("_no_proxies")


class Counted:
    """Serves chat replies and counts connections; each reply waits until `together` calls are
    there.
    """

    def __init__(self, together: int = 1) -> None:
        self.connections = 0
        self._gate = threading.Barrier(together, timeout=5)
        self._lock = threading.Lock()

    def __call__(self, connection: socket.socket) -> None:
        with self._lock:
            self.connections += 1
        talk(connection, before=self._gate.wait)


def client_of(face: Face, url: str, **options: Any) -> Any:
    return (AsyncMiniMax if face.is_async else MiniMax)(KEY, base_url=url, **options)


def test_calls_one_after_the_other_share_a_connection(face: Face) -> None:
    serve = Counted()
    with server(serve) as url:
        client = client_of(face, url)
        for _ in range(3):
            assert face(client.text.chat("Hi")).text == "Hello."
        face(client.close())
    assert serve.connections == 1


def test_threads_get_a_connection_each_and_leave_them_to_the_next_calls() -> None:
    serve = Counted(together=4)
    with server(serve) as url, MiniMax(KEY, base_url=url) as client, ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert [reply.text for reply in pool.map(client.text.chat, ["Hi"] * 4)] == [
                "Hello."
            ] * 4
    assert serve.connections == 4


def test_tasks_get_a_connection_each_and_leave_them_to_the_next_calls() -> None:
    serve = Counted(together=4)

    async def main(url: str) -> None:
        async with AsyncMiniMax(KEY, base_url=url) as client:
            for _ in range(3):
                replies = await asyncio.gather(*(client.text.chat("Hi") for _ in range(4)))
                assert [reply.text for reply in replies] == ["Hello."] * 4

    with server(serve) as url:
        asyncio.run(main(url))
    assert serve.connections == 4


def test_a_connection_that_the_host_has_closed_is_not_used_again(face: Face) -> None:
    closed = threading.Event()

    def serve(connection: socket.socket) -> None:
        talk(connection, replies=1)
        connection.close()
        closed.set()

    with server(serve) as url:
        client = client_of(face, url)
        for _ in range(2):
            closed.clear()
            assert face(client.text.chat("Hi")).text == "Hello."
            assert closed.wait(5)
        face(client.close())


def test_a_stream_that_is_left_early_gives_its_connection_back_once(face: Face) -> None:
    stack = _Stack()
    body = connections.Body(200, {}, "http://a.test/", iter(()), lambda: stack.put_back(object()))
    for _ in range(2):
        body.close()
    assert len(stack.idle) == 1


def test_what_was_idle_for_long_is_closed_when_something_else_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(connections.time, "monotonic", lambda: now)
    stack, first, second = _Stack(), object(), object()
    assert stack.put_back(first) is None
    now += KEPT_SECONDS + 1
    assert stack.put_back(second) is first
    assert stack.take() is second
    assert stack.take() is None


def test_only_so_many_are_kept() -> None:
    stack = _Stack()
    surplus = [stack.put_back(object()) for _ in range(connections.KEPT + 3)]
    assert sum(each is not None for each in surplus) == 3


def test_what_comes_back_to_a_closed_client_is_closed() -> None:
    stack, transport = _Stack(), object()
    stack.close()
    assert stack.put_back(transport) is transport


def test_a_proxy_in_the_environment_is_used(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def proxy(connection: socket.socket) -> None:
        talk(connection, heard=asked.append)

    with server(proxy) as url:
        monkeypatch.setenv("HTTP_PROXY", url)
        monkeypatch.setenv("NO_PROXY", "")
        client = client_of(face, "http://platform.example.test")
        assert face(client.text.chat("Hi")).text == "Hello."
        face(client.close())
    assert asked[0].startswith(b"POST http://platform.example.test/v1/chat/completions")


def test_a_client_of_httpx2_does_as_well(face: Face) -> None:
    with server(talk) as url:
        given: Any = (
            httpx2.AsyncClient(trust_env=False) if face.is_async else httpx2.Client(trust_env=False)
        )
        client = client_of(face, url, http_client=given)
        assert face(client.text.chat("Hi")).text == "Hello."
        with face.opened(client.text.stream("Hi")) as stream:
            assert face(stream.final()).text == "Hello."
        face(given.aclose() if face.is_async else given.close())
        with pytest.raises(ConfigError, match="the http_client that was passed in is closed"):
            face(client.text.chat("Hi"))


def test_the_errors_of_httpx2_are_ours(face: Face) -> None:
    from minimax import NetworkError, Retry

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    given: Any = (
        httpx2.AsyncClient(trust_env=False) if face.is_async else httpx2.Client(trust_env=False)
    )
    client = client_of(face, f"http://127.0.0.1:{port}", http_client=given, retry=Retry(attempts=1))
    with pytest.raises(NetworkError, match=r"^127.0.0.1: ") as caught:
        face(client.text.chat("Hi"))
    assert caught.value.sent is False
    face(given.aclose() if face.is_async else given.close())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_opens_connections_of_its_own() -> None:
    serve = Counted()
    with server(serve) as url, MiniMax(KEY, base_url=url) as client:
        client.text.chat("Hi")
        child = multiprocessing.get_context("fork").Process(target=client.text.chat, args=("Hi",))
        child.start()
        child.join(10)
        assert child.exitcode == 0
        assert client.text.chat("Hi").text == "Hello."
    assert serve.connections == 2
