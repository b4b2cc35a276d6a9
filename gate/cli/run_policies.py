"""The policies of a run beside the pack: nothing, for most runs."""

from __future__ import annotations

from dataclasses import dataclass

from gate.evaluate import PolicySet


@dataclass(frozen=True, slots=True)
class OwnPolicies:
    """Policies of a run. proposed: what a change makes of them, None where they are judged by as they are.

    admission: files with Gatekeeper's templates and constraints.
    """

    sets: tuple[PolicySet, ...] = ()
    proposed: tuple[PolicySet, ...] | None = None
    notices: tuple[str, ...] = ()
    admission: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class RunPolicies:
    """All policies of a run beside the pack.

    admission: the files with policies for admission. pinned: those that nothing in the repository switches
    off.
    """

    admission: tuple[tuple[str, bytes], ...] = ()
    own: OwnPolicies = OwnPolicies()
    pinned: tuple[tuple[str, bytes], ...] = ()
