"""Saved contexts: key, region and host under a name, in one file that only its owner can read."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ConfigError

PLACE = "MINIMAX_CONFIG"
COMMAND_SECONDS = 60


class Context(NamedTuple):
    """A saved context. It has a key, or a command that prints one."""

    api_key: str | None = None
    api_key_command: str | None = None
    region: str | None = None
    base_url: str | None = None

    def key(self) -> str | None:
        """Return the key, None if the context has none. May block, since it may run a command."""
        return _printed(self.api_key_command) if self.api_key_command else self.api_key

    @property
    def has_key(self) -> bool:
        """Whether it has a key or a key command."""
        return bool(self.api_key or self.api_key_command)


class Contexts(NamedTuple):
    """Everything in the file."""

    current: str | None
    by_name: Mapping[str, Context]

    def named(self, name: str) -> Context:
        """Return the context with a name, or raise a ConfigError."""
        if name in self.by_name:
            return self.by_name[name]
        near = get_close_matches(name, self.by_name, n=1)
        known = (
            f"did you mean {near[0]!r}?"
            if near
            else f"known: {', '.join(sorted(self.by_name)) or 'none'}."
        )
        raise ConfigError(
            f"no context is called {name!r}; {known} To create one: minimax config add-context"
            f" {name} --api-key -"
        )


def place() -> Path:
    """The path of the file: MINIMAX_CONFIG, or in the settings folder of the operating system."""
    if given := os.environ.get(PLACE):
        return Path(given)
    from platformdirs import user_config_path

    return user_config_path("minimax", appauthor=False) / "contexts.json"


def read() -> Contexts:
    """Read the contexts; there are none if the file does not exist."""
    file = place()
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise ValueError("it is not a regular file")
        content = _object(json.loads(file.read_text("utf-8")), "it")
        rows = {
            name: _context(_object(row, f"the context {name!r}"))
            for name, row in _object(content.get("contexts", {}), "'contexts'").items()
        }
    except FileNotFoundError:
        return Contexts(None, {})
    except OSError as error:
        raise ConfigError(f"cannot read {file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(
            f"{file} is not a valid file of contexts ({error}); fix it, or remove it and add the"
            " contexts again"
        ) from None
    current = str(content.get("current"))
    return Contexts(current if current in rows else None, rows)


def check_name(name: str) -> None:
    """Raise a ConfigError for a name that cannot be read in a list, or given as an option."""
    if not (name.strip() and name.isprintable()) or name.startswith("-"):
        raise ConfigError(
            f"{name!r} is not a valid name of a context; use letters and digits, such as 'work'"
        )


def write(contexts: Contexts) -> Path:
    """Save the contexts atomically. The file is never readable by others, not even for a moment."""
    file = place()
    content = {
        "current": contexts.current,
        "contexts": {
            name: {key: value for key, value in row._asdict().items() if value}
            for name, row in contexts.by_name.items()
        },
    }
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, partial = tempfile.mkstemp(
        dir=file.parent, prefix=f".{file.name}."
    )  # 0600 from the start
    try:
        with os.fdopen(number, "w", encoding="utf-8") as opened:
            json.dump(content, opened, ensure_ascii=False, indent=2)
            opened.write("\n")
        Path(partial).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(partial).unlink()
        raise
    return file


def client_options(
    *,
    context: str | None,
    api_key: str | None,
    region: str | None,
    base_url: str | None,
    environ: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Key, region and host for a client: flags first, then the environment, then the current
    context.

    A context selected with a flag takes precedence over the environment. A key from the environment
    is never sent to the host of a context that has its own key.
    """
    env = os.environ if environ is None else environ
    contexts = read()
    found = (
        contexts.named(context)
        if context
        else contexts.by_name.get(contexts.current or "", Context())
    )
    key = (
        api_key
        or (found.key() if context and found.has_key else None)
        or env.get("MINIMAX_API_KEY")
    )
    if not context and found.has_key and key:
        found = Context()
    key = key or found.key()
    placed = {"region": region, "base_url": base_url}
    if not (region or base_url) and (
        context or not (env.get("MINIMAX_REGION") or env.get("MINIMAX_BASE_URL"))
    ):
        placed = {"region": found.region, "base_url": found.base_url}
    return {"api_key": key, **placed}


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not a JSON object")
    return value


def _context(row: Mapping[str, Any]) -> Context:
    return Context(**{name: str(row[name]) for name in Context._fields if row.get(name)})


def _printed(command: str) -> str:
    """The first line of output of a command, which is run by the shell."""
    try:
        done = subprocess.run(
            command,
            shell=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ConfigError(
            f"the key command {command!r} did not finish within {COMMAND_SECONDS} seconds"
        ) from None
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise ConfigError(
            f"the key command {command!r} exited with {done.returncode} and printed no key"
        )
    return lines[0].strip()
