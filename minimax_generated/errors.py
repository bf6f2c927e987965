"""Errors of the low-level client, and the parser of error bodies that both layers share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Envelope", "ResponseError", "envelope"]

_CODE = re.compile(r"\((\d{3,10})\)[^()]*$")
_DIGITS = re.compile(r"-?\d{1,10}")
_SHOWN = 200


class ResponseError(Exception):
    """The platform refused a call, or sent a response that the operation does not have.

    Attributes:
        operation: method and path of the call.
        status: the HTTP status; refusals often come with 200.
        message: the platform's reason, or what is wrong with the response.
        code: the platform's error code; None where it sent none.
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
    message: str


def envelope(payload: object) -> Envelope | None:
    """The error in a decoded body, SSE event or WebSocket message; None when it is not an error.

    Knows all families: `base_resp` with a non-zero code, and the OpenAI-like and Anthropic `error`
    object.
    """
    if not isinstance(payload, dict):
        return None
    base = payload.get("base_resp")
    if isinstance(base, dict) and (code := _integer(base.get("status_code"))):
        return Envelope(code, "", str(base.get("status_msg") or ""))
    error = payload.get("error")
    if payload.get("type") == "error" or (error and "object" not in payload and "status" not in payload):
        flat = {"message": error or payload.get("message"), "code": payload.get("code")}
        detail = error if isinstance(error, dict) else flat
        message = str(detail.get("message") or "")
        match = _CODE.search(message)
        code = int(match[1]) if match else _integer(detail.get("code"))
        return Envelope(code, str(detail.get("type") or ""), message)
    return None


def excerpt(body: bytes) -> str:
    """The beginning of a body, for a message."""
    text = " ".join(body[: 4 * _SHOWN].decode("utf-8", "replace").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _integer(value: object) -> int | None:
    """A code, whether it came as a number or as digits."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value.strip()) else None
