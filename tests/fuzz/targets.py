"""The targets: a name, how inputs are made, and what has to bear them. A target fails when anything
but a MinimaxError comes out.
"""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from minimax import MinimaxError
from minimax.audio import AudioAnswer, decode_hex, parse_subtitles, split_audio_json, to_srt, to_vtt
from minimax.core.archives import is_tar, open_archive
from minimax.core.call import Answer, checked, plain_json
from minimax.core.http import Response
from minimax.core.parsing import GrowingText
from minimax.core.sse import ServerSentEvent, SSEDecoder
from minimax.errors import Origin
from minimax.realtime.protocol import Protocol
from minimax.results.chat import ChatAccumulator
from minimax.results.messages import MessageAccumulator
from minimax.results.responses import ResponseAccumulator
from minimax.results.sound import Music, SoundAccumulator, SpeechAccumulator
from minimax.results.thinking import ThinkSplitter, split_thinking
from minimax.results.transcript import TranscriptAccumulator

from . import platform, shapes
from .calls import CALLS
from .reading import explained, read

HERE = Origin(
    "POST /v1/fuzz", "https://api.example.test", (("global", "https://elsewhere.example.test"),)
)


class Target(NamedTuple):
    """`bear` takes one input and raises when it is not borne. `share` is the part of the time that
    it gets, `bounded` how many inputs the
    suite tries. A decoder works on bytes alone, so that a fuzzer that watches the branches can be
    let loose on it."""

    inputs: st.SearchStrategy[Any]
    bear: Callable[[Any], None]
    bounded: int
    share: int = 1
    decoder: bool = False


def cut(stream: bytes, places: Sequence[int]) -> list[bytes]:
    """A stream in pieces."""
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


def outcome(function: Callable[..., Any], *args: Any) -> Any:
    """What a function gives, or the type of the error of ours that it raises."""
    try:
        return function(*args)
    except MinimaxError as error:
        explained(error)
        return type(error)


