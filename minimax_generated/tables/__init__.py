"""Errors, models, voices, templates, prices and regions as data. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ..lazy import lazy_package

if TYPE_CHECKING:
    from . import errors as errors
    from . import models as models
    from . import prices as prices
    from . import regions as regions
    from . import tasks as tasks
    from . import templates as templates
    from . import voices as voices

__all__ = ["errors", "models", "prices", "regions", "tasks", "templates", "voices"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
