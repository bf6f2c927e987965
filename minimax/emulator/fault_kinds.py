"""Every fault by name: its effect, and the requests that it applies to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from minimax.emulator import distortions, spec
from minimax.emulator.distortions import each_member, first_half
from minimax.emulator.envelopes import PlatformError
from minimax.emulator.steps import Drop, Step, Wait

Json = dict[str, Any]
Value = float | None
Place = Literal["answer", "stream", "socket", "task", "poll", "download"]
Fate = Literal["fails", "never ends"]

DOWNLOAD = "download"
"""The name of signed links, used like an operation id."""

_HTML_502 = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad"
    " Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True)
class Plain:
    """A response of a gateway or an object store instead of the platform."""

    http: int
    media_type: str
    text: str


@dataclass(frozen=True)
class Kind:
    """The effect of a fault. `place` determines the requests that it can affect; the last argument
    of each function is the value.
    """

    about: str
    value: Value = None
    """The default value; None if the fault takes no value."""
    place: Place = "answer"
    refuse: Callable[[Value], PlatformError] | None = None
    """The error that is sent instead of an answer."""
    in_200: bool = False
    """The error is plain JSON with HTTP 200 in every family, even if a stream was requested."""
    quiet: bool = False
    """The error is sent when a WebSocket was idle for as many seconds as the value."""
    plain: Plain | None = None
    """A response that is sent instead of an answer."""
    delay: Callable[[Value], float] | None = None
    """Seconds before the first byte."""
    rewrite: Callable[[Json, Value], Json] | None = None
    """Changes one JSON body or frame."""
    steps: Callable[[list[Step], Value], Iterable[Step]] | None = None
    """Changes a stream."""
    error_frame: str | None = None
    """The error is a frame after half of the stream, of this kind if the endpoint supports it.
    """
    split: Callable[[bytes], Iterator[bytes]] | None = None
    """Splits the bytes into the pieces that are sent."""
    close_code: Callable[[Value], int] | None = None
    """The code that a WebSocket is closed with after the steps dropped the connection."""
    fate: Fate | None = None
    """The fate of the task that the request creates."""
    only: frozenset[str] | None = None
    """The operations that it applies to; None for all."""


def _code(code: int) -> Callable[[Value], PlatformError]:
    return lambda _: PlatformError(code)


def _any_code(value: Value) -> PlatformError:
    return PlatformError(int(value or 0))


_WITH_HEX = frozenset({"t2a_v2", "music_generation", *spec.SOCKETS})
_WITH_STATES = frozenset(
    {"query_video_generation", "query_video_template_generation", "query_t2a_async_v2"}
)

KINDS: dict[str, Kind] = {
    # Refusals, worded in the family of the path.
    "rate_limit": Kind("1002, HTTP 429 outside the native family", refuse=_code(1002)),
    "server_error": Kind("1000, HTTP 500 outside the native family", refuse=_code(1000)),
    "overloaded": Kind("2064, HTTP 529 outside the native family", refuse=_code(2064)),
    "insufficient_balance": Kind("1008", refuse=_code(1008)),
    "usage_limit": Kind("2056, the plan is used up", refuse=_code(2056)),
    "model_not_in_plan": Kind("2061, HTTP 500 outside the native family", refuse=_code(2061)),
    "sensitive_input": Kind("1026", refuse=_code(1026)),
    "wrong_region": Kind("2049, as for a key of another region", refuse=_code(2049)),
    "error": Kind("the platform code given as value", value=1000, refuse=_any_code),
    "error_in_200": Kind(
        "base_resp with the code given as value, at HTTP 200 in every family",
        value=1000,
        refuse=_any_code,
        in_200=True,
    ),
    "json_instead_of_stream": Kind(
        "a JSON error at HTTP 200 in place of the stream; value: the code",
        value=1000,
        place="stream",
        refuse=_any_code,
        in_200=True,
    ),
    "http_502_html": Kind("the HTML page of a gateway", plain=Plain(502, "text/html", _HTML_502)),
    "http_404_text": Kind(
        "the plain text of a wrong path", plain=Plain(404, "text/plain", "404 page not found")
    ),
    # Successful responses, distorted.
    "null_data": Kind(
        "success, but data, choices and every other object are null",
        rewrite=distortions.without_data,
    ),
    "unknown_fields": Kind(
        "undocumented fields in every object", rewrite=distortions.with_unknown_fields
    ),
    "unknown_enum_values": Kind(
        "undocumented values of finish_reason, audio_format, status and the like",
        rewrite=each_member(distortions.unknown_enum_value),
    ),
    "ids_as_ints": Kind(
        "every id is a number",
        rewrite=each_member(
            lambda key, value: distortions.number_of(value) if distortions.is_id(key) else value
        ),
    ),
    "ids_as_strings": Kind(
        "every id is a string",
        rewrite=each_member(
            lambda key, value: distortions.digits_of(value) if distortions.is_id(key) else value
        ),
    ),
    "numbers_as_strings": Kind(
        "every integer is a string of digits, including codes",
        rewrite=each_member(lambda _, value: distortions.digits_of(value)),
    ),
    "lower_case_status": Kind(
        "task states in lower case",
        rewrite=each_member(distortions.lower_case_status),
        only=_WITH_STATES,
    ),
    "partly_blocked": Kind(
        "the safety check withholds this many images of a call",
        value=1,
        rewrite=distortions.partly_blocked,
        only=frozenset({"image_generation", "images_generations", "images_edits"}),
    ),
    "no_link": Kind(
        "a file without its download_url, which is optional",
        rewrite=distortions.without_link,
        only=frozenset({"files_retrieve"}),
    ),
    "odd_hex": Kind(
        "hex audio without its last digit",
        rewrite=each_member(distortions.odd_hex),
        only=_WITH_HEX,
    ),
    "slow_first_byte": Kind(
        "no data for this many seconds", value=10, delay=lambda seconds: seconds or 0.0
    ),
    "split_every_byte": Kind("every byte is sent alone", split=distortions.every_byte),
    # Streams only.
    "stall_mid_stream": Kind(
        "silence for this many seconds after half of the frames, then the connection is lost",
        value=math.inf,
        place="stream",
        steps=lambda steps, seconds: first_half(steps, Wait(seconds or 0.0), Drop()),
    ),
    "keepalive_only": Kind(
        "a comment every this many seconds, but no frame",
        value=1,
        place="stream",
        steps=distortions.keep_alive,
    ),
    "drop_mid_stream": Kind(
        "the connection is lost after half of the frames",
        place="stream",
        steps=lambda steps, _: first_half(steps, Drop()),
    ),
    "end_mid_stream": Kind(
        "a clean end after half of the frames",
        place="stream",
        steps=lambda steps, _: first_half(steps),
    ),
    "error_frame_mid_stream": Kind(
        "an error frame after half of the frames; value: the code",
        value=1027,
        place="stream",
        refuse=_any_code,
        error_frame="error",
    ),
    "failed_mid_stream": Kind(
        "a response.failed event after half of the frames, in other APIs an error frame; value:"
        " the code",
        value=1027,
        place="stream",
        refuse=_any_code,
        error_frame="failed",
    ),
    "huge_line": Kind(
        "the first frame is a line of this many MB",
        value=5,
        place="stream",
        steps=distortions.padded,
    ),
    "reasoning_snapshots": Kind(
        "reasoning_details repeat all reasoning so far",
        place="stream",
        steps=distortions.reasoning_snapshots,
        only=frozenset({"chat_completions"}),
    ),
    "tail_in_last_frame": Kind(
        "the last piece of audio arrives only in the frame that repeats all of it",
        place="stream",
        steps=distortions.tail_in_last_frame,
        only=frozenset({"t2a_v2", "music_generation"}),
    ),
    # WebSockets only. Faults of responses and streams also apply to them: once per connection, in
    # each of its texts.
    "ws_close": Kind(
        "the WebSocket is closed after half of the frames of a text; value: the code, 1006 for a"
        " lost connection",
        value=1011,
        place="socket",
        steps=lambda steps, _: first_half(steps, Drop()),
        close_code=lambda code: int(code or 0),
    ),
    "ws_idle_close": Kind(
        "2201, the WebSocket was idle for this many seconds",
        value=1,
        place="socket",
        refuse=_code(2201),
        quiet=True,
    ),
    # Tasks only: decided on creation, or visible when they are queried.
    "task_fails": Kind(
        "the created task fails; value: the code", value=1027, place="task", fate="fails"
    ),
    "task_never_ends": Kind("the created task never finishes", place="task", fate="never ends"),
    "unknown_status": Kind(
        "a task in progress has an undocumented state",
        place="poll",
        rewrite=each_member(distortions.unknown_status),
    ),
    # Signed links only.
    "expired_url": Kind("the link has expired", place="download"),
    "truncated_download": Kind("the connection is lost after half of the bytes", place="download"),
    "no_range_support": Kind("a Range header is ignored", place="download"),
}
