"""Videos: from text with sound, from a picture, and many at once. No key and no network, unless
LIVE=1 is set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, emulator
from minimax.emulator import media
from minimax.tasks import as_completed

OUT = Path("out")


def main(client: MiniMax) -> None:
    # Start, wait and save in one call; the handle is what resumes the task after a crash:
    # client.task(handle).
    video = client.video.generate(
        "A paper boat crosses a flooded street, rain on tin roofs",
        duration=4,
        save=OUT / "boat.mp4",
        on_status=lambda task: print(f"  {task.handle} is {task.status}"),
    )
    print(f"{OUT / 'boat.mp4'}: {video.resolution} {video.ratio}, {video.usage}")

    # A picture to start from: a path, bytes, a link, a PIL image or an uploaded file.
    picture = media.image("a harbour in fog", width=640, height=480, format="png")
    task = client.video.create(
        "The fog lifts", model="MiniMax-Hailuo-2.3-Fast", first_frame=picture, resolution="768P"
    )
    print(
        f"{task.download(OUT / 'harbour.mp4')}: {task.result().width} x {task.result().height}"
        " pixels"
    )

    # Many at once, in the order in which they finish.
    tasks = [
        client.video.create(f"A kite over {place}", duration=4)
        for place in ("dunes", "a lake", "a city")
    ]
    for task in as_completed(tasks):
        print(f"{task.handle} has {task.status}: {task.result().url.partition('?')[0]}")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
        main(client)
