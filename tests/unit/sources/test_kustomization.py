"""Kustomizations and their static closures."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from gate.sources.kustomization import Closure, Closures, Reference, closure, kustomization_file
from gate.system.files import MemoryTree, open_folder

MANIFEST = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"


def tree(**files: str) -> MemoryTree:
    return MemoryTree({path.replace("__", "/"): text.encode() for path, text in files.items()})


def of(files: dict[str, str], folder: str = "app") -> Closure:
    return closure(MemoryTree({path: text.encode() for path, text in files.items()}), folder)


def values(found: tuple[Reference, ...]) -> list[tuple[str, str, str]]:
    return [(each.kustomization, each.pointer, each.value) for each in found]


class TestFile:
    @pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
    def test_has_one_of_three_names(self, name: str) -> None:
        file = kustomization_file(MemoryTree({f"app/{name}": b"resources: []"}), "app")
        assert file is not None
        assert file.path == f"app/{name}"

    @pytest.mark.parametrize("name", ["Kustomization.yaml", "kustomization.YAML", "kustomization.json"])
    def test_has_no_other_name(self, name: str) -> None:
        assert kustomization_file(MemoryTree({f"app/{name}": b"resources: []"}), "app") is None

    def test_two_are_a_fault(self) -> None:
        found = of({"app/kustomization.yaml": "resources: []", "app/Kustomization": "resources: []"})
        assert [(fault.path, fault.kind) for fault in found.faults] == [("app/Kustomization", "ambiguous")]
        assert "kustomization.yaml and Kustomization" in found.faults[0].message

    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            ("", None, None),
            ("# nothing\n", None, None),
            ("\n- a\n", 2, 1),
            ("a: b\n\tc: d\n", 2, 1),
            ("{}", 1, 1),
            ("kind: Kustomization\nresources:\n", 1, 1),
        ],
    )
    def test_what_is_no_mapping_is_a_fault(self, text: str, line: int | None, column: int | None) -> None:
        (fault,) = of({"app/kustomization.yaml": text}).faults
        assert (fault.path, fault.kind) == ("app/kustomization.yaml", "unreadable")
        assert (fault.line, fault.column) == (line, column)

    def test_only_the_first_document_counts(self) -> None:
        text = "# a comment\n---\nresources: [a.yaml]\n---\nresources: [b.yaml]\n"
        found = of({"app/kustomization.yaml": text, "app/a.yaml": MANIFEST, "app/b.yaml": MANIFEST})
        assert found.resources == ("app/a.yaml",)

    def test_a_component_says_so(self) -> None:
        closures = Closures(
            tree(app__Kustomization="kind: Component", web__Kustomization="kind: Kustomization")
        )
        assert closures.is_component("app")
        assert not closures.is_component("web")
        assert not closures.is_component("nothing")


class TestFields:
    FILES: ClassVar[dict[str, str]] = {
        "app/kustomization.yaml": """
            Resources: [../base, deploy.yaml]
            bases: [more]
            components: [../parts]
            crds: [crd.json]
            configurations: [names.yaml]
            openapi: {path: schema.json}
            replacements: [{path: replace.yaml}, {source: {kind: A}}]
            configMapGenerator:
            - {name: settings, files: [a.txt, key=b=c.txt], envs: [one.env], env: two.env, literals: [x=y]}
            secretGenerator: [{name: db, files: [password.txt]}]
            patches: [{path: merge.yaml, target: {kind: Deployment}}, {path: ops.yaml}, {patch: "- op: remove"}, old.yaml]
            patchesStrategicMerge: [older.yaml, "kind: A\\nmetadata: {name: b}"]
            patchesJson6902: [{target: {kind: B}, path: ops.json}]
        """,
        "base/Kustomization": "resources: [base.yaml]",
        "base/base.yaml": MANIFEST,
        "parts/kustomization.yml": "kind: Component\nresources: [part.yaml]",
        "parts/part.yaml": MANIFEST,
        "app/more/kustomization.yaml": "namePrefix: x",
        "app/deploy.yaml": MANIFEST,
        "app/merge.yaml": "# a merge\n---\nkind: A",
        "app/ops.yaml": "---\n# ops\n- op: remove",
        **{
            f"app/{name}": ""
            for name in [
                "crd.json",
                "names.yaml",
                "schema.json",
                "replace.yaml",
                "a.txt",
                "b=c.txt",
                "one.env",
                "two.env",
                "password.txt",
                "old.yaml",
                "older.yaml",
                "ops.json",
            ]
        },
        "app/unrelated.yaml": MANIFEST,
    }

    def test_every_file_that_is_read_is_in_the_closure(self) -> None:
        assert set(of(self.FILES).files) == set(self.FILES) - {"app/unrelated.yaml"}

    def test_folders_and_manifests(self) -> None:
        found = of(self.FILES)
        assert found.kustomizations == ("app", "app/more", "base", "parts")
        assert found.resources == ("app/deploy.yaml", "base/base.yaml", "parts/part.yaml")
        assert found.missing == found.remotes == found.escapes == found.executables == ()
        assert found.faults == ()

    def test_patches_with_their_kind_target_and_place(self) -> None:
        assert [(p.path, p.pointer, p.kind, p.target, p.text) for p in of(self.FILES).patches] == [
            ("app/merge.yaml", "/patches/0/path", "strategic", {"kind": "Deployment"}, ""),
            ("app/ops.yaml", "/patches/1/path", "json6902", {}, ""),
            ("", "/patches/2/patch", "json6902", {}, "- op: remove"),
            ("app/old.yaml", "/patches/3", "strategic", {}, ""),
            ("app/older.yaml", "/patchesStrategicMerge/0", "strategic", {}, ""),
            ("", "/patchesStrategicMerge/1", "strategic", {}, "kind: A\nmetadata: {name: b}"),
            ("app/ops.json", "/patchesJson6902/0/path", "json6902", {"kind": "B"}, ""),
        ]

    def test_generators(self) -> None:
        assert [(g.pointer, g.kind, g.name) for g in of(self.FILES).generators] == [
            ("/configMapGenerator/0", "ConfigMap", "settings"),
            ("/secretGenerator/0", "Secret", "db"),
        ]

    def test_pointers_keep_the_case_of_keys(self) -> None:
        found = of({"app/Kustomization": "RESOURCES: [gone.yaml]"})
        assert values(found.missing) == [("app/Kustomization", "/RESOURCES/0", "gone.yaml")]

    def test_keys_are_folded_as_go_folds_them(self) -> None:
        """encoding/json takes U+017F for s (https://pkg.go.dev/encoding/json#Unmarshal, bytes.EqualFold)."""
        assert of({"app/Kustomization": "re\u017fources: ['https://example.com/x']"}).remotes

    def test_values_of_a_wrong_type_are_kustomizes_to_refuse(self) -> None:
        found = of(
            {"app/Kustomization": "resources: {a: b}\npatches: [3]\nconfigMapGenerator: [x]\ncrds: [null]"}
        )
        assert found.files == ("app/Kustomization",)


class TestOutside:
    @pytest.mark.parametrize(
        "value",
        [
            "https://example.com/a.yaml",
            "HTTP://example.com/a.yaml",
            "github.com/org/repo",
            "GitHub.com/org/repo//deploy?ref=v1",
            "git@github.com:org/repo",
            "git::https://example.com/org/repo.git",
            "git::github.com/org/repo",
            "ssh://git@example.com/org/repo",
            "file:///repo//dir?ref=--upload-pack=/x",
            "file://x: y\nkind: a",
            "org-1@example.com:a/b",
        ],
    )
    @pytest.mark.parametrize("field", ["resources", "components", "transformers", "crds"])
    def test_what_looks_remote_is_remote_whatever_is_there(self, field: str, value: str) -> None:
        quoted = value.replace("\n", "\\n")
        found = of({"app/Kustomization": f'{field}: ["{quoted}"]', f"app/{value}": MANIFEST})
        assert [each.value for each in found.remotes] == [value]
        assert found.files == ("app/Kustomization",)

    @pytest.mark.parametrize("value", ["../../x.yaml", "/etc/passwd", "a/../../../x", "../.."])
    def test_what_leads_outside_is_an_escape(self, value: str) -> None:
        found = of({"app/Kustomization": f"resources: ['{value}']\ncrds: ['{value}']"})
        assert [each.pointer for each in found.escapes] == ["/resources/0", "/crds/0"]

    def test_what_is_not_there_is_missing(self) -> None:
        found = of(
            {
                "app/Kustomization": "resources: [a.yaml, b/, ../c]\ncomponents: [d.yaml]",
                "c/x.yaml": "",
                "app/d.yaml": "",
            }
        )
        assert [each.value for each in found.missing] == ["a.yaml", "b/", "../c", "d.yaml"]

    def test_programs_are_named(self) -> None:
        found = of(
            {
                "app/Kustomization": "generators: [sops.yaml]\ntransformers: ['{apiVersion: v1, kind: Set}']",
                "app/sops.yaml": "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: {name: a}\nfiles: [x]",
            }
        )
        assert values(found.executables) == [
            ("app/sops.yaml", "", "ksops"),
            ("app/Kustomization", "/transformers/0", "Set"),
        ]

    def test_a_function_in_an_annotation_is_a_program(self) -> None:
        text = "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {annotations: {config.kubernetes.io/function: x}}"
        found = of({"app/Kustomization": "validators: [f.yaml]", "app/f.yaml": text})
        assert [each.value for each in found.executables] == ["PatchTransformer"]


class TestPlugins:
    def test_builtins_read_files_as_seen_from_the_kustomization(self) -> None:
        files = {
            "app/Kustomization": "transformers: [../shared/t.yaml]\ngenerators: [folder]",
            "shared/t.yaml": """
apiVersion: builtin
kind: PatchTransformer
metadata: {name: p}
path: patch.yaml
target: {kind: A}
---
apiVersion: builtin
kind: PatchStrategicMergeTransformer
paths: [merge.yaml]
---
apiVersion: builtin
kind: ReplacementTransformer
replacements: [{path: r.yaml}]
---
apiVersion: builtin
kind: ValueAddTransformer
targets: [{targetFilePath: v.txt}]
""",
            "app/folder/Kustomization": "resources: [g.yaml]",
            "app/folder/g.yaml": "apiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: s}\nfiles: [k=s.txt]",
            "app/patch.yaml": "kind: A",
            "app/merge.yaml": "kind: A",
            "app/r.yaml": "",
            "app/v.txt": "",
            "app/s.txt": "",
        }
        found = of(files)
        assert set(found.files) == set(files)
        assert not found.missing
        assert [(p.kustomization, p.document, p.pointer, p.path) for p in found.patches] == [
            ("shared/t.yaml", 0, "/path", "app/patch.yaml"),
            ("shared/t.yaml", 1, "/paths/0", "app/merge.yaml"),
        ]
        assert [(g.kustomization, g.kind, g.name) for g in found.generators] == [
            ("app/folder/g.yaml", "Secret", "s")
        ]

    def test_inline_configuration_is_placed_at_its_entry(self) -> None:
        text = "transformers:\n- |\n  apiVersion: builtin\n  kind: PatchTransformer\n  path: p.yaml\n"
        (patch,) = of({"app/Kustomization": text, "app/p.yaml": "- op: x"}).patches
        assert (patch.kustomization, patch.pointer, patch.kind) == (
            "app/Kustomization",
            "/transformers/0",
            "json6902",
        )

    def test_a_folder_whose_build_changes_the_configuration_counts_as_a_program(self) -> None:
        found = of(
            {
                "app/Kustomization": "transformers: [folder]",
                "app/folder/Kustomization": "resources: [t.yaml]\npatches: [{patch: '[{op: replace}]', target: {}}]",
                "app/folder/t.yaml": "apiVersion: builtin\nkind: PatchTransformer\npath: a.yaml",
                "app/a.yaml": "kind: A",
            }
        )
        assert [each.value for each in found.executables] == ["folder"]

    def test_folders_that_share_folders_are_read_once(self) -> None:
        """Two of each level name both of the next: each way through them would be a thousand million."""
        files = {
            f"app/{level}{one}/kustomization.yaml": f"resources: [../{level + 1}a, ../{level + 1}b]"
            for level in range(30)
            for one in "ab"
        }
        files |= {f"app/30{one}/kustomization.yaml": "resources: [a.yaml]" for one in "ab"}
        plugin = "{apiVersion: evil, kind: ksops}"
        found = of({**files, "app/30a/a.yaml": plugin, "app/kustomization.yaml": "generators: [0a]"})
        assert [each.value for each in found.executables] == ["ksops"]

    def test_folders_that_name_each_other_end(self) -> None:
        files = {f"app/{one}/kustomization.yaml": f"resources: [../{other}]" for one, other in ("ab", "ba")}
        found = of({**files, "app/kustomization.yaml": "generators: [a]"})
        assert {fault.kind for fault in found.faults} == {"cycle"}


class TestCharts:
    def test_a_chart_beside_the_kustomization_is_read(self) -> None:
        found = of(
            {
                "app/Kustomization": "helmGlobals: {chartHome: c}\nhelmCharts: [{name: web, valuesFile: v.yaml}]",
                "app/c/web/Chart.yaml": "name: web",
                "app/c/web/templates/a.yaml": "",
                "app/v.yaml": "",
            }
        )
        assert found.files == (
            "app/Kustomization",
            "app/c/web/Chart.yaml",
            "app/c/web/templates/a.yaml",
            "app/v.yaml",
        )
        assert [(each.name, each.asked, each.chart) for each in found.charts] == [
            ("web", "app/c/web", "app/c/web")
        ]

    def test_a_chart_that_is_not_there_is_in_none_of_the_places(self) -> None:
        found = of(
            {
                "app/Kustomization": "helmCharts: [{name: web, repo: 'https://example.com', version: '1.0.0'}]",
                "app/charts/web/Chart.yaml": "name: web\nversion: 1.0.1",
            }
        )
        assert [(each.asked, each.chart) for each in found.charts] == [("app/charts/web-1.0.0/web", "")]
        assert found.files == ("app/Kustomization",)
        assert not found.remotes

    @pytest.mark.parametrize(
        ("path", "content"),
        [
            ("charts/web-1.0.0/web/Chart.yaml", "name: web"),
            ("charts/web/Chart.yaml", "name: web\nversion: 1.0.0"),
            ("charts/web-1.0.0.tgz", ""),
            ("charts/web-1.0.0/web-1.0.0.tgz", ""),
        ],
    )
    def test_a_chart_of_a_repository_may_lie_in_several_places(self, path: str, content: str) -> None:
        found = of(
            {
                "app/Kustomization": "helmCharts: [{name: web, repo: 'https://example.com', version: '1.0.0'}]",
                f"app/{path}": content,
            }
        )
        assert [each.chart for each in found.charts] == [f"app/{path}".removesuffix("/Chart.yaml")]
        assert found.files == ("app/Kustomization", f"app/{path}")

    def test_a_home_outside_the_repository_holds_no_chart(self) -> None:
        found = of(
            {
                "app/Kustomization": "helmGlobals: {chartHome: ../../x}\nhelmCharts: [{name: web}]",
                "x/web/Chart.yaml": "name: web",
            }
        )
        assert [(each.asked, each.chart) for each in found.charts] == [("../x/web", "")]

    def test_entries_are_inflated_in_kustomizes_order(self) -> None:
        plugin = "apiVersion: builtin\nkind: HelmChartInflationGenerator\nname: plugin\nunknown: 1\n"
        found = of(
            {
                "app/Kustomization": (
                    "generators: [plugin.yaml]\nhelmChartInflationGenerator: [{chartName: older, values: v.yaml,"
                    " chartHome: h, releaseNamespace: x}]\nHelmCharts: [{Name: newer, RELEASENAME: r}]\n"
                ),
                "app/plugin.yaml": plugin,
                "app/v.yaml": "",
            }
        )
        assert [(each.name, each.asked, each.kustomization, each.pointer) for each in found.charts] == [
            ("newer", "app/h/newer", "app/Kustomization", "/HelmCharts/0"),
            ("older", "app/h/older", "app/Kustomization", "/helmChartInflationGenerator/0"),
            ("plugin", "app/charts/plugin", "app/plugin.yaml", ""),
        ]
        newer, older, own = found.charts
        assert newer.text("releaseName") == "r"
        assert newer.pointers["releaseName"] == "/HelmCharts/0/RELEASENAME"
        assert older.values_file == "app/v.yaml"
        assert (newer.faults, older.faults, own.faults) == ((), (), ())


class TestGraph:
    def test_a_shared_base_is_built_once(self) -> None:
        found = of(
            {
                "app/Kustomization": "resources: [../a, ../b]",
                "a/Kustomization": "resources: [../base]",
                "b/Kustomization": "resources: [../base]",
                "base/Kustomization": "resources: [x.yaml]",
                "base/x.yaml": MANIFEST,
            }
        )
        assert found.kustomizations == ("a", "app", "b", "base")
        assert found.faults == ()

    @pytest.mark.parametrize("folder", ["a", "b"])
    def test_a_circle_is_a_fault_where_it_closes(self, folder: str) -> None:
        other = "b" if folder == "a" else "a"
        found = of({"a/Kustomization": "resources: [../b]", "b/Kustomization": "resources: [../a]"}, folder)
        assert [(f.kind, f.path, f.pointer) for f in found.faults] == [
            ("cycle", f"{other}/Kustomization", "/resources/0")
        ]

    def test_building_what_holds_oneself_is_a_circle(self) -> None:
        found = of({"Kustomization": "resources: [app]", "app/Kustomization": "resources: [..]"})
        assert [fault.path for fault in found.faults] == ["app/Kustomization"]

    def test_a_very_long_chain_is_followed(self) -> None:
        files = {f"f{n}/Kustomization": f"resources: [../f{n + 1}]" for n in range(3000)}
        assert len(of({**files, "f3000/Kustomization": "namePrefix: a"}, "f0").kustomizations) == 3001

    def test_what_a_folder_builds_on(self) -> None:
        closures = Closures(
            tree(app__Kustomization="resources: [../base]", base__Kustomization="namePrefix: x")
        )
        assert closures.folders() == ("app", "base")
        assert closures.builds_on("app") == {"base"}
        assert closures.closure("nothing").files == ()


class TestLinks:
    def test_a_link_that_leads_outside_is_an_escape(self, tmp_path: Path) -> None:
        (tmp_path / "outside.yaml").write_text(MANIFEST)
        app = tmp_path / "repo" / "app"
        app.mkdir(parents=True)
        (app / "x.yaml").symlink_to(tmp_path / "outside.yaml")
        (app / "folder").symlink_to(tmp_path)
        (app / "kustomization.yaml").write_text("resources: [x.yaml, folder]\ncrds: [x.yaml]")
        found = closure(open_folder(str(tmp_path / "repo")), "app")
        assert [each.pointer for each in found.escapes] == ["/resources/0", "/resources/1", "/crds/0"]
        assert found.files == ("app/kustomization.yaml",)

    def test_a_linked_folder_may_not_be_left_again(self, tmp_path: Path) -> None:
        repo = tmp_path / "repo"
        (repo / "deep" / "er").mkdir(parents=True)
        (repo / "base").mkdir()
        (repo / "deep" / "er" / "link").symlink_to(repo / "base")
        (repo / "base" / "kustomization.yaml").write_text("resources: [a.yaml, ../x.yaml]")
        (repo / "base" / "a.yaml").write_text(MANIFEST)
        (repo / "deep" / "er" / "x.yaml").write_text(MANIFEST)
        (repo / "deep" / "kustomization.yaml").write_text("resources: [er/link]")
        found = closure(open_folder(str(repo)), "deep")
        assert [each.value for each in found.escapes] == ["../x.yaml"]
        assert "deep/er/link/a.yaml" in found.files
