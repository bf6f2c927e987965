"""Sound: hex in frames and in whole answers to bytes."""

from __future__ import annotations

import binascii
import json
from collections.abc import Callable, Iterator

from benchmarks.cases import HEADERS, KEY, MEGABYTE, SPEECH, Figures, measured
from benchmarks.server import FRAME_AUDIO, FRAMES, speech_events
from benchmarks.streams import traced

T2A = "/v1/t2a_v2"
LARGE = 16 * MEGABYTE
BIG_FRAME = 10 * MEGABYTE
ROUNDS = 20


# ---- frames that are in memory


def frames(decoder: str, url: str) -> Figures:
    """Frames of 16 KB hex to bytes."""
    texts = [
        text.removeprefix(b"data: ").removesuffix(b"\n\n") for text in speech_events()[:FRAMES]
    ]
    if decoder == "unhexlify":  # the hex lies ready: nothing but the decoding
        texts = [json.loads(text)["data"]["audio"].encode() for text in texts]
    decode: Callable[[bytes], bytes] = globals()[decoder]()
    decode(texts[0])
    with measured() as figures:
        for _ in range(ROUNDS):
            for text in texts:
                decode(text)
    return figures


def unhexlify() -> Callable[[bytes], bytes]:
    return binascii.unhexlify


def split() -> Callable[[bytes], bytes]:
    """Ours, as a stream reads its frames: the audio, and everything else that a frame says."""
    from minimax.audio import AudioFrames

    frames = AudioFrames()
    return lambda frame: frames.split(frame)[1] or b""


def split_alone() -> Callable[[bytes], bytes]:
    """Ours for a frame that is like no other, as the only one of an answer is."""
    from minimax.audio import split_audio_json

    return lambda frame: split_audio_json(frame)[1] or b""


def plain_json() -> Callable[[bytes], bytes]:
    return lambda frame: bytes.fromhex(json.loads(frame)["data"]["audio"])


# ---- over HTTP


def answer(client: str, size: str, url: str) -> Figures:
    """A whole answer with 1 MB or 16 MB of audio ("large"); `memory` is the peak over the size of
    the audio.
    """
    speak: Callable[[], bytes] = globals()[f"{client}_answer"](
        url if size == "small" else f"{url}/large"
    )
    globals()[f"{client}_answer"](url)()
    with measured() as figures:
        audio = speak()
    return {**figures, **traced(speak, len(audio))}


def minimax_answer(url: str) -> Callable[[], bytes]:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)
    return lambda: client.speech.synthesize("hi").audio


def httpx_answer(url: str) -> Callable[[], bytes]:
    import httpx

    client = httpx.Client(headers=HEADERS)
    return lambda: bytes.fromhex(client.post(url + T2A, json=SPEECH).json()["data"]["audio"])


def stream(client: str, url: str) -> Figures:
    """A stream of speech, heard piece by piece."""
    hear: Callable[[], Iterator[int]] = globals()[f"{client}_stream"](url)
    sum(hear())
    with measured() as figures:
        size = sum(hear())
    if client != "unparsed" and size != FRAMES * FRAME_AUDIO:
        raise RuntimeError(f"{client} heard {size:,} bytes")
    return figures


def minimax_stream(url: str) -> Callable[[], Iterator[int]]:
    import minimax

    client = minimax.MiniMax(KEY, base_url=url)

    def hear() -> Iterator[int]:
        with client.speech.stream("hi") as chunks:
            for chunk in chunks:
                yield len(chunk)

    return hear


def unparsed_stream(url: str) -> Callable[[], Iterator[int]]:
    import httpx

    client = httpx.Client(headers=HEADERS)

    def hear() -> Iterator[int]:
        with client.stream("POST", url + T2A, json={**SPEECH, "stream": True}) as response:
            for chunk in response.iter_raw():
                yield len(chunk)

    return hear


def httpx_sse_stream(url: str) -> Callable[[], Iterator[int]]:
    import httpx
    import httpx_sse

    client = httpx.Client(headers=HEADERS)

    def hear() -> Iterator[int]:
        with httpx_sse.connect_sse(
            client, "POST", url + T2A, json={**SPEECH, "stream": True}
        ) as source:
            for event in source.iter_sse():
                yield len(bytes.fromhex(json.loads(event.data)["data"]["audio"]))

    return hear


def big_frame(url: str) -> Figures:
    """One frame with 10 MB of audio, as 20 MB of hex: `memory` is the peak over the audio."""
    import minimax

    client = minimax.MiniMax(KEY, base_url=f"{url}/big20")
    minimax_stream(url)

    def hear() -> None:
        with client.speech.stream("hi") as chunks:
            for _ in chunks:
                pass

    return traced(hear, BIG_FRAME)
