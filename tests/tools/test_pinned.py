"""Policies that the run pins: each way in which a file of the repository could switch one off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tools.checkout import Checkout, Said

pytestmark = pytest.mark.needs("opa")

RULE = "acme.images/deny"
POLICY = """package acme.images

deny contains {"msg": msg, "pointer": "/data/image"} if {
	input.kind == "ConfigMap"
	not startswith(object.get(input, ["data", "image"], data.acme.registry), data.acme.registry)
	msg := sprintf("%s has another image", [input.metadata.name])
}
"""
FOREIGN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {image: evil/a}\n"
GOOD = FOREIGN.replace("evil/a", "acme/a").replace("NAME", "good")
WAIVER = "waivers:\n- {rule: RULE, path: '**', reason: r, owner: o, expires: '2999-01-01'}\n"


def foreign(name: str = "some") -> str:
    return FOREIGN.replace("NAME", name)


@pytest.fixture
def repository(checkout: Checkout, tmp_path: Path) -> Checkout:
    """A repository that is judged with a pinned policy."""
    folder = tmp_path / "pinned"
    folder.mkdir()
    (folder / "images.rego").write_text(POLICY)
    (folder / "data.yaml").write_text("acme: {registry: acme/}\n")
    checkout.env.update(GATE_PINNED_POLICY=str(folder), GATE_CACHE_DIR=str(tmp_path / "cache"))
    return checkout


def judged(repository: Checkout, *arguments: str) -> Said:
    return repository.gate("check", "--format", "json", "--kubernetes-version", "1.34", *arguments)


def told(result: Said, rule: str = RULE) -> list[dict[str, Any]]:
    return [one for one in result.report["findings"] if one["rule"] == rule]


class TestSettings:
    """What `.gate.yaml` says of the rule, and of when it counts."""

    @pytest.mark.parametrize(
        "settings",
        [
            f"rules: {{{RULE}: ignore}}\n",
            f"rules: {{{RULE}: info}}\n",
            f"environments: {{all: {{paths: ['**'], rules: {{{RULE}: ignore}}}}}}\n",
            "profile: minimal\n",
            "enforce: {from: 2999-01-01}\n",
            WAIVER.replace("RULE", RULE),
        ],
    )
    def test_soften_nothing(self, repository: Checkout, settings: str) -> None:
        repository.commit({"a.yaml": foreign(), ".gate.yaml": settings})
        result = judged(repository)
        assert result.code == 1
        (finding,) = told(result)
        assert (finding["severity"], finding["status"]) == ("error", "open")

    def test_that_name_the_rule_are_told(self, repository: Checkout) -> None:
        repository.commit({"a.yaml": GOOD, ".gate.yaml": f"rules: {{{RULE}: ignore}}\n"})
        notices = judged(repository).report["notices"]
        assert f".gate.yaml has settings for what the run pins, which count for nothing: {RULE}" in notices

    def test_a_waiver_is_a_finding_and_listed(self, repository: Checkout) -> None:
        repository.commit({"a.yaml": foreign(), ".gate.yaml": WAIVER.replace("RULE", RULE)})
        report = judged(repository).report
        (finding,) = [one for one in report["findings"] if one["rule"] == "waiver/forbidden"]
        assert (
            finding["message"] == f"the waiver of {RULE} counts for nothing: the run pins what it means (o)"
        )
        assert finding["location"]["line"] == 2
        assert [one["state"] for one in report["waivers"]] == ["pinned"]

    def test_an_annotation_waives_nothing(self, repository: Checkout) -> None:
        key = f"waiver.gate/{RULE.partition('/')[0]}.deny"
        annotation = f"{{name: some, annotations: {{{key}: 'owner=o; expires=2999-01-01; reason=r'}}}}"
        repository.commit({"a.yaml": foreign().replace("{name: some}", annotation)})
        result = judged(repository)
        assert [one["status"] for one in told(result)] == ["open"]
        assert result.code == 1


EXCLUDED = "targets: {exclude: ['**']}\n"
KUSTOMIZATION = "resources: [a.yaml]\n"
CHART = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
FLUX = (
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
    "metadata: {name: apps, namespace: flux-system}\n"
    "spec: {path: ./apps, sourceRef: {kind: GitRepository, name: flux-system}, interval: 1m, prune: true}\n"
)
TEMPLATE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: some}\ndata: {image: '{{ .Values.image }}'}\n"
RENDERED: dict[str, dict[str, str]] = {
    "manifests": {"apps/a.yaml": foreign()},
    "overlay": {"apps/kustomization.yaml": KUSTOMIZATION, "apps/a.yaml": foreign()},
    "chart": {
        "apps/Chart.yaml": CHART,
        "apps/values.yaml": "image: evil/a\n",
        "apps/templates/a.yaml": TEMPLATE,
    },
    "declared by Flux": {"clusters/apps.yaml": FLUX, "apps/a.yaml": foreign()},
}


@pytest.mark.needs("kustomize", "helm")
class TestLeftOut:
    """What keeps a target from being one."""

    @pytest.mark.parametrize(
        "settings",
        [EXCLUDED, "targets: {exclude: [apps]}\n", "targets: {include: [other]}\n"],
        ids=["exclude all", "exclude", "include"],
    )
    @pytest.mark.parametrize("files", RENDERED.values(), ids=RENDERED)
    def test_by_the_configuration(self, repository: Checkout, files: dict[str, str], settings: str) -> None:
        repository.commit({**files, "other/good.yaml": GOOD, ".gate.yaml": settings})
        result = judged(repository)
        assert result.code == 1, result.everything
        (finding,) = told(result)
        assert finding["message"] == "some has another image"
        assert finding["location"]["path"] in {"apps/a.yaml", "apps/values.yaml"}
        assert result.rules - {"schema/missing"} == {RULE}, "the gate's own rules are not asked"
        (notice,) = [one for one in result.report["notices"] if one.startswith("Pinned policies were also")]
        assert notice.startswith("Pinned policies were also asked of what is left out: ")

    @pytest.mark.parametrize(
        "files",
        [
            {"examples/app/kustomization.yaml": KUSTOMIZATION, "examples/app/a.yaml": foreign()},
            {
                "apps/kustomization.yaml": "kind: Component\n" + KUSTOMIZATION,
                "apps/a.yaml": foreign(),
            },
            {"apps/Chart.yaml": CHART, "apps/a.yaml": foreign()},
            {".github/deploy/a.yaml": foreign()},
            {
                "chart/Chart.yaml": CHART,
                "chart/values.yaml": "image: evil/a\n",
                "chart/values-prod.yaml": "image: acme/a\n",
                "chart/templates/a.yaml": TEMPLATE,
            },
            {
                "chart/Chart.yaml": CHART,
                "chart/values.yaml": "image: acme/a\n",
                "chart/values-other.yaml": "image: evil/a\n",
                "chart/templates/a.yaml": TEMPLATE,
            },
            {
                "chart/Chart.yaml": CHART,
                "chart/values.yaml": "image: evil/a\n",
                "chart/some.yaml": "image: acme/a\n",
                "chart/templates/a.yaml": TEMPLATE,
                ".gate.yaml": "environments: {prod: {values: [some.yaml]}}\n",
            },
        ],
        ids=[
            "a library's name",
            "a component that nobody uses",
            "beside a chart's parts",
            "a folder of CI",
            "values of an environment instead of its own",
            "values of no environment",
            "values that the configuration names",
        ],
    )
    def test_by_names(self, repository: Checkout, files: dict[str, str]) -> None:
        repository.commit({**files, "good.yaml": GOOD})
        result = judged(repository)
        assert result.code == 1, result.everything
        assert [one["message"] for one in told(result)] == ["some has another image"]

    def test_by_a_mark(self, repository: Checkout, tmp_path: Path) -> None:
        local = "annotations: {config.kubernetes.io/local-config: 'true'}"
        widget = foreign().replace("v1\nkind: ConfigMap", "acme.example/v1\nkind: Widget")
        (tmp_path / "pinned" / "images.rego").write_text(POLICY.replace("ConfigMap", "Widget"))
        repository.commit({"a.yaml": widget.replace("{name", f"{{{local}, name"), "good.yaml": GOOD})
        assert [one["message"] for one in told(judged(repository))] == ["some has another image"]

    def test_is_told_in_the_account_and_by_every_format(self, repository: Checkout) -> None:
        files = RENDERED["overlay"] | {"apps/b.yaml": foreign("other"), "other/good.yaml": GOOD}
        repository.commit({**files, ".gate.yaml": "targets: {exclude: [apps]}\n"})
        skipped = {one["path"]: one["reason"] for one in judged(repository).report["accounting"]["skipped"]}
        assert skipped["apps"] == (
            "excluded by targets.exclude in .gate.yaml; pinned policies alone were asked"
        )
        for form in ("text", "github", "markdown", "sarif", "junit"):
            result = repository.gate("check", "--format", form)
            assert result.code == 1
            assert "some has another image" in result.out, form

    def test_findings_of_what_is_judged_and_left_out_are_told_once(self, repository: Checkout) -> None:
        files = {"apps/a.yaml": foreign("judged"), "apps/b.yaml": foreign("excluded")}
        repository.commit({**files, ".gate.yaml": "targets: {exclude: [apps/b.yaml]}\n"})
        found = {one["message"]: (one["count"], one["targets"]) for one in told(judged(repository))}
        assert found == {
            "judged has another image": (1, ["apps"]),
            "excluded has another image": (1, ["apps (left out)"]),
        }

    def test_what_cannot_be_rendered_is_a_warning_that_nothing_waives(self, repository: Checkout) -> None:
        files = {"apps/kustomization.yaml": "resources: ['https://evil.example/x?ref=v1']\n"}
        repository.commit({**files, "good.yaml": GOOD, ".gate.yaml": "targets: {exclude: [apps]}\n"})
        result = judged(repository)
        assert result.code == 0
        (finding,) = told(result, "render/refused")
        assert (finding["severity"], finding["status"]) == ("warning", "open")
        assert finding["message"].startswith("no pinned policy is asked of what is left out here: ")
        assert (
            "No pinned policy was asked of 1 target left out that could not be rendered: apps."
            in result.report["notices"]
        )
        assert judged(repository, "--fail-on", "warning").code == 1

    def test_only_what_a_change_touches_is_asked_with_since(self, repository: Checkout) -> None:
        repository.commit({".gate.yaml": EXCLUDED, "a/a.yaml": foreign("a"), "b/b.yaml": foreign("b")})
        repository.git("checkout", "--quiet", "-b", "change")
        repository.commit({"b/c.yaml": foreign("c")})
        found = [one["message"] for one in told(judged(repository, "--since", "main"))]
        assert found == ["b has another image", "c has another image"]

    def test_without_a_pinned_policy_nothing_more_is_looked_at(self, repository: Checkout) -> None:
        repository.env["GATE_PINNED_POLICY"] = ""
        repository.commit({**RENDERED["manifests"], "good.yaml": GOOD, ".gate.yaml": EXCLUDED})
        assert judged(repository, "--allow-empty").rules == set()


class TestUnasked:
    """What keeps the policy from being asked of a target that is judged."""

    @pytest.mark.needs("kustomize")
    def test_a_rendering_that_fails_is_not_put_off(self, repository: Checkout) -> None:
        files = {"apps/kustomization.yaml": "resources: ['https://evil.example/x?ref=v1']\n"}
        repository.commit({**files, ".gate.yaml": "enforce: {from: 2999-01-01}\n"})
        assert judged(repository).code == 1
        repository.env["GATE_PINNED_POLICY"] = ""
        assert judged(repository).code == 0

    def test_a_broken_declaration_is_not_waived(self, repository: Checkout) -> None:
        waiver = (
            "waivers:\n- {rule: render/missing-path, reason: r, owner: o, expires: '2999-01-01',"
            " resource: {kind: Kustomization, name: apps}}\n"
        )
        repository.commit({"clusters/apps.yaml": FLUX, ".gate.yaml": waiver})
        result = judged(repository)
        assert result.code == 1
        assert result.rules - {"schema/missing"} == {"render/missing-path", "waiver/forbidden"}
        repository.env["GATE_PINNED_POLICY"] = ""
        assert judged(repository).code == 0

    @pytest.mark.parametrize(
        "content",
        [
            foreign().encode("utf-16"),
            b"\xef\xbb\xbf" + foreign().encode(),
            foreign().replace("apiVersion", '"\\x61piVersion"').encode(),
            foreign().replace("\n", "\r\n").encode(),
        ],
        ids=["UTF-16", "byte order mark", "escapes", "CRLF"],
    )
    def test_no_encoding_hides_a_manifest(self, repository: Checkout, content: bytes) -> None:
        repository.commit({"good.yaml": GOOD})
        repository.write({"a.yaml": content}).commit()
        assert [one["message"] for one in told(judged(repository))] == ["some has another image"]

    def test_an_encoding_that_is_none_is_not_put_off(self, repository: Checkout) -> None:
        repository.write({"a.yaml": foreign().encode() + b"# \xff\xfe\n"})
        repository.commit({".gate.yaml": "enforce: {from: 2999-01-01}\n"})
        assert judged(repository).code == 1

    def test_a_file_that_git_ignores_and_tracks_is_looked_at(self, repository: Checkout) -> None:
        repository.commit({"a.yaml": foreign()})
        repository.commit({".gitignore": "*\n", ".sourceignore": "*\n"})
        assert len(told(judged(repository))) == 1

    @pytest.mark.needs("kustomize")
    def test_a_value_that_only_the_cluster_knows_is_told(self, repository: Checkout) -> None:
        flux = FLUX.replace("interval", "postBuild: {substituteFrom: [{kind: Secret, name: s}]}, interval")
        repository.commit(
            {"clusters/apps.yaml": flux, "apps/a.yaml": foreign().replace("evil/a", "'${image}'")}
        )
        (finding,) = told(judged(repository))
        assert (finding["severity"], finding["unjudged"]) == ("warning", True)
        assert finding["message"] == f"{RULE} is not judged here: only the cluster knows the value"


class TestOtherPolicies:
    """Policies of the repository beside the pinned ones."""

    def test_of_the_same_id_are_a_fault_of_the_set_up(self, repository: Checkout) -> None:
        repository.commit(
            {"a.yaml": foreign(), ".gate.yaml": "policies: [policy]\n", "policy/images.rego": POLICY}
        )
        result = judged(repository)
        assert result.code == 2
        assert f"{RULE} is the id of another rule" in result.report["errors"][0]["message"]

    @pytest.mark.parametrize(
        "files",
        [
            {
                "policy/p.rego": 'package acme.images\n\nexception contains [""] if true\n\nwarn contains "w" if false\n'
            },
            {
                "policy/p.rego": 'package acme.images\n\nwarn contains "w" if false\n',
                "policy/data.yaml": "acme: {registry: evil/}\n",
            },
            {"policy/p.rego": 'package acme\n\nregistry := "evil/"\n\nwarn contains "w" if false\n'},
            {
                "policy/p.rego": 'package acme.images\n\nimport rego.v1\n\nstartswith(_, _) := true\n\nwarn contains "w" if false\n'
            },
        ],
        ids=["an exception", "data", "a package for data", "a function"],
    )
    def test_of_the_same_package_change_nothing(self, repository: Checkout, files: dict[str, str]) -> None:
        repository.commit({"a.yaml": foreign(), ".gate.yaml": "policies: [policy]\n", **files})
        result = judged(repository)
        assert [one["message"] for one in told(result)] == ["some has another image"], result.everything

    def test_that_never_end_cost_no_answer_of_it(self, repository: Checkout) -> None:
        slow = 'package slow\n\ndeny contains msg if {\n\tcount([1 | some i in numbers.range(1, 9000); some j in numbers.range(1, 9000); i * j == 0]) > 0\n\tmsg := "m"\n}\n'
        repository.commit({"a.yaml": foreign(), ".gate.yaml": "policies: [policy]\n", "policy/p.rego": slow})
        assert len(told(judged(repository))) == 1


CONSTRAINTS = """apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: foreignimage}
spec:
  crd: {spec: {names: {kind: ForeignImage}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package foreignimage

        violation[{"msg": msg}] {
          not startswith(input.review.object.data.image, "acme/")
          count(data.inventory) > 0
          msg := "another image"
        }
---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: ForeignImage
metadata: {name: everywhere}
spec:
  match:
    kinds: [{apiGroups: [""], kinds: [ConfigMap]}]
"""
ADMISSION = """apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: images}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
  validations:
    - {expression: "object.data.image.startsWith('acme/')", message: another image}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: images}
