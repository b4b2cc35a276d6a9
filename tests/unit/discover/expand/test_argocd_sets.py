"""ApplicationSets as the targets of the Applications that they make."""

from __future__ import annotations

import pytest

from gate.config.settings import Cluster, Environment, Settings
from gate.model.outcome import Outcome
from gate.model.target import KustomizeSource, Target
from tests.unit.discover.expand.declared import BUILT, OBJECT, expanded, only, reasons, told

URL = "https://git.example.com/shop/platform"
FILES = {
    **{
        f"apps/{name}/{file}": text
        for name in ("db", "web")
        for file, text in (("kustomization.yaml", BUILT), ("a.yaml", OBJECT))
    },
    "apps/old/kustomization.yaml": BUILT,
    "apps/web/nested/b.yaml": OBJECT,
    "envs/live.json": '{"app": {"name": "web", "prefix": "live-"}, "sizes": [1, 2]}',
    "envs/test.yaml": "app: {name: web, prefix: test-}",
    "envs/old.yaml": "app: {name: old, prefix: old-}",
}
PATH_TEMPLATE = "name: '{{path.basename}}', path: '{{path}}'"


def application_set(generators: str, name: str, path: str, *, go: bool = False, prefix: str = "") -> str:
    lines = "".join(f"    {line}\n" for line in generators.splitlines())
    kustomize = f", kustomize: {{namePrefix: '{prefix}'}}" if prefix else ""
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all, namespace: argocd}\n"
        f"spec:\n  goTemplate: {str(go).lower()}\n  generators:\n{lines}"
        f"  template:\n    metadata: {{name: '{name}'}}\n    spec:\n"
        f"      source: {{repoURL: {URL}, path: '{path}'{kustomize}}}\n      destination: {{namespace: shop}}\n"
    )


def made(outcome: Outcome[Target]) -> list[tuple[str, str, str]]:
    """Name, path and edits of each target."""
    assert not outcome.findings
    assert not outcome.accounts
    found = []
    for target in outcome.values:
        assert isinstance(target.source, KustomizeSource)
        found.append((target.name, target.path, target.source.edits))
    return found


def git(said: str, kind: str = "directories") -> str:
    return f"- git:\n    repoURL: {URL}\n    revision: HEAD\n    {kind}: {said}"


def test_the_elements_of_a_list_are_applications() -> None:
    generator = "- list: {elements: [{app: web}, {app: db}]}"
    assert made(expanded(application_set(generator, "{{app}}", "apps/{{ app }}"), FILES)) == [
        ("Application/argocd/web", "apps/web", ""),
        ("Application/argocd/db", "apps/db", ""),
    ]


def test_git_folders_are_applications_and_excluding_wins() -> None:
    generator = git("[{path: 'apps/**'}, {path: apps/old, exclude: true}]")
    text = application_set(generator, "{{path.basename}}", "{{path}}", prefix="{{path[0]}}-")
    assert made(expanded(text, FILES)) == [
        ("Application/argocd/db", "apps/db", '{"namePrefix":"apps-"}'),
        ("Application/argocd/web", "apps/web", '{"namePrefix":"apps-"}'),
    ]


def test_git_files_give_their_content_in_both_styles() -> None:
    generator = git("[{path: 'envs/*'}, {path: '*/old.yaml', exclude: true}]", "files")
    flat = application_set(
        generator, "{{path.filenameNormalized}}", "apps/{{app.name}}", prefix="{{app.prefix}}"
    )
    expected = [
        ("Application/argocd/live.json", "apps/web", '{"namePrefix":"live-"}'),
        ("Application/argocd/test.yaml", "apps/web", '{"namePrefix":"test-"}'),
    ]
    assert made(expanded(flat, FILES)) == expected
    nested = application_set(
        generator,
        "{{ .path.filename | normalize }}",
        'apps/{{ index .app "name" }}',
        go=True,
        prefix="{{ .app.prefix | default `x` }}",
    )
    assert made(expanded(nested, FILES)) == expected


