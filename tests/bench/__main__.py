"""``python -m bench``: measure, print the table, and write it where asked."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from bench.experiments import EXPERIMENTS
from bench.pairs import loopback_server, measure
from bench.report import chart, markdown, text_line
from bench.results import Line, lines_of
from bench.sides import Side


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="experiments to run; all without any")
    parser.add_argument("--quick", action="store_true", help="few samples, at most two minutes")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed by more than 20 %%")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write benchmarks.md and benchmarks.svg there")
    parser.add_argument("--list", action="store_true", help="print the names of the experiments")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has headrace-openai")
    parser.add_argument("--path", action="append", default=[], help="folder in front of that interpreter's path")
    parser.add_argument("--official-python", default=sys.executable, help="interpreter that has openai")
    return parser.parse_args()


def main() -> int:
    """Run it; returns the exit code."""
    options = _arguments()
    if options.list:
        print("\n".join(experiment.name for experiment in EXPERIMENTS))  # noqa: T201
        return 0
    sides = {
        "ours": Side("headrace_openai", options.python, tuple(os.path.abspath(path) for path in options.path)),
        "official": Side("openai", options.official_python),
    }
    chosen = [each for each in EXPERIMENTS if not options.names or each.name in options.names]
    unknown = set(options.names) - {each.name for each in chosen}
    if unknown:
        print(f"no such experiment: {', '.join(sorted(unknown))}", file=sys.stderr)  # noqa: T201
        return 2
    lines: list[Line] = []
    started = time.monotonic()
    with loopback_server(sides["ours"]) as origin:
        for experiment in chosen:
            for line in lines_of(experiment, measure(experiment, sides, origin, full=not options.quick)):
                lines.append(line)
                print(text_line(line), flush=True)  # noqa: T201
    print(f"{time.monotonic() - started:.0f} s")  # noqa: T201
    if options.write:
        command = "nox -s bench" + (" -- --quick" if options.quick else "")
        versions = {name: side.versions() for name, side in sides.items()}
        (options.write / "benchmarks.md").write_text(markdown(lines, versions, command), encoding="utf-8")
        (options.write / "benchmarks.svg").write_text(chart(lines), encoding="utf-8")
    missed = [line.row.title for line in lines if line.missed]
    if missed and options.check:
        print("Missed by more than 20 %: " + "; ".join(missed), file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
