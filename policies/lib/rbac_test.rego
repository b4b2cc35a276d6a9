package gate_test.lib.rbac

import data.gate.lib.rbac

_role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": rules}

_rule(groups, resources, verbs) := {"body": {"apiGroups": groups, "resources": resources, "verbs": verbs}, "pointer": "/rules/0"}

_exec := {"group": "", "resources": {"pods/exec", "*/exec"}, "verbs": {"create", "get"}}

test_rules_of_a_role_with_their_pointers if {
	rbac.rules == {{"body": {"verbs": ["get"]}, "pointer": "/rules/1"}} with input as _role([null, {"verbs": ["get"]}])
}

test_roles_of_another_api_group_are_not_meant if {
	count(rbac.rules) == 0 with input as object.union(_role([{}]), {"apiVersion": "example.com/v1"})
}

test_a_power_matches_what_the_authorizer_matches if {
	every rule in [
		_rule([""], ["pods/exec"], ["create"]),
		_rule(["*"], ["pods/exec"], ["*"]),
		_rule(["", "apps"], ["pods", "*/exec"], ["get", "delete"]),
	] {
		count(rbac.allowed(rule, _exec)) == 1
	}
	every rule in [
		_rule([""], ["pods"], ["create"]),
		_rule([""], ["pods/*"], ["create"]),
		_rule([""], ["*"], ["create"]),
		_rule([""], ["pods/exec"], ["delete"]),
		_rule(["apps"], ["pods/exec"], ["create"]),
		_rule([], ["pods/exec"], ["create"]),
		_rule(null, "pods/exec", {"create": "create"}),
	] {
		count(rbac.allowed(rule, _exec)) == 0
	}
}

test_what_is_allowed_is_told_with_its_place if {
	rbac.allowed(_rule([""], ["pods", "*/exec"], ["get", "create", "list"]), _exec) == [{
		"resource": "*/exec",
		"verbs": "create, get",
		"pointer": "/rules/0/resources/1",
	}]
}

test_restricted_by_names if {
	rbac.restricted({"body": {"resourceNames": ["db"]}})
	every body in [{}, {"resourceNames": null}, {"resourceNames": []}, {"resourceNames": ["db", ""]}, {"resourceNames": "db"}] {
		not rbac.restricted({"body": body})
	}
}

test_full_control if {
	rbac.full_control(_rule(["*"], ["*"], ["*"])).pointer == "/rules/0/verbs/0"
	rbac.full_control(_rule(["", "example.com"], ["*"], ["get", "*"])).pointer == "/rules/0/verbs/1"
	rbac.full_control(_rule(["apps"], ["pods", "*"], ["create"])).pointer == "/rules/0/resources/1"
	not rbac.full_control(_rule(["example.com"], ["*"], ["*"]))
	not rbac.full_control(_rule([""], ["*"], ["get", "list", "patch"]))
	not rbac.full_control(_rule([""], ["pods"], ["*"]))
	not rbac.full_control({
		"pointer": "/rules/0",
		"body": {"apiGroups": [""], "resources": ["*"], "verbs": ["*"], "resourceNames": ["db"]},
	})
}

test_groups_for_a_message if {
	rbac.groups(_rule(["batch", "", 3], [], [])) == "batch, core"
}

test_subjects_and_role_of_a_binding if {
	binding := {
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
		"roleRef": {"kind": "ClusterRole", "name": "view"},
		"subjects": [
			{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}, "text",
			{"kind": "Group", "name": "developers"}, {"name": 3},
		],
	}
	{[one.label, one.pointer] | some one in rbac.subjects} == {
		["ServiceAccount/ci/builder", "/subjects/0"],
		["Group/developers", "/subjects/2"], ["", "/subjects/3"],
	} with input as binding
	rbac.role == "ClusterRole/view" with input as binding
}

test_malformed_input_gives_nothing if {
	every resource in [
		null, [], "text", {}, {"kind": "Role"}, _role(null), _role("text"), _role({"a": {}}),
		{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "roleRef": [], "subjects": {"a": {}}},
		{"apiVersion": 1, "kind": "RoleBinding", "roleRef": {"kind": 1, "name": {}}, "subjects": null},
	] {
		count(rbac.rules) == 0 with input as resource
		count(rbac.subjects) == 0 with input as resource
		not rbac.role with input as resource
	}
}
