"""A kustomize build gone through again for one resource, with the place of every value it puts in."""

from gate.locate.replay.building import Replay
from gate.locate.replay.documents import find_document
from gate.locate.replay.places import Mark, Place
from gate.locate.replay.traced import Traced

__all__ = ["Mark", "Place", "Replay", "Traced", "find_document"]
