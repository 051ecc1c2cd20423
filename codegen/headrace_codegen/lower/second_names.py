"""Second names of types: users import a type from another module, or by another name, than it is declared with."""

from __future__ import annotations

from dataclasses import replace

from headrace_codegen import ir
from headrace_codegen.config.values import Located
from headrace_codegen.lower.context import Context

__all__ = ["with_second_names"]


def with_second_names(ctx: Context, modules: tuple[ir.TypeModule, ...]) -> tuple[ir.TypeModule, ...]:
    """``modules`` with an alias for each second name of the config; one may also stand for a union (``A | B``).

    A module that isn't there yet is made, if its package is. A name that stands for nothing, or is taken, is a located
    error.
    """
    wanted = dict(ctx.config.headrace.second_names)
    declared = {module.module: {declaration.name for declaration in module.declarations} for module in modules}
    made = tuple(_with_names(ctx, module, wanted.pop(module.module, {}), declared) for module in modules)
    packages = {module.module.rpartition(".")[0] for module in modules}
    for module, names in wanted.items():
        if module.rpartition(".")[0] in packages and module not in packages:
            declared[module] = set()
            new = _with_names(ctx, ir.TypeModule(module=module, declarations=(), exports=()), names, declared)
            made += (new,) if new.declarations else ()
        elif names:
            target = next(iter(names.values()))
            ctx.config_error("config/unknown-module", f"there is no module {module!r} of types", target.pointer)
    return made


def _with_names(
    ctx: Context, module: ir.TypeModule, names: dict[str, Located], declared: dict[str, set[str]]
) -> ir.TypeModule:
    added: list[ir.Alias] = []
    for name, target in names.items():
        members = tuple(_member(module.module, part) for part in str(target).split("|"))
        unknown = next((member for member in members if member.name not in declared.get(member.module, ())), None)
        if unknown is not None:
            message = f"there is no type {unknown.name!r} in {unknown.module!r}"
            ctx.config_error("config/unknown-type", message, target.pointer)
        elif name in declared[module.module]:
            ctx.config_error("config/duplicate-name", f"{module.module!r} declares {name!r} itself", target.pointer)
        elif not name.isidentifier() or not name[0].isupper():
            ctx.config_error("config/bad-name", f"{name!r} can't be the name of a type", target.pointer)
        else:
            origin = ir.Origin(target.pointer, "headrace.second_names")
            union = members[0] if len(members) == 1 else ir.UnionOf(members)
            added.append(ir.Alias(name=name, type=union, origin=origin))
    if not added:
        return module
    return replace(
        module,
        declarations=(*module.declarations, *added),
        exports=(*module.exports, *(alias.name for alias in added)),
    )


def _member(module: str, text: str) -> ir.Named:
    """``Name``, of the same module, or ``types.module:Name``."""
    home, colon, source = text.strip().rpartition(":")
    return ir.Named(home if colon else module, source)
