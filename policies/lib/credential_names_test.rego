package gate_test.lib.credential_names

import data.gate.lib.credential_names

test_names_and_values if {
	credential_names.literal("DB_PASSWORD", "hunter-two")
	credential_names.literal("api-key", "k3J9xQ7bT2")
	every name, value in {
		"DB_PASSWORD": "", "API_TOKEN": "$(TOKEN)", "TLS_SECRET": "web-tls", "SESSION_TOKEN": "24h", "PASSWORD_HINT": "hunter-two",
	} {
		not credential_names.literal(name, value)
	}
}
