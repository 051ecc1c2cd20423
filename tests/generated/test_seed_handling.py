"""The uses that this project was begun for, as a user writes them: closing, headers, errors, retries, timeouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import pytest

import headrace_openai as openai
from harness.replay import SeedServer

pytestmark = pytest.mark.anyio

MESSAGES: Any = [{"role": "user", "content": "Tell me of the mill."}]

Start = Callable[..., SeedServer]


class TestHeaders:
    def test_sync(self, replay: Start) -> None:
        """``stream.response`` is the HTTP response: status and headers are there before the first event."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-text").url)
        with client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True) as stream:
            assert stream.response.status_code == 200
            assert stream.response.headers["content-type"].startswith("text/event-stream")
            assert stream.response.headers["x-request-id"] == "req_seed"

    async def test_async(self, replay: Start) -> None:
        """``stream.response`` is the HTTP response."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay("chat-text").url) as client:
            stream = await client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True)
            async with stream:
                assert stream.response.headers["x-request-id"] == "req_seed"


class TestClosing:
    def test_with_block(self, replay: Start) -> None:
        """Leaving the block closes the response, however far the stream was read; closing again is fine."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-text").url)
        with client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True) as stream:
            next(iter(stream))

        assert stream.response.is_closed
        stream.close()

    async def test_async_with_block(self, replay: Start) -> None:
        """Leaving the block closes the response; closing again is fine."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay("chat-text").url) as client:
            stream = await client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True)
            async with stream:
                async for _ in stream:
                    break

            assert stream.response.is_closed
            await stream.close()

    def test_after_ten_chunks(self, replay: Start) -> None:
        """Who has enough closes the stream, and the client goes on to the next request."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-text").url)
        for _ in range(2):
            stream = client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True)
            chunks = []
            for chunk in stream:
                chunks.append(chunk)
                if len(chunks) == 10:
                    stream.close()
                    break

            assert len(chunks) == 10
            assert stream.response.is_closed

    async def test_after_ten_chunks_async(self, replay: Start) -> None:
        """Who has enough closes the stream, and the client goes on to the next request."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay("chat-text").url) as client:
            for _ in range(2):
                stream = await client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True)
                count = 0
                async for _chunk in stream:
                    count += 1
                    if count == 10:
                        await stream.close()
                        break

                assert count == 10
                assert stream.response.is_closed


class TestErrors:
    def test_status(self, replay: Start) -> None:
        """An error status raises the class for it before there is a stream, with what the server said."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay(status=429).url, max_retries=0)
        try:
            client.responses.create(model="gpt-5.2", input="x", stream=True)
        except openai.APIConnectionError:
            pytest.fail("a status is not a connection error")
        except openai.APIStatusError as error:
            assert isinstance(error, openai.RateLimitError)
            assert error.status_code == 429
            assert error.request_id == "req_seed"
            assert "status 429" in error.message
        else:
            pytest.fail("no error")

    async def test_status_async(self, replay: Start) -> None:
        """An error status raises the class for it."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay(status=401).url, max_retries=0) as client:
            with pytest.raises(openai.AuthenticationError):
                await client.responses.create(model="gpt-5.2", input="x", stream=True)

    def test_connection_lost(self, replay: Start) -> None:
        """A stream that breaks off raises ``APIConnectionError``; what came before it was yielded."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("responses-text", fault="lost").url)
        text = ""
        with pytest.raises(openai.APIConnectionError) as caught:
            for event in client.responses.create(model="gpt-5.2", input="x", stream=True):
                if event.type == "response.output_text.delta":
                    text += event.delta

        assert text.startswith("Water turns")
        assert not isinstance(caught.value, openai.APIStatusError)

    async def test_connection_lost_async(self, replay: Start) -> None:
        """A stream that breaks off raises ``APIConnectionError``."""
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=replay("chat-text", fault="lost").url) as client:
            stream = await client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True)
            with pytest.raises(openai.APIConnectionError):
                async for _ in stream:
                    pass

    def test_no_connection(self) -> None:
        """Nobody listens: ``APIConnectionError``."""
        client = openai.OpenAI(api_key="sk-test", base_url="http://127.0.0.1:1/", max_retries=0)
        with pytest.raises(openai.APIConnectionError):
            client.responses.create(model="gpt-5.2", input="x", stream=True)

    def test_error_inside_a_chat_stream(self, replay: Start) -> None:
        """An error object among the chunks raises ``APIError`` with its message and code."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-error").url)
        seen = []
        with pytest.raises(openai.APIError, match="The engine is overloaded") as caught:
            for chunk in client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True):
                seen.append(chunk)

        assert len(seen) == 3
        assert caught.value.code == "overloaded"

    def test_no_key(self) -> None:
        """No key: an error at construction that names the argument and the variable."""
        with pytest.raises(openai.OpenAIError, match=r"api_key.*OPENAI_API_KEY"):
            openai.OpenAI()
        with pytest.raises(openai.OpenAIError, match=r"api_key.*OPENAI_API_KEY"):
            openai.AsyncOpenAI()


class TestRetryLoop:
    """A user's own loop around the whole stream, with a wait that doubles."""

    def test_sync(self, replay: Start) -> None:
        server = replay("responses-text", failures=[503, 429])
        client = openai.OpenAI(api_key="sk-test", base_url=server.url, max_retries=0)
        waits: list[float] = []
        text = ""
        for attempt in range(5):
            try:
                with client.responses.create(model="gpt-5.2", input="x", stream=True) as stream:
                    text = "".join(e.delta for e in stream if e.type == "response.output_text.delta")
                break
            except (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError):
                waits.append(0.5 * 2**attempt)

        assert waits == [0.5, 1.0]
        assert text.startswith("Water turns")
        assert len(server.requests) == 3

    async def test_async(self, replay: Start) -> None:
        server = replay("chat-text", failures=[500])
        waits: list[float] = []
        chunks = 0
        async with openai.AsyncOpenAI(api_key="sk-test", base_url=server.url, max_retries=0) as client:
            for attempt in range(3):
                try:
                    async for _ in await client.chat.completions.create(
                        model="gpt-5.2", messages=MESSAGES, stream=True
                    ):
                        chunks += 1
                    break
                except openai.APIStatusError:
                    waits.append(2.0**attempt)
                    await anyio.sleep(0)

        assert waits == [1.0]
        assert chunks > 10

    def test_the_client_retries_by_itself(self, replay: Start) -> None:
        """With ``max_retries`` a stream that fails before its first event is asked for again."""
        server = replay("chat-text", failures=[503], retry_after_ms=1)
        client = openai.OpenAI(api_key="sk-test", base_url=server.url, max_retries=1)
        chunks = list(client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True))

        assert len(chunks) > 10
        assert len(server.requests) == 2


