"""What is expected of every call under every fault: one table of rules, of which the first that
fits a cell decides.

A cell is one call, one of the operations that it asks, and one fault of the emulator on that
operation.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from minimax import (
    APIError,
    AuthenticationError,
    DecodeError,
    InsufficientBalanceError,
    MinimaxError,
    NetworkError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestTimeout,
    SensitiveContentError,
    ServerError,
    StreamInterrupted,
    TaskFailed,
    TaskTimeout,
    UsageLimitError,
)

ATTEMPTS = 3
"""How often a request is sent that may be repeated, the first time included, where nothing else was
asked for.
"""


class Fault(NamedTuple):
    """A column of the matrix: a fault, how it is switched on, and what the client has to be told to
    meet it.
    """

    name: str
    written: str
    timeout: float | None = None
    """Seconds of silence that the client bears."""
    ticks: bool = False
    """Whether a second passes at every look of the client at its clock."""


VALUES = {
    "slow_first_byte": "=0.01",
    "stall_mid_stream": "=0.01",
    "keepalive_only": "=0.01",
    "huge_line": "=1",
    "ws_idle_close": "=0",
}
"""Values that keep the waits short; what happens is the same."""
TOO_SLOW, TOO_LONG = "slow_first_byte_for_ever", "stall_mid_stream_for_ever"
IMPATIENT = {
    TOO_SLOW: Fault(TOO_SLOW, "slow_first_byte=1000000", 0.25),
    TOO_LONG: Fault(TOO_LONG, "stall_mid_stream", 2.0),
}
"""Silence beyond the timeout of the client, in real time."""


def columns(kinds: Iterable[str]) -> tuple[Fault, ...]:
    """All faults: every kind, and the silent ones once more beyond the timeout."""
    comments = Fault(
        "keepalive_only", "keepalive_only" + VALUES["keepalive_only"], timeout=2.0, ticks=True
    )
    return (
        *(
            comments if name == comments.name else Fault(name, name + VALUES.get(name, ""))
            for name in kinds
        ),
        *IMPATIENT.values(),
    )


class Kind(StrEnum):
    """What sort of exchange an operation is in a call."""

    WHOLE = "whole"
    STREAM = "stream"
    SOCKET = "socket"
    POLL = "poll"
    """A look at a task that is waited for."""
    FILE = "file"


class Repeat(StrEnum):
    """Whether the faulty request is sent again."""

    NEVER = "never"
    UNBILLED = "unless billed"
    """What is paid for may have run: it is asked once."""
    ALWAYS = "always"
    """The answer proves that nothing ran, or that nothing is lost by asking again."""
    RENEWED = "with a fresh link"
    """Where the platform can be asked for one."""
    ON = "while it helps"
    """Until the deadline of a wait, or as long as each piece brings a download further."""
    EARLY = "before the first text"
    """Where the fault may strike before a session has begun, or after that."""


NEVER, UNBILLED, ALWAYS, RENEWED, ON, EARLY = Repeat
ANYWHERE = frozenset(Kind)
POLL, FILE, STREAM = frozenset({Kind.POLL}), frozenset({Kind.FILE}), frozenset({Kind.STREAM})
SOCKET = frozenset({Kind.SOCKET})


class Rule(NamedTuple):
    """These faults, met there, end like that."""

    faults: str
    error: type[MinimaxError] | None
    """None: the call gives what it gives without the fault."""
    repeat: Repeat = NEVER
    at: frozenset[Kind] = ANYWHERE
    of: str = ""
    """Operations or calls, parted by commas; none for all."""
    partial: bool = False
    """Whether the error carries what had come."""
    changed: bool = False
    """Whether the result may be another one than without the fault."""

    def fits(self, fault: str, kind: Kind, *names: str) -> bool:
        return (
            fault in self.faults.split()
            and kind in self.at
            and (not self.of or not set(names).isdisjoint(self.of.split(", ")))
        )


NOTHING_INSIDE = (
    "responses_input_tokens, anthropic_count_tokens, query_balance, coding_plan_vlm,"
    " lyrics_generation, music_cover_preprocess, video_generation, video_generation_v2,"
    " h3_context_ir, video_regeneration, video_template_generation, t2a_async_v2,"
    " query_video_generation, query_video_template_generation, query_t2a_async_v2, voice_clone,"
    " voice_design, delete_voice, speech_to_text, files_delete, delete_video_generation_v2,"
    " text.responses.stream"
)
"""What is needed of their answers stands outside of all objects."""
LISTS = (
    "list_models, get_voice, list_video_generation_v2, files_list, token_plan_remains,"
    " coding_plan_search"
)
BY_STATUS = "t2a_v2, music_generation, chatcompletion_v2"
"""Their streams end with a status inside an object."""

RULES = (
    # While a task is waited for, trouble passes, or else the deadline does; the task goes on.
    Rule(
        "rate_limit server_error overloaded error error_in_200 http_502_html unknown_enum_values",
        TaskTimeout,
        ON,
        POLL,
    ),
    Rule("slow_first_byte_for_ever", TaskTimeout, ON, POLL),
    Rule("null_data", TaskTimeout, ON, POLL, of="query_video_generation_v2"),
    Rule("task_fails", TaskFailed, of="video.generate, video.generate v2"),
    Rule("task_never_ends", TaskTimeout, of="video.generate, video.generate v2"),
    # A download goes on where it broke off, and asks for a fresh link where the old one has ended.
    Rule("http_502_html", NetworkError, ALWAYS, FILE),
    Rule("http_404_text expired_url", DecodeError, RENEWED, FILE),
    Rule("truncated_download", NetworkError, ON, FILE),
    Rule(
        "no_link", None, ON, of="video.generate, task video"
    ),  # the platform hands the file out itself, and is asked for a link before
    # Refusals have a class by their meaning. What is paid for is asked again only when the answer
    # proves that it did not run.
    Rule("rate_limit", RateLimitError, ALWAYS),
    Rule(
        "server_error overloaded error error_in_200 http_502_html json_instead_of_stream",
        ServerError,
        ALWAYS,
        SOCKET,
    ),
    Rule("json_instead_of_stream", ServerError),
    Rule("overloaded", ServerError, ALWAYS),
    Rule("server_error error error_in_200 http_502_html", ServerError, UNBILLED),
    Rule("insufficient_balance", InsufficientBalanceError),
    Rule("usage_limit", UsageLimitError),
    Rule("model_not_in_plan", PermissionDeniedError),
    Rule("sensitive_input partly_blocked", SensitiveContentError),
    Rule("wrong_region", AuthenticationError),
    Rule("http_404_text", NotFoundError),
    Rule("ws_idle_close", APIError, EARLY),
    # What has begun is never sent again, and the part that came is in the error.
    Rule(
        "drop_mid_stream end_mid_stream stall_mid_stream stall_mid_stream_for_ever ws_close",
        StreamInterrupted,
        partial=True,
    ),
    Rule("error_frame_mid_stream failed_mid_stream", SensitiveContentError, partial=True),
    Rule("keepalive_only", StreamInterrupted),
    Rule("slow_first_byte_for_ever", RequestTimeout, ALWAYS, SOCKET),
    Rule("slow_first_byte_for_ever", RequestTimeout, UNBILLED),
    # A success without a result is an error; an empty list is a list.
    Rule("null_data", None, of=NOTHING_INSIDE),
    Rule("null_data", None, of=LISTS, changed=True),
    Rule("null_data", StreamInterrupted, NEVER, STREAM, of=BY_STATUS),
    Rule("null_data odd_hex", StreamInterrupted, NEVER, SOCKET),
    Rule("odd_hex", StreamInterrupted, NEVER, STREAM),
    Rule("null_data odd_hex", DecodeError),
    # Everything else is borne without a sign.
    Rule(
        "unknown_fields unknown_enum_values ids_as_ints ids_as_strings numbers_as_strings"
        " lower_case_status unknown_status",
        None,
    ),
    Rule(
        "slow_first_byte split_every_byte huge_line reasoning_snapshots tail_in_last_frame"
        " no_range_support no_link task_fails task_never_ends",
        None,
    ),
)


def rule(fault: str, kind: Kind, operation: str, call: str) -> Rule:
    """The rule of a cell."""
    for row in RULES:
        if row.fits(fault, kind, operation, call):
            return row
    raise LookupError(f"no rule says what {call} does when {operation} meets {fault} as {kind}")
