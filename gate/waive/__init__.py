"""Located findings -> which of them count."""

from gate.waive.annotations import annotated_waivers
from gate.waive.apply import waive
from gate.waive.rules import RULES
from gate.waive.verdict import Enforcement, exit_code_of, verdict_of

__all__ = ["RULES", "Enforcement", "annotated_waivers", "exit_code_of", "verdict_of", "waive"]
