"""What other systems do not have is never needed to import anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import minimax

pytestmark = pytest.mark.slow
HIDDEN = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
"""Modules of the standard library that Windows lacks."""
MISSING = ("fork", "geteuid", "getuid", "killpg", "mkfifo", "setsid")
"""Functions of os that Windows lacks."""
PROGRAM = """
import importlib, os, pkgutil, signal, sys
# The standard library itself is that of this system.
import asyncio, multiprocessing, subprocess, tempfile
import click, mcp.server.stdio, starlette.applications, uvicorn
sys.modules.update(dict.fromkeys({hidden}))
for name in {missing}:
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGKILL", "SIGHUP", "SIGUSR1"):
    if hasattr(signal, name):
        delattr(signal, name)
import minimax
from minimax.integrations.requirements import MissingExtraError
for module in pkgutil.walk_packages(minimax.__path__, "minimax."):
    if not module.name.endswith("__main__"):
        try:
            importlib.import_module(module.name)
        except MissingExtraError:  # a framework that is not installed
            pass
for name in minimax.__all__:
    getattr(minimax, name)
"""


def test_everything_is_imported_without_what_only_posix_has() -> None:
    program = PROGRAM.format(hidden=HIDDEN, missing=MISSING)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_no_path_or_call_of_one_system_is_written_down_without_another_way() -> None:
    words = (
        "/dev/",
        "/proc/",
        "/tmp",
        "os.fork(",
        "os.kill(",
        "os.getuid(",
        "os.chown(",
        "os.mkfifo(",
        "signal.SIGKILL",
        "preexec_fn",
    )
    house = Path(str(minimax.__file__)).parent
    found = [
        (file.name, word)
        for file in sorted(house.rglob("*.py"))
        for word in words
        if word in file.read_text("utf-8")
    ]
    assert found == []
