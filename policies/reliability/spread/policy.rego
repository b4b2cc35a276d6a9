# METADATA
# scope: package
# title: Replicas that nothing spreads
# description: |
#   Several replicas on one node go down with it. Looked at: Deployments and StatefulSets of two replicas or
#   more that have neither a podAntiAffinity nor topologySpreadConstraints. The scheduler spreads the pods of a
#   Service by itself where it can (since Kubernetes 1.24), so the rule is off unless a profile or the
#   configuration turns it on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [Deployment, StatefulSet]
#   mentions: ['"replicas"']
#   remediation: Add topologySpreadConstraints over kubernetes.io/hostname or the zone.
package gate.reliability.spread

import data.gate.lib.workload

deny contains {"pointer": workload.pod_spec_pointer, "msg": msg} if {
	replicas := input.spec.replicas
	is_number(replicas)
	replicas >= 2
	is_object(workload.pod_spec)
	not _anti_affinity
	not _constrained
	msg := sprintf("nothing keeps its %s replicas from running on one node", [format_int(replicas, 10)])
}

_anti_affinity if {
	some _, terms in workload.pod_spec.affinity.podAntiAffinity
	is_array(terms)
	count(terms) > 0
}

_constrained if {
	is_array(workload.pod_spec.topologySpreadConstraints)
	count(workload.pod_spec.topologySpreadConstraints) > 0
}
