"""Which resources a patch's target means."""

from __future__ import annotations

import pytest

from gate.documents import read
from gate.locate.replay.places import Place
from gate.locate.replay.selectors import Subject, selects
from gate.locate.replay.traced import Traced
from gate.model.json import JsonObject, mapping
from gate.model.resource import ResourceId

BODY: JsonObject = {"metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}}}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("{}", True),
        ("{kind: Deployment, group: apps, version: v1}", True),
        ("{kind: Deploy}", False),
        ("{group: batch}", False),
        ("{name: w.*}", True),
        ("{name: we}", False),
        ("{name: '('}", False),
        ("{namespace: shop}", True),
        ("{namespace: sho}", False),
        ("{labelSelector: app=web}", True),
        ("{labelSelector: 'app in (web, api)'}", True),
        ("{labelSelector: 'app notin (web)'}", False),
        ("{labelSelector: 'app=web,tier'}", False),
        ("{labelSelector: '!tier'}", True),
        ("{labelSelector: app!=web}", False),
        ("{annotationSelector: a=b}", False),
    ],
)
def test_selects(target: str, *, expected: bool) -> None:
    resource = ResourceId("apps/v1", "Deployment", "shop", "web")
    subject = Subject(Traced(BODY, Place("a.yaml"), "the base"), resource, BODY)
    subject.know()
    assert selects(mapping(read(target.encode())[0].value), subject) is expected
