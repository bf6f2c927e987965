"""Chat: a question, an answer as it is written, a tool, and a picture to look at. No key and no
network, unless LIVE=1 is set.
"""

from __future__ import annotations

import json
import os

import minimax
from minimax import MiniMax, emulator

TIDE = {
    "type": "function",
    "function": {
        "name": "tide",
        "description": "Height of the tide in a harbour, in metres.",
        "parameters": {
            "type": "object",
            "properties": {"harbour": {"type": "string"}},
            "required": ["harbour"],
        },
    },
}
SCRIPT = """
- when: How high
  tool_calls: {tide: {harbour: Brest}}
"""


def main(client: MiniMax) -> None:
    reply = client.text.chat("Name three harbours.", system="You are a sailor.")
    print("Answer  ", reply.text)
    print("Tokens  ", reply.usage)

    # The next turn: the reply goes back as it came. The words are there as they are written.
    print("Streamed ", end="")
    with client.text.stream(["Name three harbours.", reply, "Which one is the oldest?"]) as stream:
        for piece in stream.text:
            print(piece, end="", flush=True)
    print()

    # The model asks for a tool, the program answers.
    question = "How high is the water in Brest?"
    asked = client.text.chat(question, tools=[TIDE])
    results = [
        {
            "role": "tool",
            "tool_call_id": call.id,
            "content": json.dumps({"harbour": call.arguments["harbour"], "metres": 5.2}),
        }
        for call in asked.tool_calls
    ]
    print("Tool    ", *(f"{call.name}({call.arguments})" for call in asked.tool_calls))
    print("Answer  ", client.text.chat([question, asked, *results], tools=[TIDE]).text)

    # A picture: a path, bytes, a link or a PIL image.
    (picture,) = client.images.generate("a harbour at dawn")
    print(
        "Seen    ",
        client.text.chat(
            [{"role": "user", "content": ["What is this?", minimax.image(picture.read())]}]
        ).text,
    )


if __name__ == "__main__":
    if os.environ.get("LIVE") == "1":
        with MiniMax() as client:
            main(client)
    else:
        with emulator.Emulator(scenario=SCRIPT) as platform, emulator.client(platform) as client:
            main(client)
