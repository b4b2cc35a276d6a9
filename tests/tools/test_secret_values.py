"""No value of a Secret leaves the gate: in no format, no error text, no rendering."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from gate.report.registry import FORMATS
from tests.tools.checkout import GATE, Checkout

pytestmark = [pytest.mark.needs("kustomize"), pytest.mark.needs("helm")]


def encoded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


# Values that no shape gives away; each stands in one place only, so that a leak names its way out.
SECRETS = {
    name: f"pw-{name}-hunter2-{number}x"
    for number, name in enumerate(
        (
            "data", "string", "block", "folded", "flow", "quoted", "list", "json", "type", "number", "list-type",
            "nested", "broken", "broken-flow", "duplicate", "bad-base64", "literal", "env-file", "file", "patch",
            "inline-patch", "operation", "failing-literal", "failing-string", "values", "values-env", "failing-chart",
            "failing-value", "schema-chart", "sops", "annotation", "tag", "anchor", "applied", "crlf", "unicode",
            "helm-broken", "tls", "unnamed", "wrong-version", "lowercase", "missing-kind-comment",
        ),
        start=1000,
    )
}  # fmt: skip
TOKENS = {
    "github": "ghp_" + "a1B2c3D4e5F6" * 3,
    "aws": "AKIAIOSFODNN7EXAMPLE",
    "slack": "xoxb-" + "123456789012-abcdefghij",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "url": "hunter2-in-a-url",
}
S = SECRETS
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
HEAD = "apiVersion: v1\nkind: Secret\nmetadata: {name: NAME}\n"


def secret(name: str, body: str) -> str:
    return HEAD.replace("NAME", name) + body


def plain() -> dict[str, str]:
    """Secrets as manifests, well-formed and not."""
    items = f"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {{name: l}}\n  stringData:\n    p: {S['list']}\n"
    documents = {
        "data": secret("data", f"data:\n  password: {encoded(S['data'])}\n"),
        "string": secret("string", f"stringData:\n  password: {S['string']}\n"),
        "block": secret("block", f"stringData:\n  password: |\n    first\n    {S['block']}\n"),
        "folded": secret("folded", f"stringData:\n  password: >-\n    first\n    {S['folded']}\n"),
        "flow": secret("flow", f"stringData: {{password: {S['flow']}, dete: 1}}\n"),
        "quoted": secret("quoted", f'stringData:\n  "pass word": "{S["quoted"]}"\n'),
        "list": items,
        "type": secret("type", f"data: {S['type']}\n"),
        "number": secret("number", f"data:\n  password: {{{S['number']}: 1}}\nstringData: [{S['list-type']}]\n"),
        "nested": secret("nested", f"stringData:\n  password:\n    inner: {S['nested']}\n"),
        "bad-base64": secret("bad", f"data:\n  password: {S['bad-base64']}\n"),
        "duplicate": secret("dup", f"stringData:\n  password: {S['duplicate']}\n  password: {S['duplicate']}\n"),
        "broken": secret("broken", f"stringData:\n  password: {S['broken']}\n other: [\n"),
        "broken-flow": secret("broken", f"stringData: {{password: {S['broken-flow']}\n"),
        "tag": secret("tag", f"stringData:\n  password: !vault {S['tag']}\n"),
        "anchor": secret("anchor", f"stringData:\n  a: &x {S['anchor']}\n  b: *x\n  c: *y\n"),
        "applied": HEAD.replace("name: NAME", f"name: a, annotations: {{{APPLIED}: '{S['applied']}'}}"),
        "crlf": secret("crlf", f"stringData:\n  password: {S['crlf']}\n  x: \t[\n").replace("\n", "\r\n"),
        "sops": secret("sops", f"stringData:\n  password: {S['sops']}\nsops: {{mac: 'ENC[x]'}}\n"),
        "unnamed": f"apiVersion: v1\nkind: Secret\nmetadata: {{}}\nstringData:\n  p: {S['unnamed']}\n",
        "wrong-version": f"apiVersion: v2\nkind: Secret\nmetadata: {{name: w}}\nstringData:\n  p: {S['wrong-version']}\n",
        "lowercase": f"apiVersion: v1\nkind: Secrte\nmetadata: {{name: w}}\nstringData:\n  p: {S['lowercase']}\n",
        "tls": secret("tls", f"type: kubernetes.io/tls\nstringData:\n  tls.key: |\n    -----BEGIN PRIVATE KEY-----\n    {S['tls']}\n    -----END PRIVATE KEY-----\n"),
        "annotation": secret("ann", f"stringData: {{}}\nunknownField: {S['annotation']}\n"),
    }  # fmt: skip
    files = {f"plain/{name}.yaml": text for name, text in documents.items()}
    files["plain/json.json"] = (
        '{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "j"}, "stringData": {"p": "'
        + S["json"]
        + '"}}'
    )
    env = "".join(
        f"        - {{name: V{number}, value: {value}}}\n"
        for number, value in enumerate(
            [*list(TOKENS.values())[:-1], f"https://user:{TOKENS['url']}@db.example.com/"]
        )
    )
    files["plain/pod.yaml"] = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n      image: nginx\n"
        f"      env:\n{env}"
    )
    return files


def built() -> dict[str, str]:
    """Secrets that kustomize makes, patches, and prints when it fails."""
    operations = f'[{{"op": "add", "path": "/stringData/o", "value": "{S["operation"]}"}}]'
    return {
        "built/kustomization.yaml": (
            f"secretGenerator:\n- name: s\n  literals: [password={S['literal']}]\n  envs: [s.env]\n  files: [f.txt]\n"
            "resources: [s.yaml]\npatches:\n- path: patch.yaml\n"
            f"- patch: |\n    apiVersion: v1\n    kind: Secret\n    metadata: {{name: s}}\n    stringData:\n      q: {S['inline-patch']}\n"
            f"- target: {{kind: Secret, name: s}}\n  patch: '{operations}'\n"
        ),
        "built/s.yaml": secret("s", "stringData: {a: b}\n"),
        "built/s.env": f"FROM_ENV={S['env-file']}\n",
        "built/f.txt": S["file"] + "\n",
        "built/patch.yaml": secret("s", f"stringData:\n  p: {S['patch']}\n"),
        "failing/kustomization.yaml": (
            f"secretGenerator:\n- name: s\n  literals: ['{S['failing-literal']}']\nresources: [s.yaml]\n"
            "patches:\n- path: s.yaml\n  target: {kind: Nothing}\n"
        ),
        "failing/s.yaml": secret("s", f"stringData:\n  p: {S['failing-string']}\n") + "   bad: indent\n",
    }


def templated() -> dict[str, str]:
    """Secrets that charts render from values, and say when they fail."""
    chart = "apiVersion: v2\nname: NAME\nversion: 1.0.0\n"
    return {
        "chart/Chart.yaml": chart.replace("NAME", "chart"),
        "chart/values.yaml": f"password: {S['values']}\n",
        "chart/values-production.yaml": f"password: {S['values-env']}\n",
        "chart/templates/s.yaml": secret("c", "stringData:\n  p: {{ .Values.password }}\n  n: 1\n"),
        "chart/templates/d.yaml": secret("d", "data:\n  p: {{ .Values.password | b64enc }}\n  x: {}\n"),
        "failing-chart/Chart.yaml": chart.replace("NAME", "failing"),
        "failing-chart/values.yaml": f"password: {S['failing-chart']}\nfine: {{secretKey: {S['failing-value']}}}\n",
        "failing-chart/templates/s.yaml": secret(
            "c", '{{ fail (printf "no %s and %s" .Values.password .Values.fine.secretKey) }}\n'
        ),
        "broken-chart/Chart.yaml": chart.replace("NAME", "broken"),
        "broken-chart/values.yaml": f"password: {S['helm-broken']}\n",
        "broken-chart/templates/s.yaml": secret("c", "stringData:\n  p: {{ .Values.password }}\n  q: [\n"),
        "schema-chart/Chart.yaml": chart.replace("NAME", "schema"),
        "schema-chart/values.yaml": f"password: {S['schema-chart']}\n",
        "schema-chart/values.schema.json": '{"properties": {"password": {"type": "string", "pattern": "^x$"}}}',
        "schema-chart/templates/s.yaml": secret("c", "stringData:\n  p: {{ .Values.password }}\n"),
    }


CONFIGURATION = "environments: {production: {paths: [production], values: ['**/values-production.yaml']}}\n"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    place = tmp_path_factory.mktemp("secrets") / "repo"
    place.mkdir()
    checkout = Checkout(place).init()
    checkout.write({".gate.yaml": CONFIGURATION, **plain(), **built(), **templated()})
    return checkout


def leaks(text: str) -> dict[str, str]:
    """The secrets that occur in a text, plain or in base64, and the line where."""
    found = {}
    for name, value in {**SECRETS, **TOKENS}.items():
        for form in (value, encoded(value), encoded(value + "\n")):
            line = next((line for line in text.splitlines() if form in line), "")
            if line:
                found[name] = line
    return found


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_format_tells_one(full: Checkout, output_format: str, tmp_path: Path) -> None:
    said = full.gate("check", "-v", "--format", output_format)
    assert said.code == 1
    assert "secrets/unsealed" in said.out
    assert leaks(said.everything) == {}


@pytest.mark.parametrize("engine", ["opa", "embedded"])
@pytest.mark.needs("opa")
def test_no_engine_tells_one(full: Checkout, engine: str) -> None:
    assert leaks(full.gate("check", "-v", "--engine", engine).everything) == {}


def test_the_rendering_tells_none(full: Checkout) -> None:
    said = full.gate("render")
    assert said.code == 1
    assert "kind: Secret" in said.out
    assert leaks(said.everything) == {}


def test_the_targets_tell_none(full: Checkout) -> None:
    for output_format in ("text", "json"):
        assert leaks(full.gate("targets", "--format", output_format).everything) == {}


@pytest.mark.parametrize("path", sorted(plain()))
def test_a_pipe_tells_none(full: Checkout, path: str) -> None:
    manifest = (full.folder / path).read_text()
    said = full.run([*GATE, "check", "-", "-v"], stdin=manifest)
    assert leaks(said.everything) == {}


def test_the_cache_holds_none(full: Checkout, tmp_path: Path) -> None:
    full.gate("check", env={"GATE_CACHE_DIR": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)})
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert leaks(kept.decode("utf-8", "replace")) == {}
