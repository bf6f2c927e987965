"""A platform without a socket: I/O that answers every request as the spec says, with odd things in
it.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from minimax import ConfigError, MiniMax, NetworkError
from minimax.config import Retry
from minimax.core.http import Request
from minimax.core.io import IO, SyncIO
from minimax.core.limits import RetryBudget

from ..unit.platform import Clock
from . import shapes

HOST = "api.example.test"
STATUSES = (*[200] * 50, 204, 302, 400, 401, 404, 429, 500, 502)
RETRY_AFTER = (
    "",
    "1",
    "-5",
    "nan",
    "inf",
    "1e400",
    "soon",
    "Mon, 01 Jan 0001 00:00:00 -0000",
    "Wed, 21 Oct 2099 07:28:00 +9999999999",
)
BODIES = (*["as it is"] * 50, "cut", "nested", "not utf-8", "empty", "page", "list", "huge number")
PIECES = (1, 7, 64, 65536)


class Input(NamedTuple):
    """What decides everything that the platform says: a number for what is drawn, and the odd
    things in every answer.
    """

    seed: int
    changes: Sequence[shapes.Change]


class Opened:
    """An answer that is read piece by piece."""

    def __init__(
        self,
        status: int,
        headers: dict[str, str],
        url: str,
        content: bytes,
        size: int,
        breaks: bool,
    ) -> None:
        self.status = status
        self.headers = headers
        self.url = url
        self.waited = 0.0
        self.closed = False
        self.pieces = self._pieces(content, size, breaks)

    @staticmethod
    def _pieces(content: bytes, size: int, breaks: bool) -> Iterator[bytes]:
        for start in range(0, len(content), max(size, len(content) // 64)):
            yield content[start : start + max(size, len(content) // 64)]
        if breaks:
            raise NetworkError("the connection broke off")

    async def read(self) -> bytes:
        return next(self.pieces, b"")

    read_steadily = read

    async def close(self) -> None:
        self.closed = True

    async def close_after(self, error: BaseException) -> None:
        self.closed = True

    def abandon(self) -> None:
        self.closed = True


class Platform(SyncIO):
    """I/O in whose world the platform says what an input makes it say."""

    def __init__(self, given: Input) -> None:
        IO.__init__(self, Clock())  # no connections
        self._given = given
        self._count = 0
        self.opened: list[Opened] = []

    async def open(self, request: Request) -> Any:
        chance = self._chance()
        status, headers, content = self._answer(request, chance)
        self.opened.append(
            Opened(
                status, headers, request.url, content, chance.choice(PIECES), chance.random() < 0.1
            )
        )
        return self.opened[-1]

    def _chance(self) -> Random:
        self._count += 1
        return Random(f"{self._given.seed} {self._count}")

    def _answer(self, request: Request, chance: Random) -> tuple[int, dict[str, str], bytes]:
        try:
            place = urlsplit(request.url)
        except ValueError as error:  # as the real connections refuse it
            raise ConfigError(f"{request.url!r} is not a valid URL: {error}") from None
        known = shapes.answers_to(request.method, place.path) if place.hostname == HOST else None
        if known is None:
            return self._stored(chance)
        stream = (
            dict(request.headers.reveal()).get("Accept") == shapes.STREAM and chance.random() < 0.9
        )
        drawn = shapes.streamed(known, chance) if stream else shapes.whole(known, chance)
        for change in self._given.changes:
            drawn = change(drawn)
        if stream:
            frames = drawn if isinstance(drawn, list) else [drawn]
            content = b"".join(b"data: " + shapes.written(frame) + b"\n\n" for frame in frames)
            content += chance.choice(
                (
                    b"data: [DONE]\n\n",
                    b"",
                    b"data: {",
                    b": ping\n\n",
                    b"event: error\ndata: null\n\n",
                )
            )
        else:
            content = shapes.written(drawn)
        kind = (
            shapes.STREAM
            if stream
            else chance.choice(("application/json", "application/json", "text/plain", ""))
        )
        headers = {"content-type": kind, "trace-id": "07aa"}
        if after := chance.choice(RETRY_AFTER):
            headers["retry-after"] = after
        return chance.choice(STATUSES), headers, encode_body(content, chance.choice(BODIES), chance)

    def _stored(self, chance: Random) -> tuple[int, dict[str, str], bytes]:
        """What a storage host says."""
        content = chance.choice((tape, subtitles, picture))(chance)
        for change in self._given.changes:
            if content and change.how == "replace":
                at = change.place % len(content)
                content = content[:at] + bytes([change.odd % 256]) + content[at + 1 :]
        status = chance.choice((200, 200, 200, 206, 416, 302, 403, 404, 503))
        length = chance.choice((str(len(content)), "", "0", "7", "-1", "٣", "9" * 30, "9" * 5000))
        spans = (
            f"bytes 0-{len(content)}/{len(content)}",
            "bytes */7",
            "bytes 9-",
            "",
            "bytes 0-1/" + "9" * 5000,
        )
        kind = chance.choice(
            ("application/octet-stream", "application/json", "text/html", "audio/mpeg", "")
        )
        found = {
            "content-type": kind,
            "content-length": length,
            "content-range": chance.choice(spans),
        }
        if status == 302:
            found["location"] = chance.choice(
                ("", "/elsewhere", "http://[", "//storage.example.test:port/", "ftp://x")
            )
        return status, {name: value for name, value in found.items() if value}, content


def encode_body(content: bytes, how: str, chance: Random) -> bytes:
    """A body as a broken gateway might pass it on."""
    if how == "cut":
        return content[: chance.randrange(len(content) + 1)]
    return OTHERWISE.get(how, content)


OTHERWISE = {
    "nested": b"[" * 100_000,
    "not utf-8": b'{"a": "\xff\xfe"}',
    "empty": b"",
    "page": b"<html><script>x</script><h1>502 Bad Gateway</h1>" + b"<" * 2000,
    "list": b'[{"base_resp": {"status_code": 1002}}]',
    "huge number": b'{"base_resp": {"status_code": ' + b"9" * 6000 + b"}}",
}


def tape(chance: Random) -> bytes:
    """A tar archive as long speech has it, and stranger ones."""
    out = io.BytesIO()
    with tarfile.open(
        fileobj=out,
        mode="w",
        format=chance.choice((tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)),
    ) as tar:
        for _ in range(chance.randrange(4)):
            name = chance.choice(
                (
                    "a/1.mp3",
                    "1.pcm",
                    "1.titles",
                    "1.json",
                    "../../x.mp3",
                    "/etc/x.wav",
                    "CON",
                    "",
                    "名.mp3",
                    "x" * 90,
                )
            )
            member = tarfile.TarInfo(name)
            member.type = chance.choice(
                (
                    *[tarfile.REGTYPE] * 6,
                    tarfile.SYMTYPE,
                    tarfile.LNKTYPE,
                    tarfile.CHRTYPE,
                    tarfile.DIRTYPE,
                )
            )
            member.linkname = chance.choice(("../../etc/passwd", "a/1.mp3"))
            content = chance.choice(
                (
                    b"",
                    b"ID3" * 100,
                    b'{"audio_length": 1, "audio_sample_rate": "9"}',
                    b'[{"text": "One.", "time_end": 9}]',
                )
            )
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def subtitles(chance: Random) -> bytes:
    """A file of subtitles."""
    segment = {
        "text": "One.",
        "time_begin": 0,
        "time_end": 400.5,
        "timestamped_words": [{"word": "One", "time_begin": 0, "time_end": 9}],
    }
    return shapes.written(
        chance.choice(
            ([segment], {"subtitle": segment}, [[segment]], shapes.nested(shapes.DEEP), "x")
        )
    )


def picture(chance: Random) -> bytes:
    """The beginning of a picture, or nothing."""
    return chance.choice((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b""))


def client(given: Input) -> tuple[MiniMax, Platform]:
    """A client in the world of an input."""
    view, platform = _client().with_options(), Platform(given)
    view._config = view._config._replace(budget=RetryBudget(Retry().budget))
    view._io = platform
    return view, platform


@cache
def _client() -> MiniMax:
    return MiniMax("sk-fuzz", base_url=f"https://{HOST}")
