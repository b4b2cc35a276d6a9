package gate_test.rbac["secrets-read"]

import data.gate.rbac["secrets-read"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_reading if {
	policy.deny == {{"msg": "rule allows get, list on every Secret it reaches", "pointer": "/rules/0/resources/1"}} with input as _role({"apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": ["list", "get"]})
}

test_every_verb_reads_too if {
	policy.deny == {{"msg": "rule allows * on every Secret it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]})
}

test_named_secrets_are_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list", "watch"], "resourceNames": ["db"]})
}

test_no_names_are_no_limit if {
	policy.deny == {{"msg": "rule allows get on every Secret it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": []})
}

test_the_empty_name_stands_for_all if {
	policy.deny == {{"msg": "rule allows list on every Secret it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"], "resourceNames": ["db", ""]})
}

test_writing_is_not_reading if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["secrets"], "verbs": ["create", "update", "patch", "delete"]})
}
