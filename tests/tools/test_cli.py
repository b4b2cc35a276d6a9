"""The command line as a user meets it: what it teaches, what it refuses, and what it makes of odd places."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from gate.cli.commands import COMMANDS
from gate.report.registry import FORMATS
from tests.conftest import ROOT
from tests.tools.checkout import BAD, GATE, GOOD, Checkout

FIELD = "schema/unknown-field"
COMMAND = " ".join(GATE)


def told(err: str) -> tuple[str, str]:
    """The sentence and the hint of a fault on stderr."""
    sentence, hint = err.splitlines()
    assert sentence.startswith("gate: ")
    return sentence.removeprefix("gate: "), hint.strip()


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_each_command_says_what_it_does_and_takes(self, folder: Checkout, command: str) -> None:
        said = folder.gate(command, "--help")
        assert said.code == 0
        assert said.out.startswith(f"Usage: gate {command} ")
        assert len(said.out.splitlines()) > 5
        assert folder.gate(command, "-h").out == said.out

    def test_the_first_page_names_every_command(self, folder: Checkout) -> None:
        said = folder.gate("--help")
        assert all(f"\n  {command} " in said.out for command in COMMANDS)
        assert "Start with `gate check`" in said.out

    def test_no_command_at_all_shows_it_too(self, folder: Checkout) -> None:
        said = folder.gate()
        assert (said.code, said.out) == (2, "")
        assert said.err.strip() == folder.gate("--help").out.strip()

    def test_check_names_the_exit_codes_and_every_format(self, folder: Checkout) -> None:
        out = folder.gate("check", "--help").out
        assert "0 pass, 1 findings, 2 " in out
        assert f"[{'|'.join(FORMATS)}]" in out

    def test_the_version(self, folder: Checkout) -> None:
        assert folder.gate("--version").out.startswith("gate, version ")


MISSPELT = {
    "chekc": ("gate has no command chekc", "did you mean check?"),
    "check --formt json": ("gate check has no option --formt", "did you mean --format?"),
    "check --format jsn": ("--format: there is no jsn", "did you mean json?"),
    "check --report jsn=x": ("--report: there is no format jsn", "did you mean json?"),
    "check --report json": ("--report: json is not FORMAT=FILE", "write it as --report sarif=gate.sarif"),
    "check --fail-on eror": ("--fail-on: there is no eror", "did you mean error?"),
    "check --engine opaa": ("--engine: there is no opaa", "did you mean opa?"),
    "check --jobs 0": ("--jobs: 0 is not in the range x>=1", "`gate check --help` shows what it takes"),
    "check --timeout nan": (
        "--timeout: 'nan' is not a valid integer range",
        "`gate check --help` shows what",
    ),
    "check --config no": ("--config: file 'no' does not exist", "`gate check --help` shows what it takes"),
    "targets godd.yaml": ("there is no godd.yaml", "did you mean good.yaml?"),
    "render --kubernetes-version 1": ("there are no schemas for Kubernetes 1", "known: 1."),
    "explain rbac/wildcard-verb": (
        "there is no rule rbac/wildcard-verb",
        "did you mean rbac/wildcard-verbs?",
    ),
    "explain": ("missing argument 'RULE'", "`gate explain --help` shows what it takes"),
    "rules rback": ("there is no family rback", "did you mean rbac?"),
    "tools instal": ("gate tools has no command instal", "did you mean install?"),
    "tools install helmm": ("NAMES: there is no helmm", "did you mean helm?"),
}
UNKNOWN = {
    "--select rbac/wildcard-verb": (
        "--select: there is no rule or family rbac/wildcard-verb",
        "rbac/wildcard-verbs",
    ),
    "--select rback": ("--select: there is no rule or family rback", "rbac"),
    "--ignore imags": ("--ignore: there is no rule or family imags", "images"),
    "--environment prodction": ("no target belongs to environment prodction", "production"),
    "--kubernetes-version 1.99": ("there are no schemas for Kubernetes 1.99", "1.34"),
    "godd.yaml": ("there is no godd.yaml", "good.yaml"),
    "--trust main": ("--trust needs a Git repository, and ROOT is in none", "clone"),
}


class TestWhatIsUnknown:
    @pytest.mark.parametrize("line", MISSPELT)
    def test_is_one_sentence_and_the_nearest_name(self, folder: Checkout, line: str) -> None:
        said = folder.write({"good.yaml": GOOD}).gate(*line.split())
        assert (said.code, said.out) == (2, "")
        sentence, hint = told(said.err)
        assert sentence == MISSPELT[line][0]
        assert hint.startswith(MISSPELT[line][1])

    @pytest.mark.parametrize("line", UNKNOWN)
    def test_of_the_repository_is_an_error_of_the_report(self, folder: Checkout, line: str) -> None:
        folder.write({"good.yaml": GOOD, "overlays/production/good.yaml": GOOD})
        folder.write({".gate.yaml": "environments: {production: {paths: ['overlays/production']}}\n"})
        said = folder.gate("check", "--format", "json", *line.split())
        assert said.code == 2
        (error,) = said.report["errors"]
        assert error["message"].replace(str(folder.folder), "ROOT") == UNKNOWN[line][0]
        assert UNKNOWN[line][1] in error["hint"]
        assert said.report["verdict"] == "incomplete"


class TestReports:
    @pytest.mark.parametrize(("content", "code"), [(GOOD, 0), (BAD, 1), (None, 2)])
    def test_the_format_never_changes_the_exit_code(
        self, folder: Checkout, content: str | None, code: int
    ) -> None:
        folder.write({"a.yaml": content} if content else {})
        codes = {name: folder.gate("check", "--format", name).code for name in FORMATS}
        assert codes == dict.fromkeys(FORMATS, code)

    def test_several_at_once(self, folder: Checkout) -> None:
        folder.write({"a.yaml": BAD})
        wanted = [word for name in FORMATS for word in ("--report", f"{name}=gate.{name}")]
        said = folder.gate("check", *wanted)
        assert said.code == 1
        for name in FORMATS:
            assert FIELD in (folder.folder / f"gate.{name}").read_text()

    def test_are_written_when_nothing_could_be_judged(self, folder: Checkout) -> None:
        folder.write({"a.yaml": GOOD})
        names = ("json", "sarif", "junit", "markdown", "github")
        wanted = [word for name in names for word in ("--report", f"{name}=gate.{name}")]
        said = folder.gate("check", "--select", "nonsense", *wanted)
        assert said.code == 2
        for name in names:
            assert "there is no rule or family nonsense" in (folder.folder / f"gate.{name}").read_text()
        report = json.loads((folder.folder / "gate.json").read_text())
        assert (report["verdict"], report["exitCode"]) == ("incomplete", 2)
        sarif = json.loads((folder.folder / "gate.sarif").read_text())
        assert sarif["runs"][0]["invocations"][0]["executionSuccessful"] is False

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("nowhere/gate.json", "there is no folder ROOT/nowhere"),
            ("apps", "it is a folder"),
            ("link.json", "link.json is a symbolic link"),
            ("folder/gate.json", "folder is a symbolic link"),
        ],
    )
    def test_one_that_cannot_be_written_hides_no_other(
        self, folder: Checkout, path: str, reason: str, tmp_path: Path
    ) -> None:
        folder.write({"apps/a.yaml": BAD})
        (folder.folder / "link.json").symlink_to(tmp_path / "victim")
        (folder.folder / "folder").symlink_to(tmp_path)
        said = folder.gate(
            "check", "--format", "json", "--report", f"json={path}", "--report", "sarif=gate.sarif"
        )
        assert said.code == 2
        (error,) = said.report["errors"]
        assert error["message"].replace(str(folder.folder), "ROOT") == (
            f"no report can be written to {path}: {reason}"
        )
        assert said.report["verdict"] == "incomplete"
        assert said.rules == {FIELD}
        assert "no report can be written" in (folder.folder / "gate.sarif").read_text()
        assert sorted(one.name for one in tmp_path.iterdir()) == ["repo"]

    def test_one_that_turns_out_to_be_full(self, folder: Checkout) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        said = folder.write({"a.yaml": GOOD}).gate("check", "--report", "json=/dev/full")
        assert said.code == 2
        assert told(said.err)[0] == "no report can be written to /dev/full: No space left on device"
        assert "pass  0 errors" in said.out


class TestTheRepository:
    """Odd places and odd names: each is judged, or named with its reason."""

    def test_with_no_commit(self, checkout: Checkout) -> None:
        said = checkout.write({"a.yaml": BAD}).gate("check", "--format", "json")
        assert (said.code, said.rules) == (1, {FIELD})
        assert said.report["repository"] == {"head": None, "base": None, "trust": None}

    def test_a_folder_outside_git(self, folder: Checkout) -> None:
        folder.write({"apps/a.yaml": BAD, "b.yaml": BAD})
        said = folder.gate("check", "apps", "--format", "json")
        assert [one["location"]["path"] for one in said.report["findings"]] == ["a.yaml"]
        assert folder.gate("check", "--format", "json").report["accounting"]["resources"] == 2

    def test_a_bare_folder(self, folder: Checkout) -> None:
        said = folder.gate("check", "--format", "json")
        assert said.code == 2
        (error,) = said.report["errors"]
        assert error["message"].startswith("there is nothing to judge in this repository")
        assert "--allow-empty" in error["hint"]
        assert folder.gate("check", "--allow-empty").code == 0

    def test_a_bare_repository(self, folder: Checkout) -> None:
        folder.git("init", "--quiet", "--bare")
        said = folder.gate("check", "--format", "json")
        assert said.code == 2
        assert said.report["errors"][0]["hint"]

    def test_from_below_and_from_outside(self, checkout: Checkout, tmp_path: Path) -> None:
        checkout.write({"apps/a.yaml": BAD, "b.yaml": BAD})
        below = checkout.gate("check", ".", "--format", "json", cwd=checkout.folder / "apps")
        outside = checkout.gate("check", "repo/apps", "--format", "json", cwd=tmp_path)
        whole = checkout.gate("check", "--format", "json", cwd=checkout.folder / "apps")
        assert below.report["findings"] == outside.report["findings"]
        assert [one["location"]["path"] for one in below.report["findings"]] == ["apps/a.yaml"]
        assert {one["location"]["path"] for one in whole.report["findings"]} == {"apps/a.yaml", "b.yaml"}

    def test_a_single_file(self, checkout: Checkout) -> None:
        checkout.write({"a.yaml": BAD, "b.yaml": BAD})
        said = checkout.gate("check", "b.yaml", "--format", "json")
        assert [one["location"]["path"] for one in said.report["findings"]] == ["b.yaml"]

    @pytest.mark.parametrize(
        "name", ["a b.yaml", "ümläut-日本.yaml", "new\nline.yaml", "-dash.yaml", "q'\"u`o$.yaml"]
    )
    @pytest.mark.parametrize("tracked", [True, False])
    def test_a_name_of_any_kind(self, checkout: Checkout, name: str, tracked: bool) -> None:
        checkout.write({name: BAD})
        if tracked:
            checkout.commit()
        said = checkout.gate("check", "--format", "json", "--", name)
        (finding,) = said.report["findings"]
        assert finding["location"] == {"path": name, "line": 5, "column": 1, "precision": "exact"}
        text = checkout.gate("check")
        assert text.code == 1
        assert f"{name}:5:1".replace("\n", "\\n") in text.out

    def test_links_in_a_circle(self, folder: Checkout) -> None:
        folder.write({"apps/a.yaml": BAD})
        (folder.folder / "apps/again").symlink_to(".")
        (folder.folder / "loop.yaml").symlink_to("pool.yaml")
        (folder.folder / "pool.yaml").symlink_to("loop.yaml")
        (folder.folder / "up").symlink_to("..")
        for outside_git in (True, False):
            said = folder.gate("check", "--format", "json")
            assert FIELD in said.rules, outside_git
            assert len([one for one in said.report["findings"] if one["rule"] == FIELD]) == 1
            folder.init()

    def test_what_is_no_file(self, folder: Checkout) -> None:
        folder.write({"a.yaml": GOOD})
        os.mkfifo(folder.folder / "pipe.yaml")
        said = folder.gate("check", "--format", "json")
        assert said.code == 0
        assert said.report["accounting"]["skipped"] == [
            {"path": "pipe.yaml", "reason": "is not a regular file"}
        ]
        named = folder.gate("check", "pipe.yaml", "--format", "json")
        assert named.code == 2

    def test_paths_in_two_repositories(self, checkout: Checkout, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.mkdir()
        Checkout(other).init().write({"b.yaml": BAD})
        said = checkout.write({"a.yaml": BAD}).gate(
            "check", "a.yaml", str(other / "b.yaml"), "--format", "json"
        )
        assert said.code == 2
        (error,) = said.report["errors"]
        assert error["message"] == f"{other}/b.yaml is not in the repository {checkout.folder}"
        assert error["hint"] == "judge one repository at a time"

    def test_a_file_that_is_deleted(self, checkout: Checkout) -> None:
        checkout.commit({"a.yaml": GOOD, "b.yaml": GOOD})
        (checkout.folder / "b.yaml").unlink()
        assert checkout.gate("check").code == 0
        said = checkout.gate("check", "b.yaml", "--format", "json")
        assert said.code == 2
        assert said.report["errors"][0]["message"] == "there is no b.yaml"

    @pytest.mark.needs("kustomize")
    def test_a_base_is_judged_through_what_builds_on_it(self, checkout: Checkout) -> None:
        checkout.write(
            {
                "base/kustomization.yaml": "resources: [a.yaml]\n",
                "base/a.yaml": BAD,
                "overlay/kustomization.yaml": "resources: [../base]\n",
            }
        )
        whole = checkout.gate("check", "--format", "json").report
        assert [one["name"] for one in whole["targets"]] == ["overlay"]
        for path in ("base", "base/a.yaml"):
            said = checkout.gate("check", path, "--format", "json")
            assert said.rules == {FIELD}
            assert said.report["findings"][0]["location"]["path"] == "base/a.yaml"


class TestThePipe:
    def test_is_judged(self, folder: Checkout) -> None:
        said = folder.gate("check", "-", "--format", "json", stdin=GOOD + "---\n" + BAD)
        assert (said.code, said.rules) == (1, {FIELD})
        assert said.report["findings"][0]["location"]["path"] == "stdin"
        assert said.report["findings"][0]["location"]["line"] == 12

    @pytest.mark.parametrize("stdin", ["", " \n\n"])
    def test_that_is_empty_is_no_pass(self, folder: Checkout, stdin: str) -> None:
        said = folder.gate("check", "-", "--format", "json", stdin=stdin)
        assert said.code == 2
        assert said.report["errors"][0]["message"] == "nothing came through the pipe"

    def test_goes_with_no_other_path(self, folder: Checkout) -> None:
        assert folder.gate("check", "-", "a.yaml").code == 2

    def test_takes_the_configuration_of_where_it_runs(self, folder: Checkout) -> None:
        folder.write({".gate.yaml": f"rules: {{{FIELD}: warning}}\n"})
        assert folder.gate("check", "-", stdin=BAD).code == 0

    def test_closed_by_its_reader_ends_quietly(self, folder: Checkout) -> None:
        folder.write({f"{number}.yaml": BAD.replace("bad", f"bad-{number}") for number in range(400)})
        line = f"{COMMAND} check -v | head -n 1; exit ${{PIPESTATUS[0]}}"
        said = folder.run(["bash", "-c", line])
        assert said.code == 1
        assert said.err == ""
        assert len(said.out.splitlines()) == 1
        for command in ("rules", "targets", "render", "rules --format json"):
            said = folder.run(["bash", "-c", f"{COMMAND} {command} | head -c 1"])
            assert (said.code, said.err) == (0, ""), command


class TestTheSurroundings:
    """A process may be started with anything; what it says stays a sentence."""

    @pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
    def test_a_closed_stream_changes_no_exit_code(self, folder: Checkout, closed: str) -> None:
        folder.write({"a.yaml": BAD})
        line = f"{COMMAND} check --report json=gate.json {closed}"
        assert folder.run(["bash", "-c", line]).code == 1
        assert FIELD in (folder.folder / "gate.json").read_text()

    def test_a_pipe_is_judged_with_the_schemas_of_the_folder_it_is_in(self, folder: Checkout) -> None:
        folder.init().commit({".gate.yaml": "schemas: [schemas/]\n", "schemas/w.yaml": WIDGET})
        said = folder.gate("check", "-", "--format", "json", stdin=A_WIDGET)
        assert said.rules == {"schema/type"}

    def test_a_closed_pipe_is_an_empty_one(self, folder: Checkout) -> None:
        said = folder.run(["bash", "-c", f"{COMMAND} check - <&-"])
        assert (said.code, "nothing came through the pipe" in said.out) == (2, True)

    @pytest.mark.parametrize("command", ["check", "rules", "targets", "render", "--help"])
    def test_a_full_disk_is_a_fault_of_the_set_up(self, folder: Checkout, command: str) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        folder.write({"a.yaml": GOOD})
        said = folder.run(["bash", "-c", f"{COMMAND} {command} > /dev/full"])
        assert said.code == 2
        assert told(said.err)[0] == "No space left on device"

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
    def test_reports_are_utf_8_wherever_they_go(self, folder: Checkout, encoding: str) -> None:
        folder.write({"日本ü.yaml": BAD})
        for name in FORMATS:
            said = folder.gate("check", "--format", name, env={"PYTHONIOENCODING": encoding})
            assert said.code == 1
            assert "日本ü.yaml" in said.out or name == "sarif"

    def test_arguments_that_are_no_text_are_spelled_out(self, folder: Checkout) -> None:
        folder.write({"a.yaml": GOOD})
        for name in FORMATS:
            line = f"{COMMAND} check --format {name} --select $'\\xff'"
            said = folder.run(["bash", "-c", line])
            assert (said.code, "Traceback" in said.everything) == (2, False)
        assert folder.run(["bash", "-c", f"{COMMAND} check $'\\xff.yaml'"]).code == 2

    def test_a_working_folder_that_is_gone(self, folder: Checkout) -> None:
        line = f"mkdir gone; cd gone; rmdir ../gone; {COMMAND} check"
        said = folder.run(["bash", "-c", line], env={"PYTHONPATH": str(ROOT)})
        assert said.code == 2
        assert told(said.err) == ("the working folder is gone", "change to one that is there")

    @pytest.mark.parametrize("cache", ["/proc/nope", "/dev/null"])
    def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
        self, folder: Checkout, cache: str
    ) -> None:
        folder.write({"a.yaml": BAD})
        assert folder.gate("check", env={"GATE_CACHE_DIR": cache}).code == 1

    def test_options_from_the_environment_are_checked_alike(self, folder: Checkout) -> None:
        folder.write({"a.yaml": BAD})
        assert folder.gate("check", env={"GATE_FAIL_ON": "warnign"}).err.splitlines() == [
            "gate: --fail-on: there is no warnign",
            "      did you mean warning?",
        ]
        assert folder.gate("check", env={"GATE_EXIT_ZERO": "true"}).code == 0
        assert folder.gate("check", env={"GATE_SELECT": "images"}).code == 0


class TestSelecting:
    def test_by_family_and_by_rule(self, folder: Checkout) -> None:
        pod = (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n"
        )
        folder.write({"a.yaml": pod})
        every = folder.gate("check", "--format", "json").rules
        images = folder.gate("check", "--format", "json", "--select", "images").rules
        others = folder.gate("check", "--format", "json", "--ignore", "images,resources/memory-limit").rules
        assert images == {rule for rule in every if rule.startswith("images/")} != set()
        assert others == every - images - {"resources/memory-limit"}
        assert len(every) > len(others) > 0

    def test_what_kept_something_from_being_judged_stays(self, folder: Checkout) -> None:
        folder.write({"a.yaml": GOOD + "a: [\n", "b.yaml": BAD})
        for arguments in (("--select", "images"), ("--ignore", "schema,yaml")):
            said = folder.gate("check", "--format", "json", *arguments)
            assert said.code == 1, arguments
            assert {rule.partition("/")[0] for rule in said.rules} == {"yaml"}, arguments

    def test_an_environment(self, folder: Checkout) -> None:
        folder.write(
            {
                ".gate.yaml": "environments: {dev: {paths: [dev]}, production: {paths: [production]}}\n",
                "dev/a.yaml": BAD,
                "production/a.yaml": GOOD,
            }
        )
        production = folder.gate("check", "--format", "json", "--environment", "production")
        assert production.code == 0
        assert [one["name"] for one in production.report["targets"]] == ["production"]
        assert {"path": "dev", "reason": "not in environment production (--environment)"} in (
            production.report["accounting"]["skipped"]
        )
        assert folder.gate("check", "--environment", "dev").code == 1


WIDGET = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {size: {type: integer}}}}
"""


