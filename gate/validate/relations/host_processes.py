"""Windows pods whose containers are processes of the host: all of them or none, on the host's network.

Source: validateWindowsHostProcessPod in pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.relations.pods import containers_of, pod_spec

_FIELD = ("securityContext", "windowsOptions", "hostProcess")


def host_process_faults(body: JsonObject) -> Iterator[Fault]:
    """The faults of `hostProcess` of the pod that a resource is or makes."""
    place, spec = pod_spec(body)
    of_pod = _host_process(spec)
    found: list[bool] = []
    for at, container in containers_of(spec, place):
        own = _host_process(container)
        found.append(bool(of_pod if own is None else own))
        if own is not None and of_pod is not None and own != of_pod:
            says = f"is {str(own).lower()}, must be the same as that of the pod"
            yield fault("api/conflict", (*at, *_FIELD), says)
    if any(found) and not all(found):
        yield fault("api/conflict", place, "must have hostProcess in all containers where one has it")
    if any(found) and spec.get("hostNetwork") is not True:
        yield fault(
            "api/conflict", place, "must set hostNetwork to true where hostProcess is", "Set hostNetwork."
        )


def _host_process(holder: JsonObject) -> bool | None:
    options = mapping(mapping(holder.get("securityContext")).get("windowsOptions"))
    value = options.get("hostProcess")
    return value if isinstance(value, bool) else None
