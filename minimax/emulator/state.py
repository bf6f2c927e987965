"""What the platform remembers between calls."""

from __future__ import annotations

import hashlib
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from minimax.emulator.auth import PAY_AS_YOU_GO_KEY, REGIONAL_KEYS
from minimax.emulator.chat import Script
from minimax.emulator.clock import Clock
from minimax.emulator.faults import Faults
from minimax.emulator.filestore import File
from minimax.emulator.ledger import Ledger
from minimax.emulator.limits import POLLS_PER_SECOND, Bucket, Rates
from minimax.emulator.log import RequestLog
from minimax.emulator.prompt_cache import PromptCache
from minimax.emulator.storage import Storage
from minimax.emulator.tasks import TASK_SECONDS, Tasks
from minimax.emulator.transcripts import Transcripts

_FIRST_NUMBER = 301_000_000_000_000
_NUMBER_STEP = 104_729

MOST_ACCOUNTS = 1_000
"""Keys whose state is kept; those that were not used for the longest time are forgotten."""
MOST_VOICES = 2_000
"""Voices of an account, and ids of deleted ones; the oldest are forgotten."""
MOST_COVERS = 500
"""Songs that an account had analysed; the oldest are forgotten."""


def make_room(kept: dict[Any, Any], most: int) -> None:
    """Forget the oldest entries until one more fits."""
    while len(kept) >= most:
        del kept[next(iter(kept))]


@dataclass
class Voice:
    """A voice that an account made. It is charged for at its first use; one that is never used
    ends.

    `description` says how a designed voice sounds; `created` and `unused_until` are Unix seconds.
    """

    voice_id: str
    kind: str
    used: bool = False
    description: str = ""
    created: float = 0.0
    unused_until: float = math.inf


@dataclass(frozen=True)
class Cover:
    """What the preprocessing found in a song; `until` is in Unix seconds."""

    lyrics: str
    seconds: float
    until: float


@dataclass
class Account:
    """What belongs to one key. `has_plan`: a subscription pays for it, not a balance alone."""

    has_plan: bool = True
    voices: dict[str, Voice] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    covers: dict[str, Cover] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    prompts: PromptCache = field(default_factory=PromptCache)
    tasks: Tasks = field(default_factory=Tasks)
    speech_polls: Bucket = field(default_factory=lambda: Bucket(POLLS_PER_SECOND))
    rates: Rates = field(default_factory=Rates)


class Platform:
    """One platform: settings that stay, state that `reset` clears."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        region: str = "cn",
        strict: bool = False,
        pace: float = 0.0,
        task_seconds: float = TASK_SECONDS,
        rate_limits: bool = False,
        faults: Iterable[str] = (),
        script: Iterable[Script] = (),
    ) -> None:
        if region not in REGIONAL_KEYS:
            raise ValueError(f"no region is called {region!r}; known: {', '.join(REGIONAL_KEYS)}")
        self.clock = clock or Clock()
        self.region = region
        self.strict = strict
        self.pace = pace
        self.task_seconds = task_seconds
        self.rate_limits = rate_limits
        self.log = RequestLog()
        self.faults = Faults(faults)
        self.storage = Storage(self.clock)
        self.transcripts = Transcripts()
        self.script = tuple(script)
        self.replies = deque(self.script)
        self.accounts: dict[str, Account] = {}
        self.deleted_voices: dict[str, None] = {}
        self.keep_alive = True
        """Whether connections stay open after their answer, for the next request."""
        self.closing = False
        """Whether the server is on its way out: who watches goes home."""
        self._made = 0

    def reset(self) -> None:
        """As after the start: no accounts, files or log; the faults and the script of the start and
        nothing else.
        """
        self.log.clear()
        self.faults.reset()
        self.storage.clear()
        self.transcripts.clear()
        self.replies = deque(self.script)
        self.accounts.clear()
        self.deleted_voices.clear()
        self._made = 0
        self.clock.reset()

    def account(self, key: str) -> Account:
        """The account of a key, as it is by now; every key has one."""
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        account = self.accounts.pop(name, None) or Account(
            has_plan=not key.startswith(PAY_AS_YOU_GO_KEY)
        )
        make_room(self.accounts, MOST_ACCOUNTS)
        # The one that was used last stands last.
        self.accounts[name] = account
        account.tasks.settle(self.clock.now())
        return account

    def new_id(self) -> str:
        """The next id: 32 hex characters, the same ones in the same order after every start."""
        self._made += 1
        return hashlib.sha256(f"minimax {self._made}".encode()).hexdigest()[:32]

    def new_number(self) -> int:
        """The next id where ids are numbers: 15 digits, ascending."""
        self._made += 1
        return _FIRST_NUMBER + self._made * _NUMBER_STEP

    def owner_of(self, voice_id: str) -> Account | None:
        """The account that made a voice."""
        return next(
            (account for account in self.accounts.values() if self.voice(account, voice_id)), None
        )

    def voice(self, account: Account, voice_id: str) -> Voice | None:
        """A voice that an account made and that has not ended."""
        voice = account.voices.get(voice_id)
        if voice is not None and not voice.used and self.clock.now() >= voice.unused_until:
            return None
        return voice
