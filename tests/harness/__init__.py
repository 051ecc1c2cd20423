"""What the tests share: the document as JSON Schema, samples made from it, and a server that holds clients to it."""
