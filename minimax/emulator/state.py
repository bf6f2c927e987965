"""The state of the platform between calls."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minimax.emulator.auth import PAY_AS_YOU_GO_KEY, account_name
from minimax.emulator.clock import AccountClock, Clock
from minimax.emulator.faults import Faults
from minimax.emulator.faults import read as read_fault
from minimax.emulator.ledger import OPENING_BALANCE, Ledger
from minimax.emulator.limits import POLLS_PER_SECOND, Bucket, Rates
from minimax.emulator.log import RequestLog
from minimax.emulator.prompt_cache import PromptCache
from minimax.emulator.settings import Settings
from minimax.emulator.storage import FileStore, Storage
from minimax.emulator.stubs import Stub, Stubs
from minimax.emulator.tasks import Tasks
from minimax.emulator.transcripts import Transcripts

if TYPE_CHECKING:
    from minimax.emulator.chat import Script

_FIRST_NUMBER = 301_000_000_000_000
_NUMBER_STEP = 104_729
_SEED_STEP = 1_000_003

MOST_ACCOUNTS = 1_000
"""Maximum number of keys with state; the least recently used are dropped."""
MOST_VOICES = 2_000
"""Maximum number of voices per account, and of deleted ids; the oldest are dropped."""
VOICE_KINDS = ("voice_cloning", "voice_generation")
"""How the voices of an account can be made, the default first."""
MOST_COVERS = 500
"""Maximum number of analysed songs per account; the oldest are dropped."""


def make_room(kept: dict[Any, Any], most: int) -> None:
    """Drop the oldest entries until one more fits."""
    while len(kept) >= most:
        del kept[next(iter(kept))]


@dataclass
class Voice:
    """A voice of an account.

    It is charged on its first use, and expires if it is never used. `description` is that of a
    designed voice; `created` and `unused_until` are Unix seconds.
    """

    voice_id: str
    kind: str
    used: bool = False
    description: str = ""
    created: float = 0.0
    unused_until: float = math.inf


@dataclass(frozen=True)
class Cover:
    """The analysis of a song for a cover; `until` is in Unix seconds."""

    lyrics: str
    seconds: float
    until: float


@dataclass
class Account:
    """The state of one key. `name` is derived from the key; `has_plan` means that it has a
    subscription.
    """

    name: str
    clock: Clock
    files: FileStore
    has_plan: bool = True
    own_settings: dict[str, Any] = field(default_factory=dict)
    """Settings that differ from those of the platform."""
    voices: dict[str, Voice] = field(default_factory=dict)
    covers: dict[str, Cover] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    prompts: PromptCache = field(default_factory=PromptCache)
    tasks: Tasks = field(default_factory=Tasks)
    speech_polls: Bucket = field(default_factory=lambda: Bucket(POLLS_PER_SECOND))
    rates: Rates = field(default_factory=Rates)


@dataclass(frozen=True)
class Opening:
    """The initial state of an account. If `balance` is None, the default applies."""

    key: str
    balance: Decimal | None = None
    plan: bool | None = None
    settings: Mapping[str, Any] | None = None
    voices: tuple[Mapping[str, str], ...] = ()
    files: tuple[tuple[Path, str], ...] = ()

    def apply(self, account: Account) -> None:
        """Bring a new account into this state."""
        if self.balance is not None:
            account.ledger.spent = OPENING_BALANCE - self.balance
        if self.plan is not None:
            account.has_plan = self.plan
        account.own_settings |= self.settings or {}
        for voice in self.voices:
            account.voices[voice["id"]] = Voice(
                voice["id"],
                voice.get("kind", VOICE_KINDS[0]),
                description=voice.get("description", ""),
                created=account.clock.now(),
            )
        for path, purpose in self.files:
            account.files.store(path.name, path.read_bytes(), purpose=purpose)


@dataclass(frozen=True)
class Scenario:
    """The initial state of a platform, which `minimax.emulator.scenario` reads."""

    settings: Settings = field(default_factory=Settings)
    replies: tuple[Script, ...] = ()
    answers: tuple[Stub, ...] = ()
    faults: tuple[Mapping[str, Any], ...] = ()
    accounts: tuple[Opening, ...] = ()
    seed: int = 0

    def with_changes(
        self, settings: Mapping[str, Any], faults: Iterable[str | Mapping[str, Any]] = ()
    ) -> Scenario:
        """The scenario with different settings and additional faults."""
        return dataclasses.replace(
            self,
            settings=self.settings.with_changes(settings),
            faults=(*self.faults, *map(read_fault, faults)),
        )


class Platform:
    """One platform: its initial scenario, and the state that `reset` clears."""

    def __init__(self, scenario: Scenario | None = None, clock: Clock | None = None) -> None:
        self.scenario = scenario = scenario or Scenario()
        self.clock = clock or Clock()
        self.settings = scenario.settings
        self.log = RequestLog()
        self.faults = Faults(scenario.faults)
        self.storage = Storage(self.clock)
        self.transcripts = Transcripts()
        self.replies = deque(scenario.replies)
        self.answers = Stubs(scenario.answers)
        self.accounts: dict[str, Account] = {}
        self.deleted_voices: dict[str, None] = {}
        self.keep_alive = True
        """Whether connections are kept open after a response."""
        self.closing = False
        """Whether the server is shutting down, which ends all watchers."""
        self._made = 0
        self._open_accounts()

    def start_from(self, scenario: Scenario) -> None:
        """Restart with a different scenario."""
        self.scenario = scenario
        self.faults, self.answers = Faults(scenario.faults), Stubs(scenario.answers)
        self.reset()

    def reset(self, key: str | None = None) -> None:
        """Restore the initial state: no files, no log, and the settings, faults, replies, stubs and
        accounts of the start. With a key, only the state of this key is reset, and the clock
        continues.
        """
        self.faults.reset(key)
        self.answers.reset(key)
        if key is not None:
            name = account_name(key)
            self.log.clear(name)
            self.accounts.pop(name, None)
            self.replies = deque(each for each in self.replies if each.account != name)
            self.replies += [each for each in self.scenario.replies if each.account == name]
            self._open_accounts(key)
            return
        self.settings = self.scenario.settings
        self.log.clear()
        self.storage.clear()
        self.transcripts.clear()
        self.replies = deque(self.scenario.replies)
        self.accounts.clear()
        self.deleted_voices.clear()
        self._made = 0
        self.clock.reset()
        self._open_accounts()

    def configure(self, changes: Mapping[str, Any], *, key: str | None = None) -> Settings:
        """Change settings, for all keys or for one, and return them. Raises Mistakes."""
        if key is None:
            self.settings = self.settings.with_changes(changes)
            return self.settings
        account = self.account(key)
        changed = self.settings_of(account).with_changes(changes, for_key=True)
        account.own_settings |= changes
        return changed

    def settings_of(self, account: Account | None) -> Settings:
        """The settings that apply to an account."""
        if account is None or not account.own_settings:
            return self.settings
        return dataclasses.replace(self.settings, **account.own_settings)

    def clock_of(self, key: str | None) -> Clock:
        """The clock of a key, or that of the platform."""
        return self.clock if key is None else self.account(key).clock

    def known_account(self, key: str) -> Account | None:
        """The account of a key, if it exists."""
        return self.accounts.get(account_name(key))

    def account(self, key: str) -> Account:
        """The account of a key, created on first use."""
        name = account_name(key)
        account = self.accounts.pop(name, None) or self._new_account(
            name, AccountClock(self.clock), has_plan=not key.startswith(PAY_AS_YOU_GO_KEY)
        )
        make_room(self.accounts, MOST_ACCOUNTS)
        # The most recently used one is last.
        self.accounts[name] = account
        account.tasks.settle(account.clock.now())
        return account

    def guest(self) -> Account:
        """An account for a request whose key is not known yet."""
        return self._new_account("", self.clock, has_plan=True)

    def _new_account(self, name: str, clock: Clock, *, has_plan: bool) -> Account:
        return Account(name, clock, FileStore(self.storage, clock, self.new_number), has_plan)

    def _open_accounts(self, key: str | None = None) -> None:
        for opening in self.scenario.accounts:
            if key in (None, opening.key):
                opening.apply(self.account(opening.key))

    def new_id(self) -> str:
        """The next id: 32 hex characters, in the same order after every start."""
        self._made += 1
        seed = f"{self.scenario.seed} " if self.scenario.seed else ""
        return hashlib.sha256(f"minimax {seed}{self._made}".encode()).hexdigest()[:32]

    def new_number(self) -> int:
        """The next numeric id: 15 digits, ascending."""
        self._made += 1
        return _FIRST_NUMBER + (self.scenario.seed * _SEED_STEP) + self._made * _NUMBER_STEP

    def owner_of(self, voice_id: str) -> Account | None:
        """The account that owns a voice."""
        return next(
            (account for account in self.accounts.values() if self.voice(account, voice_id)), None
        )

    def voice(self, account: Account, voice_id: str) -> Voice | None:
        """A voice of an account that has not expired."""
        voice = account.voices.get(voice_id)
        if voice is not None and not voice.used and account.clock.now() >= voice.unused_until:
            return None
        return voice
