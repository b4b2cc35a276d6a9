"""What the configuration says lives in the clusters and comes from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from gate.config.settings import External
from gate.model.inventory import Identity, is_known


class Externals:
    """What the configuration says lives elsewhere, and which of it was needed."""

    def __init__(self, externals: Collection[External]) -> None:
        self._externals = tuple(externals)
        self.used: set[External] = set()

    def cover(self, identity: Identity) -> bool:
        """Whether one of them is it; every one that is counts as needed."""
        covering = [one for one in self._externals if covers(one, identity)]
        self.used.update(covering)
        return bool(covering)

    def hold(self, kinds: Collection[str], namespace: str) -> bool:
        """Whether one of them may be of these kinds in a namespace; each that may be counts as needed."""
        holding = [
            one
            for one in self._externals
            if one.kind in kinds and (not is_known(namespace) or fnmatchcase(namespace, one.namespace or "*"))
        ]
        self.used.update(holding)
        return bool(holding)

    def __iter__(self) -> Iterator[External]:
        return iter(self._externals)


def covers(external: External, identity: Identity) -> bool:
    """Whether an external means this identity; in a namespace that is not known, it may."""
    if external.kind != identity.kind or not fnmatchcase(identity.name, external.name):
        return False
    if not external.namespace or not identity.namespace or not is_known(identity.namespace):
        return True
    return fnmatchcase(identity.namespace, external.namespace)
