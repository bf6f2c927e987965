"""Client-side limits as arithmetic: when a request may go out, and how many retries the calls of a
client have together.
"""

from __future__ import annotations

import json
import threading
from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestTimeout
from .forks import restart_after_fork

if TYPE_CHECKING:
    from ..config import Limits


MOST_TOKENS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
"""Fields that bound the tokens of a response, on the different surfaces."""


class Limiter:
    """Spaces calls of one rate-limit class evenly, so that no minute ever holds more than its
    share, and holds the slots of calls in flight.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._next: dict[str, float] = {}
        self._unused: dict[str, list[tuple[float, float]]] = {}
        self.start_anew()
        restart_after_fork(self)

    def start_anew(self) -> None:
        """In the child of a fork, whose threads and tasks wait for nothing yet."""
        concurrent = self.limits.concurrent
        self.slots = Slots(concurrent) if concurrent else None
        self._lock = threading.Lock()

    def reserve(self, rate_class: str, now: float, model: str = "", tokens: int = 0) -> float:
        """Take the next free moment of a bucket, in the seconds of `now`."""
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
        """Let another call have a moment: the one that took it was given up while it waited."""
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
    """What a request counts for in a limit of tokens per minute: the characters of speech, else
    about a token for four bytes that are sent, and the tokens that may come back.
    """
    if feature == "speech":
        return len(str(values.get("text") or ""))
    sent = len(json.dumps(values, ensure_ascii=False, default=str).encode("utf-8", "replace")) // 4
    most = (values.get(name) for name in MOST_TOKENS)
    return sent + next((count for count in most if isinstance(count, int)), 0)


class Slot:
    """The place of one call in flight. While its owner makes another call, as inside an open
    stream, the place is lent to that call.
    """

    __slots__ = ("is_lent", "is_open", "lender")

    def __init__(self, lender: Slot | None) -> None:
        self.lender = lender
        self.is_lent = False
        self.is_open = True


class Waiting:
    """A call that waits for a slot: `wake` is called when it has one."""

    __slots__ = ("held", "slot", "wake")

    def __init__(self, held: Sequence[Slot], wake: Callable[[], object]) -> None:
        self.held = held
        self.wake = wake
        self.slot: Slot | None = None


_held: ContextVar[tuple[tuple[Slots, Slot], ...]] = ContextVar("held", default=())
"""The slots that calls of this thread or task hold, also those of the task that started it."""


class Slots:
    """The slots of `Limits(concurrent=...)`, given out in the order in which calls came.

    A slot that a stream holds while its reader makes another call would never come back if that
    call had to wait for it. So it is lent to one such call at a time.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.given = 0
        """How many slots were given out: a number that stands still means that nothing moves."""
        self._free = most
        self._waiting: dict[Waiting, None] = {}
        self._lock = threading.RLock()  # a collected stream may give its slot back at any point

    def enter(self, wake: Callable[[], object]) -> Waiting:
        """Ask for a slot. It is in the result at once, or when `wake` is called."""
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
        """Note a slot as one of this thread or task; gives the function that gives it back."""
        _held.set((*(pair for pair in _held.get() if pair[1].is_open), (self, slot)))
        return lambda: self.release(slot)

    def release(self, slot: Slot) -> None:
        """Give a slot back, once."""
        with self._lock:
            if not slot.is_open:
                return
            slot.is_open = False
            if slot.is_lent:
                return  # the call that borrowed it gives it back
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
    """The turn of one call."""

    wait: float
    """Seconds until it."""
    release: Callable[[], None]
    """Makes room for the next call."""
    give_up: Callable[[], None]
    """The same for a call that is given up before its turn: another call may have the turn."""


def no_limit() -> None:
    """Gives back a place that was not limited."""


def stuck(slots: Slots, seconds: float) -> RequestTimeout:
    """The error of a call that waits for a slot while nothing moves."""
    return RequestTimeout(
        f"Limits(concurrent={slots.most}): no call has ended for {seconds:g} s, so this one was not"
        " sent; an open stream keeps its place until it is read to its end or closed",
        sent=False,
    )


class RetryBudget:
    """Retries that all calls of one client share, so that a platform in trouble is not asked
    several times as often by everybody at once.

    A retry takes one from it, one after a timeout two. A call that succeeds gives back what its
    retries took, and one that needed none gives a little, so the budget fills again. An empty
    budget ends the calls that fail with their error. None means no limit.
    """

    EARNED = 0.2
    PRICE, PRICE_OF_A_TIMEOUT = 1.0, 2.0

    def __init__(self, most: float | None) -> None:
        self._most = most
        self._left = most or 0.0
        self.start_anew()
        restart_after_fork(self)

    def start_anew(self) -> None:
        """In the child of a fork."""
        self._lock = threading.Lock()

    def take(self, *, timeout: bool) -> float | None:
        """Take what one retry costs, and say how much that is; None when there is not enough."""
        price = self.PRICE_OF_A_TIMEOUT if timeout else self.PRICE
        if self._most is None:
            return price
        with self._lock:
            if price > self._left:
                return None
            self._left -= price
        return price

    def give_back(self, taken: float) -> None:
        """A call has succeeded, and this much its retries had taken."""
        if self._most is None or (not taken and self._left == self._most):
            return
        with self._lock:
            self._left = min(self._most, self._left + (taken or self.EARNED))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._most,)
