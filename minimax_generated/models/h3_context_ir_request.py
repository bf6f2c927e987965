from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.h3_context_ir_request_ratio import H3ContextIRRequestRatio, check_h3_context_ir_request_ratio
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_v2_audio_item import VideoV2AudioItem
    from ..models.video_v2_image_item import VideoV2ImageItem
    from ..models.video_v2_text_item import VideoV2TextItem
    from ..models.video_v2_video_item import VideoV2VideoItem


T = TypeVar("T", bound="H3ContextIRRequest")


@_attrs_define
class H3ContextIRRequest:
    """A prompt to enhance, with the images, videos and audio of the planned video."""

    model: str
    """ Model the prompt is written for. Known values: MiniMax-H3. """
    content: list[Any | VideoV2AudioItem | VideoV2ImageItem | VideoV2TextItem | VideoV2VideoItem]
    """ The prompt and the images, videos and audio that belong to it. At least 1 item. At least 1 item. """
    duration: int
    """ Length of the planned video in whole seconds. Range [1, ∞). """
    ratio: H3ContextIRRequestRatio | Unset = UNSET
    """ Width to height. Text alone needs a concrete one; with a first or last frame the image determines it and any
    other value is ignored. One of adaptive, 21:9, 16:9, 4:3, 1:1, 3:4, 9:16. Default adaptive. One of adaptive,
    21:9, 16:9, 4:3, 1:1, 3:4, 9:16. """
    callback_url: str | Unset = UNSET
    """ URL that receives a POST on every change of the task; it must first echo a challenge. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.video_v2_audio_item import VideoV2AudioItem  # noqa: PLC0415
        from ..models.video_v2_image_item import VideoV2ImageItem  # noqa: PLC0415
        from ..models.video_v2_text_item import VideoV2TextItem  # noqa: PLC0415
        from ..models.video_v2_video_item import VideoV2VideoItem  # noqa: PLC0415

        model = self.model

        content = []
        for content_item_data in self.content:
            content_item: Any | dict[str, Any]
            if isinstance(content_item_data, VideoV2TextItem):
                content_item = content_item_data.to_dict()
            elif isinstance(content_item_data, VideoV2ImageItem):
                content_item = content_item_data.to_dict()
            elif isinstance(content_item_data, VideoV2VideoItem):
                content_item = content_item_data.to_dict()
            elif isinstance(content_item_data, VideoV2AudioItem):
                content_item = content_item_data.to_dict()
            else:
                content_item = content_item_data
            content.append(content_item)

        duration = self.duration

        ratio: str | Unset = UNSET
        if not isinstance(self.ratio, Unset):
            ratio = self.ratio

        callback_url = self.callback_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "content": content,
                "duration": duration,
            }
        )
        if ratio is not UNSET:
            field_dict["ratio"] = ratio
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_v2_audio_item import VideoV2AudioItem  # noqa: PLC0415
        from ..models.video_v2_image_item import VideoV2ImageItem  # noqa: PLC0415
        from ..models.video_v2_text_item import VideoV2TextItem  # noqa: PLC0415
        from ..models.video_v2_video_item import VideoV2VideoItem  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        content = []
        _content = d.pop("content")
        for content_item_data in _content:

            def _parse_content_item(
                data: object,
            ) -> Any | VideoV2AudioItem | VideoV2ImageItem | VideoV2TextItem | VideoV2VideoItem:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    content_item_type_0 = VideoV2TextItem.from_dict(data)

                    return content_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    content_item_type_1 = VideoV2ImageItem.from_dict(data)

                    return content_item_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    content_item_type_2 = VideoV2VideoItem.from_dict(data)

                    return content_item_type_2
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    content_item_type_3 = VideoV2AudioItem.from_dict(data)

                    return content_item_type_3
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(Any | VideoV2AudioItem | VideoV2ImageItem | VideoV2TextItem | VideoV2VideoItem, data)

            content_item = _parse_content_item(content_item_data)

            content.append(content_item)

        duration = d.pop("duration")

        _ratio = d.pop("ratio", UNSET)
        ratio: H3ContextIRRequestRatio | Unset
        if isinstance(_ratio, Unset):
            ratio = UNSET
        else:
            ratio = check_h3_context_ir_request_ratio(_ratio)

        callback_url = d.pop("callback_url", UNSET)

        h3_context_ir_request = cls(
            model=model,
            content=content,
            duration=duration,
            ratio=ratio,
            callback_url=callback_url,
        )

        h3_context_ir_request.additional_properties = d
        return h3_context_ir_request

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
