"""Which environment and cluster a declared target belongs to."""

from __future__ import annotations

from gate.config.settings import Settings
from gate.discover.environments import Place, inferred, place
from gate.discover.expand.surroundings import Declaring


def place_below(declaring: Declaring, path: str, settings: Settings, inherited: str = "") -> Place:
    """By the target's own path, else by the path of what declares it, else that target's own place.

    inherited: the cluster of what declares it, or the other cluster that it is sent to.
    """
    cluster = inherited or declaring.cluster
    if not settings.environments:
        return Place(inferred(path) or declaring.parent.environment, cluster)
    for candidate in (path, declaring.resource.provenance.path):
        where = place(settings, declaring.name, candidate) if candidate else Place("", "")
        if where.environment:
            return where
    return Place(declaring.parent.environment, cluster)
