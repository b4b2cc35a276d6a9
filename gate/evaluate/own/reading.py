"""Files of Rego -> modules in a version of it, with their syntax; or what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from gate.errors import PolicyError
from gate.evaluate.own.policy_set import ROOTS_OF_THE_GATE
from gate.evaluate.own.program import Fault, OpaProgram
from gate.evaluate.own.question import Module, RegoVersion
from gate.evaluate.own.syntax import Syntax, syntax_of

VERSIONS: tuple[RegoVersion, ...] = (1, 0)
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Written:
    """A module, and its syntax."""

    module: Module
    syntax: Syntax


def read_modules(files: Sequence[tuple[str, bytes]], opa: OpaProgram) -> list[Written]:
    """The modules of files, which are given by the names to tell them by.

    PolicyError, each fault in it or in `also`, for those that cannot be read or that the gate does not load.
    """
    with ThreadPoolExecutor(AT_ONCE, "parse of policies") as side_by_side:
        results = list(side_by_side.map(lambda file: _parsed(file[0], file[1], opa), files))
    raise_all(
        PolicyError(f"{path}:{fault.row}: {fault.message}", "mend the policy")
        for (path, _), result in zip(files, results, strict=True)
        if isinstance(result, tuple)
        for fault in result
    )
    written = [result for result in results if isinstance(result, Written)]
    raise_all(
        PolicyError(f"{one.module.path}:{refusal.row}: {refusal.words}", "the gate does not load it")
        for one in written
        for refusal in one.syntax.refusals
    )
    return written


def _parsed(path: str, content: bytes, opa: OpaProgram) -> Written | tuple[Fault, ...]:
    """A module in the newest version of Rego that it can be read as; else what is wrong with it in the one in
    which more of it can be read.
    """
    wrong: list[tuple[Fault, ...]] = []
    for version in VERSIONS:
        tree, faults = opa.parsed(content, version)
        if not faults:
            return Written(Module(path, content, version), syntax_of(tree, ROOTS_OF_THE_GATE))
        wrong.append(faults)
    return max(wrong, key=lambda faults: faults[0].row)


def raise_all(faults: Iterable[PolicyError]) -> None:
    """One PolicyError for all of them, if there are any."""
    found = tuple(faults)
    if found:
        raise PolicyError(found[0].message, found[0].hint, also=found[1:])
