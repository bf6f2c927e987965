from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_template_media_input import VideoTemplateMediaInput
    from ..models.video_template_text_input import VideoTemplateTextInput


T = TypeVar("T", bound="VideoTemplateRequest")


@_attrs_define
class VideoTemplateRequest:
    """A video task that follows a template."""

    template_id: str
    """ Id of the template, as a string; 18 digits lose precision as a JSON number. At least 1 character. """
    media_inputs: list[VideoTemplateMediaInput] | Unset = UNSET
    """ Images for the image slots, in the order of the slots. """
    text_inputs: list[VideoTemplateTextInput] | Unset = UNSET
    """ Texts for the text slots, in the order of the slots. """
    callback_url: str | Unset = UNSET
    """ URL that receives a POST on every change of the task; it must first echo a challenge. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.video_template_media_input import VideoTemplateMediaInput  # noqa: PLC0415
        from ..models.video_template_text_input import VideoTemplateTextInput  # noqa: PLC0415

        template_id = self.template_id

        media_inputs: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.media_inputs, Unset):
            media_inputs = []
            for media_inputs_item_data in self.media_inputs:
                media_inputs_item = (
                    media_inputs_item_data.to_dict()
                    if isinstance(media_inputs_item_data, VideoTemplateMediaInput)
                    else media_inputs_item_data
                )
                media_inputs.append(media_inputs_item)

        text_inputs: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.text_inputs, Unset):
            text_inputs = []
            for text_inputs_item_data in self.text_inputs:
                text_inputs_item = (
                    text_inputs_item_data.to_dict()
                    if isinstance(text_inputs_item_data, VideoTemplateTextInput)
                    else text_inputs_item_data
                )
                text_inputs.append(text_inputs_item)

        callback_url = self.callback_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "template_id": template_id,
            }
        )
        if media_inputs is not UNSET:
            field_dict["media_inputs"] = media_inputs
        if text_inputs is not UNSET:
            field_dict["text_inputs"] = text_inputs
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_template_media_input import VideoTemplateMediaInput  # noqa: PLC0415
        from ..models.video_template_text_input import VideoTemplateTextInput  # noqa: PLC0415

        d = dict(src_dict)
        template_id = d.pop("template_id")

        _media_inputs = d.pop("media_inputs", UNSET)
        media_inputs: list[VideoTemplateMediaInput] | Unset = UNSET
        if _media_inputs is not UNSET:
            media_inputs = []
            for media_inputs_item_data in _media_inputs:
                media_inputs_item = (
                    VideoTemplateMediaInput.from_dict(media_inputs_item_data)
                    if isinstance(media_inputs_item_data, Mapping)
                    else media_inputs_item_data
                )

                media_inputs.append(media_inputs_item)

        _text_inputs = d.pop("text_inputs", UNSET)
        text_inputs: list[VideoTemplateTextInput] | Unset = UNSET
        if _text_inputs is not UNSET:
            text_inputs = []
            for text_inputs_item_data in _text_inputs:
                text_inputs_item = (
                    VideoTemplateTextInput.from_dict(text_inputs_item_data)
                    if isinstance(text_inputs_item_data, Mapping)
                    else text_inputs_item_data
                )

                text_inputs.append(text_inputs_item)

        callback_url = d.pop("callback_url", UNSET)

        video_template_request = cls(
            template_id=template_id,
            media_inputs=media_inputs,
            text_inputs=text_inputs,
            callback_url=callback_url,
        )

        video_template_request.additional_properties = d
        return video_template_request

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
