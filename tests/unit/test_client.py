from __future__ import annotations

import inspect
import socket
import threading
from typing import Any

import httpx
import pytest

import minimax
from minimax import AsyncMiniMax, ConfigError, Event, Limits, MiniMax, Retry, Timeout

from .platform import CHAT, KEY, Platform, Runner
from .raw_server import server, talk

BOTH = pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])


class TestMakingOne:
    @BOTH
    def test_repr_shows_the_base_url(self, kind: Any) -> None:
        client = kind(KEY, region="global")
        assert (client.base_url, client.region) == ("https://api.minimax.io", "global")
        assert (
            repr(client) == f"{kind.__name__}(base_url='https://api.minimax.io', region='global')"
        )

    @BOTH
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"api_key": ""}, "is empty"),
            ({"api_key": None}, "MINIMAX_API_KEY"),
            ({"region": "moon"}, "Unknown region 'moon'"),
            ({"base_url": "example.test"}, "is not a valid http"),
            ({"timeout": 0}, "above 0"),
            ({"http_client": object()}, "http_client must be an httpx"),
            ({"on_event": 5}, "on_event: 5 is not a function"),
        ],
    )
    def test_rejects_invalid_options(
        self, kind: Any, options: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(ConfigError, match=message):
            kind(**{"api_key": KEY, **options})

    def test_sync_and_async_accept_the_same_arguments(self) -> None:
        sync, asynchronous = (
            inspect.signature(kind).parameters for kind in (MiniMax, AsyncMiniMax)
        )
        assert list(sync) == list(asynchronous)
        assert {name: parameter.default for name, parameter in sync.items()} == {
            name: p.default for name, p in asynchronous.items()
        }

    def test_does_not_connect(self) -> None:
        assert MiniMax(KEY)._io._transport._connections._idle == {}

    def test_has_the_documented_attributes(self) -> None:
        assert minimax.MiniMax is MiniMax
        assert {"MiniMax", "AsyncMiniMax", "Retry", "Limits", "Timeout"} <= set(
            minimax.__all__
        ) & set(dir(minimax))
        with pytest.raises(AttributeError, match="module 'minimax' has no attribute 'Minimax'"):
            _ = minimax.Minimax  # type: ignore[attr-defined]

    def test_every_public_name_can_be_imported(self) -> None:
        assert [name for name in minimax.__all__ if getattr(minimax, name) is None] == []


class TestServices:
    def test_are_created_lazily_and_cached(self) -> None:
        client = MiniMax(KEY)
        assert "text" not in vars(client)
        assert client.text is client.text
        assert client.speech is client.speech

    def test_share_the_connections(self) -> None:
        client = MiniMax(KEY)
        assert client.text._io is client.speech._io


class TestViews:
    def test_change_only_the_given_options(self) -> None:
        client = MiniMax(KEY, region="global", timeout=30, retry=Retry(attempts=5))
        view = client.with_options(timeout=Timeout(1, 2), validate=False)
        assert type(view) is MiniMax
        assert view._config == client._config._replace(timeout=Timeout(1, 2), validate=False)
        assert view._io is client._io
        assert client._config.timeout == Timeout(10, 30)

    def test_can_be_stacked(self) -> None:
        told: list[Event] = []
        view = (
            MiniMax(KEY)
            .with_options(headers={"A": "1", "b": "2"})
            .with_options(headers={"B": "3"}, limits=Limits(rpm=1), on_event=told.append)
        )
        assert view._config.headers.reveal() == (("A", "1"), ("B", "3"))
        assert (view._config.limits, view._config.on_event) == (Limits(rpm=1), told.append)

    def test_are_views_of_the_same_client(self) -> None:
        assert type(AsyncMiniMax(KEY).with_options(timeout=5)) is AsyncMiniMax

    @pytest.mark.parametrize(
        "headers",
        [
            {"X": "a\nb"},
            {"X": "a\r\nY: b"},
            {"X": "日本"},
            {"X": 7},
            {"X": None},
            {"X Y": "a"},
            {"": "a"},
            {"ключ": "a"},
            {7: "a"},
            {"Transfer-encoding": "chunked"},
        ],
    )
    def test_reject_invalid_headers(self, headers: Any) -> None:
        with pytest.raises(ConfigError, match="header"):
            MiniMax(KEY).with_options(headers=headers)

    def test_header_errors_do_not_contain_the_value(self) -> None:
        with pytest.raises(ConfigError) as caught:
            MiniMax(KEY).with_options(headers={"X-Secret": f"{KEY}\n"})
        assert KEY not in str(caught.value)

    def test_reject_invalid_timeouts(self) -> None:
        with pytest.raises(ConfigError, match="above 0"):
            MiniMax(KEY).with_options(timeout=-1)


class TestClosing:
    def test_with_closes_the_client(self, runner: Runner) -> None:
        with runner.opened((AsyncMiniMax if runner.is_async else MiniMax)(KEY)) as client:
            assert isinstance(client, AsyncMiniMax if runner.is_async else MiniMax)

    def test_does_not_close_a_custom_http_client(self, runner: Runner) -> None:
        client = runner.client(Platform(CHAT))
        given = client._io._transport._http_client
        with runner.opened(client):
            runner(client.text.chat("Hi"))
        assert not given.is_closed

    def test_rejects_further_calls(self, runner: Runner) -> None:
        for client in (
            runner.client(Platform(CHAT)),
            (AsyncMiniMax if runner.is_async else MiniMax)(KEY),
        ):
            runner(client.close())
            with pytest.raises(ConfigError, match="this client is closed"):
                runner(client.text.chat("Hi"))
            with pytest.raises(ConfigError, match="this client is closed"):
                runner(client.text.stream("Hi").final())

    def test_closes_its_own_connections(self) -> None:
        ended = threading.Event()

        def serve(connection: socket.socket) -> None:
            talk(connection)  # until the other side hangs up
            ended.set()

        with server(serve) as url:
            client = MiniMax(KEY, base_url=url)
            client.text.chat("Hi")
            assert not ended.is_set()
            client.close()
            assert ended.wait(5)
        client.close()

    def test_can_be_repeated(self, runner: Runner) -> None:
        client = (AsyncMiniMax if runner.is_async else MiniMax)(KEY)
        runner(client.close())
        runner(client.close())


def test_settings_of_a_custom_http_client_are_kept(runner: Runner) -> None:
    platform = Platform(CHAT)
    transport = httpx.MockTransport(platform)
    hooked: list[httpx.Request] = []

    async def later(request: httpx.Request) -> None:
        hooked.append(request)

    if runner.is_async:
        given: Any = httpx.AsyncClient(
            transport=transport,
            event_hooks={"request": [later]},
            headers={"Authorization": "Bearer other"},
        )
        client: Any = AsyncMiniMax(KEY, http_client=given)
    else:
        given = httpx.Client(
            transport=transport,
            event_hooks={"request": [hooked.append]},
            headers={"Authorization": "Bearer other"},
        )
        client = MiniMax(KEY, http_client=given)
    runner(client.text.chat("Hi"))
    assert len(hooked) == 1
    assert platform.requests[0].headers["authorization"] == f"Bearer {KEY}"
