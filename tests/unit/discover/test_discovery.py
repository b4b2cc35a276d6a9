"""Which targets a repository has, and the account of everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.config.settings import Environment, Settings
from gate.discover import discover
from gate.errors import UsageError
from gate.model.finding import Location
from gate.model.outcome import Outcome
from gate.model.target import HelmSource, KustomizeSource, PlainSource, Target
from gate.system.files import MemoryTree, open_folder

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
WEB = {
    "apps/web/base/kustomization.yaml": "resources: [deploy.yaml]",
    "apps/web/base/deploy.yaml": MANIFEST,
    "apps/web/overlays/dev/kustomization.yaml": "resources: [../../base]\npatches: [{path: patch.yaml}]",
    "apps/web/overlays/dev/patch.yaml": MANIFEST,
    "apps/web/overlays/prod/kustomization.yaml": "resources: [../../base]\ncomponents: [../../components/tls]",
    "apps/web/components/tls/kustomization.yaml": "kind: Component\nresources: [tls.yaml]",
    "apps/web/components/tls/tls.yaml": MANIFEST,
}
CHART = "apiVersion: v2\nname: Web_Shop\nversion: 1.0.0\n"


def run(files: dict[str, str], *scope: str, settings: Settings | None = None) -> Outcome[Target]:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    return discover(tree, scope, settings or Settings(), ("1.33", "1.34"))


def names(outcome: Outcome[Target]) -> list[str]:
    return [target.name for target in outcome.values]


def reasons(outcome: Outcome[Target]) -> dict[str, str]:
    return {account.path: account.reason for account in outcome.accounts}


class TestKustomize:
    def test_what_nothing_builds_on_is_a_target(self) -> None:
        assert names(run(WEB)) == ["apps/web/overlays/dev", "apps/web/overlays/prod"]

    def test_a_target_has_all_that_its_rendering_needs(self) -> None:
        assert run(WEB).values[0] == Target(
            name="apps/web/overlays/dev",
            kind="kustomize",
            path="apps/web/overlays/dev",
            source=KustomizeSource("apps/web/overlays/dev", "apps/web/overlays/dev/kustomization.yaml"),
            environment="dev",
            cluster="apps/web/overlays/dev",
            closure=(
                "apps/web/base/deploy.yaml",
                "apps/web/base/kustomization.yaml",
                "apps/web/overlays/dev/kustomization.yaml",
                "apps/web/overlays/dev/patch.yaml",
            ),
            reason="kustomization that nothing else in the repository builds on",
            kubernetes_versions=("1.33", "1.34"),
        )

    def test_bases_and_components_are_accounted_for_by_what_they_are_judged_through(self) -> None:
        assert reasons(run(WEB)) == {
            "apps/web/base": "judged through apps/web/overlays/dev and 1 more",
            "apps/web/components/tls": "judged through apps/web/overlays/prod",
        }

    def test_a_library_by_its_name_is_left_out_and_named(self) -> None:
        files = {
            **WEB,
            "lib/db/base/kustomization.yaml": "resources: [../x]",
            "lib/db/x/kustomization.yaml": "namePrefix: a",
        }
        found = run(files)
        assert names(found) == ["apps/web/overlays/dev", "apps/web/overlays/prod"]
        assert reasons(found)["lib/db/base"].startswith(
            "kustomization that nothing builds on, looks like a library"
        )
        assert reasons(found)["lib/db/x"] == "used only by what is not judged: lib/db/base"

    def test_libraries_are_judged_where_there_is_nothing_else(self) -> None:
        assert names(run({"base/kustomization.yaml": "namePrefix: a"})) == ["base"]

    def test_a_component_that_nothing_uses_is_named(self) -> None:
        found = run({**WEB, "x/kustomization.yaml": "kind: Component"})
        assert reasons(found)["x"] == "Component that no kustomization file of the repository uses"

    def test_a_base_that_only_an_unused_component_builds_on_is_judged(self) -> None:
        files = {
            "x/kustomization.yaml": "kind: Component\nresources: [../y]",
            "y/kustomization.yaml": "namePrefix: a",
        }
        assert names(run(files)) == ["y"]

    def test_a_circle_is_judged_once_and_told(self) -> None:
        found = run(
            {
                "a/kustomization.yaml": "resources:\n  - ../b\n",
                "b/kustomization.yaml": "resources:\n  - ../a\n",
            }
        )
        assert names(found) == ["a"]
        (finding,) = found.findings
        assert (finding.rule, finding.target) == ("render/broken-kustomization", "a")
        assert finding.location == Location("b/kustomization.yaml", 2, 5)

    def test_a_kustomization_that_does_not_parse_is_told_for_each_target(self) -> None:
        files = {**WEB, "apps/web/base/kustomization.yaml": "resources:\n- deploy.yaml\n\t- x\n"}
        found = run(files)
        assert [(f.target, f.location) for f in found.findings] == [
            ("apps/web/overlays/dev", Location("apps/web/base/kustomization.yaml", 3, 1)),
            ("apps/web/overlays/prod", Location("apps/web/base/kustomization.yaml", 3, 1)),
        ]
        assert {f.severity for f in found.findings} == {"error"}

    def test_two_kustomization_files_are_told(self) -> None:
        (finding,) = run(
            {"a/kustomization.yaml": "namePrefix: a", "a/Kustomization": "namePrefix: a"}
        ).findings
        assert finding.location == Location("a/Kustomization", precision="file")


class TestPlain:
    def test_one_target_a_folder(self) -> None:
        found = run(
            {
                "b/x.yaml": MANIFEST,
                "b/y.json": '{"apiVersion": "v1", "kind": "List", "items": []}',
                "c.yml": MANIFEST,
            }
        )
        assert [(t.name, t.source) for t in found.values] == [
            (".", PlainSource(("c.yml",))),
            ("b", PlainSource(("b/x.yaml", "b/y.json"))),
        ]

    def test_one_target_a_file_beside_a_kustomization(self) -> None:
        found = run({**WEB, "apps/web/base/left.yaml": MANIFEST})
        assert "apps/web/base/left.yaml" in names(found)

    def test_what_a_kustomization_names_elsewhere_is_still_seen(self) -> None:
        """Otherwise a folder that nothing builds on could take a manifest out of sight."""
        files = {
            **WEB,
            "prod/role.yaml": MANIFEST,
            "test/kustomization.yaml": "resources: [../prod/role.yaml]",
        }
        assert "prod" in names(run(files))

    def test_what_a_library_names_is_covered_by_its_account(self) -> None:
        found = run({**WEB, "lib/kustomization.yaml": "resources: [a.yaml]", "lib/a.yaml": MANIFEST})
        assert "lib" in reasons(found)
        assert not any(name.startswith("lib") for name in names(found))

    def test_yaml_that_is_no_manifest_is_accounted_for(self) -> None:
        found = run(
            {
                "a.yaml": MANIFEST,
                ".github/workflows/ci.yaml": MANIFEST,
                "docker-compose.yml": "services: {}",
                "other.json": "{}",
                "README.md": "apiVersion: v1\nkind: A",
            }
        )
        assert names(found) == ["."]
        assert reasons(found) == {
            ".github/workflows/ci.yaml": "GitHub's own configuration or a CI workflow",
            "docker-compose.yml": "Docker Compose file",
            "other.json": "no Kubernetes object in it",
        }

    def test_a_manifest_that_does_not_parse_is_for_the_reader_to_tell(self) -> None:
        assert names(run({"a.yaml": "apiVersion: v1\nkind: Pod\nx: ["})) == ["."]

    def test_a_link_that_leads_outside_is_accounted_for(self, tmp_path: Path) -> None:
        (tmp_path / "outside.yaml").write_text(MANIFEST)
        (tmp_path / "repo").mkdir()
        (tmp_path / "repo" / "a.yaml").symlink_to(tmp_path / "outside.yaml")
        found = discover(open_folder(str(tmp_path / "repo")), (), Settings(), ("1.34",))
        assert reasons(found) == {
            "a.yaml": "a symbolic link that leads outside the repository, or no regular file"
        }

    def test_nothing_at_all(self) -> None:
        assert run({"README.md": ""}) == Outcome()


class TestCharts:
    def test_default_values_where_no_file_is_for_an_environment(self) -> None:
        (target,) = run({"charts/web/Chart.yaml": CHART, "charts/web/values.yaml": "a: b"}).values
        assert (target.name, target.kind) == ("charts/web", "helm")
        assert target.source == HelmSource("charts/web", (), "web-shop", "default")
        assert target.closure == ("charts/web/Chart.yaml", "charts/web/values.yaml")

    def test_one_target_for_each_environment(self) -> None:
        inside = [
            "values.yaml",
            "values-dev.yaml",
            "values.qa.yaml",
            "prod-values.yaml",
            "values/uat.yaml",
            "environments/live.yaml",
        ]
        found = run({"web/Chart.yaml": CHART, **{f"web/{path}": "" for path in inside}})
        assert [(t.name, t.environment) for t in found.values] == [
            ("web@environments/live.yaml", "live"),
            ("web@prod-values.yaml", "prod"),
            ("web@values-dev.yaml", "dev"),
            ("web@values.qa.yaml", "qa"),
            ("web@values/uat.yaml", "uat"),
        ]
        assert found.values[1].source == HelmSource("web", ("web/prod-values.yaml",), "web-shop", "default")
        assert found.values[1].cluster == "web@prod-values.yaml"

    def test_variants_of_chart_testing_come_beside_the_defaults(self) -> None:
        found = run({"web/Chart.yaml": CHART, "web/ci/full-values.yaml": ""})
        assert names(found) == ["web", "web@ci/full-values.yaml"]

    def test_configured_environments(self) -> None:
        settings = Settings(environments=(Environment("live", values=("values-customer.yaml",)),))
        found = run(
            {"web/Chart.yaml": CHART, "web/values-customer.yaml": "", "web/values-dev.yaml": ""},
            settings=settings,
        )
        assert [(t.name, t.environment, t.cluster) for t in found.values] == [
            ("web@values-customer.yaml", "live", "live"),
            ("web@values-dev.yaml", "", "web@values-dev.yaml"),
        ]

    def test_what_is_not_rendered_is_named(self) -> None:
        found = run(
            {
                "web/Chart.yaml": CHART,
                "web/values-minio.yaml": "",
                "web/files/a.yaml": MANIFEST,
                "web/templates/a.yaml": MANIFEST,
                "web/charts/db/Chart.yaml": CHART,
                "lib/Chart.yaml": CHART + "type: library",
            }
        )
        assert names(found) == ["web"]
        assert reasons(found) == {
            "web/values-minio.yaml": "values file of no known environment; environments.NAME.values in .gate.yaml can name it",
            "web/files/a.yaml": "file of the chart web, judged as far as its templates use it",
            "web/charts/db": "subchart, judged as part of the chart web",
            "lib": "library chart, judged through the charts that use it",
        }

    def test_a_chart_at_the_root_leaves_other_folders_alone(self) -> None:
        found = run(
            {"Chart.yaml": CHART, "values.yaml": "", "templates/a.yaml": "", "deploy/a.yaml": MANIFEST}
        )
        assert names(found) == [".", "deploy"]

    def test_a_kustomization_among_templates_is_a_template(self) -> None:
        assert names(run({"web/Chart.yaml": CHART, "web/templates/kustomization.yaml": "{{ x }}"})) == ["web"]

    def test_a_folder_that_is_both(self) -> None:
        found = run({"web/Chart.yaml": CHART, "web/kustomization.yaml": "namePrefix: a"})
        assert [(t.name, t.kind) for t in found.values] == [("web", "kustomize"), ("web@values.yaml", "helm")]

    def test_a_chart_file_that_does_not_parse_is_told(self) -> None:
        (finding,) = run({"web/Chart.yaml": "name: [\n"}).findings
        assert (finding.rule, finding.target) == ("render/broken-chart", "web")
        assert finding.location is not None
        assert (finding.location.path, finding.location.line) == ("web/Chart.yaml", 2)


class TestSettings:
    def test_what_is_excluded_is_accounted_for(self) -> None:
        files = {
            **WEB,
            "vendor/a.yaml": MANIFEST,
            "vendor/web/Chart.yaml": CHART,
            "vendor/k/kustomization.yaml": "namePrefix: a",
        }
        found = run(files, settings=Settings(exclude=("vendor/**",)))
        assert names(found) == ["apps/web/overlays/dev", "apps/web/overlays/prod"]
        excluded = "excluded by targets.exclude in .gate.yaml"
        assert {path: reason for path, reason in reasons(found).items() if path.startswith("vendor")} == {
            "vendor": f"1 file {excluded}",
            "vendor/k": excluded,
            "vendor/web": excluded,
        }

    def test_what_is_excluded_is_judged_when_it_is_named(self) -> None:
        files = {**WEB, "vendor/a/x.yaml": MANIFEST}
        settings = Settings(exclude=("vendor/**",))
        assert names(run(files, "vendor", settings=settings)) == ["vendor/a"]
        assert names(run(files, "vendor/a", settings=settings)) == ["vendor/a"]
        assert names(run(files, "vendor/a/x.yaml", settings=settings)) == ["vendor/a/x.yaml"]

    def test_only_what_is_included(self) -> None:
        files = {**WEB, "x/a.yaml": MANIFEST}
        found = run(files, settings=Settings(include=("**/overlays/prod",)))
        assert names(found) == ["apps/web/overlays/prod"]
        assert reasons(found)["apps/web/overlays/dev"] == "not among targets.include in .gate.yaml"
        assert names(run(files, "x", settings=Settings(include=("apps/**",)))) == ["x"]


class TestScope:
    def test_a_base_is_judged_as_asked(self) -> None:
        assert names(run(WEB, "apps/web/base")) == ["apps/web/base"]

    def test_a_component_is_judged_as_asked(self) -> None:
        assert names(run(WEB, "apps/web/components/tls")) == ["apps/web/components/tls"]

    def test_a_kustomization_file_means_its_folder(self) -> None:
        assert names(run(WEB, "./apps/web/base/kustomization.yaml")) == ["apps/web/base"]

    def test_bases_whose_overlays_lie_elsewhere_stand_for_themselves(self) -> None:
        files = {
            "base/a/kustomization.yaml": "namePrefix: a",
            "x/kustomization.yaml": "resources: [../base/a]",
        }
        assert names(run(files, "base")) == ["base/a"]

    def test_a_folder_above(self) -> None:
        assert names(run({**WEB, "y/a.yaml": MANIFEST}, "apps")) == [
            "apps/web/overlays/dev",
            "apps/web/overlays/prod",
        ]

    def test_one_file(self) -> None:
        found = run({"b/x.yaml": MANIFEST, "b/y.yaml": MANIFEST, "z.txt": "x"}, "b/x.yaml", "z.txt")
        assert [(t.name, t.source) for t in found.values] == [
            ("b/x.yaml", PlainSource(("b/x.yaml",))),
            ("z.txt", PlainSource(("z.txt",))),
        ]
        assert found.accounts == ()

    @pytest.mark.parametrize("path", ["web/templates", "web/templates/a.yaml", "web/values.yaml", "web"])
    def test_anything_in_a_chart_means_the_chart(self, path: str) -> None:
        files = {
            "web/Chart.yaml": CHART,
            "web/templates/a.yaml": "",
            "web/values.yaml": "",
            "x.yaml": MANIFEST,
        }
        assert names(run(files, path)) == ["web"]

    def test_a_folder_and_its_parent_are_judged_once(self) -> None:
        assert names(run({"b/x.yaml": MANIFEST}, "b", "b/x.yaml", ".")) == ["b"]

    def test_a_folder_of_patches_alone_is_refused(self) -> None:
        files = {
            "app/kustomization.yaml": "patches: [{path: patches/a.yaml}]",
            "app/patches/a.yaml": MANIFEST,
        }
        with pytest.raises(UsageError) as error:
            run(files, "app/patches")
        assert error.value.message == (
            "app/patches has no target of its own: its files are parts of the kustomization app."
        )
        assert error.value.hint == "Name app or what builds on it as PATH."

    def test_a_kustomization_inside_a_chart_leaves_the_chart_alone(self) -> None:
        files = {
            "web/Chart.yaml": CHART,
            "web/dev/kustomization.yaml": "namePrefix: a",
            "web/dev/values.yaml": "",
        }
        found = run(files, "web/dev")
        assert names(found) == ["web/dev"]
        assert reasons(found) == {"web/dev/values.yaml": "part of the chart web"}

    def test_a_path_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(UsageError, match="nowhere is no file or folder of the repository"):
            run(WEB, "nowhere")
