# METADATA
# scope: package
# title: Liveness probe that asks what the readiness probe asks
# description: |
#   What makes a pod unready for a moment (a slow database, many requests) then restarts it as well, and a small
#   outage becomes a large one. The same question is fine where the liveness probe is more patient:
#   `failureThreshold` times `periodSeconds` above that of the readiness probe. Kubernetes documentation: a
#   common pattern is the same endpoint with a higher failureThreshold.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/probes/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   severity: info
#   scope: resource
#   kinds: [DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Ask only the process itself, or raise failureThreshold of the liveness probe.
package gate.reliability["identical-probes"]

import data.gate.lib.workload

deny contains {"pointer": concat("/", [container.pointer, "livenessProbe"]), "msg": msg} if {
	some container in workload.containers
	liveness := container.container.livenessProbe
	readiness := container.container.readinessProbe
	is_object(liveness)
	is_object(readiness)
	question := _question(liveness)
	count(question) > 0
	question == _question(readiness)
	_patience(liveness) <= _patience(readiness)
	msg := sprintf("liveness probe of %s asks what its readiness probe asks, and is no more patient", [container.label])
}

_question(probe) := object.filter(probe, {"exec", "grpc", "httpGet", "tcpSocket"})

_patience(probe) := _number(probe, "periodSeconds", 10) * _number(probe, "failureThreshold", 3)

_number(probe, field, fallback) := probe[field] if {
	is_number(probe[field])
} else := fallback
