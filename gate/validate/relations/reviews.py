"""What questions about access say against themselves (pkg/apis/authorization/validation)."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.wording import quoted


def local_review_faults(body: JsonObject) -> Iterator[Fault]:
    """The namespace that a LocalSubjectAccessReview asks about, which is its own."""
    own = text(mapping(body.get("metadata")).get("namespace"))
    asked = mapping(body.get("spec")).get("resourceAttributes")
    if not own or not isinstance(asked, dict) or text(asked.get("namespace")) == own:
        return
    place = ("spec", "resourceAttributes", "namespace")
    yield fault("api/conflict", place, f"must be metadata.namespace, which is {quoted(own)}")
