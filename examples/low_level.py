"""Every endpoint with typed requests and responses, through the client and below it. No key and no
network, unless LIVE=1 is set.
"""

from __future__ import annotations

import os

from minimax import MiniMax, emulator
from minimax_generated import AuthenticatedClient, ResponseError
from minimax_generated.api import files, speech, text
from minimax_generated.models import T2ARequest, VoiceSetting

KEY = os.environ.get("MINIMAX_API_KEY", "sk-example")


def speak(client: MiniMax) -> None:
    """One request, with a typed body and a typed response."""
    voice = VoiceSetting(voice_id="English_expressive_narrator", speed=1.2)
    body = T2ARequest(model="speech-2.8-hd", text="Good morning!", voice_setting=voice)
    response = client.request(speech.t2a_v2.OPERATION, body=body)
    if response.data and response.data.audio:
        print("Speech  ", len(bytes.fromhex(response.data.audio)), "bytes")


def listen(client: MiniMax) -> None:
    """A stream as typed events."""
    with client.stream(
        speech.t2a_v2.OPERATION, body={"model": "speech-2.8-hd", "text": "Good morning!"}
    ) as chunks:
        sizes = [len(chunk.data.audio) // 2 for chunk in chunks if chunk.data and chunk.data.audio]
    print("Stream  ", len(sizes), "chunks")


def ask(client: MiniMax) -> None:
    """The typed response behind the result of an ordinary call."""
    usage = client.text.chat("Name three rivers.").response.usage
    print("Tokens  ", usage.total_tokens if usage else "unknown")


def refused(client: AuthenticatedClient) -> None:
    """The generated client alone: every refusal raises."""
    try:
        files.files_retrieve.sync(client=client, file_id="404")
    except ResponseError as error:
        print("Refused ", error.status, error.code, error.message)


with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    speak(client)
    listen(client)
    ask(client)
    print("Models  ", len(client.request(text.list_models.OPERATION).data or ()))
    print("By path ", sorted(client.request("GET", "/v1/models")))
    with AuthenticatedClient(base_url=client.base_url, token=KEY) as low_level:
        refused(low_level)
