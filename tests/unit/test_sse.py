from __future__ import annotations

import json
import re
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax.core.sse import ServerSentEvent, SSEDecoder
from minimax.errors import DecodeError

MB = 2**20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def decode(*chunks: bytes) -> list[ServerSentEvent]:
    decoder = SSEDecoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)] + decoder.close()


def data_of(*chunks: bytes) -> list[bytes | bytearray]:
    return [event.data for event in decode(*chunks)]


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


def in_pieces_of(size: int, stream: bytes) -> list[bytes]:
    return [stream[start : start + size] for start in range(0, len(stream), size)]


def by_the_book(stream: bytes) -> list[ServerSentEvent]:
    """The WHATWG algorithm, one line after the other, with a blank line added at the end of the
    stream.
    """
    events: list[ServerSentEvent] = []
    data: list[bytes] = []
    event = last_id = ""
    for line in [*re.split(rb"\r\n|\r|\n", stream.removeprefix(BYTE_ORDER_MARK)), b""]:
        name, _, value = line.partition(b":")
        value = value[1:] if value[:1] == b" " else value
        if not line:
            if data:
                events.append(ServerSentEvent(b"\n".join(data), event or "message", last_id))
            data, event = [], ""
        elif name == b"data":
            data.append(value)
        elif name == b"event":
            event = value.decode("utf-8", "replace")
        elif name == b"id" and b"\0" not in value:
            last_id = value.decode("utf-8", "replace")
    return events


places = st.lists(st.integers(0, 2**16), max_size=12)
line_ends = st.sampled_from([b"\n", b"\r", b"\r\n"])
awkward_streams = st.lists(
    st.sampled_from(
        [
            *(
                b"data:",
                b"data: ",
                b"data",
                b"dat",
                b"event:",
                b"event: a",
                b"id:",
                b"id: 7",
                b"retry: 5",
                b"other: x",
                b":",
            ),
            *(
                b"\n",
                b"\r",
                b"\r\n",
                b"\n\n",
                b"\r\n\r\n",
                b" ",
                b"x",
                b"\0",
                b"\xff",
                BYTE_ORDER_MARK,
            ),
            *("\u2028".encode(), "\u0085".encode(), b"data: {}\n\n", b"event: a\ndata: {}\n\n"),
        ]
    ),
    max_size=40,
).map(b"".join)


class TestAnySplit:
    @settings(max_examples=100, deadline=None)
    @given(awkward_streams, places)
    def test_yields_the_standard_events(self, stream: bytes, places: list[int]) -> None:
        assert decode(*cut(stream, places)) == by_the_book(stream)

    @settings(max_examples=100, deadline=None)
    @given(awkward_streams)
    def test_single_bytes_yield_the_standard_events(self, stream: bytes) -> None:
        assert decode(*in_pieces_of(1, stream)) == by_the_book(stream)

    @settings(max_examples=100, deadline=None)
    @given(awkward_streams, places)
    def test_has_the_same_comments_and_retry(self, stream: bytes, places: list[int]) -> None:
        whole, split = SSEDecoder(), SSEDecoder()
        whole.feed(stream)
        for chunk in cut(stream, places):
            split.feed(chunk)
        assert (split.comments, split.retry) == (whole.comments, whole.retry)

    @settings(max_examples=100, deadline=None)
    @given(awkward_streams, places, st.integers(0, 20))
    def test_fails_at_the_same_large_event(
        self, stream: bytes, places: list[int], limit: int
    ) -> None:
        def run(chunks: list[bytes]) -> tuple[list[ServerSentEvent], str]:
            decoder, events = SSEDecoder(limit), list[ServerSentEvent]()
            try:
                for chunk in chunks:
                    events += decoder.feed(chunk)
                return events + decoder.close(), ""
            except DecodeError as error:
                return events, str(error)

        assert run(cut(stream, places)) == run([stream])

    @pytest.mark.parametrize("size", [10, 1018, 1019, 1024, 1030, 70_000])
    def test_long_and_short_lines_yield_the_same_events(self, size: int) -> None:
        stream = b"".join(
            b"event: a\ndata: %b\n\ndata:%b\n\n" % (b"x" * length, b"y" * 3)
            for length in (3, size, 4)
        )
        for places in ([], [9], [size + 40], [len(stream) - 5]):
            assert decode(*cut(stream, places)) == by_the_book(stream)


