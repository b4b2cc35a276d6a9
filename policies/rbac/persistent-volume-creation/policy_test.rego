package gate_test.rbac["persistent-volume-creation"]

import data.gate.rbac["persistent-volume-creation"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_creation if {
	policy.deny == {{"msg": "rule allows create on persistentvolumes", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["persistentvolumes"], "verbs": ["get", "create"]})
}

test_claims_are_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["persistentvolumeclaims"], "verbs": ["create"]})
}

test_other_verbs_are_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["persistentvolumes", "persistentvolumes/status"], "verbs": ["get", "patch", "delete"]})
}
