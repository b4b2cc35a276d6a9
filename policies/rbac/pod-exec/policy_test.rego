package gate_test.rbac["pod-exec"]

import data.gate.rbac["pod-exec"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_exec if {
	policy.deny == {{"msg": "rule allows create, get on pods/exec of every pod it reaches", "pointer": "/rules/0/resources/1"}} with input as _role({"apiGroups": [""], "resources": ["pods", "pods/exec"], "verbs": ["get", "create"]})
}

test_exec_of_everything if {
	policy.deny == {{"msg": "rule allows create on */exec of every pod it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["*/exec"], "verbs": ["create"]})
}

test_ephemeral_containers if {
	policy.deny == {{"msg": "rule allows patch on pods/ephemeralcontainers of every pod it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["pods/ephemeralcontainers"], "verbs": ["patch"]})
}

test_other_verbs_open_nothing if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["list", "delete"]})
}

test_pods_alone_open_nothing if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "create"]})
}

test_named_pods_are_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"], "resourceNames": ["db-0"]})
}
