"""Errors of the low-level client, and the parser of error bodies that both layers share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Envelope", "ResponseError", "envelope"]

_CODE = re.compile(r"\((\d{3,10})\)[^()]*$")
_DIGITS = re.compile(r"-?[0-9]{1,10}")
_SHOWN = 200
_MOST_WORDS = 1000
"""Maximum number of characters of a message to show."""

_REFUSAL_FIELDS = (
    *("message", "msg", "status_msg", "error_msg", "error_message", "errmsg", "error_description"),
    *("detail", "Message", "Msg"),
)
_MESSAGE_FIELDS = (*_REFUSAL_FIELDS, "details", "reason", "title", "description", "faultstring")
"""Fields in which servers and gateways report errors, in order of preference. The first ones mark a
body without other content as an error.
"""
_NESTED_FIELDS = ("error", "errors", "Error", "fault", "response", "Response")
"""Objects that may contain such a field."""
_CODE_FIELDS = ("code", "status_code", "error_code", "errcode", "statusCode", "Code")
_STATUS_FIELDS = ("http_code", "status", "statusCode", "status_code", "code")
_KIND_FIELDS = ("type", "code", "Code", "status")
_TELLING_FIELDS = frozenset(
    (*_REFUSAL_FIELDS, *_CODE_FIELDS, "errors", "success", "ok", "base_resp")
)
_ERROR_FIELDS = _TELLING_FIELDS | {
    *(*_MESSAGE_FIELDS, "base_resp", "error", "type", "status", "http_code", "instance", "path"),
    *("request_id", "requestId", "RequestId", "trace_id", "traceId", "HostId", "timestamp"),
    *("param", "metadata", "data", "result", "body", "choices", "content", "output", "object"),
    "messages",
}
"""The fields of a body that contains only an error."""
_CONTENT_FIELDS = ("data", "result", "body", "choices", "content", "output", "messages")
_GOOD_WORDS = frozenset(("", "ok", "success", "succeeded", "successful", "completed", "deleted"))
_BAD_WORDS = frozenset(("error", "fail", "failed", "failure"))


class ResponseError(Exception):
    """The platform rejected a call, or sent an undocumented response.

    Attributes:
        operation: method and path of the call.
        status: the HTTP status; errors often have 200.
        message: the platform's message, or what is wrong with the response.
        code: the platform's error code, or None.
        body: the response body as received.
        headers: the response headers.
    """

    def __init__(
        self,
        operation: str,
        status: int,
        message: str,
        *,
        code: int | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        shown = f"HTTP {status}" if code is None else f"HTTP {status}, code {code}"
        super().__init__(f"{operation}: {message} ({shown})")
        self.operation, self.status, self.message = operation, status, message
        self.code, self.body = code, body
        self.headers: Mapping[str, str] = headers or {}

    def __reduce__(self) -> Any:
        plain = {**self.__dict__, "headers": dict(self.headers)}
        return _unpickled, (self.operation, self.status, self.message), plain


def _unpickled(operation: str, status: int, message: str) -> ResponseError:
    return ResponseError(operation, status, message)


class Envelope(NamedTuple):
    """The parts of an error body, whatever its family."""

    code: int | None
    kind: str
    """The type of the error, such as "rate_limit_error"."""
    message: str
    status: int | None = None
    """The HTTP status in the body."""


def envelope(payload: object, *, refused: bool = False) -> Envelope | None:
    """The error in a decoded body, an SSE frame or a WebSocket frame; None if it is not an error.

    Supports all families: `base_resp` with a nonzero code, the OpenAI-like and Anthropic `error`
    objects, and the bodies of gateways, which contain only a message. With `refused` the body is
    known to be an error, and any reason in it is used.
    """
    if not isinstance(payload, dict):
        return Envelope(None, "", _words(payload)) if refused else None
    base = payload.get("base_resp")
    if isinstance(base, dict) and _is_code(base.get("status_code")):
        return _envelope_of(base, payload)
    if payload.get("type") == "error" or _has_error(payload) or refused or _is_refusal(payload):
        error = payload.get("error")
        return _envelope_of(error if isinstance(error, dict) else payload, payload)
    return None


def _envelope_of(detail: Mapping[str, Any], payload: Mapping[str, Any]) -> Envelope:
    """Read an error from the object that describes it or, if that is empty, from the surrounding
    body.
    """
    message = _words(detail) or _words(payload.get("error")) or _words(payload)
    code = code_in(message) or _first_code(detail)
    kind = next((str(name) for name in map(detail.get, _KIND_FIELDS) if _is_name(name)), "")
    numbers = (_integer(each.get(name)) for each in (detail, payload) for name in _STATUS_FIELDS)
    status = next((number for number in numbers if number and 400 <= number < 600), None)
    return Envelope(code, kind, message, status)


def code_in(message: str) -> int | None:
    """The code in the last parentheses of a message."""
    match = _CODE.search(message)
    return int(match[1]) if match else None


def _has_error(payload: Mapping[str, Any]) -> bool:
    """Whether a body has a nonempty error, or no other content."""
    error = payload.get("error") or payload.get("errors")
    if not error:
        return False
    if words := _words(error):
        return _lower(words) not in _GOOD_WORDS
    return _indicates_failure(error) or payload.keys() <= _ERROR_FIELDS


def _is_refusal(payload: Mapping[str, Any]) -> bool:
    """Whether a body without an error object is a gateway's error: a message or an error code, and
    no content.
    """
    if payload.keys().isdisjoint(_TELLING_FIELDS) or not payload.keys() <= _ERROR_FIELDS:
        return False
    base = payload.get("base_resp")
    if isinstance(base, dict) and base.get("status_code") is not None:
        return False
    if any(map(payload.get, _CONTENT_FIELDS)):
        return False
    if _indicates_failure(payload):
        return True
    if any(_is_good(payload.get(name)) for name in ("success", "ok", *_CODE_FIELDS)):
        return False
    if _lower(payload.get("status")) in _GOOD_WORDS - {""}:
        return False
    words = (_words(payload.get(name)) for name in _REFUSAL_FIELDS)
    return _lower(next(filter(None, words), "") or _words(base)) not in _GOOD_WORDS


def _indicates_failure(error: object) -> bool:
    """Whether the fields of an object indicate a failure."""
    if not isinstance(error, dict):
        return False
    return (
        any(error.get(name) is False for name in ("success", "ok"))
        or any(_is_code(error.get(name)) and not _is_good(error[name]) for name in _CODE_FIELDS)
        or _lower(error.get("status")) in _BAD_WORDS
        or (_integer(error.get("status")) or 0) >= 400
    )


def _is_code(code: object) -> bool:
    """Whether a code indicates a failure: a nonzero number, or an error name."""
    return bool(_integer(code)) or (_is_name(code) and _lower(code) not in _GOOD_WORDS)


def _is_good(code: object) -> bool:
    """Whether a code indicates success: 0, true, or a successful HTTP status."""
    number = _integer(code)
    return code is True or number == 0 or (number is not None and 200 <= number < 300)


def _is_name(value: object) -> bool:
    """Whether a value is a string with letters, such as an error name."""
    return isinstance(value, str) and any(map(str.isalpha, value[:_SHOWN]))


def _first_code(detail: Mapping[str, Any]) -> int | None:
    codes = map(_integer, map(detail.get, _CODE_FIELDS))
    return next((code for code in codes if code), None)


def _lower(value: object) -> str:
    return value[:_SHOWN].strip().strip(".!").lower() if isinstance(value, str) else ""


def _words(value: object, depth: int = 4) -> str:
    """The text of a part of an error body, however it is nested."""
    if isinstance(value, str):
        if len(value) > _MOST_WORDS:  # the code may be at the end
            value = f"{value[: _MOST_WORDS - 200]} ... {value[-190:]}"
        return " ".join(value.split())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**18 else ""
    if depth and isinstance(value, dict):
        for name in (*_MESSAGE_FIELDS, *_NESTED_FIELDS):
            if isinstance(found := value.get(name), (str, dict, list)) and (
                words := _words(found, depth - 1)
            ):
                return _placed(value.get("loc"), words)
    if depth and isinstance(value, list):
        return "; ".join(filter(None, (_words(each, depth - 1) for each in value[:5])))
    return ""


def _placed(place: object, words: str) -> str:
    """Prefix a message with its field, as named by FastAPI: `["body", "model"]`."""
    if not isinstance(place, list) or not place:
        return words
    return f"{'.'.join(str(each)[:_SHOWN] for each in place[:8])}: {words}"


def excerpt(body: bytes) -> str:
    """The beginning of a body, for a message."""
    text = " ".join(body[: 4 * _SHOWN].decode("utf-8", "replace").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _integer(value: object) -> int | None:
    """A code, sent as a number or as digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 10**10 else None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value.strip()) else None
