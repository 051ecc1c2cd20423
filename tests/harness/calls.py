"""A call of a generated operation: arguments made from the request schema, and what must arrive on the wire."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.contract import Contract, Endpoint
from harness.samples import NoSample, Sampler

Size = Literal["minimal", "full"]


@dataclass
class Call:
    """``arguments`` are Python's, the rest is the wire's: what the server must have received."""

    endpoint: Endpoint
    arguments: dict[str, Any] = field(default_factory=dict)
    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    dropped: list[str] = field(default_factory=list)


def make_call(contract: Contract, operation: Any, size: Size, *, stream: bool = False) -> Call:
    """A call of ``operation`` (a descriptor). ``dropped`` lists what the document has and the method doesn't take."""
    endpoint = contract.endpoint(operation.method, operation.path)
    call = Call(endpoint)
    _parameters(contract, operation, size, call)
    if operation.body is not None:
        _body(contract, operation, size, call)
    switch = operation.stream.param if operation.stream is not None else None
    if switch is not None:
        _set(operation, call, switch, stream)
    if operation.result.by is not None:
        _unset(operation, call, operation.result.by)
    return call


def _parameters(contract: Contract, operation: Any, size: Size, call: Call) -> None:
    sampler = Sampler(contract.book, size, form=True)
    taken = {("path", param.wire): param.name for param in operation.path_params} | {
        ("query", param.wire.removesuffix("[]")): param.name for param in operation.query
    }
    taken |= {("header", param.wire.lower()): param.name for param in operation.headers}
    for parameter in call.endpoint.parameters:
        if size == "minimal" and not parameter.required:
            continue
        key = parameter.name.lower() if parameter.location == "header" else parameter.key
        name = taken.get((parameter.location, key))
        if name is None:
            call.dropped.append(f"{parameter.location} {parameter.name}")
            continue
        value = sampler.sample(parameter.schema)
        call.arguments[name] = value
        if parameter.location == "header":
            call.headers[key] = ",".join(value) if isinstance(value, list) else str(value)
        else:
            (call.path if parameter.location == "path" else call.query)[key] = value


def _body(contract: Contract, operation: Any, size: Size, call: Call) -> None:
    body = operation.body
    schema = call.endpoint.bodies[body.media_type].schema
    form = body.media_type == "multipart/form-data"
    value = Sampler(contract.book, size, form=form).sample(schema)
    if body.whole is not None:
        call.body = value
        call.arguments[body.whole] = _python(body, copy.deepcopy(value))
        return
    names = {wire: name for name, wire in body.fields.items()}
    call.dropped += [f"body {wire}" for wire in value if wire not in names and wire not in body.constants]
    call.body = {wire: item for wire, item in value.items() if wire in names or wire in body.constants}
    arguments = {wire: item for wire, item in call.body.items() if wire in names}
    python = _python(body, copy.deepcopy(arguments))
    call.arguments |= {names.get(wire, wire): item for wire, item in python.items()}


def _set(operation: Any, call: Call, name: str, value: bool) -> None:
    """Give one argument a value, here and on the wire."""
    call.arguments[name] = value
    if operation.body is not None and name in operation.body.fields:
        call.body = {**(call.body or {}), operation.body.fields[name]: value}
    else:
        call.query[name] = value


def _unset(operation: Any, call: Call, name: str) -> None:
    call.arguments.pop(name, None)
    if isinstance(call.body, dict):
        call.body.pop(operation.body.fields.get(name, name), None)


# --- from the wire's form to the argument's


def _python(body: Any, value: Any) -> Any:
    """``value`` as a caller writes it: files as bytes, dates as dates, aliased keys by their Python name."""
    for path in body.files:
        for holder, key in _places(value, path):
            if isinstance(holder[key], str):  # a union may have something else here
                holder[key] = ("sample.txt", holder[key].encode())
    for transform in sorted(body.transforms, key=lambda t: len(t.path)):
        wire = transform.arg if transform.op == "alias" else transform.path[-1]
        for holder, key in _places(value, (*transform.path[:-1], wire)):
            if transform.op == "alias":
                holder[transform.path[-1]] = holder.pop(key)
            elif transform.op == "date":
                holder[key] = datetime.date.fromisoformat(holder[key])
            elif transform.op == "iso8601":
                holder[key] = datetime.datetime.fromisoformat(holder[key].replace("Z", "+00:00"))
    return value


def _places(value: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    """Where ``path`` leads in ``value``: container and key. ``[]`` is every item, ``{}`` every value."""
    step, *rest = path
    if step == "[]":
        keys: list[Any] = list(range(len(value))) if isinstance(value, list) else []
    elif not isinstance(value, dict):
        keys = []
    else:
        keys = list(value) if step == "{}" else [step] if step in value else []
    for key in keys:
        if rest:
            yield from _places(value[key], tuple(rest))
        else:
            yield value, key


# --- answers


def make_payload(contract: Contract, endpoint: Endpoint, size: Size) -> Any:
    """A value of the schema of the endpoint's answer."""
    schema = endpoint.success().schema
    try:
        return Sampler(contract.book, size).sample(schema)
    except NoSample as error:
        raise AssertionError(f"{endpoint.id}: the answer has no sample: {error}") from error
