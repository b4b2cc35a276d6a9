"""From folders of policies to a set that an engine takes: read, refused or checked, compiled, kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from gate.errors import PolicyError
from gate.evaluate.own.compiling import checked, compiled
from gate.evaluate.own.folders import PolicyFolder, data_of
from gate.evaluate.own.policy_set import ROOTS_OF_THE_GATE, PolicySet
from gate.evaluate.own.program import Fault, OpaProgram
from gate.evaluate.own.question import Module, RegoVersion
from gate.evaluate.own.records import Kept
from gate.evaluate.own.rules import Read, asks, family_of, questions_of
from gate.evaluate.own.syntax import Syntax, syntax_of
from gate.system.cache import Store
from gate.system.files import private_folder

INSTALL = "run `gate tools install opa`, or put OPA on PATH"
ASKED_RULES = "rules named deny, violation or warn are asked, with a suffix as in deny_latest or without"
VERSIONS: tuple[RegoVersion, ...] = (1, 0)
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class _Written:
    """A module of a folder, and its syntax."""

    module: Module
    folder: PolicyFolder
    syntax: Syntax


def prepared(name: str, folders: Sequence[PolicyFolder], program: str, store: str = "") -> PolicySet:
    """The policies of folders that are loaded together.

    name: what to call them in messages. program: the `opa` to check and compile them with, "" where there is
    none: then only what an earlier run kept in the store can be used. store: "" for none.
    PolicyError, each fault in it or in `also`, for policies that cannot be judged by.
    """
    for folder in folders:
        if not folder.files:
            raise PolicyError(f"{name}: no policy and no data lies in {folder.name}", "correct the folder")
    kept = Kept(Store(store) if store else None, name, folders)
    known = kept.read()
    if known is not None:
        return known
    if not program:
        raise PolicyError(f"{name}: these policies have to be compiled, and OPA was not found", INSTALL)
    with private_folder() as private:
        made = _made(name, folders, OpaProgram(program, private), private)
    kept.write(made)
    return made


def _made(name: str, folders: Sequence[PolicyFolder], opa: OpaProgram, private: str) -> PolicySet:
    data = data_of(folders)
    written = _read(folders, opa)
    faults = [
        PolicyError(f"{one.module.path}:{refusal.row}: {refusal.words}", "the gate does not load it")
        for one in written
        for refusal in one.syntax.refusals
    ]
    _raise(faults)
    _refuse_without_rules(name, folders, written)
    questions, notices = questions_of(
        [Read(one.module.path, family_of(one.folder.name), one.syntax) for one in written]
    )
    unchecked = PolicySet(name, tuple(one.module for one in written), questions, data, notices=notices)
    return compiled(checked(unchecked, opa, private), opa, private)


def _read(folders: Sequence[PolicyFolder], opa: OpaProgram) -> list[_Written]:
    """Every module of the folders, with its syntax."""
    files = [(folder, *file) for folder in folders for file in folder.modules()]
    with ThreadPoolExecutor(AT_ONCE, "parse of policies") as side_by_side:
        results = list(side_by_side.map(lambda file: _parsed(opa, *file), files))
    _raise(
        PolicyError(f"{path}:{fault.row}: {fault.message}", "mend the policy")
        for (_, path, _), result in zip(files, results, strict=True)
        if isinstance(result, tuple)
        for fault in result
    )
    return [result for result in results if isinstance(result, _Written)]


def _parsed(opa: OpaProgram, folder: PolicyFolder, path: str, content: bytes) -> _Written | tuple[Fault, ...]:
    """A module in the newest version of Rego that it can be read as; else what is wrong with it in the one in
    which more of it can be read.
    """
    wrong: list[tuple[Fault, ...]] = []
    for version in VERSIONS:
        tree, faults = opa.parsed(content, version)
        if not faults:
            syntax = syntax_of(tree, ROOTS_OF_THE_GATE)
            return _Written(Module(path, content, version), folder, syntax)
        wrong.append(faults)
    return max(wrong, key=lambda faults: faults[0].row)


def _refuse_without_rules(name: str, folders: Sequence[PolicyFolder], written: Sequence[_Written]) -> None:
    """Policies that nobody asks would be a pass that means nothing."""
    if not any(asks(one.syntax) for one in written):
        listed = ", ".join(folder.name for folder in folders)
        raise PolicyError(f"{name}: no rule lies in {listed}", ASKED_RULES)
    for folder in folders:
        own = [one for one in written if one.folder is folder]
        if not own or any(asks(one.syntax) for one in own):
            continue
        reads = {path for one in written if one.folder is not folder for path in one.syntax.reads}
        if not any(_is_read(one.syntax.package, reads) for one in own):
            raise PolicyError(f"{name}: no rule lies in {folder.name}, and no policy reads it", ASKED_RULES)


def _is_read(package: tuple[str, ...], reads: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of the paths below `data` leads to, or into, a package."""
    return any(path[: len(package)] == package or package[: len(path)] == path for path in reads if path)


def _raise(faults: Iterable[PolicyError]) -> None:
    found = tuple(faults)
    if found:
        raise PolicyError(found[0].message, found[0].hint, also=found[1:])
