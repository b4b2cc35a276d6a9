"""What a suite shows to a constraint: an object as it is, or the AdmissionReview of a request.

Source: pkg/gator/verify/runner.go and pkg/target/target.go of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations

from dataclasses import dataclass

from gate.evaluate.secrets import masked
from gate.model.json import JsonObject, mapping, text

_ADMISSION_GROUP = "admission.k8s.io"
_OBJECT, _OLD = "object", "oldObject"
# https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request
_FIELDS = frozenset(
    {
        "uid", "kind", "resource", "subResource", "requestKind", "requestResource", "requestSubResource",
        "name", "namespace", "operation", "userInfo", _OBJECT, _OLD, "dryRun", "options",
    }
)  # fmt: skip
_NO_KIND: JsonObject = {"group": "", "version": "", "kind": ""}
_NO_RESOURCE: JsonObject = {"group": "", "version": "", "resource": ""}


@dataclass(frozen=True, slots=True)
class AdmissionRequest:
    """A request; of an object alone it is what `gator` makes of that, without an operation and a user.

    said: the request as JSON, complete.
    """

    said: JsonObject

    @property
    def object(self) -> JsonObject:
        """The object to come; {} where there is none."""
        return mapping(self.said.get(_OBJECT))

    @property
    def old_object(self) -> JsonObject:
        """The object that is there; {} where there is none."""
        return mapping(self.said.get(_OLD))

    @property
    def objects(self) -> tuple[JsonObject, ...]:
        """Those of both that there are."""
        return tuple(one for one in (self.object, self.old_object) if one)

    @property
    def namespace(self) -> str:
        return text(self.said.get("namespace"))

    @property
    def is_deletion(self) -> bool:
        return self.said.get("operation") == "DELETE"

    @property
    def is_of_secret(self) -> bool:
        return any(one.get("kind") == "Secret" for one in self.objects)

    def review(self, *, masks: bool = False) -> JsonObject:
        """`input.review`; of a deletion `object` is the old one.

        masks: with placeholders for the values of Secrets.
        """
        made = self.said | {"namespaceObject": None}
        if self.is_deletion:
            made[_OBJECT] = made[_OLD]
        for field in (_OBJECT, _OLD):
            if masks and isinstance(made[field], dict):
                made[field] = masked(mapping(made[field]))
        return made


def is_admission_review(body: JsonObject) -> bool:
    """Whether a manifest is a request itself."""
    group = text(body.get("apiVersion")).rpartition("/")[0]
    return group == _ADMISSION_GROUP and body.get("kind") == "AdmissionReview"


def request_of(body: JsonObject) -> AdmissionRequest | str:
    """The request of a manifest, or what is wrong with it."""
    if is_admission_review(body):
        return _of_review(body)
    group, _, version = text(body.get("apiVersion")).rpartition("/")
    metadata = mapping(body.get("metadata"))
    kind: JsonObject = {"group": group, "version": version, "kind": body.get("kind")}
    said: JsonObject = {"kind": kind, _OBJECT: body}
    for field in ("name", "namespace"):
        if value := text(metadata.get(field)):
            said[field] = value
    return _complete(said)


def _of_review(body: JsonObject) -> AdmissionRequest | str:
    request = body.get("request")
    if not isinstance(request, dict):
        return "the AdmissionReview has no request"
    if unknown := sorted(request.keys() - _FIELDS):
        return f"the request of the AdmissionReview has a field that is none: {unknown[0]}"
    made = _complete(request)
    if not made.objects:
        return "the request of the AdmissionReview has neither object nor oldObject"
    if made.is_deletion and not made.old_object:
        return "the request of the AdmissionReview is a deletion, and has no oldObject"
    for one in made.objects:
        if not text(one.get("kind")):
            return "an object in the AdmissionReview has no kind"
    return made


def _complete(said: JsonObject) -> AdmissionRequest:
    """With all that Go writes of an AdmissionRequest, whatever is set."""
    absent: JsonObject = {
        "uid": "",
        "kind": _NO_KIND,
        "resource": _NO_RESOURCE,
        "operation": "",
        "userInfo": {},
        _OBJECT: None,
        _OLD: None,
        "options": None,
    }
    return AdmissionRequest(absent | said)
