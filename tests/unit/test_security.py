"""The key goes to the platform and nowhere else."""

from __future__ import annotations

import logging
import pickle
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from minimax import AsyncMiniMax, DecodeError, MiniMax, MinimaxError
from minimax.call import prepare
from minimax.flow import Acquire, Open, Send
from minimax.wire import endpoint

from .platform import AT_ONCE, CHAT, KEY, Face, Platform, data, delta, native_error, ok, openai_error, streamed

FAILURES: dict[str, Any] = {
    "no connection": lambda: httpx.ConnectError("refused"),
    "no answer": lambda: httpx.ReadTimeout("slow"),
    "cut": lambda: httpx.RemoteProtocolError("Server disconnected"),
    "refused key": lambda: native_error(1004, "login fail"),
    "limit": lambda: openai_error(429, "slow down (1002)"),
    "gateway": lambda: httpx.Response(502, html="<h1>Bad Gateway</h1>"),
    "no JSON": lambda: httpx.Response(200, text="hello"),
    "cut stream": lambda: streamed(data(delta("Hel"))),
    "error in a stream": lambda: streamed(data(delta("Hel"), {"base_resp": {"status_code": 1027, "status_msg": "no"}})),
    "redirect": lambda: httpx.Response(307, headers={"location": "https://elsewhere.example.test/"}),
}


def everything_about(error: BaseException) -> Iterator[str]:
    """All that a person, a log or another process can get to see of an error."""
    yield str(error)
    yield repr(error)
    yield repr(vars(error))
    yield "".join(traceback.format_exception(error))
    yield "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    yield pickle.dumps(error).decode("latin-1")


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_no_error_log_event_or_warning_shows_the_key(
    face: Face, name: str, stream: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Any] = []

    def hook(event: Any) -> None:
        told.append(event)
        raise ValueError(event)

    monkeypatch.setenv("MINIMAX_LOG", "debug")
    for logger in ("minimax", "httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=logger)
    platform = Platform(FAILURES[name]())
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        client = face.client(platform, retry=AT_ONCE, on_event=hook)
        with pytest.raises(MinimaxError) as caught:
            face(client.text.stream("Hi").final() if stream else client.text.chat("Hi"))
    shown = [
        *everything_about(caught.value),
        *(record.getMessage() + repr(vars(record)) for record in caplog.records),
        *(f"{event!r} {event.error!r}" for event in told),
        *(str(warning.message) for warning in warned),
        repr(client),
        repr(vars(client)),
    ]
    assert told
    assert warned
    assert [text for text in shown if KEY in text] == []
    assert all(request.headers["authorization"] == f"Bearer {KEY}" for request in platform.requests)


def test_no_effect_of_a_flow_shows_the_key() -> None:
    client = MiniMax(KEY)
    request = prepare(client._config, endpoint("text", "chat_completions"), {"secret": KEY})
    shown = [repr(request), str(request), repr(Send(request)), repr([Open(request)]), repr(Acquire(client._config.limits, "text"))]  # type: ignore[arg-type]
    assert [text for text in shown if KEY in text] == []


def test_the_key_is_not_in_the_url(face: Face) -> None:
    platform = Platform(CHAT)
    face(face.client(platform, group_id="17").text.chat("Hi"))
    assert KEY not in str(platform.requests[0].url)


def test_a_redirect_is_not_followed(face: Face) -> None:
    platform = Platform(httpx.Response(302, headers={"location": "https://elsewhere.example.test/"}), CHAT)
    with pytest.raises(MinimaxError, match="HTTP 302"):
        face(face.client(platform).text.chat("Hi"))
    assert [request.url.host for request in platform.requests] == ["api.example.test"]


def test_a_redirect_is_refused_even_by_a_client_that_follows_them(face: Face) -> None:
    platform = Platform(httpx.Response(307, headers={"location": "https://elsewhere.example.test/"}), CHAT)
    transport = httpx.MockTransport(platform)
    if face.is_async:
        client: Any = AsyncMiniMax(KEY, http_client=httpx.AsyncClient(transport=transport, follow_redirects=True))
    else:
        client = MiniMax(KEY, http_client=httpx.Client(transport=transport, follow_redirects=True))
    with pytest.raises(DecodeError, match=r"HTTP 307 sends the call to 'https://elsewhere.example.test/'; set base_url"):
        face(client.text.chat("Hi"))
    assert [request.url.host for request in platform.requests] == ["api.minimaxi.com"]


def test_cookies_of_one_host_are_not_kept(face: Face) -> None:
    platform = Platform(ok(CHAT, **{"Set-Cookie": "session=1; Domain=example.test"}))
    client = face.client(platform)
    for _ in range(2):
        face(client.text.chat("Hi"))
    assert "cookie" not in platform.requests[1].headers


def test_a_base_url_with_the_key_in_it_is_refused_without_showing_it() -> None:
    for url in (
        f"https://{KEY}@api.minimax.io",
        f"ftp://me:{KEY}@api.minimax.io",
        f"https://me:{KEY}@api.minimax.io?x=1",
        f"https://me:{KEY}@[::1",
    ):
        with pytest.raises(MinimaxError, match="pass the key as api_key") as caught:
            MiniMax(KEY, base_url=url)
        assert KEY not in str(caught.value)
