"""Streams a Responses answer and a Chat answer token by token, sync and async.

The answers come from recordings, served over HTTP by a replay server on this machine: no key and no network.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import headrace_openai as openai
from headrace.testing import Replay, ReplayServer

RECORDINGS = Path(__file__).parent / "recordings"
MODEL = "gpt-5.2"
QUESTION = "What is a headrace?"


def heading(text: str) -> None:
    print(f"\n--- {text}")


def stream_response(client: openai.OpenAI) -> None:
    """Responses: events are told apart by their type."""
    with client.responses.create(model=MODEL, input=QUESTION, stream=True) as stream:
        for event in stream:
            if event.type == "response.output_text.delta":
                print(event.delta, end="", flush=True)
            elif event.type == "response.completed" and event.response.usage:
                print(f"\n({event.response.usage.output_tokens} tokens)")


def stream_chat(client: openai.OpenAI) -> None:
    """Chat Completions: every chunk has a piece of the text."""
    with client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": QUESTION}], stream=True
    ) as stream:
        for chunk in stream:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
    print()


async def stream_both(client: openai.AsyncOpenAI) -> None:
    """The same with the async client."""
    heading("Responses, async")
    async with await client.responses.create(model=MODEL, input=QUESTION, stream=True) as events:
        async for event in events:
            if event.type == "response.output_text.delta":
                print(event.delta, end="", flush=True)
    print()
    heading("Chat, async")
    async with await client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": QUESTION}], stream=True
    ) as chunks:
        async for chunk in chunks:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
    print()
    await client.close()


def main() -> None:
    """Start the server, then be its four clients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.03, help="seconds between two events (default: %(default)s)")
    delay = parser.parse_args().delay
    answers = [
        Replay(RECORDINGS / f"{name}.sse", pieces="event", delay=delay)
        for name in ("responses", "chat", "responses", "chat")
    ]
    with ReplayServer(*answers) as server:
        print(f"A replay server listens at {server.url}; asking it: {QUESTION}")
        with openai.OpenAI(api_key="not-a-key", base_url=server.url) as client:
            heading("Responses, sync")
            stream_response(client)
            heading("Chat, sync")
            stream_chat(client)
        asyncio.run(stream_both(openai.AsyncOpenAI(api_key="not-a-key", base_url=server.url)))
        print(f"\n{len(server.requests)} streams over {server.connections} connections.")


if __name__ == "__main__":
    main()
