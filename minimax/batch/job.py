"""One job of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from ..core import destinations
from ..core.limits import tokens_of
from .operations import Operation


class Job(NamedTuple):
    """One line."""

    line: int
    """Counted from 1."""
    id: str
    """Its `id`, else the number of its line."""
    operation: Operation
    arguments: Mapping[str, Any]
    save: str
    """The path of its file in the folder of the batch."""
    key: int
    """Fingerprint of its content."""

    def model(self) -> str:
        """The model that it uses, "" if it uses none."""
        return str(self.arguments.get("model") or self.operation.parameters.get("model") or "")

    def weight(self) -> int:
        """The number of tokens to count towards a limit of tokens per minute."""
        return tokens_of(self.operation.feature, self.arguments)

    def check_names(self) -> None:
        """Raise a ValidationError if the extension of its file belongs to another format."""
        destinations.check_extension(self.save, self.operation.file_format(self.arguments))

    def files(self) -> list[str]:
        """The names that its result may need."""
        pieces = self.arguments.get("n")
        if self.operation.feature == "images" and isinstance(pieces, int) and pieces > 1:
            path = PurePosixPath(self.save)
            numbers = range(1, pieces + 1)
            return [self.save, *(str(destinations.numbered(path, number)) for number in numbers)]
        if self.arguments.get("subtitles"):
            path = PurePosixPath(self.save).with_suffix(".srt")
            return list(dict.fromkeys([self.save, str(path)]))
        return [self.save]
