"""`minimax emulator --tls` as a process, for clients in other processes. The official command takes
no links but those with https.
"""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

KEY = "sk-official"


@dataclass
class Server:
    """A running emulator, as other programs see it."""

    url: str
    authority: Path
    """The certificate to trust."""
    http: httpx.Client
    read: int = 0
    """How many requests `served` has read since the last reset."""

    def environment(self, folder: Path, **more: str) -> dict[str, str]:
        """The variables of a program that is to use it, with a home folder of its own."""
        home = {"HOME": str(folder), "PATH": os.environ["PATH"], "NO_COLOR": "1"}
        trust = dict.fromkeys(("REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(self.authority))
        return {**home, **trust, "MINIMAX_API_KEY": KEY, "NO_PROXY": "127.0.0.1", **more}

    def served(self) -> list[str]:
        """The operations of the requests since the last call; none was refused."""
        entries: list[Mapping[str, Any]] = self.http.get("/_emulator/requests").json()["requests"]
        entries, self.read = entries[self.read :], len(entries)
        refused = [entry for entry in entries if entry["status"] >= 400 or entry["code"]]
        assert not refused, refused
        return [entry["operation"] for entry in entries]


@pytest.fixture(scope="package")
def running_server() -> Iterator[Server]:
    pytest.importorskip("trustme")
    command = [sys.executable, "-m", "minimax", "emulator", "--tls", "--task-seconds", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            url = process.stdout.readline().strip()
            found = (re.search(r"SSL_CERT_FILE=(.+)", line) for line in process.stderr)
            authority = Path(next(filter(None, found))[1])
            trust = ssl.create_default_context(cafile=str(authority))
            with httpx.Client(base_url=url, verify=trust, trust_env=False) as http:
                yield Server(url, authority, http)
        finally:
            process.terminate()


@pytest.fixture
def server(running_server: Server) -> Server:
    running_server.http.post("/_emulator/reset", json={})
    running_server.read = 0
    return running_server
