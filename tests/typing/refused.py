"""Mistakes as a user makes them. Type checkers must report each line that ends in ``# wrong``, and no other."""

from __future__ import annotations

from headrace_openai import OpenAI

client = OpenAI()

client.responses.create(model="gpt-5.2", inputs="x")  # wrong
client.responses.create(model=5, input="x")  # wrong
client.chat.completions.create(model="gpt-5.2")  # wrong
client.chat.completions.create(model="gpt-5.2", messages=[{"role": "miller", "content": "x"}])  # wrong
client.responses.create(model="gpt-5.2", input="x").delta  # wrong
client.files.lists()  # wrong
client.files.retrieve()  # wrong
client.responses.create(model="gpt-5.2", input="x", stream=True).output_text  # wrong

client.responses.stream(model="gpt-5.2")  # wrong
client.responses.stream(response_id="r", input="x")  # wrong
client.uploads.upload_file_chunked(file=b"x", mime_type="text/plain", purpose="assistants")  # wrong
client.beta.threads.runs.stream(thread_id="t", assistant_id="a", event_handler=5)  # wrong

for event in client.responses.create(model="gpt-5.2", input="x", stream=True):
    if event.type == "response.output_text.delta":
        event.response  # wrong
    elif event.type == "response.output_text.deltas":  # wrong
        pass

with client.realtime.connect(model="gpt-realtime") as connection:
    connection.session.update()  # wrong
    connection.input_audio_buffer.append(audio=b"")  # wrong
    connection.send({"type": "session.upgrade"})  # wrong
    for message in connection:
        if message.type == "response.output_text.delta":
            message.session  # wrong
client.beta.realtime.connect()  # wrong
