"""The exceptions of this package, named by meaning, and the parser for the platform's error
formats.

`spec/tables/errors.yaml` defines the class of each code, whether a retry makes sense, and the hint
for the user. This module uses the table generated from it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from minimax_generated.errors import Envelope, code_in, envelope

if TYPE_CHECKING:
    from minimax_generated.tables.errors import Fact


class MinimaxError(Exception):
    """Base of every error that this package raises."""

    attempts: int = 1
    """How many times the request was sent before this error was raised."""

    uploaded: Mapping[str, str] = {}
    """Files that were uploaded before the call failed, as ids by argument. Pass the id instead of
    the file to try again.
    """

    partial: Any = None
    """The result up to the error: of a stream, or of a run of several requests."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


class ConfigError(MinimaxError):
    """The client cannot be created: key, region, base URL or an option is missing or invalid."""


class ValidationError(MinimaxError, ValueError):
    """A request breaks the rules of the API; nothing was sent and nothing was paid.

    `field` is the argument, `value` the value that was passed, `allowed` the accepted values.
    """

    def __init__(
        self, message: str, *, field: str = "", value: object = None, allowed: str = ""
    ) -> None:
        super().__init__(message)
        self.field = field
        self.value = value
        self.allowed = allowed


def not_allowed(field: str, value: object, allowed: str) -> ValidationError:
    """The error for an argument whose value is not allowed."""
    return ValidationError(
        f"{field}: {shortened(value)} is not allowed; it must be {allowed}",
        field=field,
        value=value,
        allowed=allowed,
    )


def error_words(error: BaseException) -> str:
    """The class of an error and its message, if it has one: `str()` of an error may raise."""
    try:
        message = str(error)
    except Exception:
        message = ""
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def shortened(value: object) -> str:
    """The repr of a value for messages, at most 80 characters long."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


class DecodeError(MinimaxError):
    """A response cannot be decoded. `raw` holds what was received, so that a paid result is not
    lost.
    """

    def __init__(self, message: str, *, raw: object = None) -> None:
        super().__init__(message)
        self.raw = raw


class StreamInterrupted(MinimaxError):
    """A stream ended before its terminal frame. `partial` is the result up to that point."""

    def __init__(self, message: str, *, partial: Any = None) -> None:
        super().__init__(message)
        self.partial = partial


class NetworkError(MinimaxError):
    """The platform could not be reached, or the connection broke before the response was complete.

    `sent` is False if the request certainly never reached the platform, so that it is safe to retry
    a paid call.
    """

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class RequestTimeout(NetworkError):
    """Nothing was received for longer than the timeout allows."""


class TaskNotReady(MinimaxError):
    """The result of a task was requested while it is still running. `task` is the task."""

    def __init__(self, message: str, *, task: Any = None) -> None:
        super().__init__(message)
        self.task = task


class TaskTimeout(TaskNotReady):
    """The deadline passed while the task is still running. `task` remains usable: wait again, or
    resume it by its handle.
    """


class TaskFailed(MinimaxError):
    """A task failed or was cancelled.

    `code` is the platform's code and `status_msg` its reason, if known; `task` is the task, `hint`
    the next step.
    """

    def __init__(
        self,
        message: str,
        *,
        task: Any = None,
        code: int | None = None,
        status_msg: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.task = task
        self.code = code
        self.status_msg = status_msg
        self.hint = hint

    @classmethod
    def of(cls, task: Any, status: str, code: int | None, reason: str) -> TaskFailed:
        """The failure of a task, explained by the table of codes."""
        fact = _fact(Envelope(code, "", ""), None)
        why = f": {code} {reason}".rstrip() if code else f": {reason}" if reason else ""
        message = f"{task.handle} {status}{why}{'. ' + fact.hint if fact.hint else ''}"
        return cls(message, task=task, code=code, status_msg=reason, hint=fact.hint)


class APIError(MinimaxError):
    """The platform responded with an error.

    Attributes:
        status_code: the platform's own code, None when only an HTTP status is known.
        status_msg: the platform's message.
        http_status: HTTP status of the response (200 is normal for native errors).
        trace_id: id to quote to support.
        endpoint: method and path of the call.
        attempts: how many times the request was sent.
        retry: "yes", "once", "slow" (only after a quota window) or "no".
        ran: False when the response proves that the call was not executed, so that nothing was
            charged.
        retry_after: seconds to wait, if the platform sent them.
        hint: the next step.
        raw: the body, decoded if it was JSON.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        status_msg: str = "",
        http_status: int | None = None,
        trace_id: str | None = None,
        endpoint: str = "",
        retry: str = "no",
        ran: bool | None = None,
        retry_after: float | None = None,
        hint: str = "",
        raw: object = None,
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.status_msg = status_msg
        self.http_status = http_status
        self.trace_id = trace_id
        self.endpoint = endpoint
        self.retry = retry
        self.ran = ran
        self.retry_after = retry_after
        self.hint = hint
        self.raw = raw

    @property
    def retryable(self) -> bool:
        """Whether sending the same request again soon may succeed."""
        return self.retry in ("yes", "once")

    def __str__(self) -> str:
        where = [
            self.endpoint,
            f"HTTP {self.http_status}" if self.http_status else "",
            f"trace {self.trace_id}" if self.trace_id else "",
            f"{self.attempts} attempts" if self.attempts > 1 else "",
        ]
        context = ", ".join(filter(None, where))
        text = self.args[0] if self.args else ""
        text = f"{text} ({context})" if context else text
        return f"{text}. {self.hint}" if self.hint else text


