"""What rules across resources see of a target: all that they look at, and little else."""

from __future__ import annotations

import dataclasses

import pytest

from gate.model.inventory import Item
from gate.model.target import Target
from gate.validate.references import Items
from gate.validate.references.sight import _FIELDS, Sight, shared, sight_of
from tests.unit.validate.references.scenes import resources, target

WEB = target("web")
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: shop
      containers:
        - name: web
          image: registry.example.com/web:1.4.2
          args: [--port=8080]
          ports: [{name: http, containerPort: 8080}]
          envFrom: [{configMapRef: {name: settings}}]
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
"""
MAP = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {level: info}}"
CLAIM = "{apiVersion: example.com/v1, kind: Claim, metadata: {name: a}, spec: {size: 1}}"


def sight(*manifests: str, of: Target = WEB) -> Sight:
    return sight_of(of, resources(of, *manifests), Items())


@pytest.mark.parametrize(
    ("manifest", "old", "new"),
    [
        (DEPLOYMENT, "web:1.4.2", "web:1.4.3"),
        (DEPLOYMENT, "replicas: 1", "replicas: 3"),
        (DEPLOYMENT, "{name: web, labels", "{name: web, annotations: {changed: today}, labels"),
        (MAP, "info", "debug"),
    ],
)
def test_what_no_rule_looks_at_is_not_seen(manifest: str, old: str, new: str) -> None:
    assert old in manifest
    assert sight(manifest.replace(old, new)) == sight(manifest)


@pytest.mark.parametrize(
    ("manifest", "old", "new"),
    [
        (DEPLOYMENT, "{name: web, labels", "{name: other, labels"),
        (DEPLOYMENT, "{name: web, labels", "{name: web, namespace: shop, labels"),
        (DEPLOYMENT, "metadata: {labels: {app: web}}", "metadata: {labels: {app: other}}"),
        (DEPLOYMENT, "serviceAccountName: shop", "serviceAccountName: other"),
        (DEPLOYMENT, "name: settings", "name: other"),
        (DEPLOYMENT, "--port=8080", "--config=settings"),
        (DEPLOYMENT, "name: http", "name: https"),
        (SERVICE, "selector: {app: web}", "selector: {app: other}"),
        (SERVICE, "port: 80,", "port: 81,"),
        (SERVICE, "targetPort: http", "targetPort: https"),
        (MAP, "level", "other"),
        (MAP, "{name: settings}", "{name: settings, annotations: {helm.sh/hook: pre-install}}"),
        (CLAIM, "size: 1", "size: 2"),
    ],
)
def test_what_a_rule_looks_at_is_seen(manifest: str, old: str, new: str) -> None:
    assert old in manifest
    assert sight(manifest.replace(old, new)) != sight(manifest)


def test_where_it_is_sent_is_seen() -> None:
    others = (target("web", namespace="shop"), target("web", cluster="eu"), target("web", environment="dev"))
    assert len({sight(MAP, of=one).digest for one in (WEB, *others)}) == 4


def test_the_place_of_a_resource_is_seen() -> None:
    assert sight(MAP, SERVICE) != sight(SERVICE, MAP)


def test_every_field_of_an_item_is_seen_but_its_resource() -> None:
    assert {*_FIELDS, "resource"} == {field.name for field in dataclasses.fields(Item)}


def test_what_is_there_twice_in_a_cluster() -> None:
    namespaced = [one.replace("metadata: {name", "metadata: {namespace: shop, name") for one in (MAP, CLAIM)]
    one, other = sight(*namespaced), sight(namespaced[1])
    assert sorted(shared([("eu", one), ("eu", other)])) == [(0, 1), (1, 0)]
    assert list(shared([("eu", one), ("us", other)])) == []
    assert sorted(shared([("eu", sight(MAP, MAP))])) == [(0, 0), (0, 1)]
