# METADATA
# title: A pod turns its AppArmor profile off
# description: |
#   On nodes with AppArmor the runtime's profile confines every container; `Unconfined` takes that away.
#   Looked at: `securityContext.appArmorProfile.type` of the pod and of every kind of container, and the older
#   annotations `container.apparmor.security.beta.kubernetes.io/*` of the pod.
#   Pod Security Standards, baseline, control "AppArmor".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_appArmorProfile.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['appArmorProfile', 'container.apparmor.security.beta.kubernetes.io/']
#   remediation: Remove the profile (the runtime default applies), or use RuntimeDefault or Localhost.
package gate["pod-security"]["app-armor"]

import data.gate.lib.pod_security
import data.gate.lib.workload

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "appArmorProfile/type"])} if {
	some place in pod_security.contexts
	type := place.context.appArmorProfile.type
	type != null
	not type in {"RuntimeDefault", "Localhost"}
	msg := sprintf("%s sets the AppArmor profile %v", [place.label, type])
}

deny contains {"msg": msg, "pointer": pointer} if {
	some key, profile in workload.pod_annotations
	startswith(key, "container.apparmor.security.beta.kubernetes.io/")
	is_string(profile)
	not profile in {"", "runtime/default"}
	not startswith(profile, "localhost/")
	pointer := concat("", [workload.pod_metadata_pointer, workload.pointer(["annotations", key])])
	msg := sprintf("annotation %s sets the AppArmor profile %s", [key, profile])
}
