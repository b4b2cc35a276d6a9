package gate_test.secrets["env-from-secret"]

import data.gate.secrets["env-from-secret"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(container) := found if {
	found := policy.deny with input as _pod({"containers": [object.union({"name": "web"}, container)]})
}

test_read if {
	_found({"env": [{"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "web", "key": "token"}}}]}) == {{
		"pointer": "/spec/containers/0/env/0/valueFrom/secretKeyRef", "msg": `variable "TOKEN" of container "web" is read from a Secret`,
	}}
	_found({"envFrom": [{"secretRef": {"name": "web"}}]}) == {{
		"pointer": "/spec/containers/0/envFrom/0/secretRef", "msg": `container "web" reads a whole Secret into its environment`,
	}}
}

test_fine if count(_found({"env": [{"name": "A", "value": "b"}], "envFrom": [{"configMapRef": {"name": "web"}}]})) == 0
