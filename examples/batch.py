"""Many jobs at once, with a ledger that survives a kill. No key and no network, unless LIVE=1 is
set.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from minimax import Limits, MiniMax, batch, emulator

OUT = Path("out/batch")

jobs = [
    {
        "op": "speech.synthesize",
        "text": f"Line {number}. 第{number}行。",
        "save": f"lines/{number}.mp3",
    }
    for number in range(1, 6)
]
jobs += [
    {"op": "text.chat", "messages": "A haiku about harbours.", "id": "haiku"},
    {"op": "images.generate", "prompt": "A harbour in fog", "n": 2, "save": "harbour.jpeg"},
    {"op": "video.generate", "prompt": "The fog lifts", "duration": 4, "save": "harbour.mp4"},
]

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(parents=True, exist_ok=True)
    file = OUT / "harbour.jsonl"
    file.write_text("".join(json.dumps(job, ensure_ascii=False) + "\n" for job in jobs), "utf-8")

    # All lines are checked first. The limits are those of the client.
    limited = client.with_options(limits=Limits(rpm=600))
    report = batch.run(
        limited,
        file,
        out=OUT,
        concurrency=4,
        on_progress=lambda step: print(f"  {step.left} to go, {step.cost}"),
    )
    print(report)

    # Run the same again after a kill, a Ctrl-C or an empty account: what is done stays done, and
    # nothing is paid twice.
    report = batch.run(limited, file, out=OUT)
    for outcome in report.outcomes():
        print(
            f"  {outcome.id:>5} {outcome.op:<18} {outcome.state:<5} {', '.join(outcome.files)}"
            f" {outcome.handle}"
        )