def test_a_matrix_multiplies_and_its_second_part_sees_the_first() -> None:
    generator = f"""- matrix:
    generators:
      - list: {{elements: [{{stage: live}}, {{stage: test}}]}}
      - git: {{repoURL: {URL}, files: [{{path: 'envs/{{{{stage}}}}.*'}}]}}"""
    text = application_set(generator, "{{app.name}}-{{stage}}", "apps/{{app.name}}")
    names = ["Application/argocd/web-live", "Application/argocd/web-test"]
    assert [name for name, _, _ in made(expanded(text, FILES))] == names


def test_a_merge_overrides_by_key() -> None:
    generator = """- merge:
    mergeKeys: [app]
    generators:
      - list: {elements: [{app: web, prefix: a-}, {app: db, prefix: a-}]}
      - list: {elements: [{app: db, prefix: b-}, {app: none, prefix: c-}]}"""
    text = application_set(generator, "{{app}}", "apps/{{app}}", prefix="{{prefix}}")
    assert [edits for _, _, edits in made(expanded(text, FILES))] == [
        '{"namePrefix":"a-"}',
        '{"namePrefix":"b-"}',
    ]


def test_a_selector_picks_by_parameters() -> None:
    generator = "- list: {elements: [{app: web}, {app: db}]}\n  selector: {matchLabels: {app: db}}"
    assert len(made(expanded(application_set(generator, "{{app}}", "apps/{{app}}"), FILES))) == 1


def test_clusters_are_those_that_the_configuration_names() -> None:
    text = application_set(
        "- clusters: {values: {app: web}}", "{{values.app}}-{{name}}", "apps/{{values.app}}"
    )
    live = Environment("live", ("x",), clusters=(Cluster("eu", ()), Cluster("us", ())))
    names = [target.name for target in expanded(text, FILES, Settings(environments=(live,))).values]
    assert names == [f"Application/argocd/web-{name}" for name in ("in-cluster", "eu", "us")]


@pytest.mark.parametrize(
    ("generator", "reason"),
    [
        ("- scmProvider: {}", "the generator scmProvider, which asks a server"),
        ("- pullRequest: {}", "the generator pullRequest, which asks a server"),
        ("- {}", "the generator (none), which asks a server"),
        ("- clusters: {}", "clusters, which the configuration can name (environments.NAME.clusters)"),
        ("- clusters: {selector: {matchLabels: {a: b}}}", "clusters by their labels"),
        (
            "- git: {repoURL: 'https://git.example.com/other', directories: [{path: '*'}]}",
            "a generator that reads another repository or revision",
        ),
        ("- matrix: {generators: [{list: {}}]}", "a matrix of other than two generators"),
        (git("[{path: 'broken/*'}]", "files"), "a file that does not parse: broken/a.yaml"),
        (
            "- {list: {elements: [{app: web}]}, selector: {matchExpressions: [{key: app, operator: Like}]}}",
            "a selector with the operator Like",
        ),
    ],
)
def test_what_cannot_be_known_offline_is_said(generator: str, reason: str) -> None:
    outcome = expanded(application_set(generator, "a", "b"), {**FILES, "broken/a.yaml": "a: [\n"})
    assert not outcome.values
    assert reasons(outcome) == {
        "ApplicationSet/argocd/all": f"Applications that cannot be known offline: {reason}"
    }


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ now }}", "a template that the gate does not follow: now"),
        ("{{ if .app }}a", "a template that the gate does not follow: if without end"),
        ("{{ .app.name }}", "a template that reads name of what is no mapping"),
        ("{{ .none }}", "a template that writes what no generator gives as text"),
        ("{{ index .app 9 }}", "a template function that fails: index"),
        ("{{ }}", "a template that the gate does not follow: {{ }}"),
    ],
)
def test_a_go_template_that_is_not_followed_is_said(template: str, reason: str) -> None:
    text = application_set("- list: {elements: [{app: web}]}", template, "apps", go=True)
    assert list(reasons(expanded(text, FILES)).values()) == [
        f"Applications that cannot be known offline: {reason}"
    ]


def test_generators_that_give_nothing_are_said() -> None:
    text = application_set(git("[{path: 'none/*'}]"), "a", "b")
    assert list(reasons(expanded(text, FILES)).values()) == [
        "an ApplicationSet whose generators give nothing"
    ]


