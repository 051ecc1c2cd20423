"""The pieces of work that need a fresh process: run as a script, ``cold.py WORK PACKAGE [ARGUMENT]``.

Prints its readings as JSON. It imports next to nothing itself, so that the figures are the package's. CPU readings
named ``process`` count from the start of the interpreter.
"""

import importlib
import sys
import time


def _peak() -> float:
    try:
        with open("/proc/self/status") as status:
            return next(float(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return float("nan")


def load(package: str) -> dict[str, float]:
    """Import the package."""
    started = time.process_time()
    importlib.import_module(package)
    return {"cpu": time.process_time() - started, "peak": _peak()}


def construct(package: str) -> dict[str, float]:
    """Import the package and make a client."""
    started = time.process_time()
    importlib.import_module(package).OpenAI(api_key="k")
    return {"cpu": time.process_time() - started, "peak": _peak()}


def construct_with_http(package: str) -> dict[str, float]:
    """Import the package and make a client together with its HTTP client, which may come into being later."""
    started = time.process_time()
    client = importlib.import_module(package).OpenAI(api_key="k")
    assert client._client is not None
    return {"cpu": time.process_time() - started, "peak": _peak()}


def first_stream(package: str, origin: str) -> dict[str, float]:
    """Everything from the start of the process to the end of its first Responses stream."""
    client = importlib.import_module(package).OpenAI(api_key="k", base_url=f"{origin}/recorded/16k/v1")
    seen = sum(1 for _ in client.responses.create(model="m", input="x", stream=True))
    assert seen > 20, seen
    return {"process": time.process_time(), "peak": _peak()}


def main() -> None:
    """Run one piece of work."""
    name, *arguments = sys.argv[1:]
    work = {"load": load, "construct": construct, "construct_with_http": construct_with_http, "first": first_stream}
    readings = work[name](*arguments)
    print(str(readings).replace("'", '"').replace("nan", "NaN"))  # noqa: T201


if __name__ == "__main__":
    main()
