"""What reading manifests can find wrong."""

from __future__ import annotations

from gate.model.rule import Rule

SYNTAX = Rule(
    id="yaml/syntax",
    title="A document does not parse",
    description=(
        "Kubernetes cannot read the document, or reads only its beginning. Each document of a file is read "
        "alone, so the others are judged all the same; what does not parse is not judged."
    ),
    severity="error",
    remediation="Mend the YAML or JSON at this place; quote values that start with a special character.",
)
DUPLICATE_KEY = Rule(
    id="yaml/duplicate-key",
    title="A key is set twice",
    description=(
        "The API server refuses an object with a duplicate key; other readers silently keep one of the two. "
        "The gate judges the last one."
    ),
    severity="error",
    remediation="Keep one of the two.",
)
LIMIT = Rule(
    id="yaml/limit",
    title="A document is beyond the limits of the reader",
    description=(
        "Documents that are very large, very deep, or grow very large by their aliases are not read: the API "
        "server refuses them too, and they are a way to exhaust whoever reads them."
    ),
    severity="error",
    remediation="Split the document, or write it with fewer levels and aliases.",
)
ENCODING = Rule(
    id="yaml/encoding",
    title="A document is not in a readable encoding",
    description="Kubernetes reads UTF-8 (or UTF-16 with a byte order mark) without control characters.",
    severity="error",
    remediation="Save the file as UTF-8; write control characters as escapes in double quotes.",
)
NOT_AN_OBJECT = Rule(
    id="yaml/not-an-object",
    title="A document is not a Kubernetes object",
    description="A manifest is a mapping with strings `apiVersion` and `kind`; so is each item of a List.",
    severity="error",
    remediation="Set `apiVersion` and `kind`, or move the file out of what is sent to the cluster.",
)
SUBSTITUTION = Rule(
    id="render/substitution",
    title="Flux cannot substitute a variable",
    description=(
        "A Kustomization with postBuild variables evaluates every `${...}` of what it builds; one that names "
        "a variable which is not defined and gives no default, or that is malformed, stops the whole "
        "Kustomization (in versions before 1.9 of kustomize-controller the variable became empty)."
    ),
    severity="error",
    remediation="Define the variable, give a default `${name:=default}`, or write `$${name}` for text.",
)
RULES: tuple[Rule, ...] = (SYNTAX, DUPLICATE_KEY, LIMIT, ENCODING, NOT_AN_OBJECT, SUBSTITUTION)
