"""The images operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import image_generation as image_generation
    from . import images_edits as images_edits
    from . import images_generations as images_generations

__all__ = ["image_generation", "images_generations", "images_edits"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
