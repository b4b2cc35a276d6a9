# METADATA
# scope: package
# title: Image from a registry that is not allowed
# description: |
#   Images from anywhere are code from anywhere. The parameter `allowed` lists registries, or the
#   beginnings of repositories, by whole parts of the path: `registry.example.com` allows
#   `registry.example.com/shop/web`, never `registry.example.com.evil.example/web`, and
#   `ghcr.io/team` not `ghcr.io/team-b/web`. Short names are read in full: `nginx` is
#   `docker.io/library/nginx`. Images of all containers and image volumes are looked at; while the
#   list is empty there is no finding. NSA/CISA Kubernetes Hardening Guide, CIS Kubernetes Benchmark
#   5.5.1.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: warning
#   scope: resource
#   kinds:
#     - CronJob
#     - DaemonSet
#     - Deployment
#     - Job
#     - Pod
#     - PodTemplate
#     - ReplicaSet
#     - ReplicationController
#     - StatefulSet
#   remediation: Use an image from an allowed registry, or add the registry to the parameter `allowed`.
#   params:
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: registries or beginnings of repositories, such as registry.example.com/ or ghcr.io/team/
package gate.images.registry

import data.gate.lib.image

deny contains {"msg": msg, "pointer": one.pointer} if {
	count(_allowed) > 0
	some one in image.images
	repository := image.repository(one.reference)
	not _is_allowed(repository)
	msg := sprintf("%s uses %s; allowed: %s", [one.label, repository, concat(", ", sort(_allowed))])
}

# Entries written in full and without the last slash.
_allowed contains image.prefix(entry) if {
	some entry in data.params["images/registry"].allowed
	is_string(entry)
}

_is_allowed(repository) if repository in _allowed

_is_allowed(repository) if {
	some entry in _allowed
	startswith(repository, concat("", [entry, "/"]))
}
