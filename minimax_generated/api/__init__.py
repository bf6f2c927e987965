"""The operations by feature. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ..lazy import lazy_package

if TYPE_CHECKING:
    from . import account as account
    from . import files as files
    from . import images as images
    from . import music as music
    from . import speech as speech
    from . import text as text
    from . import video as video
    from . import voices as voices

__all__ = ["text", "speech", "voices", "video", "images", "music", "files", "account"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
