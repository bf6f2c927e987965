"""The speech operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import query_t2a_async_v2 as query_t2a_async_v2
    from . import speech_to_text as speech_to_text
    from . import t2a_async_v2 as t2a_async_v2
    from . import t2a_v2 as t2a_v2

__all__ = ["t2a_v2", "t2a_async_v2", "query_t2a_async_v2", "speech_to_text"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
