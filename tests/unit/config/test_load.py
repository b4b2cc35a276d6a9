"""What `.gate.yaml` says, and what is said of it when it says nonsense."""

from __future__ import annotations

import datetime as dt

import pytest

from gate.config.load import load
from gate.config.settings import External, Settings
from gate.errors import ConfigError
from gate.model.finding import Location
from gate.model.waiver import ResourcePattern


def settings(text: str) -> Settings:
    return load(text.encode(), ".gate.yaml")


def fault(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        settings(text)
    return caught.value


def test_nothing_said_is_the_defaults() -> None:
    assert settings("") == settings("# only a comment\n") == settings("{}") == Settings()


def test_everything_said_is_kept() -> None:
    said = settings(
        """
kubernetes: ["1.33", "1.34"]
profile: strict
environments:
  production:
    paths: ["**/overlays/production"]
    values: ["values-production.yaml"]
    clusters: {eu: {paths: ["clusters/eu/**"]}}
    rules: {images/digest: error}
targets: {include: ["apps/**"], exclude: ["vendor/**"]}
schemas: [schemas/]
rules:
  images/registry: {severity: error, params: {allowed: ["registry.example.com/"]}}
  images/digest: ignore
enforce: {from: 2027-01-31}
"""
    )
    production = said.environments[0]
    assert said.kubernetes == ("1.33", "1.34")
    assert said.profile == "strict"
    assert (production.name, production.paths) == ("production", ("**/overlays/production",))
    assert production.clusters[0].paths == ("clusters/eu/**",)
    assert production.rules["images/digest"].severity == "error"
    assert (said.include, said.exclude, said.schemas) == (("apps/**",), ("vendor/**",), ("schemas/",))
    assert said.rules["images/registry"].severity == "error"
    assert said.rules["images/registry"].params["allowed"] == ["registry.example.com/"]
    assert said.rules["images/digest"].severity == "ignore"
    assert said.enforce_from == dt.date(2027, 1, 31)


def test_a_waiver_knows_where_it_stands() -> None:
    (waiver,) = settings(
        """\
waivers:
  - rule: secrets/unsealed
    resource: {kind: Secret, namespace: shop, name: db}
    environment: dev
    reason: test fixture
    owner: team-payments
    expires: 2027-03-31
"""
    ).waivers
    assert waiver.resource == ResourcePattern("Secret", "db", "shop")
    assert waiver.expires == dt.date(2027, 3, 31)
    assert (waiver.source.path, waiver.source.line, waiver.source.column) == (".gate.yaml", 2, 5)


WAIVER = "{rule: a/b, path: x, reason: r, owner: o, expires: 2027-03-31}"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("profil: strict\n", ".gate.yaml:1:1: unknown key profil", "did you mean profile?"),
        ("profile: stricct\n", ".gate.yaml:1:10: profile cannot be stricct", "did you mean strict?"),
        (
            "kubernetes: [1.33]\n",
            ".gate.yaml:1:14: kubernetes.0 is a number, not a string",
            'put it in quotes: "1.33"',
        ),
        ("targets:\n  exlude: []\n", ".gate.yaml:2:3: unknown key exlude", "did you mean exclude?"),
        (
            "enforce: {from: soon}\n",
            ".gate.yaml:1:17: enforce.from: 'soon' does not fit",
            "A day, as 2027-01-31.",
        ),
        (
            "enforce: {from: 2027-02-30}\n",
            ".gate.yaml:1:17: 2027-02-30 is not a day",
            "write it as 2027-01-31",
        ),
        (
            "rules: {rbac: ignore}\n",
            ".gate.yaml:1:9: 'rbac' cannot be a name here",
            "The exact id of one rule, as rbac/wildcard-verbs.",
        ),
        (
            f"waivers: [{WAIVER.replace('rule: a/b', 'rule: a')}]\n",
            ".gate.yaml:1:18: waivers.0.rule: 'a' does not fit",
            "The exact id of one rule, as rbac/wildcard-verbs.",
        ),
        (
            f"waivers: [{WAIVER.replace('reason: r', 'reason: ' + repr('  '))}]\n",
            ".gate.yaml:1:40: waivers.0.reason: '  ' does not fit",
            "Say why it is accepted.",
        ),
        (
            f"waivers: [{WAIVER.replace('owner: o', 'owner: ' + repr(''))}]\n",
            ".gate.yaml:1:50: waivers.0.owner: '' does not fit",
            "Say who answers for it.",
        ),
        (
            f"waivers: [{WAIVER.replace('path: x', 'resource: {kind: Secret, name: db*}')}]\n",
            ".gate.yaml:1:54: waivers.0.resource.name: 'db*' does not fit",
            "The exact name: a waiver has no wildcards but in `path`.",
        ),
        (
            f"waivers: [{WAIVER.replace('path: x', 'resource: {kind: ' + repr('*') + ', name: db}')}]\n",
            ".gate.yaml:1:40: waivers.0.resource.kind: '*' does not fit",
            "The exact kind, without its group: a waiver has no wildcards but in `path`.",
        ),
        (
            "profile: [\n",
            ".gate.yaml:2:1: did not find expected node content (while parsing a flow node)",
            "mend the YAML",
        ),
        ("a: 1\n---\nb: 2\n", ".gate.yaml holds 2 YAML documents", "keep one"),
    ],
)
def test_a_fault_is_one_sentence_at_its_place(text: str, message: str, hint: str) -> None:
    error = fault(text)
    assert error.message == message
    assert error.hint == hint


def test_one_fault_hides_no_other() -> None:
    error = fault("profil: strict\nwaivers:\n  - rule: a/b\n")
    messages = [one.message for one in (error, *error.also)]
    assert messages == [
        ".gate.yaml:1:1: unknown key profil",
        ".gate.yaml:3:5: waivers.0 lacks reason, owner, expires",
        ".gate.yaml:3:5: waivers.0 needs one of resource, path",
    ]


def test_off_is_a_boolean_and_no_severity() -> None:
    assert "rules.images/digest cannot be False" in fault("rules: {images/digest: off}\n").message


def test_externals_have_the_place_where_they_are_written() -> None:
    said = settings(
        "externals:\n  - {kind: Secret, name: 'db-*'}\n  - {kind: Role, namespace: ci, name: a}\n"
    )
    assert said.externals == (
        External(
            "Secret", "db-*", "", Location(".gate.yaml", 2, 5, quote="  - {kind: Secret, name: 'db-*'}")
        ),
        External(
            "Role", "a", "ci", Location(".gate.yaml", 3, 5, quote="  - {kind: Role, namespace: ci, name: a}")
        ),
    )


def test_an_external_needs_kind_and_name() -> None:
    assert fault("externals: [{kind: Secret}]").message == ".gate.yaml:1:13: externals.0 lacks name"
    assert fault("externals: [{kind: Secret, nmae: db, name: a}]").message == (
        ".gate.yaml:1:28: unknown key nmae"
    )
