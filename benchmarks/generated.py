"""Writes a GitOps repository of N apps, each with a base and three overlays, in the shape real ones have."""

from __future__ import annotations

from pathlib import Path

OVERLAYS = ("dev", "staging", "production")
BASE = {
    "deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      serviceAccountName: web
      securityContext:
        runAsNonRoot: true
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: web
          image: registry.example.com/NAME:1.4.2
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: http}}
          envFrom: [{configMapRef: {name: settings}}]
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {memory: 128Mi}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
""",
    "service.yaml": """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
""",
    "service-account.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n",
    "ingress.yaml": """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  tls: [{hosts: [NAME.example.com]}]
  rules:
    - host: NAME.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {name: http}}}
""",
    "network-policy.yaml": """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: [{ports: [{port: http}]}]
""",
    "role.yaml": """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: web
rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: [get, list, watch]
""",
    "role-binding.yaml": """\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: web
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web}]
""",
    "disruption-budget.yaml": """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {app: web}
""",
}
SIZE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: COUNT
  template:
    spec:
      containers:
        - name: web
          resources:
            limits: {memory: 256Mi}
"""


def write_repository(folder: Path, apps: int) -> list[Path]:
    """The overlay folders of a new repository of so many apps, nine resources each."""
    overlays = []
    for number in range(apps):
        app = folder / "apps" / f"app-{number:04d}"
        base = app / "base"
        base.mkdir(parents=True)
        for name, text in BASE.items():
            (base / name).write_text(text.replace("NAME", app.name))
        generator = "configMapGenerator:\n  - name: settings\n    literals: [COLOUR=blue]\n"
        (base / "kustomization.yaml").write_text(f"resources: [{', '.join(BASE)}]\n{generator}")
        for count, name in enumerate(OVERLAYS, start=1):
            overlay = app / "overlays" / name
            overlay.mkdir(parents=True)
            (overlay / "size.yaml").write_text(SIZE.replace("COUNT", str(count)))
            (overlay / "kustomization.yaml").write_text(
                f"namespace: {app.name}-{name}\nresources: [../../base]\npatches: [{{path: size.yaml}}]\n"
            )
            overlays.append(overlay)
    return overlays
