"""The voices operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import delete_voice as delete_voice
    from . import get_voice as get_voice
    from . import voice_clone as voice_clone
    from . import voice_design as voice_design

__all__ = ["voice_clone", "voice_design", "get_voice", "delete_voice"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
