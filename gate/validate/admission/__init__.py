"""ValidatingAdmissionPolicies: the policies themselves, and what they say of the resources of a cluster.

Here stands what is asked of every run; `judging` comes with CEL, for those that hold a policy.
"""

from gate.validate.admission.names import concerns_admission
from gate.validate.admission.rules import RULES

__all__ = ["RULES", "concerns_admission"]
