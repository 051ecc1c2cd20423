"""What this SDK has beyond the API's own operations: structured outputs, stream helpers, polling and chunked
uploads.
"""
