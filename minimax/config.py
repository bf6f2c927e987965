"""Options of a client and of one call: timeouts, retries, limits and events."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeAlias, TypedDict, TypeGuard

from .errors import APIError, ConfigError, NetworkError
from .record import Record

MAX_SECONDS = 10.0**7  # about four months; sockets do not accept much longer timeouts


class Timeout(NamedTuple):
    """How long to wait, in seconds.

    `connect` limits the time to connect; `idle` limits the time without data: the wait for a
    response, and in a stream the wait for the next event (keep-alive comments are not data). `idle`
    defaults to 120, and to 600 for responses to paid calls and for calls with a slow first byte
    (music). The duration of a whole call is not limited, so a long stream is never cut off.
    """

    connect: float = 10.0
    idle: float | None = None

    def silence(self, *, patient: bool = False) -> float:
        """Seconds without data before a call gives up."""
        return self.idle if self.idle is not None else PATIENT if patient else SILENCE


SILENCE, PATIENT = 120.0, 600.0


class Retry(NamedTuple):
    """When and how often a failed request is retried.

    The wait before each retry is random (full jitter), up to `base` seconds, doubled per attempt,
    and at most `cap`. `attempts` includes the first one; `total` limits the sum of all waits of one
    call. `budget` limits the retries of all calls of a client together until calls succeed again,
    so that many callers do not overload a struggling platform; None means no limit. The budget
    belongs to the client and is shared by its `with_options` views. A paid call is retried only if
    it certainly did not run.
    """

    attempts: int = 3
    base: float = 0.5
    cap: float = 8.0
    total: float = 60.0
    budget: int | None = 100

    def delay(
        self,
        attempt: int,
        error: Exception,
        *,
        billed: bool,
        waited: float,
        draw: Callable[[], float] = random.random,
    ) -> float | None:
        """Seconds to wait before the next attempt, or None to give up. `attempt` is the number of
        attempts so far.
        """
        if attempt >= self.attempts or not _worth_repeating(error, attempt, billed=billed):
            return None
        asked = error.retry_after if isinstance(error, APIError) else None
        longest = min(self.cap, self.base * 2.0 ** min(attempt - 1, 64))
        wait = asked if asked is not None else draw() * longest
        return wait if waited + wait <= self.total else None


ACCOUNTS = {
    ("paid", "global"): "global",
    ("paid", "cn"): "cn",
    ("free", "cn"): "cn_free",
}
"""Columns of the table by account and region. No limits of free global accounts are published."""
REDIS = ("redis://", "rediss://", "unix://")
Rates: TypeAlias = "int | Mapping[str, int] | None"
"""A rate for every rate-limit class, or rates by class or model."""


class Limits(NamedTuple):
    """Client-side limits. None means no limit of that kind.

    `rpm` is requests per minute, for every rate-limit class, or by class or model (`{"speech": 60,
    "MiniMax-M3": 200}`; the rate of a model applies to that model alone). A call that is cancelled
    while waiting releases its slot.

    `tpm` is tokens per minute in the same way: characters for speech; otherwise about one token per
    four bytes sent, plus the tokens that may be generated. With both, the limit that is reached
    first applies.

    `concurrent` is the number of calls in flight; a stream counts until it is read to the end or
    closed. A call made inside an open stream, by the same thread or task or a task that it started,
    does not wait for that stream but shares its slot, one call at a time. A call that waits for a
    slot while no other call ends for ten minutes raises RequestTimeout.

    `shared` is the URL of a Redis database, such as `redis://10.0.0.5/0` (extra `redis`): `rpm` and
    `tpm` then apply to all clients together that use it, in any process and on any host. Use one
    database per account. If it cannot be reached, nothing is sent.
    """

    rpm: Rates = None
    concurrent: int | None = None
    tpm: Rates = None
    shared: str | None = None

    @classmethod
    def published(cls, account: str = "paid", *, region: str = "global") -> Limits:
        """The limits that the platform publishes for an account.

        Args:
            account: "paid" or "free".
            region: "global" or "cn".

        Raises:
            ConfigError: the account or region is unknown, or nothing is published for it.
        """
        rates = _published(account, region)
        return cls(rpm=rates["rpm"], tpm=rates["tpm"])

    def __repr__(self) -> str:
        credentials, at, host = (self.shared or "").rpartition("@")
        shared = f"{credentials.partition('//')[0]}//***@{host}" if at else self.shared
        return (
            f"Limits(rpm={self.rpm!r}, concurrent={self.concurrent!r}, tpm={self.tpm!r},"
            f" shared={shared!r})"
        )

    def rate(self, rate_class: str, model: str = "") -> int | None:
        """Requests per minute of a rate-limit class, or of a model with its own rate."""
        return _rate(self.rpm, rate_class, model)

    def tokens(self, rate_class: str, model: str = "") -> int | None:
        """Tokens per minute of a rate-limit class, or of a model with its own rate."""
        return _rate(self.tpm, rate_class, model)

    def bucket(self, rate_class: str, model: str = "") -> str:
        """The key under which requests are counted: the model if it has its own rate, otherwise the
        class.
        """
        own = any(isinstance(rates, Mapping) and model in rates for rates in (self.rpm, self.tpm))
        return model if own else rate_class

    def spacing(self, rate_class: str, model: str, tokens: int) -> float:
        """Seconds between requests of a bucket, so that they stay within the limits."""
        rpm, tpm = self.rate(rate_class, model), self.tokens(rate_class, model)
        return max(60.0 / rpm if rpm else 0.0, 60.0 * tokens / tpm if tpm else 0.0)


def _rate(rates: Rates, rate_class: str, model: str) -> int | None:
    if not isinstance(rates, Mapping):
        return rates
    return rates[model] if model in rates else rates.get(rate_class)


@dataclass(frozen=True, slots=True)
class Event(Record):
    """One step of a call, passed to event handlers. Its fields, `to_dict` and its repr never
    contain the key or media; only `raw` contains content.

    Every call begins with a "request" and ends with exactly one "response", "error" or, for a
    stream that has begun, "stream_end".
    """

    kind: str
    """ "request", "retry", "response" or "error"; "frame" and "stream_end" of streams; "poll" and
    "task_end" of tasks; "tool_start" and "tool_end" of functions that the model calls.
    """
    endpoint: str
    """Method and path; "run_tools" for tools."""
    attempt: int = 1
    seconds: float = 0.0
    """Since the request was sent; for "retry", the wait that follows; for "task_end", since the
    task was created or first polled.
    """
    http_status: int | None = None
    trace_id: str | None = None
    error: BaseException | None = None
    """The error. "error" events also report cancelled calls."""
    detail: str = ""
    call_id: str = ""
    """The same for all attempts of a call, the end of its stream, and the polls of its task."""
    operation: str = ""
    """Id of the operation in the API description, such as "chat_completions"."""
    feature: str = ""
    """The service of the operation, such as "text" or "speech"."""
    billed: bool = False
    """Whether the call costs money."""
    base_url: str = ""
    model: str = ""
    """The requested model."""
    stream: bool = False
    """Whether the call streams."""
    usage: Mapping[str, int] | None = None
    """Tokens as reported by the platform: `input_tokens`, `output_tokens`, `total_tokens`, and, if
    reported, `cached_tokens`, `cache_creation_tokens` and `reasoning_tokens`.
    """
    characters: int = 0
    """Billed characters of speech."""
    bytes_sent: int = 0
    """Size of the request body in bytes."""
    bytes_received: int = 0
    """Size of the decompressed response body in bytes."""
    time_to_first_chunk: float | None = None
    """Seconds from the request to the first frame of a stream."""
    outcome: str = ""
    """For "stream_end": "complete", "closed" by the caller, or "interrupted". For "task_end", the
    status of the task.
    """
    task: str = ""
    """Handle of the task."""
    tool: str = ""
    """Name of the function that the model calls."""
    raw: Mapping[str, Any] | None = None
    """For text calls, the response (of a stream, the assembled one); for tools, the call with its
    arguments and result. Not in `to_dict`, the repr or logs.
    """


class WaitOptions(TypedDict, total=False):
    """Options of one call whose own `timeout` is the time to wait for a task."""

    retry: Retry | None
    """How the call is retried; Retry(attempts=1) disables retries."""
    headers: Mapping[str, str] | None
    """Additional headers, which override those of the client."""


class CallOptions(WaitOptions, total=False):
    """Options of one call, which override those of the client."""

    timeout: float | Timeout | None
    """Seconds without data before giving up, or Timeout(connect=..., idle=...)."""


CALL_OPTIONS = frozenset(CallOptions.__annotations__)
PLAIN_OPTIONS: Mapping[str, type] = {each.__name__: each for each in (CallOptions, WaitOptions)}
"""The options of calls without additional request fields."""


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number, which True is not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number, as an int."""
    return isinstance(value, int) and not isinstance(value, bool)


