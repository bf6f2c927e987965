"""The images operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import image_generation as image_generation

__all__ = ["image_generation"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
