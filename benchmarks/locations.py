"""Measures whether the places that the gate gives are true, by changing what stands there.

`python benchmarks/locations.py [--leaves N] [--seed N] [--kind KIND]... FOLDER...`, from the root; each is a
clone, named `owner+name` to be shown as owner/name. Of what a repository renders to, leaves are drawn with
the seed; each is located, what stands at that place is changed in a private copy, its target is rendered
anew, and the leaf must have changed. Leaves of apiVersion and kind are not drawn: nothing renders with
others. Where nothing renders with the change (a name that a patch looks for), the name is changed wherever
the target's files say it, which must change the leaf, and everywhere but at the place, which must not.
`unproved` are places of which that does not tell, and at which the text is the same as the leaf. Needs the
tools of the repositories' targets on PATH.

`--inflate` asks about charts that kustomizations inflate, which public repositories hardly have: of each
repository only the charts count, each inflated by a kustomization of its own, with values in the entry or in
a further file, a namespace, a patch, a transformer or two. A line of a template that includes many is taken
out to see that they come from there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.alterations import alterations, renamed, scalar_at, template_alterations
from benchmarks.inflated import inflate
from gate.config.load import load
from gate.evaluate import choose_engine
from gate.locate import Locator
from gate.model.finding import Finding, Located, Location
from gate.model.json import JsonObject, JsonValue, escape_token, value_at
from gate.model.resource import Resource
from gate.pipeline.exploring import explored
from gate.pipeline.rendering import TargetResult, rendered
from gate.pipeline.request import Request
from gate.render import HelmTrials, RenderOptions
from gate.system.files import open_folder
from gate.system.tools import find_tools
from gate.validate import available_versions
from gate.waive import Enforcement

CLASSES = ("exact right", "unproved", "exact wrong", "file right", "file wrong", "target")
HEADER = ("repository", "leaves", *CLASSES, "exact and right %", "exact or right file %", "ms a leaf")
NOT_DRAWN = frozenset({"/apiVersion", "/kind"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar of a rendered resource."""

    result: TargetResult
    resource: Resource
    pointer: str
    value: JsonValue


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--leaves", type=int, default=150)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--kind", action="append", choices=("kustomize", "helm", "plain"), default=[])
    parser.add_argument("--inflate", action="store_true", help="the charts, inflated by kustomizations")
    parser.add_argument("--wrong", action="store_true", help="print each place that is wrong, or unproved")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    print(f"| {' | '.join(HEADER)} |\n|{'---|' * len(HEADER)}", flush=True)
    for folder in given.folders:
        with tempfile.TemporaryDirectory() as private:
            copy = Path(os.path.realpath(private), "copy")
            if given.inflate:
                inflate(folder, copy)
            else:
                shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
            print(measured(folder, copy, given), flush=True)


def measured(folder: Path, copy: Path, given: argparse.Namespace) -> str:
    """The row of a repository."""
    request = request_for(copy)
    results = explored(request).results
    leaves = drawn(results, given)
    resources = [resource for result in results for resource in result.resources]
    began = time.monotonic()
    trials = HelmTrials(request.tree, request.toolbox, request.render)
    locator = Locator(request.tree, [result.target for result in results], resources, trials)
    located = [locator.located([finding_of(leaf)])[0] for leaf in leaves]
    milliseconds = (time.monotonic() - began) * 1000 / max(1, len(leaves))
    counts: Counter[str] = Counter()
    for leaf, place in zip(leaves, located, strict=True):
        kind = judged(leaf, place, request, copy)
        counts[kind] += 1
        if given.wrong and kind != "exact right":
            print(kind, described(leaf, place), file=sys.stderr, flush=True)
    exact = counts["exact right"] + counts["unproved"]
    shares = [f"{100 * part / max(1, len(leaves)):.1f}" for part in (exact, exact + counts["file right"])]
    row = [folder.resolve().name.replace("+", "/"), len(leaves), *(counts[one] for one in CLASSES)]
    return f"| {' | '.join(map(str, [*row, *shares, f'{milliseconds:.1f}']))} |"


def request_for(folder: Path) -> Request:
    today = dt.datetime.now(tz=dt.UTC).date()
    return Request(
        tree=open_folder(str(folder)),
        settings=load(b"", ".gate.yaml"),
        versions=available_versions()[-1:],
        toolbox=find_tools(os.environ["PATH"], str(folder.parent / "cache"), sys.prefix),
        render=RenderOptions(),
        engine=choose_engine("embedded", today),
        enforcement=Enforcement(today),
        store=str(folder.parent / "store"),
    )


