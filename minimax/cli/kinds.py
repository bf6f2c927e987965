"""Types of option values: known words, JSON, and media files."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .streams import decoded

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # older releases of click know no type argument

SHOWN = 8


class Source:
    """In an annotation, represents all types that may be a file, a link or an id."""


class Anything:
    """In an annotation, represents names that only a type checker can resolve."""

    def __class_getitem__(cls, item: object) -> type[Anything]:
        return cls


class Known(ParamType):
    """Known words. A closed set rejects others; an open one, such as models, accepts them, and
    warns about possible typos.
    """

    name = "word"

    def __init__(self, values: Sequence[Any], *, is_open: bool) -> None:
        self.values = tuple(values)
        self.is_open = is_open

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        words = {str(known): known for known in self.values}
        if str(value) in words:
            return words[str(value)]
        if self.is_open and self.values and all(isinstance(known, int) for known in self.values):
            return click.INT.convert(value, param, ctx)  # similar numbers are not typos
        folded = {word.lower(): known for word, known in words.items()}
        if not self.is_open and str(value).lower() in folded:
            return folded[str(value).lower()]
        near = get_close_matches(str(value).lower(), folded, n=1)
        meant = f"did you mean {folded[near[0]]}?" if near else ""
        if not self.is_open:
            self.fail(
                f"{value!r} is not allowed; {meant or 'it is one of ' + ', '.join(words)}",
                param,
                ctx,
            )
        if meant and (ctx is None or not ctx.resilient_parsing):
            option = param.opts[0] if param is not None else "value"
            print(
                f"minimax: {option} {value} is not known here; {meant} It is sent unchanged.",
                file=sys.stderr,
            )
        return value

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        if self.is_open or len(self.values) > SHOWN:
            return None
        return "[" + "|".join(map(str, self.values)) + "]"

    def listed(self) -> str:
        """The known words for the help, "" if the metavar shows them."""
        if not self.is_open and len(self.values) <= SHOWN:
            return ""
        if not self.is_open:
            return f"One of {', '.join(map(str, self.values))}."
        shown = ", ".join(map(str, self.values[:SHOWN]))
        return f"Known: {shown}{' and more' if len(self.values) > SHOWN else ''}."

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(str(value)) for value in self.values if str(value).startswith(incomplete)
        ]


class JsonObject(ParamType):
    """An object: JSON, `@FILE` with JSON in it, or `key=value,key=value`. Other text is accepted
    with `or_text`.
    """

    name = "json"

    def __init__(self, *, or_text: bool) -> None:
        self.or_text = or_text

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            text = decoded(Path(value[1:]).read_bytes(), value) if value[:1] == "@" else value
        except OSError as error:
            self.fail(f"cannot read {value[1:]!r}: {error.strerror}", param, ctx)
        if text.lstrip().startswith(("{", "[")):
            try:
                return json.loads(text)
            except ValueError as error:
                self.fail(f"{_short(text)} is not valid JSON: {error}", param, ctx)
        if self.or_text:
            return {"true": True, "false": False}.get(value, value)
        pairs = [part.partition("=") for part in text.split(",")]
        if not all(equals and key.strip() for key, equals, _ in pairs):
            self.fail(f"{_short(text)} is neither JSON nor key=value", param, ctx)
        return {key.strip(): scalar(given) for key, _, given in pairs}


class SourceType(ParamType):
    """A path, a link, or an id on the platform."""

    name = "file"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


SOURCE = SourceType()


def scalar(text: str) -> Any:
    """Parse a number, true, false or null as in JSON; anything else is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
