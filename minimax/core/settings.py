"""Client configuration from arguments and environment: key, region, base URL, headers, options."""

from __future__ import annotations

import logging
import os
import re
import string
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..config import Event, Limits, Retry, Timeout, checked_limits, checked_retry, timeout_from
from ..errors import ConfigError, error_words
from .limits import RetryBudget
from .secret import Headers, Secret, secret

UNPACKED = re.compile(r"Unpack\[(?:keywords\.)?(\w+)\]")
"""The annotation of the per-call options."""
SUFFIXES = (
    "/v1/chat/completions",
    "/v1/messages",
    "/v1/responses",
    "/v1/text/chatcompletion_v2",
    "/v1",
    "/anthropic",
)
"""Endings of base URLs in the settings of other SDKs and in HTTP examples."""
MAX_EVENT_BYTES = MAX_RESPONSE_BYTES = 256 * 2**20
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[\t -~]*")
FRAMING_HEADERS = frozenset(
    {"connection", "content-length", "expect", "te", "transfer-encoding", "upgrade"}
)
"""Headers that control message framing or the connection."""
WHITESPACE_AND_MARKS = string.whitespace + "\ufeff\u200b\u00a0"
"""Characters that copying may add around a key: spaces, line breaks, a byte order mark."""
QUOTES = frozenset("\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb")
UNFIT_IN_KEYS: dict[str, Callable[[str], bool]] = {
    "quotation marks (docker --env-file keeps them)": lambda key: not QUOTES.isdisjoint(key),
    'the word "Bearer", which the client adds': lambda key: key.lower().startswith("bearer "),
    "a line break": lambda key: len(key.splitlines()) > 1,
    "a space": lambda key: " " in key or "\t" in key,
    "a character outside ASCII": lambda key: not key.isascii(),
    "a control character": lambda key: not key.isprintable(),
    "a variable that was not replaced by its value": lambda key: "${" in key or "$(" in key,
}
"""What a key must not contain, and how to detect it."""


class Observers:
    """Event handlers and middleware that were added to a client; all of its views share them."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self.handlers: tuple[Callable[[Event], object], ...] = ()
        self.middleware: tuple[Any, ...] = ()
        self.is_silent = is_silent
        """Whether to emit no events and log nothing, because the calls send nothing."""
        self._failed: set[int] = set()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Observers):
            return False
        return self.handlers == other.handlers and self.middleware == other.middleware

    __hash__ = object.__hash__

    def failed(
        self, handler: Callable[[Event], object], error: Exception, name: str = "on_event"
    ) -> None:
        """Report an exception of a handler, once per handler: as a warning for developers, and in
        the log.
        """
        if id(handler) in self._failed:
            return
        self._failed.add(id(handler))
        problem = f"{name} failed: {error_words(error)}"
        with suppress(Exception):  # a handler of logging may fail here too
            logging.getLogger("minimax").error(
                "%s; it is not reported again", problem, exc_info=error
            )
        try:
            warnings.warn(problem, RuntimeWarning, stacklevel=2)
        except RuntimeWarning:  # if warnings are errors: do not lose a paid result
            pass

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()  # they stay with the client


class Config(NamedTuple):
    """The configuration of a client, or of a `with_options` view of it."""

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
    on_event: Callable[[Event], object] | None = None
    middleware: tuple[Any, ...] = ()
    observers: Observers = Observers()

    def __repr__(self) -> str:
        return (
            f"Config(base_url={self.base_url!r}, region={self.region!r},"
            f" api_key={masked(self.api_key.reveal())!r})"
        )

    def other_regions(self) -> tuple[tuple[str, str], ...]:
        """Name and base URL of the other regions."""
        regions = _regions().items()
        return tuple((name, facts["base_url"]) for name, facts in regions if name != self.region)


class _Environment(NamedTuple):
    """Values from the environment. A function that raises must not hold the environment in a
    variable, because error reports show local variables, and with them the key.
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
            env.get("MINIMAX_REGION", "").strip() or None,
            env.get("MINIMAX_BASE_URL"),
            env.get("MINIMAX_GROUP_ID", "").strip() or None,
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
        region, source = env.region, "the environment variable MINIMAX_REGION: "
    if region is not None:
        region = known_region(region, source)
    if base_url is not None:
        url = normal_url(base_url, source)
        region = region or region_of(url)
    else:
        region = region or str(_table()["default"])
        url = str(region_facts(region)["base_url"])
    key = clean_key(given if given is not None else env.api_key)
    retry = checked_retry(options.get("retry", Retry()))
    checked_limits(options.get("limits"))
    group = group_id or env.group_id
    budget, observers = RetryBudget(retry.budget), Observers()
    return Config(key, url, region, group, **options, budget=budget, observers=observers)


