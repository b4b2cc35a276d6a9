from __future__ import annotations

import pytest

from gate.model.json import JsonObject
from tests.unit.validate.resources import findings, plain, said

CLAIM: JsonObject = plain("resource.k8s.io/v1beta1", "ResourceClaim", spec={})
SCHEMA_OF_FLOWS: JsonObject = plain(
    "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", spec={"priorityLevelConfiguration": {"name": "x"}}
)


def test_an_api_that_a_later_version_lacks_is_a_warning_that_says_which() -> None:
    (finding,) = findings(SCHEMA_OF_FLOWS, ("1.29", "1.31"))
    assert (finding.rule, finding.severity, finding.pointer) == (
        "schema/deprecated-api",
        "warning",
        "/apiVersion",
    )
    assert (
        finding.message
        == "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema is deprecated: Kubernetes 1.32 removes it"
    )
    assert finding.remedy == "Use flowcontrol.apiserver.k8s.io/v1."
    assert finding.kubernetes_versions == ("1.29", "1.31")


def test_the_remedy_names_only_what_the_version_has() -> None:
    (finding,) = findings(SCHEMA_OF_FLOWS, ("1.28",))
    assert finding.remedy == "Use flowcontrol.apiserver.k8s.io/v1beta2."


def test_a_kind_that_its_schema_calls_deprecated_is_a_warning_from_then_on() -> None:
    (finding,) = findings(plain("v1", "Endpoints"), ("1.32", "1.33", "1.37"))
    assert finding.message == "v1 Endpoints is deprecated since Kubernetes 1.33"
    assert finding.remedy == "Use discovery.k8s.io/v1 EndpointSlice."
    assert finding.kubernetes_versions == ("1.33", "1.37")


def test_a_beta_is_a_warning_where_every_version_has_the_stable_one() -> None:
    (finding,) = findings(CLAIM, ("1.34", "1.37"))
    assert finding.rule == "schema/deprecated-api"
    assert (
        finding.message
        == "resource.k8s.io/v1beta1 ResourceClaim is the beta of resource.k8s.io/v1, which replaces it"
    )
    assert finding.remedy == "Use resource.k8s.io/v1."


def test_a_beta_is_no_warning_where_a_version_has_nothing_better() -> None:
    assert said(CLAIM, ("1.33", "1.37")) == []


@pytest.mark.parametrize("body", [plain("v1", "Event", involvedObject={}), plain("v1", "ConfigMap")], ids=str)
def test_a_stable_kind_is_not_deprecated(body: JsonObject) -> None:
    assert said(body, ("1.25", "1.37")) == []
