"""What wrote a value that kustomize gives out, and what had written it before."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

import pytest

from gate.config.load import load
from gate.evaluate import choose_engine
from gate.locate import Locator
from gate.model.finding import Finding, Location
from gate.pipeline import Request
from gate.pipeline.exploring import explored
from gate.render import RenderOptions
from gate.system.files import open_folder
from gate.system.tools import Tool, Toolbox
from gate.validate import available_versions
from gate.waive import Enforcement
from tests.tools.checkout import Checkout

pytestmark = pytest.mark.needs("kustomize")

Where: TypeAlias = "tuple[str, int | None, int | None]"
Answer: TypeAlias = "tuple[Where, list[tuple[Where, str]]]"
TODAY = date(2026, 6, 15)
K = "app/kustomization.yaml"
IMAGE = "/spec/template/spec/containers/0/image"
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
  annotations: {team: shop}
spec:
  replicas: 1
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example.com/web:1.0
          args: [--one, --two]
          envFrom: [{configMapRef: {name: settings}}]
          resources:
            limits: {memory: 64Mi}
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
"""
BASE = {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": DEPLOYMENT}


def answer(folder: Checkout, files: Mapping[str, str], kind: str, pointer: str) -> Answer:
    """The place of what stands at a pointer of the only resource of a kind, and the related ones."""
    folder.write(files)
    tree = open_folder(str(folder.folder))
    request = Request(
        tree=tree,
        settings=load(b"", ".gate.yaml"),
        versions=available_versions()[-1:],
        toolbox=Toolbox(kustomize=[Tool("kustomize", shutil.which("kustomize") or "")]),
        render=RenderOptions(),
        engine=choose_engine("embedded", TODAY),
        enforcement=Enforcement(TODAY),
    )
    results = explored(request).results
    resources = [resource for result in results for resource in result.resources]
    (resource,) = [one for one in resources if one.id.kind == kind]
    finding = Finding("x/y", "error", "m", resource.target, resource.id, resource.provenance, pointer)
    (found,) = Locator(tree, [one.target for one in results], resources).located([finding])
    assert found.location is not None
    assert found.location.precision == "exact", found.location
    return where(found.location), [(where(one.location), one.message) for one in found.related]


def where(location: Location) -> Where:
    return location.path, location.line, location.column


def app(text: str, resources: str = "../base") -> dict[str, str]:
    return {**BASE, K: f"resources: [{resources}]\n{text}"}


NAME = ("base/web.yaml", 4, 9)
WRITTEN_IMAGE = ("base/web.yaml", 17, 18)
CASES: dict[str, tuple[dict[str, str], str, str, Answer]] = {
    "a tag": (
        app("images:\n- name: example.com/web\n  newTag: '2.0'\n"),
        "Deployment",
        IMAGE,
        ((K, 4, 11), [(WRITTEN_IMAGE, "the base has example.com/web:1.0")]),
    ),
    "a new name and a digest": (
        app("images:\n- name: example.com/web\n  newName: w\n  digest: sha256:1\n"),
        "Deployment",
        IMAGE,
        (
            (K, 5, 11),
            [
                (WRITTEN_IMAGE, "the base has example.com/web:1.0"),
                ((K, 4, 12), "images (newName) sets w@sha256:1"),
            ],
        ),
    ),
    "a tag for another image": (
        app("images:\n- name: example.com/we\n  newTag: '2.0'\n"),
        "Deployment",
        IMAGE,
        (WRITTEN_IMAGE, []),
    ),
    "the namespace": (app("namespace: shop\n"), "Deployment", "/metadata/namespace", ((K, 2, 12), [])),
    "the prefix": (
        app("namePrefix: a-\n"),
        "Deployment",
        "/metadata/name",
        ((K, 2, 13), [(NAME, "the base has web")]),
    ),
    "the suffix above a prefix below": (
        {
            **app("nameSuffix: -z\n", "../middle"),
            "middle/kustomization.yaml": "resources: [../base]\nnamePrefix: a-\n",
        },
        "Deployment",
        "/metadata/name",
        (
            (K, 2, 13),
            [
                (NAME, "the base has web"),
                (("middle/kustomization.yaml", 2, 13), "the name prefix sets a-web"),
            ],
        ),
    ),
    "a common label in a selector": (
        app("commonLabels:\n  tier: front\n"),
        "Deployment",
        "/spec/selector/matchLabels/tier",
        ((K, 3, 9), []),
    ),
    "a label in the metadata": (
        app("labels:\n- pairs: {app: other}\n"),
        "Deployment",
        "/metadata/labels/app",
        ((K, 3, 16), [(("base/web.yaml", 5, 17), "the base has web")]),
    ),
    "a label that templates do not get": (
        app("labels:\n- pairs: {app: web}\n"),
        "Deployment",
        "/spec/template/metadata/labels/app",
        (("base/web.yaml", 13, 21), []),
    ),
    "a label in the template": (
        app("labels:\n- pairs: {a: b}\n  includeTemplates: true\n"),
        "Deployment",
        "/spec/template/metadata/labels/a",
        ((K, 3, 14), []),
    ),
    "a common annotation": (
        app("commonAnnotations: {team: other}\n"),
        "Deployment",
        "/spec/template/metadata/annotations/team",
        ((K, 2, 27), []),
    ),
    "the replicas": (
        app("replicas:\n- name: web\n  count: 3\n"),
        "Deployment",
        "/spec/replicas",
        ((K, 4, 10), [(("base/web.yaml", 8, 13), "the base has 1")]),
    ),
    "the base, a patch and a patch above it": (
        {
            **app("patches:\n- path: p.yaml\n", "../middle"),
            "middle/kustomization.yaml": "resources: [../base]\npatches:\n- path: p.yaml\n",
            "middle/p.yaml": PATCH + "          resources: {limits: {memory: 1Gi}}\n",
            "app/p.yaml": PATCH + "          resources: {limits: {memory: 2Gi}}\n",
        },
        "Deployment",
        "/spec/template/spec/containers/0/resources/limits/memory",
        (
            ("app/p.yaml", 9, 40),
            [
                (("base/web.yaml", 21, 30), "the base has 64Mi"),
                (("middle/p.yaml", 9, 40), "a patch sets 1Gi"),
            ],
        ),
    ),
    "a list that a patch replaces": (
        {**app("patches:\n- path: p.yaml\n"), "app/p.yaml": PATCH + "          args: [--three]\n"},
        "Deployment",
        "/spec/template/spec/containers/0/args/0",
        (("app/p.yaml", 9, 18), []),
    ),
    "what a patch removes": (
        {**app("patches:\n- path: p.yaml\n"), "app/p.yaml": PATCH + "          resources: null\n"},
        "Deployment",
        "/spec/template/spec/containers/0/resources",
        (("base/web.yaml", 16, 11), [(("app/p.yaml", 9, 22), "a patch removes it")]),
    ),
    "an object that a patch replaces": (
        {
            **app("patches:\n- path: p.yaml\n"),
            "app/p.yaml": PATCH + "          resources: {$patch: replace, limits: {cpu: 1}}\n",
        },
        "Deployment",
        "/spec/template/spec/containers/0/resources/limits/cpu",
        (("app/p.yaml", 9, 54), []),
    ),
    "an item that a patch adds": (
        {
            **app("patches:\n- path: p.yaml\n"),
            "app/p.yaml": PATCH.replace("- name: web", "- {name: a, image: b}"),
        },
        "Deployment",
        IMAGE,
        (("app/p.yaml", 8, 28), []),
    ),
    "an item that an operation appends": (
        app(
            "patches:\n- target: {kind: Deployment}\n  patch: |-\n"
            "    - {op: add, path: /spec/template/spec/containers/0/args/-, value: --three}\n"
        ),
        "Deployment",
        "/spec/template/spec/containers/0/args/2",
        ((K, 5, 71), []),
    ),
    "an item behind one that an operation inserts": (
        app(
            "patches:\n- target: {kind: Deployment}\n  patch: |-\n"
            "    - {op: add, path: /spec/template/spec/containers/0/args/0, value: --none}\n"
        ),
        "Deployment",
        "/spec/template/spec/containers/0/args/1",
        (("base/web.yaml", 18, 18), []),
    ),
    "what operations test, copy and move": (
        app(
            "patches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: test, path: /spec/replicas, value: 1}\n"
            "    - {op: copy, from: /metadata/annotations, path: /metadata/copied}\n"
            "    - {op: move, from: /metadata/copied, path: /spec/template/metadata/annotations}\n"
        ),
        "Deployment",
        "/spec/template/metadata/annotations/team",
        (("base/web.yaml", 6, 23), []),
    ),
    "the last of two operations": (
        app(
            "patches:\n- target: {labelSelector: 'app in (web, api)'}\n  patch: |-\n"
            "    - {op: replace, path: /spec/replicas, value: 2}\n    - {op: replace, path: /spec/replicas, value: 3}\n"
        ),
        "Deployment",
        "/spec/replicas",
        (
            (K, 6, 50),
            [(("base/web.yaml", 8, 13), "the base has 1"), ((K, 5, 50), "a patch operation sets 2")],
        ),
    ),
    "a patch for other labels, another name and other annotations": (
        app(
            "patches:\n"
            + "".join(
                f"- target: {target}\n  patch: |-\n    - {{op: replace, path: /spec/replicas, value: 1}}\n"
                for target in ("{labelSelector: app!=web}", "{name: we}", "{annotationSelector: team=x}")
            )
        ),
        "Deployment",
        "/spec/replicas",
        (("base/web.yaml", 8, 13), []),
    ),
    "a name that a generator completes": (
        app("configMapGenerator:\n- name: settings\n  literals: [a=b]\n"),
        "Deployment",
        "/spec/template/spec/containers/0/envFrom/0/configMapRef/name",
        (("base/web.yaml", 19, 43), [((K, 3, 9), "the generator of ConfigMap settings")]),
    ),
    "the name of what is generated": (
        app("configMapGenerator:\n- name: settings\n  literals: [a=b]\n"),
        "ConfigMap",
        "/metadata/name",
        ((K, 3, 9), []),
    ),
    "a literal": (
        app("configMapGenerator:\n- name: settings\n  literals: [x=y, a=b]\n"),
        "ConfigMap",
        "/data/a",
        ((K, 4, 19), []),
    ),
    "a line of an env file": (
        {**app("configMapGenerator:\n- name: settings\n  envs: [e.env]\n"), "app/e.env": "# x\n\n  a=b\n"},
        "ConfigMap",
        "/data/a",
        (("app/e.env", 3, 5), []),
    ),
    "the options of a generator": (
        app(
            "configMapGenerator:\n- name: settings\n  literals: [a=b]\n  options: {labels: {x: '1'}}\n"
            "generatorOptions: {labels: {z: '2'}}\n"
        ),
        "ConfigMap",
        "/metadata/labels/z",
        ((K, 6, 32), []),
    ),
    "what a generator merges into another's": (
        {
            **app("configMapGenerator:\n- name: settings\n  behavior: merge\n  literals: [a=c]\n"),
            "base/kustomization.yaml": "configMapGenerator:\n- {name: settings, literals: [a=b]}\n",
        },
        "ConfigMap",
        "/data/a",
        ((K, 5, 14), [(("base/kustomization.yaml", 2, 31), "the generator has it")]),
    ),
    "a replacement": (
        app(
            "replacements:\n- source: {kind: Deployment, name: web, fieldPath: metadata.name}\n  targets:\n"
            "  - select: {kind: Deployment}\n    fieldPaths:\n    - spec.template.spec.containers.[name=web].args.1\n"
        ),
        "Deployment",
        "/spec/template/spec/containers/0/args/1",
        (
            (K, 7, 7),
            [
                (("base/web.yaml", 18, 25), "the base has --two"),
                ((K, 3, 11), "it takes metadata.name of Deployment web"),
            ],
        ),
    ),
    "a variable of kustomize": (
        {
            **app("vars:\n- name: NAME\n  objref: {kind: Deployment, name: web, apiVersion: apps/v1}\n"),
            "base/web.yaml": DEPLOYMENT.replace("--two", "$(NAME)"),
        },
        "Deployment",
        "/spec/template/spec/containers/0/args/1",
        (("base/web.yaml", 18, 25), [((K, 3, 9), "the variable NAME")]),
    ),
}
PLUGINS: dict[str, tuple[str, str, Where]] = {
    "PatchTransformer": (
        "target: {kind: Deployment}\npatch: |-\n  - {op: replace, path: /spec/replicas, value: 3}\n",
        "/spec/replicas",
        ("app/t.yaml", 6, 48),
    ),
    "NamespaceTransformer": ("", "/metadata/namespace", ("app/t.yaml", 3, 32)),
    "PrefixTransformer": (
        "prefix: a-\nfieldSpecs: [{path: metadata/name}]\n",
        "/metadata/name",
        ("app/t.yaml", 4, 9),
    ),
    "LabelTransformer": (
        "labels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
        "/metadata/labels/a",
        ("app/t.yaml", 4, 13),
    ),
    "AnnotationsTransformer": (
        "annotations: {a: b}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n",
        "/metadata/annotations/a",
        ("app/t.yaml", 4, 18),
    ),
    "ImageTagTransformer": (
        "imageTag: {name: example.com/web, newTag: '2'}\n",
        IMAGE,
        ("app/t.yaml", 4, 43),
    ),
    "ReplicaCountTransformer": (
        "replica: {name: web, count: 3}\nfieldSpecs: [{path: spec/replicas, kind: Deployment}]\n",
        "/spec/replicas",
        ("app/t.yaml", 4, 29),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_wrote(case: str, folder: Checkout) -> None:
    files, kind, pointer, expected = CASES[case]
    assert answer(folder, files, kind, pointer) == expected


@pytest.mark.parametrize("kind", PLUGINS)
def test_what_a_configured_transformer_wrote(kind: str, folder: Checkout) -> None:
    fields, pointer, expected = PLUGINS[kind]
    written = f"apiVersion: builtin\nkind: {kind}\nmetadata: {{name: t, namespace: shop}}\n{fields}"
    files = {**app("transformers: [t.yaml]\n"), "app/t.yaml": written}
    assert answer(folder, files, "Deployment", pointer)[0] == expected


def test_what_a_transformer_within_the_kustomization_wrote(folder: Checkout) -> None:
    inline = (
        "transformers:\n- |-\n  apiVersion: builtin\n  kind: ImageTagTransformer\n  metadata: {name: t}\n"
        "  imageTag: {name: example.com/web, newTag: '2'}\n"
    )
    assert answer(folder, app(inline), "Deployment", IMAGE)[0] == (K, 7, 45)


def test_what_a_patch_of_a_transformer_within_the_kustomization_wrote(folder: Checkout) -> None:
    inline = (
        "transformers:\n- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: t}\n"
        "  target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/replicas\n      value: 2\n"
    )
    assert answer(folder, app(inline), "Deployment", "/spec/replicas")[0] == (K, 11, 14)


def test_no_related_place_tells_a_secret(folder: Checkout) -> None:
    files = {
        "base/kustomization.yaml": "resources: [s.yaml]\n",
        "base/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  p: hunter2\n",
        K: "resources: [../base]\npatches:\n- path: p.yaml\n",
        "app/p.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  p: hunter3\n",
    }
    found = answer(folder, files, "Secret", "/stringData/p")
    assert found == (("app/p.yaml", 5, 6), [(("base/s.yaml", 5, 6), "the base has it")])


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
"""
EDITS = """\
  targetNamespace: shop
  commonMetadata: {labels: {owner: me}}
  images:
    - name: example.com/web
      newTag: "3"
  patches:
    - target: {kind: Deployment}
      patch: |
        - op: replace
          path: /spec/replicas
          value: 4
  postBuild: {substitute: {LIMIT: 1Gi}}
"""
SOURCE = """\
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: https://example.com/repo}
"""
DECLARED: dict[str, tuple[str, Answer]] = {
    "the namespace": ("/metadata/namespace", (("cluster/web.yaml", 9, 20), [])),
    "a label": ("/metadata/labels/owner", (("cluster/web.yaml", 10, 36), [])),
    "an image": (
        IMAGE,
        (("cluster/web.yaml", 13, 15), [(("apps/web.yaml", 17, 18), "the base has example.com/web:1.0")]),
    ),
    "a patch": (
        "/spec/replicas",
        (("cluster/web.yaml", 19, 18), [(("apps/web.yaml", 8, 13), "the base has 1")]),
    ),
    "a variable": (
        "/spec/template/spec/containers/0/resources/limits/memory",
        (("cluster/web.yaml", 20, 35), [(("apps/web.yaml", 21, 30), "put in here")]),
    ),
}
SUBSTITUTED = DEPLOYMENT.replace("64Mi", "'${LIMIT}'")


@pytest.mark.parametrize("case", DECLARED)
def test_what_a_flux_kustomization_adds(case: str, folder: Checkout) -> None:
    pointer, expected = DECLARED[case]
    files = {"cluster/web.yaml": FLUX + EDITS + SOURCE, "apps/web.yaml": SUBSTITUTED}
    assert answer(folder, files, "Deployment", pointer) == expected


VARS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata:\n  LIMIT: %s\n"
GENERATED = (
    "namespace: flux-system\nconfigMapGenerator:\n- name: vars\n  options: {disableNameSuffixHash: true}\n"
)
MEMORY = "/spec/template/spec/containers/0/resources/limits/memory"
FROM = FLUX + "  postBuild:\n    substituteFrom:\n"
ONE, TWO = "    - {kind: ConfigMap, name: vars}\n", "    - {kind: ConfigMap, name: more}\n"
VARIABLES: dict[str, tuple[str, Mapping[str, str], Where]] = {
    "a ConfigMap": (FROM + ONE, {"cluster/vars.yaml": VARS % "1Gi"}, ("cluster/vars.yaml", 5, 10)),
    "the last of two": (
        FROM + ONE + TWO,
        {"cluster/vars.yaml": VARS % "1Gi" + "---\n" + VARS.replace("name: vars", "name: more") % "2Gi"},
        ("cluster/vars.yaml", 11, 10),
    ),
    "one that overrides it": (
        FROM + ONE + "    substitute:\n      LIMIT: 2Gi\n",
        {"cluster/vars.yaml": VARS % "1Gi"},
        ("cluster/web.yaml", 13, 14),
    ),
    "a literal of a generator": (
        FROM + ONE,
        {
            "cluster/kustomization.yaml": "resources: [web.yaml]\n"
            + GENERATED
            + "  literals:\n  - LIMIT=1Gi\n"
        },
        ("cluster/kustomization.yaml", 7, 5),
    ),
    "a line of an env file": (
        FROM + ONE,
        {
            "cluster/kustomization.yaml": "resources: [web.yaml]\n" + GENERATED + "  envs: [vars.env]\n",
            "cluster/vars.env": "# Of all.\nLIMIT=1Gi\n",
        },
        ("cluster/vars.env", 2, 7),
    ),
    "a patch of the ConfigMap": (
        FROM + ONE,
        {
            "cluster/kustomization.yaml": "resources: [web.yaml, vars.yaml]\npatches:\n- path: p.yaml\n",
            "cluster/vars.yaml": VARS % "1Gi",
            "cluster/p.yaml": VARS % "2Gi",
        },
        ("cluster/p.yaml", 5, 10),
    ),
}


@pytest.mark.parametrize("case", VARIABLES)
def test_a_variable_is_where_it_was_set_last(case: str, folder: Checkout) -> None:
    flux, files, place = VARIABLES[case]
    written = {"cluster/web.yaml": flux + SOURCE, "apps/web.yaml": SUBSTITUTED, **files}
    assert answer(folder, written, "Deployment", MEMORY) == (
        place,
        [(("apps/web.yaml", 21, 30), "put in here")],
    )


@pytest.mark.parametrize("written", ["${UNSET:=64Mi}", "6${LIMIT}"])
def test_a_text_that_is_more_than_a_variable_is_where_it_stands(written: str, folder: Checkout) -> None:
    files = {
        "cluster/web.yaml": FROM + ONE + SOURCE,
        "cluster/vars.yaml": VARS % "1Gi",
        "apps/web.yaml": DEPLOYMENT.replace("64Mi", f"'{written}'"),
    }
    found, related = answer(folder, files, "Deployment", MEMORY)
    assert found == ("apps/web.yaml", 21, 30)
    assert related == ([(("cluster/vars.yaml", 5, 10), "the variable LIMIT")] if "LIMIT" in written else [])


def test_what_a_patch_of_a_flux_kustomization_makes_it_add(folder: Checkout) -> None:
    files = {
        "cluster/kustomization.yaml": "resources: [web.yaml]\npatches:\n- path: p.yaml\n",
        "cluster/web.yaml": FLUX + SOURCE,
        "cluster/p.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        "metadata: {name: web, namespace: flux-system}\nspec:\n" + EDITS,
        "apps/web.yaml": SUBSTITUTED,
    }
    assert answer(folder, files, "Deployment", "/spec/replicas")[0] == ("cluster/p.yaml", 15, 18)
    assert answer(folder, files, "Deployment", IMAGE)[0] == ("cluster/p.yaml", 9, 15)


def test_what_a_patch_adds_to_a_patch_of_a_flux_kustomization(folder: Checkout) -> None:
    files = {
        "cluster/kustomization.yaml": "resources: [web.yaml]\npatches:\n- target: {kind: Kustomization}\n  patch: |\n"
        "    apiVersion: kustomize.toolkit.fluxcd.io/v1\n    kind: Kustomization\n    metadata: {name: any}\n    spec:\n"
        "      patches:\n        - target: {kind: Deployment}\n          patch: |\n"
        "            apiVersion: apps/v1\n            kind: Deployment\n            metadata: {name: any}\n"
        "            spec:\n              replicas: 7\n",
        "cluster/web.yaml": FLUX + SOURCE,
        "apps/web.yaml": SUBSTITUTED,
    }
    found = answer(folder, files, "Deployment", "/spec/replicas")
    assert found[0] == ("cluster/kustomization.yaml", 16, 25)


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  destination: {name: in-cluster, namespace: shop}
  source:
    repoURL: https://example.com/repo
    path: base
    kustomize:
      namePrefix: a-
      images: ["example.com/web:3"]
      commonLabels: {owner: me}
      patches:
        - target: {kind: Deployment}
          patch: |
            - {op: replace, path: /spec/replicas, value: 4}
"""


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("/metadata/name", 11, 19),
        (IMAGE, 12, 16),
        ("/metadata/labels/owner", 13, 29),
        ("/spec/replicas", 17, 58),
    ],
)
def test_what_an_application_adds(pointer: str, line: int, column: int, folder: Checkout) -> None:
    files = {**BASE, "cluster/web.yaml": APPLICATION}
    assert answer(folder, files, "Deployment", pointer)[0] == ("cluster/web.yaml", line, column)
