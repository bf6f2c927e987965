"""Every fault that there is, by name: what it does and which requests it can meet."""

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
"""Where operations have their ids, the name of the signed links."""

_HTML_502 = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad"
    " Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True)
class Plain:
    """An answer that is not the platform's: what a gateway or an object store would send."""

    http: int
    media_type: str
    text: str


@dataclass(frozen=True)
class Kind:
    """What a fault does. `place` says which requests it can meet; each of the functions gets the
    value as its last argument.
    """

    about: str
    value: Value = None
    """What counts where none is given; None: the fault takes no value."""
    place: Place = "answer"
    refuse: Callable[[Value], PlatformError] | None = None
    """The error that is sent instead of an answer."""
    in_200: bool = False
    """The error is plain JSON with HTTP 200, in every family, also in place of a stream."""
    quiet: bool = False
    """The error is sent once a WebSocket was quiet for as many seconds as the value says."""
    plain: Plain | None = None
    """Another body that is sent instead of an answer."""
    delay: Callable[[Value], float] | None = None
    """Seconds before the first byte."""
    rewrite: Callable[[Json, Value], Json] | None = None
    """Changes one JSON body or frame."""
    steps: Callable[[list[Step], Value], Iterable[Step]] | None = None
    """Changes a stream."""
    error_frame: str | None = None
    """The error is a frame after half of the stream, in the way of this name where the endpoint has
    it.
    """
    split: Callable[[bytes], Iterator[bytes]] | None = None
    """Cuts the bytes into the pieces that are sent."""
    close_code: Callable[[Value], int] | None = None
    """What a WebSocket is closed with where the steps break it off."""
    fate: Fate | None = None
    """What becomes of the task that the request creates."""
    only: frozenset[str] | None = None
    """Operations whose answers have what it changes; None: all of them."""


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
        "a stream is asked for, a JSON error at HTTP 200 comes; value: the code",
        value=1000,
        place="stream",
        refuse=_any_code,
        in_200=True,
    ),
    "http_502_html": Kind("the HTML page of a gateway", plain=Plain(502, "text/html", _HTML_502)),
    "http_404_text": Kind(
        "the plain text of a wrong path", plain=Plain(404, "text/plain", "404 page not found")
    ),
    # Good answers, bent.
    "null_data": Kind(
        "success, but data, choices and every other object are null",
        rewrite=distortions.without_data,
    ),
    "unknown_fields": Kind(
        "fields that nobody knows in every object", rewrite=distortions.with_unknown_fields
    ),
    "unknown_enum_values": Kind(
        "finish_reason, audio_format, status and the like have values that nobody knows",
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
        "every integer is a string of digits, codes too",
        rewrite=each_member(lambda _, value: distortions.digits_of(value)),
    ),
    "lower_case_status": Kind(
        "task states in lower case",
        rewrite=each_member(distortions.lower_case_status),
        only=_WITH_STATES,
    ),
    "partly_blocked": Kind(
        "the safety check keeps so many images of a call back",
        value=1,
        rewrite=distortions.partly_blocked,
        only=frozenset({"image_generation", "images_generations", "images_edits"}),
    ),
    "no_link": Kind(
        "a file comes without its download_url, which is optional",
        rewrite=distortions.without_link,
        only=frozenset({"files_retrieve"}),
    ),
    "odd_hex": Kind(
        "hex audio that lacks its last digit",
        rewrite=each_member(distortions.odd_hex),
        only=_WITH_HEX,
    ),
    "slow_first_byte": Kind(
        "nothing for so many seconds", value=10, delay=lambda seconds: seconds or 0.0
    ),
    "split_every_byte": Kind("every byte is sent alone", split=distortions.every_byte),
    # Streams only.
    "stall_mid_stream": Kind(
        "silence after half of the frames for so many seconds, then the connection breaks",
        value=math.inf,
        place="stream",
        steps=lambda steps, seconds: first_half(steps, Wait(seconds or 0.0), Drop()),
    ),
    "keepalive_only": Kind(
        "a comment every so many seconds and never a frame",
        value=1,
        place="stream",
        steps=distortions.keep_alive,
    ),
    "drop_mid_stream": Kind(
        "the connection breaks after half of the frames",
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
        "a response.failed event after half of the frames, elsewhere an error frame; value: the"
        " code",
        value=1027,
        place="stream",
        refuse=_any_code,
        error_frame="failed",
    ),
    "huge_line": Kind(
        "the first frame is a line of so many MB", value=5, place="stream", steps=distortions.padded
    ),
    "reasoning_snapshots": Kind(
        "reasoning_details repeat all the thinking so far",
        place="stream",
        steps=distortions.reasoning_snapshots,
        only=frozenset({"chat_completions"}),
    ),
    "tail_in_last_frame": Kind(
        "the last piece of audio comes only in the frame that repeats the whole",
        place="stream",
        steps=distortions.tail_in_last_frame,
        only=frozenset({"t2a_v2", "music_generation"}),
    ),
    # WebSockets only. They meet the faults of answers and streams too: once per connection, in
    # every text of it.
    "ws_close": Kind(
        "the WebSocket is closed after half of the frames of a text; value: the code, 1006 breaks"
        " it off without one",
        value=1011,
        place="socket",
        steps=lambda steps, _: first_half(steps, Drop()),
        close_code=lambda code: int(code or 0),
    ),
    "ws_idle_close": Kind(
        "2201, the WebSocket was quiet for so many seconds",
        value=1,
        place="socket",
        refuse=_code(2201),
        quiet=True,
    ),
    # Tasks only: decided when they are created, or seen when they are asked about.
    "task_fails": Kind(
        "the task that is created fails; value: the code", value=1027, place="task", fate="fails"
    ),
    "task_never_ends": Kind(
        "the task that is created runs for ever", place="task", fate="never ends"
    ),
    "unknown_status": Kind(
        "a task under way has a state that nobody knows",
        place="poll",
        rewrite=each_member(distortions.unknown_status),
    ),
    # Signed links only.
    "expired_url": Kind("the link is past its end", place="download"),
    "truncated_download": Kind("the connection breaks after half of the bytes", place="download"),
    "no_range_support": Kind("a Range header is ignored", place="download"),
}
