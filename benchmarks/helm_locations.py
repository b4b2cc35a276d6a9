"""How many values of real charts the gate finds: `python benchmarks/helm_locations.py FOLDER...`.

Each folder is a clone. Of every chart and values variant that renders, some values are asked for; the text
at the place that the gate gives is changed in memory, the chart is rendered anew, and the place is right when
the value is another one. `--wrong` prints what was not found.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.alterations import template_alterations
from benchmarks.locations import leaves_of
from gate.config.settings import Settings
from gate.discover import discover
from gate.documents import read
from gate.locate.helm import HelmSources
from gate.locate.helm_lines import documents_of
from gate.locate.helm_variant import Variant
from gate.locate.source_text import SourceText
from gate.model.finding import Finding
from gate.model.json import value_at
from gate.model.resource import Resource
from gate.model.target import HelmSource, Target
from gate.model.tree import Tree
from gate.parse import parse
from gate.render import RenderOptions, render
from gate.render.helm_trials import HelmTrials
from gate.system.files import open_folder
from gate.system.tools import Tool, Toolbox

OPTIONS = RenderOptions()
VERSION = "1.34"
CHANGED, REMOVED = "exact", "exact, shown by removing the line"


@dataclass(frozen=True)
class Changed:
    """A tree in which one file is another."""

    tree: Tree
    path: str
    content: bytes

    @property
    def root(self) -> str:
        return self.tree.root

    @property
    def files(self) -> frozenset[str]:
        return self.tree.files

    def read(self, path: str) -> bytes:
        return self.content if path == self.path else self.tree.read(path)

    def is_file(self, path: str) -> bool:
        return self.tree.is_file(path)

    def is_folder(self, path: str) -> bool:
        return self.tree.is_folder(path)

    def listing(self, folder: str) -> tuple[str, ...]:
        return self.tree.listing(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--values", type=int, default=20, help="asked for in each variant")
    parser.add_argument("--variants", type=int, default=60, help="tried in each repository")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--wrong", action="store_true")
    arguments = parser.parse_args()
    helm = shutil.which("helm")
    toolbox = Toolbox(helm=[Tool("helm", helm)] if helm else [])
    total = Counter[str]()
    for folder in arguments.folders:
        began = time.monotonic()
        tally = Counter[str]()
        for verdict, words in tried(folder, toolbox, arguments):
            tally[verdict] += 1
            if arguments.wrong and verdict not in {CHANGED, REMOVED, "no chart"}:
                print(f"  {verdict}: {words}")
        told(folder.name, tally, time.monotonic() - began)
        total += tally
    told("all", total, 0)


def told(name: str, tally: Mapping[str, int], seconds: float) -> None:
    asked = sum(count for verdict, count in tally.items() if verdict != "no chart")
    share = {verdict: f"{100 * count / asked:.1f}" for verdict, count in tally.items()} if asked else {}
    print(
        f"{name}: {asked} values, {dict(sorted(tally.items()))} percent {share} {seconds:.0f} s", flush=True
    )


def tried(folder: Path, toolbox: Toolbox, arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """A verdict for each value that was asked for."""
    chance = random.Random(arguments.seed)
    tree = open_folder(str(folder))
    found = discover(tree, (), Settings(), (VERSION,)).values
    targets = [one for one in found if isinstance(one.source, HelmSource)]
    chance.shuffle(targets)
    for target in targets[: arguments.variants]:
        one = replace(target, kubernetes_versions=(VERSION,), version_sensitive=False)
        rendered = render(one, tree, toolbox, OPTIONS)
        if not rendered.values:
            yield "no chart", one.name
            continue
        resources = parse(rendered.values[0]).values
        leaves = [
            (resource, pointer) for resource in resources for pointer, _ in leaves_of(resource.decode())
        ]
        chance.shuffle(leaves)
        trials = HelmTrials(tree, toolbox, OPTIONS)
        sources = HelmSources(SourceText(tree), trials, lambda *_: None)
        asked = Asked(one, sources, Variant(one, VERSION, (), trials), tree, toolbox)
        for resource, pointer in leaves[: arguments.values]:
            yield _verdict(resource, pointer, asked)


@dataclass(frozen=True)
class Asked:
    """A chart's variant, and who is asked about its values."""

    target: Target
    sources: HelmSources
    plain: Variant
    tree: Tree
    toolbox: Toolbox


def _verdict(resource: Resource, pointer: str, asked: Asked) -> tuple[str, str]:
    target, plain = asked.target, asked.plain
    finding = Finding("x/x", "error", "", target.name, resource.id, resource.provenance, pointer)
    body = resource.decode()
    answer = asked.sources.place(finding, resource.provenance, target, VERSION, body)
    words = f"{target.name} {resource.id} {pointer} = {str(value_at(body, pointer))[:40]!r}"
    if answer is None or answer.location is None:
        return "nothing", words
    place = answer.location
    words += f" -> {place.path}:{place.line}:{place.column} {place.precision} {place.quote.strip()[:70]!r}"
    if place.precision != "exact":
        origins = {one.origin: name for name, one in plain.files.items()}
        right = plain.documents and place.path in origins
        return ("file" if right else "target"), words
    found = plain.object(resource.id, body, resource.provenance.path)
    if found is None:
        return "no object", words
    assert place.line is not None
    whole = asked.tree.read(place.path)
    for removed, content in template_alterations(whole, place.line, place.column or 1):
        how = REMOVED if removed else CHANGED
        trials = HelmTrials(Changed(asked.tree, place.path, content), asked.toolbox, OPTIONS)
        text = trials.render(target, VERSION, {}).text
        if text is None:
            continue
        ours = [
            i for i, one in enumerate(plain.documents) if one.place == plain.documents[found.document].place
        ]
        theirs = [one for one in documents_of(text) if one.place == plain.documents[found.document].place]
        if len(ours) != len(theirs):
            continue
        other = next((one.value for one in read(theirs[ours.index(found.document)].text)), None)
        try:
            after = value_at(other, found.prefix + pointer)
        except LookupError:
            return how, words
        if after != value_at(body, pointer):
            return how, words
    return "wrong", words


if __name__ == "__main__":
    main()
