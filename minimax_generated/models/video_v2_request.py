from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.video_v2_request_ratio import VideoV2RequestRatio, check_video_v2_request_ratio
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_v2_audio_item import VideoV2AudioItem
    from ..models.video_v2_extra import VideoV2Extra
    from ..models.video_v2_image_item import VideoV2ImageItem
    from ..models.video_v2_text_item import VideoV2TextItem
    from ..models.video_v2_video_item import VideoV2VideoItem


T = TypeVar("T", bound="VideoV2Request")


@_attrs_define
class VideoV2Request:
    """A video task of the second generation."""

    model: str
    """ Model that generates the video. Known values: MiniMax-H3-Lite, MiniMax-H3-Highspeed, MiniMax-H3-Max,
    MiniMax-H3. """
    content: list[Any | VideoV2AudioItem | VideoV2ImageItem | VideoV2TextItem | VideoV2VideoItem]
    """ The prompt and the images, videos and audio that belong to it. At least 1 item. At least 1 item. """
    resolution: str
    """ Size of the output, spelled as listed; the available sizes depend on the model. Known values: 480P, 768P,
    2K. """
    duration: int
    """ Length of the video in whole seconds; the shortest depends on the model. Range [1, ∞). """
    ratio: VideoV2RequestRatio | Unset = UNSET
    """ Width to height. Text alone needs a concrete one; with a first or last frame the image determines it and any
    other value is ignored. One of adaptive, 21:9, 16:9, 4:3, 1:1, 3:4, 9:16. Default adaptive. One of adaptive,
    21:9, 16:9, 4:3, 1:1, 3:4, 9:16. """
    extra: VideoV2Extra | Unset = UNSET
    """ Settings of MiniMax-H3-Max; no other keys are allowed. """
    callback_url: str | Unset = UNSET
    """ URL that receives a POST on every change of the task; it must first echo a challenge. """
    aigc_watermark: bool | Unset = UNSET
    """ Add a visible AI watermark to the video. Default false. Documented for region cn only. """
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

        resolution = self.resolution

        duration = self.duration

        ratio: str | Unset = UNSET
        if not isinstance(self.ratio, Unset):
            ratio = self.ratio

        extra: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extra, Unset):
            extra = self.extra.to_dict()

        callback_url = self.callback_url

        aigc_watermark = self.aigc_watermark

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "content": content,
                "resolution": resolution,
                "duration": duration,
            }
        )
        if ratio is not UNSET:
            field_dict["ratio"] = ratio
        if extra is not UNSET:
            field_dict["extra"] = extra
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_v2_audio_item import VideoV2AudioItem  # noqa: PLC0415
        from ..models.video_v2_extra import VideoV2Extra  # noqa: PLC0415
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

        resolution = d.pop("resolution")

        duration = d.pop("duration")

        _ratio = d.pop("ratio", UNSET)
        ratio: VideoV2RequestRatio | Unset
        if isinstance(_ratio, Unset):
            ratio = UNSET
        else:
            ratio = check_video_v2_request_ratio(_ratio)

        _extra = d.pop("extra", UNSET)
        extra: VideoV2Extra | Unset
        if isinstance(_extra, Unset):
            extra = UNSET
        else:
            extra = VideoV2Extra.from_dict(_extra)

        callback_url = d.pop("callback_url", UNSET)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        video_v2_request = cls(
            model=model,
            content=content,
            resolution=resolution,
            duration=duration,
            ratio=ratio,
            extra=extra,
            callback_url=callback_url,
            aigc_watermark=aigc_watermark,
        )

        video_v2_request.additional_properties = d
        return video_v2_request

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
