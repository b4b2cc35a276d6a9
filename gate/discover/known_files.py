"""YAML and JSON that lives in GitOps repositories and goes to no cluster, as tables."""

from __future__ import annotations

# Folders that other programs keep their own files in: never manifests, whatever they look like.
KEPT_FOR_OTHERS: tuple[tuple[str, str], ...] = (
    ("/.github/**", "GitHub's own configuration or a CI workflow"),
    ("/.gitlab/**", "GitLab's own configuration"),
    ("/.gitlab-ci.{yml,yaml}", "CI workflow"),
    ("/.{forgejo,gitea,circleci,buildkite}/**", "CI workflow or its configuration"),
    (".fluxschema.{yml,yaml}", "configuration of Flux's schema check"),
    ("/.gate.yaml", "configuration of the gate"),
)

# What a file without a Kubernetes object is, by its name; the first match counts.
NAMED: tuple[tuple[str, str], ...] = (
    ("{.gitlab-ci,*.gitlab-ci}.{yml,yaml}", "CI workflow"),
    ("{azure-pipelines,bitbucket-pipelines,.travis,.drone,.woodpecker,appveyor}*.{yml,yaml}", "CI workflow"),
    ("{.azure-pipelines,.woodpecker}/**", "CI workflow"),
    ("{cloudbuild,.prow,.gitpod,.zuul}.{yml,yaml}", "CI workflow"),
    ("{docker-compose,compose}*.{yml,yaml}", "Docker Compose file"),
    ("{.pre-commit-config,.pre-commit-hooks}.{yml,yaml}", "pre-commit configuration"),
    ("mkdocs.{yml,yaml}", "MkDocs configuration"),
    (
        "{dependabot.yml,renovate.json,renovate.json5,.renovaterc,.renovaterc.json}",
        "dependency bot configuration",
    ),
    (".renovate/**", "dependency bot configuration"),
    (".sops.{yaml,yml}", "SOPS configuration"),
    ("{action,action.*}.{yml,yaml}", "GitHub Action"),
    ("{Taskfile,Taskfile.*,.taskfiles/**,Tiltfile.*}", "task runner configuration"),
    ("skaffold*.{yaml,yml}", "Skaffold configuration"),
    ("helmfile*.{yaml,yml}", "helmfile"),
    ("{swagger,openapi}*.{json,yaml,yml}", "OpenAPI document"),
    ("Chart.{yaml,lock}", "chart metadata"),
    ("{values,values-*,values.*,*-values,*.values,*_values}.{yaml,yml}", "Helm values file"),
    ("{package,package-lock,tsconfig,jsconfig,composer}.json", "package metadata"),
    ("{.vscode,.devcontainer,.idea}/**", "editor configuration"),
    (
        "{.*rc,.*lint,.*lint-*,.*-lint,.*ignore,.markdownlint*,.prettierrc*}.{yaml,yml,json}",
        "linter configuration",
    ),
)

# API groups (or whole apiVersions without a group) that no API server serves.
LOCAL_GROUPS: dict[str, str] = {
    "kind.x-k8s.io": "kind cluster configuration",
    "k3d.io": "k3d cluster configuration",
    "ctlptl.dev": "ctlptl cluster configuration",
    "eksctl.io": "eksctl cluster configuration",
    "k0sctl.k0sproject.io": "k0sctl cluster configuration",
    "skaffold": "Skaffold configuration",
    "garden.io": "Garden configuration",
    "backstage.io": "Backstage catalogue entry",
    "scaffolder.backstage.io": "Backstage template",
    "kustomize.config.k8s.io": "kustomize configuration outside a kustomization file",
    "builtin": "configuration of a kustomize plugin",
    "kubeadm.k8s.io": "kubeadm configuration",
    "kubelet.config.k8s.io": "kubelet configuration",
    "kubeproxy.config.k8s.io": "kube-proxy configuration",
    "kubescheduler.config.k8s.io": "kube-scheduler configuration",
    "apiserver.config.k8s.io": "API server configuration",
    "audit.k8s.io": "API server audit policy",
    "client.authentication.k8s.io": "kubectl credential configuration",
    "controller-runtime.sigs.k8s.io": "controller configuration",
    "kubectl.config.k8s.io": "kubectl configuration",
    "kpt.dev": "kpt package description",
    "tanka.dev": "Tanka environment",
    "kuttl.dev": "kuttl test",
    "chainsaw.kyverno.io": "Chainsaw test",
    "cli.kyverno.io": "Kyverno CLI test",
    "test.gatekeeper.sh": "Gatekeeper test suite",
    "scorecard.operatorframework.io": "operator scorecard configuration",
}
LOCAL_KINDS: dict[tuple[str, str], str] = {("v1", "Config"): "kubeconfig"}
LOCAL_ANNOTATION = "config.kubernetes.io/local-config"
