"""What is left, what things cost, and the small tools of a plan. No key and no network, unless
LIVE=1 is set.
"""

from __future__ import annotations

import os

import minimax
from minimax import AuthenticationError, MiniMax, emulator

PROMPT = "A red lighthouse above a quiet harbour at dusk"

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client(region="cn") as client:
    print("Estimate", minimax.estimate.speech(PROMPT, region="cn"))
    print(
        "Estimate",
        minimax.estimate.video(model="MiniMax-Hailuo-2.3", resolution="1080P", duration=6),
    )

    try:
        balance = client.account.balance()
        print(f"Balance  {balance.available} {balance.currency}")
    except AuthenticationError as error:
        print("Balance  only for pay-as-you-go keys:", error)
    try:
        for entry in client.account.quota().entries:
            print(
                f"Plan     {entry.name}: {entry.percent_left} % left until"
                f" {entry.resets_at:%d %B, %H:%M} UTC"
            )
    except AuthenticationError as error:
        print("Plan     only for subscription keys:", error)

    for page in client.account.search("lighthouse keeper history").results[:3]:
        print(f"Search   {page.title} <{page.url}>")

    (picture,) = client.images.generate(PROMPT)
    print("Image   ", client.account.describe_image(picture.read(), "What can be seen here?"))
