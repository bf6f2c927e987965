"""Typed keywords of the speech calls.

Generated from `spec/speech.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from minimax.config import CallOptions


class TimbreWeightParam(TypedDict, total=False):
    """One voice of a mix."""

    voice_id: Required[str]
    """Id of a voice."""

    weight: Required[int]
    """Share of this voice, relative to the others; a larger share makes the result more similar to it. Range [1, 100]."""


class VoiceModifyParam(TypedDict, total=False):
    """Effects on the finished voice."""

    pitch: int
    """From deep (negative) to bright (positive). Range [-100, 100]."""

    intensity: int
    """From strong (negative) to soft (positive). Range [-100, 100]."""

    timbre: int
    """From full (negative) to crisp (positive). Range [-100, 100]."""

    sound_effects: Literal["spacious_echo", "auditorium_echo", "lofi_telephone", "robotic"]
    """One environment or device effect. One of spacious_echo, auditorium_echo, lofi_telephone, robotic."""


SynthesizeModel: TypeAlias = (
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
"""Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo, speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo."""

SynthesizeText: TypeAlias = str
"""Text to speak. A newline starts a paragraph. It can contain markup for pauses, pronunciations and interjections. Streaming is recommended above 3,000 characters. 1 to 10,000 characters."""

SynthesizeVoice: TypeAlias = str
"""Id of a system, cloned or designed voice. Send an empty string together with `timbre_weights`."""

SynthesizeSpeed: TypeAlias = float
"""Speaking rate; higher is faster. Range [0.5, 2]. Default 1.0."""

SynthesizeVolume: TypeAlias = float
"""Loudness; higher is louder. Range (0, 10]. Default 1.0."""

SynthesizePitch: TypeAlias = int
"""Pitch shift of the voice; 0 leaves it unchanged. Range [-12, 12]. Default 0."""

SynthesizeEmotion: TypeAlias = Literal[
    "happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm", "fluent", "whisper"
]
"""Mood of the delivery. By default the model chooses one that suits the text. `fluent` and `whisper` were added with the 2.6 models; the others work with every model. `calm` replaces the former `neutral`. One of happy, sad, angry, fearful, disgusted, surprised, calm, fluent, whisper."""

SynthesizeSampleRate: TypeAlias = Literal[8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000]
"""Samples per second (Hz). 12000 and 48000 are for `opus` only; with `opus`, avoid 22050, 32000 and 44100. One of 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000. Default 32000."""

SynthesizeFormat: TypeAlias = Literal["mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus"]
"""Container and codec. `pcm` is raw signed 16-bit little-endian samples, `pcmu_raw` and `pcmu_wav` are 8 kHz G.711 µ-law without and with a WAV header, `opus` is Opus in Ogg. One of mp3, pcm, flac, wav, pcmu_raw, pcmu_wav, opus. Default mp3."""

SynthesizeLanguage: TypeAlias = (
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
)
"""Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`. The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue, English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese, Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish, Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk, Tamil, Afrikaans."""

SynthesizeSubtitles: TypeAlias = bool
"""Also create subtitles. Default false."""


class SynthesizeFurtherOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    text_normalization: bool | None
    """Read numbers, dates and units out in full, in Chinese and English. True is the same as `text_normalization_mode` set to `basic`, which replaces it. Default false. Deprecated."""

    english_normalization: bool | None
    """Older name of the same switch for English, not listed for HTTP. `text_normalization` wins if both are sent. Default false. Deprecated."""

    latex_read: bool | None
    """Read formulas aloud, in Chinese only: it turns `language_boost` into `Chinese`. Write a formula between `$$` and `$$` and double each backslash. Default false."""

    bitrate: Literal[32000, 64000, 128000, 256000] | None
    """Bits per second; used for MP3 only. One of 32000, 64000, 128000, 256000. Default 128000."""

    channels: Literal[1, 2] | None
    """1 is mono, 2 is stereo. One of 1, 2. Default 1."""

    force_cbr: bool | None
    """Keep the bit rate constant; works for streamed MP3 only. Default false."""

    pronunciation: Sequence[str] | None
    """Rules written `original/replacement`, all applied together. The replacement is plain text, pinyin with tone digits (1 to 4, 5 for neutral) or IPA in parentheses, or Japanese kana or romaji."""

    mix: Sequence[TimbreWeightParam | Mapping[str, Any]] | None
    """Voices to mix into one; send an empty `voice_setting.voice_id` with it. The global page calls it a legacy field. At most 4 items."""

    text_normalization_mode: Literal["basic", "quality"] | None
    """How numbers, dates and units are read out: `basic` by rules, `quality` by rules and a language model (30 to 100 ms slower). It overrides both switches in `voice_setting`, which apply if it is omitted. `quality` works without `stream` and with the 2.8 and 2.6 models; otherwise the server silently uses `basic`. One of basic, quality."""

    voice_effects: VoiceModifyParam | None
    """Effects on the finished voice; for MP3, WAV and FLAC, and while streaming for MP3 only."""

    subtitle_type: Literal["sentence", "word", "word_streaming"] | None
    """Detail of the subtitles. `word_streaming` sends words as the audio streams. One of sentence, word, word_streaming. Default sentence."""

    output: Literal["hex", "url"] | None
    """Audio as hex in the response, or as a link that is valid for 24 hours. One of hex, url. Default hex."""

    watermark: bool | None
    """Add an audible AI watermark at the end of the audio; has no effect on a stream. Default false. Documented for region cn only."""

    continuous_sound: bool | None
    """Generate the text as a whole instead of in parallel pieces; better intonation, later start. Documented for the WebSockets, observed over HTTP. Default false. Models: speech-2.8-hd, speech-2.8-turbo."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


class SynthesizeNamedOptions(TypedDict, total=False):
    """The most common options of a call; None means omitted."""

    voice: str | None
    """Id of a system, cloned or designed voice. Send an empty string together with `timbre_weights`."""

    model: SynthesizeModel | None
    """Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo, speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo."""

    format: SynthesizeFormat | None
    """Container and codec. `pcm` is raw signed 16-bit little-endian samples, `pcmu_raw` and `pcmu_wav` are 8 kHz G.711 µ-law without and with a WAV header, `opus` is Opus in Ogg. One of mp3, pcm, flac, wav, pcmu_raw, pcmu_wav, opus. Default mp3."""

    speed: float | None
    """Speaking rate; higher is faster. Range [0.5, 2]. Default 1.0."""

    volume: float | None
    """Loudness; higher is louder. Range (0, 10]. Default 1.0."""

    pitch: int | None
    """Pitch shift of the voice; 0 leaves it unchanged. Range [-12, 12]. Default 0."""

    emotion: SynthesizeEmotion | None
    """Mood of the delivery. By default the model chooses one that suits the text. `fluent` and `whisper` were added with the 2.6 models; the others work with every model. `calm` replaces the former `neutral`. One of happy, sad, angry, fearful, disgusted, surprised, calm, fluent, whisper."""

    sample_rate: SynthesizeSampleRate | None
    """Samples per second (Hz). 12000 and 48000 are for `opus` only; with `opus`, avoid 22050, 32000 and 44100. One of 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000. Default 32000."""

    subtitles: bool | None
    """Also create subtitles. Default false."""

    language: SynthesizeLanguage | None
    """Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`. The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue, English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese, Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish, Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk, Tamil, Afrikaans."""


class SynthesizeOptions(SynthesizeNamedOptions, SynthesizeFurtherOptions, total=False):
    """All options of a call; None means omitted."""


SpeechTaskModel: TypeAlias = (
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
"""Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo, speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo."""

SpeechTaskText: TypeAlias = str
"""Text to speak, with the same markup as the synchronous call. 1 to 50,000 characters."""

SpeechTaskVoice: TypeAlias = str
"""Id of a system, cloned or designed voice."""

SpeechTaskSpeed: TypeAlias = float
"""Speaking rate; higher is faster. Range [0.5, 2]. Default 1.0."""

SpeechTaskVolume: TypeAlias = float
"""Loudness; higher is louder. Range (0, 10]. Default 1.0."""

SpeechTaskPitch: TypeAlias = int
"""Pitch shift of the voice; 0 leaves it unchanged. Range [-12, 12]. Default 0."""

SpeechTaskEmotion: TypeAlias = Literal[
    "happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm", "fluent", "whisper"
]
"""Mood of the delivery. By default the model chooses one that suits the text. `fluent` and `whisper` were added with the 2.6 models; the others work with every model. One of happy, sad, angry, fearful, disgusted, surprised, calm, fluent, whisper."""

SpeechTaskSampleRate: TypeAlias = Literal[8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000]
"""Samples per second (Hz). `opus` has its own set; set the rate with it, because the default is not in that set. One of 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000. Default 32000."""

SpeechTaskFormat: TypeAlias = Literal["mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus"]
"""Container and codec. Older pages list only `mp3`, `pcm` and `flac`. One of mp3, pcm, flac, wav, pcmu_raw, pcmu_wav, opus. Default mp3."""

SpeechTaskLanguage: TypeAlias = (
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
)
"""Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`. The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue, English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese, Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish, Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk, Tamil, Afrikaans."""


class SpeechTaskOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    english_normalization: bool | None
    """Read English numbers, dates and units out in full. Default false."""

    latex_read: bool | None
    """Read formulas aloud, in Chinese only. Write a formula between `$$` and `$$` and double each backslash. Default false. Documented for region global only."""

    bitrate: Literal[32000, 64000, 128000, 256000] | None
    """Bits per second; used for MP3 only. One of 32000, 64000, 128000, 256000. Default 128000."""

    channels: Literal[1, 2] | None
    """1 is mono, 2 is stereo. The default differs from the other speech calls. One of 1, 2. Default 2."""

    pronunciation: Sequence[str] | None
    """Rules written `original/replacement`, all applied together. The replacement is plain text, pinyin with tone digits (1 to 4, 5 for neutral) or IPA in parentheses, or Japanese kana or romaji."""

    voice_effects: VoiceModifyParam | None
    """Effects on the finished voice; for MP3, WAV and FLAC."""

    watermark: bool | None
    """Add an audible AI watermark at the end of the audio. Default false. Documented for region cn only."""

    continuous_sound: bool | None
    """Generate the text as a whole instead of in parallel pieces. Documented for the WebSockets, observed here. Default false. Models: speech-2.8-hd, speech-2.8-turbo."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


TranscribeModel: TypeAlias = Literal["asr-1.0"] | str
"""Recognition model; the page names `asr-1.0` as its default, yet marks the field as required. Known values: asr-1.0."""

TranscribeFile: TypeAlias = str
"""The recording as WAV, AIFF, FLAC, ALAC (m4a), MP3, AAC, Opus or Ogg, at most 500 s long and 50 MB (52,428,800 bytes) with the whole request body."""

TranscribeFormat: TypeAlias = Literal["json", "verbose_json", "srt", "vtt"]
"""Form of the transcript. All but `json` identify the speakers. One of json, verbose_json, srt, vtt. Default json."""

TranscribeTimestamps: TypeAlias = Literal["", "sentence", "word"]
"""Size of a segment; empty means `sentence`, which joins adjacent text of one speaker. `word` gives each word (in Chinese each character) with its speaker. `json` ignores it. One of "", sentence, word. Default ""."""

TranscribeLanguage: TypeAlias = (
    Literal[
        "zh",
        "yue",
        "en",
        "ja",
        "ko",
        "th",
        "vi",
        "id",
        "ms",
        "fil",
        "ar",
        "tr",
        "fr",
        "de",
        "es",
        "it",
        "pt",
        "pl",
        "ru",
        "uk",
    ]
    | str
)
"""Language of the recording as a BCP-47 tag. If omitted or empty, the recording may mix languages. Known values: zh, yue, en, ja, ko, th, vi, id, ms, fil, ar, tr, fr, de, es, it, pt, pl, ru, uk."""


class TranscribeOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


SpeechSocketModel: TypeAlias = (
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
"""Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo, speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo."""

SpeechSocketVoice: TypeAlias = str
"""Id of a system, cloned or designed voice. Send an empty string together with `timbre_weights`."""

SpeechSocketSpeed: TypeAlias = float
"""Speaking rate; higher is faster. Range [0.5, 2]. Default 1.0."""

SpeechSocketVolume: TypeAlias = float
"""Loudness; higher is louder. Range (0, 10]. Default 1.0."""

SpeechSocketPitch: TypeAlias = int
"""Pitch shift of the voice; 0 leaves it unchanged. Range [-12, 12]. Default 0."""

SpeechSocketEmotion: TypeAlias = Literal[
    "happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm", "fluent", "whisper"
]
"""Mood of the delivery. By default the model chooses one that suits the text. `fluent` and `whisper` were added with the 2.6 models; the others work with every model. `calm` replaces the former `neutral`. One of happy, sad, angry, fearful, disgusted, surprised, calm, fluent, whisper."""

SpeechSocketSampleRate: TypeAlias = Literal[8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000]
"""Samples per second (Hz). 12000 and 48000 are for `opus` only; with `opus`, avoid 22050, 32000 and 44100. One of 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000. Default 32000."""

SpeechSocketFormat: TypeAlias = Literal["mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus"]
"""Container and codec. `pcm` is raw signed 16-bit little-endian samples, `pcmu_raw` and `pcmu_wav` are 8 kHz G.711 µ-law without and with a WAV header, `opus` is Opus in Ogg. One of mp3, pcm, flac, wav, pcmu_raw, pcmu_wav, opus. Default mp3."""

SpeechSocketLanguage: TypeAlias = (
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
)
"""Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`. The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue, English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese, Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish, Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk, Tamil, Afrikaans."""


class SpeechSocketFurtherOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    text_normalization: bool | None
    """Read numbers, dates and units out in full, in Chinese and English. True is the same as `text_normalization_mode` set to `basic`, which replaces it. Default false. Deprecated."""

    english_normalization: bool | None
    """Older name of the same switch for English, not listed for HTTP. `text_normalization` wins if both are sent. Default false. Deprecated."""

    latex_read: bool | None
    """Read formulas aloud, in Chinese only: it turns `language_boost` into `Chinese`. Write a formula between `$$` and `$$` and double each backslash. Default false."""

    bitrate: Literal[32000, 64000, 128000, 256000] | None
    """Bits per second; used for MP3 only. One of 32000, 64000, 128000, 256000. Default 128000."""

    channels: Literal[1, 2] | None
    """1 is mono, 2 is stereo. One of 1, 2. Default 1."""

    pronunciation: Sequence[str] | None
    """Rules written `original/replacement`, all applied together. The replacement is plain text, pinyin with tone digits (1 to 4, 5 for neutral) or IPA in parentheses, or Japanese kana or romaji."""

    mix: Sequence[TimbreWeightParam | Mapping[str, Any]] | None
    """Voices to mix into one; send an empty `voice_setting.voice_id` with it. At most 4 items."""

    text_normalization_mode: Literal["basic", "quality"] | None
    """How numbers, dates and units are read out. It overrides both switches in `voice_setting`. On a WebSocket `quality` is silently treated as `basic`. One of basic, quality."""

    voice_effects: VoiceModifyParam | None
    """Effects on the finished voice."""

    subtitles: bool | None
    """Send subtitles with the audio. Default false."""

    subtitle_type: Literal["sentence", "word", "word_streaming"] | None
    """Detail of the subtitles. `word_streaming` sends the words so far with every piece of audio. One of sentence, word, word_streaming. Default sentence."""

    continuous_sound: bool | None
    """Generate each text as a whole instead of in parallel pieces; better intonation on long text, later start. Default false. Models: speech-2.8-hd, speech-2.8-turbo."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


