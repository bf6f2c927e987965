"""Sample files, and comparison of responses with the spec."""

from __future__ import annotations

import base64
import io
import wave
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from PIL import Image
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from minimax.emulator import spec

from .conftest import SPEECH, spoken
from .test_conformance import unknown


def wav(seconds: float, channels: int = 1) -> bytes:
    """Silence as a WAV file of 8 kHz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(round(seconds * 8000) * 2 * channels))
    return out.getvalue()


def picture(width: int = 64, height: int = 48, colour: str = "red", format: str = "PNG") -> bytes:
    """An image of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, format)
    return out.getvalue()


def data_url(data: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def speech(http: httpx.Client, text: str, **more: Any) -> bytes:
    """The text as the emulator speaks it."""
    return bytes.fromhex(http.post(SPEECH, json=spoken(text, **more)).json()["data"]["audio"])


def send(http: httpx.Client, purpose: str, name: str, data: bytes) -> httpx.Response:
    return http.post("/v1/files/upload", data={"purpose": purpose}, files={"file": (name, data)})


def upload(http: httpx.Client, purpose: str, name: str, data: bytes) -> int:
    """Id of a file that is stored now."""
    number = send(http, purpose, name, data).json()["file"]["file_id"]
    assert isinstance(number, int)
    return number


def status(response: httpx.Response) -> tuple[int, str]:
    """Platform code and message of a native answer."""
    outcome = response.json()["base_resp"]
    return outcome["status_code"], outcome["status_msg"]


def assert_described(operation_id: str, answer: Any, media_type: str = "application/json") -> None:
    """The spec describes the answer, to the last field."""
    document = spec.load_bundle()
    operation = next(each for each in spec.operations() if each.id == operation_id)
    content = document["paths"][operation.path][operation.method.lower()]["responses"]["200"][
        "content"
    ]
    reference = content[media_type]["schema"]["$ref"]
    registry: Registry[Any] = Registry().with_resource(
        "urn:spec", DRAFT202012.create_resource(document)
    )
    Draft202012Validator({"$ref": f"urn:spec{reference}"}, registry=registry).validate(answer)
    assert unknown(reference.rpartition("/")[2], answer) == []
