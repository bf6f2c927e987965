"""Client-side limits: when requests may be sent, the retries that a client's calls share, and rate
limits that several processes or hosts share through Redis.
"""

from __future__ import annotations

import json
import threading
from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ..errors import ConfigError, NetworkError, RequestTimeout
from .forks import restart_after_fork

if TYPE_CHECKING:
    from ..config import Limits


ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
MOST_TOKENS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
"""Fields that limit the tokens of a response, in the different API families."""


class Limiter:
    """Spaces the calls of each rate-limit class evenly, so that no minute exceeds the limit, and
    holds the slots of calls in flight.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._next: dict[str, float] = {}
        self._unused: dict[str, list[tuple[float, float]]] = {}
        self.start_anew()
        restart_after_fork(self)

    def start_anew(self) -> None:
        """Reset after a fork: no thread or task of the child is waiting yet."""
        concurrent = self.limits.concurrent
        self.slots = Slots(concurrent) if concurrent else None
        self._lock = threading.Lock()

    def reserve(self, rate_class: str, now: float, model: str = "", tokens: int = 0) -> float:
        """Reserve the next free moment of a bucket, on the same clock as `now`."""
        spacing = self.limits.spacing(rate_class, model, tokens)
        if not spacing:
            return now
        bucket = self.limits.bucket(rate_class, model)
        with self._lock:
            unused = self._unused.get(bucket, [])
            while unused and unused[0][0] < now:
                del unused[0]
            for number, (moment, room) in enumerate(unused):
                if room >= spacing:
                    del unused[number]
                    return moment
            moment = max(now, self._next.get(bucket, now))
            self._next[bucket] = moment + spacing
        return moment

    def give_back(self, rate_class: str, moment: float, model: str = "", tokens: int = 0) -> None:
        """Release a reserved moment of a call that was cancelled while it waited."""
        spacing = self.limits.spacing(rate_class, model, tokens)
        if not spacing:
            return
        bucket = self.limits.bucket(rate_class, model)
        with self._lock:
            unused = self._unused.setdefault(bucket, [])
            insort(unused, (moment, spacing))
            while unused and sum(unused[-1]) == self._next[bucket]:
                self._next[bucket] = unused.pop()[0]


def tokens_of(feature: str, values: Mapping[str, Any]) -> int:
    """Estimate how many tokens a request counts as: the characters of speech; otherwise about one
    token per four bytes sent, plus the maximum number of tokens returned.
    """
    if feature == "speech":
        return len(str(values.get("text") or ""))
    sent = len(ENCODER.encode(values).encode("utf-8", "replace")) // 4
    most = (values.get(name) for name in MOST_TOKENS)
    return sent + next((count for count in most if isinstance(count, int)), 0)


@dataclass(slots=True, eq=False)
class Slot:
    """The slot of one call in flight. While its owner makes another call, as inside an open stream,
    the slot is lent to that call.
    """

    lender: Slot | None
    is_lent: bool = False
    is_open: bool = True


@dataclass(slots=True, eq=False)
class Waiting:
    """A call that is waiting for a slot; `wake` is called when it gets one."""

    held: Sequence[Slot]
    wake: Callable[[], object]
    slot: Slot | None = None


_held: ContextVar[tuple[tuple[Slots, Slot], ...]] = ContextVar("held", default=())
"""The slots held by calls of this thread or task, and by the task that started it."""


class Slots:
    """The slots of `Limits(concurrent=...)`, granted in the order of the calls.

    If the reader of a stream makes another call, that call could wait forever for the stream's own
    slot. Such a slot is therefore lent to one such call at a time.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.given = 0
        """How many slots have been granted; a number that stays the same means that no call is
        progressing.
        """
        self._free = most
        self._waiting: dict[Waiting, None] = {}
        # Reentrant, because a garbage-collected stream may release its slot at any point.
        self._lock = threading.RLock()

    def enter(self, wake: Callable[[], object]) -> Waiting:
        """Request a slot. It is set in the result at once, or when `wake` is called."""
        held = tuple(slot for slots, slot in _held.get() if slots is self and slot.is_open)
        waiting = Waiting(held, wake)
        with self._lock:
            waiting.slot = self._take(held)
            if waiting.slot is None:
                self._waiting[waiting] = None
        return waiting

    def leave(self, waiting: Waiting) -> None:
        """Give up waiting."""
        with self._lock:
            self._waiting.pop(waiting, None)
            if waiting.slot is not None:
                self.release(waiting.slot)

    def hold(self, slot: Slot) -> Callable[[], None]:
        """Record a slot as held by this thread or task. Returns the function that releases it."""
        _held.set((*(pair for pair in _held.get() if pair[1].is_open), (self, slot)))
        return lambda: self.release(slot)

    def release(self, slot: Slot) -> None:
        """Release a slot. Only the first call has an effect."""
        with self._lock:
            if not slot.is_open:
                return
            slot.is_open = False
            if slot.is_lent:
                return  # the call that borrowed it releases it
            lender = slot.lender
            while lender is not None and not lender.is_open:
                lender = lender.lender
            if lender is None:
                self._free += 1
            else:
                lender.is_lent = False
            self._hand_out()

    def _take(self, held: Sequence[Slot]) -> Slot | None:
        lender = None
        if self._free:
            self._free -= 1
        else:
            lender = next((slot for slot in held if slot.is_open and not slot.is_lent), None)
            if lender is None:
                return None
            lender.is_lent = True
        self.given += 1
        return Slot(lender)

    def _hand_out(self) -> None:
        while self._free and self._waiting:
            self._serve(next(iter(self._waiting)))
        for waiting in [each for each in self._waiting if each.held]:
            self._serve(waiting)

    def _serve(self, waiting: Waiting) -> None:
        waiting.slot = self._take(waiting.held)
        if waiting.slot is not None:
            del self._waiting[waiting]
            waiting.wake()


