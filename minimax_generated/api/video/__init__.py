"""The video operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import delete_video_generation_v2 as delete_video_generation_v2
    from . import h3_context_ir as h3_context_ir
    from . import list_video_generation_v2 as list_video_generation_v2
    from . import query_video_generation as query_video_generation
    from . import query_video_generation_v2 as query_video_generation_v2
    from . import query_video_template_generation as query_video_template_generation
    from . import video_generation as video_generation
    from . import video_generation_v2 as video_generation_v2
    from . import video_regeneration as video_regeneration
    from . import video_template_generation as video_template_generation

__all__ = [
    "video_generation",
    "query_video_generation",
    "video_generation_v2",
    "query_video_generation_v2",
    "list_video_generation_v2",
    "delete_video_generation_v2",
    "h3_context_ir",
    "video_regeneration",
    "video_template_generation",
    "query_video_template_generation",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
