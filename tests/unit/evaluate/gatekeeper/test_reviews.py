"""What Rego is shown: reviews, the inventory, and what the Config keeps from it."""

from __future__ import annotations

from dataclasses import replace

from gate.evaluate.gatekeeper import Config, inventory, read_config
from gate.evaluate.gatekeeper.reviews import review
from gate.model.inventory import unknown_namespace
from gate.model.json import JsonObject, JsonValue
from tests.unit.evaluate.gatekeeper.samples import manifest, resource, subject

WEB = manifest("Deployment", "apps/v1", namespace="shop")
SECRET: JsonObject = {**manifest("Secret", name="keys", namespace="shop"), "stringData": {"token": "abc"}}


def config(**spec: JsonValue) -> JsonObject:
    return {**manifest("Config", "config.gatekeeper.sh/v1alpha1", "config"), "spec": dict(spec)}


def test_a_review_is_a_creation_by_nobody() -> None:
    shown = replace(subject(WEB), namespace_object=manifest("Namespace", name="shop"))

    assert review(shown) == {
        "uid": "",
        "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
        "resource": {"group": "", "version": "", "resource": ""},
        "name": "web",
        "namespace": "shop",
        "operation": "CREATE",
        "userInfo": {},
        "object": WEB,
        "oldObject": None,
        "options": None,
        "namespaceObject": manifest("Namespace", name="shop"),
        "_unstable": {"namespace": manifest("Namespace", name="shop")},
    }


def test_a_review_has_no_name_and_no_namespace_that_is_not_known() -> None:
    made = review(subject({"apiVersion": "v1", "kind": "Pod", "metadata": {}}, unknown_namespace("app")))

    assert made["kind"] == {"group": "", "version": "v1", "kind": "Pod"}
    assert made["namespaceObject"] is None
    assert not {"name", "namespace", "_unstable"} & set(made)


def test_a_secret_is_masked_where_that_is_asked() -> None:
    assert review(subject(SECRET))["object"] == SECRET
    assert review(subject(SECRET), masks=True)["object"] == {**SECRET, "stringData": {"token": "placeholder"}}


def test_the_inventory_has_everything_by_namespace_version_kind_and_name() -> None:
    node = manifest("Node", name="one")
    anywhere = manifest("Pod", name="lost")
    everything = [
        subject(WEB),
        subject(SECRET),
        subject(node, "", is_namespaced=False),
        subject(anywhere, unknown_namespace("app")),
    ]

    assert inventory(everything, Config()) == {
        "namespace": {
            "shop": {
                "apps/v1": {"Deployment": {"web": WEB}},
                "v1": {"Secret": {"keys": {**SECRET, "stringData": {"token": "placeholder"}}}},
            }
        },
        "cluster": {"v1": {"Node": {"one": node}, "Pod": {"lost": anywhere}}},
    }


def test_the_inventory_has_what_is_synced_where_something_says_what() -> None:
    only = config(sync={"syncOnly": [{"group": "apps", "version": "v1", "kind": "Deployment"}]})
    more: JsonObject = {
        **manifest("SyncSet", "syncset.gatekeeper.sh/v1alpha1"),
        "spec": {"gvks": [{"group": "", "version": "v1", "kind": "Node"}]},
    }
    said = read_config([resource(only), resource(more)])

    assert said.synced == frozenset({("apps", "v1", "Deployment"), ("", "v1", "Node")})
    assert inventory([subject(WEB), subject(SECRET)], said) == {
        "namespace": {"shop": {"apps/v1": {"Deployment": {"web": WEB}}}}
    }


def test_the_config_keeps_namespaces_from_each_process_by_itself() -> None:
    said = read_config(
        [
            resource(
                config(
                    match=[
                        {"excludedNamespaces": ["kube-*"], "processes": ["*"]},
                        {"excludedNamespaces": ["shop"], "processes": ["webhook", "audit"]},
                    ]
                )
            )
        ]
    )
    of_kube = subject(manifest(namespace="kube-system"))
    itself = subject(manifest("Namespace", name="shop"), "shop", is_namespaced=False)
    anywhere = subject(manifest(), unknown_namespace("app"))

    assert [said.excludes("webhook", one) for one in (subject(WEB), of_kube, itself, anywhere)] == [
        True,
        True,
        True,
        False,
    ]
    assert [said.excludes("sync", one) for one in (subject(WEB), of_kube)] == [False, True]


def test_a_config_by_another_name_is_none() -> None:
    other = config(match=[{"excludedNamespaces": ["shop"], "processes": ["*"]}])
    other["metadata"] = {"name": "other"}

    assert read_config([resource(other)]) == Config()
