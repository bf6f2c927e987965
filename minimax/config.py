"""Options of a client: key, region, base URL, timeouts, retries and limits, from arguments and
environment. No I/O.
"""

from __future__ import annotations

import os
import random
import re
import string
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypedDict
from urllib.parse import urlsplit

from .errors import APIError, ConfigError, NetworkError
from .limits import RetryBudget
from .secret import Headers, Secret, secret

SUFFIXES = ("/v1/messages", "/v1", "/anthropic")
MAX_EVENT_BYTES = MAX_RESPONSE_BYTES = 256 * 2**20
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[\t -~]*")
FRAMING_HEADERS = frozenset(
    {"connection", "content-length", "expect", "te", "transfer-encoding", "upgrade"}
)
"""Headers that say where a request ends, or what becomes of its connection."""
WHITESPACE_AND_MARKS = string.whitespace + "\ufeff\u200b\u00a0"
"""What copying adds around a key: blanks, line breaks, the byte order mark of a file."""
QUOTES = frozenset("\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb")
UNFIT_IN_KEYS: dict[str, Callable[[str], bool]] = {
    "quotation marks (docker --env-file keeps them)": lambda key: not QUOTES.isdisjoint(key),
    'the word "Bearer", which is sent by itself': lambda key: key.lower().startswith("bearer "),
    "a line break": lambda key: len(key.splitlines()) > 1,
    "a space": lambda key: " " in key or "\t" in key,
    "a character outside ASCII": lambda key: not key.isascii(),
    "a control character": lambda key: not key.isprintable(),
}
"""What no key contains, in words, and how to tell."""
MAX_SECONDS = 10.0**7  # some four months; sockets refuse far longer waits


class Timeout(NamedTuple):
    """How long to wait, in seconds.

    `connect` bounds the connection; `idle` bounds silence: the wait for an answer, and in a stream
    the wait for the next data frame (keep-alive comments do not count as data). Left out, `idle` is
    120, but 600 where the platform works on a whole paid answer and where the first byte takes
    minutes by nature (music). There is no bound on the whole call, so a long stream is never cut.
    """

    connect: float = 10.0
    idle: float | None = None

    def silence(self, *, patient: bool = False) -> float:
        """Seconds without a byte before a call gives up."""
        return self.idle if self.idle is not None else PATIENT if patient else SILENCE


SILENCE, PATIENT = 120.0, 600.0


class Retry(NamedTuple):
    """When and how often a failed request is sent again.

    Waits grow from `base` seconds, doubled per attempt, at most `cap`, drawn between zero and that
    bound (full jitter). `attempts` counts the first try; `total` bounds the sum of all waits of one
    call. `budget` is how many retries all calls of a client have together before success fills it
    again, so that many callers do not multiply a storm of refusals; None is no bound. The budget
    belongs to the client: views made with `with_options` share it. A paid call is repeated only
    when it provably did not run.
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
        tries so far.
        """
        if attempt >= self.attempts or not _worth_repeating(error, attempt, billed=billed):
            return None
        asked = error.retry_after if isinstance(error, APIError) else None
        longest = min(self.cap, self.base * 2.0 ** min(attempt - 1, 64))
        wait = asked if asked is not None else draw() * longest
        return wait if waited + wait <= self.total else None


class Limits(NamedTuple):
    """Client-side limits. None means no limit of that kind.

    `rpm` is requests per minute, for every rate-limit class alike or by class (`{"speech": 60,
    "video": 20}`). A call that is cancelled while it waits for its turn gives the turn back.

    `concurrent` is calls in flight; a stream counts until it is read to its end or closed. A call
    made inside an open stream, by the same thread or task, or a task that it started, does not
    wait for that stream: it borrows its place, one call at a time. A call that waits for a place
    while no other call ends for ten minutes raises RequestTimeout.
    """

    rpm: int | Mapping[str, int] | None = None
    concurrent: int | None = None

    def rate(self, rate_class: str) -> int | None:
        """Requests per minute of one rate-limit class."""
        return self.rpm.get(rate_class) if isinstance(self.rpm, Mapping) else self.rpm


class Event(NamedTuple):
    """What `on_event` gets: one step of a call, for logs and traces. Holds no key and no media."""

    kind: str
    """request, retry, response, poll, frame or error."""
    endpoint: str
    attempt: int = 1
    seconds: float = 0.0
    """Since the request was sent; for a retry the wait that follows."""
    http_status: int | None = None
    trace_id: str | None = None
    error: Exception | None = None
    detail: str = ""


