"""Go templates as Go itself runs them: Helm has the same language and most of the functions."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gate.model.json import JsonObject
from gate.sources.gotemplate import TemplateError, executed

DATA: JsonObject = {
    "name": "web",
    "words": "one two-three",
    "path": {"path": "apps/web/live", "segments": ["apps", "web", "live"], "basename": "live"},
    "size": 3,
    "large": 12345678,
    "ratio": 0.5,
    "on": True,
    "off": False,
    "empty": "",
    "none": None,
    "list": ["b", "a", "c", "a"],
    "numbers": [1, 2.5, 30],
    "labels": {"team": "shop", "env": "live"},
    "nested": [{"app": "x", "ports": [80, 443]}, {"app": "y", "ports": []}],
}
TEMPLATES = [
    "plain",
    "{{ .name }}-{{.path.basename}}-{{ $.name }}",
    "a {{- /* note */ -}} b {{- .name -}} c",
    '{{ .size }} {{ .large }} {{ .ratio }} {{ .on }} {{ 3 }} {{ 1234567 }} {{ "q\\n" }} {{ `r` }}',
    "{{ if .on }}yes{{ else }}no{{ end }}{{ if .empty }}yes{{ else if .size }}size{{ else }}no{{ end }}",
    '{{ if and .on .name }}{{ or .empty .name "x" }}{{ end }}{{ not .off }}{{ if .none }}x{{ end }}',
    "{{ with .labels }}{{ .team }}{{ $.name }}{{ else }}none{{ end }}{{ with .empty }}x{{ else }}y{{ end }}",
    "{{ range .list }}[{{ . }}]{{ end }}{{ range $i, $v := .list }}{{ $i }}={{ $v }};{{ end }}",
    (
        "{{ range $k, $v := .labels }}{{ $k }}:{{ $v }},{{ end }}{{ range .nested }}{{ .app }}{{ range .ports }} {{ . }}"
        "{{ else }} none{{ end }}{{ end }}"
    ),
    "{{ $x := 1 }}{{ range .list }}{{ $x = add $x 1 }}{{ end }}{{ $x }}",
    '{{ $x := .name }}{{ if .on }}{{ $x := "inner" }}{{ $x }}{{ end }}{{ $x }}',
    '{{ index .list 1 }}{{ index .labels "team" }}{{ index .nested 0 "ports" 1 }}{{ (index .nested 0).app }}',
    '{{ .name | upper | quote }}{{ .name | printf "%s-%s" .words }}{{ printf "%5s|%-5s|%v|%q|%%" .name .name .size .name }}',
    '{{ printf "%03d" 7 }}{{ printf "%d" (len .list) }}{{ len .name }}',
    '{{ eq .name "web" }}{{ eq .name "a" "web" }}{{ ne .name "a" }}{{ lt 1 2 }}{{ ge 2 2 }}{{ gt .size 2.0 }}',
    '{{ default "x" .empty }}{{ .empty | default .name }}{{ coalesce .empty .none .name }}{{ ternary 1 2 .on }}',
    '{{ .words | title }}{{ .words | replace " " "_" }}{{ trunc 3 .words }}{{ trunc -5 .words }}{{ substr 0 3 .words }}',
    '{{ trimPrefix "w" .name }}{{ trimSuffix "b" .name }}{{ trimAll "wb" .name }}{{ nospace .words }}',
    '{{ contains "two" .words }}{{ hasPrefix "one" .words }}{{ hasSuffix "x" .words }}{{ repeat 3 .name }}',
    '{{ splitList "-" .words | join "+" }}{{ (split "-" .words)._1 }}{{ join "," .list }}{{ join "-" .numbers }}',
    '{{ first .list }}{{ last .list }}{{ rest .list | join "" }}',
    '{{ .list | uniq | sortAlpha | join "," }}{{ reverse .list | join "" }}{{ without .list "a" | join "" }}',
    '{{ has "b" .list }}{{ has "z" .list }}{{ hasKey .labels "env" }}{{ get .labels "env" }}{{ get .labels "no" }}',
    '{{ keys .labels | sortAlpha | join "," }}{{ pick .labels "env" | toJson }}{{ omit .labels "env" | toJson }}',
    '{{ dict "a" 1 "b" .size | toJson }}{{ list 1 .name true | toJson }}{{ toJson .nested }}{{ toJson "<&>" }}',
    "{{ add 1 2 3 }}{{ sub 5 7 }}{{ mul 2 3 4 }}{{ div 7 2 }}{{ mod 7 2 }}{{ add1 .size }}{{ max 1 5 3 }}{{ min 4 2 }}",
    '{{ int .size }}{{ int "12" }}{{ atoi "7" }}{{ until 3 | join "" }}{{ .size | int | printf "%d" }}',
    '{{ b64enc .name }}{{ b64dec "d2Vi" }}{{ sha256sum .name }}{{ base .path.path }}{{ dir .path.path }}{{ ext "a.b" }}{{ clean "a/../b" }}',
    '{{ indent 2 "a\\nb" }}{{ nindent 1 .name }}{{ squote .name }}{{ cat .name .words }}{{ toString .size }}',
    '{{ (fromJson "{\\"a\\": [1]}").a | first }}{{ kindOf .list }}{{ kindIs "string" .name }}{{ empty .list }}',
    '{{ concat .list (list "z") | join "" }}{{ append .list "q" | last }}{{ prepend .list "q" | first }}{{ initial .list | join "" }}',
    '{{- if eq (index .path.segments 0) "apps" -}}\n  {{ .name }}\n{{- end }}',
    '{{ merge (dict "a" 1) (dict "a" 2 "b" 3) | toJson }}{{ compact (list "" "a") | join "" }}{{ slice .list 1 3 | join "" }}',
]
FAILING = [
    '{{ .size | printf "%d" | int }',
    "{{ if .on }}",
    "{{ end }}",
    "{{ eq .size 3 }}",
    "{{ index .list 9 }}",
    "{{ .name.first }}",
    '{{ fail "no" }}',
    "{{ undefined .name }}",
    "{{ 1 2 }}",
    "{{ $nowhere }}",
]


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chart")
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: a\nversion: 1.0.0\n")
    (folder / "values.yaml").write_text(json.dumps({"data": DATA}))
    return folder


def by_helm(template: str, chart: Path) -> str | None:
    """What Helm writes of a template, None where it fails."""
    quoted = '{{ define "x" }}' + template + '{{ end }}{{ dict "text" (include "x" .Values.data) | toJson }}'
    (chart / "templates/a.yaml").write_text(quoted)
    done = subprocess.run(["helm", "template", "a", chart], capture_output=True, check=False, text=True)
    return (
        None if done.returncode else str(json.loads(done.stdout.rpartition("\n{")[2].join(["{", ""]))["text"])
    )


@pytest.mark.needs("helm")
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_writes_what_it_does_in_go(template: str, chart: Path) -> None:
    assert executed(template, DATA) == by_helm(template, chart)


@pytest.mark.needs("helm")
@pytest.mark.parametrize("template", FAILING)
def test_a_template_fails_where_it_does_in_go(template: str, chart: Path) -> None:
    with pytest.raises(TemplateError):
        executed(template, DATA)
    assert by_helm(template, chart) is None
