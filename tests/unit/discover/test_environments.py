"""Environments and clusters."""

from __future__ import annotations

import pytest

from gate.config.settings import Cluster, Environment, Settings
from gate.discover.environments import Place, inferred, is_name, place

CONFIGURED = Settings(
    environments=(
        Environment("staging", paths=("**/overlays/staging",), values=("values-staging.yaml",)),
        Environment(
            "production",
            paths=("**/overlays/production", "clusters/{eu,us}/**"),
            values=("live/*.yaml",),
            clusters=(Cluster("eu", ("clusters/eu/**",)), Cluster("us", ("clusters/us/**",))),
        ),
    )
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("apps/web/overlays/staging", Place("staging", "staging")),
        ("apps/web/overlays/production", Place("production", "production")),
        ("clusters/eu/apps", Place("production", "production/eu")),
        ("clusters/us/overlays/staging", Place("staging", "staging")),
        ("apps/web/overlays/dev", Place("", "apps/web/overlays/dev")),
    ],
)
def test_the_first_environment_whose_paths_match(path: str, expected: Place) -> None:
    assert place(CONFIGURED, path, path) == expected


def test_the_values_file_decides_before_the_path() -> None:
    values = ("apps/overlays/staging/web/live/a.yaml", "live/a.yaml")
    assert place(CONFIGURED, "x@live/a.yaml", "apps/overlays/staging", values).environment == "production"


def test_without_configuration_each_target_is_a_cluster_of_its_own() -> None:
    assert place(Settings(), "apps/web/overlays/dev", "apps/web/overlays/dev") == Place(
        "dev", "apps/web/overlays/dev"
    )


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("apps/web/overlays/dev", "dev"),
        ("clusters/production/flux-system", "production"),
        ("envs/eu-prod-1/apps", "eu-prod-1"),
        ("apps/overlays/moc/smaug", ""),
        ("apps/staging", "staging"),
        ("staging/apps", ""),
        ("apps/web/base", ""),
        (".", ""),
    ],
)
def test_an_environment_told_from_a_path(path: str, environment: str) -> None:
    assert inferred(path) == environment


@pytest.mark.parametrize("label", ["prod", "Staging", "eu-prod", "pre-production", "qa2", "dev_1"])
def test_what_people_call_an_environment(label: str) -> None:
    assert is_name(label)


@pytest.mark.parametrize("label", ["product", "minio", "device", "full"])
def test_what_is_no_environment(label: str) -> None:
    assert not is_name(label)
