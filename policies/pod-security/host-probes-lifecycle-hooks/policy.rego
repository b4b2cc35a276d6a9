# METADATA
# title: A probe or lifecycle hook names a host
# description: |
#   The kubelet sends probes and hooks itself: with a `host` they reach whatever the node can reach, past the
#   pod's network policies. Looked at: `httpGet.host` and `tcpSocket.host` of livenessProbe, readinessProbe,
#   startupProbe, lifecycle.postStart and lifecycle.preStop of every kind of container.
#   Pod Security Standards, baseline, control "Host Probes / Lifecycle Hooks" (since Kubernetes 1.34).
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_hostProbesAndhostLifecycle.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['"host"']
#   remediation: Remove host, so that the probe or hook asks the pod itself; set a Host header in httpHeaders if needed.
package gate["pod-security"]["host-probes-lifecycle-hooks"]

import data.gate.lib.pod_security
import data.gate.lib.workload

_handlers := {
	["livenessProbe"], ["readinessProbe"], ["startupProbe"],
	["lifecycle", "postStart"], ["lifecycle", "preStop"],
}

deny contains {"msg": msg, "pointer": concat("/", array.concat([container.pointer], first))} if {
	some container in workload.containers
	hosts := {path |
		some handler in _handlers
		some action in ["httpGet", "tcpSocket"]
		path := array.concat(handler, [action, "host"])
		pod_security.written(object.get(container.container, path, null))
	}
	first := min(hosts)
	fields := concat(", ", sort({concat(".", path) | some path in hosts}))
	msg := sprintf("%s names a host in %s", [container.label, fields])
}
