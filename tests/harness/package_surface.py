"""The surface of a generated package, read from its source text: nothing is imported, and the generator's intermediate
representation has no part in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from headrace_codegen.diff.surface import Item, Surface, make_surface
from headrace_codegen.lower.connections import OPTIONS

__all__ = ["read_surface"]

_EXTRAS = {"self", "extra_headers", "extra_query", "extra_body", "timeout", "idempotency_key"}
_CLIENT = {"copy", "with_options"}
_RUNTIME = {"BaseModel", "TypedDict", "Generic", "SyncResource"}


@dataclass
class Module:
    """A parsed module: its dotted name below the package, and what its names refer to."""

    name: str
    tree: ast.Module
    package: bool
    imports: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = self.name.split(".") if self.name else []
                keep = len(base) - node.level + (1 if self.package else 0)
                source = ".".join([*base[:keep], *([node.module] if node.module else [])])
                for alias in node.names:
                    self.imports[alias.asname or alias.name] = f"{source}:{alias.name}"
        self.own = {node.name for node in self.tree.body if isinstance(node, ast.ClassDef)}
        self.own |= {
            node.target.id
            for node in self.tree.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        }

    def ref(self, name: str) -> str | None:
        """The declaration that a name stands for, or None for one from outside of the package."""
        return f"{self.name}:{name}" if name in self.own else self.imports.get(name)


def read_surface(package: Path) -> Surface:
    """The surface of the package in the folder ``package``."""
    modules = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules[name] = Module(name, ast.parse(path.read_text("utf-8")), is_package)
    pages = _pages(modules["pagination"]) if "pagination" in modules else ()
    return make_surface([*_client(modules), *_types(modules), *pages])


def _client(modules: dict[str, Module]) -> Iterator[Item]:
    module = modules["_client"]
    cls = next(
        node for node in module.tree.body if isinstance(node, ast.ClassDef) and "SyncClient" in map(_text, node.bases)
    )
    yield from _resource(modules, module, cls, "client")
    init = next(node for node in cls.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    options = next(k.value for n in ast.walk(init) if isinstance(n, ast.Call) for k in n.keywords if k.arg == "options")
    defaults = dict(zip((a.arg for a in init.args.kwonlyargs), init.args.kw_defaults, strict=True))
    for key in options.keys if isinstance(options, ast.Dict) else ():
        name = str(ast.literal_eval(key)) if key else ""
        yield Item(name=f"client({name})", kind="option", owner="client", required=defaults[name] is None)


def _resource(modules: dict[str, Module], module: Module, cls: ast.ClassDef, path: str) -> Iterator[Item]:
    endpoints = {}
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _text(node.value.func) == "Operation":
            arguments = {k.arg: k.value for k in node.value.keywords}
            endpoints[_text(node.targets[0])] = (
                f"{ast.literal_eval(arguments['method'])} {ast.literal_eval(arguments['path'])}"
            )
    children = []
    for node in cls.body:
        if isinstance(node, ast.Assign) and _text(node.targets[0]) not in _CLIENT:
            yield Item(name=f"{path}.{_text(node.targets[0])}", kind="method", owner=path)
        if (
            not isinstance(node, ast.FunctionDef)
            or node.name.startswith(("_", "with_raw", "with_streaming"))
            or node.name in _CLIENT
        ):
            continue
        decorators = {_text(decorator) for decorator in node.decorator_list}
        if "overload" in decorators:
            continue
        if "cached_property" in decorators:
            children.append(node)
        elif _text(node.returns).endswith("ConnectionManager"):
            yield from _connection(modules, module, node, path)
        else:
            yield from _method(module, node, path, endpoints)
    for node in children:
        yield Item(name=f"{path}.{node.name}", kind="resource", owner=path)
        source, _, name = (module.ref(_text(node.returns)) or "").partition(":")
        if not source.startswith(f"resources.{path.partition('.')[2]}{'.' if '.' in path else ''}{node.name}"):
            continue  # a resource of another place that stands here a second time
        below = next(n for n in modules[source].tree.body if isinstance(n, ast.ClassDef) and n.name == name)
        yield from _resource(modules, modules[source], below, f"{path}.{node.name}")


def _method(module: Module, node: ast.FunctionDef, path: str, endpoints: dict[str, str]) -> Iterator[Item]:
    name = f"{path}.{node.name}"
    calls = {_text(call.func): call for call in ast.walk(node) if isinstance(call, ast.Call)}
    own = "self._call" in calls
    endpoint = endpoints[_text(calls["self._call"].args[0])] if own else ""
    yield Item(name=name, kind="method", owner=path, endpoint=endpoint)
    if "self._verify_webhook" in calls:
        # Its arguments are the same for every API.
        if "self._read_webhook" in calls:
            yield Item(name=f"{name}()", kind="result", owner=name, type=_atoms(module, node.returns))
        return
    positional = [(arg, None) for arg in node.args.args]
    keyword = list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
    for arg, default in (*positional, *keyword):
        if arg.arg in _EXTRAS:
            continue
        atoms = _atoms(module, arg.annotation) - {"Omit"} if own else frozenset()
        yield Item(
            name=f"{name}({arg.arg})",
            kind="argument",
            owner=name,
            type=frozenset(atoms),
            required=default is None,
            positional=(arg, None) in positional,
        )
    if own:
        yield Item(name=f"{name}()", kind="result", owner=name, type=_atoms(module, node.returns))


def _connection(modules: dict[str, Module], module: Module, node: ast.FunctionDef, path: str) -> Iterator[Item]:
    """A method that opens a connection, and the methods of the connection that send."""
    name = f"{path}.{node.name}"
    source, _, manager = str(module.ref(_text(node.returns))).partition(":")
    below = modules[source]
    classes = {each.name: each for each in below.tree.body if isinstance(each, ast.ClassDef)}
    values = {_text(each.target): each.value for each in classes[manager].body if isinstance(each, ast.AnnAssign)}
    constants = {_text(each.targets[0]): each.value for each in below.tree.body if isinstance(each, ast.Assign)}
    calls = [each for each in ast.walk(constants[_text(values["_spec"])]) if isinstance(each, ast.Call)]
    operation = next({k.arg: k.value for k in each.keywords} for each in calls if _text(each.func) == "Operation")
    endpoint = f"GET {ast.literal_eval(operation['path'])}"
    yield Item(name=name, kind="method", owner=path, endpoint=endpoint)
    yield from _arguments(module, node, name, _EXTRAS | set(OPTIONS))
    yield from _senders(below, classes, classes[manager.removesuffix("Manager")], name)


def _senders(module: Module, classes: dict[str, ast.ClassDef], cls: ast.ClassDef, path: str) -> Iterator[Item]:
    for node in cls.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        name = f"{path}.{node.name}"
        if "cached_property" in {_text(decorator) for decorator in node.decorator_list}:
            yield from _senders(module, classes, classes[_text(node.returns)], name)
        else:
            yield Item(name=name, kind="method", owner=path)
            yield from _arguments(module, node, name, {"self"})


def _arguments(module: Module, node: ast.FunctionDef, owner: str, others: set[str]) -> Iterator[Item]:
    keyword = list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
    for arg, default, positional in (
        *((arg, None, True) for arg in node.args.args),
        *((arg, default, False) for arg, default in keyword),
    ):
        if arg.arg not in others:
            yield Item(
                name=f"{owner}({arg.arg})",
                kind="argument",
                owner=owner,
                type=frozenset(_atoms(module, arg.annotation) - {"Omit"}),
                required=default is None,
                positional=positional,
            )


def _types(modules: dict[str, Module]) -> Iterator[Item]:
    public = {}
    for module in modules.values():
        if module.package and module.name.split(".")[0] == "types":
            public |= dict.fromkeys(module.imports.values(), module.name)
    for module in modules.values():
        if module.package or not module.name.startswith("types."):
            continue
        declared = [node for node in module.tree.body if isinstance(node, ast.ClassDef) or _is_alias(node)]
        if declared:
            yield Item(name=module.name, kind="module", hidden=True)
        for node in declared:
            name = node.name if isinstance(node, ast.ClassDef) else _text(node.target)  # type: ignore[attr-defined]
            ref = f"{module.name}:{name}"
            owner = None if ref in public else module.name
            full = f"{public.get(ref, module.name)}.{name}"
            if isinstance(node, ast.ClassDef):
                yield from _class(modules, module, node, full, owner, ref)
            else:
                yield Item(name=full, kind="alias", owner=owner, ref=ref, type=_atoms(module, node.value))  # type: ignore[attr-defined]
        if not declared:
            for name, source in module.imports.items():
                if source.startswith("lib."):
                    yield Item(
                        name=f"{module.name.rpartition('.')[0]}.{name}", kind="class", ref=f"{module.name}:{name}"
                    )


def _class(
    modules: dict[str, Module], module: Module, node: ast.ClassDef, name: str, owner: str | None, ref: str
) -> Iterator[Item]:
    sent = _is_typeddict(modules, module, node)
    side = "request" if sent else "response"
    bases = {module.ref(_text(base)) for base in node.bases if _text(base) not in _RUNTIME}
    found = frozenset(base for base in bases if base and not base.startswith("lib."))
    yield Item(name=name, kind="class", owner=owner, ref=ref, side=side, type=found)
    partial = any(keyword.arg == "total" for keyword in node.keywords)
    for item in node.body:
        if not isinstance(item, ast.AnnAssign) or _text(item.target).startswith("__"):
            continue
        annotation, marked = item.annotation, False
        if isinstance(annotation, ast.Subscript) and _text(annotation.value) == "Required":
            annotation, marked = annotation.slice, True
        required = (marked or not partial) if sent else _has_no_default(item.value)
        field_name = f"{name}.{_text(item.target)}"
        yield Item(
            name=field_name, kind="field", owner=name, side=side, type=_atoms(module, annotation), required=required
        )


def _has_no_default(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return not value.args and all(keyword.arg != "default" for keyword in value.keywords)
    return value is None


def _is_typeddict(modules: dict[str, Module], module: Module, node: ast.ClassDef) -> bool:
    for base in map(_text, node.bases):
        source, _, name = (module.ref(base) or "").partition(":")
        if base == "TypedDict":
            return True
        for other in modules[source].tree.body if source in modules else ():
            if (
                isinstance(other, ast.ClassDef)
                and other.name == name
                and _is_typeddict(modules, modules[source], other)
            ):
                return True
    return False


def _pages(module: Module) -> Iterator[Item]:
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Sync"):
            name = f"pagination.{node.name}"
            yield Item(name=name, kind="page")
            for item in node.body:
                if isinstance(item, ast.AnnAssign) and not _text(item.target).startswith("_"):
                    yield Item(name=f"{name}.{_text(item.target)}", kind="field", owner=name, side="response")


def _atoms(module: Module, node: ast.expr | None) -> frozenset[str]:
    """The alternatives of an annotation."""
    if node is None:
        return frozenset()
    if isinstance(node, ast.BinOp):
        return _atoms(module, node.left) | _atoms(module, node.right)
    if isinstance(node, ast.Constant):
        return (
            frozenset({"None"}) if node.value is None else _atoms(module, ast.parse(str(node.value), mode="eval").body)
        )
    if isinstance(node, ast.Subscript):
        head = _text(node.value).rpartition(".")[2]
        inside = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if head == "Literal":
            return frozenset(repr(ast.literal_eval(item)) for item in inside)
        if head in ("Optional", "Union"):
            found = frozenset(atom for item in inside for atom in _atoms(module, item))
            return found | {"None"} if head == "Optional" else found
        if head in ("Annotated", "Required"):
            return _atoms(module, inside[0])
        return frozenset(f"{head}[]{atom}" for atom in _atoms(module, inside[-1]))
    text = _text(node)
    if text.startswith("builtins."):
        return frozenset({text.removeprefix("builtins.")})
    holder, _, name = text.rpartition(".")
    if holder and (source := module.imports.get(holder)):
        return frozenset({f"{source.replace(':', '.').lstrip('.')}:{name}"})
    ref = module.ref(text)
    return frozenset({ref if ref is not None else text})


def _is_alias(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and "TypeAlias" in _text(node.annotation)


def _text(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None else ""
