"""The Rego of templates as one policy set, each template in packages of its own.

OPA itself parses and checks them, under the gate's allow-list of built-ins.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import orjson

from gate.evaluate.gatekeeper.reading import Refusal, RegoSource
from gate.evaluate.gatekeeper.rewriting import Parsed, Rewritten, entry_of_template, lib_of_template
from gate.evaluate.own import Module, PolicySet
from gate.evaluate.own.compiling import capabilities
from gate.evaluate.own.program import Fault, OpaProgram
from gate.evaluate.own.question import RegoVersion
from gate.model.json import JsonObject
from gate.system.files import write_private

NAME = "Gatekeeper templates"
DATA = "gatekeeper_data"
AT_ONCE = 4
ENTRY_FILE = "entry.rego"
_UNDEFINED = "undefined function "
_HOOK = """package {package}.hook

results contains [result.msg, object.get(result, "details", {{}})] if {{
	review := {{"review": input.review, "parameters": input.parameters}}
	inventory := data.{data}.inventories[input.cluster]
	{entry}.violation[result] with input as review with data.inventory as inventory
}}
"""
_HOOK_OF_ONE = """package {package}.hook

results contains [result.msg, object.get(result, "details", {{}})] if {{
	review := {{"review": input.review, "parameters": input.parameters}}
	{entry}.violation[result] with input as review
}}
"""
_TOLD = """
violation contains {"msg": msg} if some [msg, _] in results

written contains json.marshal(result) if some result in results
"""


@dataclass(frozen=True, slots=True)
class Unjudgeable:
    """Why the gate does not ask a template that Gatekeeper may take."""

    message: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A template that can be asked. hook: the package that asks it. reads_inventory: whether of others.

    unresolved: references that are undefined to Gatekeeper, with the pointers to their texts.
    """

    modules: tuple[Module, ...]
    hook: str
    reads_inventory: bool
    unresolved: tuple[tuple[str, str], ...] = ()

    @property
    def violations(self) -> str:
        """What gives `{"msg": …}` of each violation."""
        return f"{self.hook}.violation"

    @property
    def written(self) -> str:
        """What gives each violation as JSON text, `[msg, details]`: as many as Gatekeeper has."""
        return f"{self.hook}.written"


Outcome = Loaded | Refusal | Unjudgeable


def loaded(sources: Mapping[RegoSource, str], opa: OpaProgram, private: str) -> dict[RegoSource, Outcome]:
    """What becomes of the Rego of templates. sources: with the names to tell them by.

    private: a folder to work in. PolicyError when OPA does not answer.
    """
    with ThreadPoolExecutor(AT_ONCE, "parse of templates") as side_by_side:
        outcomes = [
            side_by_side.submit(_loaded, source, name, index, opa)
            for index, (source, name) in enumerate(sources.items())
        ]
    found = {source: outcome.result() for source, outcome in zip(sources, outcomes, strict=True)}
    while refused := _refused(found, opa, private):
        found |= refused
    return found


def _loaded(source: RegoSource, name: str, index: int, opa: OpaProgram) -> Outcome:
    root = f"data.gatekeeper.t{index}"
    version: RegoVersion = 1 if source.version == "v1" else 0
    modules: list[Module] = []
    rewritten: list[Rewritten] = []
    for place, written in enumerate((source.entry, *source.libs)):
        content = written.encode(errors="replace")
        syntax, faults = opa.parsed(content, version)
        pointer = source.pointers[place]
        if faults:
            said = f"its Rego does not parse: line {faults[0].row}: {faults[0].message}"
            return Refusal(said, pointer)
        read = lib_of_template if place else entry_of_template
        made = read(Parsed(written, syntax), root)
        if isinstance(made, Refusal):
            return Refusal(made.message, pointer)
        rewritten.append(made)
        path = f"{name}, lib {place - 1}" if place else name
        modules.append(Module(path, made.text.encode(errors="replace"), version))
    reads = any(one.reads_inventory for one in rewritten)
    hook = (_HOOK if reads else _HOOK_OF_ONE).format(
        package=root.removeprefix("data."), data=DATA, entry=rewritten[0].ref
    )
    modules.append(Module(f"{name}, as the gate asks it", f"{hook}{_TOLD}".encode()))
    unresolved = tuple(
        (name, pointer)
        for one, pointer in zip(rewritten, source.pointers, strict=True)
        for name in one.unresolved
    )
    return Loaded(tuple(modules), f"{root}.hook", reads, unresolved)


def _refused(found: Mapping[RegoSource, Outcome], opa: OpaProgram, private: str) -> dict[RegoSource, Outcome]:
    """Those of the templates that do not compile."""
    usable = {source: one for source, one in found.items() if isinstance(one, Loaded)}
    if not usable:
        return {}
    policies = PolicySet(NAME, tuple(module for one in usable.values() for module in one.modules), ())
    owners = [(source, place) for source, one in usable.items() for place in range(len(one.modules))]
    refused: dict[RegoSource, Outcome] = {}
    for fault in opa.checked(*_written(policies, private)):
        source, place = owners[int(fault.file.partition(".")[0])]
        refused.setdefault(source, _of_fault(fault, source, place, opa))
    return refused


def _of_fault(fault: Fault, source: RegoSource, place: int, opa: OpaProgram) -> Outcome:
    name = fault.message.removeprefix(_UNDEFINED)
    if fault.message.startswith(_UNDEFINED) and name in {*opa.builtins, "external_data"}:
        return Unjudgeable(f"it calls {name}, which is not allowed to policies (line {fault.row})")
    pointer = source.pointers[min(place, len(source.pointers) - 1)]
    return Refusal(f"its Rego does not compile: line {fault.row}: {fault.message}", pointer)


def _written(policies: PolicySet, private: str) -> tuple[str, str]:
    """The paths of the bundle and of the capabilities in a private folder."""
    folder = f"gatekeeper-{policies.digest[:16]}"
    for path, content in policies.files().items():
        if path != ENTRY_FILE:  # nothing is asked yet
            write_private(private, f"{folder}/{path}", content)
    write_private(private, f"{folder}/data.json", orjson.dumps(data_of({}, {})))
    return f"{private}/{folder}", write_private(private, "capabilities.json", capabilities())


def data_of(parameters: JsonObject, inventories: JsonObject) -> JsonObject:
    """What the modules read beside their input: parameters by constraint, inventories by cluster."""
    return {DATA: {"parameters": parameters, "inventories": inventories}}
