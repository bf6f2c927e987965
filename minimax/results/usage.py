"""Tokens of a chat call, by all names that platforms and gateways give them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.parsing import CACHED, INPUT, OUTPUT, REASONING, first_count
from ..record import Record


@dataclass(frozen=True, slots=True)
class Usage(Record):
    """Tokens of a call; counts that the platform did not send are 0."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    reasoning_tokens: int
    cached_tokens: int

    @classmethod
    def of(cls, raw: object) -> Usage | None:
        """The usage in a response, None when it has none."""
        if not isinstance(raw, Mapping):
            return None
        paths = (INPUT, OUTPUT, (("total_tokens",),), REASONING, CACHED)
        return cls(*(first_count(raw, names) for names in paths))


@dataclass(frozen=True, slots=True)
class MessageUsage(Record):
    """Tokens of a call; counts that the platform did not send are 0. The whole prompt is
    `input_tokens` plus both cache counts.
    """

    input_tokens: int
    """Tokens of the prompt outside the cache."""
    output_tokens: int
    cache_creation_input_tokens: int
    """Tokens of the prompt that were written to the cache, at a separate price."""
    cache_read_input_tokens: int
    """Tokens of the prompt that were read from the cache, at a lower price."""

    @property
    def prompt_tokens(self) -> int:
        """The whole prompt, cached or not."""
        return self.input_tokens + self.cache_creation_input_tokens + self.cache_read_input_tokens

    @property
    def total_tokens(self) -> int:
        """Prompt and output together."""
        return self.prompt_tokens + self.output_tokens

    @classmethod
    def of(cls, raw: object) -> MessageUsage | None:
        """The usage in a response, None when it has none."""
        if not isinstance(raw, Mapping):
            return None
        paths = (INPUT[::-1], OUTPUT[::-1], (("cache_creation_input_tokens",),), CACHED)
        return cls(*(first_count(raw, names) for names in paths))