class Config(NamedTuple):
    """Everything that one client (or one `with_options` view of it) is set to."""

    api_key: Secret[str]
    base_url: str
    region: str | None
    group_id: str | None = None
    timeout: Timeout = Timeout()
    retry: Retry = Retry()
    limits: Limits | None = None
    headers: Secret[Headers] = Secret(())
    validate: bool = True
    max_event_bytes: int = MAX_EVENT_BYTES
    max_response_bytes: int = MAX_RESPONSE_BYTES
    budget: RetryBudget = RetryBudget(None)
    on_event: Callable[[Event], None] | None = None

    def __repr__(self) -> str:
        return (
            f"Config(base_url={self.base_url!r}, region={self.region!r},"
            f" api_key={masked(self.api_key.reveal())!r})"
        )

    def other_regions(self) -> tuple[tuple[str, str], ...]:
        """Name and base URL of the regions that this configuration does not call."""
        return _other_regions(self.region)


class _Environment(NamedTuple):
    """What the environment sets. The environment itself must not be in a variable of a function
    that raises: reports of the error would show it, and the key with it.
    """

    api_key: Secret[str] | None
    region: str | None
    base_url: str | None
    group_id: str | None

    @classmethod
    def read(cls, environ: Mapping[str, str] | None) -> _Environment:
        env = os.environ if environ is None else environ
        key = env.get("MINIMAX_API_KEY")
        return cls(
            None if key is None else Secret(key),
            env.get("MINIMAX_REGION"),
            env.get("MINIMAX_BASE_URL"),
            env.get("MINIMAX_GROUP_ID"),
        )


def resolve(
    api_key: str | Secret[str] | None = None,
    *,
    region: str | None = None,
    base_url: str | None = None,
    group_id: str | None = None,
    environ: Mapping[str, str] | None = None,
    **options: Any,
) -> Config:
    """Arguments first, then the environment, then defaults.

    The environment is `MINIMAX_API_KEY`, `MINIMAX_REGION`, `MINIMAX_BASE_URL` and
    `MINIMAX_GROUP_ID`.
    """
    given, api_key = None if api_key is None else secret(api_key), None
    env, environ = _Environment.read(environ), None
    source = ""
    if base_url is None and region is None and env.base_url is not None:
        base_url, source = env.base_url, "the environment variable MINIMAX_BASE_URL: "
    if base_url is None and region is None:
        region = env.region or None
    if base_url is not None:
        url = normal_url(base_url, source)
        region = region_of(url) if region is None else region
        if region is not None:
            region_facts(region)
    else:
        region = _default_region() if region is None else region
        url = str(region_facts(region)["base_url"])
    key = clean_key(given if given is not None else env.api_key)
    retry = checked_retry(options.get("retry", Retry()))
    checked_limits(options.get("limits"))
    group = group_id or env.group_id or None
    return Config(key, url, region, group, **options, budget=RetryBudget(retry.budget))


def clean_key(key: Secret[str] | None) -> Secret[str]:
    """The key without stray whitespace or a byte order mark around it.

    Raises:
        ConfigError: there is none, or it holds a character that no key has.
    """
    if key is None:
        raise ConfigError(
            'No API key. Pass MiniMax(api_key="...") or set the environment variable'
            " MINIMAX_API_KEY."
        )
    problem = _key_problem(key.reveal())
    if problem:
        raise ConfigError(problem)
    return Secret(_trimmed(key.reveal()))


def _key_problem(key: object) -> str:
    """Why a key cannot be one, without showing it; "" when nothing is wrong."""
    if not isinstance(key, str):
        return f"The API key must be text, not {type(key).__name__}."
    text = _trimmed(key)
    if not text:
        return (
            "The API key is empty. Check what you pass as api_key, or the environment variable"
            " MINIMAX_API_KEY."
        )
    for kind, is_in in UNFIT_IN_KEYS.items():
        if is_in(text):
            return f"The API key contains {kind}. Copy the key again, and nothing but the key."
    return ""


def _trimmed(key: str) -> str:
    return key.strip(WHITESPACE_AND_MARKS)


