from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.cloned_voice import ClonedVoice
    from ..models.designed_voice import DesignedVoice
    from ..models.system_voice import SystemVoice


T = TypeVar("T", bound="GetVoiceResponse")


@_attrs_define
class GetVoiceResponse:
    """Voices, one list per kind."""

    system_voice: list[SystemVoice] | None | Unset = UNSET
    """ Voices of the platform. """
    voice_cloning: list[ClonedVoice] | None | Unset = UNSET
    """ Cloned voices that were used at least once. """
    voice_generation: list[DesignedVoice] | None | Unset = UNSET
    """ Designed voices that were used at least once. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.cloned_voice import ClonedVoice  # noqa: PLC0415
        from ..models.designed_voice import DesignedVoice  # noqa: PLC0415
        from ..models.system_voice import SystemVoice  # noqa: PLC0415

        system_voice: list[dict[str, Any]] | None | Unset
        if isinstance(self.system_voice, Unset):
            system_voice = UNSET
        elif isinstance(self.system_voice, list):
            system_voice = []
            for system_voice_type_0_item_data in self.system_voice:
                system_voice_type_0_item = (
                    system_voice_type_0_item_data.to_dict()
                    if isinstance(system_voice_type_0_item_data, SystemVoice)
                    else system_voice_type_0_item_data
                )
                system_voice.append(system_voice_type_0_item)

        else:
            system_voice = self.system_voice

        voice_cloning: list[dict[str, Any]] | None | Unset
        if isinstance(self.voice_cloning, Unset):
            voice_cloning = UNSET
        elif isinstance(self.voice_cloning, list):
            voice_cloning = []
            for voice_cloning_type_0_item_data in self.voice_cloning:
                voice_cloning_type_0_item = (
                    voice_cloning_type_0_item_data.to_dict()
                    if isinstance(voice_cloning_type_0_item_data, ClonedVoice)
                    else voice_cloning_type_0_item_data
                )
                voice_cloning.append(voice_cloning_type_0_item)

        else:
            voice_cloning = self.voice_cloning

        voice_generation: list[dict[str, Any]] | None | Unset
        if isinstance(self.voice_generation, Unset):
            voice_generation = UNSET
        elif isinstance(self.voice_generation, list):
            voice_generation = []
            for voice_generation_type_0_item_data in self.voice_generation:
                voice_generation_type_0_item = (
                    voice_generation_type_0_item_data.to_dict()
                    if isinstance(voice_generation_type_0_item_data, DesignedVoice)
                    else voice_generation_type_0_item_data
                )
                voice_generation.append(voice_generation_type_0_item)

        else:
            voice_generation = self.voice_generation

        base_resp: dict[str, Any] | None | Unset
        if isinstance(self.base_resp, Unset):
            base_resp = UNSET
        elif isinstance(self.base_resp, BaseResp):
            base_resp = self.base_resp.to_dict()
        else:
            base_resp = self.base_resp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if system_voice is not UNSET:
            field_dict["system_voice"] = system_voice
        if voice_cloning is not UNSET:
            field_dict["voice_cloning"] = voice_cloning
        if voice_generation is not UNSET:
            field_dict["voice_generation"] = voice_generation
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.cloned_voice import ClonedVoice  # noqa: PLC0415
        from ..models.designed_voice import DesignedVoice  # noqa: PLC0415
        from ..models.system_voice import SystemVoice  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_system_voice(data: object) -> list[SystemVoice] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                system_voice_type_0 = []
                _system_voice_type_0 = data
                for system_voice_type_0_item_data in _system_voice_type_0:
                    system_voice_type_0_item = (
                        SystemVoice.from_dict(system_voice_type_0_item_data)
                        if isinstance(system_voice_type_0_item_data, Mapping)
                        else system_voice_type_0_item_data
                    )

                    system_voice_type_0.append(system_voice_type_0_item)

                return system_voice_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[SystemVoice] | None | Unset, data)

        system_voice = _parse_system_voice(d.pop("system_voice", UNSET))

        def _parse_voice_cloning(data: object) -> list[ClonedVoice] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                voice_cloning_type_0 = []
                _voice_cloning_type_0 = data
                for voice_cloning_type_0_item_data in _voice_cloning_type_0:
                    voice_cloning_type_0_item = (
                        ClonedVoice.from_dict(voice_cloning_type_0_item_data)
                        if isinstance(voice_cloning_type_0_item_data, Mapping)
                        else voice_cloning_type_0_item_data
                    )

                    voice_cloning_type_0.append(voice_cloning_type_0_item)

                return voice_cloning_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ClonedVoice] | None | Unset, data)

        voice_cloning = _parse_voice_cloning(d.pop("voice_cloning", UNSET))

        def _parse_voice_generation(data: object) -> list[DesignedVoice] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                voice_generation_type_0 = []
                _voice_generation_type_0 = data
                for voice_generation_type_0_item_data in _voice_generation_type_0:
                    voice_generation_type_0_item = (
                        DesignedVoice.from_dict(voice_generation_type_0_item_data)
                        if isinstance(voice_generation_type_0_item_data, Mapping)
                        else voice_generation_type_0_item_data
                    )

                    voice_generation_type_0.append(voice_generation_type_0_item)

                return voice_generation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[DesignedVoice] | None | Unset, data)

        voice_generation = _parse_voice_generation(d.pop("voice_generation", UNSET))

        def _parse_base_resp(data: object) -> BaseResp | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                base_resp_type_0 = BaseResp.from_dict(data)

                return base_resp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BaseResp | None | Unset, data)

        base_resp = _parse_base_resp(d.pop("base_resp", UNSET))

        get_voice_response = cls(
            system_voice=system_voice,
            voice_cloning=voice_cloning,
            voice_generation=voice_generation,
            base_resp=base_resp,
        )

        get_voice_response.additional_properties = d
        return get_voice_response

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