class TestRoundTrip:
    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=8),
                st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=3),
            ),
            max_size=6,
        ),
        line_ends,
        st.sampled_from([b"", BYTE_ORDER_MARK]),
        st.sampled_from([b"", b" "]),
        places,
    )
    def test_parses_serialized_events(
        self,
        written: list[tuple[str, list[str]]],
        end: bytes,
        mark: bytes,
        space: bytes,
        places: list[int],
    ) -> None:
        stream, expected = mark, []
        for name, lines in written:
            data = [json.dumps(line, ensure_ascii=False).encode() for line in lines]
            stream += b": keep-alive" + end + b"event: " + name.encode() + end
            stream += b"".join(b"data:" + space + line + end for line in data) + end
            expected.append(ServerSentEvent(b"\n".join(data), name or "message"))
        assert decode(*cut(stream, places)) == expected


class TestLines:
    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_end_with_cr_lf_or_crlf(self, end: bytes) -> None:
        assert data_of(b"data: a" + end + end + b"data: b" + end + end) == [b"a", b"b"]

    def test_split_crlf_is_one_line_end(self) -> None:
        assert data_of(b"data: a\r", b"\ndata: b\r", b"\n\r", b"\n") == [b"a\nb"]

    def test_events_are_emitted_at_cr_without_waiting_for_lf(self) -> None:
        decoder = SSEDecoder()
        assert [event.data for event in decoder.feed(b"data: a\r\n\r")] == [b"a"]
        assert decoder.feed(b"\n") == []

    @pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c"])
    def test_do_not_end_at_unicode_line_separators(self, mark: str) -> None:
        payload = json.dumps({"text": f"a{mark}b"}, ensure_ascii=False).encode()
        (data,) = data_of(b"data: " + payload + b"\n\n")
        assert json.loads(data) == {"text": f"a{mark}b"}


class TestFields:
    def test_only_one_space_after_the_colon_is_dropped(self) -> None:
        assert data_of(b"data:a\n\n", b"data: b\n\n", b"data:  c\n\n") == [b"a", b"b", b" c"]

    def test_data_lines_are_joined_by_a_newline(self) -> None:
        assert data_of(b"data: a\ndata:\ndata\ndata: b\n\n") == [b"a\n\n\nb"]

    def test_event_name_applies_once_and_id_persists(self) -> None:
        assert decode(b"event: ping\nid: 7\ndata: 1\n\ndata: 2\n\n") == [
            ServerSentEvent(b"1", "ping", "7"),
            ServerSentEvent(b"2", "message", "7"),
        ]

    def test_events_without_data_are_discarded(self) -> None:
        assert decode(b"event: ping\n\ndata: 1\n\n") == [ServerSentEvent(b"1")]

    def test_an_id_with_a_nul_is_ignored(self) -> None:
        assert decode(b"id: 7\nid: 8\0\ndata: 1\n\n") == [ServerSentEvent(b"1", id="7")]

    @pytest.mark.parametrize(
        ("line", "retry"), [(b"3000", 3000), (b"3s", None), (b"", None), (b"9" * 5000, None)]
    )
    def test_valid_retry_values_are_kept(self, line: bytes, retry: int | None) -> None:
        decoder = SSEDecoder()
        decoder.feed(b"retry: " + line + b"\n\n")
        assert decoder.retry == retry

    def test_comments_are_counted_but_not_emitted(self) -> None:
        decoder = SSEDecoder()
        assert decoder.feed(b": keep-alive\n\n:\n\n") == []
        assert decoder.comments == 2

    def test_a_byte_order_mark_is_dropped_at_the_start_only(self) -> None:
        stream = BYTE_ORDER_MARK + b"data: a\n\n" + BYTE_ORDER_MARK + b"data: b\n\n"
        assert data_of(stream[:1], stream[1:2], stream[2:]) == [b"a"]


