"""Typed keywords of the account calls.

Generated from `spec/account.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from minimax.config import CallOptions

SearchQuery: TypeAlias = str
"""What to search for; three to five keywords work best."""


class SearchOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


DescribeImagePrompt: TypeAlias = str
"""The question."""

DescribeImageImage: TypeAlias = str
"""The image as `data:image/...;base64,...` (JPEG, PNG or WebP); official clients first convert web and local images to this form, one of them up to 50 MB."""


class DescribeImageOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""
