"""Gatekeeper's resources in the folders of policies."""

from __future__ import annotations

from gate.cli.given import without_gatekeeper
from gate.evaluate.own import PolicyFolder

TEMPLATE = b"apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\n"
LISTED = b"kind: List\nitems: [{apiVersion: constraints.gatekeeper.sh/v1beta1, kind: Demo}]\n"
MENTION = b"about: templates.gatekeeper.sh/v1\n"


def test_their_files_are_taken_out_and_folders_of_them_alone() -> None:
    mixed = PolicyFolder("policy", {"a.rego": b"package main", "t.yaml": TEMPLATE, "data.yaml": MENTION})
    alone = PolicyFolder("gatekeeper", {"t.yaml": TEMPLATE, "deep/c.yml": LISTED})

    assert without_gatekeeper([mixed, alone]) == (
        (PolicyFolder("policy", {"a.rego": b"package main", "data.yaml": MENTION}),),
        (("policy/t.yaml", TEMPLATE), ("gatekeeper/deep/c.yml", LISTED), ("gatekeeper/t.yaml", TEMPLATE)),
    )


def test_a_folder_without_them_stays_as_it_is_even_if_it_is_empty() -> None:
    empty = PolicyFolder("policy", {})

    assert without_gatekeeper([empty]) == ((empty,), ())