class AuthenticationError(APIError):
    """The key is missing, invalid, or belongs to another region."""


class PermissionDeniedError(APIError):
    """The account or its plan is not allowed to do this."""


class RateLimitError(APIError):
    """Too many requests, tokens or connections at the moment."""


class InsufficientBalanceError(APIError):
    """The account balance is too low."""


class UsageLimitError(APIError):
    """The quota of the plan is used up for this window."""


class SensitiveContentError(APIError):
    """The content filter rejected the input or the output; `side` says which."""

    @property
    def side(self) -> str:
        """Either "input" or "output"; "" if the platform did not specify it."""
        return _fact(Envelope(self.status_code, "", ""), None).side


class InvalidParameterError(APIError):
    """The platform rejected a parameter."""


class NotFoundError(APIError):
    """The path, model, voice, task or file does not exist."""


class VoiceExistsError(APIError):
    """The voice id already exists."""


class ServerError(APIError):
    """The platform failed."""


class Origin(NamedTuple):
    """The origin of a response, for useful error messages."""

    endpoint: str
    host: str = ""
    other_regions: tuple[tuple[str, str], ...] = ()

    def region_hint(self) -> str:
        """For a rejected key: the host that was called, and the regions it may belong to."""
        elsewhere = " or ".join(f'region="{name}" ({url})' for name, url in self.other_regions)
        if not elsewhere:
            return ""
        return f" This call went to {self.host}; for a key of another region use {elsewhere}."


TRACE_HEADERS = ("trace-id", "x-trace-id", "minimax-request-id")
_SECONDS = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")
_PAGE_WORDS = 200
"""How many characters of a page or text are shown; `raw` has all of it."""
_PAGE_CHARACTERS, _PAGE_TAGS, _PIECE = 256 * 1024, 2000, 1000
"""Characters of a page that are searched for text, so that parsing it stays cheap."""
_LONGEST_DATE = 64
_LONGEST_WAIT = 366 * 86400.0


def error_from(
    payload: object,
    origin: Origin,
    *,
    http_status: int | None = None,
    headers: Mapping[str, str] | None = None,
    refused: bool = False,
) -> APIError | None:
    """The error that a response represents, or None if it is successful.

    `payload` is the decoded JSON, or the text of a body that is not JSON. Any HTTP status of 400 or
    more is an error, and so is a response that is `refused` in another way, such as an event named
    "error".
    """
    refused = refused or (http_status is not None and http_status >= 400)
    if refused and isinstance(payload, str):
        found: Envelope | None = _text_envelope(page_words(payload))
    else:
        found = envelope(payload, refused=refused)
    if found is None:
        return None
    fact = _fact(found, http_status)
    headers = headers or {}
    region = origin.region_hint() if fact.error == "AuthenticationError" else ""
    refusal = http_status if (http_status or 0) >= 400 else None
    number = found.code or refusal or found.status
    known = fact.meaning.rstrip(".") or found.kind
    known = known or (f"HTTP {refusal}" if refusal else "the platform gave no reason")
    sent = "" if found.code else _excerpt(payload)
    message = found.message or (f"{known}: {sent}" if sent else known)
    text = message if number is None or str(number) in message else f"{number}: {message}"
    kind: type[APIError] = globals()[fact.error]
    return kind(
        text,
        status_code=found.code,
        status_msg=found.message,
        http_status=http_status,
        trace_id=trace_id_of(payload, headers),
        endpoint=origin.endpoint,
        retry=fact.retry,
        ran=fact.ran,
        retry_after=_seconds(headers.get("retry-after")),
        hint=fact.hint + region,
        raw=payload,
    )


