"""Events for watchers of the platform: all changes since the last events.

Tasks have no timers, and clients can move the clock at any time, so changes are found by polling,
ten times a second and only while there are watchers. Several changes of one thing between two polls
are reported as one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from minimax.emulator.control import overview
from minimax.emulator.state import Platform

Json = dict[str, Any]

LOOK_SECONDS = 0.1
_QUIET_LOOKS = 150
"""Number of polls without changes after which a keep-alive comment is sent."""


class News(NamedTuple):
    """One event. `start` is sent first, and again after a reset, which invalidates all earlier
    events.
    """

    event: str
    data: Json


class _Observation(NamedTuple):
    """An observed object: a value to detect changes, and a function to describe it."""

    mark: object
    describe: Callable[[], Json]


class Feed:
    """The state of one watcher."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._epoch: int | None = None
        self._revision = 0
        self._known: dict[tuple[str, ...], object] = {}

    def news(self) -> Iterator[News]:
        """Return all changes since the last call."""
        log = self._platform.log
        if self._epoch != log.epoch:
            self._epoch, self._revision, self._known = log.epoch, 0, {}
            yield News("start", {})
        changed, self._revision = log.since(self._revision), log.revision
        for entry in changed:
            yield News("request", overview.request(entry))
        seen = dict(self._observations())
        for key in self._known.keys() - seen.keys():
            yield News(key[0], {"account": key[1], "id": key[-1], "removed": True})
        for key, observation in seen.items():
            if self._known.get(key) != observation.mark:
                yield News(key[0], observation.describe())
        self._known = {key: observation.mark for key, observation in seen.items()}

    def _observations(self) -> Iterator[tuple[tuple[str, ...], _Observation]]:
        platform = self._platform
        yield (
            ("clock",),
            _Observation(platform.clock.turned, partial(overview.clock, platform.clock)),
        )
        faults = [overview.fault(fault) for fault in platform.faults]
        yield ("faults",), _Observation(faults, lambda: {"active": faults})
        stubs = [overview.stub(stub) for stub in platform.answers]
        yield ("answers",), _Observation(stubs, lambda: {"active": stubs})
        settings = platform.settings.to_dict()
        yield ("settings",), _Observation(settings, lambda: settings)
        for name, account in overview.accounts(platform):
            now = account.clock.now()
            for task in account.tasks:
                stage = task.stage(now)
                describe = partial(overview.task, platform, name, account, task, stage)
                yield ("task", name, task.kind, task.id), _Observation(stage, describe)
            for file in account.files:
                here = (file, platform.storage.contains(file.stored_as))
                yield (
                    ("file", name, str(file.file_id)),
                    _Observation(here, partial(overview.file, platform, name, file)),
                )
            for voice in list(account.voices.values()):
                used = (voice.kind, voice.used)
                yield (
                    ("voice", name, voice.voice_id),
                    _Observation(used, partial(overview.voice, name, voice)),
                )
            state = (account.ledger.spent, dict(account.own_settings), account.clock.turned)
            yield ("account", name), _Observation(state, partial(overview.account, name, account))


async def watch(platform: Platform) -> AsyncIterator[News | None]:
    """Yield events, starting with everything that exists; None after 15 seconds without events.
    Ends with the server.
    """
    feed, quiet = Feed(platform), 0
    while not platform.closing:
        quiet += 1
        for each in list(feed.news()):
            quiet = 0
            yield each
        if quiet >= _QUIET_LOOKS:
            quiet = 0
            yield None
        await asyncio.sleep(LOOK_SECONDS)
