"""The compiler on one screen: from the files of a spec folder to the files of an SDK.

    Inputs --parse--> Sources --edit--> Tree --check--> Document --lower--> Api --emit--> {path: text} --collect-->
    OutputTree

``compile_sdk`` is a pure function of its inputs and the templates; reading the folder and writing the output is the
command line's. Each stage adds to one ``Diagnostics``; after a stage with an error the next one doesn't run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from headrace_codegen import __version__
from headrace_codegen.diagnostics import Diagnostic, Diagnostics, DocumentError
from headrace_codegen.distribution_names import check_distribution_names
from headrace_codegen.document import Document
from headrace_codegen.document_checks import check_document
from headrace_codegen.document_mending import mend_document
from headrace_codegen.inputs import Inputs
from headrace_codegen.output import OutputTree
from headrace_codegen.overlay import apply_overlay
from headrace_codegen.source import Source
from headrace_codegen.stats import Stats, count
from headrace_codegen.transforms import apply_transforms
from headrace_codegen.tree import Tree

if TYPE_CHECKING:
    from headrace_codegen.config.model import Config
    from headrace_codegen.ir import Api

__all__ = ["Compilation", "Lowered", "compile_sdk", "lower_sdk"]

OnStage = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lowered:
    """The SDK as data: every name final, nothing printed yet."""

    document: Document
    config: Config
    api: Api
    diagnostics: Diagnostics


@dataclass(frozen=True, slots=True)
class Compilation:
    """A compiled SDK. ``diagnostics`` has warnings and notes only: with an error there is no compilation."""

    tree: OutputTree
    diagnostics: Diagnostics
    api: Api
    document: Document
    stats: Stats


def compile_sdk(inputs: Inputs, on_stage: OnStage = lambda stage: None) -> Compilation:
    """Compiles ``inputs``; ``on_stage`` hears what begins. Raises ``DocumentError`` with everything that was found."""
    from headrace_codegen.emit import EmitError, emit

    lowered = lower_sdk(inputs, on_stage)
    on_stage("print the models and resources")
    try:
        files = emit(lowered.api) | _hand_written(inputs, lowered.api.client.package) | dict(inputs.legal)
    except EmitError as exc:
        hint = "this is a mistake of headrace itself; please report it with the spec"
        raise DocumentError((*lowered.diagnostics, Diagnostic("internal/emit", "error", str(exc), hint))) from exc
    tree = OutputTree(files, _made_from(inputs))
    stats = count(lowered.document, lowered.api)
    return Compilation(tree, lowered.diagnostics, lowered.api, lowered.document, stats)


def _hand_written(inputs: Inputs, package: str) -> dict[str, str]:
    """The files of the spec's ``lib`` folder, in the package's; the config decides what of them is used where."""
    return {f"{package}/lib/{path}": text for path, text in inputs.lib.items()}


def lower_sdk(inputs: Inputs, on_stage: OnStage = lambda stage: None) -> Lowered:
    """The first half of ``compile_sdk``. Raises ``DocumentError`` with everything that was found."""
    diagnostics = Diagnostics()
    try:
        return _lower(inputs, diagnostics, on_stage)
    except DocumentError as error:
        for diagnostic in error.diagnostics:
            diagnostics.add(diagnostic)
        raise DocumentError(tuple(diagnostics)) from None


def _lower(inputs: Inputs, diagnostics: Diagnostics, on_stage: OnStage) -> Lowered:
    from headrace_codegen.config.docs import load_docs
    from headrace_codegen.config.load import load_config
    from headrace_codegen.lower import lower

    on_stage("read the document")
    tree = Tree(inputs.document)
    if inputs.overlay is not None:
        apply_overlay(tree, inputs.overlay, diagnostics)
    mend_document(tree, diagnostics)
    on_stage("read the config")
    source = inputs.config or _derived(Document(tree), diagnostics)
    config = load_config(source, diagnostics)
    diagnostics.check()
    apply_transforms(tree, source, config.transforms, diagnostics)
    diagnostics.check()

    on_stage("check the document")
    document = Document(tree)
    check_document(document, diagnostics)
    check_distribution_names(config, diagnostics)
    docs = load_docs(inputs.docs, document, diagnostics) if inputs.docs is not None else None
    diagnostics.check()

    on_stage("decide names and types")
    api = lower(document, config, docs, diagnostics)
    diagnostics.check()
    return Lowered(document, config, api, diagnostics)


def _derived(document: Document, diagnostics: Diagnostics) -> Source:
    """The config that stands in for a missing one: the resource tree from paths and tags."""
    from headrace_codegen.lower.derive import derived_yaml

    check_document(document, diagnostics)
    diagnostics.check()
    return Source("<derived config>", derived_yaml(document).encode())


def _made_from(inputs: Inputs) -> Mapping[str, str]:
    """What the manifest says of the inputs: hashes of their bytes, so that a stale output can be told."""
    sources = {"document": inputs.document, "overlay": inputs.overlay, "config": inputs.config, "docs": inputs.docs}
    hashes = {name: sha256(source.text).hexdigest() for name, source in sources.items() if source is not None}
    return {"generator": f"headrace-codegen {__version__}", **hashes}
