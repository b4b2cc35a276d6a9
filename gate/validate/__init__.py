"""Resources against schemas, and against the others of their cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.late_imports import late_imports
from gate.validate.admission.rules import RULES as ADMISSION_RULES
from gate.validate.references.rules import RULES as REFERENCE_RULES
from gate.validate.rules import RULES as STRUCTURE_RULES
from gate.validate.versions import available_versions

if TYPE_CHECKING:
    from gate.validate.catalogues import Catalogue, catalogue, prepare
    from gate.validate.custom import crds_in, crds_of
    from gate.validate.structure import validate
else:
    # Imported when first asked for: a run for which all is kept validates nothing.
    __getattr__ = late_imports(
        __name__,
        {
            "Catalogue": "catalogues",
            "catalogue": "catalogues",
            "prepare": "catalogues",
            "crds_in": "custom",
            "crds_of": "custom",
            "validate": "structure",
        },
    )

RULES = (*STRUCTURE_RULES, *ADMISSION_RULES, *REFERENCE_RULES)

__all__ = [
    "ADMISSION_RULES",
    "RULES",
    "Catalogue",
    "available_versions",
    "catalogue",
    "crds_in",
    "crds_of",
    "prepare",
    "validate",
]
