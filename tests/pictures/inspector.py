"""The inspector of an emulator at which somebody is working, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from minimax import MiniMax, NotFoundError, Retry, emulator
from minimax.emulator import Clock, Emulator
from tests.emulator import browser
from tests.pictures.terminal import MORNING

PORT = 8080
WIDTH, HEIGHT = 1280, 760
NEWEST = "document.querySelector('#rows button')"


def pictures(program: str, folder: Path) -> Iterator[Path]:
    """Take them with a browser, and give their places."""
    with (
        Emulator(clock=Clock(MORNING), port=PORT) as platform,
        emulator.client(platform) as client,
        browser.page(program) as page,
    ):
        page.open(platform.base_url, width=WIDTH, height=HEIGHT)
        page.wait_for("document.querySelector('#live.on') !== null")
        work(client, platform)
        page.wait_for("document.querySelectorAll('#rows button').length > 8")
        page.run(f"{NEWEST}.click()")
        page.wait_for(
            "[...document.querySelectorAll('.medium img')].filter((image) =>"
            " image.naturalWidth).length === 2"
        )
        for name in ("light", "dark"):
            page.resize(WIDTH, HEIGHT, dark=name == "dark")
            path = folder / f"inspector-{name}.png"
            page.picture(path)
            yield path


def work(client: MiniMax, platform: Emulator) -> None:
    """An hour of somebody who writes an app."""
    platform.reply("The last ferry leaves at ten past nine.")
    client.text.chat("When does the last ferry leave?")
    platform.fault("rate_limit", on="t2a_v2", first=1)
    client.speech.synthesize("The last ferry leaves at ten past nine.", format="wav")
    task = client.video.create("The ferry comes in, gulls above it", duration=4)
    task.wait()
    try:
        client.with_options(retry=Retry(attempts=1)).files.get("404")
    except NotFoundError:
        pass
    client.voices.design("A warm old sailor", preview_text="Fair winds.")
    client.images.generate("A lighthouse, first light", aspect_ratio="16:9", n=2)
