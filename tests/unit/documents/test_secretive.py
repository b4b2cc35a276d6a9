"""Which lines may hold a Secret's value: those of its document, and none of what only names it."""

from __future__ import annotations

import pytest

from gate.documents import is_secretive, read

NAMING = [
    "kind: HelmRelease\nspec:\n  valuesFrom:\n  - {kind: Secret, name: x, valuesKey: y}\n  - kind: Secret\n    name: z\n",
    "kind: ExternalSecret\nspec:\n  secretStoreRef:\n    kind: SecretStore\n    name: x\n",
    "kind: Kustomization\nspec:\n  decryption:\n    provider: sops\n  path: a\n",
    "kind: Gateway\nspec:\n  certificateRefs:\n  - kind: Secret\n    group: ''\n    name: x\n",
    "kind: ConfigMap\ndata:\n  a: is a kind of Secret\n  b: tool sops\n",
    "kind: Deployment\n# kind: Secret\n",
]
HOLDING = [
    "kind: Secret\nstringData:\n  a: hunter2\n",
    "kind: SecretList\nitems: []\nx: hunter2\n",
    "kind: List\nitems:\n- kind: ConfigMap\n- kind: Secret\n  data: {a: hunter2}\n",
    "kind: HelmRelease\nvalues:\n  extra:\n  - kind: Secret\n    metadata: {name: x}\n    stringData: {a: hunter2}\n",
    "kind: HelmRelease\nvalues:\n  extra: |\n    kind: Secret\n    data: {a: hunter2}\n",
    'patches:\n- patch: \'{"kind": "Secret", "data": {"a": "hunter2"}}\'\n',
    "patches:\n- target:\n    kind: Secret\n    name: x\n  patch: '[]'\n",
    "replacements:\n- targets:\n  - select: {kind: Secret}\n",
    "secretGenerator:\n- literals: [a=hunter2]\n",
    "SecretGenerator:\n- literals: [a=hunter2]\n",
    "kind: X\nsops: {mac: x}\n",
    "kind: X\ndata:\n  a: ENC[AES256_GCM]\n",
    "kind: X\n# a Secret in pieces\nkind: Secret\nkind: ConfigMap\ndata:\n  a: hunter2\n",
    "kind: Secret\nstringData: {a: hunter2\n",
    "{{ if .x }}\nkind: Secret\nstringData:\n  a: hunter2\n{{ end }}\n",
    '{"kind": "Secret", "stringData": {"a": "hunter2"}}',
]


@pytest.mark.parametrize("text", NAMING)
def test_what_names_a_secret_holds_none(text: str) -> None:
    lines = range(1, text.count("\n") + 1)
    assert [line for line in lines if is_secretive(text, read(text.encode()), line)] == []


@pytest.mark.parametrize("text", HOLDING)
def test_every_line_of_what_may_hold_a_secret(text: str) -> None:
    lines = range(1, text.count("\n") + 1)
    assert [line for line in lines if not is_secretive(text, read(text.encode()), line)] == []


def test_a_document_beside_a_secret_holds_none() -> None:
    text = f"{NAMING[0]}---\n{HOLDING[0]}---\n{NAMING[1]}"
    documents = read(text.encode())
    secretive = [line for line in range(1, text.count("\n") + 1) if is_secretive(text, documents, line)]
    first = NAMING[0].count("\n") + 2
    # The separator below belongs to the document above it.
    assert secretive == list(range(first, first + HOLDING[0].count("\n") + 1))


def test_what_comes_before_the_first_document_may() -> None:
    text = f"# hunter2\n---\n{NAMING[0]}"
    assert is_secretive(text, read(text.encode()), 1)
