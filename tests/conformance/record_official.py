"""Takes down what the official client sends for the calls of ``wire_calls``.

Run it in an environment where the official package is installed, with ``tests`` as the directory of modules::

    PYTHONPATH=tests python -m conformance.record_official [FILE]

Writes JSON to ``FILE``, else to standard output. What it writes are facts of requests; none of them depends on the
machine. Fails if the official client's two variants don't send the same.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from .wire_facts import observe, observe_async


def main() -> int:
    for name in [name for name in os.environ if name.startswith("OPENAI_")]:
        del os.environ[name]
    import openai

    found = observe(openai.OpenAI)
    of_async = observe_async(openai.AsyncOpenAI)
    different = [name for name in found if found[name] != of_async[name]]
    if different:
        sys.exit(f"sync and async differ: {', '.join(different)}")
    recorded = {"package": f"openai {openai.__version__}", "calls": found}
    text = json.dumps(recorded, indent=1, ensure_ascii=True, sort_keys=True) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
