"""The recipes of docs/recipes.md whose packages are installed for these tests only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from minimax.emulator import Emulator

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
RECIPE = re.compile(r"^## (.+?)$.*?^```py\n(.*?)^```", re.DOTALL | re.MULTILINE)


def recipe(name: str) -> dict[str, Any]:
    """The names that a recipe defines."""
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(dict(RECIPE.findall(PAGE.read_text("utf-8")))[name], name, "exec"), names)
    return names


def test_fastapi(emulator: Emulator) -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient

    emulator.reply("Lima.")
    with TestClient(recipe("FastAPI")["app"]) as browser:
        assert browser.get("/answer", params={"question": "The capital of Peru?"}).text == "Lima."
        speech = browser.get("/speech", params={"text": "Good morning!"})
        assert speech.headers["content-type"] == "audio/mpeg"
        assert len(speech.content) > 1000


def test_django(emulator: Emulator) -> None:
    django = pytest.importorskip("django")
    from django.conf import settings
    from django.test import RequestFactory

    settings.configure()
    django.setup()
    view = recipe("Django")["answer"]
    emulator.reply("Lima.")
    request = RequestFactory().get("/", {"question": "The capital of Peru?"})
    assert view(request).content == b'{"text": "Lima."}'
    emulator.fault("insufficient_balance")
    assert view(request).status_code == 502


def test_celery(emulator: Emulator, tmp_path: Path) -> None:
    pytest.importorskip("celery")
    names = recipe("Celery")
    names["app"].conf.task_always_eager = True
    handle = names["create"].delay("A kite over dunes").get()
    path = names["fetch"].delay(handle, str(tmp_path / "kite.mp4")).get()
    assert Path(path).stat().st_size > 1000