def clean_key(key: Secret[str] | None) -> Secret[str]:
    """The key without surrounding whitespace or byte order marks.

    Raises:
        ConfigError: the key is missing or contains an invalid character.
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
    """Why a key is invalid, without showing it; "" if it is valid."""
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
            return f"The API key contains {kind}. Copy only the key itself."
    return ""


def _trimmed(key: str) -> str:
    return key.strip(WHITESPACE_AND_MARKS)


def normal_url(url: str, source: str = "") -> str:
    """Normalize a base URL: scheme and host, without the paths that other SDKs append. `source`
    says in messages where the URL comes from.

    Raises:
        ConfigError: the URL is empty or invalid. It is never replaced by a default.
    """
    text = str(url).strip().rstrip("/")
    if "@" in text:  # checked first, so that no message below shows it
        raise ConfigError(
            f"{source}base_url contains a user name or password; pass the key as api_key instead"
        )
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is not a number, or brackets that do not match
        usable = False
    if not text:
        raise ConfigError(
            f"{source}base_url is empty; omit it to use the region's host, or pass a URL such as"
            " https://api.minimax.io"
        )
    if not usable:
        raise ConfigError(
            f"{source}base_url {str(url)!r} is not a valid http(s) URL; pass one like"
            " https://api.minimax.io"
        )
    if "?" in text or "#" in text:
        raise ConfigError(
            f"{source}base_url {str(url)!r} has a query or fragment; pass only scheme and"
            " host, as in"
            " https://api.minimax.io"
        )
    while suffix := next((each for each in SUFFIXES if text.lower().endswith(each)), ""):
        text = text[: -len(suffix)].rstrip("/")
    return text


def known_region(region: str, source: str = "") -> str:
    """The name of a region, in any case, as the table of the spec has it. `source` says in
    messages where it comes from.

    Raises:
        ConfigError: there is no such region.
    """
    regions = _regions()
    name = str(region).lower()
    if name not in regions:
        raise ConfigError(
            f"{source}Unknown region {region!r}; known regions are"
            f" {', '.join(map(repr, regions))}. For another host pass base_url."
        )
    return name


def region_facts(region: str) -> dict[str, Any]:
    """The entry of a region in the spec."""
    facts: dict[str, Any] = _regions()[known_region(region)]
    return facts


def region_of(url: str) -> str | None:
    """The region that a host belongs to, None for a custom host."""
    host = urlsplit(url).hostname
    for name, facts in _regions().items():
        if any(urlsplit(known["url"]).hostname == host for known in facts["hosts"]):
            return str(name)
    return None


def for_call(
    config: Config,
    *,
    timeout: float | Timeout | None = None,
    retry: Retry | None = None,
    headers: Mapping[str, str] | Secret[Mapping[str, str]] | None = None,
) -> Config:
    """The configuration of one call. Raises ConfigError for an invalid option."""
    more, headers = None if headers is None else secret(headers), None  # hidden from tracebacks
    if timeout is not None:
        config = config._replace(timeout=timeout_from(timeout))
    if retry is not None:
        config = config._replace(retry=checked_retry(retry))
    if more is not None:
        config = config._replace(headers=merged_headers(config.headers, more))
    return config


def merged_headers(headers: Secret[Headers], more: Secret[Mapping[str, str]]) -> Secret[Headers]:
    """Merge headers; later ones replace earlier ones of the same name.

    Raises:
        ConfigError: a header is not valid. The message never shows its value, which may be a
            secret.
    """
    problem = _header_problem(more.reveal())
    if problem:
        raise ConfigError(problem)
    return Secret(overlaid(headers.reveal(), tuple(more.reveal().items())))


def overlaid(headers: Headers, more: Headers) -> Headers:
    """Replace headers of the same name with the given ones and append the others."""
    names = {name.lower() for name, _ in more}
    return (*(pair for pair in headers if pair[0].lower() not in names), *more)


def _header_problem(headers: Mapping[str, str]) -> str:
    """Why headers are invalid; "" if they are valid."""
    if not isinstance(headers, Mapping):
        return f"headers must be a mapping of names to values, not {type(headers).__name__}"
    for name, value in headers.items():
        if not (isinstance(name, str) and HEADER_NAME.fullmatch(name)):
            return f"header {name!r} is not a valid header name"
        if name.lower() in FRAMING_HEADERS:
            return f"header {name!r} is set by the client; leave it out"
        if not (isinstance(value, str) and HEADER_VALUE.fullmatch(value)):
            return f"the value of header {name!r} must be ASCII text on one line"
    return ""


def masked(key: str) -> str:
    """Mask a key: enough to recognize it, not enough to use it."""
    kind = next((prefix for prefix in ("sk-api-", "sk-cp-", "sk-") if key.startswith(prefix)), "")
    return f"{kind}***"


def _regions() -> dict[str, Any]:
    regions: dict[str, Any] = _table()["regions"]
    return regions


def _table() -> dict[str, Any]:
    from minimax_generated.tables.regions import REGIONS

    return REGIONS
