"""Conversations as users write them, for strict type checkers. Never run."""

from __future__ import annotations

from minimax import AsyncMiniMax, InputMessage, MiniMax


def conversation(client: MiniMax) -> None:
    messages: list[InputMessage] = [{"role": "user", "content": "Hi"}, "And?"]
    messages.append(client.text.chat(messages))
    messages.append(client.text.messages.create(messages))
    messages.append(client.text.responses.create(messages))
    messages.append(client.text.run_tools(messages, tools=[]))
    with client.text.stream(messages) as stream:
        messages.append(stream.final())
    messages.append({"role": "user", "content": "Go on."})
    messages.append(client.text.parse(messages, int).reply)


async def async_conversation(client: AsyncMiniMax) -> None:
    messages: list[InputMessage] = ["Hi"]
    messages.append(await client.text.chat(messages))
    messages.append(await client.text.messages.create(messages))
    messages.append(await client.text.responses.create(messages))
    async with client.text.responses.stream(messages) as stream:
        messages.append(await stream.final())
