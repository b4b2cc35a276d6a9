"""`--trust main`: what a change says about how it is judged counts only where main says it, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tools.checkout import GOOD, Checkout

SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2-hunter2}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n"
UNSEALED = "secrets/unsealed"
NEW = "waiver/new"
WAIVER = (
    "waivers:\n- rule: secrets/unsealed\n  resource: {kind: Secret, name: db}\n  reason: a test\n"
    "  owner: team\n  expires: 2999-01-01\n"
)
ANNOTATION = '{waiver.gate/secrets.unsealed: "owner=team; expires=2999-01-01; reason=a test"}'
WAIVED = SECRET.replace("{name: db}", "{name: db, annotations: " + ANNOTATION + "}")
OTHER = "# nothing but a comment\n"
EDITS = "it was judged with the one of main"
DEFAULTS = "has no .gate.yaml: judged with the defaults."


@pytest.fixture
def change(checkout: Checkout) -> Checkout:
    """A repository with an unsealed Secret on main, and a branch that is checked out."""
    checkout.commit({"db.yaml": SECRET, "README": "text\n"})
    checkout.git("switch", "--quiet", "--create", "change")
    return checkout


def judged(checkout: Checkout, *arguments: str, ref: str = "main") -> Any:
    return checkout.gate("check", "--format", "json", "--trust", ref, *arguments)


def on_main(checkout: Checkout, files: dict[str, str]) -> None:
    """The files on main, and in the change that comes from it."""
    checkout.git("switch", "--quiet", "main")
    checkout.commit(files)
    checkout.git("switch", "--quiet", "change")
    checkout.git("rebase", "--quiet", "main")


WIDENS = {
    "a waiver": WAIVER,
    "an exclude": "targets: {exclude: ['**']}\n",
    "an include": "targets: {include: ['nothing/**']}\n",
    "an ignore": "rules: {secrets/unsealed: ignore}\n",
    "a severity": "rules: {secrets/unsealed: warning}\n",
    "a severity of an environment": "environments: {all: {paths: ['**'], rules: {secrets/unsealed: info}}}\n",
    "enforcement later": "enforce: {from: 2999-01-01}\n",
    "another profile": "profile: minimal\nrules: {secrets/unsealed: info}\n",
}


class TestTheConfiguration:
    @pytest.mark.parametrize("said", WIDENS)
    def test_that_the_change_brings_is_not_believed(self, change: Checkout, said: str) -> None:
        change.commit({".gate.yaml": WIDENS[said]})
        assert change.gate("check", "--format", "json").code in {0, 2}, "the change alone would pass"
        result = judged(change)
        assert (result.code, result.rules - {NEW}) == (1, {UNSEALED})
        assert result.report["enforced"] is True
        notices = " ".join(result.report["notices"])
        assert EDITS in notices
        assert DEFAULTS in notices
        assert "This change edits .gate.yaml" in change.gate("check", "--trust", "main").out

    @pytest.mark.parametrize("said", WIDENS)
    def test_that_main_has_is(self, change: Checkout, said: str) -> None:
        on_main(change, {".gate.yaml": WIDENS[said]})
        alone, result = change.gate("check", "--format", "json"), judged(change)
        assert alone.code == result.code
        assert alone.rules == result.rules
        assert EDITS not in " ".join(result.report["notices"])

    def test_that_the_change_deletes_still_holds(self, change: Checkout) -> None:
        on_main(
            change,
            {".gate.yaml": "rules: {images/mutable-tag: error, images/digest: error}\n", "p.yaml": POD},
        )
        (change.folder / ".gate.yaml").unlink()
        change.commit()
        report = judged(change).report
        assert {one["rule"]: one["severity"] for one in report["findings"]}["images/digest"] == "error"
        assert EDITS in " ".join(report["notices"])

    def test_that_is_stricter_in_the_change_waits_for_main(self, change: Checkout) -> None:
        change.commit({".gate.yaml": "rules: {images/digest: error}\n", "p.yaml": POD})
        severities = {one["rule"]: one["severity"] for one in judged(change).report["findings"]}
        assert severities.get("images/digest") != "error"

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("rules: [\n", ".gate.yaml:2:1: "),
            ("rulse: {}\n", ".gate.yaml:1:1: unknown key rulse"),
            ("waivers: [{rule: a/b}]\n", ".gate.yaml:1:11: "),
        ],
    )
    def test_that_the_change_breaks_is_a_fault(self, change: Checkout, content: str, message: str) -> None:
        on_main(change, {".gate.yaml": WAIVER})
        change.commit({".gate.yaml": content})
        result = judged(change)
        assert result.code == 2
        assert result.report["errors"][0]["message"].startswith(message)
        assert result.report["errors"][0]["hint"]

    def test_that_is_broken_on_main_can_be_mended_and_widens_nothing(self, change: Checkout) -> None:
        on_main(change, {".gate.yaml": "rulse: {}\n"})
        assert judged(change).code == 2
        change.commit({".gate.yaml": WAIVER})
        result = judged(change)
        assert (result.code, result.rules) == (1, {UNSEALED, NEW})
        notices = result.report["notices"]
        assert ".gate.yaml of main:1:1: unknown key rulse: judged with the defaults." in notices
        change.commit({"db.yaml": POD.replace("nginx", "nginx:1.27")})
        assert judged(change, "--select", "secrets").code == 0

    def test_that_names_an_unknown_rule_in_the_change_is_a_fault(self, change: Checkout) -> None:
        change.commit({".gate.yaml": "rules: {secrets/unsaeled: error}\n"})
        result = judged(change)
        assert result.code == 2
        assert result.report["errors"] == [
            {
                "message": ".gate.yaml:1:9: there is no rule secrets/unsaeled",
                "hint": "did you mean secrets/unsealed?",
            }
        ]

    def test_a_waiver_that_the_change_adds_or_stretches_is_told_at_its_place(self, change: Checkout) -> None:
        on_main(change, {".gate.yaml": WAIVER})
        assert NEW not in judged(change).rules
        change.commit({".gate.yaml": "profile: strict\n" + WAIVER})
        assert NEW not in judged(change).rules, "it only stands in another line"
        change.commit({".gate.yaml": WAIVER.replace("2999", "3999")})
        result = judged(change)
        (told,) = [one for one in result.report["findings"] if one["rule"] == NEW]
        assert told["severity"] == "info"
        assert told["message"] == (
            "this change waives secrets/unsealed for Secret db until 3999-01-01 (team: a test); "
            "it counts once it is merged"
        )
        assert told["location"] == {"path": ".gate.yaml", "line": 2, "column": 3, "precision": "exact"}
        assert "This change edits .gate.yaml (waivers); it was judged with" in " ".join(
            result.report["notices"]
        )

    def test_the_users_own_file_counts(self, change: Checkout, tmp_path: Path) -> None:
        (tmp_path / "own.yaml").write_text(WAIVER)
        assert judged(change, "--config", str(tmp_path / "own.yaml")).code == 0

    def test_main_counts_as_it_was_when_the_change_began(self, change: Checkout) -> None:
        base = change.git("rev-parse", "main")
        change.git("switch", "--quiet", "main")
        change.commit({".gate.yaml": WAIVER})
        change.git("switch", "--quiet", "change")
        result = judged(change)
        assert (result.code, result.report["repository"]["trust"]) == (1, base)


class TestAWaiverOnTheResource:
    def test_counts_where_main_has_it(self, change: Checkout) -> None:
        on_main(change, {"db.yaml": WAIVED})
        change.commit({"README": "more text\n"})
        result = judged(change)
        assert (result.code, result.rules) == (0, set())
        assert [one["status"] for one in result.report["findings"]] == ["waived"]

    def test_that_the_change_brings_does_not(self, change: Checkout) -> None:
        change.commit({"db.yaml": WAIVED})
        assert change.gate("check").code == 0
        result = judged(change)
        assert (result.code, result.rules) == (1, {UNSEALED, "waiver/untrusted"})
        (untrusted,) = [one for one in result.report["findings"] if one["rule"] == "waiver/untrusted"]
        assert untrusted["location"] == {"path": "db.yaml", "line": 3, "column": 36, "precision": "exact"}

    def test_of_a_resource_that_the_change_adds_does_not(self, change: Checkout) -> None:
        on_main(change, {"db.yaml": WAIVED})
        change.commit({"db2.yaml": WAIVED.replace("name: db", "name: db2")})
        result = judged(change)
        assert result.code == 1
        assert {one["resource"]["name"]: one["status"] for one in result.report["findings"]} == {
            "db": "waived",
            "db2": "open",
        }

    @pytest.mark.needs("kustomize")
    def test_in_a_target_that_flux_declares_counts_where_main_has_it(self, change: Checkout) -> None:
        flux = (
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
            "metadata: {name: apps, namespace: flux-system}\n"
            "spec: {path: ./apps, interval: 1m, prune: true,"
            " sourceRef: {kind: GitRepository, name: flux-system}}\n"
        )
        files = {"apps/db.yaml": WAIVED, "clusters/apps.yaml": flux, "db.yaml": OTHER}
        on_main(change, files)
        change.commit({"apps/more.yaml": GOOD})
        result = judged(change)
        assert (result.code, result.rules & {UNSEALED, "waiver/untrusted"}) == (0, set())

    @pytest.mark.parametrize(
        ("old", "new"), [("2999-01-01", "3000-01-01"), ("a test", "another"), ("unsealed:", "token:")]
    )
    def test_that_the_change_stretches_does_not(self, change: Checkout, old: str, new: str) -> None:
        on_main(change, {"db.yaml": WAIVED})
        change.commit({"db.yaml": WAIVED.replace(old, new)})
        assert judged(change).code == 1

    @pytest.mark.needs("kustomize")
    def test_that_a_patch_of_the_change_brings_does_not(self, change: Checkout) -> None:
        files = {"base/db.yaml": SECRET, "base/kustomization.yaml": "resources: [db.yaml]\n"}
        (change.folder / "db.yaml").unlink()
        change.commit(files)
        change.git("branch", "--force", "main")
        annotations = f"commonAnnotations: {ANNOTATION}\n"
        change.commit({"base/kustomization.yaml": f"resources: [db.yaml]\n{annotations}"})
        result = judged(change)
        assert (result.code, result.rules) == (1, {UNSEALED, "waiver/untrusted"})


WIDGET = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: TYPE}}}}}
"""
A_WIDGET = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: big}\n"


