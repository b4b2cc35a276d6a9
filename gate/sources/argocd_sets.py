"""ApplicationSets, followed offline: the parameters that their generators give, and the Applications made.

https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/.
"""

from __future__ import annotations

import itertools
import posixpath
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.tree import Tree
from gate.sources.argocd_made import application_of, template_of
from gate.sources.argocd_parameters import contents_of, elements_of, flattened, is_selected, path_parameters
from gate.sources.argocd_templates import (
    TOO_LONG,
    Allowance,
    Parameters,
    RefusedError,
    Style,
    UnresolvedError,
    fasttemplate,
    gotemplate,
    normalized,
    rendered,
)
from gate.sources.flux import name_of
from gate.sources.globs import matches, spans

MOST = 10_000
"""How many Applications one set may make: a matrix could multiply without end."""
MOST_READINGS = 1_000
"""How often generators of one set may be evaluated: a matrix does so for each result of its first one."""
MOST_WRITTEN = 64 * 2**20
"""Characters that the templates of one set may write; parameters count, too, each time they are looked at."""
DEEPEST = 2
KNOWN = ("list", "git", "clusters", "matrix", "merge")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a set can be followed with. is_home: whether an address and a revision are this repository.

    clusters: the names of the clusters that Argo CD knows beside its own, empty when not known.
    """

    tree: Tree
    is_home: Callable[[str, str], bool]
    clusters: tuple[str, ...] = ()


def applications(body: JsonObject, reach: Reach) -> tuple[JsonObject, ...]:
    """The Applications that a set makes (metadata and spec). RefusedError where Argo CD makes none of them,
    UnresolvedError when they cannot be known.
    """
    spec = mapping(body.get("spec"))
    is_go = spec.get("goTemplate") is True
    strict = "missingkey=error" in sequence(spec.get("goTemplateOptions"))
    style = _bounded(partial(gotemplate, strict=strict, allowance=Allowance()) if is_go else fasttemplate)
    generators = _Generators(reach, style, is_go, itertools.count())
    made: list[JsonObject] = []
    for generator in map(mapping, sequence(spec.get("generators"))):
        template = template_of(generator, mapping(spec.get("template")))
        for parameters in generators.parameters(generator):
            made.append(application_of(template, text(spec.get("templatePatch")), parameters, style))
            if len(made) > MOST:
                raise UnresolvedError(f"more than {MOST:,} Applications")
    if twice := [name for name, count in Counter(map(name_of, made)).items() if count > 1]:
        raise RefusedError(f"several Applications of the name {twice[0]}")
    return tuple(made)


def _bounded(style: Style) -> Style:
    """A style that stops when a set has written too much."""
    left = MOST_WRITTEN

    def bounded(source: str, parameters: Parameters) -> str:
        nonlocal left
        written = style(source, parameters)
        left -= len(written) + len(parameters.flat)
        if left < 0:
            raise UnresolvedError(TOO_LONG)
        return written

    return bounded


@dataclass(frozen=True, slots=True)
class _Generators:
    """Evaluates generators of one set. nests: whether parameters may be in each other, for Go templates."""

    reach: Reach
    style: Style
    nests: bool
    readings: Iterator[int]

    def parameters(self, generator: JsonObject, depth: int = 0) -> Iterator[Parameters]:
        """What one generator gives."""
        if next(self.readings) >= MOST_READINGS:
            raise UnresolvedError("generators that multiply")
        kinds = [kind for kind in generator if kind not in {"selector", "template"}]
        if len(kinds) != 1 or kinds[0] not in KNOWN:
            raise UnresolvedError(f"the generator {', '.join(kinds) or '(none)'}, which asks a server")
        said = mapping(generator[kinds[0]])
        found = self._of_kind(kinds[0], said, depth)
        selector = mapping(generator.get("selector"))
        return (one for one in found if is_selected(one, selector)) if selector else found

    def _of_kind(self, kind: str, said: JsonObject, depth: int) -> Iterator[Parameters]:
        if kind == "list":
            return self._list(said)
        if kind == "git":
            return self._git(said)
        if kind == "clusters":
            return self._clusters(said)
        if depth >= DEEPEST:
            raise UnresolvedError("generators that lie in each other too deep")
        return self._matrix(said, depth) if kind == "matrix" else self._merge(said, depth)

    def _list(self, said: JsonObject) -> Iterator[Parameters]:
        elements = [*sequence(said.get("elements")), *elements_of(text(said.get("elementsYaml")))]
        for element in map(mapping, elements):
            yield Parameters(element, dict(flattened(element)))

    def _git(self, said: JsonObject) -> Iterator[Parameters]:
        url = text(said.get("repoURL"))
        if not self.reach.is_home(url, text(said.get("revision"))):
            raise UnresolvedError("a generator that reads another repository or revision")
        prefix = text(said.get("pathParamPrefix"))
        found = self._directories(said, prefix) if said.get("directories") else self._files(said, prefix)
        for parameters in found:
            yield self._with_values(parameters, said)

    def _directories(self, said: JsonObject, prefix: str) -> Iterator[Parameters]:
        globs = [mapping(one) for one in sequence(said.get("directories"))]
        wanted = [text(one.get("path")) for one in globs if one.get("exclude") is not True]
        unwanted = [text(one.get("path")) for one in globs if one.get("exclude") is True]
        for folder in _folders(self.reach.tree):
            if any(_is_folder(glob, folder) for glob in unwanted):
                continue
            if any(_is_folder(glob, folder) for glob in wanted):
                yield path_parameters(folder, prefix)

    def _files(self, said: JsonObject, prefix: str) -> Iterator[Parameters]:
        globs = [mapping(one) for one in sequence(said.get("files"))]
        wanted = [text(one.get("path")) for one in globs if one.get("exclude") is not True]
        unwanted = [text(one.get("path")) for one in globs if one.get("exclude") is True]
        for path in sorted(self.reach.tree.files):
            if any(spans(glob, path) for glob in unwanted) or not any(spans(glob, path) for glob in wanted):
                continue
            folder, _, name = path.rpartition("/")
            place = path_parameters(folder or ".", prefix, name)
            for content in contents_of(self.reach.tree, path):
                yield Parameters(content, dict(flattened(content))).joined(place)

    def _clusters(self, said: JsonObject) -> Iterator[Parameters]:
        """Argo CD's own cluster, and those that the configuration names; nothing tells their labels."""
        if mapping(said.get("selector")):
            raise UnresolvedError("clusters by their labels")
        if not self.reach.clusters:
            raise UnresolvedError("clusters, which the configuration can name (environments.NAME.clusters)")
        for name in ("in-cluster", *self.reach.clusters):
            server = "https://kubernetes.default.svc" if name == "in-cluster" else f"https://{name}"
            flat = {"name": name, "nameNormalized": normalized(name), "server": server, "project": ""}
            yield self._with_values(Parameters({**flat}, flat), said)

    def _matrix(self, said: JsonObject, depth: int) -> Iterator[Parameters]:
        both = [mapping(one) for one in sequence(said.get("generators"))]
        if len(both) != 2:  # noqa: PLR2004 - as Argo CD has it
            raise UnresolvedError("a matrix of other than two generators")
        for first in self.parameters(both[0], depth + 1):
            inner = mapping(rendered(both[1], first, self.style))
            for second in self.parameters(inner, depth + 1):
                if not self.nests and (key := _conflict(first, second)):
                    raise RefusedError(f"a matrix whose generators give different values for {key}")
                yield second.joined(first)

    def _merge(self, said: JsonObject, depth: int) -> Iterator[Parameters]:
        keys = tuple(text(key) for key in sequence(said.get("mergeKeys")))
        generators = [mapping(one) for one in sequence(said.get("generators"))]
        if not keys or len(generators) < 2:  # noqa: PLR2004 - as Argo CD has it
            raise RefusedError("a merge without keys, or of fewer than two generators")
        base, *others = (self._by_key(generator, keys, depth) for generator in generators)
        for over in others:
            base.update({key: base[key].joined(over[key]) for key in base.keys() & over.keys()})
        yield from base.values()

    def _by_key(
        self, generator: JsonObject, keys: tuple[str, ...], depth: int
    ) -> dict[tuple[str, ...], Parameters]:
        found: dict[tuple[str, ...], Parameters] = {}
        for one in itertools.islice(self.parameters(generator, depth + 1), MOST):
            key = tuple(one.flat.get(name, "") for name in keys)
            if key in found:
                raise RefusedError(f"a merge of parameters that have the same {', '.join(keys)}")
            found[key] = one
        return found

    def _with_values(self, parameters: Parameters, said: JsonObject) -> Parameters:
        values = mapping(rendered(said.get("values"), parameters, self.style))
        if not values:
            return parameters
        return parameters.joined(Parameters({"values": values}, dict(flattened({"values": values}))))


def _conflict(one: Parameters, other: Parameters) -> str:
    """A name that both give and with different values, "" for none."""
    both = one.flat.keys() & other.flat.keys()
    return next((key for key in sorted(both) if one.flat[key] != other.flat[key]), "")


def _folders(tree: Tree) -> Iterator[str]:
    """Every folder, sorted, none whose name begins with a dot."""
    folders = {folder for path in tree.files for folder in _above(path)}
    yield from sorted(one for one in folders if not any(part.startswith(".") for part in one.split("/")))


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _is_folder(glob: str, folder: str) -> bool:
    """Go's path.Match: a star stays within its segment, however many of them stand there."""
    pattern = posixpath.normpath(glob)
    while "**" in pattern:
        pattern = pattern.replace("**", "*")
    return matches(pattern, folder)
