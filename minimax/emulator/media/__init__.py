"""Generate speech, music, images and videos of a requested format, size and length. Equal
arguments give equal bytes.
"""

from __future__ import annotations

from minimax.emulator.media.audio import AUDIO_FORMATS, Audio, chunks
from minimax.emulator.media.image import IMAGE_FORMATS, image
from minimax.emulator.media.music import music
from minimax.emulator.media.probe import Probe, probe
from minimax.emulator.media.speech import synthesize
from minimax.emulator.media.timing import subtitles
from minimax.emulator.media.video import video

__all__ = [
    "AUDIO_FORMATS",
    "IMAGE_FORMATS",
    "Audio",
    "Probe",
    "chunks",
    "image",
    "music",
    "probe",
    "subtitles",
    "synthesize",
    "video",
]
