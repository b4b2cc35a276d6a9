# Images that pods use, and the parts of an image reference.
# https://github.com/distribution/reference
package gate.lib.image

import data.gate.lib.workload

# Every image of the input as {reference, pointer, label}: of containers of every kind, and of image volumes.
# An empty reference is left to the API server.
images contains {"reference": reference, "pointer": pointer, "label": one.label} if {
	some one in workload.containers
	reference := _reference(one.container.image)
	pointer := concat("/", [one.pointer, "image"])
}

images contains {"reference": reference, "pointer": pointer, "label": label} if {
	is_array(workload.pod_spec.volumes)
	some index, volume in workload.pod_spec.volumes
	reference := _reference(volume.image.reference)
	pointer := concat("", [workload.pod_spec_pointer, workload.pointer(["volumes", index, "image", "reference"])])
	label := sprintf("image volume %q", [workload.name_of(volume, index)])
}

# Tag of a reference, "" where there is none. The colon of a registry's port starts no tag.
tag(reference) := value if {
	[_, value] := split(_last(_name_and_tag(reference)), ":")
} else := ""

# Whether a reference names its content by digest.
has_digest(reference) if regex.match(`@[a-z0-9]+([+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}$`, reference)

# Where a reference is pulled from, written in full, without tag and digest:
# `nginx:1.27` is `docker.io/library/nginx`.
repository(reference) := in_full(_without_tag(_name_and_tag(reference)))

# A repository or the beginning of one, written in full. A first part with a dot or a port, or `localhost`,
# is a registry; anything else is on Docker Hub, and one part alone is in `library`.
in_full(name) := concat("/", array.concat([lower(host)], array.slice(parts, 1, count(parts)))) if {
	parts := split(name, "/")
	count(parts) > 1
	_is_registry(parts[0])
	host := replace(parts[0], "index.docker.io", "docker.io")
} else := concat("/", ["docker.io", name]) if {
	contains(name, "/")
} else := concat("/", ["docker.io/library", name])

# What an entry of a list of registries stands for: a registry, or the beginning of a repository, written in
# full and without the last slash. `team/` is `docker.io/team`, `nginx` is `docker.io/library/nginx`.
prefix(entry) := lower(replace(name, "index.docker.io", "docker.io")) if {
	name := trim_right(entry, "/")
	not contains(name, "/")
	_is_registry(name)
} else := trim_right(in_full(entry), "/")

_is_registry(part) if contains(part, ".")

_is_registry(part) if contains(part, ":")

_is_registry("localhost")

_name_and_tag(reference) := split(reference, "@")[0]

_without_tag(name) := concat("/", array.concat(array.slice(parts, 0, count(parts) - 1), [split(_last(name), ":")[0]])) if {
	parts := split(name, "/")
}

_last(name) := parts[count(parts) - 1] if parts := split(name, "/")

_reference(value) := trimmed if {
	is_string(value)
	trimmed := trim_space(value)
	trimmed != ""
}
