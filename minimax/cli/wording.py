"""Says in the words of the command what the package says in those of Python."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIRST = re.compile(r"\w+")
WIRE = re.compile(r"[\w.\[\]]*( \([\w.\[\]]+\))(?=:| is missing)")
"""The name of the wire, which an option does without."""
COMPOUND = re.compile(r"'[^']*'|\"[^\"]*\"|(?<![\w.-])[a-z]+(?:_[a-z]+)+(?!\w|\.\w)")


def in_words_of(written: Mapping[str, str], complaint: str, field: str) -> str:
    """A complaint about arguments with the names that were written here. A plain word is a name
    only where it stands first.
    """
    first, rest = FIRST.match(field), complaint
    beginning = written.get(first[0], "") if first and complaint.startswith(first[0]) else ""
    if first and beginning:
        rest = complaint[len(first[0]) :]
        wire = WIRE.match(rest)
        rest = rest[: wire.start(1)] + rest[wire.end(1) :] if wire else rest
    return beginning + COMPOUND.sub(lambda name: written.get(name[0], name[0]), rest)
