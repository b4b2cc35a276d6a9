"""Resources against schemas."""

from gate.validate.catalogues import Catalogue, catalogue
from gate.validate.custom import crds_in, crds_of
from gate.validate.rules import RULES
from gate.validate.structure import validate
from gate.validate.versions import available_versions

__all__ = ["RULES", "Catalogue", "available_versions", "catalogue", "crds_in", "crds_of", "validate"]
