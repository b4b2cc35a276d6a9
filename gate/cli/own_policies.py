"""An organisation's own policies: those of the configuration, and those of `--policy`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gate.cli.configured import Configured
from gate.cli.given import policy_files, without_gatekeeper
from gate.cli.policy_places import Bringing, PolicyPlace
from gate.cli.run_policies import OwnPolicies, RunPolicies
from gate.config.load import FILE_NAME
from gate.config.settings import Settings
from gate.errors import ConfigError
from gate.evaluate import PolicySet
from gate.evaluate.own import PolicyFolder, objects_in, policy_folders, prepared
from gate.model.tree import Tree
from gate.system.files import open_folder

CONFIGURED = "policies"
GIVEN = "--policy"
PINNED = "--pinned-policy"
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class GivenPolicies:
    """What the command line says of policies: folders and addresses, and how these are brought here.

    pinned: those that nothing in the repository can soften.
    """

    policies: tuple[str, ...]
    pinned: tuple[str, ...]
    bringing: Bringing


@dataclass(frozen=True, slots=True)
class Preparation:
    """With what policies are prepared. program: of OPA, "" for none. store: "" for none."""

    program: str
    store: str

    def of(self, name: str, folders: Sequence[PolicyFolder]) -> tuple[PolicySet, ...]:
        return (prepared(name, folders, self.program, self.store),) if folders else ()


def run_policies(
    given: GivenPolicies, configured: Configured, tree: Tree, trusted: Tree | None, preparation: Preparation
) -> RunPolicies:
    """The policies of the configuration, and those of the command line. GateError for what cannot be used."""
    places = given.bringing.places(given.policies)
    pinned_places = given.bringing.places(given.pinned)
    admission, notices = policy_files(places, GIVEN)
    pinned_admission, of_pinned = policy_files(pinned_places, PINNED)
    own = configured_policies(configured.settings, configured.proposed, tree, trusted, preparation)
    theirs = given_policies(places, preparation)
    pinned = given_policies(pinned_places, preparation, name=PINNED)
    sets = (*own.sets, *theirs.sets, *(one.pinned() for one in pinned.sets))
    said = (*notices, *of_pinned, *own.notices, *theirs.notices, *pinned.notices)
    return RunPolicies((*admission, *own.admission), OwnPolicies(sets, own.proposed, said), pinned_admission)


def configured_policies(
    settings: Settings, proposed: Settings | None, tree: Tree, trusted: Tree | None, preparation: Preparation
) -> OwnPolicies:
    """The policies in the folders that the configuration names, from where they are trusted.

    What a change makes of them has to compile, and is not judged by. ConfigError and PolicyError.
    """
    every = configured_folders(settings, trusted or tree)
    folders, admission = without_gatekeeper(every)
    sets = preparation.of(CONFIGURED, folders)
    notices = [notice for one in sets for notice in one.notices]
    if others := objects_in(folders):
        more = f" and {len(others) - _MOST_NAMES} more" if others[_MOST_NAMES:] else ""
        notices.append(
            f"Kubernetes objects, so neither policy nor data of one: {', '.join(others[:_MOST_NAMES])}{more}."
        )
    if trusted is None:
        return OwnPolicies(sets, None, tuple(notices), admission)
    of_change = configured_folders(proposed or Settings(), tree)
    if of_change == every:
        return OwnPolicies(sets, None, tuple(notices), admission)
    notices.append("This change edits policies; it was judged with those of the trusted ref.")
    own = preparation.of(f"{CONFIGURED} of this change", without_gatekeeper(of_change)[0])
    return OwnPolicies(sets, own, tuple(notices), admission)


def configured_folders(settings: Settings, tree: Tree) -> tuple[PolicyFolder, ...]:
    """The folders of `policies:`. ConfigError for one that is not there."""
    try:
        return policy_folders(tree, settings.policies)
    except FileNotFoundError as missing:
        raise ConfigError(f"policies: there is no folder {missing}", f"correct it in {FILE_NAME}") from None


def given_policies(
    places: Iterable[PolicyPlace], preparation: Preparation, *, name: str = GIVEN
) -> OwnPolicies:
    """The Rego in the folders of an option, which are the user's. PolicyError."""
    found = given_folders(places)
    sets = preparation.of(name, found)
    return OwnPolicies(sets, None, tuple(notice for one in sets for notice in one.notices))


def given_folders(places: Iterable[PolicyPlace]) -> tuple[PolicyFolder, ...]:
    """Those of the folders that hold Rego, or data where another one does."""
    found = [
        PolicyFolder(place.name, inside.files)
        for place in places
        for inside in policy_folders(open_folder(place.folder), (".",))
    ]
    if not any(one.has_rego() for one in found):
        return ()
    return tuple(one for one in found if one.has_rego() or one.has_data())
