"""What Gatekeeper shows to Rego: the resource under review, and others of the cluster.

Source: pkg/target/target.go and pkg/webhook/policy.go of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gate.evaluate.gatekeeper.matching import Subject, in_namespace
from gate.evaluate.gatekeeper.reading import CONFIG_GROUP, SYNC_GROUP
from gate.evaluate.secrets import masked
from gate.model.inventory import is_known
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.resource import Resource

OPERATION = "CREATE"
_PROCESSES = ("webhook", "sync")
Kind = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Config:
    """What Gatekeeper is told of all templates.

    excluded: process -> patterns of namespaces that it leaves alone. synced: (group, version, kind) of what
    `data.inventory` holds, None where nothing says so.
    """

    excluded: dict[str, list[str]] = field(default_factory=dict)
    synced: frozenset[Kind] | None = None

    def excludes(self, process: str, subject: Subject) -> bool:
        """Whether a process leaves a resource alone; what is not known is not left alone."""
        patterns = self.excluded.get(process)
        return bool(patterns) and in_namespace(patterns or [], subject, elsewhere=False) is True


def read_config(resources: Iterable[Resource]) -> Config:
    """What the Config named `config` and the SyncSets of a cluster say."""
    excluded: dict[str, list[str]] = {}
    synced: set[Kind] | None = None
    for resource in resources:
        identity = resource.id
        if identity.group == CONFIG_GROUP and identity.kind == "Config" and identity.name == "config":
            spec = mapping(resource.decode().get("spec"))
            for one in map(mapping, sequence(spec.get("match"))):
                for process in _processes(one):
                    patterns = map(text, sequence(one.get("excludedNamespaces")))
                    excluded.setdefault(process, []).extend(patterns)
            only = mapping(spec.get("sync")).get("syncOnly")
        elif identity.group == SYNC_GROUP and identity.kind == "SyncSet":
            only = mapping(resource.decode().get("spec")).get("gvks")
        else:
            continue
        if isinstance(only, list):
            kinds = map(mapping, only)
            synced = (synced or set()) | {
                (text(one.get("group")), text(one.get("version")), text(one.get("kind"))) for one in kinds
            }
    return Config(excluded, None if synced is None else frozenset(synced))


def _processes(entry: JsonObject) -> Iterable[str]:
    named = [text(one) for one in sequence(entry.get("processes"))]
    return _PROCESSES if "*" in named else named


def review(subject: Subject, *, masks: bool = False) -> JsonObject:
    """`input.review` for a resource that is created. masks: with placeholders for the values of a Secret.

    Who applies it (`userInfo`) is not known, and left empty as gator leaves it.
    """
    identity = subject.resource.id
    metadata = mapping(subject.body.get("metadata"))
    made: JsonObject = {
        "uid": "",
        "kind": {
            "group": identity.group,
            "version": identity.api_version.rpartition("/")[2],
            "kind": identity.kind,
        },
        "resource": {"group": "", "version": "", "resource": ""},
        "operation": OPERATION,
        "userInfo": {},
        "object": masked(subject.body) if masks else subject.body,
        "oldObject": None,
        "options": None,
        "namespaceObject": subject.namespace_object,
    }
    if identity.name:
        made["name"] = identity.name
    if namespace := text(metadata.get("namespace")):
        made["namespace"] = namespace
    if subject.namespace_object is not None:
        made["_unstable"] = {"namespace": subject.namespace_object}
    return made


def inventory(subjects: Sequence[Subject], config: Config) -> JsonObject:
    """`data.inventory` of a cluster: what is synced, everything where nothing says what is, as gator has it.

    Secrets have placeholders for their values: any rule may print what it finds here.
    """
    found: JsonObject = {}
    for subject in subjects:
        identity = subject.resource.id
        version = identity.api_version.rpartition("/")[2]
        if config.synced is not None and (identity.group, version, identity.kind) not in config.synced:
            continue
        if config.excludes("sync", subject) or not identity.name:
            continue
        namespace = text(mapping(subject.body.get("metadata")).get("namespace"))
        path = ["namespace", namespace] if namespace and is_known(namespace) else ["cluster"]
        place = found
        for name in (*path, identity.api_version, identity.kind):
            place = mapping(place.setdefault(name, {}))
        place[identity.name] = masked(subject.body)
    return found
