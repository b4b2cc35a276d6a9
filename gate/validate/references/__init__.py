"""Names across the resources of a cluster: what points nowhere, and what is there twice."""

from gate.validate.references.judging import Scene, references
from gate.validate.references.rules import RULES
from gate.validate.references.surroundings import Absent

__all__ = ["RULES", "Absent", "Scene", "references"]
