"""`--since main`: only what the change can affect is told of, judged with all that it refers to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tools.checkout import BAD, GOOD, Checkout, Said

pytestmark = [pytest.mark.needs("git"), pytest.mark.needs("kustomize")]

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "example.com/web:1.0", envFrom: [{configMapRef: {name: NAME}}]}]
"""
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {size: {type: TYPE}}}}
"""
THING = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nsize: 1\n"
FILES = {
    "web/base/kustomization.yaml": "resources: [a.yaml]",
    "web/base/a.yaml": GOOD,
    "web/overlays/dev/kustomization.yaml": "resources: [../../base]\nnameSuffix: -dev",
    "web/overlays/prod/kustomization.yaml": "resources: [../../base]",
    "db/a.yaml": GOOD.replace("good", "db"),
    "README.md": "text",
}


@pytest.fixture
def change(folder: Checkout) -> Checkout:
    """A repository whose `main` is clean, on a branch of its own."""
    folder.init().commit(FILES)
    folder.git("checkout", "--quiet", "-b", "change")
    return folder


def since(checkout: Checkout, *arguments: str) -> Said:
    return checkout.gate("check", "--format", "json", "--since", "main", *arguments)


def told(result: Said) -> set[str]:
    return {target["name"] for target in result.report["targets"]}


def skipped(result: Said) -> dict[str, str]:
    return {one["path"]: one["reason"] for one in result.report["accounting"]["skipped"]}


def test_without_a_change_nothing_is_affected(change: Checkout) -> None:
    result = since(change)
    assert (result.code, told(result)) == (0, set())
    assert "0 of 3 targets affected by the change since main" in change.gate("check", "--since", "main").out
    assert skipped(result)["db"] == "not affected by the change since main"
    base = change.git("rev-parse", "main")
    assert result.report["repository"]["base"] == base


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"db/a.yaml": BAD}, {"db"}),
        ({"db/new.yaml": BAD}, {"db"}),
        ({"web/base/a.yaml": BAD}, {"web/overlays/dev", "web/overlays/prod"}),
        (
            {"web/overlays/dev/kustomization.yaml": "resources: [../../base, ../../../x.yaml]"},
            {"web/overlays/dev"},
        ),
    ],
)
def test_what_reads_a_changed_file_is_judged(
    change: Checkout, files: dict[str, str], expected: set[str]
) -> None:
    change.write(files)
    uncommitted = since(change)
    assert (uncommitted.code, told(uncommitted)) == (1, expected)
    change.commit()
    committed = since(change)
    assert (committed.code, told(committed)) == (1, expected)


def test_a_fault_that_was_there_before_is_not_told(folder: Checkout) -> None:
    folder.init().commit({**FILES, "old/a.yaml": BAD})
    folder.git("checkout", "--quiet", "-b", "change")
    folder.commit({"db/a.yaml": GOOD.replace("good", "changed")})
    assert (since(folder).code, told(since(folder))) == (0, {"db"})
    assert folder.gate("check").code == 1


def test_a_base_that_is_gone_affects_what_built_on_it(change: Checkout) -> None:
    for name in ("a.yaml", "kustomization.yaml"):
        (change.folder / "web/base" / name).unlink()
    change.commit()
    result = since(change)
    assert (result.code, told(result)) == (1, {"web/overlays/dev", "web/overlays/prod"})


@pytest.mark.parametrize(
    "files",
    [
        {".gate.yaml": "profile: strict"},
        {"crds/things.yaml": CRD.replace("TYPE", "integer")},
        {".gate.yaml": "schemas: [schemas]", "schemas/a.json": "{}"},
    ],
)
def test_what_everything_is_judged_with_affects_everything(change: Checkout, files: dict[str, str]) -> None:
    change.commit(files)
    assert told(since(change)) >= {"db", "web/overlays/dev", "web/overlays/prod"}


def test_a_definition_that_is_gone_affects_everything(folder: Checkout) -> None:
    folder.init().commit({**FILES, "things/crd.yaml": CRD.replace("TYPE", "integer"), "things/a.yaml": THING})
    folder.git("checkout", "--quiet", "-b", "change")
    (folder.folder / "things/crd.yaml").unlink()
    folder.commit()
    assert told(since(folder)) == {"db", "things", "web/overlays/dev", "web/overlays/prod"}


def test_names_are_looked_up_in_the_whole_cluster(folder: Checkout) -> None:
    clusters = "environments: {prod: {paths: ['**'], clusters: {eu: {paths: ['**']}}}}"
    folder.init().commit(
        {".gate.yaml": clusters, "config/a.yaml": GOOD, "web/a.yaml": POD.replace("NAME", "good")}
    )
    folder.git("checkout", "--quiet", "-b", "change")
    folder.commit({"web/a.yaml": POD.replace("NAME", "good").replace("1.0", "1.1")})
    assert told(since(folder)) == {"web"}
    assert "ref/missing-config-map" not in since(folder).rules
    folder.commit({"web/a.yaml": POD.replace("NAME", "other")})
    assert "ref/missing-config-map" in since(folder).rules


def test_a_changed_file_that_nothing_reads_is_said(change: Checkout) -> None:
    change.commit({"README.md": "other", "web/unused.yaml": GOOD.replace("name: good", "")})
    out = change.gate("check", "--since", "main").out
    assert "Changed, and read by no target: README.md" in " ".join(out.split())


@pytest.mark.parametrize("ref", ["nope", "--upload-pack=x"])
def test_a_ref_that_is_not_there(change: Checkout, ref: str) -> None:
    assert change.gate("check", f"--since={ref}").code == 2


def test_outside_git(folder: Checkout) -> None:
    result: Any = folder.write({"a.yaml": GOOD}).gate("check", "--since", "main")
    assert result.code == 2
    assert "--since needs a Git repository" in result.everything


class TestWaivers:
    WAIVER = (
        "waivers:\n- rule: secrets/unsealed\n  resource: {kind: Secret, name: db}\n  reason: a test\n"
        "  owner: team\n  expires: 2999-01-01\n"
    )

    def new(self, result: Said) -> list[tuple[str, int]]:
        found = [one for one in result.report["findings"] if one["rule"] == "waiver/new"]
        return [(one["message"], one["location"]["line"]) for one in found]

    def test_that_the_change_adds_are_told(self, change: Checkout) -> None:
        change.commit({".gate.yaml": self.WAIVER})
        assert self.new(since(change)) == [
            ("this change waives secrets/unsealed for Secret db until 2999-01-01 (team: a test)", 2)
        ]

    def test_that_were_there_are_not(self, folder: Checkout) -> None:
        folder.init().commit({**FILES, ".gate.yaml": self.WAIVER})
        folder.git("checkout", "--quiet", "-b", "change")
        folder.commit({".gate.yaml": self.WAIVER + "profile: strict\n"})
        assert self.new(since(folder)) == []

    def test_are_all_new_where_the_file_could_not_be_used_before(self, folder: Checkout) -> None:
        folder.init().commit({**FILES, ".gate.yaml": "rulse: {}"})
        folder.git("checkout", "--quiet", "-b", "change")
        folder.commit({".gate.yaml": self.WAIVER})
        assert len(self.new(since(folder))) == 1

    ANNOTATED = (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  annotations:\n"
        '    waiver.gate/secrets.unsealed: "owner=team; expires=2999-01-01; reason=a test"\n'
        "stringData: {password: hunter2-hunter2}\n"
    )

    def test_on_a_resource_that_the_change_adds_are_told_once_and_count(self, change: Checkout) -> None:
        overlays = {
            f"web/overlays/{name}/kustomization.yaml": "resources: [../../base, ../../secret]"
            for name in ("dev", "prod")
        }
        secret = {"web/secret/kustomization.yaml": "resources: [s.yaml]", "web/secret/s.yaml": self.ANNOTATED}
        change.commit({**overlays, **secret})
        result = since(change)
        assert self.new(result) == [
            ("this change waives secrets/unsealed for Secret db until 2999-01-01 (team: a test)", 6)
        ]
        assert "secrets/unsealed" not in result.rules

    @pytest.mark.parametrize(("after", "count"), [("a test", 0), ("another", 1)])
    def test_on_a_resource_that_were_there_are_told_where_they_are_rewritten(
        self, folder: Checkout, after: str, count: int
    ) -> None:
        folder.init().commit({**FILES, "db/s.yaml": self.ANNOTATED})
        folder.git("checkout", "--quiet", "-b", "change")
        folder.commit({"db/s.yaml": self.ANNOTATED.replace("a test", after) + "type: Opaque\n"})
        assert len(self.new(since(folder))) == count


def test_the_patch_file_of_an_application_is_a_part_of_its_target(change: Checkout) -> None:
    application = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: db, namespace: argocd}\n"
        "spec:\n  project: default\n  destination: {namespace: db}\n"
        "  source: {repoURL: https://example.com/repo, path: db, kustomize: {patches: [{path: ../patch.yaml}]}}\n"
    )
    change.git("remote", "add", "origin", "https://example.com/repo")
    change.commit(
        {
            "argocd.yaml": application,
            "db/kustomization.yaml": "resources: [a.yaml]",
            "patch.yaml": GOOD.replace("good", "db"),
        }
    )
    change.git("branch", "--force", "main")
    change.commit({"patch.yaml": BAD.replace("bad", "db")})
    result = since(change)
    assert "Application/argocd/db" in told(result)
    assert "schema/unknown-field" in result.rules


class TestWhatIsDeclared:
    """A declaration can change without its own file, and be broken by what is gone elsewhere."""

    FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec:
  interval: 10m
  prune: true
  path: web
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substituteFrom: [{kind: ConfigMap, name: words}]}
"""
    WORDS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: words, namespace: flux-system}\ndata: {word: WORD}\n"
    SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shops, namespace: argocd}
