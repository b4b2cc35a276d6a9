"""Resources against schemas, and against the others of their cluster."""

from gate.validate.admission import RULES as ADMISSION_RULES
from gate.validate.catalogues import Catalogue, catalogue
from gate.validate.custom import crds_in, crds_of
from gate.validate.references import RULES as REFERENCE_RULES
from gate.validate.rules import RULES as STRUCTURE_RULES
from gate.validate.structure import validate
from gate.validate.versions import available_versions

RULES = (*STRUCTURE_RULES, *ADMISSION_RULES, *REFERENCE_RULES)

__all__ = [
    "ADMISSION_RULES",
    "RULES",
    "Catalogue",
    "available_versions",
    "catalogue",
    "crds_in",
    "crds_of",
    "validate",
]