def test_a_wrong_path_is_told_of_the_template() -> None:
    text = application_set("- list: {elements: [{app: wep}]}", "{{app}}", "apps/{{app}}")
    assert told(expanded(text, FILES)) == [
        ("render/missing-path", "/spec/template/spec/source/path", "apps/wep is no folder of the repository")
    ]


def test_a_set_of_one_is_declared_by_the_set() -> None:
    target = only(expanded(application_set("- list: {elements: [{app: web}]}", "x", "apps/{{app}}"), FILES))
    assert target.declared_by is not None
    assert str(target.declared_by.resource) == "ApplicationSet argocd/all"
    assert target.reason == "declared by ApplicationSet argocd/all"


def test_generators_that_multiply_are_cut_and_said() -> None:
    many = ", ".join("{a: b}" for _ in range(2_000))
    nested = f"""- matrix:
    generators:
      - list: {{elements: [{many}]}}
      - list: {{elements: [{many}]}}"""
    outcome = expanded(application_set(nested, "a", "b"), FILES)
    reason = "Applications that cannot be known offline: more than 10,000 Applications"
    assert list(reasons(outcome).values()) == [reason]
    empty = nested.rpartition("- list")[0] + "- list: {elements: []}"
    assert list(reasons(expanded(application_set(empty, "a", "b"), FILES)).values()) == [
        "Applications that cannot be known offline: generators that multiply"
    ]


def listed(*elements: str) -> str:
    return f"- list: {{elements: [{', '.join(elements)}]}}"


MANY = (
    "- matrix:\n    generators:\n      "
    + listed("{" + ", ".join(f"a{number}: b" for number in range(9_000)) + "}")
    + "\n      "
    + listed(*["{}"] * 9_000)
)


@pytest.mark.parametrize(
    ("template", "generators", "go"),
    [
        ("{{a}}" * 2_000, listed(f"{{a: {'b' * 1_000}}}"), False),
        ("{{.a}}" * 2_000, listed(f"{{a: {'b' * 1_000}}}"), True),
        ("{{a}}" * 1_000, listed(*[f"{{a: {'b' * 1_000}}}"] * 100), False),
        ("{{ .a" + ' | replace "b" "bbbbbbbbbb"' * 12 + " }}", listed("{a: b}"), True),
        ("{{a}}", MANY, False),
        ("{{ range until 60000 }}{{ range until 60000 }}{{ end }}{{ end }}", listed("{a: b}"), True),
        ('{{ range until 60000 }}{{ $x := repeat 99999 "a" }}{{ end }}', listed("{a: b}"), True),
        ("{{ $a := 1 }}" * 20_000, listed(*["{a: b}"] * 1_000), True),
    ],
    ids=["text", "go text", "set", "function", "parameters", "loops", "values", "steps"],
)
def test_templates_that_multiply_are_cut_and_said(template: str, generators: str, go: bool) -> None:
    outcome = expanded(application_set(generators, template, "apps", go=go), FILES)
    assert list(reasons(outcome).values()) == [
        "Applications that cannot be known offline: templates that write too much"
    ]


CONFLICT = """- matrix:
    generators:
      - list: {elements: [{app: web, size: one}]}
      - list: {elements: [{size: two}]}"""


@pytest.mark.parametrize(
    ("generator", "message"),
    [
        ("- list: {elementsYaml: x}", "elementsYaml that is no list"),
        ("- merge: {generators: [{list: {}}]}", "a merge without keys, or of fewer than two generators"),
        (
            "- merge: {mergeKeys: [a], generators: [{list: {elements: [{a: b}, {a: b}]}}, {list: {}}]}",
            "a merge of parameters that have the same a",
        ),
        (CONFLICT, "a matrix whose generators give different values for size"),
        (listed("{app: web}", "{app: web}"), "several Applications of the name web"),
    ],
)
def test_what_argo_cd_refuses_is_a_finding(generator: str, message: str) -> None:
    outcome = expanded(application_set(generator, "{{app}}", "apps/{{app}}"), FILES)
    assert told(outcome) == [("render/broken-declaration", "/spec", f"Argo CD refuses {message}")]


