# METADATA
# scope: package
# title: Image with a mutable tag
# description: |
#   An image without a tag, or with `latest`, is whatever was pushed last: two pods of one
#   Deployment may run different code, a rollback brings nothing back, and no review saw what runs.
#   Images of all containers and image volumes are looked at. A digest settles it whatever the tag;
#   the colon of a registry's port is no tag. The parameter `tags` lists the tags that count as
#   mutable. Kubernetes documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: error
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
#   remediation: Name the version as the tag, or pin the image by digest.
#   params:
#     tags:
#       type: array
#       items: {type: string}
#       default: [latest]
#       description: tags that may mean another image tomorrow, such as main or stable
package gate.images["mutable-tag"]

import data.gate.lib.image

deny contains {"msg": msg, "pointer": one.pointer} if {
	some one in image.images
	not image.has_digest(one.reference)
	msg := _fault(one)
}

_fault(one) := sprintf("%s uses %q without a tag, which means latest", [one.label, one.reference]) if {
	image.tag(one.reference) == ""
}

_fault(one) := sprintf("%s uses %q, whose tag may mean another image tomorrow", [one.label, one.reference]) if {
	image.tag(one.reference) in data.params["images/mutable-tag"].tags
}
