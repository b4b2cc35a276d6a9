"""Authority in a cluster: who can do what, and by which steps whoever holds little can gain more."""

from gate.evaluate.authority.judging import Judgement, judged
from gate.evaluate.authority.rules import RULES, TRUSTED
from gate.evaluate.authority.scene import Placed, Pods, Scene

__all__ = ["RULES", "TRUSTED", "Judgement", "Placed", "Pods", "Scene", "judged"]
