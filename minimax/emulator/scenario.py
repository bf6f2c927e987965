"""Reads scenarios: the initial settings, replies, answers, faults and accounts of an emulator, in
YAML or JSON.

    settings: {strict: true, task_seconds: 10}
    replies:
      - when: capital of Peru
        text: Lima.
    answers:
      - operation: speech_to_text
        body: {text: Good morning.}
        times: 1
      - operation: t2a_v2
        media: greeting.mp3
    faults:
      - rate_limit:chat_completions*1
      - {kind: overloaded, key: sk-b}
    accounts:
      - {key: sk-a, balance: 12.50, plan: false}
    seed: 7

All parts are optional, and a list is used as the list of replies. `seed` changes the ids that the
emulator generates. A `key` limits a reply, an answer or a fault to the requests of one key. The
scenario applies at the start and again after every reset.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from minimax.documents import read_yaml
from minimax.emulator import scripts, stub_reader
from minimax.emulator.faults import read as read_fault
from minimax.emulator.input_errors import Place, Reader, read_source
from minimax.emulator.settings import Settings
from minimax.emulator.state import VOICE_KINDS, Opening, Scenario

PARTS = ("settings", "replies", "answers", "faults", "accounts", "seed")
_ACCOUNT = ("key", "balance", "plan", "settings", "voices", "files")
_VOICE = ("id", "kind", "description")
_FILE = ("path", "purpose")
_LARGEST_SEED = 2**31


def read(
    source: str | Path | Mapping[str, Any] | None, *, defaults: Settings | None = None
) -> Scenario:
    """Read a scenario from a file, from a text of several lines, or from its parts. `defaults` are
    used for missing settings. Raises Mistakes with all mistakes and their lines.
    """
    settings = defaults or Settings()
    if source is None or isinstance(source, Mapping):
        return _read(dict(source or {}), settings, Reader(), Path.cwd())
    text, name = read_source(source)
    try:
        parts = read_yaml(text)
    except ValueError as error:
        raise ValueError(f"{name or 'the scenario'} is not YAML: {error}") from error
    reader = _Lines(text, name)
    if isinstance(parts, list):
        reader.under = "replies"
        parts = {"replies": parts}
    elif not isinstance(parts, dict):
        reader.wrong((), f"a scenario has the parts {', '.join(PARTS)}, or is a list of replies")
        reader.finish()
    return _read(parts, settings, reader, Path(name).parent)


class _Lines(Reader):
    """Mistakes with their lines. `under` is the part that makes up the whole file, if any."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self._text, self._name = text, name
        self.under = ""

    def finish(self, source: str = "", text: str | None = None) -> None:
        if self.under:
            self.found = [
                each._replace(place=each.place[each.place[:1] == (self.under,) :])
                for each in self.found
            ]
        super().finish(self._name, self._text)


def _read(parts: dict[str, Any], settings: Settings, reader: Reader, folder: Path) -> Scenario:
    reader.check_names(parts, PARTS)
    with reader.at(("settings",)):
        settings = settings.with_changes(_mapping(parts.get("settings") or {}))
    lists = {name: _list(parts, name, reader) for name in PARTS[1:-1]}
    replies, answers, switched, accounts = [], [], [], []
    for index, each in enumerate(lists["replies"]):
        with reader.at(("replies", index)):
            replies.append(scripts.turn(each))
    for index, each in enumerate(lists["answers"]):
        with reader.at(("answers", index)):
            answers.append(stub_reader.read(each, folder=folder))
    for index, each in enumerate(lists["faults"]):
        with reader.at(("faults", index)):
            switched.append(read_fault(each))
    for index, each in enumerate(lists["accounts"]):
        with reader.at(("accounts", index)):
            accounts.append(_opening(each, folder))
    seed = parts.get("seed", 0)
    if type(seed) is not int or not 0 <= seed < _LARGEST_SEED:
        reader.wrong(("seed",), f"{seed!r:.80} is not a whole number of 0 or more")
    reader.finish()
    return Scenario(
        settings, tuple(replies), tuple(answers), tuple(switched), tuple(accounts), seed
    )


def _list(parts: dict[str, Any], name: str, reader: Reader) -> list[Any]:
    value = parts.get(name) or []
    if isinstance(value, (list, tuple)):
        return list(value)
    reader.wrong((name,), f"{value!r:.80} is not a list; begin each item with a dash")
    return []


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r:.80} is not a mapping; write fields such as {{name: value}}")
    return dict(value)


def _opening(written: object, folder: Path) -> Opening:
    fields, reader = _mapping(written), Reader()
    reader.check_names(fields, _ACCOUNT)
    key, plan, balance = fields.get("key"), fields.get("plan"), fields.get("balance")
    if not isinstance(key, str) or not key:
        reader.wrong(("key",), f"{key!r:.80} is not a key; write the text that programs send")
    if not isinstance(plan, bool | None):
        reader.wrong(("plan",), f"{plan!r:.80} is not true or false")
    money = None
    if balance is not None:
        try:
            money = Decimal(str(balance))
        except InvalidOperation:
            reader.wrong(("balance",), f"{balance!r:.80} is not an amount of money")
    settings = fields.get("settings") or {}
    with reader.at(("settings",)):
        Settings().with_changes(_mapping(settings), for_key=True)
    voices = [
        voice
        for index, each in enumerate(_list(fields, "voices", reader))
        if (voice := _texts(each, _VOICE, ("voices", index), reader))
    ]
    for index, voice in enumerate(voices):
        if voice.get("kind", VOICE_KINDS[0]) not in VOICE_KINDS:
            reader.wrong(("voices", index, "kind"), f"known: {', '.join(VOICE_KINDS)}")
    files = []
    for index, each in enumerate(_list(fields, "files", reader)):
        file = _texts(each, _FILE, ("files", index), reader)
        if file:
            path = folder / file["path"]
            files.append((path, file.get("purpose", "")))
            if not path.is_file():
                reader.wrong(("files", index, "path"), f"there is no file {path}")
    reader.finish()
    return Opening(str(key), money, plan, settings, tuple(voices), tuple(files))


def _texts(
    value: object, names: tuple[str, ...], place: Place, reader: Reader
) -> dict[str, str] | None:
    """Text fields, of which the first is required."""
    if isinstance(value, str):
        value = {names[0]: value}
    if not isinstance(value, Mapping) or not value.get(names[0]):
        reader.wrong(place, f"{value!r:.80} has no {names[0]}")
        return None
    reader.check_names(dict(value), names, place)
    for name, text in value.items():
        if not isinstance(text, str):
            reader.wrong((*place, name), f"{text!r:.80} is not a text; put it in quotes")
            return None
    return dict(value)
