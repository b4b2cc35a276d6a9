"""Nothing is left out silently."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gate.config.settings import Settings
from gate.discover import discover
from gate.sources.globs import covers
from gate.system.files import MemoryTree

FOLDERS = [
    "a",
    "a/base",
    "a/overlays/dev",
    "lib",
    "charts/web",
    "charts/web/templates",
    "charts/web/charts/db",
    "test",
]
NAMES = [
    "kustomization.yaml",
    "Kustomization",
    "Chart.yaml",
    "values.yaml",
    "values-prod.yaml",
    "x.yaml",
    "y.json",
]
TEXTS = [
    "",
    "a: b",
    "broken: [",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ x }}}",
    "apiVersion: backstage.io/v1alpha1\nkind: Component",
    "kind: Component\nresources: [x.yaml]",
    "resources: [../base, x.yaml]",
    "resources: [../../base, ../../../lib]\ncomponents: [../x]",
    "resources: [.., 'https://example.com/x', ../../../../x]\npatches: [{path: y.json}]",
    "name: web\nversion: 1.0.0",
    "name: web\ntype: library",
]
FILES = st.dictionaries(
    st.tuples(st.sampled_from([*FOLDERS, "."]), st.sampled_from(NAMES)).map(
        lambda place: place[1] if place[0] == "." else "/".join(place)
    ),
    st.sampled_from(TEXTS),
    max_size=14,
)
SETTINGS = st.sampled_from([Settings(), Settings(exclude=("lib",)), Settings(include=("a/**",))])


@given(FILES, SETTINGS)
def test_every_yaml_and_json_file_is_judged_or_accounted_for(
    files: dict[str, str], settings: Settings
) -> None:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    found = discover(tree, (), settings, ("1.34",))
    names = [target.name for target in found.values]
    assert len(names) == len(set(names))
    judged = {path for target in found.values for path in target.closure}
    told = {account.path for account in found.accounts}
    findings = {finding.location.path for finding in found.findings if finding.location}
    for path in files:
        assert path in judged | findings or any(place == "." or covers(f"/{place}", path) for place in told)
