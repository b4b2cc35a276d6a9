package gate_test.rbac["certificate-signing"]

import data.gate.rbac["certificate-signing"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_every_signer if {
	policy.deny == {{
		"msg": "rule allows approve, sign for signers of client certificates",
		"pointer": "/rules/0/resources/0",
	}} with input as _role({"apiGroups": ["certificates.k8s.io"], "resources": ["signers"], "verbs": ["approve", "sign"]})
}

test_signer_of_the_cluster if {
	rule := {"apiGroups": ["certificates.k8s.io"], "resources": ["signers"], "verbs": ["sign"]}
	count(policy.deny) == 1 with input as _role(object.union(rule, {"resourceNames": ["kubernetes.io/*"]}))
	count(policy.deny) == 0 with input as _role(object.union(rule, {"resourceNames": ["example.com/*"]}))
	count(policy.deny) == 0 with input as _role(object.union(rule, {"resourceNames": ["kubernetes.io/kubelet-serving"]}))
}

test_approval_without_signers if {
	rule := {"apiGroups": ["certificates.k8s.io"], "resources": ["certificatesigningrequests/approval"], "verbs": ["update"]}
	policy.deny == {{
		"msg": "rule allows update on certificatesigningrequests/approval, and the role names no signers",
		"pointer": "/rules/0/resources/0",
	}} with input as _role(rule)
}
