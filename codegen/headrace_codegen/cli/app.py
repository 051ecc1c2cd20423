"""The commands and their arguments; what they do is in the modules beside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["app"]

app = typer.Typer(
    help="Compiles OpenAPI documents to typed, streaming-first Python clients.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# typer reads annotations at run time, and Optional is what it understands on every version that we support.
SpecDir = Annotated[
    Path, typer.Argument(metavar="SPEC_DIR", help="Folder with openapi.yaml and, if wanted, the others.")
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Output folder. [default: generated/<name of SPEC_DIR>]")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print warnings and errors only.")]
Ledger = Annotated[Path | None, typer.Option(help="Write what could not be expressed to this file, one line each.")]
DumpIr = Annotated[
    Path | None,
    typer.Option("--dump-ir", metavar="FILE", help="Write the intermediate representation to this file, as JSON."),
]
OldPath = Annotated[
    list[Path] | None,
    typer.Option(metavar="PATH", help="Where OLD is: a folder, or a Python interpreter. Repeatable. [default: here]"),
]
NewPath = Annotated[
    list[Path] | None,
    typer.Option(metavar="PATH", help="Where NEW is: a folder, or a Python interpreter. Repeatable. [default: here]"),
]
Strict = Annotated[bool, typer.Option(help="Fail on warnings, and on anything that could not be expressed.")]


@app.command()
def generate(
    spec: SpecDir = Path("."),
    out: Out = None,
    ledger: Ledger = None,
    dump_ir: DumpIr = None,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Compile the SDK of SPEC_DIR and write what changed."""
    from headrace_codegen.cli.generate import run_generate

    raise typer.Exit(run_generate(spec, _out(spec, out), ledger, dump_ir, strict=strict, quiet=quiet))


@app.command()
def check(
    spec: SpecDir = Path("."),
    out: Out = None,
    write: Annotated[bool, typer.Option("--write", help="Give new operations a place in the config first.")] = False,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Compile the SDK of SPEC_DIR and compare; exit code 1 and the differing files if the output is stale.

    An operation that the config neither makes a method nor leaves out fails the check, too.
    """
    from headrace_codegen.cli.generate import run_check

    raise typer.Exit(run_check(spec, _out(spec, out), write=write, strict=strict, quiet=quiet))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="File, URL, spec folder, or REVISION:PATH in git.")],
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="Likewise. [default: the spec folder]")] = None,
    spec: Annotated[
        Path | None, typer.Option("--spec", help="Spec folder whose config documents from elsewhere are read with.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", help="terminal, markdown, json, github or changelog.")
    ] = "terminal",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file instead of the terminal.")] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Without the details (terminal).")] = False,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="breaking, additions or never: exit with 0 below that.")
    ] = None,
    sdk: Annotated[bool, typer.Option("--sdk/--no-sdk", help="Also compare what users of the SDK see.")] = True,
) -> None:
    """Compare two versions of an API. Exit code: 0 nothing to notice, 1 additions, 2 something breaks, 3 an error."""
    from headrace_codegen.cli.diff import run_diff

    code = run_diff(old, new, spec, format=format, out=out, details=not summary, fail_on=fail_on, sdk=sdk)
    raise typer.Exit(code)


@app.command()
def pull(
    spec: SpecDir = Path("."),
    origin: Annotated[
        str | None, typer.Option("--from", help="URL or file. [default: headrace.upstream in the config]")
    ] = None,
    facts: Annotated[
        bool | None, typer.Option("--facts/--whole", help="Keep the interface only. [default: as in the config]")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Give new operations a place in the config.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a document that was edited by hand.")] = False,
    markdown: Annotated[Path | None, typer.Option(help="Also write the report as Markdown to this file.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Also write the report as JSON to this file.")] = None,
    quiet: Quiet = False,
) -> None:
    """Take the upstream document into SPEC_DIR and show what changes."""
    from headrace_codegen.cli.pull import PullOptions, run_pull

    options = PullOptions(origin, facts, write, dry_run, force, markdown, json)
    raise typer.Exit(run_pull(spec, options, quiet=quiet))


@app.command(name="import")
def import_(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Path or http(s) URL; YAML or JSON.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write, as spec/NAME/openapi.yaml.")],
    facts: Annotated[bool, typer.Option("--facts", help="Keep the interface, drop the prose.")] = False,
    quiet: Quiet = False,
) -> None:
    """Take an OpenAPI document into a spec folder, as YAML."""
    from headrace_codegen.cli.importing import run_import

    raise typer.Exit(run_import(document, out, facts=facts, quiet=quiet))


@app.command()
def init(
    spec: SpecDir = Path("."),
    force: Annotated[bool, typer.Option(help="Replace a stainless.yml that is there.")] = False,
) -> None:
    """Write a first stainless.yml for SPEC_DIR: the resource tree that its paths and tags suggest."""
    from headrace_codegen.cli.init import run_init

    raise typer.Exit(run_init(spec, force=force))


@app.command()
def explain(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="responses.create, Response, 'post /responses' or a JSON pointer.")
    ],
    spec: Annotated[Path, typer.Option("--spec", help="The spec folder.")] = Path("."),
) -> None:
    """Tell where a name comes from, and why an operation streams."""
    from headrace_codegen.cli.explain import run_explain

    raise typer.Exit(run_explain(name, spec))


@app.command()
def parity(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Import name of the package that people use.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Import name of the package that shall take its place.")],
    old_search_path: OldPath = None,
    new_search_path: NewPath = None,
    companions: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="PACKAGE", help="Package whose classes count as the SDK's. [default: headrace]"),
    ] = None,
    ignore: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Accepted differences: YAML, with path and reason.")
    ] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the whole report as Markdown.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the whole report as JSON.")] = None,
    private: Annotated[bool, typer.Option(help="Compare modules with a leading underscore, too.")] = False,
    types: Annotated[bool, typer.Option(help="Compare the types of fields, too.")] = False,
    added: Annotated[bool, typer.Option(help="List what only NEW has.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many differences of a group to print, 0: all.")] = 20,
) -> None:
    """Compare two packages by static analysis; exit code 1 if users of OLD would miss something in NEW."""
    from headrace_codegen.cli.parity import run_parity

    code = run_parity(
        (old, old_search_path or []),
        (new, new_search_path or []),
        companions=companions if companions is not None else ["headrace"],
        ignore=ignore,
        markdown=markdown,
        json_file=json,
        private=private,
        types=types,
        added=added,
        limit=limit,
    )
    raise typer.Exit(code)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False) -> None:
    if version:
        from headrace_codegen import __version__

        typer.echo(f"headrace {__version__}")
        raise typer.Exit


def _out(spec: Path, out: Path | None) -> Path:
    return out if out is not None else Path("generated") / spec.resolve().name
