package gate_test.rbac["nodes-proxy"]

import data.gate.rbac["nodes-proxy"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_get_is_enough if {
	policy.deny == {{"msg": "rule allows get on nodes/proxy: commands in every pod of a node", "pointer": "/rules/0/resources/1"}} with input as _role({"apiGroups": [""], "resources": ["nodes", "nodes/proxy"], "verbs": ["get", "list"]})
}

test_proxy_of_everything if {
	policy.deny == {{"msg": "rule allows create on */proxy: commands in every pod of a node", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["*/proxy"], "verbs": ["create"]})
}

test_names_only_choose_the_node if {
	policy.deny == {{"msg": "rule allows get on nodes/proxy: commands in every pod of a node", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["nodes/proxy"], "verbs": ["get"], "resourceNames": ["worker-1"]})
}

test_metrics_are_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["nodes", "nodes/metrics", "services/proxy"], "verbs": ["get", "list"]})
}
