package gate_test.lib.pod_security

import data.gate.lib.pod_security

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_contexts_of_pod_and_containers if {
	found := pod_security.contexts with input as _pod({
		"securityContext": {"runAsUser": 1},
		"containers": [{"name": "web", "securityContext": {"runAsUser": 2}}, {"name": "sidecar"}],
		"ephemeralContainers": [{"name": "debug", "securityContext": {"runAsUser": 3}}],
	})
	{[place.label, place.pointer, place.context.runAsUser] | some place in found} == {
		["pod", "/spec/securityContext", 1],
		[`container "web"`, "/spec/containers/0/securityContext", 2],
		[`ephemeral container "debug"`, "/spec/ephemeralContainers/0/securityContext", 3],
	}
}

test_exemptions_ask_for_the_exact_value if {
	pod_security.windows with input as _pod({"os": {"name": "windows"}})
	pod_security.user_namespace with input as _pod({"hostUsers": false})
	every spec in [{}, {"os": {"name": "linux"}, "hostUsers": true}, {"os": "windows", "hostUsers": null}] {
		not pod_security.windows with input as _pod(spec)
		not pod_security.user_namespace with input as _pod(spec)
	}
}

test_malformed_input_gives_empty_contexts if {
	every spec in [null, 1, {}, {"securityContext": "x"}, {"containers": [{"securityContext": []}]}] {
		pod_security.pod_context == {} with input as _pod(spec)
		every place in pod_security.contexts {
			place.context == {}
		} with input as _pod(spec)
	}
}
