from __future__ import annotations

import json

import pytest

from minimax.core.parsing import parse

READABLE = [b'{"a": [1, "\xc3\xa9"]}', b' {"a": 1}', b'{"a": 1}\n', b'"\\ud83d"', b"[]", b"1"]
UNREADABLE = [b"", b" ", b"{", b'{"a": 1} x', b"\xff", b'"\x01"', b"[" * 100_000]


class TestParse:
    @pytest.mark.parametrize("kind", [bytes, bytearray])
    @pytest.mark.parametrize("data", READABLE)
    def test_equals_json_loads(self, data: bytes, kind: type[bytes] | type[bytearray]) -> None:
        assert parse(kind(data)) == json.loads(data)

    @pytest.mark.parametrize("kind", [bytes, bytearray])
    @pytest.mark.parametrize("data", UNREADABLE, ids=lambda data: data[:4])
    def test_invalid_json_is_rejected_and_left_unchanged(
        self, data: bytes, kind: type[bytes] | type[bytearray]
    ) -> None:
        given = kind(data)
        with pytest.raises((ValueError, RecursionError)):
            parse(given)
        assert given == data

    @pytest.mark.parametrize("kind", [bytes, bytearray])
    def test_invalid_bytes_in_a_string_are_replaced(
        self, kind: type[bytes] | type[bytearray]
    ) -> None:
        assert parse(kind(b'{"a": "caf\xe9"}')) == {"a": "caf\ufffd"}

    def test_releases_large_events(self) -> None:
        data = bytearray(b'{"a": 1}')
        assert parse(data) == {"a": 1}
        assert data == b""
