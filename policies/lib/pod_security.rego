# What the controls of the Pod Security Standards look at.
# https://kubernetes.io/docs/concepts/security/pod-security-standards/
package gate.lib.pod_security

import data.gate.lib.workload

# The security contexts of the pod and of every container: {context, pointer: to it, label: whose it is}.
contexts contains {"context": context, "pointer": pointer, "label": "pod"} if {
	context := pod_context
	pointer := concat("/", [workload.pod_spec_pointer, "securityContext"])
}

contexts contains {"context": context, "pointer": pointer, "label": container.label} if {
	some container in workload.containers
	context := container.container.securityContext
	is_object(context)
	pointer := concat("/", [container.pointer, "securityContext"])
}

# The pod's own security context; {} where there is none.
default pod_context := {}

pod_context := workload.pod_spec.securityContext if is_object(workload.pod_spec.securityContext)

# A container's own security context; {} where there is none.
context_of(container) := container.securityContext if {
	is_object(container.securityContext)
} else := {}

# Pods that say they are for Windows are exempt from the restricted controls that only Linux has.
windows if workload.pod_spec.os.name == "windows"

# The standard asks less of pods in a user namespace of their own (since Kubernetes 1.35).
user_namespace if workload.pod_spec.hostUsers == false

# A field that is written and neither null nor "".
written(value) if not value in {"", null}
