"""Installed size and import time of every extra: `python -m benchmarks.extras`.

Each extra is installed into an environment of its own, so this downloads all packages once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
IMPORTS = {
    "": "minimax",
    "cli": "minimax.cli",
    "emulator": "minimax.emulator.emulator",
    "langchain": "minimax.integrations.langchain",
    "livekit": "minimax.integrations.livekit",
    "mcp": "minimax.integrations.mcp",
    "otel": "minimax.integrations.otel",
    "pipecat": "minimax.integrations.pipecat",
    "pydantic-ai": "minimax.integrations.pydantic_ai",
    "realtime": "minimax.realtime",
    "tools": "minimax.tools",
}
"""What a program imports for each extra."""
RUNS = 5


def measure(extra: str) -> tuple[float, float]:
    """Megabytes on the disk, and the median of the milliseconds that the import takes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        packages = Path(
            subprocess.check_output(
                [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
            ).strip()
        )
        before = size(packages)
        target = f"{ROOT}[{extra}]" if extra else str(ROOT)
        subprocess.run([python, "-m", "pip", "install", "--quiet", target], check=True)
        program = (
            f"import time; start = time.perf_counter(); import {IMPORTS[extra]};"
            " print(time.perf_counter() - start)"
        )
        seconds = [
            float(subprocess.check_output([python, "-c", program], text=True)) for _ in range(RUNS)
        ]
        return (size(packages) - before) / 1e6, median(seconds) * 1000


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Print the table for RESULTS.md."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    print("| extra | installed | import |\n|---|---|---|")
    for extra in ["", *project["optional-dependencies"]]:
        if extra in IMPORTS:
            megabytes, milliseconds = measure(extra)
            print(f"| `{extra or 'none'}` | {megabytes:.1f} MB | {milliseconds:.0f} ms |")


if __name__ == "__main__":
    main()
