"""Scripted replies: for any or for certain questions, in every chat API."""

from __future__ import annotations

from collections import deque

import httpx

from minimax.emulator import Emulator, scripts
from minimax.emulator.chat import script

from .conftest import CHAT, NATIVE, chat


def reply_text(response: httpx.Response) -> str:
    text: str = response.json()["choices"][0]["message"]["content"]
    return text


def test_the_first_reply_that_fits_is_taken_once() -> None:
    replies = deque(
        [script("Lima.", when="PERU"), script("Any."), script("Quito.", when="ecuador")]
    )
    assert [
        (taken := scripts.take(replies, "The capital of Ecuador?")) and taken.text for _ in range(3)
    ] == ["Any.", "Quito.", None]
    assert [reply.text for reply in replies] == ["Lima."]


def test_an_emulator_follows_its_script_on_every_surface_and_again_after_a_reset() -> None:
    turns = "".join(f"- when: surface {number}\n  text: Reply {number}.\n" for number in range(4))
    with (
        Emulator(scenario=turns) as emulator,
        httpx.Client(base_url=emulator.base_url, trust_env=False, timeout=60) as http,
    ):
        http.headers["Authorization"] = "Bearer sk-1"
        for _ in range(2):
            emulator.reset()
            still = {"thinking": {"type": "disabled"}}
            assert (
                reply_text(http.post(CHAT, json=chat("This is surface 3", **still))) == "Reply 3."
            )
            assert reply_text(http.post(NATIVE, json=chat("This is surface 2"))) == "Reply 2."
            body = http.post("/anthropic/v1/messages", json=chat("This is surface 1")).json()
            assert body["content"] == [{"type": "text", "text": "Reply 1."}]
            assert (
                http.post(
                    "/v1/responses", json={"model": "MiniMax-M3", "input": "surface 0"}
                ).json()["output_text"]
                == "Reply 0."
            )
            assert "You said" in reply_text(http.post(CHAT, json=chat("surface 0", **still)))


def test_a_reply_can_be_kept_for_a_question(emulator: Emulator, http: httpx.Client) -> None:
    emulator.reply("Lima.", when="peru")
    still = {"thinking": {"type": "disabled"}}
    assert "You said" in reply_text(http.post(CHAT, json=chat("The ferry was late.", **still)))
    assert reply_text(http.post(CHAT, json=chat("The capital of Peru?", **still))) == "Lima."


USAGE = {"input_tokens": 120, "output_tokens": 8, "reasoning_tokens": 3, "cached_tokens": 100}


def test_a_reply_has_the_usage_that_it_is_given(emulator: Emulator, http: httpx.Client) -> None:
    for _ in range(3):
        emulator.reply("Lima.", usage=USAGE)
    usage = http.post(NATIVE, json=chat()).json()["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"]) == (120, 8)
    assert usage["total_tokens"] == 128
    assert usage["completion_tokens_details"] == {"reasoning_tokens": 3}
    assert usage["prompt_tokens_details"] == {"cached_tokens": 100}
    usage = http.post("/v1/responses", json={"model": "MiniMax-M3", "input": "Hi"}).json()["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (120, 8)
    usage = http.post("/anthropic/v1/messages", json=chat(max_tokens=100)).json()["usage"]
    assert usage == {
        "input_tokens": 20,
        "output_tokens": 8,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 100,
    }
