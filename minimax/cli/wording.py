"""Translate messages from Python terms to those of the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from .commands import ROWS
from .options import Settings

if TYPE_CHECKING:
    from .derive import Operation

FIRST = re.compile(r"\w+")
WIRE = re.compile(r"[\w.\[\]]*( \([\w.\[\]]+\))(?=:| is missing)")
"""The API name of a field, which is dropped for options."""
VALUE = r"'[^']*'|\"[^\"]*\"|[\w.-]+"
NAMED = re.compile(rf"(?<![\w.?&-])(?P<name>[a-z]+(?:_[a-z]+)*)=(?P<value>{VALUE})")
"""An argument and its value in Python syntax."""
COMPOUND = re.compile(
    rf"'[^']*'|\"[^\"]*\"|{NAMED.pattern}|(?<![\w.-])[a-z]+(?:_[a-z]+)+(?!\w|\.\w)"
)
TICKED = re.compile(r"`([^`]*)`")
HANDLE = re.compile(r"client\.task\(['\"]([^'\"]+)['\"]\)")
ONLY_PYTHON = r"bytes|(?:an )?open (?:binary )?files?|(?:a )?PIL images?"
"""Values that only a program can pass."""
IN_A_LIST = re.compile(rf", (?:{ONLY_PYTHON})(?=,? or |, )")
AT_ITS_END = re.compile(rf"(?:, ([^,;:.]+))?,? or (?:{ONLY_PYTHON})\b")
STILL_PYTHON = re.compile(
    r"minimax\.[a-z]|\b(?:client|reply|task|result)\.[a-z]|\w+\(|\b(?:None|True|False)\b|\b[A-Z][a-z]\w*\.[a-z]|\*\*[a-z]|\btuple"
)
"""Python features that do not exist on the command line. Clauses that mention them are dropped."""
CLAUSES = re.compile(r"(?<=[.;:])\s+")


def in_words_of(written: Mapping[str, str], complaint: str, field: str) -> str:
    """An error about arguments, with the names that the user wrote. A plain word is only a name at
    the beginning, or before a value.
    """

    def renamed(found: re.Match[str]) -> str:
        if name := found["name"]:
            value = found["value"].strip("'\"")
            return f"{written[name]} {value}" if name in written else found[0]
        return written.get(found[0], found[0])

    first, rest = FIRST.match(field), complaint
    beginning = written.get(first[0], "") if first and complaint.startswith(first[0]) else ""
    if first and beginning:
        rest = complaint[len(first[0]) :]
        wire = WIRE.match(rest)
        rest = rest[: wire.start(1)] + rest[wire.end(1) :] if wire else rest
    return in_commands(beginning + COMPOUND.sub(renamed, rest))


def in_commands(text: str) -> str:
    """An error or hint with commands and options instead of calls and keyword arguments."""

    def option(found: re.Match[str]) -> str:
        known = found["name"] in Settings._fields
        value = found["value"].strip("'\"")
        return f"--{found['name'].replace('_', '-')} {value}" if known else found[0]

    text = HANDLE.sub(r"minimax task wait \1", text)
    text = _calls().sub(lambda found: command_of(found[1]) if _is_call(found) else found[0], text)
    return NAMED.sub(option, re.sub(r"\bMiniMax\(([^()]*)\)", r"\1", text))


def _is_call(found: re.Match[str]) -> bool:
    """Whether the name of an operation in an error is a call, not the `op` of a batch job."""
    starts = found.start() == 0 and found.string[found.end() :].startswith(":")
    return starts or found[0] != found[1]


def command_of(call: str) -> str:
    """The command that runs an operation."""
    row = next(row for row in ROWS if call in (row.call, row.stream))
    return " ".join(["minimax", *row.words, *(["--stream"] if call == row.stream else [])])


def help_words(text: str, target: Operation, shown: Mapping[str, str], switch: str = "") -> str:
    """A part of a docstring as help text.

    Args:
        text: the part, with its backticks.
        target: the operation that it belongs to.
        shown: the names of its arguments on the command line.
        switch: the option that it explains, if that is a switch.
    """
    service = target.name.rpartition(".")[0]

    def renamed(word: str) -> str:
        named = NAMED.fullmatch(word)
        name, value = (named["name"], named["value"].strip("'\"")) if named else (word, "")
        name = name.removesuffix("()")
        if name in shown and value == "False":
            return shown[name].replace("--", "--no-", 1)
        if name in shown:
            return f"{shown[name]} {value}" if value not in ("", "True") else shown[name]
        call = f"{service}.{name}"
        return command_of(call) if _calls().fullmatch(call) else word

    if switch:
        off = switch.replace("--", "--no-", 1)
        text = re.sub(r"\bTrue\b", switch, re.sub(r"\bFalse\b", off, text))
    text = re.sub(r"\bTrue\b", "true", re.sub(r"\bFalse\b", "false", text))
    text = TICKED.sub(lambda found: renamed(found[1]), text)
    text = _calls().sub(lambda found: command_of(found[1]), text)
    text = COMPOUND.sub(lambda found: renamed(found[0]), text)
    text = text.replace(f"{command_of(target.name)} --stream", "--stream") if service else text
    text = IN_A_LIST.sub("", text)
    text = AT_ITS_END.sub(lambda found: f" or {found[1]}" if found[1] else "", text)
    text = text.replace("dictionaries", "objects")
    kept = " ".join(filter(None, map(_without_python, CLAUSES.split(text))))
    return re.sub(r"[;:,]$", ".", kept)


def _without_python(clause: str) -> str:
    parts = clause.split(", ")
    kept = [part for part in parts if not STILL_PYTHON.search(part)]
    if len(kept) == len(parts) or not kept or STILL_PYTHON.search(parts[0]):
        return clause if len(kept) == len(parts) else ""
    return ", ".join(kept) + (clause[-1] if kept[-1] != parts[-1] else "")


@cache
def _calls() -> re.Pattern[str]:
    """A pattern for the names of operations that have commands."""
    calls = sorted({call for row in ROWS for call in (row.call, row.stream) if call}, key=len)
    names = "|".join(re.escape(call) for call in reversed(calls))
    return re.compile(rf"(?<![\w.])(?:client\.)?({names})\b(?!\.\w)(?:\([^()]*\))?")