def normal_url(url: str, source: str = "") -> str:
    """A base URL as the client uses it: scheme and host, without the endings that other SDKs
    want. `source` says in messages where it comes from.

    Raises:
        ConfigError: it is empty or not the URL of a host. It is never replaced by another host.
    """
    text = str(url).strip().rstrip("/")
    if "@" in text:  # first of all, so that no message below shows it
        raise ConfigError("base_url holds a user name or password; pass the key as api_key instead")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or brackets that do not match
        usable = False
    if not text:
        raise ConfigError(
            f"{source}base_url is empty; leave it out for the host of the region, or give a URL"
            " such as https://api.minimax.io"
        )
    if not usable:
        raise ConfigError(
            f"{source}base_url {str(url)!r} is not a valid http(s) URL; it looks like"
            " https://api.minimax.io"
        )
    if "?" in text or "#" in text:
        raise ConfigError(
            f"base_url {str(url)!r} has a query or fragment; it ends at the host, as in"
            " https://api.minimax.io"
        )
    shorter = True
    while shorter:
        shorter = False
        for suffix in SUFFIXES:
            if text.lower().endswith(suffix):
                text, shorter = text[: -len(suffix)].rstrip("/"), True
    return text


def region_facts(region: str) -> dict[str, Any]:
    """The row of a region in the table of the spec."""
    regions = _regions()
    if region not in regions:
        raise ConfigError(
            f"Unknown region {region!r}; known regions are {', '.join(map(repr, regions))}. For"
            " another host pass base_url."
        )
    facts: dict[str, Any] = regions[region]
    return facts


def region_of(url: str) -> str | None:
    """The region that a host belongs to, None for a host of your own."""
    host = urlsplit(url).hostname
    for name, facts in _regions().items():
        if any(urlsplit(known["url"]).hostname == host for known in facts["hosts"]):
            return str(name)
    return None


class CallOptions(TypedDict, total=False):
    """Options of one call, in place of those of the client."""

    timeout: float | Timeout | None
    """Seconds of silence before giving up, or Timeout(connect=..., idle=...)."""
    retry: Retry | None
    """When to send again; Retry(attempts=1) sends once."""
    headers: Mapping[str, str] | None
    """Further headers, laid over those of the client."""


CALL_OPTIONS = frozenset(CallOptions.__annotations__)


def retry_from(retry: Retry, max_retries: int | None) -> Retry:
    """The retry policy of a client that may say `max_retries` for short."""
    if max_retries is None:
        return retry
    if not isinstance(max_retries, int) or isinstance(max_retries, bool) or max_retries < 0:
        raise ConfigError(f"max_retries {max_retries!r} must be a whole number, at least 0")
    return checked_retry(retry)._replace(attempts=max_retries + 1)


def for_call(
    config: Config,
    *,
    timeout: float | Timeout | None = None,
    retry: Retry | None = None,
    headers: Mapping[str, str] | Secret[Mapping[str, str]] | None = None,
) -> Config:
    """The configuration of one call. Raises ConfigError for an option that is not valid."""
    more, headers = None if headers is None else secret(headers), None  # hidden from tracebacks
    if timeout is not None:
        config = config._replace(timeout=timeout_from(timeout))
    if retry is not None:
        config = config._replace(retry=checked_retry(retry))
    if more is not None:
        config = config._replace(headers=merged_headers(config.headers, more))
    return config


def timeout_from(value: float | Timeout) -> Timeout:
    """A plain number of seconds bounds silence; connecting never needs longer than the default."""
    for seconds in value if isinstance(value, Timeout) else (value,):
        if seconds is None and isinstance(value, Timeout):
            continue
        if (
            isinstance(seconds, bool)
            or not isinstance(seconds, (int, float))
            or not 0 < seconds <= MAX_SECONDS
        ):
            raise ConfigError(
                f"timeout {value!r} must be a number of seconds above 0, or a Timeout(connect=...,"
                " idle=...)"
            )
    return (
        value
        if isinstance(value, Timeout)
        else Timeout(connect=min(Timeout().connect, float(value)), idle=float(value))
    )


def checked_retry(retry: Retry) -> Retry:
    """The same, or a ConfigError that names what cannot be."""
    if not isinstance(retry, Retry):
        raise ConfigError(
            "retry must be a Retry(attempts=..., base=..., cap=..., total=..., budget=...), not"
            f" {retry!r}"
        )
    if (
        isinstance(retry.attempts, bool)
        or not isinstance(retry.attempts, int)
        or retry.attempts < 1
    ):
        raise ConfigError(
            f"Retry(attempts={retry.attempts!r}): it counts the first try, so it must be a whole"
            " number of at least 1"
        )
    for name in ("base", "cap", "total", "budget"):
        value = getattr(retry, name)
        if value is None and name == "budget":
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
            raise ConfigError(f"Retry({name}={value!r}) must be a number of at least 0")
    return retry


