"""What suites show to constraints: objects, and requests as they are."""

from __future__ import annotations

import pytest

from gate.evaluate.gatekeeper.requests import AdmissionRequest, request_of
from gate.model.json import JsonObject
from tests.unit.evaluate.gatekeeper.samples import manifest

NOTHING: JsonObject = {
    "uid": "",
    "kind": {"group": "", "version": "", "kind": ""},
    "resource": {"group": "", "version": "", "resource": ""},
    "operation": "",
    "userInfo": {},
    "object": None,
    "oldObject": None,
    "options": None,
}


def review(**request: object) -> JsonObject:
    return {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}  # type: ignore[dict-item]


def made(body: JsonObject) -> AdmissionRequest:
    request = request_of(body)
    assert isinstance(request, AdmissionRequest)
    return request


def test_an_object_is_shown_as_gator_shows_it() -> None:
    body = manifest("Deployment", "apps/v1", namespace="shop")

    assert made(body).review() == {
        **NOTHING,
        "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
        "object": body,
        "name": "web",
        "namespace": "shop",
        "namespaceObject": None,
    }


def test_a_request_is_shown_as_it_is() -> None:
    body, user = manifest(), {"username": "system:foo"}
    request = made(review(operation="UPDATE", object=body, oldObject=body, userInfo=user))

    assert request.objects == (body, body)
    assert request.review() == {
        **NOTHING,
        "operation": "UPDATE",
        "object": body,
        "oldObject": body,
        "userInfo": user,
        "namespaceObject": None,
    }


def test_of_a_deletion_rego_sees_the_old_object_as_the_new_one() -> None:
    body = manifest()
    request = made(review(operation="DELETE", oldObject=body))

    assert (request.object, request.objects, request.review()["object"]) == ({}, (body,), body)


def test_the_values_of_a_secret_are_replaced_in_both_objects() -> None:
    secret: JsonObject = {**manifest("Secret"), "stringData": {"key": "hunter2"}}
    request = made(review(operation="UPDATE", object=secret, oldObject=secret))

    assert request.is_of_secret
    shown = request.review(masks=True)
    hidden = {**manifest("Secret"), "stringData": {"key": "placeholder"}}
    assert (shown["object"], shown["oldObject"]) == (hidden, hidden)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({}, "has neither object nor oldObject"),
        ({"object": manifest(), "user": {}}, "has a field that is none: user"),
        ({"object": manifest(), "operation": "DELETE"}, "is a deletion, and has no oldObject"),
    ],
)
def test_a_request_that_is_none(request_: dict[str, object], words: str) -> None:
    assert request_of(review(**request_)) == f"the request of the AdmissionReview {words}"


def test_an_object_without_a_kind() -> None:
    assert request_of(review(object={"metadata": {}})) == "an object in the AdmissionReview has no kind"
