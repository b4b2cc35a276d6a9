"""What an Application says of its tools: variables, options that say nothing, versions to render for."""

from __future__ import annotations

import json

import pytest

from gate.model.target import HelmFlags, HelmParameter, HelmSource, KustomizeSource, PlainSource
from tests.unit.discover.expand.declared import expanded, only, reasons, told
from tests.unit.discover.expand.test_argocd import CHART, WEB, application

VARIABLES = """\
project: shops
sources:
  - repoURL: https://git.example.com/shop/platform
    targetRevision: main
    path: chart
    helm:
      valueFiles: ["values-$ARGOCD_APP_NAME.yaml", "$values/values/${ARGOCD_APP_NAMESPACE}.yaml"]
      fileParameters: [{name: file, path: "${ARGOCD_APP_NAME}.txt"}]
      parameters:
        - {name: app, value: "$ARGOCD_APP_NAME in ${ARGOCD_APP_NAMESPACE} of $ARGOCD_APP_PROJECT_NAME"}
        - {name: path, value: "$ARGOCD_APP_SOURCE_PATH@$ARGOCD_APP_SOURCE_TARGET_REVISION", forceString: true}
        - {name: other, value: "a$UNKNOWN-$$b"}
        - {name: commit, value: $ARGOCD_APP_REVISION_SHORT}
  - {repoURL: https://git.example.com/shop/platform, ref: values}"""


def test_variables_of_the_build_environment_are_put_into_what_helm_is_told() -> None:
    files = {**CHART, "chart/values-web.yaml": "a: 4\n", "values/shop.yaml": "a: 5\n", "chart/web.txt": "x"}
    target = only(expanded(application(VARIABLES), files))
    assert isinstance(target.source, HelmSource)
    assert target.source.values == ("chart/values-web.yaml", "values/shop.yaml")
    assert target.source.parameters == (
        HelmParameter("app", "web in shop of shops"),
        HelmParameter("path", "chart@main", "string"),
        HelmParameter("other", "a-$b"),
        HelmParameter("commit", "0000000"),
        HelmParameter("file", "chart/web.txt", "file"),
    )


@pytest.mark.parametrize(("asks", "annotation"), [("true", "web"), ("false", "$ARGOCD_APP_NAME")])
def test_and_into_what_kustomize_is_told(asks: str, annotation: str) -> None:
    options = (
        'kustomize: {images: ["a=b:$ARGOCD_APP_NAME"], commonLabels: {app: $ARGOCD_APP_NAME}, '
        f"commonAnnotations: {{app: $ARGOCD_APP_NAME}}, commonAnnotationsEnvsubst: {asks}}}"
    )
    target = only(expanded(application("", f"path: web, {options}"), WEB))
    assert isinstance(target.source, KustomizeSource)
    assert json.loads(target.source.edits) == {
        "images": [{"name": "a", "newName": "b", "newTag": "web"}],
        "commonLabels": {"app": "web"},
        "commonAnnotations": {"app": annotation},
    }


@pytest.mark.parametrize("empty", ["helm: {}", "helm: {parameters: [], skipCrds: false}", "directory: {}"])
def test_a_tool_of_which_nothing_is_said_is_not_named(empty: str) -> None:
    assert only(expanded(application("", f"path: web, {empty}"), WEB)).kind == "kustomize"


def test_two_tools_are_refused() -> None:
    source = "path: web, helm: {releaseName: a}, kustomize: {namePrefix: a-}"
    assert told(expanded(application("", source), WEB)) == [
        (
            "render/broken-declaration",
            "/spec/source/path",
            "a source is built by one tool, and this one says something of kustomize and helm",
        )
    ]


def test_an_application_without_a_source_is_told() -> None:
    outcome = expanded(application("project: default"), {})
    assert reasons(outcome) == {"Application/argocd/web": "neither source nor sources says what is deployed"}


def test_a_chart_may_be_rendered_for_another_version_and_other_kinds() -> None:
    options = "helm: {kubeVersion: v1.31.2, apiVersions: [example.com/v1/Thing]}"
    target = only(expanded(application("", f"path: chart, {options}"), CHART))
    assert isinstance(target.source, HelmSource)
    assert target.source.flags == HelmFlags(kube_version="1.31.2", api_versions=("example.com/v1/Thing",))


def test_classes_of_characters_leave_files_of_a_folder_out() -> None:
    files = {"plain/a1.yaml": "", "plain/b1.yaml": "", "plain/ab.yaml": ""}
    target = only(expanded(application("", "path: plain, directory: {exclude: 'a[0-9].yaml'}"), files))
    assert target.source == PlainSource(("plain/ab.yaml", "plain/b1.yaml"))
