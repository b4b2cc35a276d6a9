package gate_test.secrets["private-key"]

import data.gate.secrets["private-key"] as rule

# Put together here, so that scanners of files leave this one alone.
_pem := concat("", [
	"-----BEGIN PRI", "VATE KEY-----\n", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj", "\n-----END PRI", "VATE KEY-----\n",
])

test_message_names_the_place_and_never_the_key if {
	rule.deny == {{"msg": `key "tls.key" of data holds a PEM private key`, "pointer": "/data/tls.key"}} with input as {
		"apiVersion": "v1", "kind": "ConfigMap",
		"data": {"tls.key": _pem},
	}
}

test_message_names_the_container if {
	rule.deny == {{
		"msg": `variable "KEY" of init container "setup" holds a PEM private key`,
		"pointer": "/spec/initContainers/0/env/0/value",
	}} with input as {
		"apiVersion": "v1", "kind": "Pod",
		"spec": {"initContainers": [{"name": "setup", "env": [{"name": "KEY", "value": _pem}]}]},
	}
}

test_annotation_of_any_kind_with_its_pointer_escaped if {
	rule.deny == {{
		"msg": `annotation "example.com/key" holds a PEM private key`,
		"pointer": "/metadata/annotations/example.com~1key",
	}} with input as {
		"apiVersion": "example.com/v1", "kind": "Anything",
		"metadata": {"annotations": {"example.com/key": _pem}},
	}
}

test_malformed_input_is_no_fault if {
	every content in [
		{"data": "x"}, {"data": ["x"]}, {"data": {"a": 1}}, {"binaryData": {"a": "%%%", "b": 1}}, {"binaryData": 1},
		{"metadata": {"annotations": ["x"]}}, {"metadata": {"annotations": {"a": 1}}}, {"metadata": "x"},
	] {
		count(rule.deny) == 0 with input as object.union({"apiVersion": "v1", "kind": "ConfigMap"}, content)
	}
	every pod in [null, 1, {"containers": {"env": 1}}, {"containers": [1, {"args": "x"}, {"command": [1, null]}]}] {
		count(rule.deny) == 0 with input as {"apiVersion": "v1", "kind": "Pod", "spec": pod}
	}
	count(rule.deny) == 0 with input as {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "spec": 1}
	count(rule.deny) == 0 with input as null
}
