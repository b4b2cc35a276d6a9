"""Names across the resources of a cluster: what points nowhere, and what is there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.late_imports import late_imports
from gate.validate.references.rules import RULES

if TYPE_CHECKING:
    from gate.validate.references.judging import Scene, references
    from gate.validate.references.reading import Items
    from gate.validate.references.surroundings import Absent
else:
    # Imported when first asked for: a run for which all is kept asks for none of it.
    __getattr__ = late_imports(
        __name__, {"Absent": "surroundings", "Items": "reading", "Scene": "judging", "references": "judging"}
    )

__all__ = ["RULES", "Absent", "Items", "Scene", "references"]
