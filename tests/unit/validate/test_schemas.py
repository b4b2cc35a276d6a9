from __future__ import annotations

import pytest

from gate.model.json import mapping
from gate.validate import RULES, available_versions
from gate.validate.constraints import optional_fields
from gate.validate.schemas import _CHOICES, OBJECT_META, Release


@pytest.mark.parametrize("version", available_versions())
def test_every_kind_of_every_version_compiles(version: str) -> None:
    release = Release(version)
    assert len(release.kinds) > 100
    for api_version, kind in release.kinds:
        schema = release.schema(api_version, kind)
        assert schema is not None
        assert schema.accepts({"apiVersion": "no/v1", "kind": kind}) is False


@pytest.mark.parametrize("version", available_versions())
def test_what_is_put_right_exists(version: str) -> None:
    release = Release(version)
    for name in (OBJECT_META, *_CHOICES):
        assert release.definition(name)


@pytest.mark.parametrize(("name", "fields"), optional_fields().items())
def test_what_is_not_required_exists(name: str, fields: tuple[str, ...]) -> None:
    definitions = [Release(version).definition(name) for version in ("1.25", "1.34", "1.37")]
    assert any(set(fields) <= set(mapping(definition.get("properties"))) for definition in definitions)


def test_messages_of_the_server_are_no_kinds_for_manifests() -> None:
    kinds = {kind for _, kind in Release("1.37").kinds}
    assert not kinds & {"DeleteOptions", "WatchEvent", "APIGroup", "Status"}
    assert {"Pod", "PodList", "CustomResourceDefinition", "TokenReview"} <= kinds


def test_rules_are_of_their_families_and_complete() -> None:
    assert {rule.family for rule in RULES} == {"schema", "api", "ref"}
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.title and rule.description and rule.remediation and not rule.policy for rule in RULES)
