"""Pictures from words, the same person again, and links in place of bytes. No key and no network,
unless LIVE=1 is set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, emulator

OUT = Path("out")

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(exist_ok=True)

    # The bytes are there at once. What the safety check holds back is missing from the sequence,
    # and counted.
    images = client.images.generate(
        "a lighthouse keeper in the rain, portrait, oil on canvas", aspect_ratio="3:4", n=2, seed=7
    )
    print(f"{images.success_count} made, {images.failed_count} withheld:", *images.save(OUT))

    # The person of a portrait in another scene: a path, bytes, a link or a PIL image.
    (mending,) = client.images.generate(
        "mending a sail on the quay", reference=images[0].data, width=1024, height=576
    )
    print("The keeper again:", mending.save(OUT / "keeper-sail.jpeg"))

    # Links live for 24 hours; save() fetches them.
    for image in client.images.generate(
        "a heron on a pier", model="image-01-live", style_type="水彩", format="url"
    ):
        print("In watercolour:", image.save(OUT / f"heron-{image.index}.jpeg"))
