"""Resources against schemas, and against the others of their cluster."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from gate.validate.admission.rules import RULES as ADMISSION_RULES
from gate.validate.references.rules import RULES as REFERENCE_RULES
from gate.validate.rules import RULES as STRUCTURE_RULES
from gate.validate.versions import available_versions

if TYPE_CHECKING:
    from gate.validate.catalogues import Catalogue, catalogue
    from gate.validate.custom import crds_in, crds_of
    from gate.validate.structure import validate
else:
    _MODULES = {
        "Catalogue": "catalogues",
        "catalogue": "catalogues",
        "crds_in": "custom",
        "crds_of": "custom",
        "validate": "structure",
    }

    def __getattr__(name: str) -> object:
        """The rest, imported when first asked for: a run for which all is kept validates nothing."""
        if name not in _MODULES:
            raise AttributeError(name)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


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
