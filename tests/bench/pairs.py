"""Taking samples of both sides in turn, so that whatever else the machine does hits both alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.experiments import Experiment
from bench.sides import Side

__all__ = ["Readings", "loopback_server", "measure"]

Readings = dict[str, list[float]]
"""The samples of each reading of one experiment on one side, in the order in which they were taken."""

_COLD = Path(__file__).with_name("cold.py")


class _Warm:
    """A process that has prepared an experiment's work."""

    def __init__(self, side: Side, experiment: Experiment, parameters: Mapping[str, Any]) -> None:
        command = [side.python, "-m", "bench.worker", side.package, experiment.work, json.dumps(dict(parameters))]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=side.environment, stdin=pipe, stdout=pipe, text=True)

    def sample(self) -> dict[str, float]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"a worker ended with {self.process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class _Cold:
    """A fresh process for each sample."""

    def __init__(self, side: Side, experiment: Experiment, parameters: Mapping[str, Any]) -> None:
        name = experiment.work.partition(":")[2]
        self.command = [side.python, os.fspath(_COLD), name, side.package, *map(str, parameters.values())]
        self.environment = side.environment

    def sample(self) -> dict[str, float]:
        return json.loads(subprocess.check_output(self.command, env=self.environment, text=True))

    def close(self) -> None:
        pass


def measure(experiment: Experiment, sides: Mapping[str, Side], origin: str, *, full: bool) -> dict[str, Readings]:
    """The samples of each side. Sides take turns, and the one that begins changes with each round."""
    parameters = {
        name: value.replace("{origin}", origin) if isinstance(value, str) else value
        for name, value in experiment.parameters.items()
    }
    kind = _Cold if experiment.work.startswith("cold:") else _Warm
    taking_part = [name for name in sides if name == "ours" or experiment.official]
    with ExitStack() as stack:
        processes: dict[str, _Cold | _Warm] = {}
        for name in taking_part:
            processes[name] = kind(sides[name], experiment, parameters)
            stack.callback(processes[name].close)
        rounds = experiment.rounds[full]
        if rounds > 1:  # byte code, validators, connections
            for process in processes.values():
                process.sample()
        found: dict[str, Readings] = {name: {} for name in taking_part}
        for number in range(rounds):
            for name in taking_part if number % 2 else reversed(taking_part):
                for reading, value in processes[name].sample().items():
                    found[name].setdefault(reading, []).append(value)
        return found


@contextmanager
def loopback_server(side: Side) -> Iterator[str]:
    """The URL of a server in a process of its own."""
    command = [sys.executable, "-m", "bench.server"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=side.environment, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.stdin.close()
