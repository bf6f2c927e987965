"""Report all mistakes in the input of the emulator at once, each with its location."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import yaml

Place = tuple[str | int, ...]

_MOST_SHOWN = 20


class Mistake(NamedTuple):
    """One mistake. `line` counts from 1; 0 if there are no lines."""

    place: Place
    message: str
    line: int = 0

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        where += [path_text(self.place)] if self.place else []
        return ": ".join((*where, self.message))


class Mistakes(ValueError):
    """All mistakes in a file or a request, in `found`; `source` is the name of the file."""

    def __init__(self, found: Sequence[Mistake], source: str = "") -> None:
        self.found = tuple(found)
        self.source = source
        super().__init__(self._text())

    def _text(self) -> str:
        head = f"{self.source}: " if self.source else ""
        if len(self.found) == 1:
            return f"{head}{self.found[0]}"
        rest = len(self.found) - _MOST_SHOWN
        lines = [f"{head}{len(self.found)} mistakes", *map(str, self.found[:_MOST_SHOWN])]
        return "\n  ".join([*lines, f"and {rest} more"] if rest > 0 else lines)


class Reader:
    """Collects mistakes while input is read, and raises them together at the end."""

    def __init__(self) -> None:
        self.found: list[Mistake] = []

    def wrong(self, place: Place, message: str, line: int = 0) -> None:
        """Note a mistake."""
        self.found.append(Mistake(place, message, line))

    @contextmanager
    def at(self, place: Place, line: int = 0) -> Iterator[None]:
        """Record an error in the block as a mistake at this location, and continue after it."""
        try:
            yield
        except Mistakes as inner:
            self.found += [
                Mistake((*place, *each.place), each.message, each.line or line)
                for each in inner.found
            ]
        except (OSError, TypeError, ValueError) as error:
            self.wrong(place, str(error), line)

    def check_names(
        self, fields: dict[str, object], names: Iterable[str], place: Place = ()
    ) -> None:
        """Record all fields with unknown names."""
        names = tuple(names)
        for name in fields:
            if name not in names:
                self.wrong(place, unknown_name(name, names))

    def finish(self, source: str = "", text: str | None = None) -> None:
        """Raise Mistakes if there were any. `text` is the YAML source, for line numbers."""
        if not self.found:
            return
        if text is not None:
            lines = _lines(text)
            self.found = [each._replace(line=_line(lines, each.place)) for each in self.found]
        raise Mistakes(self.found, source)


def unknown_name(name: object, known: Iterable[str], kind: str = "field") -> str:
    """A message about an unknown name, with a similar known name."""
    known = tuple(known)
    near = difflib.get_close_matches(str(name), known, n=1)
    hint = f"did you mean {near[0]}? Known" if near else "known"
    return f"no {kind} is called {name!r:.80}; {hint}: {', '.join(known)}"


def path_text(place: Place) -> str:
    """A path in the usual notation: answers[2].body.text"""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def read_source(source: str | Path) -> tuple[str, str]:
    """The text of a file or the text itself, and the name of the file or "". A string of several
    lines, or one that begins with -, [ or {, is the text.
    """
    if isinstance(source, str) and ("\n" in source or source.lstrip().startswith(("-", "[", "{"))):
        return source, ""
    return Path(source).read_text(encoding="utf-8"), str(source)


def _line(lines: dict[Place, int], place: Place) -> int:
    return next(
        (lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), 0
    )


def _lines(text: str) -> dict[Place, int]:
    """The line of every value in a YAML document, by path."""
    import yaml

    found: dict[Place, int] = {}
    seen: set[int] = set()

    def walk(node: yaml.Node | None, place: Place) -> None:
        if node is None or id(node) in seen:
            return
        seen.add(id(node))
        found[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, (*place, str(key.value)))
                found[*place, str(key.value)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                walk(item, (*place, index))

    try:
        walk(yaml.compose(text, Loader=yaml.SafeLoader), ())
    except (yaml.YAMLError, RecursionError):
        return {}
    return found
