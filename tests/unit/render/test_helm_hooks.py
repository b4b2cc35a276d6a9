"""Hooks of `helm test` are left out, and nothing that an installation sends is."""

from __future__ import annotations

import pytest

from gate.render.helm_hooks import without_tests

FIRST = b"---\n# Source: shop/templates/a.yaml\nkind: ConfigMap\nmetadata: {name: a}\n"
LAST = b"---\n# Source: shop/templates/z.yaml\nkind: ConfigMap\nmetadata:\n  name: z\n"


def hook(written: str) -> bytes:
    return (
        f"---\n# Source: shop/templates/tests/t.yaml\nkind: Pod\nmetadata: {{name: t, {written}}}\n".encode()
    )


def annotated(value: str) -> str:
    return f"annotations: {{helm.sh/hook: {value}}}"


@pytest.mark.parametrize("value", ["test", "test-success", "'test,test-success'", '" TEST , test-success"'])
def test_what_is_only_a_test_is_left_out(value: str) -> None:
    assert without_tests(FIRST + hook(annotated(value)) + LAST) == FIRST + LAST
    assert without_tests(hook(annotated(value))) == b""


@pytest.mark.parametrize(
    "written",
    [
        annotated("'pre-install,test'"),
        annotated("'test, post-upgrade'"),
        annotated("test-failure"),
        annotated("'test,'"),
        annotated("''"),
        annotated("[test]"),
        "labels: {helm.sh/hook: test}",
        "annotations: {helm.sh/hook: test, helm.sh/hook: pre-install}",
        "annotations: {helm.sh/hook: test}, annotations: {helm.sh/hook: pre-install}",
        "annotations: {helm.sh/hook: test}, Annotations: {helm.sh/hook: pre-install}",
        "annotations: {helm.sh/hook: test}, annotation\u017f: {helm.sh/hook: pre-install}",
        "annotations: {helm.sh/hook: test}}\nMetadata: {annotations: {helm.sh/hook: pre-install}",
    ],
)
def test_what_may_be_sent_stays(written: str) -> None:
    rendered = FIRST + hook(written) + LAST
    assert without_tests(rendered) == rendered


def test_text_that_speaks_of_hooks_stays() -> None:
    rendered = (
        FIRST + b"---\nkind: ConfigMap\ndata:\n  a: |\n    metadata: {annotations: {helm.sh/hook: test}}\n"
    )
    assert without_tests(rendered) == rendered
