"""The emulator as a Python object, for applications and their tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from minimax.emulator import scripts, stub_reader
from minimax.emulator.auth import account_name
from minimax.emulator.clock import Clock, SkippingClock
from minimax.emulator.faults import Fault, places
from minimax.emulator.log import LoggedRequest
from minimax.emulator.scenario import read as read_scenario
from minimax.emulator.server import HOST, ThreadedServer, replaying
from minimax.emulator.settings import Settings, SettingsFields
from minimax.emulator.state import Platform
from minimax.emulator.stubs import Stub, When

if TYPE_CHECKING:
    from minimax import AsyncMiniMax, MiniMax

KEY = "sk-emulator"
"""The key that `client` and `async_client` use; any other works as well."""

Medium = bytes | str | Path
"""A file from the caller: bytes, path, or base64 text."""


class Emulator:
    """One platform on loopback, running from construction to `close()`. Also a context manager.

    Args:
        scenario: initial state, to which `reset` returns: the path of a YAML or JSON file, its
            text, or a mapping, with settings, replies, answers, faults, accounts and a seed. A list
            is used as the list of replies. See `minimax.emulator.scenario`.
        faults: additional initial faults, in the notation of the command line.
        replay: a recording to answer from; the emulator answers all other requests.
        replay_only: reject all other requests with HTTP 404 instead.
        clock: the clock of the platform.
        port: the port; 0 for a free one.
        host: the address. Addresses other than loopback require `allow_remote`, since other
            machines can then connect.
        settings: `region`, `strict`, `pace`, `task_seconds`, `rate_limits` and `cors`; see
            `minimax.emulator.Settings`. They take precedence over the scenario.

    Raises:
        ValueError: the scenario or a setting is invalid. The message lists every mistake with its
            location.
    """

    def __init__(
        self,
        *,
        scenario: str | Path | Mapping[str, Any] | None = None,
        faults: Iterable[str] = (),
        replay: str | Path | None = None,
        replay_only: bool = False,
        clock: Clock | None = None,
        port: int = 0,
        host: str = HOST,
        allow_remote: bool = False,
        **settings: Unpack[SettingsFields],
    ) -> None:
        self.platform = Platform(read_scenario(scenario).with_changes(settings, faults), clock)
        app = replaying(self.platform, replay, only=replay_only)
        self._server = ThreadedServer(
            self.platform, port, host=host, allow_remote=allow_remote, app=app
        )

    @property
    def base_url(self) -> str:
        """Its URL, such as http://127.0.0.1:41234."""
        return self._server.base_url

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self.platform.settings

    def configure(self, *, key: str | None = None, **settings: Unpack[SettingsFields]) -> Settings:
        """Change settings until the next `reset`, for all keys or for one."""
        return self.platform.configure(settings, key=key)

    @property
    def clock(self) -> Clock:
        """The clock of the platform; `clock.advance(seconds)` moves it forward."""
        return self.platform.clock

    def clock_of(self, key: str) -> Clock:
        """The clock of one key: `clock_of(key).advance(seconds)` only affects this key."""
        return self.platform.clock_of(key)

    @property
    def driver_clock(self) -> SkippingClock:
        """A clock for clients (`clock=`) that moves the emulator's clock instead of waiting."""
        return SkippingClock(self.clock)

    def requests(
        self, operation_id: str | None = None, *, key: str | None = None
    ) -> list[LoggedRequest]:
        """The requests so far, oldest first: all, or those of one operation or one key. Downloads
        from links have the operation "download".

        Raises ValueError if there is no such operation.
        """
        if operation_id is not None:
            places(operation_id)
        account = None if key is None else account_name(key)
        return self.platform.log.entries(operation_id, account)

    def reply(
        self,
        text: str = "",
        *,
        reasoning: str | None = None,
        tool_calls: Mapping[str, dict[str, Any]] | Sequence[tuple[str, dict[str, Any]]] = (),
        finish_reason: str | None = None,
        usage: Mapping[str, int] | None = None,
        when: str | None = None,
        key: str | None = None,
    ) -> None:
        """Set the next chat reply, for all chat APIs; several calls queue up.

        Args:
            text: what the model says.
            reasoning: its reasoning; None to let the emulator generate it.
            tool_calls: arguments by tool name, or pairs of name and arguments.
            finish_reason: stop, length, tool_calls or content_filter.
            usage: input_tokens, output_tokens, reasoning_tokens and cached_tokens, if they should
                differ from the computed values.
            when: only reply to questions that contain these words.
            key: only reply to requests with this key.

        Raises:
            ValueError: an argument is invalid. The message lists every mistake.
        """
        fields: dict[str, Any] = {"text": text, "reasoning": reasoning}
        fields["usage"] = dict(usage) if isinstance(usage, Mapping) else usage
        fields |= {"finish_reason": finish_reason, "when": when, "key": key}
        given = {name: value for name, value in fields.items() if value is not None}
        self.platform.replies.append(scripts.turn({**given, "tool_calls": _calls(tool_calls)}))

    def answer(
        self,
        operation_id: str,
        body: Mapping[str, Any] | None = None,
        *,
        events: Sequence[Mapping[str, Any] | str] | None = None,
        media: Medium | Sequence[Medium] | None = None,
        status: int = 200,
        when: When = None,
        times: int | None = None,
        key: str | None = None,
    ) -> Stub:
        """Answer an operation with a body, with the events of a stream, or with files instead of
        generated media.

        Requests are still checked. If a stream is requested, a body is converted to an equivalent
        stream. If several stubs match, the newest is used.

        Args:
            operation_id: such as "speech_to_text", or "ws_t2a_v2" for a WebSocket.
            body: the JSON response.
            events: the data of each event of a stream, or of each frame for one text on a
                WebSocket.
            media: bytes or paths of audio, images or videos; several are used in turn.
            status: the HTTP status of the body.
            when: words that the request must contain, or values of its fields, such as
                `{"voice_setting": {"voice_id": "narrator"}}`.
            times: number of requests to answer; None for no limit.
            key: only answer requests with this key.

        Returns:
            The stub: `.used` counts its requests; `.remove()`, or the end of a `with` block,
            removes it.

        Raises:
            ValueError: the body has fields or types that the operation does not have, or another
                argument is invalid. The message lists every mistake with its location.
        """
        fields: dict[str, Any] = {"operation": operation_id, "body": body, "events": events}
        fields |= {"media": media, "status": status, "when": when, "times": times, "key": key}
        return self.platform.answers.add(stub_reader.read(fields, folder=Path()))

    def fault(
        self,
        name: str,
        *,
        on: str | None = None,
        first: int | None = None,
        every: int | None = None,
        value: float | None = None,
        key: str | None = None,
    ) -> Fault:
        """Enable a fault, with keyword arguments or in the notation of the command line
        (`"rate_limit:t2a_v2*2"`).

        `on` is an operation id. `first` limits the fault to the first n requests, `every` to each
        n-th request, and `key` to those of one key. The result can be disabled with `.remove()` or
        used as a context manager; `.times` counts the affected requests.
        """
        return self.platform.faults.add(name, on=on, first=first, every=every, value=value, key=key)

    def client_options(self, key: str = KEY) -> dict[str, Any]:
        """Options to connect a `MiniMax` or `AsyncMiniMax` to this emulator. With a different key,
        the client only moves the clock of that key.
        """
        clock = self.driver_clock if key == KEY else SkippingClock(self.clock_of(key))
        return {"api_key": key, "base_url": self.base_url, "clock": clock}

    def reset(self, *, key: str | None = None) -> None:
        """Return to the initial state: clear the log and all stored data, and restore the clock,
        settings, faults, replies, answers and accounts. With a key, only reset its data.
        """
        self.platform.reset(key)

    def close(self) -> None:
        """Stop the server and delete all data."""
        self._server.close()
        self.platform.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Emulator {self.base_url}>"


