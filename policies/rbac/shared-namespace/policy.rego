# METADATA
# scope: package
# title: Workload in a namespace that everybody shares
# description: |
#   Rights, quotas, network policies and pod security hold by namespace. What runs in `default` shares all of
#   them with whatever else was applied without a thought; the parameter `namespaces` takes others, such as
#   kube-system. A manifest without a namespace passes: where it is applied is not known. A chart that is
#   rendered without one is rendered for `default`, so the rule is off unless a profile or the configuration
#   turns it on. CIS Kubernetes Benchmark 5.6.4.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Give the workload a namespace of its own.
#   params:
#     namespaces:
#       type: array
#       items: {type: string}
#       default: [default]
#       description: namespaces that no workload belongs in
package gate.rbac["shared-namespace"]

deny contains {"pointer": "/metadata/namespace", "msg": msg} if {
	name := input.metadata.namespace
	is_string(name)
	name in data.params["rbac/shared-namespace"].namespaces
	msg := sprintf("runs in the namespace %s", [name])
}
