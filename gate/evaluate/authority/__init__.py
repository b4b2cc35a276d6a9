"""Authority in a cluster: who can do what, and by which steps whoever holds little can gain more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.evaluate.authority.rules import RULES, TRUSTED
from gate.late_imports import late_imports

if TYPE_CHECKING:
    from gate.evaluate.authority.judging import Judgement, judged
    from gate.evaluate.authority.scene import Placed, Pods, Scene
else:
    # Imported when first asked for: most changes are sent where nobody is given anything.
    __getattr__ = late_imports(
        __name__,
        {"Judgement": "judging", "Placed": "scene", "Pods": "scene", "Scene": "scene", "judged": "judging"},
    )

__all__ = ["RULES", "TRUSTED", "Judgement", "Placed", "Pods", "Scene", "judged"]
