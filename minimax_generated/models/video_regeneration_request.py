from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.video_regeneration_request_resolution import (
    VideoRegenerationRequestResolution,
    check_video_regeneration_request_resolution,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_regeneration_text_item import VideoRegenerationTextItem
    from ..models.video_regeneration_video_item import VideoRegenerationVideoItem
    from ..models.video_v2_audio_item import VideoV2AudioItem
    from ..models.video_v2_image_item import VideoV2ImageItem


T = TypeVar("T", bound="VideoRegenerationRequest")


@_attrs_define
class VideoRegenerationRequest:
    """A finished 768P video that is regenerated at 2K."""

    model: str
    """ Model that generated the video. Known values: MiniMax-H3. """
    resolution: VideoRegenerationRequestResolution
    """ Size of the output. One of 2K. """
    source_task_id: str | Unset = UNSET
    """ One of your generation tasks of the last 7 days that succeeded; the account has to be on a whitelist. """
    content: (
        list[Any | VideoRegenerationTextItem | VideoRegenerationVideoItem | VideoV2AudioItem | VideoV2ImageItem] | Unset
    ) = UNSET
    """ The same items that the video was made from, with the final prompt as text, plus the video itself as
    base_video. At least 1 item. """
    callback_url: str | Unset = UNSET
    """ URL that receives a POST on every change of the task; it must first echo a challenge. """
    aigc_watermark: bool | Unset = UNSET
    """ Add a visible AI watermark to the video. Default false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.video_regeneration_text_item import VideoRegenerationTextItem  # noqa: PLC0415
        from ..models.video_regeneration_video_item import VideoRegenerationVideoItem  # noqa: PLC0415
        from ..models.video_v2_audio_item import VideoV2AudioItem  # noqa: PLC0415
        from ..models.video_v2_image_item import VideoV2ImageItem  # noqa: PLC0415

        model = self.model

        resolution: str = self.resolution

        source_task_id = self.source_task_id

        content: list[Any | dict[str, Any]] | Unset = UNSET
        if not isinstance(self.content, Unset):
            content = []
            for content_item_data in self.content:
                content_item: Any | dict[str, Any]
                if isinstance(content_item_data, VideoRegenerationTextItem):
                    content_item = content_item_data.to_dict()
                elif isinstance(content_item_data, VideoV2ImageItem):
                    content_item = content_item_data.to_dict()
                elif isinstance(content_item_data, VideoRegenerationVideoItem):
                    content_item = content_item_data.to_dict()
                elif isinstance(content_item_data, VideoV2AudioItem):
                    content_item = content_item_data.to_dict()
                else:
                    content_item = content_item_data
                content.append(content_item)

        callback_url = self.callback_url

        aigc_watermark = self.aigc_watermark

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "resolution": resolution,
            }
        )
        if source_task_id is not UNSET:
            field_dict["source_task_id"] = source_task_id
        if content is not UNSET:
            field_dict["content"] = content
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_regeneration_text_item import VideoRegenerationTextItem  # noqa: PLC0415
        from ..models.video_regeneration_video_item import VideoRegenerationVideoItem  # noqa: PLC0415
        from ..models.video_v2_audio_item import VideoV2AudioItem  # noqa: PLC0415
        from ..models.video_v2_image_item import VideoV2ImageItem  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        resolution = check_video_regeneration_request_resolution(d.pop("resolution"))

        source_task_id = d.pop("source_task_id", UNSET)

        _content = d.pop("content", UNSET)
        content: (
            list[Any | VideoRegenerationTextItem | VideoRegenerationVideoItem | VideoV2AudioItem | VideoV2ImageItem]
            | Unset
        ) = UNSET
        if _content is not UNSET:
            content = []
            for content_item_data in _content:

                def _parse_content_item(
                    data: object,
                ) -> Any | VideoRegenerationTextItem | VideoRegenerationVideoItem | VideoV2AudioItem | VideoV2ImageItem:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        content_item_type_0 = VideoRegenerationTextItem.from_dict(data)

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
                        content_item_type_2 = VideoRegenerationVideoItem.from_dict(data)

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
                    return cast(
                        Any
                        | VideoRegenerationTextItem
                        | VideoRegenerationVideoItem
                        | VideoV2AudioItem
                        | VideoV2ImageItem,
                        data,
                    )

                content_item = _parse_content_item(content_item_data)

                content.append(content_item)

        callback_url = d.pop("callback_url", UNSET)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        video_regeneration_request = cls(
            model=model,
            resolution=resolution,
            source_task_id=source_task_id,
            content=content,
            callback_url=callback_url,
            aigc_watermark=aigc_watermark,
        )

        video_regeneration_request.additional_properties = d
        return video_regeneration_request

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
