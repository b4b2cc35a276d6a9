"""Located findings -> which of them count."""

from gate.waive.annotations import annotated_waivers
from gate.waive.apply import new_waivers, waive, waiver_uses, written_at
from gate.waive.rules import RULES
from gate.waive.verdict import Enforcement, exit_code_of, is_failing, verdict_of

__all__ = [
    "RULES",
    "Enforcement",
    "annotated_waivers",
    "exit_code_of",
    "is_failing",
    "new_waivers",
    "verdict_of",
    "waive",
    "waiver_uses",
    "written_at",
]