def retry_from(retry: Retry, max_retries: int | None) -> Retry:
    """The retry policy of a client; `max_retries` is a shorthand."""
    if max_retries is None:
        return retry
    if not (is_whole(max_retries) and max_retries >= 0):
        raise ConfigError(f"max_retries {max_retries!r} must be a whole number, at least 0")
    return checked_retry(retry)._replace(attempts=max_retries + 1)


def timeout_from(value: float | Timeout) -> Timeout:
    """Convert a timeout: a number limits the time without data; connecting keeps its default
    limit.
    """
    for seconds in value if isinstance(value, Timeout) else (value,):
        if seconds is None and isinstance(value, Timeout):
            continue
        if not (is_number(seconds) and 0 < seconds <= MAX_SECONDS):
            raise ConfigError(
                f"timeout {value!r} must be a number of seconds above 0, or a Timeout(connect=...,"
                " idle=...)"
            )
    if isinstance(value, Timeout):
        return value
    return Timeout(connect=min(Timeout().connect, float(value)), idle=float(value))


def checked_retry(retry: Retry) -> Retry:
    """The same, or a ConfigError that names what cannot be."""
    if not isinstance(retry, Retry):
        raise ConfigError(
            "retry must be a Retry(attempts=..., base=..., cap=..., total=..., budget=...), not"
            f" {retry!r}"
        )
    if not (is_whole(retry.attempts) and retry.attempts >= 1):
        raise ConfigError(
            f"Retry(attempts={retry.attempts!r}) must be a whole number, at least 1; it includes"
            " the first attempt"
        )
    for name in ("base", "cap", "total", "budget"):
        value = getattr(retry, name)
        is_unlimited = value is None and name == "budget"
        if not is_unlimited and not (is_number(value) and value >= 0):
            raise ConfigError(f"Retry({name}={value!r}) must be a number of at least 0")
    return retry