class SpeechSocketNamedOptions(TypedDict, total=False):
    """The most common options of a call; None means omitted."""

    voice: str | None
    """Id of a system, cloned or designed voice. Send an empty string together with `timbre_weights`."""

    model: SpeechSocketModel | None
    """Speech model; `hd` for quality, `turbo` for speed. Known values: speech-2.8-hd, speech-2.8-turbo, speech-2.6-hd, speech-2.6-turbo, speech-02-hd, speech-02-turbo, speech-01-hd, speech-01-turbo."""

    format: SpeechSocketFormat | None
    """Container and codec. `pcm` is raw signed 16-bit little-endian samples, `pcmu_raw` and `pcmu_wav` are 8 kHz G.711 µ-law without and with a WAV header, `opus` is Opus in Ogg. One of mp3, pcm, flac, wav, pcmu_raw, pcmu_wav, opus. Default mp3."""

    speed: float | None
    """Speaking rate; higher is faster. Range [0.5, 2]. Default 1.0."""

    volume: float | None
    """Loudness; higher is louder. Range (0, 10]. Default 1.0."""

    pitch: int | None
    """Pitch shift of the voice; 0 leaves it unchanged. Range [-12, 12]. Default 0."""

    emotion: SpeechSocketEmotion | None
    """Mood of the delivery. By default the model chooses one that suits the text. `fluent` and `whisper` were added with the 2.6 models; the others work with every model. `calm` replaces the former `neutral`. One of happy, sad, angry, fearful, disgusted, surprised, calm, fluent, whisper."""

    sample_rate: SpeechSocketSampleRate | None
    """Samples per second (Hz). 12000 and 48000 are for `opus` only; with `opus`, avoid 22050, 32000 and 44100. One of 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000. Default 32000."""

    language: SpeechSocketLanguage | None
    """Language or dialect to favour, or `auto` to detect it; none by default. Cantonese voices need `Chinese,Yue`. The 02 and 01 models do not support Persian, Filipino and Tamil. Known values: auto, Chinese, Chinese,Yue, English, Arabic, Russian, Spanish, French, Portuguese, German, Turkish, Dutch, Ukrainian, Vietnamese, Indonesian, Japanese, Italian, Korean, Thai, Polish, Romanian, Greek, Czech, Finnish, Hindi, Bulgarian, Danish, Hebrew, Malay, Persian, Slovak, Swedish, Croatian, Filipino, Hungarian, Norwegian, Slovenian, Catalan, Nynorsk, Tamil, Afrikaans."""


class SpeechSocketOptions(SpeechSocketNamedOptions, SpeechSocketFurtherOptions, total=False):
    """All options of a call; None means omitted."""
