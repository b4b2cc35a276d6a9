package gate_test.rbac.escalate

import data.gate.rbac.escalate as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

_rule(resources, verbs) := {"apiGroups": ["rbac.authorization.k8s.io"], "resources": resources, "verbs": verbs}

test_each_verb_at_its_place if {
	policy.deny == {
		{"msg": "rule allows bind on clusterroles: its holder can gain any right", "pointer": "/rules/0/verbs/1"},
		{"msg": "rule allows escalate on clusterroles: its holder can gain any right", "pointer": "/rules/0/verbs/2"},
	} with input as _role(_rule(["clusterroles"], ["get", "bind", "escalate"]))
}

test_every_verb_includes_both if {
	policy.deny == {{
		"msg": "rule allows escalate and bind (by \"*\") on clusterroles, roles: its holder can gain any right",
		"pointer": "/rules/0/verbs/0",
	}} with input as _role(_rule(["roles", "clusterroles", "rolebindings"], ["*"]))
}

test_named_verb_on_every_resource if {
	count(policy.deny) == 1 with input as _role({"apiGroups": ["*"], "resources": ["*"], "verbs": ["bind"]})
	count(policy.deny) == 0 with input as _role({"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})
}

test_names_restrict_bind_only if {
	count(policy.deny) == 0 with input as _role(object.union(_rule(["clusterroles"], ["bind"]), {"resourceNames": ["view"]}))
	count(policy.deny) == 1 with input as _role(object.union(_rule(["clusterroles"], ["bind"]), {"resourceNames": ["view", "cluster-admin"]}))
	count(policy.deny) == 1 with input as _role(object.union(_rule(["clusterroles"], ["escalate"]), {"resourceNames": ["view"]}))
}

test_other_resources_and_groups_are_not_meant if {
	count(policy.deny) == 0 with input as _role(_rule(["rolebindings"], ["create", "bind", "*"]))
	count(policy.deny) == 0 with input as _role({"apiGroups": ["example.com"], "resources": ["roles"], "verbs": ["*"]})
}
