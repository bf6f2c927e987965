"""Typed keywords of the video calls.

Generated from `spec/video.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from minimax.config import CallOptions, WaitOptions


class VideoSubjectReferenceParam(TypedDict, total=False):
    """A person to keep in the video."""

    type: Required[Literal["character"]]
    """Kind of subject. One of character."""

    image: Required[Sequence[str]]
    """One image of the face, as a public URL; data URLs are accepted too, though not documented here. Exactly 1 item."""


class VideoTemplateMediaInputParam(TypedDict, total=False):
    """An image for a slot."""

    value: Required[str]
    """A public URL or a data URL."""


class VideoTemplateTextInputParam(TypedDict, total=False):
    """A text for a slot."""

    value: Required[str]
    """The text; no length is documented."""


VideoModel: TypeAlias = (
    Literal[
        "MiniMax-Hailuo-2.3",
        "MiniMax-Hailuo-2.3-Fast",
        "MiniMax-Hailuo-02",
        "S2V-01",
        "T2V-01-Director",
        "I2V-01-Director",
        "I2V-01-live",
        "T2V-01",
        "I2V-01",
    ]
    | str
    | Literal["MiniMax-H3-Lite", "MiniMax-H3-Highspeed", "MiniMax-H3-Max", "MiniMax-H3"]
    | str
)
"""On /v1/video_generation: Model that generates the video. Known values: MiniMax-Hailuo-2.3, MiniMax-Hailuo-2.3-Fast, MiniMax-Hailuo-02, S2V-01, T2V-01-Director, I2V-01-Director, I2V-01-live, T2V-01, I2V-01.

On /v2/video_generation: Model that generates the video. Known values: MiniMax-H3-Lite, MiniMax-H3-Highspeed, MiniMax-H3-Max, MiniMax-H3."""

VideoPrompt: TypeAlias = str
"""What happens in the video; camera commands are in square brackets. Required for text to video. At most 2,000 characters."""

VideoFirstFrame: TypeAlias = str
"""Image the video starts from, as a public URL or a data URL. With a last frame it also sets the size of the output. Models: MiniMax-Hailuo-2.3, MiniMax-Hailuo-2.3-Fast, MiniMax-Hailuo-02, I2V-01-Director, I2V-01-live, I2V-01."""

VideoLastFrame: TypeAlias = str
"""Image the video ends on, as a public URL or a data URL; it is cropped to the size of the first frame. Models: MiniMax-Hailuo-02."""

VideoSubject: TypeAlias = Sequence[VideoSubjectReferenceParam]
"""The person whose face is preserved. Exactly 1 item. Models: S2V-01."""

VideoDuration: TypeAlias = Literal[6, 10] | int
"""On /v1/video_generation: Length of the video in seconds; always 6 on the 01 series. One of 6, 10. Default 6.

On /v2/video_generation: Length of the video in whole seconds; the shortest depends on the model. Range [1, ∞)."""

VideoResolution: TypeAlias = Literal["768P", "1080P", "512P", "720P"] | Literal["480P", "768P", "2K"] | str
"""On /v1/video_generation: Size of the output, with an upper-case P. The default is 768P on the Hailuo models; it is always 720P on the 01 series. One of 768P, 1080P, 512P, 720P.

On /v2/video_generation: Size of the output, spelled as listed; the available sizes depend on the model. Known values: 480P, 768P, 2K."""

VideoCallbackUrl: TypeAlias = str
"""URL that receives a POST on every change of the task; it must first echo a challenge."""

VideoRatio: TypeAlias = Literal["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]
"""Width to height. Text alone needs a concrete one; with a first or last frame the image determines it and any other value is ignored. One of adaptive, 21:9, 16:9, 4:3, 1:1, 3:4, 9:16. Default adaptive."""


class VideoFields(WaitOptions, total=False):
    """The other options of a call; None means omitted."""

    prompt_optimizer: bool | None
    """Let the platform rewrite the prompt; false uses it unchanged. Default true."""

    fast_pretreatment: bool | None
    """Rewrite the prompt in less time; has an effect only together with prompt_optimizer. Default false. Models: MiniMax-Hailuo-2.3, MiniMax-Hailuo-2.3-Fast, MiniMax-Hailuo-02."""

    watermark: bool | None
    """Add a visible AI watermark to the video. Default false. Documented for region cn only."""

    prompt_expansion_mode: Literal["disabled", "balanced", "quality"] | None
    """How much the platform expands the prompt. One of disabled, balanced, quality. Default balanced. Models: MiniMax-H3-Max."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


class VideoOptions(VideoFields, CallOptions, total=False):
    """The other options of a call; None means omitted."""


EnhanceModel: TypeAlias = Literal["MiniMax-H3"] | str
"""Model the prompt is written for. Known values: MiniMax-H3."""

EnhanceDuration: TypeAlias = int
"""Length of the planned video in whole seconds. Range [1, ∞)."""

EnhanceRatio: TypeAlias = Literal["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]
"""Width to height. Text alone needs a concrete one; with a first or last frame the image determines it and any other value is ignored. One of adaptive, 21:9, 16:9, 4:3, 1:1, 3:4, 9:16. Default adaptive."""

EnhanceCallbackUrl: TypeAlias = str
"""URL that receives a POST on every change of the task; it must first echo a challenge."""


class EnhanceOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


RegenerateModel: TypeAlias = Literal["MiniMax-H3"] | str
"""Model that generated the video. Known values: MiniMax-H3."""

RegenerateResolution: TypeAlias = Literal["2K"]
"""Size of the output. One of 2K."""

RegenerateCallbackUrl: TypeAlias = str
"""URL that receives a POST on every change of the task; it must first echo a challenge."""


class RegenerateOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    watermark: bool | None
    """Add a visible AI watermark to the video. Default false."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


TasksPage: TypeAlias = int
"""Number of the page, from 1. Range [1, ∞)."""

TasksPageSize: TypeAlias = int
"""Tasks per page; neither a default nor a maximum is documented. Range [1, ∞)."""

TasksStatus: TypeAlias = Literal["queued", "running", "succeeded", "failed", "cancelled"]
"""Only tasks in this state. One of queued, running, succeeded, failed, cancelled."""

TasksTaskIds: TypeAlias = Sequence[str]
"""Only these tasks. The ids are joined with commas, as the official client does it; the documentation does not state the format."""

TasksModel: TypeAlias = Literal["MiniMax-H3-Lite", "MiniMax-H3-Highspeed", "MiniMax-H3-Max", "MiniMax-H3"] | str
"""Only tasks of this model. Known values: MiniMax-H3-Lite, MiniMax-H3-Highspeed, MiniMax-H3-Max, MiniMax-H3."""

TasksTaskType: TypeAlias = Literal["generation", "h3_context_ir", "regeneration"]
"""Only tasks of this kind. One of generation, h3_context_ir, regeneration."""


class TasksOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


TemplateTemplate: TypeAlias = str
"""Id of the template, as a string; 18 digits lose precision as a JSON number. At least 1 character."""

TemplateMedia: TypeAlias = Sequence[VideoTemplateMediaInputParam]
"""Images for the image slots, in the order of the slots."""

TemplateText: TypeAlias = Sequence[VideoTemplateTextInputParam]
"""Texts for the text slots, in the order of the slots."""

TemplateCallbackUrl: TypeAlias = str
"""URL that receives a POST on every change of the task; it must first echo a challenge."""


class TemplateOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""