def _text_envelope(words: str) -> Envelope:
    """The error in a text, with its code if it is a code of the platform."""
    from minimax_generated.tables.errors import CODES

    code = code_in(words)
    return Envelope(code if code in CODES else None, "", words)


def _excerpt(payload: object) -> str:
    """The beginning of a JSON body without a message; "" for an empty body."""
    if not isinstance(payload, (dict, list)) or not payload:
        return ""
    import json

    pieces = json.JSONEncoder(ensure_ascii=False).iterencode(payload)
    return "".join(piece[:_PAGE_WORDS] for piece in islice(pieces, 64))[:_PAGE_WORDS]


def trace_id_of(payload: object, headers: Mapping[str, str]) -> str | None:
    """The id to quote to support: from the body, else from the headers, else the `id` of a chat
    response.
    """
    body = payload if isinstance(payload, dict) else {}
    base = body.get("base_resp")
    inner = base.get("trace_id") if isinstance(base, dict) else None
    named = (body.get("trace_id"), body.get("request_id"), inner)
    found = next(filter(None, (*named, *map(headers.get, TRACE_HEADERS), body.get("id"))), None)
    return None if found is None else str(found)


def _fact(found: Envelope, http_status: int | None) -> Fact:
    """The entry of the error table that matches: by phrases in the message, then platform code,
    HTTP status, error type, and the HTTP status in the body. An unlisted status from 500 on counts
    as 500. An error that the table does not know has an empty entry.
    """
    from minimax_generated.tables.errors import CODES, MESSAGES, STATUSES, TYPES, Fact

    code, message = found.code or 0, found.message.lower()
    for (number, words), fact in MESSAGES.items():
        if number == code and words in message:
            return fact
    named = found.status or code
    return (
        CODES.get(code)
        or STATUSES.get(http_status or 0)
        or TYPES.get(found.kind)
        or STATUSES.get(named)
        or (STATUSES[500] if (http_status or 0) >= 500 or 500 <= named < 600 else None)
        or Fact("APIError", "no", None, "", "", "", soft=False, http=0)
    )


def page_words(page: str) -> str:
    """The first words of a body that is not JSON, such as the HTML page of a gateway, without its
    tags. Takes at most a few milliseconds for any page.
    """
    from html import unescape

    page = page[:_PAGE_CHARACTERS]
    words: list[str] = []
    position = found = 0
    for _ in range(_PAGE_TAGS):
        start = page.find("<", position)
        end = page.find(">", start) if start >= 0 else -1
        most = position + _PIECE
        piece = page[position : min(start, most) if end >= 0 else most].split()
        words += piece
        found += sum(map(len, piece)) + len(piece)
        if end < 0 or found > _PAGE_WORDS:
            break
        position = _end_of_tag(page, start, end)
    return unescape(" ".join(words)[:_PAGE_WORDS])


def _end_of_tag(page: str, start: int, end: int) -> int:
    """Where the text continues after a tag. Comments, scripts and style sheets are skipped; if they
    are not closed, they extend to the end of the page.
    """
    if page.startswith("<!--", start):
        comment_end = page.find("-->", start)
        return comment_end + 3 if comment_end >= 0 else len(page)
    hidden = _HIDDEN.match(page, start)
    if hidden:
        close = _HIDDEN_ENDS[hidden[1].lower()].search(page, end)
        return close.start() if close else len(page)
    return end + 1


_HIDDEN = re.compile("<(script|style)", re.IGNORECASE)
_HIDDEN_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


def reason_of(error: BaseException) -> str:
    """The message of an exception of a library, or of its causes; the name of its class in words if
    none has a message.
    """
    found: BaseException | None = error
    for _ in range(8):
        if found is None:
            break
        if text := str(found).strip():
            return text
        found = found.__cause__ or found.__context__
    return f"{_NAME_PARTS.sub(' ', type(error).__name__).lower()} (the system gave no reason)"


_NAME_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _seconds(value: str | None) -> float | None:
    """`Retry-After` as seconds: a number, or the time until a date; None for anything else, since
    no header may raise here. The first of several values counts.
    """
    text = (value or "").strip()
    first = text.partition(",")[0].strip()
    if _SECONDS.fullmatch(first):
        return min(max(0.0, float(first)), _LONGEST_WAIT)
    moment = moment_of(text)
    return None if moment is None else min(max(0.0, moment - time.time()), _LONGEST_WAIT)


def moment_of(text: str) -> float | None:
    """An HTTP or ISO 8601 date in Unix seconds, None for other text. UTC if it has no time zone."""
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    text = text[:_LONGEST_DATE] if text.isascii() else ""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            date = read(text)
            return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
        except Exception:  # of many kinds: the date parser does not expect hostile input
            pass
    return None
