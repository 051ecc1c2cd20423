"""The demo runs, without a key and without a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_demo(root: Path) -> None:
    """Both answers arrive whole, sync and async, and the streams of a client share a connection."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "examples/stream_demo.py", "--delay", "0"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("A headrace is the channel that carries the stream to the mill wheel.") == 2
    assert done.stdout.count("Water first, then wheel, then stone") == 2
    assert "4 streams over 2 connections." in done.stdout


def test_realtime_demo(root: Path) -> None:
    """The answer arrives whole over a websocket, sync and async."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "examples/realtime_demo.py"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("A channel that carries water to a mill wheel.") == 2
