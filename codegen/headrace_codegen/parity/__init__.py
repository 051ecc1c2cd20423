"""Comparing two packages: is everything that users of one write still there in the other?

Static analysis only: neither package is imported, so both may have the same name, be of another Python version, or lack
their dependencies. What counts is the *surface*: modules, exported names, classes with their bases and fields, methods
with their parameters and results, and the tree of resources that hangs on a client.
"""

from __future__ import annotations

from headrace_codegen.parity.compare import compare
from headrace_codegen.parity.differences import Difference, Group, Report
from headrace_codegen.parity.facts import Package
from headrace_codegen.parity.ignore import IgnoreError, IgnoreRule, read_ignore_file
from headrace_codegen.parity.read import PackageError, read_package
from headrace_codegen.parity.report import to_json, to_markdown

__all__ = [
    "Difference",
    "Group",
    "IgnoreError",
    "IgnoreRule",
    "Package",
    "PackageError",
    "Report",
    "compare",
    "read_ignore_file",
    "read_package",
    "to_json",
    "to_markdown",
]
