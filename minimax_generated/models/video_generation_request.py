from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.video_generation_request_duration import (
    VideoGenerationRequestDuration,
    check_video_generation_request_duration,
)
from ..models.video_generation_request_resolution import (
    VideoGenerationRequestResolution,
    check_video_generation_request_resolution,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_subject_reference import VideoSubjectReference


T = TypeVar("T", bound="VideoGenerationRequest")


@_attrs_define
class VideoGenerationRequest:
    """A video task of the first generation."""

    model: str
    """ Model that generates the video. Known values: MiniMax-Hailuo-2.3, MiniMax-Hailuo-2.3-Fast, MiniMax-
    Hailuo-02, S2V-01, T2V-01-Director, I2V-01-Director, I2V-01-live, T2V-01, I2V-01. """
    prompt: str | Unset = UNSET
    """ What happens in the video; camera commands are in square brackets. Required for text to video. At most 2,000
    characters. """
    first_frame_image: str | Unset = UNSET
    """ Image the video starts from, as a public URL or a data URL. With a last frame it also sets the size of the
    output. Models: MiniMax-Hailuo-2.3, MiniMax-Hailuo-2.3-Fast, MiniMax-Hailuo-02, I2V-01-Director, I2V-01-live,
    I2V-01. """
    last_frame_image: str | Unset = UNSET
    """ Image the video ends on, as a public URL or a data URL; it is cropped to the size of the first frame.
    Models: MiniMax-Hailuo-02. """
    subject_reference: list[VideoSubjectReference] | Unset = UNSET
    """ The person whose face is preserved. Exactly 1 item. Models: S2V-01. """
    prompt_optimizer: bool | Unset = UNSET
    """ Let the platform rewrite the prompt; false uses it unchanged. Default true. """
    fast_pretreatment: bool | Unset = UNSET
    """ Rewrite the prompt in less time; has an effect only together with prompt_optimizer. Default false. Models:
    MiniMax-Hailuo-2.3, MiniMax-Hailuo-2.3-Fast, MiniMax-Hailuo-02. """
    duration: VideoGenerationRequestDuration | Unset = UNSET
    """ Length of the video in seconds; always 6 on the 01 series. One of 6, 10. Default 6. """
    resolution: VideoGenerationRequestResolution | Unset = UNSET
    """ Size of the output, with an upper-case P. The default is 768P on the Hailuo models; it is always 720P on the
    01 series. One of 768P, 1080P, 512P, 720P. """
    callback_url: str | Unset = UNSET
    """ URL that receives a POST on every change of the task; it must first echo a challenge. """
    aigc_watermark: bool | Unset = UNSET
    """ Add a visible AI watermark to the video. Default false. Documented for region cn only. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.video_subject_reference import VideoSubjectReference  # noqa: PLC0415

        model = self.model

        prompt = self.prompt

        first_frame_image = self.first_frame_image

        last_frame_image = self.last_frame_image

        subject_reference: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.subject_reference, Unset):
            subject_reference = []
            for subject_reference_item_data in self.subject_reference:
                subject_reference_item = (
                    subject_reference_item_data.to_dict()
                    if isinstance(subject_reference_item_data, VideoSubjectReference)
                    else subject_reference_item_data
                )
                subject_reference.append(subject_reference_item)

        prompt_optimizer = self.prompt_optimizer

        fast_pretreatment = self.fast_pretreatment

        duration: int | Unset = UNSET
        if not isinstance(self.duration, Unset):
            duration = self.duration

        resolution: str | Unset = UNSET
        if not isinstance(self.resolution, Unset):
            resolution = self.resolution

        callback_url = self.callback_url

        aigc_watermark = self.aigc_watermark

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if first_frame_image is not UNSET:
            field_dict["first_frame_image"] = first_frame_image
        if last_frame_image is not UNSET:
            field_dict["last_frame_image"] = last_frame_image
        if subject_reference is not UNSET:
            field_dict["subject_reference"] = subject_reference
        if prompt_optimizer is not UNSET:
            field_dict["prompt_optimizer"] = prompt_optimizer
        if fast_pretreatment is not UNSET:
            field_dict["fast_pretreatment"] = fast_pretreatment
        if duration is not UNSET:
            field_dict["duration"] = duration
        if resolution is not UNSET:
            field_dict["resolution"] = resolution
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url
        if aigc_watermark is not UNSET:
            field_dict["aigc_watermark"] = aigc_watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_subject_reference import VideoSubjectReference  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        prompt = d.pop("prompt", UNSET)

        first_frame_image = d.pop("first_frame_image", UNSET)

        last_frame_image = d.pop("last_frame_image", UNSET)

        _subject_reference = d.pop("subject_reference", UNSET)
        subject_reference: list[VideoSubjectReference] | Unset = UNSET
        if _subject_reference is not UNSET:
            subject_reference = []
            for subject_reference_item_data in _subject_reference:
                subject_reference_item = (
                    VideoSubjectReference.from_dict(subject_reference_item_data)
                    if isinstance(subject_reference_item_data, Mapping)
                    else subject_reference_item_data
                )

                subject_reference.append(subject_reference_item)

        prompt_optimizer = d.pop("prompt_optimizer", UNSET)

        fast_pretreatment = d.pop("fast_pretreatment", UNSET)

        _duration = d.pop("duration", UNSET)
        duration: VideoGenerationRequestDuration | Unset
        if isinstance(_duration, Unset):
            duration = UNSET
        else:
            duration = check_video_generation_request_duration(_duration)

        _resolution = d.pop("resolution", UNSET)
        resolution: VideoGenerationRequestResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_video_generation_request_resolution(_resolution)

        callback_url = d.pop("callback_url", UNSET)

        aigc_watermark = d.pop("aigc_watermark", UNSET)

        video_generation_request = cls(
            model=model,
            prompt=prompt,
            first_frame_image=first_frame_image,
            last_frame_image=last_frame_image,
            subject_reference=subject_reference,
            prompt_optimizer=prompt_optimizer,
            fast_pretreatment=fast_pretreatment,
            duration=duration,
            resolution=resolution,
            callback_url=callback_url,
            aigc_watermark=aigc_watermark,
        )

        video_generation_request.additional_properties = d
        return video_generation_request

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
