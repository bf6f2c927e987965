"""The settings of the emulator: one object for Python, the command, the pytest marker, scenario
files and the control interface.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, Self, TypedDict

from minimax.emulator.input_errors import Reader, unknown_name

REGIONS = ("cn", "global")
TASK_SECONDS = 4.0


def _setting(
    default: Any,
    about: str,
    *,
    unit: str | None = None,
    choices: tuple[str, ...] = (),
    per_key: bool = True,
    check: Callable[[str], str | None] = lambda text: None,
) -> Any:
    facts = {"about": about, "unit": unit, "choices": choices, "per_key": per_key, "check": check}
    return field(default=default, metadata=facts)


ORIGIN = re.compile(r"\*|null|[a-z][a-z0-9+.-]*://[^/?#\s]+", re.IGNORECASE)
"""What a browser sends as the origin of a page; "null" for a file."""


def _origin_problem(text: str) -> str | None:
    """Why a list of origins is invalid, None if it is valid."""
    wrong = [each for each in text.replace(" ", "").split(",") if each]
    wrong = [each for each in wrong if not ORIGIN.fullmatch(each)]
    return f"{wrong[0]!r} is not an origin such as http://localhost:3000" if wrong else None


class SettingsFields(TypedDict, total=False):
    """The settings as keywords."""

    region: str
    strict: bool
    pace: float
    task_seconds: float
    rate_limits: bool
    cors: str


@dataclass(frozen=True)
class Settings:
    """The settings of the emulator.

    Args:
        region: the region whose keys are valid, "cn" or "global". Keys that start with sk-cn or
            sk-global belong to one.
        strict: reject fields, models, roles and languages that the API does not list.
        pace: pause before each frame of a stream, in seconds.
        task_seconds: duration of a task in seconds.
        rate_limits: reject requests above the documented limits per minute and of concurrent jobs.
        cors: origins whose pages may call the emulator, separated by commas; `*` for all.
    """

    region: str = _setting("cn", "Region whose keys are valid.", choices=REGIONS)
    strict: bool = _setting(
        False, "Reject fields, models, roles and languages that the API does not list."
    )
    pace: float = _setting(0.0, "Pause before each frame of a stream.", unit="SECONDS")
    task_seconds: float = _setting(TASK_SECONDS, "Duration of a task.", unit="SECONDS")
    rate_limits: bool = _setting(False, "Enforce the rate limits of the platform.")
    cors: str = _setting(
        "",
        "Let pages of this origin call the emulator; * for all, several separated by commas.",
        unit="ORIGIN",
        per_key=False,
        check=_origin_problem,
    )

    def with_changes(self, changes: Mapping[str, Any], *, for_key: bool = False) -> Self:
        """A copy with some settings changed. Raises Mistakes for invalid ones."""
        reader, known = Reader(), {each.name: each for each in describe_settings()}
        for name, value in changes.items():
            if name not in known:
                reader.wrong((), unknown_name(name, known, "setting"))
            elif for_key and not known[name].per_key:
                reader.wrong((name,), "cannot be set for one key")
            elif problem := known[name].problem(value):
                reader.wrong((name,), problem)
        reader.finish()
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """All settings by name."""
        return dataclasses.asdict(self)

    def allows_origin(self, origin: str) -> bool:
        """Whether pages of an origin may call the emulator."""
        return bool(origin) and not {"*", origin}.isdisjoint(self.cors.replace(" ", "").split(","))


class Setting(NamedTuple):
    """The description of one setting."""

    name: str
    default: Any
    about: str
    unit: str | None
    choices: tuple[str, ...]
    per_key: bool
    check: Callable[[str], str | None]
    """Says why a text is invalid."""

    def problem(self, value: object) -> str | None:
        """Why a value is invalid; None if it is valid."""
        if isinstance(self.default, bool):
            return None if isinstance(value, bool) else f"{value!r} is not true or false"
        if isinstance(self.default, float):
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            fits = number and math.isfinite(value) and value >= 0  # type: ignore[arg-type,operator]
            return None if fits else f"{value!r} is not a number of 0 or more"
        if not isinstance(value, str):
            return f"{value!r} is not a text"
        if self.choices and value not in self.choices:
            return unknown_name(value, self.choices, self.name)
        return self.check(value)


def describe_settings() -> Iterator[Setting]:
    """All settings, in display order."""
    for each in fields(Settings):
        yield Setting(each.name, each.default, **each.metadata)
