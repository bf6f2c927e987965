"""Heads and bodies of HTTP/1.1, cut anywhere: what goes past h11 must be what h11 would have given,
errors too.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from itertools import pairwise

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax.framing import RECEIVE_LARGE, Chunks, Exchange, Packed, Sized

CHUNKS = st.lists(st.binary(min_size=1, max_size=40), max_size=6)
ENDS = st.sampled_from(
    [b"0\r\n\r\n", b"000\r\n\r\n", b"0\r\nTrailer: x\r\n\r\n", b"3;note=x\r\nabc\r\n0\r\n\r\n", b""]
)
SPOILERS = st.sampled_from(list(b"\r\n0159afXZ ;"))
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


def unpacked(packed: Packed, pieces: list[bytes]) -> bytes:
    return b"".join([*(content for data in pieces for content in packed.take(data)), packed.end()])


def by_h11(body: bytes) -> tuple[bytes, str]:
    """What h11 makes of a body in chunks after which the connection ends."""
    connection, content = h11.Connection(h11.CLIENT), b""
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a.test")]))
    connection.send(h11.EndOfMessage())
    for data in (HEAD, body, b"")[: 2 if not body else 3]:
        connection.receive_data(data)
    while True:
        try:
            event = connection.next_event()
        except h11.RemoteProtocolError:
            return content, "error"
        if isinstance(event, h11.Data):
            content += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return content, "end"


class TestChunks:
    @given(
        contents=CHUNKS, end=ENDS, cuts=st.lists(st.integers(0, 400), max_size=8), data=st.data()
    )
    def test_give_with_h11_what_h11_gives_alone(
        self, contents: list[bytes], end: bytes, cuts: list[int], data: st.DataObject
    ) -> None:
        body = bytearray(
            b"".join(b"%x\r\n%b\r\n" % (len(content), content) for content in contents) + end
        )
        if body and data.draw(st.booleans(), label="spoiled"):
            place = data.draw(st.integers(0, len(body) - 1))
            spoiler = data.draw(st.none() | SPOILERS)
            body[place : place + 1] = b"" if spoiler is None else bytes([spoiler])
        arriving = [*pieces_of(bytes(body), cuts), b""]
        chunks, content = Chunks(), b""
        while chunks.wanted:
            content += chunks.take(arriving.pop(0) if arriving else b"")
        rest, end_of_all = by_h11(chunks.rest + b"".join(arriving))
        assert (content + rest, end_of_all) == by_h11(bytes(body))

    def test_of_one_read_come_as_one_piece(self) -> None:
        chunks = Chunks()
        assert chunks.take(b"1\r\na\r\n2\r\nbc\r\n3\r\nd") == b"abcd"
        assert chunks.take(b"ef\r\n0\r\n\r\n") == b"ef"
        assert (chunks.wanted, chunks.rest) == (0, b"0\r\n\r\n")

    def test_that_are_open_are_not_waited_for(self) -> None:
        chunks = Chunks()
        assert [chunks.take(data) for data in (b"a\r\n01", b"23", b"456789", b"\r\n")] == [
            b"01",
            b"23",
            b"456789",
            b"",
        ]


class TestExchange:
    @given(
        interim=st.booleans(),
        line_end=st.sampled_from([b"\r\n", b"\n"]),
        cuts=st.lists(st.integers(0, 200), max_size=8),
    )
    def test_gives_out_heads_and_keeps_what_is_behind_them(
        self, interim: bool, line_end: bytes, cuts: list[int]
    ) -> None:
        body = b"{}\r\n\r\nand more"
        head = line_end.join([b"HTTP/1.1 200 OK", b"Content-Length: 14", b"", b""])
        before = b"HTTP/1.1 103 Early Hints\r\n\r\n" if interim else b""
        exchange, given_out = Exchange(), b""
        exchange.out(b"GET / HTTP/1.1\r\n\r\n")
        arriving = pieces_of(before + head + body, cuts)
        while len(given_out) < len(before + head):
            given_out += exchange.cut(exchange.kept(65536) if exchange.rest else arriving.pop(0))
        assert given_out == before + head
        assert exchange.rest + b"".join(arriving) == body

    def test_sends_a_head_with_what_follows_it(self) -> None:
        exchange = Exchange()
        assert [exchange.out(data) for data in (b"head ", b"content", b"more", b"")] == [
            b"",
            b"head content",
            b"more",
            b"",
        ]

    def test_sends_a_head_that_nothing_follows(self) -> None:
        exchange = Exchange()
        assert [exchange.out(data) for data in (b"head", b"", b"")] == [b"", b"head", b""]


class TestSized:
    def test_is_over_with_its_last_byte(self) -> None:
        sized = Sized(5)
        assert [sized.take(data) for data in (b"abc", b"deHTTP/1.1")] == [b"abc", b"de"]
        assert (sized.wanted, sized.rest) == (0, b"HTTP/1.1")

    def test_says_how_much_came_when_it_was_not_all(self) -> None:
        sized = Sized(10)
        sized.take(b"abc")
        with pytest.raises(EOFError, match="after 3 of 10 bytes"):
            sized.take(b"")


class TestPacked:
    @pytest.mark.parametrize(
        ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
    )
    @given(content=st.binary(max_size=300), cuts=st.lists(st.integers(0, 400), max_size=6))
    def test_gives_what_was_packed(
        self, encoding: str, pack: Callable[[bytes], bytes], content: bytes, cuts: list[int]
    ) -> None:
        assert unpacked(Packed(encoding), pieces_of(pack(content), cuts)) == content

    @given(content=st.binary(max_size=60), cuts=st.lists(st.integers(0, 400), max_size=6))
    def test_without_the_header_of_deflate_is_read_too(
        self, content: bytes, cuts: list[int]
    ) -> None:
        pack = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        assert (
            unpacked(Packed("deflate"), pieces_of(pack.compress(content) + pack.flush(), cuts))
            == content
        )

    @pytest.mark.parametrize(
        "behind", [b"", b"\x1f", b"\n", bytes(600), b"no member", gzip.compress(b"")]
    )
    @given(cuts=st.lists(st.integers(0, 400), max_size=6))
    def test_in_several_members_is_one_and_what_is_behind_them_is_passed_over(
        self, behind: bytes, cuts: list[int]
    ) -> None:
        members = gzip.compress(b"Hello") + gzip.compress(b", world")
        assert unpacked(Packed("gzip"), pieces_of(members + behind, cuts)) == b"Hello, world"

    def test_keeps_nothing_of_what_is_behind_it(self) -> None:
        packed = Packed("gzip")
        assert unpacked(packed, [gzip.compress(b"Hello"), *[b"more" * 1000] * 3]) == b"Hello"
        assert packed._unpacker.unused_data == b""

    @pytest.mark.parametrize(
        ("spoiled", "complaint"), [(slice(-8, None), EOFError), (slice(-8, -4), zlib.error)]
    )
    def test_whose_last_member_is_spoiled_is_no_answer(
        self, spoiled: slice, complaint: type[Exception]
    ) -> None:
        second = bytearray(gzip.compress(b", world"))
        second[spoiled] = b"" if spoiled.stop is None else bytes(4)
        with pytest.raises(complaint):
            unpacked(Packed("gzip"), [gzip.compress(b"Hello"), bytes(second)])

    def test_comes_in_bounded_pieces(self) -> None:
        packed = Packed("gzip")
        sizes = [len(piece) for piece in packed.take(gzip.compress(bytes(3 * RECEIVE_LARGE)))]
        assert (sum(sizes) + len(packed.end()), max(sizes)) == (3 * RECEIVE_LARGE, RECEIVE_LARGE)

    def test_that_is_cut_off_is_no_answer(self) -> None:
        packed = Packed("gzip")
        list(packed.take(gzip.compress(b"hello")[:-1]))
        with pytest.raises(EOFError):
            packed.end()

    def test_that_is_empty_is_empty(self) -> None:
        assert Packed("gzip").end() == b""