class TestSchemas:
    def test_come_from_main(self, checkout: Checkout) -> None:
        settings = "schemas: [schemas]\ntargets: {exclude: ['schemas/**']}\n"
        checkout.commit({".gate.yaml": settings, "schemas/w.yaml": WIDGET.replace("TYPE", "integer")})
        checkout.git("switch", "--quiet", "--create", "change")
        checkout.commit({"schemas/w.yaml": WIDGET.replace("TYPE", "string"), "a.yaml": A_WIDGET})
        assert checkout.gate("check", "--format", "json").rules == set()
        result = judged(checkout)
        assert result.rules == {"schema/type"}
        said = "This change edits schemas (schemas); it was judged with those of the trusted ref."
        assert said in result.report["notices"]

    def test_that_the_change_leaves_alone_are_not_told_of(self, checkout: Checkout) -> None:
        checkout.commit({".gate.yaml": "schemas: [schemas]\n", "schemas/w.yaml": WIDGET})
        checkout.git("switch", "--quiet", "--create", "change")
        checkout.commit({"a.yaml": A_WIDGET})
        assert not [one for one in judged(checkout).report["notices"] if "edits" in one]

    def test_that_the_change_lets_lie_about_do_not_count(self, checkout: Checkout) -> None:
        checkout.commit({".gate.yaml": "targets: {exclude: ['schemas/**']}\n", "a.yaml": A_WIDGET})
        checkout.git("switch", "--quiet", "--create", "change")
        checkout.commit({"schemas/w.yaml": WIDGET.replace("TYPE", "string")})
        assert checkout.gate("check", "--format", "json").rules == set()
        assert judged(checkout).rules == {"schema/missing"}

    def test_that_the_change_sends_to_the_cluster_do(self, checkout: Checkout) -> None:
        checkout.commit({"a.yaml": A_WIDGET})
        checkout.git("switch", "--quiet", "--create", "change")
        checkout.commit({"w.yaml": WIDGET.replace("TYPE", "integer")})
        assert judged(checkout).rules == {"schema/type"}