@cache
def _place() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    kept = tempfile.TemporaryDirectory(
        prefix="fuzz"
    )  # for the whole run: to make one and sweep it for every input takes longer than the input
    inside = Path(kept.name, "inside")
    inside.mkdir()
    return kept, inside


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder. Nothing may land outside of it, and no link in it."""
    _, inside = _place()
    try:
        yield inside
        assert [*inside.parent.iterdir()] == [inside]
        assert not any(path.is_symlink() for path in inside.rglob("*"))
    finally:
        for each in inside.iterdir():
            shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()


cuts = st.lists(st.integers(0, 2**16), max_size=6)
numbers = st.integers(0, 2**32 - 1)
changes = st.lists(
    st.builds(
        shapes.Change,
        numbers,
        st.sampled_from(sorted(shapes.CHANGES)),
        st.integers(0, len(shapes.ODD) - 1),
    ),
    max_size=4,
)


def pasted(*parts: bytes) -> st.SearchStrategy[bytes]:
    """Bytes out of the marks of a format and of anything."""
    return st.lists(st.sampled_from(parts) | st.binary(max_size=8), max_size=40).map(b"".join)


# Server-sent events

SSE = pasted(
    b"data:",
    b"data: ",
    b"data",
    b"\xef\xbb\xbf",
    b"{}",
    b"event: x",
    b"id: 7\0",
    b"id:",
    b"retry: " + b"9" * 20,
    b":",
    b"\n",
    b"\r",
    b"\r\n",
    "\u2028".encode(),
    b"\n\n",
)


def events(given: tuple[bytes, list[int], int]) -> None:
    """The same events however the bytes are split, and the same refusal of what is too large."""
    stream, places, most = given

    def decoded(chunks: Sequence[bytes]) -> tuple[list[ServerSentEvent], type | None]:
        decoder, found = SSEDecoder(most), list[ServerSentEvent]()
        try:
            for chunk in chunks:
                found += decoder.feed(chunk)
            return [*found, *decoder.close()], None
        except MinimaxError as error:
            return found, type(error)

    assert decoded(cut(stream, places)) == decoded([stream])


# Reasoning

THOUGHT = st.lists(
    st.sampled_from(["<think>", "</think>", "<", "<th", "ink>", "</", " ", "\n", "好", "a"])
    | st.text(max_size=4),
    max_size=20,
)


def thought(given: tuple[list[str], bool]) -> None:
    """Nothing is lost but the tags and the whitespace after them, and the pieces do not depend on
    how the text was split.
    """
    pieces, inside = given
    split, at_once, text = (
        ThinkSplitter(starts_inside=inside),
        ThinkSplitter(starts_inside=inside),
        "".join(pieces),
    )
    found = [part for piece in pieces for part in split.feed(piece)] + split.close()
    whole = at_once.feed(text) + at_once.close()
    for kind in ("text", "reasoning"):
        assert "".join(part for of, part in found if of == kind) == "".join(
            part for of, part in whole if of == kind
        )
    answer, reasoning = split_thinking(text)
    assert len(answer) + len(reasoning) <= len(text)
    buffer = GrowingText(snapshots=True)
    assert len("".join(map(buffer.feed, pieces))) <= len(text)


# Envelopes

ENVELOPE = pasted(
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b'"',
    b'"base_resp"',
    b'"status_code"',
    b'"status_msg"',
    b'"error"',
    b'"message"',
    b'"type"',
    b'"code"',
    b'"http_code"',
    b"1002",
    b"0",
    b"-1",
    b"null",
    b"NaN",
    b"1e999",
    b'"\\ud83d"',
    b"(2061)",
    b"<html>",
    b"<",
    b" ",
)
BASES: tuple[Any, ...] = (
    {
        "base_resp": {"status_code": 1004, "status_msg": "login fail", "trace_id": "07aa"},
        "trace_id": "07aa",
    },
    {
        "type": "error",
        "error": {"type": "rate_limit_error", "message": "slow down (2056)", "http_code": "429"},
        "request_id": "07aa",
    },
    {
        "error": {"code": "1008", "message": "no money", "type": "insufficient_balance"},
        "id": "07aa",
    },
)
HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "trace-id", "location", "content-type"]),
    st.sampled_from(platform.RETRY_AFTER) | st.text(max_size=12),
)


def refused(given: tuple[bytes | tuple[int, list[shapes.Change]], int, dict[str, str]]) -> None:
    """A body, whatever it is, is an answer or an error that explains itself."""
    body, status, headers = given
    if not isinstance(body, bytes):
        payload = json.loads(json.dumps(BASES[body[0] % len(BASES)]))
        for change in body[1]:
            payload = change(payload)
        body = shapes.written(payload)
    outcome(checked, Response(status, headers, body), HERE, plain_json)


# Hex

AUDIO = pasted(
    b"{",
    b"}",
    b'"audio"',
    b'"data"',
    b":",
    b'"',
    b" ",
    b",",
    b"00ff",
    b"0",
    b"zz",
    b"null",
    b"\\u0030",
    b'{"data": {"audio": "00',
    b'"}}',
    b'"status": 2',
    b'{"audio": "',
    b"\xff",
)


def audio(given: tuple[bytes, list[int]]) -> None:
    """An answer that arrives in pieces is read as the same answer in one."""
    payload, places = given
    arriving = AudioAnswer()
    for chunk in cut(payload, places):
        arriving.feed(chunk)
    piecemeal = outcome(arriving.decode, arriving.content())
    assert json.dumps(_plain(piecemeal), sort_keys=True) == json.dumps(
        _plain(outcome(split_audio_json, payload)), sort_keys=True
    )
    outcome(decode_hex, payload)


def _plain(found: Any) -> Any:
    return (
        found.__name__
        if isinstance(found, type)
        else [_lower(found[0]), found[1] and found[1].hex()]
    )


def _lower(answer: Any) -> Any:
    """Digits that were decoded and written again have lost their case."""
    data = answer.get("data")
    if isinstance(data, dict) and isinstance(data.get("audio"), str):
        return {**answer, "data": {**data, "audio": data["audio"].lower()}}
    return answer


# Subtitles


def subtitles(given: tuple[int, list[shapes.Change]]) -> None:
    """A subtitle file becomes cues that are in order, or an error."""
    seed, changed = given
    chance = Random(seed)
    payload = json.loads(platform.subtitles(chance))
    for change in changed:
        payload = change(payload)
    found = outcome(parse_subtitles, shapes.written(payload) if chance.random() < 0.5 else payload)
    if isinstance(found, list):
        assert (to_srt(found) + to_vtt(found)).count("-->") % 2 == 0


# Archives


def unpacked(given: tuple[int, list[tuple[int, int]], int]) -> None:
    """Whatever an archive says, only plain files come out, none outside the folder, and none larger
    than the archive.
    """
    seed, flips, end = given
    tape = bytearray(platform.tape(Random(seed)))
    for place, value in flips:
        tape[place % len(tape)] = value
        if value % 2:
            _sign(tape, place % len(tape))
    if end:
        del tape[end % len(tape) :]
    is_tar(bytes(tape[: tarfile.BLOCKSIZE]))
    with (
        folder() as inside,
        suppress(MinimaxError),
        open_archive(io.BytesIO(tape), bare="audio.mp3") as archive,
    ):
        for entry in archive.entries:
            with suppress(MinimaxError):
                assert len(archive.read(entry)) <= len(tape)
        for path in archive.unpack(inside):
            assert path.resolve().is_relative_to(inside.resolve())


def _sign(tape: bytearray, place: int) -> None:
    """Make the checksum of a header right again, so that what was changed is believed."""
    start = place - place % tarfile.BLOCKSIZE
    header = tape[start : start + tarfile.BLOCKSIZE]
    header[148:156] = b" " * 8
    tape[start + 148 : start + 156] = b"%06o\0 " % sum(header)


# WebSocket

CONNECTED, STARTED = {"event": "connected_success"}, {"event": "task_started"}
CAPTION = {
    "text": "One.",
    "text_begin": 0,
    "time_begin": 0,
    "time_end": 400,
    "timestamped_words": [{"word": "One", "time_begin": 0}],
}
FACTS = {"audio_length": 800, "usage_characters": 4, "word_count": "4", "audio_sample_rate": 32000}
FRAMES: tuple[dict[str, Any], ...] = (
    CONNECTED,
    STARTED,
    {"event": "sentence_start"},
    {"event": "task_continued", "data": {"audio": "00ff", "subtitle": CAPTION}, "is_final": False},
    {"event": "task_continued", "data": {"audio": "00"}, "is_final": True, "extra_info": FACTS},
    {"data": {"audio": ""}, "subtitle": CAPTION},
    {"event": "sentence_end"},
    {"event": "task_flushed"},
    {"event": "task_canceled"},
    {"event": "task_finished"},
    {"event": "task_failed", "base_resp": {"status_code": 1000, "status_msg": "no"}},
    {"event": "task_continued", "base_resp": {"status_code": 2205, "status_msg": "too much waits"}},
)
ACTIONS: dict[str, Callable[[Protocol, str], Any]] = {
    "send": lambda machine, text: machine.send(text),
    "flush": lambda machine, text: machine.flush(),
    "cancel": lambda machine, text: machine.cancel(),
    "finish": lambda machine, text: machine.finish(),
    "lapse": lambda machine, text: machine.lapse(machine.awaiting),
    "closed": lambda machine, text: machine.closed(text),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTIONS)), st.text(max_size=6))
    | st.tuples(st.sampled_from(FRAMES), changes)
    | st.binary(max_size=12),
    max_size=24,
)


def session(given: tuple[list[Any], str, bool, bool]) -> None:
    """A session bears every order of actions and frames, and what was heard can be read at any
    time.
    """
    steps, mode, resend, started = given
    machine = Protocol({"event": "task_start"}, HERE, mode=mode, resend=resend)
    for step in [CONNECTED, STARTED, *steps] if started else steps:
        if isinstance(step, tuple) and isinstance(step[0], str):
            outcome(ACTIONS[step[0]], machine, step[1])
        else:
            outcome(machine.receive, _frame(step))
        read(machine.result())
        assert machine.patience > 0
        json.loads(f"[{','.join(machine.outgoing)}]")


def _frame(step: Any) -> Any:
    if not isinstance(step, tuple):
        return step
    payload = json.loads(json.dumps(step[0]))
    for change in step[1]:
        payload = change(payload)
    text = json.dumps(payload)
    return text if len(step[1]) % 2 else text.encode()


# Accumulators, and everything behind every call

ACCUMULATORS: dict[str, Callable[[], Any]] = {
    "chat_completions": lambda: ChatAccumulator(HERE),
    "chatcompletion_v2": lambda: ChatAccumulator(HERE),
    "anthropic_messages": lambda: MessageAccumulator(HERE),
    "responses": lambda: ResponseAccumulator(HERE),
    "t2a_v2": lambda: SpeechAccumulator(HERE),
    "music_generation": lambda: SoundAccumulator(HERE, Music),
    "speech_to_text": lambda: TranscriptAccumulator(HERE),
}
WHOLE = {"anthropic_messages": shapes.transcripts.MESSAGE, "responses": shapes.transcripts.RESPONSE}


def gathered(given: tuple[str, list[shapes.Change]]) -> None:
    """After every frame, whatever is in it, a result can be read; and so it can from a whole
    answer.
    """
    name, changed = given
    frames, accumulator, at_once = (
        json.loads(json.dumps(shapes.TRANSCRIPTS[name][0])),
        ACCUMULATORS[name](),
        ACCUMULATORS[name](),
    )
    for change in changed:
        frames = change(frames)
    for frame in frames if isinstance(frames, list) else [frames]:
        read(outcome(accumulator.feed, shapes.written(frame)))
        read(accumulator.result())
    payload = json.loads(
        json.dumps(
            WHOLE.get(name, {"data": {"audio": "00"}, "text": "Ahoy", "choices": [{"message": {}}]})
        )
    )
    for change in changed:
        payload = change(payload)
    if isinstance(payload, dict):  # as a whole answer always is
        read(outcome(at_once.whole, Answer(payload, None, {})))
        read(at_once.result())


def called(given: tuple[str, platform.Input]) -> None:
    """A call gives a result that can be read, or an error of ours; nothing lands outside the
    folder, and no answer stays open.
    """
    name, said = given
    client, world = platform.client(said)
    with folder() as inside:
        read(outcome(CALLS[name], client, inside))
    assert all(body.closed for body in world.opened)


TARGETS: dict[str, Target] = {
    "sse": Target(
        st.tuples(SSE, cuts, st.integers(1, 64) | st.just(2**20)), events, 40, decoder=True
    ),
    "thinking": Target(st.tuples(THOUGHT, st.booleans()), thought, 40, decoder=True),
    "envelopes": Target(
        st.tuples(
            ENVELOPE | st.tuples(numbers, changes),
            st.sampled_from((200, 200, 302, 400, 429, 500, 599)),
            HEADERS,
        ),
        refused,
        100,
        decoder=True,
    ),
    "hex": Target(st.tuples(AUDIO, cuts), audio, 60, decoder=True),
    "subtitles": Target(st.tuples(numbers, changes), subtitles, 60, decoder=True),
    "archives": Target(
        st.tuples(
            numbers,
            st.lists(st.tuples(numbers, st.integers(0, 255)), max_size=8),
            st.just(0) | numbers,
        ),
        unpacked,
        60,
        decoder=True,
    ),
    "websocket": Target(
        st.tuples(STEPS, st.sampled_from(("stream", "sentence")), st.booleans(), st.booleans()),
        session,
        60,
        2,
    ),
    "accumulators": Target(
        st.tuples(st.sampled_from(sorted(ACCUMULATORS)), changes), gathered, 120, 2
    ),
    "calls": Target(
        st.tuples(st.sampled_from(sorted(CALLS)), st.builds(platform.Input, numbers, changes)),
        called,
        300,
        6,
    ),
}
