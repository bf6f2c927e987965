"""Errors in the format of the platform: one exception, three envelopes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from minimax.emulator import spec
from minimax.emulator.input_errors import path_text

Json = dict[str, Any]

INVALID_PARAMS = 2013
NOT_AUTHORIZED = 1004
INVALID_KEY = 2049
UNKNOWN_ERROR = 1000

# The platform's own messages, as clients receive them; other codes are described by the error
# table.
MESSAGES: Mapping[int, str] = {
    0: "success",
    1000: "unknown error",
    1001: "request timeout",
    1002: "rate limit, please retry later",
    1004: "login fail",
    1008: "insufficient balance",
    1013: "internal service error",
    1024: "internal error",
    1026: "input new_sensitive",
    1027: "output new_sensitive",
    1033: "system error",
    1039: "token limit exceeded",
    1041: "connection limit exceeded",
    1042: "invisible characters exceed 10% of the text",
    2013: "invalid params",
    2042: "no access to this voice id",
    2045: "rate growth limit",
    2049: "invalid api key",
    2054: "voice id not exist",
    2056: "usage limit exceeded",
    2061: "your current plan does not support this model",
    2064: "the cluster is overloaded",
}
OPENAI_TYPES: Mapping[int, str] = {
    400: "bad_request_error",
    401: "authorized_error",
    402: "insufficient_balance_error",
    413: "invalid_request_error",
    422: "unprocessable_entity_error",
    429: "rate_limit_error",
    500: "server_error",
    529: "overloaded_error",
}
ANTHROPIC_TYPES: Mapping[int, str] = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


class PlatformError(Exception):
    """An error of the platform. If `code` is None, it only has an HTTP status.

    `http` overrides the status for the code; `field` is the invalid field of the body. `recorded`
    means that the message was observed on the real platform, in all APIs.
    """

    def __init__(
        self,
        code: int | None,
        message: str = "",
        *,
        http: int | None = None,
        field: Field | None = None,
        recorded: bool = False,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.text = message
        self.http = http
        self.field = field
        self.recorded = recorded


class Field(tuple[str | int, ...]):
    """Path of a value in a request body, such as ("messages", 0, "role")."""

    def __str__(self) -> str:
        return path_text(self)

    def dotted(self) -> str:
        """The path in Anthropic's notation: messages.0.role."""
        return ".".join(str(part) for part in self)


def invalid(message: str, field: tuple[str | int, ...] = ()) -> PlatformError:
    """An error for an invalid parameter: 2013, with the field in the message."""
    return PlatformError(INVALID_PARAMS, message, field=Field(field))


def refused(words: str) -> PlatformError:
    """An error for an invalid parameter, in the platform's own words."""
    return PlatformError(INVALID_PARAMS, words, recorded=True)


def envelope(family: str, error: PlatformError, request_id: str) -> tuple[int, Json]:
    """HTTP status and body of an error."""
    return _FAMILIES[family](error, request_id)


def success(message: str = "success") -> Json:
    """The `base_resp` of a successful answer."""
    return {"status_code": 0, "status_msg": message}


def encode(body: object) -> bytes:
    """JSON bytes in the format of the platform: compact, UTF-8. Lone surrogates from requests
    become question marks.
    """
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _native(error: PlatformError, request_id: str) -> tuple[int, Json]:
    code = INVALID_PARAMS if error.code is None else error.code
    # Native paths answer 200 for all codes; a closed service is the documented exception.
    http = error.http or (410 if code == 2153 else 200)
    return http, {"base_resp": {"status_code": code, "status_msg": _message(error)}}


def _openai(error: PlatformError, request_id: str) -> tuple[int, Json]:
    http = _status(error)
    kind = OPENAI_TYPES.get(http, "bad_request_error" if http < 500 else "server_error")
    text = _message(error) if error.code is None else f"{_message(error)} ({error.code})"
    return http, {
        "type": "error",
        "error": {"type": kind, "message": text, "http_code": str(http)},
        "request_id": request_id,
    }


def _anthropic(error: PlatformError, request_id: str) -> tuple[int, Json]:
    http = _status(error)
    kind = ANTHROPIC_TYPES.get(http, "invalid_request_error" if http < 500 else "api_error")
    if error.code == INVALID_PARAMS and error.text and not error.recorded:
        text = f"{error.field.dotted()}: {error.text}" if error.field else error.text
    else:
        # Only the code distinguishes an exhausted plan from a rate limit, so it is in the message.
        text = _message(error) if error.code is None else f"{_message(error)} ({error.code})"
    return http, {
        "type": "error",
        "request_id": request_id,
        "error": {"type": kind, "message": text},
    }


def _status(error: PlatformError) -> int:
    if error.http:
        return error.http
    known = spec.http_status(error.code) if error.code is not None else 0
    # The table has 200 for codes that were only observed on native paths.
    return known if known >= 400 else 400


def _message(error: PlatformError) -> str:
    if error.code is None:
        return error.text
    own = MESSAGES.get(error.code) or spec.meaning(error.code)
    if error.code != INVALID_PARAMS or not error.text:
        return error.text or own
    # "text is empty" continues the field name; all other messages follow it after a colon.
    place = str(error.field) if error.field else ""
    joint = " " if error.text.startswith("is ") else ": "
    return f"{own}, {place}{joint}{error.text}" if place else f"{own}, {error.text}"


_FAMILIES = {"native": _native, "openai": _openai, "anthropic": _anthropic}
