"""A voice agent: what you type goes to the chat, and its reply is spoken while it is still being
written. Offline, unless LIVE=1 is set.

The audio lands in out/agent-1.wav, -2.wav and so on. A number as argument is a timer that
interrupts, in seconds.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from minimax import MiniMax, emulator
from minimax.audio import pcm_to_wav

OUT = Path("out")
RATE = 24000
PERSONA = "You are a lighthouse keeper. Answer in two or three short sentences."
QUESTIONS = ["Is anybody there?", "What do you see tonight?", "Tell me everything about your lamp."]


def answer(client: MiniMax, history: list, path: Path, patience: float) -> None:
    """Speak the reply to a conversation, at most for `patience` seconds, and add it to the
    conversation.
    """
    asked, first = time.perf_counter(), 0.0
    audio = bytearray()
    with (
        client.text.stream(history, system=PERSONA) as chat,
        client.speech.speak(chat.text, format="pcm", sample_rate=RATE) as speech,
    ):
        barge_in = threading.Timer(
            patience, speech.cancel
        )  # a microphone that hears somebody would do the same
        barge_in.daemon = True
        barge_in.start()
        for chunk in speech:
            first = first or time.perf_counter() - asked
            audio += chunk  # speech.play() would send it to the speakers
        barge_in.cancel()
    history.append(chat.snapshot)
    path.write_bytes(pcm_to_wav(audio, sample_rate=RATE, channels=1))
    print(
        f"agent> {chat.snapshot.text}\n       {len(audio) / RATE / 2:.1f} s in {path}, first heard"
        f" after {first * 1000:.0f} ms"
    )


def main(client: MiniMax, questions: list[str], patience: float) -> None:
    history: list = []
    for number, question in enumerate(questions, 1):
        print(f"you>   {question}")
        history.append(question)
        answer(client, history, OUT / f"agent-{number}.wav", patience)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    typed = [line.strip() for line in sys.stdin] if not sys.stdin.isatty() else []
    with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
        main(client, typed or QUESTIONS, float(sys.argv[1]) if sys.argv[1:] else 60.0)