class TestTheRef:
    @pytest.mark.parametrize(
        ("ref", "message", "hint"),
        [
            ("nowhere", "nowhere names no commit that is here", "fetch it: `git fetch origin nowhere`"),
            ("-x", "'-x' is no name of a commit", "name a branch, a tag or a commit"),
            (
                "--upload-pack=x",
                "'--upload-pack=x' is no name of a commit",
                "name a branch, a tag or a commit",
            ),
            ("main:README", "main:README names no commit that is here", "fetch it"),
        ],
    )
    def test_that_names_no_commit(self, change: Checkout, ref: str, message: str, hint: str) -> None:
        result = change.gate("check", "--format", "json", f"--trust={ref}")
        assert result.code == 2
        (error,) = result.report["errors"]
        assert error["message"] == message
        assert error["hint"].startswith(hint)
        told = change.gate("render", f"--trust={ref}")
        assert (told.code, told.out) == (2, "")
        assert told.err.startswith(f"gate: {message}\n      {hint}")

    def test_in_a_shallow_clone(self, change: Checkout, tmp_path: Path) -> None:
        change.commit({"README": "more\n"})
        change.git("switch", "--quiet", "main")
        change.commit({"README": "other\n"})
        place = tmp_path / "shallow"
        clone = ("clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=change")
        change.git(*clone, change.folder.as_uri(), str(place))
        result = judged(Checkout(place), ref="origin/main")
        assert result.code == 2
        (error,) = result.report["errors"]
        assert (
            error["message"] == "the clone is too shallow to hold the commit at which HEAD left origin/main"
        )
        assert "fetch-depth: 0" in error["hint"]

    def test_with_nothing_in_common(self, change: Checkout) -> None:
        change.git("switch", "--quiet", "--orphan", "other")
        change.commit({"db.yaml": SECRET})
        result = judged(change)
        assert result.code == 2
        assert result.report["errors"][0]["message"] == "HEAD and main have no commit in common"

    def test_before_the_first_commit(self, checkout: Checkout) -> None:
        result = judged(checkout.write({"db.yaml": SECRET}))
        assert result.code == 2
        assert result.report["errors"][0]["message"] == "main names no commit that is here"

    def test_outside_git(self, folder: Checkout) -> None:
        result = judged(folder.write({"db.yaml": SECRET}))
        assert result.code == 2
        (error,) = result.report["errors"]
        assert error["message"] == f"--trust needs a Git repository, and {folder.folder} is in none"
        assert error["hint"] == "run it in a clone"


