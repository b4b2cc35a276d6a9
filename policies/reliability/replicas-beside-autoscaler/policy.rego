# METADATA
# scope: package
# title: Replicas set beside an autoscaler
# description: |
#   Each apply puts `replicas` back to what the manifest says, in the middle of the load that the autoscaler
#   answered, and the autoscaler starts anew. Looked at: Deployments, StatefulSets, ReplicaSets and
#   ReplicationControllers that a HorizontalPodAutoscaler or a ScaledObject of KEDA scales. Kubernetes
#   documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
# custom:
#   severity: warning
#   scope: cluster
#   kinds: [Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, ReplicaSet, ReplicationController, ScaledObject, StatefulSet]
#   remediation: Remove replicas from the manifest.
package gate.reliability["replicas-beside-autoscaler"]

import data.gate.lib.cluster

deny contains {"resource": one.index, "pointer": "/spec/replicas", "msg": msg, "related": [related]} if {
	some _, found in cluster.workloads
	some one in found
	one.autoscaler != null
	replicas := one.resource.spec.replicas
	is_number(replicas)
	scaler := input.resources[one.autoscaler]
	name := cluster.label(scaler)
	related := {"resource": one.autoscaler, "pointer": "/spec/scaleTargetRef", "msg": "what scales it"}
	msg := sprintf("each apply sets %s replicas, whatever %s says", [format_int(replicas, 10), name])
}
