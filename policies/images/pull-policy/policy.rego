# METADATA
# scope: package
# title: Image that nodes may have in different versions
# description: |
#   With a mutable tag and `IfNotPresent`, each node runs what the tag meant when it first pulled it, so two
#   pods of one Deployment differ; with `Never`, a node that does not have the image cannot run the pod. Without
#   `imagePullPolicy` a tag of latest is pulled always. With a version as tag or a digest, IfNotPresent is
#   right.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
# custom:
#   severity: info
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['imagePullPolicy']
#   remediation: Name the version as the tag, or set imagePullPolicy to Always.
#   params:
#     tags:
#       type: array
#       items: {type: string}
#       default: [latest]
#       description: tags that may mean another image tomorrow, such as main or stable
package gate.images["pull-policy"]

import data.gate.lib.image
import data.gate.lib.workload

deny contains {"pointer": concat("", [container.pointer, "/imagePullPolicy"]), "msg": msg} if {
	some container in workload.containers
	msg := _fault(container, object.get(container.container, "imagePullPolicy", ""))
}

_fault(container, "Never") := sprintf("%s runs only where a node has its image already", [container.label])

_fault(container, "IfNotPresent") := sprintf("%s runs whatever each node pulled first as %q", [container.label, reference]) if {
	reference := container.container.image
	is_string(reference)
	reference != ""
	not image.has_digest(reference)
	_mutable(image.tag(reference))
}

_mutable("")

_mutable(tag) if tag in data.params["images/pull-policy"].tags
