"""The tests of error_reports.py, in a process of their own: sentry_sdk changes the libraries that
it finds, for as long as the process lives.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_error_reporting_tools_do_not_receive_the_key() -> None:
    tests = str(Path(__file__).with_name("error_reports.py"))
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-o", "python_files=*.py", tests]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-5000:]
