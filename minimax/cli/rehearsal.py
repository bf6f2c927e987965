"""`--dry-run`: show the requests that would be sent, with the key masked. Nothing is sent or
uploaded.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Any, NoReturn

from ..core.http import Request, Response
from ..core.io import IO, IOWrapper
from ..core.sources import Upload

FILE_ID = 111111111111
"""Placeholder for the id that an upload would return."""
ELIDED_FROM = 400
VARIABLE = "MINIMAX_API_KEY"


class Rehearsed(BaseException):
    """Ends a command at the first request that needs a real response. Only used internally."""


class Rehearsal(IOWrapper):
    """Records requests instead of sending them. Uploads are answered, so that the following
    requests are shown as well.
    """

    def __init__(self, inner: IO) -> None:
        super().__init__(inner)
        self.requests: list[Request] = []
        self.bodies: list[Any] = []

    async def send(self, request: Request, buffer: object) -> Response:
        self.requests.append(request)
        if isinstance(request.content, Upload):
            self.bodies.append(_form(request.content))
            if request.url.partition("?")[0].endswith("/files/upload"):
                return Response(
                    200,
                    {},
                    json.dumps(
                        {"file": {"file_id": FILE_ID}, "base_resp": {"status_code": 0}}
                    ).encode(),
                )
        else:
            self.bodies.append(
                json.loads(request.content) if isinstance(request.content, bytes) else None
            )
        raise Rehearsed

    async def open(self, request: Request) -> NoReturn:
        await self.send(request, None)
        raise Rehearsed


def shown(rehearsal: Rehearsal, form: str) -> str:
    """All requests that would be sent, as HTTP or as a shell script."""
    write = _curl if form == "curl" else _http
    pairs = list(zip(rehearsal.requests, rehearsal.bodies, strict=True))
    remarks = []
    if len(pairs) > 1:
        remarks = [f"# {FILE_ID} stands for the id that the upload returns"]
    return "\n\n".join([*remarks, *(write(request, body) for request, body in pairs)])


def documents(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """The same for --json."""
    return [
        {
            "method": request.method,
            "url": request.url,
            "headers": dict(_headers(request, "***")),
            "body": body,
        }
        for request, body in zip(rehearsal.requests, rehearsal.bodies, strict=True)
    ]


def _http(request: Request, body: Any) -> str:
    lines = [
        f"{request.method} {request.url}",
        *(f"{name}: {value}" for name, value in _headers(request, "***")),
    ]
    if body is not None:
        lines += ["", json.dumps(_elided(body), ensure_ascii=False, indent=2)]
    return "\n".join(lines)


def _curl(request: Request, body: Any) -> str:
    parts = [f"curl -sS -X {request.method} {shlex.quote(request.url)}"]
    for name, value in _headers(request, f"${VARIABLE}"):
        if name in ("User-Agent", "Accept-Encoding"):
            continue
        secret = f"${VARIABLE}" in value
        parts.append(f'-H "{name}: {value}"' if secret else f"-H {shlex.quote(f'{name}: {value}')}")
    if isinstance(request.content, Upload):
        parts += [f"-F {shlex.quote(f'{name}={value}')}" for name, value in body.items()]
        return " \\\n  ".join(parts)
    if body is None:
        return " \\\n  ".join(parts)
    # A quoted here-document preserves any text, of any length.
    return (
        " \\\n  ".join([*parts, "--data-binary @- <<'JSON'"])
        + f"\n{json.dumps(body, ensure_ascii=False, indent=2)}\nJSON"
    )


def _headers(request: Request, key: str) -> Sequence[tuple[str, str]]:
    """The headers without the key."""
    masked = {"authorization": f"Bearer {key}", "x-api-key": key}
    return [(name, masked.get(name.lower(), value)) for name, value in request.headers.reveal()]


def _form(upload: Upload) -> dict[str, str]:
    """The fields of a multipart body, the file by its name."""
    head = next(upload.blocks()).decode("utf-8", "replace")
    parts = head.split("\r\n--")
    fields = {}
    for part in parts:
        disposition, _, value = part.partition("\r\n\r\n")
        name = disposition.partition(' name="')[2].partition('"')[0]
        if name and name != "file":
            fields[name] = value.rstrip("\r\n")
    source = getattr(upload.source.rewound(), "name", None)
    return {**fields, "file": f"@{source if isinstance(source, str) else upload.name}"}


def _elided(value: Any) -> Any:
    """A body in which media are abbreviated."""
    if isinstance(value, dict):
        return {key: _elided(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_elided(inner) for inner in value]
    if isinstance(value, str) and len(value) > ELIDED_FROM and " " not in value:
        return f"{value[:40]}... ({len(value):,} characters)"
    return value