class TestSchemaFolders:
    @pytest.mark.parametrize("place", ["", "deep/er/"])
    def test_are_read_whole(self, folder: Checkout, tmp_path: Path, place: str) -> None:
        Checkout(tmp_path).write({f"schemas/{place}widget.yaml": WIDGET})
        folder.write({"a.yaml": A_WIDGET})
        assert folder.gate("check", "--format", "json").rules == {"schema/missing"}
        for path in (str(tmp_path / "schemas"), "../schemas"):
            assert folder.gate("check", "--format", "json", "--schemas", path).rules == {"schema/type"}

    @pytest.mark.parametrize("path", [".", "schemas", "./schemas/", "schemas/crds"])
    def test_of_the_configuration(self, folder: Checkout, path: str) -> None:
        folder.write({"a.yaml": A_WIDGET, "schemas/crds/widget.yaml": WIDGET})
        folder.write({".gate.yaml": f"schemas: [{path}]\ntargets: {{exclude: ['schemas/**']}}\n"})
        assert folder.gate("check", "--format", "json").rules == {"schema/type"}

    def test_without_a_definition_are_said(self, folder: Checkout, tmp_path: Path) -> None:
        (tmp_path / "schemas").mkdir()
        said = folder.write({"a.yaml": GOOD}).gate("check", "--schemas", "../schemas")
        assert "No CustomResourceDefinition or JSON Schema lies in the schema folder ../schemas." in said.out


