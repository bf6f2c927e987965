"""`make test-clients`: install the official clients that are missing, and run them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .installed import CLIENTS


def main() -> int:
    """Exit code 1 where a client could not be installed or used."""
    failed = False
    for client in CLIENTS:
        if client.missing:
            print(f"installing {client} {client.version}", flush=True)
            try:
                client.install()
            except (OSError, subprocess.SubprocessError) as error:
                print(f"{client} could not be installed: {error}", file=sys.stderr)
                failed = True
    return int(pytest.main(["-m", "slow or not slow", "-rs", "tests/clients"])) or int(failed)


if __name__ == "__main__":
    sys.exit(main())
