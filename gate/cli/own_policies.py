"""An organisation's own policies: those of the configuration, and those of `--policy`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.config.load import FILE_NAME
from gate.config.settings import Settings
from gate.errors import ConfigError
from gate.evaluate import PolicySet
from gate.evaluate.own import PolicyFolder, objects_in, policy_folders, prepared
from gate.model.tree import Tree
from gate.system.files import open_folder

CONFIGURED = "policies"
GIVEN = "--policy"
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class OwnPolicies:
    """Policies of a run. proposed: what a change makes of them, None where they are judged by as they are."""

    sets: tuple[PolicySet, ...] = ()
    proposed: tuple[PolicySet, ...] | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preparation:
    """With what policies are prepared. program: of OPA, "" for none. store: "" for none."""

    program: str
    store: str

    def of(self, name: str, folders: Sequence[PolicyFolder]) -> tuple[PolicySet, ...]:
        return (prepared(name, folders, self.program, self.store),) if folders else ()


def configured_policies(
    settings: Settings, proposed: Settings | None, tree: Tree, trusted: Tree | None, preparation: Preparation
) -> OwnPolicies:
    """The policies in the folders that the configuration names, from where they are trusted.

    What a change makes of them has to compile, and is not judged by. ConfigError and PolicyError.
    """
    folders = configured_folders(settings, trusted or tree)
    sets = preparation.of(CONFIGURED, folders)
    notices = [notice for one in sets for notice in one.notices]
    if others := objects_in(folders):
        more = f" and {len(others) - _MOST_NAMES} more" if others[_MOST_NAMES:] else ""
        notices.append(
            f"Kubernetes objects, so neither policy nor data of one: {', '.join(others[:_MOST_NAMES])}{more}."
        )
    if trusted is None:
        return OwnPolicies(sets, None, tuple(notices))
    of_change = configured_folders(proposed or Settings(), tree)
    if of_change == folders:
        return OwnPolicies(sets, None, tuple(notices))
    notices.append("This change edits policies; it was judged with those of the trusted ref.")
    return OwnPolicies(sets, preparation.of(f"{CONFIGURED} of this change", of_change), tuple(notices))


def configured_folders(settings: Settings, tree: Tree) -> tuple[PolicyFolder, ...]:
    """The folders of `policies:`. ConfigError for one that is not there."""
    try:
        return policy_folders(tree, settings.policies)
    except FileNotFoundError as missing:
        raise ConfigError(f"policies: there is no folder {missing}", f"correct it in {FILE_NAME}") from None


def given_policies(folders: Sequence[str], here: Path, preparation: Preparation) -> OwnPolicies:
    """The Rego in the folders of `--policy`, which are the user's. PolicyError."""
    found = given_folders(folders, here)
    sets = preparation.of(GIVEN, found)
    return OwnPolicies(sets, None, tuple(notice for one in sets for notice in one.notices))


def given_folders(folders: Sequence[str], here: Path) -> tuple[PolicyFolder, ...]:
    """Those of the folders that hold Rego, or data where another one does."""
    found = [
        PolicyFolder(folder, inside.files)
        for folder in dict.fromkeys(folders)
        for inside in policy_folders(open_folder(str(here / folder)), (".",))
    ]
    if not any(one.has_rego() for one in found):
        return ()
    return tuple(one for one in found if one.has_rego() or one.has_data())
