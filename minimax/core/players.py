"""Audio players: finds those installed, selects one for a format and runs it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, cast

from ..errors import ConfigError, MinimaxError

VARIABLE = "MINIMAX_PLAYER"
COMPLAINT_LINES = 5


class Player(NamedTuple):
    """A program that plays audio."""

    program: str
    stdin: str | None
    """Arguments to read standard input, if it can; `{format}` stands for the format."""
    file: str | None = None
    """Arguments to play `{file}`."""
    formats: tuple[str, ...] = ()
    """Supported formats; empty for all."""
    options: tuple[str, ...] = ()
    """Arguments before all others."""

    def plays(self, format: str) -> bool:
        return not self.formats or format in self.formats


_FFPLAY, _VLC = "-nodisp -autoexit -loglevel error -i", "-I dummy --quiet --play-and-exit"
_MPV = "--no-video --no-input-terminal --msg-level=all=error"
_WINSOUND = (
    '-c "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)" {file}'
)

PLAYERS = (
    Player("ffplay", f"{_FFPLAY} -", f"{_FFPLAY} {{file}}"),
    Player("mpv", f"{_MPV} -", f"{_MPV} {{file}}"),
    Player("cvlc", f"{_VLC} -", f"{_VLC} {{file}}"),
    Player("vlc", f"{_VLC} -", f"{_VLC} {{file}}"),
    Player("mpg123", "-q -", "-q {file}", ("mp3",)),
    Player("afplay", None, "{file}", ("mp3", "wav", "flac", "m4a")),
    Player("play", "-q -t {format} -", "-q {file}", ("wav", "flac", "mp3")),
    Player("pw-play", None, "{file}", ("wav", "flac")),
    Player("paplay", None, "{file}", ("wav", "flac")),
    Player("aplay", "-q -", "-q {file}", ("wav",)),
    # Windows itself plays only WAV, through Python code, which a frozen program cannot run.
    *(
        [Player(sys.executable, None, _WINSOUND, ("wav",))]
        if sys.platform == "win32" and not hasattr(sys, "frozen")
        else []
    ),
)
"""In the order in which they are tried: first those that play every format and start before the
audio is complete.
"""
ADVICE = "install ffmpeg (for its ffplay) or mpv"


def installed(wanted: str | None = None) -> list[Player]:
    """The players on PATH, or the requested one. Raises ConfigError if there is none; the message
    says what to install.
    """
    if wanted:
        return [_wanted(wanted)]
    found = [player for player in PLAYERS if shutil.which(player.program)]
    if not found:
        raise ConfigError(
            f"there is no audio player on PATH; {ADVICE}, or set {VARIABLE} or pass player="
        )
    return found


def choose(kind: str, wanted: str | None = None) -> Player:
    """The player for a format: the requested one, or the first on PATH that supports it."""
    found = installed(wanted)
    for player in found:
        if player.plays(kind):
            return player
    known = "; ".join(f"{player.program} plays {', '.join(player.formats)}" for player in found)
    raise ConfigError(
        f"no player for {kind} was found: {known}. Request another format, or {ADVICE}"
    )


def command_line(player: Player, kind: str, path: Path | None) -> list[str]:
    """The command that plays a file, or its standard input if there is no file."""
    template = shlex.split((player.file if path else player.stdin) or "")
    filled = [part.replace("{format}", kind).replace("{file}", str(path)) for part in template]
    return [player.program, *player.options, *filled]


def _wanted(command: str) -> Player:
    """The player for a name or a command. An unknown command is expected to play its standard
    input, or `{file}` if it contains that.
    """
    program, *options = [command] if shutil.which(command) else shlex.split(command) or [command]
    if shutil.which(program) is None:
        raise ConfigError(
            f"the player {program!r} is not on PATH; install it, or choose another one with"
            f" {VARIABLE} or player="
        )
    known = next((player for player in PLAYERS if player.program == Path(program).stem), None)
    if known:
        return known._replace(program=program, options=tuple(options))
    if any("{file}" in option for option in options):
        return Player(program, None, shlex.join(options))
    return Player(program, "", options=tuple(options))


class RunningPlayer:
    """A running player, or the temporary file for one that can start only when the file is
    complete. Methods block.
    """

    def __init__(
        self,
        player: Player,
        kind: str,
        path: Path | None = None,
        *,
        header: Callable[[int], bytes] | None = None,
    ) -> None:
        self._player = player
        self._kind = kind
        self._path = path
        self._header = header
        self._temporary: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 # a pipe would have to be read while the player runs

    def start(self) -> None:
        if self._path is None and self._player.stdin is None:
            handle, name = tempfile.mkstemp(prefix="minimax-", suffix=f".{self._kind}")
            self._temporary, self._path = os.fdopen(handle, "wb"), Path(name)
        else:
            self._run()

    def write(self, data: bytes) -> bool:
        """Pass audio on; False when the player has ended."""
        if self._temporary is not None:
            self._temporary.write(data)
            return True
        try:
            assert self._process is not None
            assert self._process.stdin is not None
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def finish(self, stopped: Callable[[], bool]) -> None:
        """Wait until everything has been played. `stopped` returns whether the user stopped the
        player.
        """
        if self._temporary is not None:
            self._complete(self._temporary)
            self._run()
        if self._process is None or stopped():
            return
        self._hang_up()
        code = self._process.wait()
        if code and not stopped():
            raise MinimaxError(
                f"{self._player.program} could not play this:"
                f" {self._complaint() or f'exit status {code}'}"
            )

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the player and remove the temporary file."""
        if self._process is not None:
            self._process.kill()
            self._hang_up()
            self._process.wait()
        if self._temporary is not None:
            self._temporary.close()
            with suppress(OSError):
                cast(Path, self._path).unlink()
        self._output.close()

    def _run(self) -> None:
        stdin = subprocess.DEVNULL if self._path else subprocess.PIPE
        command = command_line(self._player, self._kind, self._path)
        try:
            self._process = subprocess.Popen(
                command, stdin=stdin, stdout=self._output, stderr=subprocess.STDOUT
            )
        except OSError as error:
            raise ConfigError(
                f"the player {command[0]!r} cannot be started: {error.strerror}"
            ) from None

    def _complete(self, temporary: IO[bytes]) -> None:
        """Write the length into the header now that it is known."""
        if self._header is not None:
            size = temporary.tell() - len(self._header(0))
            temporary.seek(0)
            temporary.write(self._header(size))
        temporary.close()

    def _hang_up(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def _complaint(self) -> str:
        self._output.seek(0)
        lines = map(str.strip, self._output.read().decode("utf-8", "replace").splitlines())
        return " | ".join(list(filter(None, lines))[-COMPLAINT_LINES:])
