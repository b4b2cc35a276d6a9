"""`gate test`: the tests of policies, on both engines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from gate.cli.own_policies import configured_folders
from gate.cli.places import Place, find_place
from gate.cli.session import Here, folder_tree
from gate.cli.test_reports import WRITERS
from gate.cli.usage import Choice
from gate.config.load import FILE_NAME, load
from gate.config.settings import Settings
from gate.errors import ToolError, UsageError
from gate.evaluate import choose_engine
from gate.evaluate.gatekeeper import read_suites, templates_in
from gate.evaluate.own import (
    OpaProgram,
    PolicyFolder,
    Suite,
    Tested,
    policy_folders,
    suite_of_folders,
    suite_of_pack,
    tested,
)
from gate.pipeline.gatekeeper import Suites
from gate.system.files import open_folder, private_folder
from gate.system.tools import Tool

TESTS = "tests are rules named test_… in files named *_test.rego, and Gatekeeper's suites (kind: Suite)"
WHERE = f"name the folder, or give it as `policies:` in {FILE_NAME}"


@click.command(
    name="test",
    short_help="Run the tests of your policies, on both engines.",
    epilog=(
        "Exit codes: 0 all pass, 1 a test fails or too little is covered, 2 they could not be run, or one of "
        "them could not be judged: no OPA, no test, a policy that does not compile, a suite that is damaged."
    ),
)
@click.argument("folders", nargs=-1, metavar="[DIR]...", type=click.Path(exists=True, file_okay=False))
@click.option("--pack", is_flag=True, help="Also the gate's own policies.")
@click.option(
    "--minimum-coverage",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="The least share of the lines of the policies that the tests have to come by.",
)
@click.option(
    "--format",
    "output_format",
    type=Choice(list(WRITERS)),
    default="text",
    show_default=True,
)
def command(
    folders: tuple[str, ...],
    pack: bool,  # noqa: FBT001  click's way
    minimum_coverage: float | None,
    output_format: str,
) -> int:
    """Run the tests of the policies in each DIR, by default in the folders that `policies:` names.

    A test is a rule named test_… in a file named *_test.rego beside the policies:

    \b
      package main_test
      import data.main
      test_root_is_denied if {
          pod := {"kind": "Pod", "spec": {"containers": [{"name": "c"}]}}
          count(main.deny) == 1 with input as pod
      }

    A name that begins with todo_ keeps a test from being run. Each is run by OPA, and again as WebAssembly,
    which is what judges where there is no OPA; where the policies cannot be compiled to it, that is said.

    The suites of Gatekeeper's constraints (kind: Suite, as for `gator verify`) in each DIR are run, too.
    """  # noqa: D301  \b is click's
    here = Here.of_process()
    toolbox = here.toolbox()
    if toolbox.opa is None:
        raise ToolError(
            "tests of policies are run by OPA, which was not found", "run `gate tools install opa`"
        )
    place = find_place((), here.folder, toolbox, here.environment)
    with private_folder() as private:
        tester = _Tester(toolbox.opa, here.today, private)
        results = _of_folders(_folders(folders, here, place), tester) if folders or not pack else []
        results += [tester.of_rego(suite_of_pack(), "pack")] if pack else []
    WRITERS[output_format](results, minimum_coverage)
    if any(test.outcome == "unjudged" for suite in results for test in suite.results):
        return 2
    return 0 if all(map(_is_good, results)) and not _missed(results, minimum_coverage) else 1


@dataclass(frozen=True, slots=True)
class _Tester:
    """What tests are run with. private: a folder to work in."""

    opa: Tool
    today: date
    private: str

    @property
    def program(self) -> OpaProgram:
        return OpaProgram(self.opa.program, self.private)

    def of_rego(self, suite: Suite, folder: str) -> Tested:
        return tested(suite, self.program, str(Path(self.private, folder)))

    def of_gatekeeper(self, name: str, suites: Suites) -> Tested:
        choice = choose_engine("opa", self.today, opa=(self.opa.program, self.opa.version))
        return suites.tested(name, choice, self.program, str(Path(self.private, "gatekeeper")))


def _of_folders(folders: list[PolicyFolder], tester: _Tester) -> list[Tested]:
    """The tests of policies in Rego, and the suites of Gatekeeper's. UsageError where there is no test."""
    name = ", ".join(one.name for one in folders)
    suites = read_suites(folders)
    results: list[Tested] = []
    if any(one.has_rego() for one in folders):
        results.append(tester.of_rego(suite_of_folders(name, folders, tester.program), "own"))
    if suites:
        ready = Suites(suites, templates_in(folders))
        results.append(tester.of_gatekeeper(f"Gatekeeper's suites in {name}", ready))
    if not any(one.results for one in results):
        raise UsageError(f"there is no test in {name}", TESTS)
    return results


def _folders(folders: tuple[str, ...], here: Here, place: Place) -> list[PolicyFolder]:
    return _given(folders, here) if folders else _configured(place)


def _given(folders: tuple[str, ...], here: Here) -> list[PolicyFolder]:
    return [
        PolicyFolder(folder, inside.files)
        for folder in dict.fromkeys(folders)
        for inside in policy_folders(open_folder(str(here.folder / folder)), (".",))
    ]


def _configured(place: Place) -> list[PolicyFolder]:
    file = Path(place.root) / FILE_NAME
    settings = load(file.read_bytes(), FILE_NAME) if file.is_file() else Settings()
    if not settings.policies:
        raise UsageError("there are no policies to test", WHERE)
    return list(configured_folders(settings, folder_tree(place)))


def _is_good(suite: Tested) -> bool:
    return all(one.is_good for one in suite.results)


def _missed(suites: list[Tested], minimum: float | None) -> bool:
    """Whether the tests of a suite come by too little of its policies, or nobody knows by how much."""
    return minimum is not None and any(one.percent is None or one.percent < minimum for one in suites)