spec:
  goTemplate: true
  generators: [{git: {repoURL: 'https://example.com/a.git', revision: HEAD, files: [{path: 'shops/*.yaml'}]}}]
  template:
    metadata: {name: 'shop-{{.path.filename}}'}
    spec:
      project: default
      destination: {name: in-cluster, namespace: shop}
      source: {repoURL: 'https://example.com/a.git', path: web, kustomize: {nameSuffix: '-{{.suffix}}'}}
"""

    def start(self, folder: Checkout, files: dict[str, str | bytes]) -> Checkout:
        folder.init().commit(files)
        folder.git("checkout", "--quiet", "-b", "change")
        return folder

    @pytest.fixture
    def flux(self, folder: Checkout) -> Checkout:
        words = {"words/a.yaml": self.WORDS.replace("WORD", "one")}
        return self.start(folder, {"clusters/web.yaml": self.FLUX, "web/a.yaml": GOOD, **words})

    @pytest.fixture
    def sets(self, folder: Checkout) -> Checkout:
        shops = {f"shops/{name}.yaml": f"suffix: {name}\n" for name in ("east", "west")}
        kustomization = {"web/kustomization.yaml": "resources: [a.yaml]\n", "web/a.yaml": GOOD}
        return self.start(folder, {"argocd/set.yaml": self.SET, **kustomization, **shops})

    def test_a_folder_that_is_gone_breaks_what_builds_it(self, flux: Checkout) -> None:
        (flux.folder / "web/a.yaml").unlink()
        flux.commit()
        result = since(flux)
        assert (result.code, told(result)) == (1, {"clusters"})
        assert result.rules == {"render/missing-path", "schema/missing"}

    def test_variables_from_elsewhere_affect_what_they_are_put_into(self, flux: Checkout) -> None:
        flux.commit({"words/a.yaml": self.WORDS.replace("WORD", "two")})
        assert told(since(flux)) == {"Kustomization/flux-system/web", "words"}

    def test_a_file_that_a_generator_reads_affects_what_it_makes(self, sets: Checkout) -> None:
        sets.commit({"shops/east.yaml": "suffix: far-east\n"})
        assert told(since(sets)) == {"Application/argocd/shop-east.yaml"}

    def test_what_is_declared_no_more_is_judged_as_what_it_is_now(self, flux: Checkout) -> None:
        (flux.folder / "clusters/web.yaml").unlink()
        flux.commit()
        assert told(since(flux)) == {"web"}

    def test_another_change_affects_none_of_it(self, flux: Checkout) -> None:
        flux.commit({"other/a.yaml": GOOD})
        assert told(since(flux)) == {"other"}
