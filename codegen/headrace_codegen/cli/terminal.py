"""What the commands print: progress and results on stdout, diagnostics on stderr."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterable

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from headrace_codegen.diagnostics import Diagnostic, DocumentError
from headrace_codegen.render import print_diagnostics

__all__ = ["Terminal", "guarded"]


class Terminal:
    """Where a command prints to. On a terminal stages show a spinner and their time, elsewhere they are lines."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.out = Console(highlight=False, soft_wrap=True, emoji=False)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

    def say(self, line: str) -> None:
        """A line of result, unless quiet. ``line`` is text, not markup."""
        if not self.quiet:
            self.out.print(line, markup=False)

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        print_diagnostics(diagnostics, self.err)

    @contextlib.contextmanager
    def stages(self) -> Generator[Callable[[str], None]]:
        """Gives the function that is told which stage begins."""
        if self.quiet:
            yield lambda stage: None
        elif not self.out.is_terminal:
            yield self.say
        else:
            with Progress(
                SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=self.out
            ) as progress:
                yield _Stages(progress)


class _Stages:
    """Shows one line for each stage; the line before stops when the next begins."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def __call__(self, stage: str) -> None:
        for task in self.progress.tasks:
            if not task.finished:
                self.progress.update(task.id, total=1, completed=1)
        self.progress.add_task(stage, total=None)


def guarded(terminal: Terminal, command: Callable[[], int]) -> int:
    """Runs a command; errors in the input are printed and become exit code 1."""
    try:
        return command()
    except DocumentError as error:
        terminal.diagnostics(error.diagnostics)
        return 1


def seconds(since: float) -> str:
    return f"{time.perf_counter() - since:.1f} s"
