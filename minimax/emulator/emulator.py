"""The emulator in this process, for applications and their tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from minimax.emulator import chat, scripts
from minimax.emulator.clock import Clock, Hurried
from minimax.emulator.faults import Fault
from minimax.emulator.log import LoggedRequest
from minimax.emulator.server import HOST, ThreadedServer
from minimax.emulator.state import Platform
from minimax.emulator.tasks import TASK_SECONDS

if TYPE_CHECKING:
    from minimax import AsyncMiniMax, MiniMax

KEY = "sk-emulator"
"""The key that `client` and `async_client` use; any other works as well."""


class Emulator:
    """One platform on loopback, running from construction to `close()`. Also a context manager.

    `strict` refuses fields, models, roles and languages that the API does not list. `region` is the
    region whose keys are valid here: a key that starts with sk-cn or sk-global belongs to one.
    `faults` are in force from the start and after every `reset`. `clock` is the time of the
    platform; `pace` is a pause in seconds before each frame of a stream. A task takes
    `task_seconds` of the clock. `rate_limits` refuses what goes beyond the documented requests per
    minute and jobs at once. `host` other than loopback is served with `allow_remote=True` only: it
    lets other machines in. `script` is a list of replies in YAML, as a file or as text, that chat
    gives from the start and after every `reset`:

        - when: capital of Peru
          text: Lima.
        - tool_calls: {get_weather: {city: Oslo}}

    `minimax.emulator.scripts` has all its fields.
    """

    def __init__(
        self,
        *,
        strict: bool = False,
        region: str = "cn",
        faults: Iterable[str] = (),
        clock: Clock | None = None,
        port: int = 0,
        pace: float = 0.0,
        task_seconds: float = TASK_SECONDS,
        rate_limits: bool = False,
        script: str | Path | None = None,
        host: str = HOST,
        allow_remote: bool = False,
    ) -> None:
        self.platform = Platform(
            clock=clock,
            region=region,
            strict=strict,
            pace=pace,
            task_seconds=task_seconds,
            rate_limits=rate_limits,
            faults=faults,
            script=scripts.read(script) if script is not None else (),
        )
        self._server = ThreadedServer(self.platform, port, host=host, allow_remote=allow_remote)

    @property
    def base_url(self) -> str:
        """Where it listens, such as http://127.0.0.1:41234."""
        return self._server.base_url

    @property
    def clock(self) -> Clock:
        """The time of the platform; `clock.advance(seconds)` turns it."""
        return self.platform.clock

    @property
    def driver_clock(self) -> Hurried:
        """What a client takes as `clock=` to turn the emulator's clock where it would wait."""
        return Hurried(self.clock)

    def requests(self, operation_id: str | None = None) -> list[LoggedRequest]:
        """What was asked so far, oldest first: of one operation, or all. Links are the operation
        "download".
        """
        return self.platform.log.entries(operation_id)

    def reply(
        self,
        text: str = "",
        *,
        reasoning: str | None = None,
        tool_calls: Mapping[str, dict[str, Any]] | Sequence[tuple[str, dict[str, Any]]] = (),
        finish_reason: str | None = None,
        when: str | None = None,
    ) -> None:
        """Say what the next chat answer is, on any surface; several calls queue up.

        `tool_calls` gives names and arguments. `finish_reason` is stop, length, tool_calls or
        content_filter. `when` keeps the reply for a question with these words in it.
        """
        self.platform.replies.append(
            chat.script(
                text,
                reasoning=reasoning,
                tool_calls=tool_calls,
                finish_reason=finish_reason,
                when=when,
            )
        )

    def fault(
        self,
        name: str,
        *,
        on: str | None = None,
        first: int | None = None,
        every: int | None = None,
        value: float | None = None,
    ) -> Fault:
        """Switch a fault on: by keywords, or written as on the command line
        (`"rate_limit:t2a_v2*2"`).

        `on` is an operation id, `first` strikes the first n requests only, `every` each n-th. The
        result switches it off again with `.remove()` or as a context manager, and counts in
        `.times`.
        """
        return self.platform.faults.add(name, on=on, first=first, every=every, value=value)

    def client_options(self) -> dict[str, Any]:
        """Options that bind a `MiniMax` or `AsyncMiniMax` to this emulator."""
        return {"api_key": KEY, "base_url": self.base_url, "clock": self.driver_clock}

    def reset(self) -> None:
        """As freshly started: nothing logged or stored, clock turned back, faults and script of the
        start only.
        """
        self.platform.reset()

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


@contextmanager
def client(
    emulator: Emulator | None = None, *, turn_clock: bool = True, **options: Any
) -> Iterator[MiniMax]:
    """A `MiniMax` client of the given emulator, or of a fresh one that ends with it. `options` go
    to the client.

    Where the client would wait (between retries, for a task), it turns the emulator's clock instead
    and goes on at once; with `turn_clock=False` it waits.
    """
    from minimax import MiniMax

    with _running(emulator) as running, MiniMax(**_bound(running, turn_clock, options)) as made:
        yield made


@asynccontextmanager
async def async_client(
    emulator: Emulator | None = None, *, turn_clock: bool = True, **options: Any
) -> AsyncIterator[AsyncMiniMax]:
    """An `AsyncMiniMax` client, otherwise as `client`."""
    from minimax import AsyncMiniMax

    with _running(emulator) as running:
        async with AsyncMiniMax(**_bound(running, turn_clock, options)) as made:
            yield made


@contextmanager
def _running(emulator: Emulator | None) -> Iterator[Emulator]:
    if emulator is not None:
        yield emulator
    else:
        with Emulator() as fresh:
            yield fresh


def _bound(emulator: Emulator, turn_clock: bool, options: dict[str, Any]) -> dict[str, Any]:
    return {**emulator.client_options(), **({} if turn_clock else {"clock": None}), **options}
