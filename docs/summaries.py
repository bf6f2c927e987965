"""Whole first sentences in the summaries of the Python reference, which show one line only."""

from __future__ import annotations

from typing import Any

import griffe


class Summaries(griffe.Extension):
    """Joins the lines of the first paragraph of every docstring."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        if obj.docstring is not None:
            first, blank, rest = obj.docstring.value.partition("\n\n")
            obj.docstring.value = " ".join(first.split()) + blank + rest
