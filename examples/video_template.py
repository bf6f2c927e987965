"""Template videos: pick a template by name, fill its slots. No key and no network, unless LIVE=1 is
set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, ValidationError, emulator
from minimax.emulator import media

OUT = Path("out")


def main(client: MiniMax) -> None:
    for template in client.video.templates("global")[:4]:
        print(f"{template.name:<24} needs {template.needs}, {template.usd} USD")

    try:
        client.video.create_from_template("Run for Life", text="Bear")
    except ValidationError as error:
        print(f"Nothing was sent: {error}")

    pet = media.image("a small brown dog", width=640, height=480, format="png")
    task = client.video.create_from_template("Run for Life", media=pet, text="Bear")
    print(task.download(OUT / "run.mp4"))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
        main(client)
