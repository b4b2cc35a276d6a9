# Compute resources of containers: which have a request or limit, as the scheduler will see it.
# https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
package gate.lib.compute

import data.gate.lib.workload

# What a pod may ask for as a whole (`spec.resources`, from Kubernetes 1.34), instead of its containers.
_pod_level := {"cpu", "memory"}

# Ephemeral containers may have no resources.
_kinds := {"container", "init container"}

# Containers without a request for a resource, save those ignored by name, as {msg, pointer}. The API
# server copies a missing request from the limit; a request of 0 stays 0. What runs before the others needs
# none where they all have one: the pod's request is the larger of both.
without_request(resource, ignored) := {missing |
	not _set(_level("limits"), resource)
	not _set(_level("requests"), resource)
	lacking := [one |
		some one in _containers([])
		not _set(_quantities(one.container, "requests"), resource)
		not _copied_from_limit(one.container, resource)
	]
	some one in lacking
	not one.name in ignored
	not _is_covered(one, lacking)
	missing := _missing(one, "requests", resource)
}

_is_covered(one, lacking) if {
	_runs_before(one)
	some ordinary in workload.containers
	ordinary.kind == "container"
	every other in lacking {
		_runs_before(other)
	}
}

# An init container that ends before the others start: all but sidecars.
# https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
_runs_before(one) if {
	one.kind == "init container"
	object.get(one.container, "restartPolicy", "") != "Always"
}

# Containers without a limit for a resource, save those ignored by name, as {msg, pointer}.
without_limit(resource, ignored) := {missing |
	not _set(_level("limits"), resource)
	some one in _containers(ignored)
	not _set(_quantities(one.container, "limits"), resource)
	missing := _missing(one, "limits", resource)
}

_containers(ignored) := {one |
	some one in workload.containers
	one.kind in _kinds
	not one.name in ignored
}

_level(field) := object.filter(_quantities(workload.pod_spec, field), _pod_level)

# Quantities under `resources.requests` or `resources.limits`; {} where there are none.
_quantities(holder, field) := holder.resources[field] if {
	is_object(holder.resources[field])
} else := {}

_copied_from_limit(container, resource) if {
	not resource in object.keys(_quantities(container, "requests"))
	_set(_quantities(container, "limits"), resource)
}

# A quantity of the wrong type is left to the schema.
_set(quantities, resource) if {
	some key, value in quantities
	key == resource
	not _nothing(value)
}

_nothing(null)

_nothing(0)

_nothing(value) if {
	is_string(value)
	regex.match(`^[+-]?0*(\.0*)?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$`, value)
}

_words := {"limits": "limit", "requests": "request"}

_missing(one, field, resource) := {"msg": msg, "pointer": pointer} if {
	resource in object.keys(_quantities(one.container, field))
	msg := sprintf("%s has a %s %s of 0", [one.label, resource, _words[field]])
	pointer := concat("", [one.pointer, workload.pointer(["resources", field, resource])])
} else := {"msg": msg, "pointer": one.pointer} if {
	msg := sprintf("%s has no %s %s", [one.label, resource, _words[field]])
}
