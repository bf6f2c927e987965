"""The notebook among the examples runs in a real kernel, and shows results and progress bars."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")

pytestmark = pytest.mark.slow
NOTEBOOK = Path(__file__).parents[2] / "examples" / "notebook.ipynb"


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel of this Python, whatever else is registered, without settings of the user."""
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": launch, "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("MINIMAX_") or name == "LIVE"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.mark.filterwarnings("default")
@pytest.mark.usefixtures("kernel")
def test_the_notebook_of_the_examples_runs(tmp_path: Path) -> None:
    notebook: Any = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output.get("data", {}) for output in outputs]
    for part in ("<img src=", "<audio ", "<th>speaker</th>", "<th>percent left</th>", "<video "):
        assert any(part in each.get("text/html", "") for each in shown), part
    bars = [each["text/plain"] for each in shown if "<progress" in each.get("text/html", "")]
    assert [bar.partition(" of ")[0] for bar in bars] == ["Video: 100%", "Batch: 5"]
    assert max(len(each["text/plain"]) for each in shown if "<img src=" in str(each)) < 500
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert (tmp_path / "out" / "boat.mp4").stat().st_size > 0
    assert len(list((tmp_path / "out" / "lines").glob("*.mp3"))) == 5


def test_the_notebook_is_saved_without_outputs() -> None:
    notebook: Any = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
