"""A warm process of one side: ``python -m bench.worker PACKAGE MODULE:FUNCTION PARAMETERS``.

It prepares the work and takes a sample for each line of its input; both answers are lines of JSON. The first sample
of a process is thrown away by the other side of the pipe: it pays for imports and validators.
"""

from __future__ import annotations

import importlib
import json
import sys

from bench.sdk import SDK


def main() -> None:
    """Serve samples until the input closes."""
    package, work, parameters = sys.argv[1:]
    module, _, function = work.partition(":")
    sample = getattr(importlib.import_module(f"bench.{module}"), function)(SDK(package), **json.loads(parameters))
    for _ in sys.stdin:
        print(json.dumps(sample()), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
