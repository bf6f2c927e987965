"""The music operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import lyrics_generation as lyrics_generation
    from . import music_cover_preprocess as music_cover_preprocess
    from . import music_generation as music_generation

__all__ = ["music_generation", "lyrics_generation", "music_cover_preprocess"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
