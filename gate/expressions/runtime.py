"""The environments of the CEL library: one that checks types, one that evaluates values of any type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from gate.expressions.faults import ExpressionError, UnknowableError
from gate.expressions.library import (
    IMPLEMENTATIONS,
    internal_signatures,
    library,
    runtime_kinds,
)
from gate.expressions.messages import OPAQUE, held, shared_pool
from gate.expressions.signatures import Signature
from gate.expressions.types import CelType, ListOf, MapOf, Named, ObjectOf, OptionalOf, Parameter, Value

if TYPE_CHECKING:
    from google.protobuf.descriptor_pool import DescriptorPool


LibraryObject: TypeAlias = Any
"""An object of the CEL library, which has no types of its own for Python."""

_MACROS = "two-var-comprehensions"
"""Only macros but for one function, which the library lacks: see functions/maps.py."""


def checking_environment(
    pool: DescriptorPool, names: Mapping[int, str], variables: Mapping[str, CelType], version: str
) -> LibraryObject:
    """An environment that compiles for a Kubernetes version. names: of the messages for objects."""
    from cel_expr_python import cel  # noqa: PLC0415 - loaded when the first expression is met

    if any(isinstance(of, OptionalOf) for of in variables.values()):
        written = [{"name": name, **_written(of, names)} for name, of in variables.items()]
        config = cel.NewEnvConfigFromYaml(json.dumps({**_settings(version), "variables": written}))
        return cel.NewEnv(pool, config=config)
    types = {name: _library_type(cel, of, names) for name, of in variables.items()}
    return cel.NewEnv(pool, config=_configuration(version), variables=types)


@cache
def _configuration(version: str) -> LibraryObject:
    """The settings as the library reads them, which takes it some time."""
    from cel_expr_python import cel  # noqa: PLC0415 - loaded when the first expression is met

    return cel.NewEnvConfigFromYaml(json.dumps(_settings(version)))


def _settings(version: str) -> dict[str, Any]:
    known = library(version)
    return {
        "stdlib": _without(known.standard),
        "extensions": [{"name": name} for name in known.extensions],
        "functions": _declared((*known.standard, *known.signatures)),
    }


def _library_type(cel: LibraryObject, of: CelType, names: Mapping[int, str]) -> LibraryObject:
    """A type as the library has it; it cannot say an optional in this way."""
    match of:
        case ListOf(item):
            return cel.Type.List(_library_type(cel, item, names))
        case MapOf(value):
            return cel.Type.Map(cel.Type.STRING, _library_type(cel, value, names))
        case Named(name) if hasattr(cel.Type, name.upper()):
            return getattr(cel.Type, name.upper())
        case ObjectOf():
            return cel.Type(names[id(of)])
    return cel.Type(of.name) if isinstance(of, Named) else cel.Type.DYN


def _written(of: CelType, names: Mapping[int, str]) -> dict[str, Any]:
    match of:
        case Named(name):
            return {"type_name": name}
        case ListOf(item):
            return {"type_name": "list", "params": [_written(item, names)]}
        case MapOf(value):
            return {"type_name": "map", "params": [{"type_name": "string"}, _written(value, names)]}
        case OptionalOf(value):
            return {"type_name": "optional_type", "params": [_written(value, names)]}
        case Parameter(name):
            return {"type_name": name, "is_type_param": True}
        case ObjectOf():
            return {"type_name": names[id(of)]}


def _without(signatures: Iterable[Signature]) -> dict[str, Any]:
    """The standard library without functions that are declared anew."""
    return {"exclude_functions": [{"name": name} for name in sorted({one.name for one in signatures})]}


def _declared(signatures: Iterable[Signature]) -> list[dict[str, Any]]:
    functions: dict[str, list[dict[str, Any]]] = {}
    for number, signature in enumerate(signatures):
        overload = {
            "id": f"{signature.key}@{number}",
            "args": [_written(argument, {}) for argument in signature.arguments],
            "return": _written(signature.returns, {}),
        }
        if signature.receiver is not None:
            overload["target"] = _written(signature.receiver, {})
        functions.setdefault(signature.name, []).append(overload)
    return [{"name": name, "overloads": overloads} for name, overloads in functions.items()]


@cache
def evaluating_environment(variables: frozenset[str]) -> LibraryObject:
    """An environment that evaluates what another one has compiled; it has every function there is."""
    from cel_expr_python import cel  # noqa: PLC0415 - loaded when the first expression is met

    everything = library()
    config = {
        "stdlib": _without(everything.standard),
        "extensions": [{"name": name} for name in everything.extensions if name != _MACROS],
    }
    return cel.NewEnv(
        shared_pool(),
        config=cel.NewEnvConfigFromYaml(json.dumps(config)),
        variables=dict.fromkeys(sorted(variables), cel.Type.DYN),
        functions=_functions(cel, (*everything.signatures, *internal_signatures())),
    )


def _functions(cel: LibraryObject, signatures: Iterable[Signature]) -> list[LibraryObject]:
    """Every function, once for each combination of kinds; opaque values are told apart when it is called."""
    found: dict[str, dict[tuple[bool, tuple[str, ...]], dict[str, Callable[..., Value]]]] = {}
    for signature in signatures:
        first = signature.parameters[0] if signature.parameters else None
        name = first.name if isinstance(first, Named) and first.name in OPAQUE else ""
        for kinds in runtime_kinds(signature):
            overload = found.setdefault(signature.name, {}).setdefault(
                (signature.receiver is not None, kinds), {}
            )
            overload[name] = IMPLEMENTATIONS[signature.key]
    return [
        cel.FunctionDecl(
            name,
            [
                cel.Overload(
                    f"{name}({','.join(kinds)}){'.' * member}",
                    cel.Type.DYN,
                    [_kind(cel, kind) for kind in kinds],
                    member,
                    _guarded(implementations),
                )
                for (member, kinds), implementations in overloads.items()
            ],
        )
        for name, overloads in found.items()
    ]


def _kind(cel: LibraryObject, name: str) -> LibraryObject:
    match name:
        case "list":
            return cel.Type.List(cel.Type.DYN)
        case "map":
            return cel.Type.Map(cel.Type.DYN, cel.Type.DYN)
        case "message":
            return cel.Type(OPAQUE[0])
    return getattr(cel.Type, name.upper())


def _guarded(implementations: Mapping[str, Callable[..., Value]]) -> Callable[..., Value]:
    """The implementation that fits the first argument's type; it never fails in Python's own way."""

    def call(*arguments: LibraryObject) -> Value:
        given = [plain(argument) for argument in arguments]
        descriptor = getattr(given[0], "DESCRIPTOR", None) if given else None
        implementation = implementations.get(descriptor.full_name if descriptor else "")
        if implementation is None:
            raise ExpressionError("no such overload")
        try:
            return held(implementation(*given))
        except (TypeError, OverflowError, RecursionError, MemoryError) as error:
            raise UnknowableError(f"a function gives up ({type(error).__name__})") from error

    return call


def plain(value: LibraryObject) -> Value:
    """A value without the wrapping that the library gives to the items of lists and maps."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    return value.plain_value() if hasattr(value, "plain_value") else value


@cache
def _conversion(function: str) -> LibraryObject:
    from cel_expr_python import cel  # noqa: PLC0415 - loaded when the first expression is met

    return cel.NewEnv(variables={"text": cel.Type.STRING}).compile(f"{function}(text)")


def converts(function: str, text: str) -> bool:
    """Whether a standard conversion such as `duration` takes a text."""
    result = _conversion(function).eval(data={"text": text})
    return bool(result.type().name() != "ERROR")