def test_in_a_matrix_of_go_templates_the_first_generator_wins() -> None:
    text = application_set(CONFLICT, "{{.app}}-{{.size}}", "apps/{{.app}}", go=True)
    assert made(expanded(text, FILES)) == [("Application/argocd/web-one", "apps/web", "")]


def test_a_generator_may_have_a_template_of_its_own() -> None:
    own = "template: {metadata: {}, spec: {source: {path: apps/db, kustomize: {nameSuffix: '-{{app}}'}}}}"
    text = application_set(f"- list: {{elements: [{{app: web}}], {own}}}", "{{app}}", "apps/{{app}}")
    assert made(expanded(text, FILES)) == [("Application/argocd/web", "apps/db", '{"nameSuffix":"-web"}')]


def test_elements_may_be_yaml_that_another_generator_gives() -> None:
    matrix = """- matrix:
    generators:
      - list: {elements: [{apps: [{app: web}, {app: db}]}]}
      - list: {elementsYaml: '{{ .apps | toJson }}'}"""
    text = application_set(matrix, "{{.app}}", "apps/{{.app}}", go=True)
    assert [name for name, _, _ in made(expanded(text, FILES))] == [
        "Application/argocd/web",
        "Application/argocd/db",
    ]


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("{key: app, operator: In, values: [web, x]}", ["web"]),
        ("{key: app, operator: NotIn, values: [web]}", ["db"]),
        ("{key: size, operator: Exists}", ["db"]),
        ("{key: size, operator: DoesNotExist}", ["web"]),
    ],
)
def test_parameters_are_selected_by_expressions(expression: str, names: list[str]) -> None:
    elements = "{elements: [{app: web}, {app: db, size: one}]}"
    text = application_set(
        f"- {{list: {elements}, selector: {{matchExpressions: [{expression}]}}}}", "{{app}}", "apps/{{app}}"
    )
    assert [name for name, _, _ in made(expanded(text, FILES))] == [
        f"Application/argocd/{name}" for name in names
    ]


PATCH = """  templatePatch: |
    spec:
      project: default
      {{- if .suffix }}
      source: {kustomize: {nameSuffix: '{{ .suffix }}', namePrefix: null}}
      {{- end }}
"""


def test_a_patch_of_the_template_is_merged_into_it() -> None:
    text = application_set(
        listed("{app: web}", "{app: db, suffix: -z}"), "{{.app}}", "apps/{{.app}}", go=True, prefix="a-"
    )
    assert made(expanded(text + PATCH, FILES)) == [
        ("Application/argocd/web", "apps/web", '{"namePrefix":"a-"}'),
        ("Application/argocd/db", "apps/db", '{"nameSuffix":"-z"}'),
    ]


@pytest.mark.parametrize(
    ("patch", "rule", "reason"),
    [
        ("[]", "render/broken-declaration", "Argo CD refuses a templatePatch that is no mapping"),
        (
            "{$patch: replace}",
            "",
            "Applications that cannot be known offline: a templatePatch with directives",
        ),
    ],
)
def test_a_patch_that_cannot_be_merged_is_said(patch: str, rule: str, reason: str) -> None:
    text = application_set(listed("{app: web}"), "{{app}}", "apps/{{app}}")
    outcome = expanded(f"{text}  templatePatch: '{patch}'\n", FILES)
    assert [rule for rule, _, _ in told(outcome)] == ([rule] if rule else [])
    assert reason in [message for _, _, message in told(outcome)] + list(reasons(outcome).values())


def test_a_key_that_is_not_there_fails_where_the_set_says_so() -> None:
    text = application_set(listed("{app: web}"), "{{ .size | default .app }}", "apps/{{.app}}", go=True)
    assert [name for name, _, _ in made(expanded(text, FILES))] == ["Application/argocd/web"]
    strict = text.replace("goTemplate: true", "goTemplate: true\n  goTemplateOptions: [missingkey=error]")
    assert list(reasons(expanded(strict, FILES)).values()) == [
        "Applications that cannot be known offline: a template that reads size, which no generator gives"
    ]
