"""Media of the asked format, size and length: speech, music, pictures and clips, always the same
for the same words.
"""

from __future__ import annotations

from minimax.emulator.media.audio import AUDIO_FORMATS, Audio, chunks
from minimax.emulator.media.image import IMAGE_FORMATS, image
from minimax.emulator.media.music import music
from minimax.emulator.media.probe import Probe, probe
from minimax.emulator.media.reading import subtitles
from minimax.emulator.media.speech import synthesize
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