class Turn(NamedTuple):
    """When one call may be sent."""

    wait: float
    """Seconds until then."""
    release: Callable[[], None]
    """Frees the slot for the next call."""
    give_up: Callable[[], None]
    """Frees the slot and the reserved moment of a call that was cancelled before its turn."""


def no_limit() -> None:
    """The `release` of a call without limits: does nothing."""


def stuck(slots: Slots, seconds: float) -> RequestTimeout:
    """The error of a call that waits for a slot while no other call progresses."""
    return RequestTimeout(
        f"Limits(concurrent={slots.most}): no call has ended for {seconds:g} s, so this one was"
        " not sent; an open stream keeps its slot until it is read to the end or closed",
        sent=False,
    )


class RetryBudget:
    """A retry budget shared by all calls of a client, so that retries do not multiply the load on a
    platform in trouble.

    A retry costs one, a retry after a timeout two. A call that succeeds returns what its retries
    cost, and a call without retries adds a little, so the budget refills. When it is empty, failing
    calls raise their error without a retry. None means no limit.
    """

    EARNED = 0.2
    PRICE, PRICE_OF_A_TIMEOUT = 1.0, 2.0

    def __init__(self, most: float | None) -> None:
        self._most = most
        self._left = most or 0.0
        self.start_anew()
        restart_after_fork(self)

    def start_anew(self) -> None:
        """Reset after a fork."""
        self._lock = threading.Lock()

    def take(self, *, timeout: bool) -> float | None:
        """Take the price of one retry from the budget and return it; None if too little is left."""
        price = self.PRICE_OF_A_TIMEOUT if timeout else self.PRICE
        if self._most is None:
            return price
        with self._lock:
            if price > self._left:
                return None
            self._left -= price
        return price

    def give_back(self, taken: float) -> None:
        """Return what the retries of a successful call took."""
        if self._most is None or (not taken and self._left == self._most):
            return
        with self._lock:
            self._left = min(self._most, self._left + (taken or self.EARNED))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._most,)


PREFIX = "minimax:limits:"
RESERVE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1e6
local moment = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local after = string.format('%.6f', moment + ARGV[1])
redis.call('SET', KEYS[1], after, 'PX', math.ceil((after - now) * 1000) + 1000)
return {string.format('%.6f', moment - now), after}
"""
"""Returns the seconds to wait, and the next free moment after this one."""
GIVE_BACK = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], string.format('%.6f', ARGV[1] - ARGV[2]), 'PX', 60000)
end
"""


class SharedLimiter(Limiter):
    """Spaces the requests of all clients that use the same Redis database. Slots of calls in flight
    stay per client.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        try:
            redis: Any = import_module("redis")
        except ImportError:
            raise ConfigError(
                'Limits(shared=...) needs the extra "redis": pip install "minimax-sdk[redis]"'
            ) from None
        url = str(limits.shared)
        self._address = urlsplit(url).netloc.rpartition("@")[2]
        self._failed: Any = (redis.exceptions.RedisError, OSError)
        try:
            client = redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=10)
        except ValueError as error:
            raise ConfigError(f"Limits(shared=...): {error}") from None
        self._reserve = client.register_script(RESERVE)
        self._give_back = client.register_script(GIVE_BACK)
        self._taken: dict[float, Any] = {}

    def reserve(self, rate_class: str, now: float, model: str = "", tokens: int = 0) -> float:
        """Reserve the next free moment, on the same clock as `now`. Blocks on the network. Raises a
        NetworkError if Redis cannot be reached: nothing may be sent then.
        """
        spacing = self.limits.spacing(rate_class, model, tokens)
        if not spacing:
            return now
        wait, after = self._run(self._reserve, rate_class, model, spacing)
        moment = now + float(wait)
        with self._lock:
            self._taken = {each: key for each, key in self._taken.items() if each >= now}
            self._taken[moment] = after
        return moment

    def give_back(self, rate_class: str, moment: float, model: str = "", tokens: int = 0) -> None:
        """Release a reserved moment, unless a later one has been reserved meanwhile."""
        with self._lock:
            after = self._taken.pop(moment, None)
        if after is not None:
            spacing = self.limits.spacing(rate_class, model, tokens)
            with suppress(NetworkError):
                self._run(self._give_back, rate_class, model, after, spacing)

    def _run(self, script: Any, rate_class: str, model: str, *args: Any) -> Any:
        bucket = self.limits.bucket(rate_class, model)
        try:
            return script(keys=[PREFIX + bucket], args=args)
        except self._failed as error:
            raise NetworkError(
                f"the shared limits at {self._address} cannot be used: {error}; nothing was sent",
                sent=False,
            ) from None