def drawn(results: tuple[TargetResult, ...], given: argparse.Namespace) -> list[Leaf]:
    """Some of all leaves, each as likely as any other."""
    every = [
        (result, resource, pointer, value)
        for result in results
        for resource in result.resources
        if not given.kind or result.target.kind in given.kind
        for pointer, value in leaves_of(resource.decode())
        if pointer not in NOT_DRAWN
    ]
    chosen = random.Random(given.seed).sample(every, min(given.leaves, len(every)))
    return [Leaf(*one) for one in chosen]


def leaves_of(value: JsonValue, pointer: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Every scalar but null, with its pointer."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves_of(child, f"{pointer}/{escape_token(key)}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from leaves_of(child, f"{pointer}/{index}")
    elif value is not None:
        yield pointer, value


def finding_of(leaf: Leaf) -> Finding:
    provenance = leaf.resource.provenance
    target = leaf.result.target.name
    return Finding("images/measured", "info", "m", target, leaf.resource.id, provenance, leaf.pointer)


def judged(leaf: Leaf, place: Located, request: Request, copy: Path) -> str:
    """What came of a leaf, as one of CLASSES."""
    location = place.location
    if location is None or location.precision == "target":
        return "target"
    if location.precision == "file" or location.line is None or location.column is None:
        held = copy / location.path
        written = held.read_text("utf-8", "replace") if held.is_file() else ""
        return (
            "file right"
            if str(leaf.value).splitlines()[:1] == [] or _in(leaf.value, written)
            else "file wrong"
        )
    path = copy / location.path
    before = path.read_bytes()
    lines = before.decode("utf-8", "replace")
    broken = False
    changes = list(alterations(path, lines, location.line, location.column))
    if "templates" in path.parts:
        taken = template_alterations(before, location.line, location.column)
        changes = [*changes, *((path, after) for _, after in taken)]
    for where, after in changes:
        kept = where.read_bytes()
        try:
            where.write_bytes(after)
            came = changed(leaf, location.path, request)
        finally:
            where.write_bytes(kept)
        if came:
            return "exact right"
        broken |= came is None
    if not broken or scalar_at(lines, location.line, location.column) != str(leaf.value):
        return "exact wrong"
    return "exact right" if together(leaf, location, request, copy) else "unproved"


def together(leaf: Leaf, location: Location, request: Request, copy: Path) -> bool:
    """Whether a name is another one when it is changed wherever it is said, and not when the place keeps it.

    So for what nothing renders without: a patch looks for the name.
    """
    files = {path: copy / path for path in leaf.result.target.closure if (copy / path).is_file()}
    kept = {path: file.read_bytes() for path, file in files.items()}
    came: list[bool | None] = []
    for spared in (None, location):
        try:
            for path, file in files.items():
                here = spared if path == location.path else None
                file.write_bytes(renamed(kept[path], str(leaf.value), here))
            came.append(changed(leaf, location.path, request))
        finally:
            for path, file in files.items():
                file.write_bytes(kept[path])
    return came[0] is True and came[1] is not True


def _in(value: JsonValue, written: str) -> bool:
    """Whether the text of a file has the value in it."""
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return all(line.strip() in written for line in said.splitlines())


def changed(leaf: Leaf, path: str, request: Request) -> bool | None:
    """Whether the leaf is another one now; None where nothing is rendered any more."""
    target = leaf.result.target
    fresh = replace(request, tree=open_folder(request.tree.root))
    came: bool | None = False
    if path in target.closure:
        (result,) = rendered([target], fresh)
        came = _differs(leaf, result)
    if came is False and target.declared_by is not None:
        # What declares the target may have said it, or may be what was changed.
        every = {one.target.name: one for one in explored(fresh).results}
        came = _differs(leaf, every.get(target.name, TargetResult(target)))
    return came


def _differs(leaf: Leaf, result: TargetResult) -> bool | None:
    if len(result.resources) != len(leaf.result.resources):
        return None
    at = leaf.result.resources.index(leaf.resource)
    return value_of(result.resources[at].decode(), leaf.pointer) != leaf.value


def value_of(body: JsonObject, pointer: str) -> JsonValue:
    try:
        return value_at(body, pointer)
    except (LookupError, ValueError):
        return None


def described(leaf: Leaf, place: Located) -> str:
    location = place.location
    where = f"{location.path}:{location.line}:{location.column} {location.precision}" if location else "-"
    value = "" if leaf.resource.id.kind == "Secret" else repr(leaf.value)[:80]
    return f"{leaf.result.target.name} {leaf.resource.id} {leaf.pointer} {value} -> {where}"


if __name__ == "__main__":
    main()
