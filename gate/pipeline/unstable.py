"""Charts that render something else each time: what differs is a value that the gate cannot know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gate import render
from gate.model.json import JsonValue, escape_token
from gate.model.resource import Resource
from gate.model.target import HelmSource, Target
from gate.model.tree import Tree
from gate.parse import parse
from gate.pipeline.request import Request

# Functions of Helm's templates whose result differs from call to call (https://masterminds.github.io/sprig/).
RANDOM = re.compile(
    rb"\b(?:rand(?:Alpha|AlphaNum|Ascii|Bytes|Int|Numeric)|gen(?:CA|PrivateKey|SelfSignedCert|SignedCert)"
    rb"(?:WithKey)?|uuidv4|shuffle|bcrypt|htpasswd|encryptAES|now|ago)\b"
)
GENERATED = frozenset({"ConfigMap", "Secret"})
"""What kustomize's own generators make; all else that one made is of a chart."""

TEMPLATES = (".yaml", ".yml", ".tpl", ".txt", ".json")


def with_unstable_marked(
    target: Target, resources: tuple[Resource, ...], request: Request
) -> tuple[Resource, ...]:
    """The resources of a target; what a second rendering gives other values for is marked as unknown."""
    if not resources or not _may_be_random(target, resources, request.tree):
        return resources
    again = render.render(target, request.tree, request.toolbox, request.render)
    others = [resource for one in again.values for resource in parse(one).values]
    if len(others) != len(resources):
        return resources
    return tuple(_marked(one, other) for one, other in zip(resources, others, strict=True))


def _may_be_random(target: Target, resources: Iterable[Resource], tree: Tree) -> bool:
    """Whether a template may give something else each time; so may one that the gate cannot look into."""
    if target.kind == "plain":
        return False
    if target.kind == "kustomize":
        inflated = [one for one in resources if _is_of_chart(one)]
        if not inflated or not all(one.provenance.path for one in inflated):
            return bool(inflated)
    elif isinstance(target.source, HelmSource) and target.source.fetched:
        return True
    return any(RANDOM.search(_bytes(tree, path)) for path in target.closure if path.endswith(TEMPLATES))


def _is_of_chart(resource: Resource) -> bool:
    """Whether a chart that a kustomization inflates gave it."""
    provenance = resource.provenance
    return bool(provenance.generated_in) and (bool(provenance.path) or resource.id.kind not in GENERATED)


def _marked(one: Resource, other: Resource) -> Resource:
    if one.body == other.body or one.id.kind != other.id.kind:
        return one
    differing = differences(one.decode(), other.decode())
    return replace(one, unknown=tuple(dict.fromkeys((*one.unknown, *differing))))


def differences(one: JsonValue, other: JsonValue, at: str = "") -> Iterator[str]:
    """The pointers of the innermost values of the first that the second has not."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key, value in one.items():
            yield from differences(value, other.get(key), f"{at}/{escape_token(key)}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, theirs, f"{at}/{index}")
    elif one != other:
        yield at


def _bytes(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError:
        return b""