def checked_limits(limits: Limits | None) -> Limits | None:
    """The same, or a ConfigError that names what cannot be."""
    if limits is None:
        return None
    if not isinstance(limits, Limits):
        raise ConfigError(f"limits must be a Limits(rpm=..., concurrent=...), not {limits!r}")
    rates = limits.rpm if isinstance(limits.rpm, Mapping) else {"": limits.rpm}
    for rate_class, rpm in rates.items():
        _positive(
            rpm,
            f"Limits(rpm={{{rate_class!r}: {rpm!r}}})" if rate_class else f"Limits(rpm={rpm!r})",
            kinds=(int, float),
        )
        if rate_class and rate_class not in (known := _rate_classes()):
            raise ConfigError(
                f"Limits(rpm={{{rate_class!r}: ...}}): there is no such rate-limit class; known"
                f" ones are {', '.join(known)}"
            )
    _positive(limits.concurrent, f"Limits(concurrent={limits.concurrent!r})", kinds=(int,))
    return limits


def checked_size(name: str, value: int | None) -> int | None:
    """A number of bytes as an option."""
    _positive(value, f"{name}={value!r}", kinds=(int,))
    return value


def _positive(value: object, what: str, *, kinds: tuple[type, ...]) -> None:
    if value is None:
        return
    number = isinstance(value, kinds) and not isinstance(value, bool)
    if not number or not value > 0:  # type: ignore[operator]
        raise ConfigError(f"{what} must be a number above 0; leave it out for no limit")


def merged_headers(headers: Secret[Headers], more: Secret[Mapping[str, str]]) -> Secret[Headers]:
    """Headers with further ones laid over them.

    Raises:
        ConfigError: a header cannot be sent. No message shows a value: it may be secret.
    """
    problem = _header_problem(more.reveal())
    if problem:
        raise ConfigError(problem)
    return Secret(overlaid(headers.reveal(), tuple(more.reveal().items())))


def overlaid(headers: Headers, more: Headers) -> Headers:
    """Headers with others in the place of those of the same name."""
    names = {name.lower() for name, _ in more}
    return (*(pair for pair in headers if pair[0].lower() not in names), *more)


def _header_problem(headers: Mapping[str, str]) -> str:
    """Why headers cannot be sent; "" when they can."""
    if not isinstance(headers, Mapping):
        return f"headers must be a mapping of names to values, not {type(headers).__name__}"
    for name, value in headers.items():
        if not (isinstance(name, str) and HEADER_NAME.fullmatch(name)):
            return f"header {name!r}: it is not a valid header name"
        if name.lower() in FRAMING_HEADERS:
            return f"header {name!r}: it follows from the request; leave it out"
        if not (isinstance(value, str) and HEADER_VALUE.fullmatch(value)):
            return f"header {name!r}: its value must be ASCII text on one line"
    return ""


def masked(key: str) -> str:
    """Enough of a key to tell which kind it is, not enough to use."""
    kind = next((prefix for prefix in ("sk-api-", "sk-cp-", "sk-") if key.startswith(prefix)), "")
    return f"{kind}***"


def _worth_repeating(error: Exception, attempt: int, *, billed: bool) -> bool:
    if isinstance(error, NetworkError):
        return not (billed and error.sent)
    if isinstance(error, APIError):
        if billed and error.ran is not False:
            return False
        return error.retry == "yes" or (error.retry == "once" and attempt == 1)
    return False


@cache
def _rate_classes() -> tuple[str, ...]:
    from minimax_generated.operations import list_operations

    return tuple(sorted({operation.rate_class for operation in list_operations()}))


@cache
def _other_regions(region: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, facts["base_url"]) for name, facts in _regions().items() if name != region)


def _regions() -> dict[str, Any]:
    from minimax_generated.tables.regions import REGIONS

    regions: dict[str, Any] = REGIONS["regions"]
    return regions


def _default_region() -> str:
    from minimax_generated.tables.regions import REGIONS

    return str(REGIONS["default"])
