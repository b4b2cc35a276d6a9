package gate_test.rbac["token-creation"]

import data.gate.rbac["token-creation"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_tokens if {
	policy.deny == {{"msg": "rule allows create on serviceaccounts/token of every service account it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"]})
}

test_tokens_of_everything if {
	policy.deny == {{"msg": "rule allows * on */token of every service account it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["*/token"], "verbs": ["*"]})
}

test_named_accounts_are_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"], "resourceNames": ["builder"]})
}

test_token_reviews_are_not_meant if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["authentication.k8s.io"], "resources": ["tokenreviews"], "verbs": ["create"]})
}
