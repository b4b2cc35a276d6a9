package gate_test.rbac["webhook-configuration"]

import data.gate.rbac["webhook-configuration"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_webhooks if {
	policy.deny == {{"msg": "rule allows patch, update on every one of mutatingwebhookconfigurations", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": ["admissionregistration.k8s.io"], "resources": ["mutatingwebhookconfigurations"], "verbs": ["get", "update", "patch"]})
}

test_policies_that_mutate if {
	policy.deny == {{"msg": "rule allows create on every one of mutatingadmissionpolicies", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": ["admissionregistration.k8s.io"], "resources": ["mutatingadmissionpolicies"], "verbs": ["create"]})
}

test_named_ones_are_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["admissionregistration.k8s.io"], "resources": ["mutatingwebhookconfigurations"], "verbs": ["update"], "resourceNames": ["shop"]})
}

test_reading_is_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["admissionregistration.k8s.io"], "resources": ["validatingwebhookconfigurations"], "verbs": ["get", "list", "watch"]})
}
