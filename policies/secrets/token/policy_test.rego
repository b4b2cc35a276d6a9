package gate_test.secrets.token

import data.gate.secrets.token as rule

# Put together here, so that scanners of files leave this one alone.
_token := concat("_", ["ghp", "k3J9xQ7bT2mW8rZ5vN1cY6pL4hG0fD3sA9eR"])

_config_map(content) := object.union({"apiVersion": "v1", "kind": "ConfigMap"}, content)

_pod(container) := {
	"apiVersion": "v1", "kind": "Pod",
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

test_message_names_the_place_and_never_the_token if {
	rule.deny == {{
		"msg": `key "app.env" of data holds a GitHub token, a connection string with a password`,
		"pointer": "/data/app.env",
	}} with input as _config_map({"data": {
		"app.env": sprintf("TOKEN=%s\nURL=postgres://app:hunter2@db\n", [_token]),
		"other": "x",
	}})
}

test_places_of_a_container if {
	found := rule.deny with input as _pod({
		"args": ["x", _token], "command": [_token],
		"env": [{"name": "A", "value": "x"}, {"name": "B", "value": _token}],
	})
	found == {
		{"msg": `args[1] of container "web" holds a GitHub token`, "pointer": "/spec/containers/0/args/1"},
		{"msg": `command[0] of container "web" holds a GitHub token`, "pointer": "/spec/containers/0/command/0"},
		{"msg": `variable "B" of container "web" holds a GitHub token`, "pointer": "/spec/containers/0/env/1/value"},
	}
}

test_values_of_a_chart if {
	rule.deny == {{"msg": `value "git.0.token" holds a GitHub token`, "pointer": "/spec/values/git/0/token"}} with input as {
		"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease",
		"spec": {"values": {"git": [{"token": _token}]}},
	}
}

test_malformed_input_is_no_fault if {
	every content in [
		{}, {"data": null}, {"data": [_token]}, {"data": {"a": [_token]}}, {"binaryData": {"a": "/u3+7QAAAAI="}},
		{"binaryData": {"a": _token}}, {"metadata": {"annotations": _token}}, {"metadata": [_token]},
	] {
		count(rule.deny) == 0 with input as _config_map(content)
	}
	every container in [{"env": _token}, {"env": [_token]}, {"args": _token}, {"env": [{"name": [], "value": _token}]}] {
		count(rule.deny) == 0 with input as _pod(container)
	}
	count(rule.deny) == 0 with input as {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "spec": null}
	count(rule.deny) == 0 with input as [_token]
}
