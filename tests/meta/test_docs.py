"""The documentation says what the gate does: generated pages are fresh, lists are whole, links lead somewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import click
import pytest
import yaml

from gate.cli.commands import COMMANDS
from gate.cli.main import command
from gate.cli.progress import SECONDS_BETWEEN_LINES, SLOW
from gate.config.load import load, schema
from gate.discover.expand.known import DECLARING
from gate.discover.expand.walk import DEEPEST
from gate.pipeline.rules import all_rules
from gate.report.account import ERRORS_BY_RULE_FROM
from gate.report.registry import FORMATS
from gate.system.cache import MOST_BYTES
from gate.validate.admission.rules import OF_ACTION
from gate.validate.published import LAYOUTS
from tests.meta.scripts import ROOT, script

DOCS = script("docs")
PICTURES = script("pictures")
README = (ROOT / "README.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples" / "README.md"])
WRITTEN = [page for page in PAGES if DOCS.RULE_PAGES not in page.parents]
# Options of other programs that the pages speak of, and of the project's own scripts and tests.
OTHERS_OPTIONS = {"--enable-helm", "--update", "--check", "--combine", "--data"}
OTHERS_OPTIONS |= {"--repo", "--version", "--destination"}  # of `helm pull`
OTHERS_OPTIONS |= {"--signing-key"}  # of `opa build`
OTHERS_OPTIONS |= {
    option
    for script in (ROOT / "benchmarks").glob("*.py")
    for option in re.findall(r'add_argument\("(--[a-z-]+)"', script.read_text())
}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def of_page(name: str) -> str:
    return (ROOT / name).read_text()


# What is generated


def test_generated_pages_are_fresh() -> None:
    stale = [named(path) for path, content in DOCS.wanted().items() if _content(path) != content]
    assert not stale, "run script/docs"


@pytest.mark.needs("kustomize")
@pytest.mark.parametrize(
    "page", [page for page in WRITTEN if DOCS.IN_FILES.search(page.read_text())], ids=named
)
def test_a_page_shows_what_the_gate_says_of_the_files_in_it(page: Path) -> None:
    assert DOCS.with_sessions(page.read_text()) == page.read_text(), "run script/docs"


def test_no_page_is_left_over_from_a_rule() -> None:
    assert not DOCS.left_over(), "run script/docs"


@pytest.mark.needs("kustomize", "helm")
@pytest.mark.parametrize("name", PICTURES.PICTURES)
def test_a_picture_shows_what_the_gate_says(name: str) -> None:
    said = PICTURES.settled(PICTURES.recorded(PICTURES.PICTURES[name]))
    assert (PICTURES.FOLDER / f"{name}.txt").read_text() == said, "run script/pictures"


@pytest.mark.parametrize("name", PICTURES.PICTURES)
def test_a_picture_and_its_text_say_the_same(name: str) -> None:
    drawn = ET.fromstring((PICTURES.FOLDER / f"{name}.svg").read_text())
    lines: dict[str, str] = {}
    for element in drawn.iter("{http://www.w3.org/2000/svg}text"):
        height = element.attrib["y"]
        lines[height] = lines.get(height, "") + (element.text or "")
    prompt, *shown = [line.replace("\xa0", " ").rstrip() for line in lines.values()]
    assert prompt == f"$ gate {PICTURES.PICTURES[name]}"
    said = PICTURES.settled("\n".join(shown) + "\n")
    assert _letters(said) == _letters(of_page(f"docs/pictures/{name}.txt"))


def test_pictures_need_no_network() -> None:
    for picture in PICTURES.FOLDER.glob("*.svg"):
        text = picture.read_text()
        assert not re.search(r"url\((?!#)|href|@import|@font-face", text), picture.name


def _content(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def _letters(text: str) -> str:
    return "".join(text.split())


# What is listed twice


def test_the_help_of_every_command_is_shown() -> None:
    shown = set(DOCS.commands_of(of_page("docs/cli.md")))
    assert shown == {"--help", *(f"{name} --help" for name in _subcommands(command, ()))}


def test_every_family_of_rules_has_its_section_and_its_line_in_the_readme() -> None:
    families = {rule.family for rule in all_rules().values()}
    page = of_page("docs/rules.md")
    assert set(re.findall(r"^## (\S+)$", page, re.MULTILINE)) == families
    assert set(DOCS.commands_of(page)) == {f"rules {family} --format markdown" for family in families}
    assert set(re.findall(r"^\| `([a-z-]+)/` \|", README, re.MULTILINE)) == families


def test_every_format_is_described() -> None:
    assert _first_cells(of_page("docs/reports.md"), "format") == list(FORMATS)


def test_every_key_of_the_configuration_is_described() -> None:
    assert sorted(_first_cells(of_page("docs/configuration.md"), "key")) == sorted(_keys(schema()))


def test_the_layouts_of_json_schemas_are_described() -> None:
    assert _first_cells(of_page("docs/schemas.md"), "file") == list(LAYOUTS)


def test_the_rules_of_admission_policies_are_described() -> None:
    rules = all_rules()
    rows = [
        f"| `{action}` | [`{rule}`](rules/{rule}.md) | {rules[rule].severity} |"
        for action, rule in OF_ACTION.items()
    ]
    assert "\n".join(rows) in of_page("docs/admission-policies.md")


def test_limits_are_those_of_the_code() -> None:
    commands = of_page("docs/cli.md")
    assert f"bounded to {MOST_BYTES // 2**20} MiB" in commands
    assert f"took {SLOW:.0f} seconds or more, and every {SECONDS_BETWEEN_LINES:.0f} seconds" in commands
    assert f"up to {DEEPEST} deep" in of_page("docs/discovery.md")
    assert ERRORS_BY_RULE_FROM == 10, "docs/reports.md says ten"


def test_the_kinds_that_declare_targets_are_described() -> None:
    said = re.findall(r"^\| (?:Flux|Argo CD) `(\w+)`", of_page("docs/discovery.md"), re.MULTILINE)
    assert sorted(said) == sorted(kind for _, kind in DECLARING)


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \|$", of_page("docs/decisions/README.md"), re.MULTILINE
    )
    pages = sorted(folder.glob("[0-9]*.md"))
    assert [(page.name[:4], page.name) for page in pages] == [(number, name) for number, name, _ in listed]
    titles = [page.read_text().partition("\n")[0] for page in pages]
    assert titles == [f"# {number}: {title}" for number, _, title in listed]


def test_the_inputs_and_outputs_of_the_action_are_described() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    page = of_page("docs/github-action.md")
    assert _first_cells(page, "input") == list(action["inputs"])
    assert _first_cells(page, "output") == list(action["outputs"])


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_options_that_a_page_names_exist(page: Path) -> None:
    written = DOCS.OUTPUT.sub("", page.read_text())
    code = re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", written, re.DOTALL)
    options = set(
        re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(block or inline for block, inline in code))
    )
    assert options - OTHERS_OPTIONS <= set(_options(command))


def _subcommands(group: click.Group, above: tuple[str, ...]) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        yield " ".join((*above, name))
        if isinstance(found, click.Group):
            yield from _subcommands(found, (*above, name))


def _options(group: click.Group) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield from (option for parameter in found.params for option in parameter.opts)
        if isinstance(found, click.Group):
            yield from _options(found)


def _first_cells(page: str, heading: str) -> list[str]:
    """The code of the first cells of every table whose first heading is this."""
    cells: list[str] = []
    inside = False
    for line in page.splitlines():
        if line.startswith(f"| {heading} |"):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and (found := re.match(r"\| `([^`]+)` \|", line)):
            cells.append(found[1])
    return cells


def _keys(said: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """Every key that can hold something, as the page spells it: `a.<name>.b`, `a[].b`."""
    said = _resolved(said)
    items = _resolved(said.get("items", {}))
    inner: dict[str, Any] = {f"{name}.{key}".removeprefix("."): one for key, one in _properties(said)}
    inner |= {f"{name}[].{key}": one for key, one in _properties(items)}
    if name == "environments.<name>.rules" or not inner:
        yield name
        return
    if name == "rules.<rule>":
        yield name
    for key, one in inner.items():
        yield from _keys(one, key)


def _resolved(said: Mapping[str, Any]) -> Mapping[str, Any]:
    definitions: Any = schema()["$defs"]
    return _resolved(definitions[said["$ref"].rpartition("/")[2]]) if "$ref" in said else said


def _properties(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from said.get("properties", {}).items()
    for alternative in said.get("anyOf", ()):
        yield from alternative.get("properties", {}).items()
    open_ended = said.get("additionalProperties")
    if isinstance(open_ended, Mapping):
        is_rule = said.get("propertyNames", {}).get("$ref", "").endswith("ruleId")
        yield "<rule>" if is_rule else "<name>", open_ended


# What is shown as an example


def test_the_first_two_commands_install_check_and_test() -> None:
    first, second = script("readme_commands").shell_lines(README)[:2]
    assert first.startswith('pip install ".[helm]" && ')
    assert first.endswith("gate check examples/")
    assert second == 'pip install ".[helm,test]" && pytest'
    for name in re.findall(r"&& gate (\S+)", first):
        assert name in COMMANDS


def test_examples_of_the_configuration_are_valid() -> None:
    for page in ("docs/configuration.md", "docs/waivers.md", "docs/adoption.md"):
        for block in re.findall(r"^( *)```yaml\n(.*?)^ *```", of_page(page), re.DOTALL | re.MULTILINE):
            indent, text = block
            example = "\n".join(line.removeprefix(indent) for line in text.splitlines())
            if not example.startswith("metadata:"):
                load(example.encode(), page)


def test_rules_that_examples_name_exist() -> None:
    rules = all_rules()
    for page in WRITTEN:
        text = DOCS.IN_FILES.sub("", page.read_text())
        named_rules = re.findall(r"^ *(?:- rule: |)([a-z-]+/[a-z-]+)(?::|$)", text, re.MULTILINE)
        named_rules += re.findall(r"waiver\.gate/([a-z-]+\.[a-z-]+):", text)
        assert {name.replace(".", "/") for name in named_rules} <= set(rules), page


# What leads somewhere


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    dead = [link for link in _links(page.read_text()) if not _leads_somewhere(page, link)]
    assert not dead


@pytest.mark.parametrize(
    "name",
    [
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/architecture.md",
        "docs/decisions/0010-kustomize-roots-share-a-process-under-guard.md",
        "docs/decisions/0011-what-a-run-keeps.md",
    ],
)
def test_paths_that_a_page_names_exist(name: str) -> None:
    paths = re.findall(
        r"`((?:gate|policies|tests|docs|script|examples|benchmarks|\.ci)/[\w./-]+)`", of_page(name)
    )
    assert paths
    assert not [path for path in paths if not (ROOT / path).exists()]


def _links(text: str) -> Iterator[str]:
    without_code = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return (link for link in re.findall(r"\]\(([^)\s]+)\)", without_code) if "://" not in link)


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE) if heading else []
    return not heading or heading in {
        re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings
    }


# What has no place in the repository


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    hosts = [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("proxy.golang", "org"),
        ("registry.npmjs", "org"),
        ("crates", "io"),
    ]
    unwanted = re.compile(
        "|".join(
            [*(re.escape(".".join(host)) for host in hosts), r"(?<![\w.}-])/(?:root|work)/", r"/tmp/\w{2,}"]
        ).encode()
    )
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and path.suffix != ".wasm":
            found = unwanted.search(path.read_bytes())
            assert found is None, f"{name}: {found[0].decode() if found else ''}"
