# Rules of roles and subjects of bindings, as the RBAC authorizer reads them:
# https://kubernetes.io/docs/reference/access-authn-authz/rbac/
# Nothing here fails on malformed input: what has the wrong type is undefined or left out.
package gate.lib.rbac

import data.gate.lib.workload

_group := "rbac.authorization.k8s.io"

# API groups in which every resource includes the means to take over a cluster: pods, Secrets and
# tokens, workloads, roles, admission, aggregated APIs, certificates.
_powerful_groups := {
	"", "*", "admissionregistration.k8s.io", "apiregistration.k8s.io", "apps", "batch",
	"certificates.k8s.io", "extensions", _group,
}

# Rules of a Role or ClusterRole as {body, pointer}.
rules contains {"body": body, "pointer": workload.pointer(["rules", index])} if {
	input.kind in {"ClusterRole", "Role"}
	workload.api_group(input) == _group
	some index, body in _list(input, "rules")
	is_object(body)
}

# Items of one list of a rule that are among those wanted, as {value, pointer}.
items(rule, field, wanted) := [found |
	some found in strings(rule, field)
	found.value in wanted
]

# Every string of one list of a rule, as {value, pointer}.
strings(rule, field) := [{"value": value, "pointer": pointer} |
	some index, value in _list(rule.body, field)
	is_string(value)
	pointer := concat("/", [rule.pointer, field, format_int(index, 10)])
]

# Whether a rule names an API group, or all of them.
covers_group(rule, group) if count(items(rule, "apiGroups", {group, "*"})) > 0

# What a rule allows of a power {group, resources, verbs}: one for each item of `resources` that names
# one of the power's, as {resource, verbs: text, pointer}. The item `*` is left to the rules on wildcards;
# the verb `*` counts. RBAC knows `*/exec` beside `pods/exec`, but no `pods/*`: a power lists what it means.
allowed(rule, power) := [{"resource": item.value, "verbs": verbs, "pointer": item.pointer} |
	covers_group(rule, power.group)
	verbs := listed({verb.value | some verb in items(rule, "verbs", power.verbs | {"*"})})
	verbs != ""
	some item in items(rule, "resources", power.resources)
]

# Whether a rule holds for objects of given names only. (Such a rule never allows to create, and allows to
# list by one name only; the empty name stands for requests that name no object.)
restricted(rule) if {
	names := _list(rule.body, "resourceNames")
	count(names) > 0
	not "" in names
}

names_resource(rule, name) if name in _list(rule.body, "resourceNames")

# Where a rule gives full control of a powerful API group: every verb, or creation, of every resource.
# Undefined for any other rule.
full_control(rule) := item if {
	_powerful(rule)
	item := items(rule, "verbs", {"*"})[0]
} else := item if {
	_powerful(rule)
	count(items(rule, "verbs", {"create"})) > 0
	item := items(rule, "resources", {"*"})[0]
}

# API groups of a rule for a message.
groups(rule) := listed({_group_label(item.value) | some item in strings(rule, "apiGroups")})

# Subjects of a binding as {body, pointer, label}; a label is `Group/NAME`, `User/NAME` or
# `ServiceAccount/NAMESPACE/NAME`.
subjects contains {"body": body, "pointer": workload.pointer(["subjects", index]), "label": label} if {
	binding
	some index, body in _list(input, "subjects")
	is_object(body)
	label := concat("/", [part |
		some field in ["kind", "namespace", "name"]
		part := body[field]
		is_string(part)
	])
}

# The role that a binding names, as "ClusterRole/NAME" or "Role/NAME".
role := concat("/", [input.roleRef.kind, input.roleRef.name]) if {
	binding
	is_string(input.roleRef.kind)
	is_string(input.roleRef.name)
}

binding if {
	input.kind in {"ClusterRoleBinding", "RoleBinding"}
	workload.api_group(input) == _group
}

# Names for a message: sorted, each once.
listed(names) := concat(", ", sort(names))

_powerful(rule) if {
	count(items(rule, "resources", {"*"})) > 0
	count(items(rule, "apiGroups", _powerful_groups)) > 0
	not restricted(rule)
}

_group_label("") := "core"

_group_label(group) := group if group != ""

_list(object, field) := object[field] if is_array(object[field])
