"""Talks with a model in real time over a websocket, sync and async.

The model is played by a server on this machine, which answers word by word: no key and no network. It needs the extra
of the client: ``pip install 'headrace-openai[realtime]'``.
"""

from __future__ import annotations

import asyncio
import json

from websockets.asyncio.server import ServerConnection, serve

import headrace_openai as openai

MODEL = "gpt-realtime"
QUESTION = "What is a headrace?"
ANSWER = "A channel that carries water to a mill wheel."


def question() -> openai.types.realtime.ConversationItemParam:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": QUESTION}]}


def talk(client: openai.OpenAI) -> None:
    """Ask, and print the answer as it comes. The connection is closed with the block."""
    with client.realtime.connect(model=MODEL) as connection:
        connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        connection.conversation.item.create(item=question())
        connection.response.create()
        for event in connection:
            if event.type == "response.output_text.delta":
                print(event.delta, end="", flush=True)
            elif event.type == "response.done":
                break
    print()


async def talk_async(client: openai.AsyncOpenAI) -> None:
    """The same with the async client, by handlers of events."""
    async with client.realtime.connect(model=MODEL) as connection:

        @connection.on("response.output_text.delta")
        def show(event: openai.types.realtime.ResponseTextDeltaEvent) -> None:
            print(event.delta, end="", flush=True)

        connection.on("response.done", lambda event: connection.close())
        await connection.conversation.item.create(item=question())
        await connection.response.create()
        await connection.dispatch_events()
    print()


async def play_the_model(socket: ServerConnection) -> None:
    """A server that gives one answer to each request for one."""
    place = {"event_id": "event_1", "response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0}
    async for text in socket:
        if json.loads(text)["type"] != "response.create":
            continue
        for word in ANSWER.split():
            await socket.send(json.dumps({"type": "response.output_text.delta", "delta": f"{word} ", **place}))
            await asyncio.sleep(0.05)
        await socket.send(json.dumps({"type": "response.done", "event_id": "event_2", "response": {"id": "resp_1"}}))


async def main() -> None:
    async with serve(play_the_model, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        url = f"http://127.0.0.1:{port}/v1"
        print("\n--- Realtime")
        await asyncio.to_thread(talk, openai.OpenAI(api_key="no key is needed", base_url=url))
        print("\n--- Realtime, async")
        async with openai.AsyncOpenAI(api_key="no key is needed", base_url=url) as client:
            await talk_async(client)


if __name__ == "__main__":
    asyncio.run(main())
