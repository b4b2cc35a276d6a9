# What a hand-written pipeline typically asks of workloads, in conftest's form.
package main

import rego.v1

pod_spec := input.spec.template.spec if input.kind in {"Deployment", "StatefulSet", "DaemonSet", "Job"}

pod_spec := input.spec if input.kind == "Pod"

deny contains sprintf("%s: container %s has no memory limit", [input.metadata.name, container.name]) if {
	some container in pod_spec.containers
	not container.resources.limits.memory
}

deny contains sprintf("%s: container %s has no requests", [input.metadata.name, container.name]) if {
	some container in pod_spec.containers
	not container.resources.requests
}

deny contains sprintf("%s: container %s uses latest", [input.metadata.name, container.name]) if {
	some container in pod_spec.containers
	endswith(container.image, ":latest")
}

deny contains sprintf("%s: container %s is privileged", [input.metadata.name, container.name]) if {
	some container in pod_spec.containers
	container.securityContext.privileged
}

deny contains sprintf("%s may run as root", [input.metadata.name]) if {
	pod_spec
	not pod_spec.securityContext.runAsNonRoot
}

deny contains sprintf("Secret %s is not sealed", [input.metadata.name]) if {
	input.kind == "Secret"
	count(object.get(input, "data", {})) > 0
}

deny contains sprintf("%s has a wildcard", [input.metadata.name]) if {
	input.kind in {"Role", "ClusterRole"}
	some rule in input.rules
	"*" in rule.verbs
}
