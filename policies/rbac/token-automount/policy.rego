# METADATA
# scope: package
# title: Pod that gets a token it does not ask for
# description: |
#   A pod that names no service account runs as `default` of its namespace and gets that account's token in
#   every container, to act with whatever is ever bound to it. Programs that never talk to the API server need
#   none. Loud, since few manifests set it, so the rule is off unless a profile or the configuration turns it
#   on. CIS Kubernetes Benchmark 5.1.5 and 5.1.6.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Set automountServiceAccountToken to false, or name a service account of its own.
package gate.rbac["token-automount"]

import data.gate.lib.workload

deny contains {"pointer": pointer, "msg": "pod gets a token of the service account default"} if {
	is_object(workload.pod_spec)
	object.get(workload.pod_spec, "serviceAccountName", "") in {"", "default", null}
	object.get(workload.pod_spec, "automountServiceAccountToken", true) in {true, null}
	pointer := concat("", [workload.pod_spec_pointer, "/automountServiceAccountToken"])
}