TEMPLATE = """apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: demo}
spec:
  crd: {spec: {names: {kind: Demo}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package demo

        violation[{"msg": "no"}] { WHEN }
"""
CONSTRAINT = """apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Demo
metadata: {name: never}
spec: {match: {kinds: [{apiGroups: [""], kinds: [Secret]}]}}
"""
CONFIG = """apiVersion: config.gatekeeper.sh/v1alpha1
kind: Config
metadata: {name: config, namespace: gatekeeper-system}
spec: {match: [{excludedNamespaces: ["*"], processes: ["*"]}]}
"""


@pytest.mark.needs("opa")
class TestGatekeepersConstraintsInAFolderOfPolicies:
    @pytest.fixture
    def guarded(self, change: Checkout) -> Checkout:
        on_main(
            change,
            {
                ".gate.yaml": "policies: [policy]\ntargets: {exclude: ['policy/**']}\nprofile: minimal\n",
                "policy/demo.yaml": f"{TEMPLATE.replace('WHEN', 'true')}---\n{CONSTRAINT}",
                "db.yaml": SECRET.replace("name: db", "name: db, namespace: shop"),
            },
        )
        return change

    @pytest.mark.parametrize(
        "files",
        [
            {"policy/demo.yaml": TEMPLATE.replace("WHEN", "true")},
            {"policy/demo.yaml": f"{TEMPLATE.replace('WHEN', 'false')}---\n{CONSTRAINT}"},
            {".gate.yaml": "profile: minimal\n"},
            {"gatekeeper/config.yaml": CONFIG},
            {"gatekeeper/demo.yaml": TEMPLATE.replace("WHEN", "false")},
        ],
        ids=["taken out", "never true", "not named", "a Config that excludes all", "another template"],
    )
    def test_are_asked_whatever_the_change_does_to_them(
        self, guarded: Checkout, files: dict[str, str]
    ) -> None:
        guarded.commit(files)
        result = judged(guarded, "--select", "gatekeeper/demo")

        assert (result.code, result.rules - {NEW}) == (1, {"gatekeeper/demo"})
