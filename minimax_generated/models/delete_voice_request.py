from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.delete_voice_request_voice_type import DeleteVoiceRequestVoiceType, check_delete_voice_request_voice_type

T = TypeVar("T", bound="DeleteVoiceRequest")


@_attrs_define
class DeleteVoiceRequest:
    """The voice to delete."""

    voice_type: DeleteVoiceRequestVoiceType
    """ Kind of voice; `voice_generation` is designed voices. One of voice_cloning, voice_generation. """
    voice_id: str
    """ Id of the voice. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        voice_type: str = self.voice_type

        voice_id = self.voice_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "voice_type": voice_type,
                "voice_id": voice_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        voice_type = check_delete_voice_request_voice_type(d.pop("voice_type"))

        voice_id = d.pop("voice_id")

        delete_voice_request = cls(
            voice_type=voice_type,
            voice_id=voice_id,
        )

        delete_voice_request.additional_properties = d
        return delete_voice_request

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
