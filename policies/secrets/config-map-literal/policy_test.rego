package gate_test.secrets["config-map-literal"]

import data.gate.secrets["config-map-literal"] as policy

_found(key, value, ignored) := found if {
	found := policy.deny with input as {"apiVersion": "v1", "kind": "ConfigMap", "data": {key: value}}
		with data.params as {"secrets/config-map-literal": {"ignoredNames": ignored}}
}

test_credential if {
	_found("db/password", "hunter-two", []) == {{"pointer": "/data/db~1password", "msg": `key "db/password" holds a literal value`}}
	count(_found("API_TOKEN", "k3J9xQ7bT2", [])) == 1
}

test_fine if {
	every key, value in {
		"password": "${PASSWORD}", "token": "", "session-token": "3600", "MAX_TOKENS": "many", "client-secret": "/run/secrets/client",
		"ca.secret": "line\nline", "tls-secret": "web-tls", "config.yaml": "x",
	} {
		count(_found(key, value, [])) == 0
	}
	count(_found("password", "hunter-two", ["password"])) == 0
}