spec: {policyName: images, validationActions: [Deny]}
"""
CONFIG = """apiVersion: config.gatekeeper.sh/v1alpha1
kind: Config
metadata: {name: config, namespace: gatekeeper-system}
spec:
  match: [{excludedNamespaces: ['*'], processes: ['*']}]
  sync: {syncOnly: []}
"""


class TestAdmission:
    """Gatekeeper's templates and ValidatingAdmissionPolicies among what is pinned."""

    @pytest.fixture(params=[(CONSTRAINTS, "gatekeeper/foreignimage"), (ADMISSION, "api/admission-policy")])
    def rule(self, repository: Checkout, tmp_path: Path, request: pytest.FixtureRequest) -> str:
        folder = tmp_path / "admission"
        folder.mkdir()
        (folder / "policies.yaml").write_text(request.param[0])
        repository.env["GATE_PINNED_POLICY"] = str(folder)
        return str(request.param[1])

    @pytest.mark.parametrize(
        "files",
        [
            {},
            {".gate.yaml": EXCLUDED},
            {".gate.yaml": "rules: {RULE: ignore}\nenforce: {from: 2999-01-01}\n"},
            {".gate.yaml": WAIVER},
            {"theirs.yaml": CONSTRAINTS.replace("not startswith", "startswith")},
            {
                "theirs.yaml": CONSTRAINTS.replace(
                    "spec:\n  match", "spec:\n  enforcementAction: dryrun\n  match"
                )
            },
            {"theirs.yaml": CONFIG},
            {"theirs.yaml": ADMISSION.replace("Deny", "Audit").replace("acme/", "evil/")},
            {
                ".gate.yaml": "schemas: [schemas]\nrules: {schema/required: ignore, schema/missing: ignore}\n",
                "schemas/configmap-v1.json": '{"type": "object", "required": ["nothing"]}',
            },
        ],
        ids=[
            "nothing",
            "excluded",
            "settings",
            "waiver",
            "template",
            "action",
            "Config",
            "policy",
            "schema",
        ],
    )
    def test_of_the_repository_changes_nothing(
        self, repository: Checkout, rule: str, files: dict[str, str]
    ) -> None:
        repository.commit({"a.yaml": foreign()})
        repository.commit({path: content.replace("RULE", rule) for path, content in files.items()})
        result = judged(repository)
        found = [one for one in told(result, rule) if one["message"].count("another image")]
        given = [one for one in found if "is in " in one["message"]]
        assert [(one["severity"], one["status"]) for one in given] == [("error", "open")], result.everything
        assert result.code == 1

    def test_what_is_too_much_to_be_judged_is_an_error(self, repository: Checkout, tmp_path: Path) -> None:
        folder = tmp_path / "costly"
        folder.mkdir()
        costly = "object.data.all(a, object.data.all(b, object.data.all(c, a + b + c != 'x')))"
        policy = ADMISSION.replace("object.data.image.startsWith('acme/')", costly)
        (folder / "policy.yaml").write_text(policy)
        repository.env["GATE_PINNED_POLICY"] = str(folder)
        keys = "".join(f"  key{number}: a\n" for number in range(4000))
        repository.commit(
            {"a.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{keys}"}
        )
        result = judged(repository)
        (finding,) = told(result, "api/admission-policy")
        assert "it takes more than 10000 iterations" in finding["message"]
        assert (result.code, finding["severity"], finding["unjudged"]) == (1, "error", True)

    def test_a_version_without_such_policies_is_a_fault(self, repository: Checkout, tmp_path: Path) -> None:
        (tmp_path / "late").mkdir()
        (tmp_path / "late" / "policy.yaml").write_text(ADMISSION)
        repository.env["GATE_PINNED_POLICY"] = str(tmp_path / "late")
        repository.commit({"a.yaml": foreign(), ".gate.yaml": "kubernetes: ['1.29', '1.34']\n"})
        result = repository.gate("check", "--format", "json")
        assert result.code == 2
        assert "comes with Kubernetes 1.30" in result.report["errors"][0]["message"]

    def test_without_any_policy_is_a_fault(self, repository: Checkout, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        result = judged(repository.write({"a.yaml": GOOD}), "--pinned-policy", str(tmp_path / "empty"))
        assert result.code == 2
        message = result.report["errors"][0]["message"]
        assert message.startswith("--pinned-policy: no Rego and no admission policy lies in ")
