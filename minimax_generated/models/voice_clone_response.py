from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.clone_moderation import CloneModeration
    from ..models.clone_preview_info import ClonePreviewInfo


T = TypeVar("T", bound="VoiceCloneResponse")


@_attrs_define
class VoiceCloneResponse:
    """Result of cloning; it does not repeat the voice id."""

    input_sensitive: bool | CloneModeration | None | Unset = UNSET
    """ Moderation verdict on the sample; a boolean in practice, an object with a type in the documented schema. """
    input_sensitive_type: int | None | Unset = UNSET
    """ Kind of moderation hit: 0 none, 1 severe, 2 pornographic, 3 advertising, 4 illegal, 5 abusive, 6 violent, 7
    other. """
    demo_audio: None | str | Unset = UNSET
    """ URL of the preview (not hex); empty without a preview. """
    extra_info: ClonePreviewInfo | None | Unset = UNSET
    """ Properties of the preview; present only with a preview. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.clone_moderation import CloneModeration  # noqa: PLC0415
        from ..models.clone_preview_info import ClonePreviewInfo  # noqa: PLC0415

        input_sensitive: bool | dict[str, Any] | None | Unset
        if isinstance(self.input_sensitive, Unset):
            input_sensitive = UNSET
        elif isinstance(self.input_sensitive, CloneModeration):
            input_sensitive = self.input_sensitive.to_dict()
        else:
            input_sensitive = self.input_sensitive

        input_sensitive_type: int | None | Unset
        if isinstance(self.input_sensitive_type, Unset):
            input_sensitive_type = UNSET
        else:
            input_sensitive_type = self.input_sensitive_type

        demo_audio: None | str | Unset
        if isinstance(self.demo_audio, Unset):
            demo_audio = UNSET
        else:
            demo_audio = self.demo_audio

        extra_info: dict[str, Any] | None | Unset
        if isinstance(self.extra_info, Unset):
            extra_info = UNSET
        elif isinstance(self.extra_info, ClonePreviewInfo):
            extra_info = self.extra_info.to_dict()
        else:
            extra_info = self.extra_info

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
        if input_sensitive is not UNSET:
            field_dict["input_sensitive"] = input_sensitive
        if input_sensitive_type is not UNSET:
            field_dict["input_sensitive_type"] = input_sensitive_type
        if demo_audio is not UNSET:
            field_dict["demo_audio"] = demo_audio
        if extra_info is not UNSET:
            field_dict["extra_info"] = extra_info
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.clone_moderation import CloneModeration  # noqa: PLC0415
        from ..models.clone_preview_info import ClonePreviewInfo  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_input_sensitive(data: object) -> bool | CloneModeration | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                input_sensitive_type_0 = CloneModeration.from_dict(data)

                return input_sensitive_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | CloneModeration | None | Unset, data)

        input_sensitive = _parse_input_sensitive(d.pop("input_sensitive", UNSET))

        def _parse_input_sensitive_type(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        input_sensitive_type = _parse_input_sensitive_type(d.pop("input_sensitive_type", UNSET))

        def _parse_demo_audio(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        demo_audio = _parse_demo_audio(d.pop("demo_audio", UNSET))

        def _parse_extra_info(data: object) -> ClonePreviewInfo | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                extra_info_type_0 = ClonePreviewInfo.from_dict(data)

                return extra_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ClonePreviewInfo | None | Unset, data)

        extra_info = _parse_extra_info(d.pop("extra_info", UNSET))

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

        voice_clone_response = cls(
            input_sensitive=input_sensitive,
            input_sensitive_type=input_sensitive_type,
            demo_audio=demo_audio,
            extra_info=extra_info,
            base_resp=base_resp,
        )

        voice_clone_response.additional_properties = d
        return voice_clone_response

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