def checked_limits(limits: Limits | None) -> Limits | None:
    """The same, or a ConfigError that names what cannot be."""
    if limits is None:
        return None
    if not isinstance(limits, Limits):
        raise ConfigError(f"limits must be a Limits(rpm=..., concurrent=...), not {limits!r}")
    for name in ("rpm", "tpm"):
        _check_rates(name, getattr(limits, name))
    if limits.shared is not None and not str(limits.shared).startswith(REDIS):
        raise ConfigError("Limits(shared=...) must be the URL of a Redis database: redis://HOST/0")
    _positive(limits.concurrent, f"Limits(concurrent={limits.concurrent!r})", is_whole)
    return limits


def _check_rates(name: str, given: Rates) -> None:
    rates = given if isinstance(given, Mapping) else {"": given}
    for key, rate in rates.items():
        where = f"Limits({name}={{{key!r}: {rate!r}}})" if key else f"Limits({name}={rate!r})"
        _positive(rate, where, is_number)
        if key and key not in (known := _rate_classes()) and key not in _models():
            raise ConfigError(
                f"Limits({name}={{{key!r}: ...}}): there is no such rate-limit class or model; the"
                f" classes are {', '.join(known)}"
            )


def checked_handler(
    on_event: Callable[[Event], object] | None,
) -> Callable[[Event], object] | None:
    """Return the handler of events; raise a ConfigError if it cannot be called."""
    if on_event is None:
        return None
    from inspect import iscoroutinefunction

    if not callable(on_event):
        raise ConfigError(f"on_event: {on_event!r} is not a function")
    if iscoroutinefunction(on_event):
        raise ConfigError(
            f"on_event: {on_event!r} is an async function, but events are not awaited; pass a"
            " regular function, which may start a task"
        )
    return on_event


def checked_size(name: str, value: int | None) -> int | None:
    """Check an option that is a number of bytes."""
    _positive(value, f"{name}={value!r}", is_whole)
    return value


def _positive(value: Any, what: str, is_kind: Callable[[object], bool]) -> None:
    if value is not None and not (is_kind(value) and value > 0):
        raise ConfigError(f"{what} must be a number above 0; omit it for no limit")


def _worth_repeating(error: Exception, attempt: int, *, billed: bool) -> bool:
    if isinstance(error, NetworkError):
        return not (billed and error.sent)
    if isinstance(error, APIError):
        if billed and error.ran is not False:
            return False
        return error.retry == "yes" or (error.retry == "once" and attempt == 1)
    return False


def _published(account: str, region: str) -> dict[str, dict[str, int]]:
    """`rpm` and `tpm` by model, and by class for models that are not in the table: the lowest rate
    of the class.
    """
    from minimax_generated.tables.models import MODELS

    column = ACCOUNTS.get((account, region))
    if column is None:
        known = " or ".join(f"Limits.published({a!r}, region={r!r})" for a, r in ACCOUNTS)
        raise ConfigError(
            f"Limits.published({account!r}, region={region!r}): no limits are published for this"
            f" combination; the known ones are {known}"
        )
    rates: dict[str, dict[str, int]] = {"rpm": {}, "tpm": {}}
    rows: list[dict[str, Any]] = MODELS["rate_limits"]
    for row in rows:
        for kind, by_key in rates.items():
            rate = row.get(column, {}).get(kind)
            if rate is None:
                continue
            by_key[row["class"]] = min(rate, by_key.get(row["class"], rate))
            by_key |= dict.fromkeys(row["models"], rate)
    return rates


@cache
def _models() -> frozenset[str]:
    from minimax_generated.tables.models import MODELS

    return frozenset(row["id"] for row in MODELS["models"])


@cache
def _rate_classes() -> tuple[str, ...]:
    from minimax_generated.operations import list_operations

    return tuple(sorted({operation.rate_class for operation in list_operations()}))
