"""From folders of policies to a set that an engine takes: read, refused or checked, compiled, kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gate.errors import PolicyError
from gate.evaluate.own.compiling import checked, compiled
from gate.evaluate.own.folders import PolicyFolder, data_of
from gate.evaluate.own.policy_set import PolicySet
from gate.evaluate.own.program import OpaProgram
from gate.evaluate.own.question import Question
from gate.evaluate.own.reading import Written, read_modules
from gate.evaluate.own.records import Kept
from gate.evaluate.own.rules import Read, asks, family_of, questions_of
from gate.evaluate.own.syntax import Syntax
from gate.system.cache import Store
from gate.system.files import private_folder

INSTALL = "run `gate tools install opa`, or put OPA on PATH"
ASKED_RULES = "rules named deny, violation or warn are asked, with a suffix as in deny_latest or without"


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
    homes = {path: folder for folder in folders for path, _ in folder.modules()}
    written = read_modules([file for folder in folders for file in folder.modules()], opa)
    _refuse_without_rules(name, folders, [(homes[one.module.path], one.syntax) for one in written])
    questions, notices = questions_in(folders, written)
    unchecked = PolicySet(name, tuple(one.module for one in written), questions, data, notices=notices)
    return compiled(checked(unchecked, opa, private), opa, private)


def questions_in(
    folders: Sequence[PolicyFolder], written: Sequence[Written]
) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    """The questions of the modules of folders, and what people should know of them. PolicyError as there."""
    homes = {path: folder for folder in folders for path, _ in folder.modules()}
    return questions_of(
        [Read(one.module.path, family_of(homes[one.module.path].name), one.syntax) for one in written]
    )


def _refuse_without_rules(
    name: str, folders: Sequence[PolicyFolder], written: Sequence[tuple[PolicyFolder, Syntax]]
) -> None:
    """Policies that nobody asks would be a pass that means nothing."""
    if not any(asks(syntax) for _, syntax in written):
        listed = ", ".join(folder.name for folder in folders)
        raise PolicyError(f"{name}: no rule lies in {listed}", ASKED_RULES)
    for folder in folders:
        own = [syntax for home, syntax in written if home is folder]
        if not own or any(map(asks, own)):
            continue
        reads = {path for home, syntax in written if home is not folder for path in syntax.reads}
        if not any(_is_read(syntax.package, reads) for syntax in own):
            raise PolicyError(f"{name}: no rule lies in {folder.name}, and no policy reads it", ASKED_RULES)


def _is_read(package: tuple[str, ...], reads: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of the paths below `data` leads to, or into, a package."""
    return any(path[: len(package)] == package or package[: len(path)] == path for path in reads if path)
