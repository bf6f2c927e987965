"""The emulator in this process, for applications and their tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from minimax.emulator import chat, stubs
from minimax.emulator.auth import account_name
from minimax.emulator.clock import Clock, Hurried
from minimax.emulator.faults import Fault
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
"""A file of the caller: its bytes, its path, or its base64 text."""


class Emulator:
    """One platform on loopback, running from construction to `close()`. Also a context manager.

    Args:
        scenario: where it starts from, and returns to with every `reset`: a YAML or JSON file, its
            text, or a mapping, with settings, replies, answers, faults, accounts and a seed. A list
            is the list of replies. `minimax.emulator.scenario` shows every part.
        faults: more faults of the start, as on the command line.
        replay: a recording that answers what it has; the emulator answers the rest.
        replay_only: refuse the rest instead, with HTTP 404.
        clock: the time of the platform.
        port: the port; 0 takes a free one.
        host: the address. Another one than loopback needs `allow_remote`: it lets other machines
            in.
        settings: `region`, `strict`, `pace`, `task_seconds`, `rate_limits` and `cors`, as
            `minimax.emulator.Settings` describes them. They win over those of the scenario.

    Raises:
        ValueError: the scenario or a setting has mistakes; each is named with its place.
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
        self.platform = Platform(read_scenario(scenario).changed(settings, faults), clock)
        app = replaying(self.platform, replay, only=replay_only)
        self._server = ThreadedServer(
            self.platform, port, host=host, allow_remote=allow_remote, app=app
        )

    @property
    def base_url(self) -> str:
        """Where it listens, such as http://127.0.0.1:41234."""
        return self._server.base_url

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.platform.settings

    def configure(self, *, key: str | None = None, **settings: Unpack[SettingsFields]) -> Settings:
        """Change settings until the next `reset`, of everybody or of one key."""
        return self.platform.configure(settings, key=key)

    @property
    def clock(self) -> Clock:
        """The time of the platform; `clock.advance(seconds)` turns it."""
        return self.platform.clock

    def clock_of(self, key: str) -> Clock:
        """The time of one key: `clock_of(key).advance(seconds)` turns it for this key alone."""
        return self.platform.clock_of(key)

    @property
    def driver_clock(self) -> Hurried:
        """What a client takes as `clock=` to turn the emulator's clock where it would wait."""
        return Hurried(self.clock)

    def requests(
        self, operation_id: str | None = None, *, key: str | None = None
    ) -> list[LoggedRequest]:
        """The requests so far, oldest first: all of them, those of one operation or of one key.
        Links are the operation "download".
        """
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
        """Give the next chat reply, in every chat API; several calls queue up.

        Args:
            text: what the model says.
            reasoning: what it thinks; None leaves that to the emulator.
            tool_calls: arguments by the name of the tool, or pairs of both.
            finish_reason: stop, length, tool_calls or content_filter.
            usage: input_tokens, output_tokens, reasoning_tokens and cached_tokens, where they
                differ from what the words come to.
            when: keeps the reply for a question with these words in it.
            key: keeps it for the requests of one key.
        """
        self.platform.replies.append(
            chat.script(
                text,
                reasoning=reasoning,
                tool_calls=tool_calls,
                finish_reason=finish_reason,
                usage=usage,
                when=when,
                key=key,
            )
        )

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
        """Answer an operation with a body, with the events of a stream, or with files in place of
        the media that the emulator would make.

        A request is checked before it is answered. A body also answers requests for a stream, as a
        stream that comes to the same. Of several that fit, the newest answers.

        Args:
            operation_id: such as "speech_to_text", or "ws_t2a_v2" for a WebSocket.
            body: the JSON response.
            events: the data of each event of a stream, or of each frame that answers one text on a
                WebSocket.
            media: bytes or paths of audio, images or videos; several take turns.
            status: the HTTP status of the body.
            when: words that the request contains, or values of its fields, such as
                `{"voice_setting": {"voice_id": "narrator"}}`.
            times: for so many requests; None: until it is removed.
            key: for the requests of one key.

        Returns:
            The stub: `.used` counts its requests; `.remove()`, or the end of a `with` block,
            removes it.

        Raises:
            ValueError: the body has fields or types that the operation does not have, or something
                else is wrong; each mistake is named with its place.
        """
        fields: dict[str, Any] = {"operation": operation_id, "body": body, "events": events}
        fields |= {"media": media, "status": status, "when": when, "times": times, "key": key}
        return self.platform.answers.add(stubs.read(fields, folder=Path()))

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
        """Switch a fault on: by keywords, or written as on the command line
        (`"rate_limit:t2a_v2*2"`).

        `on` is an operation id, `first` strikes the first n requests only, `every` each n-th, `key`
        those of one key. The result switches it off again with `.remove()` or as a context manager,
        and counts in `.times`.
        """
        return self.platform.faults.add(name, on=on, first=first, every=every, value=value, key=key)

    def client_options(self, key: str = KEY) -> dict[str, Any]:
        """Options that bind a `MiniMax` or `AsyncMiniMax` to this emulator. One with a key of its
        own turns the clock of this key alone.
        """
        clock = self.driver_clock if key == KEY else Hurried(self.clock_of(key))
        return {"api_key": key, "base_url": self.base_url, "clock": clock}

    def reset(self, *, key: str | None = None) -> None:
        """As freshly started: nothing logged or stored, the clock turned back, and the settings,
        faults, replies, answers and accounts of the start. With a key, only what belongs to it.
        """
        self.platform.reset(key)

    def close(self) -> None:
        """Stop serving and forget everything."""
        self._server.close()
        self.platform.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Emulator {self.base_url}>"


class Recording:
    """Forwards to another platform and records into a file, from construction to `close()`. Also a
    context manager. What was recorded is scrubbed: no keys, no signatures, nothing personal.

        with emulator.Recording("https://api.minimax.io", to="tape.jsonl") as recording:
            client = MiniMax(base_url=recording.base_url)

    Raises ValueError for an `upstream` that is not a URL, OSError where `to` cannot be written.
    """

    def __init__(self, upstream: str, *, to: str | Path, port: int = 0) -> None:
        from minimax.emulator.recordings.recorder import Recorder

        self._recorder = Recorder(upstream, to)
        self._server = ThreadedServer(Platform(), port, app=self._recorder)

    @property
    def base_url(self) -> str:
        """Where clients send what is to be forwarded."""
        return self._server.base_url

    @property
    def recorded(self) -> int:
        """Exchanges so far."""
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
    """A `MiniMax` client of the given emulator, or of a fresh one that ends with it. `options` go
    to the client.

    Where the client would wait (between retries, for a task), it turns the emulator's clock instead
    and goes on at once; with `turn_clock=False` it waits.
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
    """An `AsyncMiniMax` client, otherwise as `client`."""
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


def _bound(
    emulator: Emulator, turn_clock: bool, key: str, options: dict[str, Any]
) -> dict[str, Any]:
    defaults = emulator.client_options(key) | ({} if turn_clock else {"clock": None})
    return {**defaults, **options}
