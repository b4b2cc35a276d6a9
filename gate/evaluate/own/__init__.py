"""Policies that are not the gate's: an organisation's own, in the style of conftest or of the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.evaluate.own.policy_set import ROOTS_OF_THE_GATE, PolicySet
from gate.late_imports import late_imports

if TYPE_CHECKING:
    from gate.evaluate.own.coverage import FileCoverage
    from gate.evaluate.own.folders import REGO, PolicyFolder, objects_in, policy_folders
    from gate.evaluate.own.prepare import prepared
    from gate.evaluate.own.program import OpaProgram
    from gate.evaluate.own.question import Module, Question
    from gate.evaluate.own.testing import (
        Suite,
        Tested,
        TestResult,
        suite_of_folders,
        suite_of_pack,
        tested,
    )
else:
    # Imported when first asked for: most runs have no policies but the pack.
    __getattr__ = late_imports(
        __name__,
        {
            "FileCoverage": "coverage",
            "Module": "question",
            "OpaProgram": "program",
            "PolicyFolder": "folders",
            "Question": "question",
            "REGO": "folders",
            "Suite": "testing",
            "TestResult": "testing",
            "Tested": "testing",
            "objects_in": "folders",
            "policy_folders": "folders",
            "prepared": "prepare",
            "suite_of_folders": "testing",
            "suite_of_pack": "testing",
            "tested": "testing",
        },
    )

__all__ = [
    "REGO",
    "ROOTS_OF_THE_GATE",
    "FileCoverage",
    "Module",
    "OpaProgram",
    "PolicyFolder",
    "PolicySet",
    "Question",
    "Suite",
    "TestResult",
    "Tested",
    "objects_in",
    "policy_folders",
    "prepared",
    "suite_of_folders",
    "suite_of_pack",
    "tested",
]