class TestTimeouts:
    def test_before_the_answer(self, replay: Start) -> None:
        """A server that says nothing: ``APITimeoutError``, which is an ``APIConnectionError``."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-text", fault="silent").url, max_retries=0)
        with pytest.raises(openai.APITimeoutError) as caught:
            client.with_options(timeout=0.1).responses.create(model="gpt-5.2", input="x", stream=True)

        assert isinstance(caught.value, openai.APIConnectionError)

    def test_in_mid_stream(self, replay: Start) -> None:
        """A stream that stalls: ``APITimeoutError``, after what came before."""
        client = openai.OpenAI(api_key="sk-test", base_url=replay("chat-text", fault="stall").url)
        chunks = []
        stream = client.chat.completions.create(model="gpt-5.2", messages=MESSAGES, stream=True, timeout=0.2)
        with pytest.raises(openai.APITimeoutError):
            for chunk in stream:
                chunks.append(chunk)

        assert len(chunks) > 2

    async def test_in_mid_stream_async(self, replay: Start) -> None:
        """A stream that stalls: ``APITimeoutError``, after what came before."""
        async with openai.AsyncOpenAI(
            api_key="sk-test", base_url=replay("responses-text", fault="stall").url, timeout=0.2
        ) as client:
            stream = await client.responses.create(model="gpt-5.2", input="x", stream=True)
            with pytest.raises(openai.APITimeoutError):
                async for _ in stream:
                    pass
