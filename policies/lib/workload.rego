# The pods that a resource makes, whatever its kind, and JSON pointers to their parts.
# Nothing here fails on malformed input: what has the wrong type is undefined or left out.
package gate.lib.workload

# Where each kind keeps its pod: the API groups it is served by, and the fields that lead to the
# object with the pod's `metadata` and `spec`.
# https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
_templates := {
	"CronJob": {"groups": {"batch"}, "path": ["spec", "jobTemplate", "spec", "template"]},
	"DaemonSet": {"groups": {"apps", "extensions"}, "path": ["spec", "template"]},
	"Deployment": {"groups": {"apps", "extensions"}, "path": ["spec", "template"]},
	"Job": {"groups": {"batch"}, "path": ["spec", "template"]},
	"Pod": {"groups": {""}, "path": []},
	"PodTemplate": {"groups": {""}, "path": ["template"]},
	"ReplicaSet": {"groups": {"apps", "extensions"}, "path": ["spec", "template"]},
	"ReplicationController": {"groups": {""}, "path": ["spec", "template"]},
	"StatefulSet": {"groups": {"apps"}, "path": ["spec", "template"]},
}

# The kinds that make pods.
kinds := object.keys(_templates)

# What messages call the items of each list of containers.
_container_kinds := {
	"containers": "container",
	"ephemeralContainers": "ephemeral container",
	"initContainers": "init container",
}

# API group of a resource, "" for the core group.
api_group(resource) := group if {
	is_string(resource.apiVersion)
	parts := split(resource.apiVersion, "/")
	group := concat("/", array.slice(parts, 0, count(parts) - 1))
}

# The object that holds the pod's metadata and spec: the Pod itself, or a pod template.
pod := value if {
	template := _template
	value := object.get(input, template.path, null)
	is_object(value)
}

# The same of any resource, for rules that see a whole cluster.
pod_of(resource) := value if {
	is_string(resource.kind)
	template := _templates[resource.kind]
	api_group(resource) in template.groups
	value := object.get(resource, template.path, null)
	is_object(value)
}

# Pointer to `pod`: "" for a Pod, "/spec/template" for a Deployment.
pod_pointer := pointer(_template.path)

pod_spec := pod.spec if is_object(pod.spec)

pod_spec_pointer := pointer(array.concat(_template.path, ["spec"]))

# Metadata of the pod (of the template, not of its Deployment); {} where there is none.
default pod_metadata := {}

pod_metadata := pod.metadata if is_object(pod.metadata)

pod_metadata_pointer := pointer(array.concat(_template.path, ["metadata"]))

# Labels and annotations of the pod; {} where there are none.
default pod_labels := {}

pod_labels := pod_metadata.labels if is_object(pod_metadata.labels)

default pod_annotations := {}

pod_annotations := pod_metadata.annotations if is_object(pod_metadata.annotations)

# Every container of every kind, as
# {container: the object, pointer: to it, kind: "container" | "init container" | "ephemeral container",
#  name: its name or its index where it has none, label: what a message calls it: init container "migrate"}.
containers contains {
	"container": container,
	"pointer": concat("/", [pod_spec_pointer, field, format_int(index, 10)]),
	"kind": kind,
	"name": name,
	"label": sprintf("%s %q", [kind, name]),
} if {
	some field, kind in _container_kinds
	is_array(pod_spec[field])
	some index, container in pod_spec[field]
	is_object(container)
	name := name_of(container, index)
}

# JSON pointer (RFC 6901) of an array of keys and indices.
pointer(path) := concat("", [concat("", ["/", escape(key)]) | some key in path])

# One key or index as a segment of a JSON pointer.
escape(key) := replace(replace(key, "~", "~0"), "/", "~1") if is_string(key)

escape(key) := format_int(key, 10) if is_number(key)

_template := template if {
	is_string(input.kind)
	template := _templates[input.kind]
	api_group(input) in template.groups
}

# Name of an item of a list, or its index, as in `#0`, where it has none.
name_of(item, index) := item.name if {
	is_string(item.name)
	item.name != ""
} else := sprintf("#%d", [index])
