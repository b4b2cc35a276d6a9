# METADATA
# scope: package
# title: Deployment of one replica
# description: |
#   One pod is down while its node is drained or fails, and until the next one is ready. Deployments that an
#   autoscaler scales are another rule's question, and 0 replicas mean that it is switched off. What holds a
#   volume of its own can often not be more than one, so the rule is off unless a profile or the configuration
#   turns it on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas
# custom:
#   severity: ignore
#   scope: cluster
#   kinds: [Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, ReplicaSet, ReplicationController, ScaledObject, StatefulSet]
#   remediation: Set replicas to 2 or more, with a PodDisruptionBudget.
#   params:
#     minimum:
#       type: integer
#       minimum: 1
#       default: 2
#       description: the least number of replicas
package gate.reliability["single-replica"]

import data.gate.lib.cluster

deny contains {"resource": one.index, "pointer": "/spec/replicas", "msg": msg} if {
	some _, found in cluster.workloads
	some one in found
	one.resource.kind == "Deployment"
	one.autoscaler == null
	is_number(one.replicas)
	one.replicas > 0
	one.replicas < data.params["reliability/single-replica"].minimum
	msg := sprintf("runs as %s; at least %s", [format_int(one.replicas, 10), format_int(data.params["reliability/single-replica"].minimum, 10)])
}
