"""Installed size and import time of every extra: `python -m benchmarks.extras` writes them into
RESULTS.md.

Each extra is installed into an environment of its own, so this downloads all packages once. Sizes
are those of the files as they come, without bytecode.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).with_name("RESULTS.md")
HEADING = "\n## Extras\n"
IMPORTS = {
    "": "minimax",
    "all": "minimax",
    "cli": "minimax.cli",
    "emulator": "minimax.emulator.emulator",
    "emulator-full": "minimax.emulator.emulator",
    "langchain": "minimax.integrations.langchain",
    "livekit": "minimax.integrations.livekit",
    "mcp": "minimax.integrations.mcp.server",
    "otel": "minimax.integrations.otel",
    "pipecat": "minimax.integrations.pipecat",
    "pydantic-ai": "minimax.integrations.pydantic_ai",
    "ray": "minimax.batch.ray, ray",
    "realtime": "minimax.realtime",
    "redis": "minimax.core.limits, redis",
    "tools": "minimax.tools",
}
"""What a program imports for each extra."""
RUNS = 5
SECTION = """{heading}
What `pip install "minimax-sdk[EXTRA]"` adds to an empty environment, with all dependencies and
without bytecode, and the median CPU time of {runs} imports. `python -m benchmarks.extras`,
CPython {python}.

{table}
"""


def measure(extra: str) -> tuple[float, float]:
    """Megabytes on the disk, and the median CPU time of the import in milliseconds. Raises
    CalledProcessError for what cannot be installed or imported.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        target = f"{ROOT}[{extra}]" if extra else str(ROOT)
        install = ["--python", python, "install", "--quiet", "--no-compile", target]
        subprocess.run([sys.executable, "-m", "pip", *install], check=True)
        packages = subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        )
        megabytes = size(Path(packages.strip())) / 1e6
        program = (
            f"import time; start = time.process_time(); import {IMPORTS[extra]};"
            " print(time.process_time() - start)"
        )
        # The first run writes the bytecode.
        seconds = [
            float(subprocess.check_output([python, "-c", program], text=True))
            for _ in range(RUNS + 1)
        ]
        return megabytes, median(seconds[1:]) * 1000


def size(folder: Path) -> int:
    """Bytes of all files below a folder, without bytecode."""
    files = (path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return sum(path.stat().st_size for path in files)


def section() -> str:
    """The part of RESULTS.md about the extras, as it was measured last."""
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else ""
    return "".join(text.partition(HEADING)[1:])


def main() -> None:
    """Measure every extra and replace the section in RESULTS.md."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    rows = ["| extra | installed | import |", "| --- | --- | --- |"]
    for extra in ["", *project["optional-dependencies"]]:
        try:
            megabytes, milliseconds = measure(extra)
        except subprocess.CalledProcessError as error:
            print(f"{extra} cannot be measured here: {error}")
            cells = "cannot be installed here | –"
        else:
            cells = f"{megabytes:.1f} MB | {milliseconds:.0f} ms"
        rows.append(f"| {f'`{extra}`' if extra else 'none'} | {cells} |")
        print(rows[-1], flush=True)
    page = RESULTS.read_text("utf-8").partition(HEADING)[0]
    table = SECTION.format(
        heading=HEADING, runs=RUNS, python=sys.version.split()[0], table="\n".join(rows)
    )
    RESULTS.write_text(page + table, encoding="utf-8")


if __name__ == "__main__":
    main()
