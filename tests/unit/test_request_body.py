from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from minimax.errors import ValidationError
from minimax.requests.request_body import build, validate
from minimax_generated.operation import AnyOperation
from minimax_generated.operations import find_operation, list_operations

FEATURES = ("text", "speech", "voices", "video", "images", "music", "files", "account")
T2A = find_operation("t2a_v2")
CHAT = find_operation("chat_completions")


class TestEndpoints:
    def test_match_the_spec(self) -> None:
        assert (T2A.name, T2A.family, T2A.billed, T2A.rate_class, T2A.stream_end) == (
            "POST /v1/t2a_v2",
            "native",
            True,
            "speech",
            "status",
        )

    @pytest.mark.parametrize("target", list_operations(), ids=lambda target: target.id)
    def test_have_request_rules(self, target: AnyOperation) -> None:
        assert target.request is None or (target.request in target.checks and target.fields)

    @pytest.mark.parametrize("target", list_operations(), ids=lambda target: target.id)
    def test_generating_endpoints_are_billed(self, target: AnyOperation) -> None:
        assert target.billed <= (target.method == "POST")


class TestBuild:
    def test_maps_flat_names_to_wire_fields(self) -> None:
        values = {
            "text": "Hi",
            "model": "m",
            "voice": "v",
            "volume": 2,
            "format": "wav",
            "pronunciation": ["a/b"],
            "mix": [],
            "language": "auto",
        }
        assert build(T2A, values) == {
            "text": "Hi",
            "model": "m",
            "voice_setting": {"voice_id": "v", "vol": 2},
            "audio_setting": {"format": "wav"},
            "pronunciation_dict": {"tone": ["a/b"]},
            "timbre_weights": [],
            "language_boost": "auto",
        }

    def test_omits_none_but_sends_zero_false_and_empty(self) -> None:
        values = {"pitch": 0, "subtitles": False, "voice": "", "mix": [], "speed": None}
        assert build(T2A, values) == {
            "voice_setting": {"pitch": 0, "voice_id": ""},
            "subtitle_enable": False,
            "timbre_weights": [],
        }

    def test_extra_overrides_the_result(self) -> None:
        values = {
            "text": "Hi",
            "voice": "v",
            "extra": {"text": "Ho", "voice_setting": {"new": 1}, "newer": {"a": None}},
        }
        assert build(T2A, values) == {
            "text": "Ho",
            "voice_setting": {"voice_id": "v", "new": 1},
            "newer": {"a": None},
        }

    def test_does_not_modify_arguments(self) -> None:
        thinking, extra = (
            {"type": "adaptive"},
            {"thinking": {"budget": 5}, "deep": {"er": {"a": 1}}},
        )
        body = build(CHAT, {"thinking": thinking, "extra": extra})
        assert body["thinking"] == {"type": "adaptive", "budget": 5}
        assert thinking == {"type": "adaptive"}
        assert extra == {"thinking": {"budget": 5}, "deep": {"er": {"a": 1}}}

    def test_extra_must_be_a_mapping(self) -> None:
        assert build(CHAT, {"extra": MappingProxyType({"a": 1})}) == {"a": 1}
        with pytest.raises(
            ValidationError, match="extra must be a mapping of wire fields, not list"
        ):
            build(CHAT, {"extra": [1]})

    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("temprature", "did you mean 'temperature'"),
            ("zzz", r"it takes effort, .*extra={...}"),
        ],
    )
    def test_unknown_names_are_rejected_with_a_hint(self, name: str, hint: str) -> None:
        with pytest.raises(ValidationError, match=hint) as caught:
            build(CHAT, {name: 1})
        assert caught.value.field == name

    @pytest.mark.parametrize("value", ["301122334455", 301122334455, " 301122334455 "])
    def test_converts_ids(self, value: Any) -> None:
        assert build(find_operation("t2a_async_v2"), {"text_file_id": value}) == {
            "text_file_id": 301122334455
        }

    @pytest.mark.parametrize("value", ["file-1", "", "-1", 1.5, True])
    def test_rejects_invalid_ids(self, value: Any) -> None:
        with pytest.raises(ValidationError, match=r"text_file_id: .* is not a valid id"):
            build(find_operation("t2a_async_v2"), {"text_file_id": value})


class TestValidate:
    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"text": ""}, r"^text: '' is not allowed; it must be at least 1 character long$"),
            (
                {"text": "x" * 10_001},
                r"^text: 'xxx.*at most 10,000 characters long \(it has 10,001\)$",
            ),
            ({"speed": 2.5}, r"^speed: 2.5 is not allowed; it must be at least 0.5 and at most 2$"),
            (
                {"volume": 0},
                (
                    r"^volume \(voice_setting.vol\): 0 is not allowed; it must be above 0 and at"
                    r" most 10$"
                ),
            ),
            ({"pitch": 1.5}, r"^pitch: 1.5 is not allowed; it must be a whole number$"),
            ({"format": "ogg"}, r"^format: 'ogg' is not allowed; it must be one of 'mp3', 'pcm'"),
            ({"mix": [{"voice_id": "a", "weight": 0}]}, r"^mix\[0\].weight: 0 is not allowed"),
            ({"mix": [{"weight": 1}]}, r"^mix\[0\].voice_id is missing"),
            ({"pronunciation": ["a"]}, r"^pronunciation\[0\]: 'a' is not allowed"),
            ({"voice_effects": {"pitch": 101}}, r"^voice_effects.pitch: 101 is not allowed"),
            ({"sample_rate": 48000}, r"12000 and 48000 require the format opus"),
            ({"emotion": "whisper"}, r"whisper.*speech-2.6"),
        ],
    )
    def test_names_the_python_field_the_value_and_the_allowed_values(
        self, values: dict[str, Any], message: str
    ) -> None:
        body = build(T2A, {"model": "speech-2.8-hd", "text": "Hi", "voice": "v", **values})
        with pytest.raises(ValidationError, match=message):
            validate(T2A, body)

    @pytest.mark.parametrize(
        "values",
        [
            {"model": "speech-9"},
            {"voice": "new"},
            {"language": "Klingon"},
            {"extra": {"brand_new": 1}},
        ],
    )
    def test_accepts_possibly_newer_values(self, values: dict[str, Any]) -> None:
        validate(T2A, build(T2A, {"model": "speech-2.8-hd", "text": "Hi", "voice": "v", **values}))

    def test_accepts_tuples_as_lists(self) -> None:
        validate(
            CHAT, build(CHAT, {"model": "m", "messages": ({"role": "user", "content": "Hi"},)})
        )

    def test_accepts_calls_without_body(self) -> None:
        validate(find_operation("list_models"), {})