A_WIDGET = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: big}\n"


def timeless(report: Any) -> Any:
    """A report without what a clock says."""
    for target in report["targets"]:
        target.pop("seconds")
    report.pop("seconds", None)
    return report


@pytest.mark.needs("kustomize")
@pytest.mark.needs("helm")
def test_the_number_of_jobs_changes_nothing(project_root: Path, folder: Checkout) -> None:
    shutil.copytree(project_root / "examples", folder.folder / "examples")
    shutil.copy(project_root / "examples/violations/broken.yaml", folder.folder / "broken.yaml")
    reports = [
        timeless(folder.gate("check", "--format", "json", "--jobs", jobs).report) for jobs in ("1", "8")
    ]
    assert reports[0] == reports[1]
    assert reports[0]["findings"]


class TestMissingTools:
    def test_name_what_to_do_and_hide_no_finding(self, folder: Checkout, tmp_path: Path) -> None:
        folder.write(
            {
                "web/kustomization.yaml": "resources: [a.yaml]\n",
                "web/a.yaml": GOOD,
                "plain/a.yaml": BAD,
            }
        )
        said = folder.gate("check", "--format", "json", env=without_tools(tmp_path))
        assert said.code == 2
        assert said.report["verdict"] == "incomplete"
        assert said.rules == {FIELD}
        assert {one["name"]: one["status"] for one in said.report["targets"]} == {
            "plain": "rendered",
            "web": "skipped",
        }
        (error,) = said.report["errors"]
        assert "kustomize" in error["message"]
        assert "gate tools install" in error["hint"]
        assert said.report["accounting"]["skipped"] == [{"path": "web", "reason": error["message"]}]

    def test_plain_manifests_need_none(self, folder: Checkout, tmp_path: Path) -> None:
        assert folder.write({"a.yaml": GOOD}).gate("check", env=without_tools(tmp_path)).code == 0

    def test_git_is_needed_in_a_repository(self, checkout: Checkout, tmp_path: Path) -> None:
        said = checkout.write({"a.yaml": GOOD}).gate("check", "--format", "json", env=without_tools(tmp_path))
        assert said.code == 2
        (error,) = said.report["errors"]
        assert (error["message"], error["hint"]) == (
            f"{checkout.folder} is in a Git repository, and git is not on PATH",
            "install git",
        )


def without_tools(tmp_path: Path) -> dict[str, str]:
    """A PATH with nothing on it, and a cache in which no tool was installed."""
    empty = tmp_path / "empty"
    empty.mkdir(exist_ok=True)
    return {"PATH": str(empty), "GATE_CACHE_DIR": str(tmp_path / "cache")}
