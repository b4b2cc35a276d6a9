package gate_test.rbac["namespace-modification"]

import data.gate.rbac["namespace-modification"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_patch if {
	policy.deny == {{"msg": "rule allows patch on namespaces, their pod security labels included", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["namespaces"], "verbs": ["get", "patch"], "resourceNames": ["shop"]})
}

test_reading_is_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["namespaces", "namespaces/finalize"], "verbs": ["get", "list", "watch", "create"]})
}
