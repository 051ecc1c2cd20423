"""Websocket connections: typed JSON messages in both directions, on the library ``websockets``.

That library is optional and only imported when a connection is opened. Like HTTP, this knows no API: which messages
there are stands in a descriptor (`headrace.descriptor.ConnectionSpec`).
"""
