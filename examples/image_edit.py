"""Pictures by MiniMax-H3-Image in any size and format, edited and combined. No key and no network,
unless LIVE=1 is set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, emulator

OUT = Path("out")
MODEL = "MiniMax-H3-Image"

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(exist_ok=True)

    # An exact size in pixels, and the format of the file.
    (harbour,) = client.images.generate(
        "a harbour at dawn, fishing boats", model=MODEL, size="1280x720", output_format="webp"
    )
    print("Drawn:", harbour.save(OUT / "harbour.webp"))

    # One picture changed: a path, bytes, an open file, a link or a PIL image. It keeps its shape.
    (snow,) = client.images.edit("make it snow", OUT / "harbour.webp", area="1K")
    print("Edited:", snow.save(OUT / "harbour-snow.jpeg"))

    # Several combined, in the order in which the prompt counts them. An image that fails does not
    # take the others with it.
    images = client.images.edit(
        "the boats of image 1 under the sky of image 2",
        [harbour.data, snow.data],
        size="1024x1024",
        n=2,
    )
    for failure in images.failures:
        print("Not made:", failure)
    print("Combined:", *images.save(OUT))
    print("Tokens:", images.usage)
