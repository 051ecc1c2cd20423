"""``headrace pull``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from headrace_codegen.cli.terminal import Terminal, guarded
from headrace_codegen.diff.pull import fetch_upstream, pull, read_folder, write
from headrace_codegen.diff.render_json import to_json
from headrace_codegen.diff.render_markdown import to_markdown
from headrace_codegen.diff.render_terminal import print_report
from headrace_codegen.write_file import write_file

__all__ = ["PullOptions", "run_pull"]


@dataclass(frozen=True, slots=True)
class PullOptions:
    """What the command line says: see ``headrace pull --help``."""

    origin: str | None = None
    facts: bool | None = None
    write: bool = False
    dry_run: bool = False
    force: bool = False
    markdown: Path | None = None
    json: Path | None = None


def run_pull(spec: Path, options: PullOptions, *, quiet: bool) -> int:
    """Fetches, shows and writes; returns 0, or 1 after an error, and then nothing in ``spec`` has changed."""
    terminal = Terminal(quiet=quiet)

    def command() -> int:
        inputs, exists = read_folder(spec)
        upstream = fetch_upstream(spec, inputs, options.origin)
        if upstream.data is None:
            terminal.say(f"{upstream.origin} has not changed since the last pull")
            return 0
        pulled = pull(
            spec,
            inputs,
            upstream,
            fresh=not exists,
            facts=options.facts,
            force=options.force,
            add=options.write,
        )
        if not quiet:
            print_report(pulled.report, terminal.out, details=False)
        for path, render in ((options.markdown, to_markdown), (options.json, to_json)):
            if path is not None:
                write_file(path, render(pulled.report))
        if options.dry_run:
            terminal.say("Nothing was written: --dry-run")
            return 0
        names = write(pulled)
        terminal.say(f"written: {', '.join(names)}" if names else f"{spec.as_posix()} is up to date")
        return 0

    return guarded(terminal, command)
