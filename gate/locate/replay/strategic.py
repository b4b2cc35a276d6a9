"""Strategic merge patches as kustomize applies them (kyaml `yaml/merge2`, lists prepended)."""

from __future__ import annotations

from gate.locate.replay.places import Mark, Place
from gate.locate.replay.traced import Traced
from gate.model.json import JsonObject, JsonValue, escape_token, mapping

DIRECTIVE = "$patch"
# The patchMergeKey of list fields of the built-in kinds (Kubernetes' OpenAPI, x-kubernetes-patch-merge-key);
# all other lists, and all lists of custom resources, are replaced whole.
MERGED_LISTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("containers", "initContainers", "ephemeralContainers", "env", "volumes"), ("name",)),
    **dict.fromkeys(("imagePullSecrets", "secrets", "resourceClaims", "schedulingGates"), ("name",)),
    **dict.fromkeys(("webhooks",), ("name",)),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "ports": ("containerPort", "port"),
    "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey",),
    "ownerReferences": ("uid",),
    "conditions": ("type",),
}
MERGED_SETS = frozenset({"finalizers"})
BUILT_IN_GROUPS = frozenset(
    {
        *("", "apps", "batch", "autoscaling", "policy", "extensions", "apiregistration.k8s.io"),
        *("rbac.authorization.k8s.io", "networking.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io"),
        *("scheduling.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "certificates.k8s.io"),
        *("node.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io", "apiextensions.k8s.io"),
    }
)


def merge(target: Traced, patch: JsonObject, place: Place, *, by: str, merges_lists: bool) -> None:
    """Apply a patch to an object. merges_lists: whether it is of a built-in kind, whose lists have keys."""
    Merging(by, merges_lists=merges_lists).objects(target, patch, place)


class Merging:
    """Applies one patch."""

    def __init__(self, by: str, *, merges_lists: bool) -> None:
        self._by = by
        self._merges_lists = merges_lists

    def objects(self, target: Traced, patch: JsonObject, place: Place) -> None:
        if patch.get(DIRECTIVE) == "replace":
            for key in list(target.fields):
                self._remove(target, key, place)
        for key, value in patch.items():
            if key.startswith("$"):
                continue
            at = place.below("/" + escape_token(key))
            known = target.fields.get(key)
            if value is None or mapping(value).get(DIRECTIVE) == "delete":
                self._remove(target, key, at)
            elif isinstance(value, dict) and known is not None and known.is_object:
                self.objects(known, value, at)
            elif isinstance(value, list) and known is not None and known.is_list:
                self._lists(target, key, value, at)
            else:
                target.put(key, _without_nulls(value), at, self._by)

    def _remove(self, target: Traced, key: str, place: Place) -> None:
        if target.fields.pop(key, None) is not None:
            target.removed[key] = Mark(place, self._by)

    def _lists(self, target: Traced, key: str, patch: list[JsonValue], place: Place) -> None:
        known = target.fields[key]
        directives = {mapping(item).get(DIRECTIVE) for item in patch}
        merge_key = self._merge_key(key, patch)
        if "replace" in directives or not (merge_key or (key in MERGED_SETS and self._merges_lists)):
            whole: list[JsonValue] = [item for item in patch if mapping(item).get(DIRECTIVE) != "replace"]
            target.put(key, whole, place, self._by)
            if len(whole) != len(patch):  # the items stand elsewhere than their index says
                target.fields[key].replace_items(
                    [
                        Traced(item, place.below(f"/{index}"), self._by)
                        for index, item in enumerate(patch)
                        if mapping(item).get(DIRECTIVE) != "replace"
                    ]
                )
        elif merge_key:
            self._keyed(known, patch, place, merge_key)
        else:
            present = [item.plain() for item in known.items]
            added = [
                Traced(item, place.below(f"/{index}"), self._by)
                for index, item in enumerate(patch)
                if item not in present
            ]
            known.replace_items([*added, *known.items])

    def _merge_key(self, field: str, patch: list[JsonValue]) -> str:
        """The key by which the items of a list are known, "" where it is replaced whole."""
        keys = MERGED_LISTS.get(field, ()) if self._merges_lists else ()
        return next((key for key in keys if any(key in mapping(item) for item in patch)), "")

    def _keyed(self, known: Traced, patch: list[JsonValue], place: Place, key: str) -> None:
        """What a patch names comes first, in its order."""
        rest, first = list(known.items), []
        for index, item in enumerate(patch):
            at, said = place.below(f"/{index}"), mapping(item)
            same = next((one for one in rest if _is_same(one, said, key)), None)
            if same is not None:
                rest.remove(same)
            if said.get(DIRECTIVE) == "delete":
                continue
            if same is None or said.get(DIRECTIVE) == "replace":
                first.append(Traced(_without_nulls(item), at, self._by))
                continue
            self.objects(same, {name: one for name, one in said.items() if name != key}, at)
            first.append(same)
        known.replace_items([*first, *rest])


def _is_same(item: Traced, said: JsonObject, key: str) -> bool:
    """Whether items share a key; ports of two protocols are two, where both say so."""
    there = mapping(item.plain())
    protocols = {one["protocol"] for one in (there, said) if isinstance(one.get("protocol"), str)}
    return key in there and there[key] == said.get(key) and len(protocols) < 2  # noqa: PLR2004


def _without_nulls(value: JsonValue) -> JsonValue:
    """What a patch adds has no null in it: that means removal."""
    if isinstance(value, dict):
        return {
            key: _without_nulls(one)
            for key, one in value.items()
            if one is not None and not key.startswith("$")
        }
    return value
