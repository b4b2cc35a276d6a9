"""ValidatingAdmissionPolicies: the policies themselves, and what they say of the resources of a cluster."""

from gate.validate.admission.judging import Verdicts, World, admission, concerns_admission
from gate.validate.admission.rules import RULES
from gate.validate.admission.saying import Verdict

__all__ = [
    "RULES",
    "Verdict",
    "Verdicts",
    "World",
    "admission",
    "concerns_admission",
]
