"""The examples of docs/web.md, with the real frameworks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from minimax.emulator import Emulator, media

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

PAGE = Path(__file__).parents[2] / "docs" / "web.md"
EXAMPLE = re.compile(r"^## (.+?)$.*?^```py\n(.*?)^```", re.DOTALL | re.MULTILINE)


def example(name: str) -> dict[str, Any]:
    """The names that an example defines."""
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(dict(EXAMPLE.findall(PAGE.read_text("utf-8")))[name], name, "exec"), names)
    return names


def test_fastapi(emulator: Emulator) -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient

    emulator.reply("Lima.")
    with TestClient(example("FastAPI")["app"]) as browser:
        assert browser.get("/answer", params={"question": "The capital of Peru?"}).text == "Lima."
        speech = browser.get("/speech", params={"text": "Good morning!"})
        assert speech.headers["content-type"] == "audio/mpeg"
        assert len(speech.content) > 1000


def test_an_uploaded_file_is_transcribed(emulator: Emulator) -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient

    sound = media.synthesize("Good morning.", voice="sample", format="mp3").data
    with TestClient(example("Uploaded files")["app"]) as browser:
        assert browser.post("/transcript", files={"file": ("a.mp3", sound)}).json()["text"]


@pytest.mark.parametrize(
    ("fault", "speed", "status"),
    [
        (None, 1, 200),
        (None, 3, 400),
        ("sensitive_input", 1, 422),
        ("rate_limit", 1, 503),
        ("insufficient_balance", 1, 502),
    ],
)
def test_errors_become_http_statuses(
    emulator: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str | None,
    speed: float,
    status: int,
) -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient

    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    if fault:
        emulator.fault(fault)
    with TestClient(example("Errors")["app"]) as browser:
        response = browser.get("/speech", params={"text": "Good morning!", "speed": speed})
    assert response.status_code == status


def test_a_webhook_saves_the_video(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient

    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    with TestClient(example("Tasks and webhooks")["app"]) as browser:
        assert browser.post("/minimax/", json={"challenge": "c"}).json() == {"challenge": "c"}
        created = browser.post("/videos", params={"prompt": "A kite over dunes"}).json()
        emulator.clock.advance(60)
        assert browser.get(f"/videos/{created['handle']}").json() == {"status": "succeeded"}
        _, _, task_id = created["handle"].partition(":")
        message = {"task": {"id": task_id, "status": "succeeded"}}
        assert browser.post("/minimax/", json=message).status_code == 200
    (video,) = (tmp_path / "out").iterdir()
    assert video.stat().st_size > 1000


def test_django(emulator: Emulator) -> None:
    django = pytest.importorskip("django")
    from django.conf import settings
    from django.test import RequestFactory

    if not settings.configured:  # by another test of the same process
        settings.configure()
        django.setup()
    view = example("Django")["answer"]
    emulator.reply("Lima.")
    request = RequestFactory().get("/", {"question": "The capital of Peru?"})
    assert view(request).content == b'{"text": "Lima."}'
    emulator.fault("insufficient_balance")
    assert view(request).status_code == 502


def test_celery(emulator: Emulator, tmp_path: Path) -> None:
    pytest.importorskip("celery")
    names = example("Celery")
    names["app"].conf.task_always_eager = True
    handle = names["create"].delay("A kite over dunes").get()
    path = names["fetch"].delay(handle, str(tmp_path / "kite.mp4")).get()
    assert Path(path).stat().st_size > 1000
