"""A policy set against the allow-list of built-ins, and compiled to WebAssembly where that can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import resources
from typing import NoReturn, cast

import orjson

from gate.errors import PolicyError
from gate.evaluate.bundle import load_pack
from gate.evaluate.own.policy_set import PolicySet
from gate.evaluate.own.program import Fault, OpaProgram
from gate.evaluate.own.reaching import entry_to_plan, reached
from gate.evaluate.own.syntax import BUILTINS_OF_CONFTEST
from gate.model.json import JsonObject, JsonValue, mapping, sequence
from gate.system.files import write_private

BUNDLE = "bundle"
ENTRY_FILE = "entry.rego"
_TEST_CASE: JsonObject = {
    "name": "internal.test_case",
    "decl": {"args": [{"dynamic": {"type": "any"}, "type": "array"}], "type": "function"},
}
_UNDEFINED = "undefined function "


def capabilities(*, tests: bool = False) -> bytes:
    """What policies of others may call: what the pack may, and what Rego v0 and newer versions have beside.

    tests: and what OPA makes of the cases of a test.
    https://www.openpolicyagent.org/docs/latest/deployments/#capabilities
    """
    allowed = _object((load_pack().folder / "capabilities.json").read_bytes())
    beside = _object(resources.files("gate.evaluate.own").joinpath("capabilities.json").read_bytes())
    builtins = [
        *sequence(allowed["builtins"]),
        *sequence(beside["builtins"]),
        *([_TEST_CASE] if tests else []),
    ]
    return orjson.dumps({**allowed, **beside, "builtins": builtins})


def checked(policies: PolicySet, opa: OpaProgram, private: str, *, tests: bool = False) -> PolicySet:
    """The set, after OPA has found nothing in it that does not compile under the allow-list.

    A module that compiles in version 0 of Rego alone is taken as that. private: a folder to work in.
    tests: whether there are tests in it.
    PolicyError, each fault in it or in `also`.
    """
    first: tuple[Fault, ...] = ()
    while faults := opa.checked(*_written(policies, private, tests=tests)):
        older = {one.file for one in faults if not _is_out(one)}
        modules = tuple(
            replace(module, version=0) if name in older else module for name, module in policies.named()
        )
        if modules == policies.modules:
            # Of what is no better in version 0, people are told what was wrong at first.
            at_first = {one.file for one in first}
            still = {one.file for one in faults}
            kept = [one for one in first if one.file in still]
            _refuse(policies, [*kept, *(one for one in faults if one.file not in at_first)], opa)
        first = (*first, *(one for one in faults if one not in first))
        policies = replace(policies, modules=modules)
    return policies


def compiled(policies: PolicySet, opa: OpaProgram, private: str) -> PolicySet:
    """The set with its WebAssembly, or with the reason why there is none. It has been checked.

    Questions that reach a built-in which the embedded engine lacks are left out of it, and told in `lacking`.
    """
    # Costs 30 ms to import.
    from gate.evaluate.embedded import MissingBuiltinsError, lacks  # noqa: PLC0415

    try:
        try:
            return replace(policies, wasm=_wasm(policies, opa, private))
        except MissingBuiltinsError as missing:
            found = _lacking(policies, missing.names, opa, private)
            lacking = {id_: lacks(sorted(names)) for id_, names in found.items()}
            inside = tuple(one for one in policies.questions if one.rule.id not in lacking)
            if not lacking or not inside:
                return replace(policies, why_not=missing.message, lacking=lacking)
            wasm = _wasm(replace(policies, questions=inside), opa, private)
            return replace(policies, wasm=wasm, lacking=lacking)
    except PolicyError as error:
        return replace(policies, why_not=policies.told(error.message))


def _wasm(policies: PolicySet, opa: OpaProgram, private: str) -> bytes:
    """All questions as WebAssembly that the embedded engine takes. PolicyError where that cannot be."""
    # Costs 30 ms to import.
    from gate.evaluate.embedded import Embedded  # noqa: PLC0415

    wasm = opa.compiled(*_written(policies, private))
    Embedded(wasm, {}).close()
    return wasm


def _lacking(
    policies: PolicySet, missing: frozenset[str], opa: OpaProgram, private: str
) -> dict[str, frozenset[str]]:
    """The rules that reach built-ins that are missing, with these."""
    bundle, allowed = _written(policies, private)
    write_private(private, f"{BUNDLE}/{ENTRY_FILE}", entry_to_plan(policies.questions).encode())
    found = reached(policies.questions, opa.planned(bundle, allowed))
    return {
        question.rule.id: names & missing
        for question, names in zip(policies.questions, found, strict=True)
        if names & missing
    }


def _written(policies: PolicySet, private: str, *, tests: bool = False) -> tuple[str, str]:
    """The paths of the bundle and of the capabilities in a private folder."""
    for path, content in policies.files().items():
        write_private(private, f"{BUNDLE}/{path}", content)
    write_private(private, f"{BUNDLE}/data.json", orjson.dumps(policies.data))
    return f"{private}/{BUNDLE}", write_private(private, "capabilities.json", capabilities(tests=tests))


def _is_out(fault: Fault) -> bool:
    return fault.message.startswith(_UNDEFINED)


def _refuse(policies: PolicySet, faults: Iterable[Fault], opa: OpaProgram) -> NoReturn:
    found = tuple(_told(policies, faults, opa))
    raise PolicyError(found[0].message, found[0].hint, also=found[1:])


def _told(policies: PolicySet, faults: Iterable[Fault], opa: OpaProgram) -> Iterator[PolicyError]:
    for fault in faults:
        place = policies.told(f"{fault.file}:{fault.row}")
        name = fault.message.removeprefix(_UNDEFINED)
        if not _is_out(fault):
            yield PolicyError(f"{place}: {policies.told(fault.message)}", "mend the policy")
        elif name in BUILTINS_OF_CONFTEST:
            yield PolicyError(
                f"{place}: {name} is conftest's own", "the gate shows a rule one resource alone"
            )
        elif name in opa.builtins:
            yield PolicyError(
                f"{place}: {name} is not allowed to policies",
                "they reach no network, file, clock or chance; `data.params.today` is the day",
            )
        else:
            yield PolicyError(f"{place}: there is no function {name}", "mend the policy")


def _object(content: bytes) -> JsonObject:
    return mapping(cast("JsonValue", orjson.loads(content)))
