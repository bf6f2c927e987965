from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..models.speech_to_text_request_response_format import (
    SpeechToTextRequestResponseFormat,
    check_speech_to_text_request_response_format,
)
from ..models.speech_to_text_request_timestamp_level import (
    SpeechToTextRequestTimestampLevel,
    check_speech_to_text_request_timestamp_level,
)
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="SpeechToTextRequest")


@_attrs_define
class SpeechToTextRequest:
    """A recording and the form of its transcript."""

    model: str
    """ Recognition model; the page names `asr-1.0` as its default, yet marks the field as required. Known values:
    asr-1.0. """
    file: File
    """ The recording as WAV, AIFF, FLAC, ALAC (m4a), MP3, AAC, Opus or Ogg, at most 500 s long and 50 MB
    (52,428,800 bytes) with the whole request body. """
    response_format: SpeechToTextRequestResponseFormat | Unset = UNSET
    """ Form of the transcript. All but `json` identify the speakers. One of json, verbose_json, srt, vtt. Default
    json. """
    timestamp_level: SpeechToTextRequestTimestampLevel | Unset = UNSET
    """ Size of a segment; empty means `sentence`, which joins adjacent text of one speaker. `word` gives each word
    (in Chinese each character) with its speaker. `json` ignores it. One of "", sentence, word. Default "". """
    stream: bool | Unset = UNSET
    """ Stream the response as server-sent events; sent as the string `true` or `false`. Default false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        file = self.file.to_tuple()

        response_format: str | Unset = UNSET
        if not isinstance(self.response_format, Unset):
            response_format = self.response_format

        timestamp_level: str | Unset = UNSET
        if not isinstance(self.timestamp_level, Unset):
            timestamp_level = self.timestamp_level

        stream = self.stream

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "file": file,
            }
        )
        if response_format is not UNSET:
            field_dict["response_format"] = response_format
        if timestamp_level is not UNSET:
            field_dict["timestamp_level"] = timestamp_level
        if stream is not UNSET:
            field_dict["stream"] = stream

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("model", (None, str(self.model).encode(), "text/plain")))

        files.append(("file", self.file.to_tuple()))

        if not isinstance(self.response_format, Unset):
            files.append(("response_format", (None, str(self.response_format).encode(), "text/plain")))

        if not isinstance(self.timestamp_level, Unset):
            files.append(("timestamp_level", (None, str(self.timestamp_level).encode(), "text/plain")))

        if not isinstance(self.stream, Unset):
            files.append(("stream", (None, b"true" if self.stream else b"false", "text/plain")))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        model = d.pop("model")

        file = File(payload=BytesIO(d.pop("file")))

        _response_format = d.pop("response_format", UNSET)
        response_format: SpeechToTextRequestResponseFormat | Unset
        if isinstance(_response_format, Unset):
            response_format = UNSET
        else:
            response_format = check_speech_to_text_request_response_format(_response_format)

        _timestamp_level = d.pop("timestamp_level", UNSET)
        timestamp_level: SpeechToTextRequestTimestampLevel | Unset
        if isinstance(_timestamp_level, Unset):
            timestamp_level = UNSET
        else:
            timestamp_level = check_speech_to_text_request_timestamp_level(_timestamp_level)

        stream = d.pop("stream", UNSET)

        speech_to_text_request = cls(
            model=model,
            file=file,
            response_format=response_format,
            timestamp_level=timestamp_level,
            stream=stream,
        )

        speech_to_text_request.additional_properties = d
        return speech_to_text_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
