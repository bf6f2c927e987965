"""The official clients: where they are installed, each in an environment of its own because some of
them share the names of their modules.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class OfficialClient:
    """A package that the platform publishes, at the version that is tested."""

    name: str
    version: str
    registry: str
    """PyPI or npm."""
    beside: tuple[str, ...] = ()
    """Packages that a program needs in order to use it."""

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        """Its environment."""
        base = os.environ.get("MINIMAX_OFFICIAL_CLIENTS") or ROOT / ".venv" / "clients"
        return Path(base) / self.name.replace("/", "-").lstrip("@")

    @property
    def missing(self) -> str | None:
        """Why it cannot run here, or None."""
        if self.registry == "npm" and shutil.which("node") is None:
            return "node is not installed"
        stamp = self.folder / "installed"
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != self.version:
            return f"{self.name} {self.version} is not installed; run: make test-clients"
        return None

    def install(self) -> None:
        """Install it into its folder.

        Raises:
            OSError: npm is missing.
            subprocess.CalledProcessError: a package could not be installed.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self.registry == "npm":
            packages = [f"{self.name}@{self.version}", *self.beside]
            commands = [["npm", "install", "--no-audit", "--no-fund", "--prefix", ".", *packages]]
        else:
            pip = [str(self.python), "-m", "pip", "install", "--quiet"]
            commands = [
                [sys.executable, "-m", "venv", "."],
                [*pip, f"{self.name}=={self.version}", *self.beside],
            ]
        for command in commands:
            subprocess.run(command, cwd=self.folder, check=True, timeout=900)
        (self.folder / "installed").write_text(self.version, encoding="utf-8")

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin") / "python"

    @property
    def package(self) -> Path:
        """Its folder of an npm package."""
        return self.folder / "node_modules" / self.name


MCP = OfficialClient("minimax-mcp", "0.0.19", "PyPI")
PLAN_MCP = OfficialClient("minimax-coding-plan-mcp", "0.0.5", "PyPI")
MCP_JS = OfficialClient("minimax-mcp-js", "0.0.18", "npm")
MMX = OfficialClient("mmx-cli", "1.0.27", "npm")
AI_SDK = OfficialClient("@ai-sdk/minimax", "3.0.45", "npm", ("ai@7", "zod@4"))
VERCEL = OfficialClient("vercel-minimax-ai-provider", "0.0.2", "npm", ("ai@6", "zod@4"))
CLIENTS = (MCP, PLAN_MCP, MCP_JS, MMX, AI_SDK, VERCEL)
