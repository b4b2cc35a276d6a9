# METADATA
# scope: package
# title: Image not pinned by digest
# description: |
#   A tag can be pushed again; a digest is the content. Pinned images are what was reviewed and
#   scanned, whatever happens to the registry. Images of all containers and image volumes are looked
#   at; a tag beside the digest is fine and tells people the version. Tools such as Renovate and
#   Flux image automation keep digests current. The rule is off unless a profile or the
#   configuration turns it on. Kubernetes documentation, NSA/CISA Kubernetes Hardening Guide.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: ignore
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
#   remediation: Add the digest after the tag, as in name:1.4.2@sha256:….
package gate.images.digest

import data.gate.lib.image

deny contains {"msg": msg, "pointer": one.pointer} if {
	some one in image.images
	not image.has_digest(one.reference)
	msg := sprintf("%s uses %q without a digest", [one.label, one.reference])
}
