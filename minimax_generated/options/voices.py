"""Typed keywords of the voices calls.

Generated from `spec/voices.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from minimax.config import CallOptions

CloneAudio: TypeAlias = str | int
"""File id of the uploaded sample, purpose `voice_clone` (mp3, m4a or wav, 10 s to 5 min, at most 20 MB)."""

CloneVoiceId: TypeAlias = str
"""Id of the new voice; must be unused, start with a letter and end with a letter or digit, with letters, digits, `-` and `_`. 8 to 256 characters."""

ClonePromptAudio: TypeAlias = str | int
"""File id of the example, purpose `prompt_audio` (mp3, m4a or wav, shorter than 8 s, at most 20 MB)."""

ClonePromptText: TypeAlias = str
"""Exact transcript of the example, ending in punctuation."""

ClonePreviewText: TypeAlias = str
"""Text of the preview, billed as synthesis; interjections such as `(laughs)` work with the 2.8 models, and here also `(whistles)`, `(crying)` and `(applause)`. At most 1,000 characters."""

CloneModel: TypeAlias = (
    Literal[
        "speech-2.8-hd",
        "speech-2.8-turbo",
        "speech-2.6-hd",
        "speech-2.6-turbo",
        "speech-02-hd",
        "speech-02-turbo",
        "speech-01-hd",
        "speech-01-turbo",
    ]
    | str
)
"""Speech model that speaks the preview; needed with `text`. Known values: speech-2.8-hd, speech-2.8-turbo, speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo."""


class CloneOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    language_boost: (
        Literal[
            "auto",
            "Chinese",
            "Chinese,Yue",
            "English",
            "Arabic",
            "Russian",
            "Spanish",
            "French",
            "Portuguese",
            "German",
            "Turkish",
            "Dutch",
            "Ukrainian",
            "Vietnamese",
            "Indonesian",
            "Japanese",
            "Italian",
            "Korean",
            "Thai",
            "Polish",
            "Romanian",
            "Greek",
            "Czech",
            "Finnish",
            "Hindi",
            "Bulgarian",
            "Danish",
            "Hebrew",
            "Malay",
            "Persian",
            "Slovak",
            "Swedish",
            "Croatian",
            "Filipino",
            "Hungarian",
            "Norwegian",
            "Slovenian",
            "Catalan",
            "Nynorsk",
            "Tamil",
            "Afrikaans",
        ]
        | str
        | None
    )
    """Language to favour, or `auto`; no language is favoured by default. Known values: auto, Chinese, Chinese,Yue, English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese, Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish, Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk, Tamil, Afrikaans."""

    text_validation: str | None
    """Words that the sample (or the prompt audio) is expected to say; the server transcribes it and rejects it with 1043 when the two differ too much. At most 200 characters."""

    accuracy: float | None
    """Similarity that `text_validation` requires; 0 also means the default, and without `text_validation` it seems to have no effect. Range [0, 1]. Default 0.7."""

    noise_reduction: bool | None
    """Remove background noise from the sample first. Default false."""

    volume_normalization: bool | None
    """Normalize the loudness of the sample first. Default false."""

    watermark: bool | None
    """Add an audible AI watermark at the end of the preview. Default false."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


DesignPrompt: TypeAlias = str
"""What the voice is like."""

DesignPreviewText: TypeAlias = str
"""Text of the preview; billed. At most 500 characters."""

DesignVoiceId: TypeAlias = str
"""Id that the new voice gets; by default the platform generates one of the form `ttv-voice-<timestamp>-<suffix>`. The id rules of cloning probably apply."""


class DesignOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    watermark: bool | None
    """Add an audible AI watermark at the end of the preview. Default false. Documented for region cn only."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""