class Recording:
    """Forwards to another platform and records into a file, from construction to `close()`. Also a
    context manager. Recordings contain no keys, signatures or personal data.

        with emulator.Recording("https://api.minimax.io", to="tape.jsonl") as recording:
            client = MiniMax(base_url=recording.base_url)

    Raises ValueError if `upstream` is not a URL, OSError if `to` cannot be written.
    """

    def __init__(self, upstream: str, *, to: str | Path, port: int = 0) -> None:
        from minimax.emulator.recordings.recorder import Recorder

        self._recorder = Recorder(upstream, to)
        self._server = ThreadedServer(Platform(), port, app=self._recorder)

    @property
    def base_url(self) -> str:
        """The URL for requests to be forwarded."""
        return self._server.base_url

    @property
    def recorded(self) -> int:
        """Number of exchanges recorded so far."""
        return self._recorder.recorded

    def close(self) -> None:
        """Stop forwarding."""
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def client(
    emulator: Emulator | None = None,
    *,
    turn_clock: bool = True,
    key: str = KEY,
    **options: Any,
) -> Iterator[MiniMax]:
    """A `MiniMax` client of the given emulator, or of a new one that is closed with it. `options`
    are passed to the client.

    Instead of waiting (between retries, for a task), the client moves the emulator's clock and
    continues immediately; with `turn_clock=False` it really waits.
    """
    from minimax import MiniMax

    with _running(emulator) as running, MiniMax(**_bound(running, turn_clock, key, options)) as it:
        yield it


@asynccontextmanager
async def async_client(
    emulator: Emulator | None = None,
    *,
    turn_clock: bool = True,
    key: str = KEY,
    **options: Any,
) -> AsyncIterator[AsyncMiniMax]:
    """An `AsyncMiniMax` client; see `client`."""
    from minimax import AsyncMiniMax

    with _running(emulator) as running:
        async with AsyncMiniMax(**_bound(running, turn_clock, key, options)) as made:
            yield made


@contextmanager
def _running(emulator: Emulator | None) -> Iterator[Emulator]:
    if emulator is not None:
        yield emulator
    else:
        with Emulator() as fresh:
            yield fresh


def _calls(tool_calls: object) -> object:
    """Tool calls in the form of scenario files; anything else unchanged, to be reported."""
    if isinstance(tool_calls, Mapping):
        return dict(tool_calls)
    if not isinstance(tool_calls, (list, tuple)):
        return tool_calls
    return [
        {"name": call[0], "arguments": call[1]}
        if isinstance(call, (list, tuple)) and len(call) == 2
        else call
        for call in tool_calls
    ]


def _bound(
    emulator: Emulator, turn_clock: bool, key: str, options: dict[str, Any]
) -> dict[str, Any]:
    defaults = emulator.client_options(key) | ({} if turn_clock else {"clock": None})
    return {**defaults, **options}
