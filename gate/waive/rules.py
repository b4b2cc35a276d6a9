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
RULES = (EXPIRED, UNMATCHED, MALFORMED, UNTRUSTED)
