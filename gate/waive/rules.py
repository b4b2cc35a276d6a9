"""What the gate says of waivers themselves."""

from __future__ import annotations

from gate.model.rule import Rule

EXPIRED = Rule(
    id="waiver/expired",
    title="Waiver past its expiry",
    description="An accepted exception has run out; what it hid counts again.",
    severity="error",
    remediation="Mend what it waived, or agree on a new day and write it down.",
)
EXPIRING = Rule(
    id="waiver/expiring",
    title="Waiver that runs out soon",
    description="Within 30 days what the waiver hides counts again.",
    severity="info",
    remediation="Mend what it waives, or agree on a new day in time.",
)
UNMATCHED = Rule(
    id="waiver/unmatched",
    title="Waiver that hides nothing",
    description="No finding matches the waiver: the fault is mended, or rule, resource or path are misspelt.",
    severity="warning",
    remediation="Remove it, or correct what it names.",
)
MALFORMED = Rule(
    id="waiver/malformed",
    title="Waiver annotation that cannot be read",
    description=(
        "An annotation `waiver.gate/<family>.<rule>` needs `owner=…; expires=YYYY-MM-DD; reason=…`. "
        "One that cannot be read waives nothing."
    ),
    severity="error",
    remediation='Write it as "owner=team-payments; expires=2027-03-31; reason=rotated daily".',
)
UNTRUSTED = Rule(
    id="waiver/untrusted",
    title="Waiver that the change brings with it",
    description="With --trust an annotation waives only where the trusted ref has it on the same resource.",
    severity="warning",
    remediation="Merge the waiver first, in a change of its own.",
)
FORBIDDEN = Rule(
    id="waiver/forbidden",
    title="Waiver that cannot count here",
    description=(
        "An annotation where `annotationWaivers: forbidden` lets only the configuration waive, or a waiver "
        "of a policy that the run pins (`--pinned-policy`), or of what keeps it from being asked."
    ),
    severity="error",
    remediation="Remove it; write what an annotation waived into .gate.yaml, if it may be waived at all.",
)
NEW = Rule(
    id="waiver/new",
    title="Waiver that the change adds or rewrites",
    description=(
        "Told with --since, and with --trust of .gate.yaml, so that whoever reviews the change sees what it "
        "excepts. With --trust it counts only once it is merged."
    ),
    severity="info",
    remediation="Look whether its reason holds.",
)
RULES = (EXPIRED, EXPIRING, UNMATCHED, MALFORMED, UNTRUSTED, FORBIDDEN, NEW)