class TestEndOfStream:
    @pytest.mark.parametrize("tail", [b"", b"\n", b"\r", b"\r\n", b"\n\n"])
    def test_the_last_event_needs_no_blank_line(self, tail: bytes) -> None:
        assert data_of(b"data: a" + tail) == [b"a"]

    def test_closing_twice_emits_the_last_event_once(self) -> None:
        decoder = SSEDecoder()
        decoder.feed(b"data: a")
        assert (decoder.close(), decoder.close()) == ([ServerSentEvent(b"a")], [])

    def test_an_empty_stream_has_no_events(self) -> None:
        assert decode() == decode(b"") == []


class TestLargeEvents:
    def test_line_of_5_mb_is_complete(self) -> None:
        line = b"ab" * (5 * MB // 2)
        assert data_of(*in_pieces_of(65_536, b"data: " + line + b"\n\n")) == [line]

    @pytest.mark.parametrize("piece", [64, 4096, 65_536])
    def test_memory_peaks_near_the_size_of_the_event(self, piece: int) -> None:
        block, size = b"a" * piece, 4 * MB
        decoder = SSEDecoder()
        decoder.feed(b"data: ")
        tracemalloc.start()
        try:
            for _ in range(size // piece):
                decoder.feed(block)
            (event,) = decoder.feed(b"\n\n")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert len(event.data) == size
        assert peak < 1.2 * size

    def test_event_at_the_limit_is_accepted(self) -> None:
        decoder = SSEDecoder(max_event_bytes=len(b"data: 12345"))
        assert decoder.feed(b"data: 12345\n\n" * 3) == [ServerSentEvent(b"12345")] * 3

    @pytest.mark.parametrize(
        "stream",
        [b"data: 123456\n\n", b"data: 123456", b"data: 123\ndata: 45\n", b": 1234567890\n"],
    )
    def test_event_over_the_limit_names_limit_and_option(self, stream: bytes) -> None:
        decoder = SSEDecoder(max_event_bytes=10)
        with pytest.raises(DecodeError, match=r"larger than 10 bytes.*max_event_bytes") as caught:
            decoder.feed(stream)
        assert caught.value.raw

    def test_endless_lines_are_rejected_early(self) -> None:
        decoder = SSEDecoder(max_event_bytes=100_000)
        for _ in range(100):
            assert decoder.feed(b"a" * 1000) == []
        with pytest.raises(DecodeError):
            decoder.feed(b"a")

    def test_events_before_a_large_one_are_emitted(self) -> None:
        decoder = SSEDecoder(max_event_bytes=10)
        assert decoder.feed(b"data: a\n\ndata: 123456\n\n") == [ServerSentEvent(b"a")]
        for _ in range(2):
            with pytest.raises(DecodeError, match="max_event_bytes"):
                decoder.feed(b"data: b\n\n")


@pytest.mark.parametrize("size", [1, 3, 7, 10_000])
def test_the_names_of_events_are_kept(size: int) -> None:
    stream = (
        b'event: message\ndata: {"error": 1}\n\nevent:error\ndata: a\n\nevent: errors\ndata: b\n\n'
        b"event: error\r\nid: 7\r\ndata: c\r\ndata: d\r\n\r\ndata: error\n\n"
    )
    assert [(event.event, event.data) for event in decode(*in_pieces_of(size, stream))] == [
        ("message", b'{"error": 1}'),
        ("error", b"a"),
        ("errors", b"b"),
        ("error", b"c\nd"),
        ("message", b"error"),
    ]
