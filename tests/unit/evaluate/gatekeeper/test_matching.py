"""`spec.match`, case by case as Gatekeeper has it, with namespaces that are not known."""

from __future__ import annotations

import pytest

from gate.evaluate.gatekeeper.matching import Doubt, meant
from gate.model.inventory import unknown_namespace
from gate.model.json import JsonObject
from gate.model.labels import Labels
from tests.unit.evaluate.gatekeeper.samples import manifest, subject

POD = subject(manifest(namespace="shop", labels={"app": "web"}))
NODE = subject(manifest("Node"), "", is_namespaced=False)
SHOP = subject(manifest("Namespace", name="shop"), "shop", is_namespaced=False, labels=Labels({"tier": "1"}))
SOMEWHERE = subject(manifest(), unknown_namespace("app"))
STRANGE = subject(manifest("Widget", "example.com/v1"), unknown_namespace("app"), is_namespaced=None)
NAMESPACE = Doubt("its namespace is not known")


@pytest.mark.parametrize(
    ("match", "answers"),
    [
        ({}, (True, True, True, True)),
        ({"kinds": []}, (True, True, True, True)),
        ({"kinds": [{"kinds": ["Pod"]}]}, (True, False, False, True)),
        ({"kinds": [{"apiGroups": [""], "kinds": ["*"]}]}, (True, True, True, True)),
        ({"kinds": [{"apiGroups": ["apps"], "kinds": ["Pod"]}]}, (False, False, False, False)),
        (
            {"kinds": [{"apiGroups": ["apps"]}, {"apiGroups": ["*"], "kinds": ["Node"]}]},
            (False, True, False, False),
        ),
        ({"scope": "Namespaced"}, (True, False, False, True)),
        ({"scope": "Cluster"}, (False, True, True, False)),
        ({"scope": "cluster"}, (True, True, True, True)),  # what is no scope is none
        ({"namespaces": ["shop"]}, (True, True, True, NAMESPACE)),
        ({"namespaces": ["sh*"]}, (True, True, True, NAMESPACE)),
        ({"namespaces": ["blog"]}, (False, True, False, NAMESPACE)),
        ({"namespaces": ["*"]}, (True, True, True, True)),
        ({"excludedNamespaces": ["shop"]}, (False, True, False, True)),
        ({"excludedNamespaces": ["*op"]}, (False, True, False, True)),
        ({"excludedNamespaces": ["blog"]}, (True, True, True, True)),
        ({"excludedNamespaces": ["*"]}, (False, True, False, False)),
        ({"labelSelector": {"matchLabels": {"app": "web"}}}, (True, False, False, False)),
        ({"labelSelector": {}}, (True, True, True, True)),
        (
            {"labelSelector": {"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}},
            (False, True, True, True),
        ),
        ({"name": "web"}, (True, True, False, True)),
        ({"name": "s*"}, (False, False, True, False)),
        ({"name": ""}, (True, True, True, True)),
        ({"source": "All"}, (True, True, True, True)),
        ({"source": "Original"}, (True, True, True, True)),
        ({"source": "Generated"}, (False, False, False, False)),
    ],
)
def test_a_match_means_pod_node_namespace_and_a_pod_anywhere(
    match: JsonObject, answers: tuple[bool | Doubt, ...]
) -> None:
    assert tuple(meant(match, one) for one in (POD, NODE, SHOP, SOMEWHERE)) == answers


LABELLED: JsonObject = {"namespaceSelector": {"matchLabels": {"tier": "1"}}}


@pytest.mark.parametrize(
    ("labels", "answer"),
    [
        (Labels({"tier": "1"}), True),
        (Labels({"tier": "2"}), False),
        (Labels({}), False),
        (Labels({}, complete=False), Doubt("the labels of its namespace are not known")),
    ],
)
def test_namespaces_are_selected_by_the_labels_that_are_known(labels: Labels, answer: bool | Doubt) -> None:
    assert meant(LABELLED, subject(manifest(namespace="shop"), labels=labels)) == answer


def test_a_namespace_is_selected_by_its_own_labels_and_what_is_in_none_always() -> None:
    assert meant(LABELLED, SHOP) is True
    assert meant(LABELLED, NODE) is True


def test_a_kind_that_is_not_known_may_be_in_a_namespace_or_not() -> None:
    assert meant({"scope": "Namespaced"}, STRANGE) == NAMESPACE
    assert meant({"namespaces": ["*"]}, STRANGE) == NAMESPACE
    assert meant({"excludedNamespaces": ["*"]}, STRANGE) is True
    assert meant(LABELLED, STRANGE) == NAMESPACE


def test_one_criterion_that_fails_leaves_no_doubt() -> None:
    assert meant({"namespaces": ["shop"], "name": "other"}, SOMEWHERE) is False


def test_a_generated_name_is_met_by_its_beginning() -> None:
    made = subject(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "web-", "namespace": "a"}}
    )
    assert meant({"name": "web-*"}, made) is True
    assert meant({"name": "*-web"}, made) is False
