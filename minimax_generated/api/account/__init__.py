"""The account operations, one module each, imported on first use. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import TYPE_CHECKING

from ...lazy import lazy_package

if TYPE_CHECKING:
    from . import coding_plan_remains as coding_plan_remains
    from . import coding_plan_search as coding_plan_search
    from . import coding_plan_vlm as coding_plan_vlm
    from . import query_balance as query_balance
    from . import token_plan_remains as token_plan_remains

__all__ = ["token_plan_remains", "coding_plan_remains", "query_balance", "coding_plan_search", "coding_plan_vlm"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(__name__, __all__)
